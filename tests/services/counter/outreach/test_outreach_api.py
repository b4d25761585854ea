"""The outreach API for admins: days are handed over in a sealed file, listed, taken back, and brought home."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from rig.cast import press
from rig.lone_admin import API, LoneAdmin
from rig.outreach import halls_on, issue, silent
from services.counter.outreach import home_file
from services.counter.outreach.out_file import OutFile, opened
from waitingroom import keys
from waitingroom.log.base import MemoryStore
from waitingroom.log.fold import Clock
from waitingroom.outreach.beginning import begin_day, begin_house
from waitingroom.outreach.days_away import DaysAway

BOX = "tenda-1"


def listed(admin: LoneAdmin) -> dict[str, Any]:
    listing: dict[str, Any] = json.loads(admin.client.get(f"{API}/outreach").data)
    return listing


def today(admin: LoneAdmin) -> str:
    return str(listed(admin)["venues"][0]["today"])


def handed(admin: LoneAdmin, day: str) -> OutFile:
    response = admin.post("/outreach/days", venue="hall", days=[day], box=BOX).json
    assert response is not None
    return opened(base64.b64decode(response["file"]), response["code"])


def upload(admin: LoneAdmin, file: bytes) -> TestResponse:
    headers = {"X-CSRF-Token": admin.token, "Accept-Language": "en"}
    return admin.client.post(
        f"{API}/outreach/home", data=file, headers=headers, content_type="application/octet-stream"
    )


def served(right: OutFile, day: str, folder: Path, *, is_sealed: bool = True) -> bytes:
    """Return what a box brings home that issued two numbers."""
    store, clock = MemoryStore(), Clock()
    begin_house(store, right.house, right.house_seq, press("begin"), clock=clock, alarm=silent)
    begin_day(store, right.venue, day, right.entries(day))
    halls = halls_on(store, right.box)
    for key in ("one", "two"):
        issue(halls.get("hall"), key)
    if is_sealed:
        edition = halls.house.edition
        away = DaysAway(store, right.venue, edition, clock=clock, alarm=silent, here=right.box)
        away.seal(day, press("seal"), even_so=True)
    path = folder / "home.antre"
    home_file.write(
        path, box=right.box, venue=right.venue, secret=bytes.fromhex(right.secret), sealed_ms=clock.now_ms(), drifts=[],
        logs=[(day, store.log(keys.DAY_LOG(right.venue, day)))],
    )  # fmt: skip
    return path.read_bytes()


def test_a_day_goes_out_is_served_and_comes_home_once(admin: LoneAdmin, tmp_path: Path) -> None:
    day = today(admin)
    right = handed(admin, day)
    assert [one["state"] for one in listed(admin)["boxes"][0]["days"]] == ["out"]

    file = served(right, day, tmp_path)
    first, again = upload(admin, file), upload(admin, file)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json is not None
    assert again.json is not None
    assert [(one["numbers"], one["is_closed"]) for one in first.json["brought"]] == [(2, True)]
    assert [one["added"] for one in again.json["brought"]] == [0]
    assert first.json["clock"][-1]["en"].startswith("The laptop's clock")
    assert listed(admin)["boxes"][0]["days"] == [{"day": day, "state": "home", "numbers": 2}]


def test_the_file_has_the_venue_alone_and_staff_without_the_roles_that_stay(admin: LoneAdmin) -> None:
    admin.context.accounts.add("siti", roles=("clerk", "admin"))
    admin.context.accounts.add("budi", roles=("clerk",), agencies=("elsewhere",))

    right = handed(admin, today(admin))

    assert [(one["username"], tuple(one["roles"])) for one in right.accounts] == [("siti", ("clerk",))]
    assert [venue["id"] for venue in right.house["venues"]] == ["hall"]
    assert (right.hall, list(right.days)) == ("Small house", [today(admin)])


def test_a_copy_of_a_day_that_goes_on_comes_home_in_part(admin: LoneAdmin, tmp_path: Path) -> None:
    day = today(admin)
    right = handed(admin, day)

    response = upload(admin, served(right, day, tmp_path, is_sealed=False))

    assert response.json is not None
    assert [one["is_closed"] for one in response.json["brought"]] == [False]
    assert listed(admin)["boxes"][0]["days"] == [{"day": day, "state": "begun", "numbers": 2}]
    refused = admin.post("/outreach/days/back", venue="hall", day=day)
    assert refused.json is not None
    assert refused.json["slug"] == "day-came-home"


def test_a_day_with_a_number_is_not_handed_over_and_leaves_no_trace(admin: LoneAdmin) -> None:
    admin.take_number()

    refused = admin.post("/outreach/days", venue="hall", days=[today(admin)], box=BOX)

    assert (refused.status_code, refused.json and refused.json["slug"]) == (409, "day-has-numbers")
    assert listed(admin)["boxes"] == []


def test_a_day_is_taken_back_and_the_hall_gives_numbers_again(admin: LoneAdmin, tmp_path: Path) -> None:
    day = today(admin)
    right = handed(admin, day)

    response = admin.post("/outreach/days/back", venue="hall", day=day)
    admin.take_number()
    late = upload(admin, served(right, day, tmp_path))

    assert response.status_code == 200
    assert listed(admin)["boxes"][0]["days"][0]["state"] == "taken-back"
    assert (late.status_code, late.json and late.json["slug"]) == (409, "another-log")
    assert late.json
    assert "the day was taken back" in late.json["detail"]


@pytest.mark.parametrize(
    "wish",
    [
        {"venue": "hall", "days": ["2026-02-30"], "box": BOX}, {"venue": "hall", "days": [], "box": BOX},
        {"venue": "hall", "days": ["2099-06-13"], "box": "Tenda 1"}, {"venue": "nowhere", "days": ["2099-06-13"], "box": BOX},
        {"venue": "hall", "days": ["2020-06-13"], "box": BOX},
    ],
)  # fmt: skip
def test_what_cannot_be_handed_over_is_refused_in_words(admin: LoneAdmin, wish: dict[str, Any]) -> None:
    response = admin.post("/outreach/days", **wish)

    assert response.json is not None
    assert 400 <= response.status_code < 500
    assert response.json["detail"]
    assert listed(admin)["boxes"] == []


def test_a_file_that_is_cut_or_none_of_ours_is_refused_in_words(admin: LoneAdmin, tmp_path: Path) -> None:
    day = today(admin)
    file = served(handed(admin, day), day, tmp_path)

    slugs = [(upload(admin, one).json or {})["slug"] for one in (file[:-50], b"PK\x03\x04 something", b"")]

    assert slugs == ["torn", "no-outreach-file", "no-outreach-file"]
    assert listed(admin)["boxes"][0]["days"][0]["state"] == "out"
