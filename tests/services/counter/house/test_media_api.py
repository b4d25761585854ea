"""The media API: uploaded by an admin, served by the display, named and ordered by the house."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
import requests

from rig import media_samples
from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S

Item = dict[str, Any]


class Admin:
    """An admin who uploads media."""

    def __init__(self, hall: RunningHall, clerk: Clerk) -> None:
        self.hall, self.http = hall, clerk.http
        self.http.headers["Accept-Language"] = "en"

    def post(self, path: str, **body: Any) -> requests.Response:
        return self.http.post(f"{self.hall.counters}{path}", json=body, timeout=20)

    def upload(self, content: Any) -> requests.Response:
        headers = {"Content-Type": "application/octet-stream"}
        return self.http.post(f"{self.hall.counters}/media", data=content, headers=headers, timeout=60)

    def file(self, name: str, **headers: str) -> requests.Response:
        return requests.get(f"{self.hall.ready['display']}/media/{name}", headers=headers, timeout=PATIENCE_S)

    @property
    def content(self) -> Item:
        content: Item = self.http.get(f"{self.hall.counters}/house", timeout=PATIENCE_S).json()["content"]
        return content

    def save(self, before: Item | None, value: Item | None) -> requests.Response:
        return self.post(f"/house/media/{(value or before or {})['id']}", before=before, value=value)


@pytest.fixture(scope="module")
def admin(hall: RunningHall) -> Admin:
    return Admin(hall, hall.staff("admin"))


def fresh(kind: str = "text", **more: Any) -> Item:
    words = {"text": {"id": "Gratis", "en": "Free"}} if kind == "text" else {}
    return {"id": f"m-{uuid.uuid4().hex[:8]}", "kind": kind} | words | more


def test_a_picture_is_uploaded_by_an_admin_and_given_out_by_the_display_for_ever(admin: Admin) -> None:
    stored = admin.upload(media_samples.photo_with_place())
    assert stored.status_code == 200, stored.text

    served = admin.file(stored.json()["file"])

    assert (served.status_code, served.headers["Content-Type"]) == (200, "image/jpeg")
    assert len(served.content) == stored.json()["bytes"]
    assert b"SECRET" not in served.content
    assert served.headers["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in served.headers["Cache-Control"]
    again = admin.file(stored.json()["file"], **{"If-None-Match": served.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    listing = admin.http.get(f"{admin.hall.counters}/media", timeout=PATIENCE_S).json()
    assert listing["files"][stored.json()["file"]] == stored.json()["bytes"]
    assert 0 < listing["used_bytes"] < listing["folder_bytes_max"]


def test_a_video_is_given_in_the_parts_that_a_player_asks_for(admin: Admin) -> None:
    video = media_samples.VIDEO.read_bytes()
    stored = admin.upload(video).json()
    assert (stored["kind"], stored["seconds"]) == ("video", 1.4)
    name = stored["file"]

    whole, first, last, end, beyond = (
        admin.file(name, **({"Range": byte_range} if byte_range else {}))
        for byte_range in ("", "bytes=0-99", "bytes=100-", "bytes=-50", f"bytes={len(video)}-")
    )

    assert (whole.content, whole.headers["Content-Type"], whole.headers["Accept-Ranges"]) == (
        video,
        "video/webm",
        "bytes",
    )
    assert (first.status_code, first.content) == (206, video[:100])
    assert (last.content, end.content) == (video[100:], video[-50:])
    assert last.headers["Content-Range"] == f"bytes 100-{len(video) - 1}/{len(video)}"
    assert beyond.status_code == 416


def test_a_page_of_staff_may_show_and_play_what_the_display_has_and_nothing_from_elsewhere(
    admin: Admin,
) -> None:
    policy = requests.get(f"{admin.hall.ready['counter']}/admin", timeout=PATIENCE_S).headers[
        "Content-Security-Policy"
    ]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))

    display = admin.hall.ready["display"]
    assert rules["media-src"].split() == ["'self'", display]
    assert rules["img-src"].split() == ["'self'", display, "data:"]
    assert rules["default-src"] == "'self'"


@pytest.mark.parametrize(
    "name",
    [
        "a" * 64 + ".jpg",
        "a.jpg",
        "..%2F..%2Fappendonly.aof",
        "%2e%2e%2fhouse.yaml",
        "a" * 64 + ".html",
        "a" * 64,
    ],
)
def test_what_is_not_there_and_what_is_no_name_is_not_found(admin: Admin, name: str) -> None:
    assert admin.file(name).status_code == 404


@pytest.mark.parametrize(
    ("content", "status", "slug"),
    [
        (b"GIF89a", 422, "kind-not-shown"), (b"?", 422, "not-media"), (b"\x89PNG\r\n\x1a\nbroken", 422, "picture-unreadable"),
        (media_samples.bomb(), 422, "picture-too-many-pixels"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 10_000_000, 413, "picture-too-large"),
    ],
    ids=["a GIF", "nothing known", "broken", "a bomb", "too large"],
)  # fmt: skip
def test_what_cannot_be_shown_is_refused_in_words(
    admin: Admin, content: bytes, status: int, slug: str
) -> None:
    before = admin.http.get(f"{admin.hall.counters}/media", timeout=PATIENCE_S).json()["files"]

    refused = admin.upload(content)

    assert (refused.status_code, refused.json()["slug"]) == (status, slug)
    assert len(refused.json()["detail"].split()) > 5
    assert admin.http.get(f"{admin.hall.counters}/media", timeout=PATIENCE_S).json()["files"] == before


def test_a_video_over_100_mb_is_refused_by_what_it_says_of_its_size_and_by_what_comes(admin: Admin) -> None:
    head = media_samples.VIDEO.read_bytes()[:64]

    def parts() -> Any:
        yield head
        for _ in range(101):
            yield b"\0" * 1_000_000

    for refused in (admin.upload(head + b"\0" * 101_000_000), admin.upload(parts())):
        assert (refused.status_code, refused.json()["slug"]) == (413, "video-too-large")
        assert "100 MB" in refused.json()["detail"]


def test_items_are_saved_audited_exported_and_put_in_order(admin: Admin) -> None:
    none, one, two = fresh(), fresh(), fresh(seconds=20)
    for item in (none, one, two):
        assert admin.save(None, item).status_code == 200
    ids = [item["id"] for item in admin.content["media"]]

    moved = [*ids[:-2], two["id"], one["id"]]
    assert admin.post("/house/media/order", before=ids, value=moved).status_code == 200

    assert [item["id"] for item in admin.content["media"]] == moved
    change = admin.http.get(f"{admin.hall.counters}/audit", timeout=PATIENCE_S).json()["changes"][0]
    assert change["lines"] == [
        {"section": "media", "id": "", "field": "order", "before": ids, "after": moved}
    ]
    stale = admin.post("/house/media/order", before=ids, value=ids[::-1])
    assert (stale.status_code, stale.json()["slug"], stale.json()["now"]) == (409, "stale-edit", moved)
    assert change["by"] in stale.json()["detail"]
    assert admin.post("/house/media/order", before=moved, value=ids[:-1]).status_code == 422
    assert admin.post("/house/nowhere/order", before=[], value=[]).status_code == 404
    exported = admin.http.get(f"{admin.hall.counters}/house/export", timeout=PATIENCE_S).text
    assert two["id"] in exported
    for item in (none, one, two):
        assert admin.save(item, None).status_code == 200


def test_an_import_that_names_a_file_that_is_not_here_is_taken_and_says_so(admin: Admin) -> None:
    before = admin.content
    here = admin.upload(media_samples.picture(colour="#009e73")).json()["file"]
    there, gone = fresh("picture", file=here), fresh("picture", file="0" * 64 + ".jpg")
    text = requests.compat.json.dumps(before | {"media": [*before.get("media", []), there, gone]})  # type: ignore[attr-defined]

    response = admin.post("/house/import", text=text)

    assert (response.status_code, response.json()["missing_media"]) == (200, [gone["id"]])
    for item in (there, gone):
        assert admin.save(item, None).status_code == 200


def test_a_wrong_item_is_refused_at_its_field_in_the_readers_language(admin: Admin) -> None:
    response = admin.save(None, fresh("picture", file="poster.jpg"))

    assert (response.status_code, response.json()["slug"]) == (422, "house-invalid")
    problem = response.json()["problems"][0]
    assert (problem["section"], problem["path"], problem["expected"]) == (
        "media", ["file"], "an uploaded file (jpg, png, webp)",
    )  # fmt: skip
