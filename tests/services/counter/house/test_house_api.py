"""The house API: read, edit, import, export, audit; confirmation before stranding. Each test uses its own items."""

from __future__ import annotations

import base64
import copy
import json
import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import requests
import yaml

from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S, wait_for

Item = dict[str, Any]


class Admin:
    """An admin who edits the house."""

    def __init__(self, hall: RunningHall, clerk: Clerk) -> None:
        self.hall, self.http = hall, clerk.http
        self.http.headers["Accept-Language"] = "en"

    def get(self, path: str, **query: Any) -> requests.Response:
        return self.http.get(f"{self.hall.counters}{path}", params=query, timeout=PATIENCE_S)

    def post(self, path: str, **body: Any) -> requests.Response:
        return self.http.post(f"{self.hall.counters}{path}", json=body, timeout=20)

    @property
    def content(self) -> Item:
        content: Item = self.get("/house").json()["content"]
        return content

    def item(self, section: str, id: str) -> Item:
        return next(item for item in self.content[section] if item["id"] == id)

    def edit(self, section: str, before: Item | None, value: Item | None, **more: Any) -> requests.Response:
        return self.post(
            f"/house/{section}/{(value or before or {})['id']}", before=before, value=value, **more
        )


@pytest.fixture(scope="module")
def admin(hall: RunningHall) -> Admin:
    return Admin(hall, hall.staff("admin"))


@pytest.fixture
def service(admin: Admin) -> Iterator[Item]:
    """A service for one test, served by Dukcapil's counters and removed afterwards."""
    made = {
        "id": f"x-{uuid.uuid4().hex[:8]}",
        "agency": "dukcapil",
        "name": "Layanan uji",
        "name_en": "Test",
        "minutes": 5,
    }
    assert admin.edit("services", None, made).status_code == 200
    yield made
    now = next((s for s in admin.content["services"] if s["id"] == made["id"]), None)
    if now:
        admin.edit("services", now, None, even_so=True)


def seen_by_visitors(hall: RunningHall, service_id: str) -> Item | None:
    """Return a service as the ticketing service (another process) offers it to kiosks."""
    venue = requests.get(f"{hall.tickets}/venues/{hall.venue}", timeout=PATIENCE_S).json()
    matches = (s for agency in venue["agencies"] for s in agency["services"] if s["id"] == service_id)
    return next(matches, None)


def test_the_house_is_read_with_its_edition_and_not_sent_twice(admin: Admin) -> None:
    first = admin.get("/house").json()
    again = admin.get("/house", known=first["seq"]).json()

    assert first["content"]["venues"][0]["id"] == admin.hall.venue
    assert (again["seq"], again["content"]) == (first["seq"], None)
    assert first["today"][admin.hall.venue]


def test_an_edit_is_live_at_once_in_every_service(admin: Admin, service: Item) -> None:
    changed = service | {"name": "Nama baru"}

    saved = admin.edit("services", service, changed)

    assert saved.status_code == 200
    wait_for(lambda: (seen_by_visitors(admin.hall, service["id"]) or {}).get("name") == "Nama baru")


def test_saving_the_same_again_is_no_new_edition(admin: Admin, service: Item) -> None:
    changed = service | {"minutes": 7}

    seqs = [admin.edit("services", service, changed).json()["seq"] for _ in range(2)]

    assert seqs[0] == seqs[1]


def test_the_house_changes_its_own_name_motto_and_pronunciations_and_nothing_else(admin: Admin) -> None:
    now = admin.content
    before = {key: now[key] for key in ("name", "motto", "pronunciations") if key in now}
    value = before | {"motto": "Cepat dan Pasti", "pronunciations": {"SIM": "surat izin mengemudi"}}

    assert admin.post("/house", before=before, value=value).status_code == 200
    assert admin.content == now | value
    stale = admin.post("/house", before=before, value=before | {"name": "Lain"})
    assert (stale.status_code, stale.json()["now"]) == (409, value)
    wrong = admin.post("/house", before=value, value=value | {"pronunciations": {"SIM": "<b>"}})
    assert (wrong.status_code, wrong.json()["problems"][0]["path"]) == (422, ["pronunciations", "SIM"])
    assert "letters" in wrong.json()["problems"][0]["expected"]
    assert admin.post("/house", before=value, value=value | {"id": "other"}).status_code == 422
    assert admin.post("/house", before=value, value=before).status_code == 200
    assert admin.content == now


def test_a_stale_edit_is_told_who_changed_it_and_how_it_is_now(admin: Admin, service: Item) -> None:
    theirs = service | {"name": "Punya orang lain"}
    admin.edit("services", service, theirs)

    response = admin.edit("services", service, service | {"name": "Punya saya"})

    assert (response.status_code, response.json()["slug"]) == (409, "stale-edit")
    assert response.json()["now"] == theirs
    assert response.json()["detail"].startswith("admin-")
    assert admin.item("services", service["id"]) == theirs


def test_what_is_there_is_not_made_again_over_it(admin: Admin, service: Item) -> None:
    assert admin.edit("services", None, service | {"name": "Lagi"}).json()["slug"] == "stale-edit"


def test_everything_wrong_is_said_at_once_beside_its_field(admin: Admin, service: Item) -> None:
    response = admin.edit(
        "services", service, service | {"minutes": 0, "quota": -1, "hours": {"mon": "8-15"}}
    )

    problems = {tuple(p["path"]): (p["section"], p["id"], p["expected"]) for p in response.json()["problems"]}
    assert (response.status_code, response.json()["slug"]) == (422, "house-invalid")
    assert problems == {
        ("minutes",): ("services", service["id"], "minutes, more than 0"),
        ("quota",): ("services", service["id"], "a number from 1 to 100000"),
        ("hours", "mon"): ("services", service["id"], "a time such as 08:00-15:00"),
    }
    assert admin.item("services", service["id"]) == service


def test_taking_away_what_others_need_names_those(admin: Admin) -> None:
    agency = admin.item("agencies", "dukcapil")

    response = admin.edit("agencies", agency, None, even_so=True)

    named = {(p["section"], p["id"]) for p in response.json()["problems"]}
    assert response.status_code == 422
    assert {("services", "ktp-el"), ("counters", "mpp-kupang/1")} <= named


def test_what_depends_on_it_is_told_and_goes_with_it_in_one_save(admin: Admin, service: Item) -> None:
    agency = copy.deepcopy(admin.item("agencies", "dukcapil")) | {
        "id": f"a-{uuid.uuid4().hex[:8]}",
        "prefix": "QX",
    }
    of_it = service | {"id": f"{agency['id']}-s", "agency": agency["id"]}
    counter = next(c for c in admin.content["counters"] if c["id"] == "1" and c["venue"] == "mpp-kupang")
    named = counter | {"agencies": [*counter["agencies"], agency["id"]]}
    admin.edit("agencies", None, agency)
    admin.edit("services", None, of_it)
    admin.edit("counters", counter, named)

    removal = admin.get(f"/house/agencies/{agency['id']}/removal").json()
    assert removal == {"goes": [f"services/{of_it['id']}"], "changes": ["counters/mpp-kupang/1"]}
    other = admin.edit("agencies", agency, None, takes=removal["goes"])
    assert (other.status_code, other.json()["slug"]) == (409, "stale-edit")
    before = admin.get("/house").json()["seq"]
    done = admin.edit("agencies", agency, None, takes=[*removal["changes"], *removal["goes"]])

    assert done.status_code == 200
    assert done.json()["seq"] > before
    content = admin.content
    assert not {agency["id"], of_it["id"]} & {i["id"] for s in ("agencies", "services") for i in content[s]}
    assert counter in content["counters"]
    assert admin.get("/house/counters/mpp-kupang/1/removal").json() == {"goes": [], "changes": []}
    assert admin.get("/house/nowhere/x/removal").status_code == 404


@pytest.mark.parametrize(
    ("section", "id", "body", "status"),
    [
        ("services", "ktp-el", {}, 422),
        ("services", "ktp-el", {"value": {"id": "other"}}, 422),
        ("services", "ktp-el", {"value": "text"}, 422),
        ("staff", "ktp-el", {"value": {"id": "ktp-el"}}, 404),
        ("counters", "1", {"value": {"id": "1"}, "before": {"id": "1", "venue": "mpp-kupang"}}, 422),
    ],
)
def test_what_is_no_edit_is_refused(admin: Admin, section: str, id: str, body: Item, status: int) -> None:
    assert admin.post(f"/house/{section}/{id}", **body).status_code == status


def test_a_change_that_strands_is_asked_about_first(admin: Admin, service: Item) -> None:
    number = admin.hall.issue(service["id"])
    assert number.status_code == 201

    unconfirmed = admin.edit("services", service, None)
    unchanged = admin.item("services", service["id"])
    done = admin.edit("services", service, None, even_so=True)

    assert (unconfirmed.status_code, unconfirmed.json()["slug"]) == (409, "would-strand")
    assert unconfirmed.json()["stranded"] == [{"venue": "mpp-kupang", "service": service["id"], "waiting": 1}]
    assert unconfirmed.json()["detail"].startswith("1 people still wait for this.")
    assert unchanged == service
    assert done.status_code == 200
    assert service["id"] not in [s["id"] for s in admin.content["services"]]


def test_the_house_goes_out_as_one_file_and_comes_back_the_same(admin: Admin, service: Item) -> None:
    file = admin.get("/house/export")
    before = admin.content
    admin.edit("services", service, service | {"name": "Sementara"})

    response = admin.post("/house/import", text=file.text)

    assert file.headers["Content-Disposition"].startswith('attachment; filename="kupang-')
    assert response.status_code == 200
    assert admin.content == before
    assert yaml.safe_load(file.text)["id"] == "kupang"


def test_json_is_as_good_as_yaml(admin: Admin) -> None:
    before = admin.get("/house").json()

    response = admin.post("/house/import", text=json.dumps(before["content"]))

    assert response.json()["seq"] == before["seq"]


def test_a_wrong_file_names_line_and_field_and_changes_nothing(admin: Admin) -> None:
    text = admin.get("/house/export").text.replace("prefix: A\n", "prefix: A1\n", 1)
    line = text.splitlines().index("  prefix: A1") + 1
    before = admin.content

    response = admin.post("/house/import", text=text)

    assert (response.status_code, response.json()["slug"]) == (422, "house-file-invalid")
    assert response.json()["problems"] == [
        {
            "line": line, "path": ["agencies", 0, "prefix"], "field": "prefix", "found": "A1",
            "expected": "1 or 2 capital letters",
            "text": f'Line {line}, field "prefix": expected 1 or 2 capital letters, found "A1".',
        }
    ]  # fmt: skip
    assert admin.content == before


@pytest.mark.parametrize("text", ["{", "a: &x [1]\nb: *x\n", "- 1", "\x00", "", "a: 1\na: 2"])
def test_what_is_no_file_is_said_in_words(admin: Admin, text: str) -> None:
    response = admin.post("/house/import", text=text)

    assert (response.status_code, response.json()["slug"]) == (422, "house-file-invalid")
    assert response.json()["problems"]


def test_the_bytes_of_a_file_show_how_it_was_saved(admin: Admin) -> None:
    before = admin.get("/house").json()
    text = admin.get("/house/export").text.replace("\nmotto: ", "\nmotto: \u2013 ")

    refused = admin.post(
        "/house/import", file=base64.b64encode(text.encode("windows-1252", "replace")).decode()
    )
    lost = admin.post("/house/import", text=text.encode("windows-1252", "replace").decode("utf-8", "replace"))

    assert [(a.status_code, a.json()["slug"]) for a in (refused, lost)] == [(422, "house-file-invalid")] * 2
    assert "is not text in UTF-8" in refused.json()["problems"][0]["text"]
    assert "a damaged letter (U+FFFD)" in lost.json()["problems"][0]["text"]
    assert admin.get("/house").json()["seq"] == before["seq"]
    same = yaml.safe_dump(before["content"], allow_unicode=True).encode("utf-16")
    taken = admin.post("/house/import", file=base64.b64encode(same).decode())
    assert (taken.status_code, taken.json()["seq"]) == (200, before["seq"])
    for body in ({}, {"text": "", "file": ""}, {"file": "?"}):
        assert admin.post("/house/import", **body).json()["slug"] == "malformed"


def test_a_pasted_space_is_taken_and_what_nobody_means_is_named_beside_its_field(
    admin: Admin, service: Item
) -> None:
    pasted = service | {"name": "Layanan\u00a0uji "}
    assert admin.edit("services", service, pasted).status_code == 200
    now = admin.item("services", service["id"])
    assert now["name"] == "Layanan uji"

    refused = admin.edit("services", now, now | {"name": "Layanan\u202eiju"}).json()

    problem = refused["problems"][0]
    assert (problem["section"], problem["id"], problem["path"]) == ("services", service["id"], ["name"])
    assert problem["expected"] == "text without U+202E RIGHT-TO-LEFT OVERRIDE at letter 8"
    assert problem["found"] == "Layanan[U+202E]iju"
    admin.edit("services", now, service)


def test_an_import_that_strands_is_asked_about_too(admin: Admin, service: Item) -> None:
    content = admin.content
    content["services"] = [s for s in content["services"] if s["id"] != service["id"]]
    admin.hall.issue(service["id"])

    unconfirmed = admin.post("/house/import", text=json.dumps(content))
    done = admin.post("/house/import", text=json.dumps(content), even_so=True)

    assert [unconfirmed.status_code, done.status_code] == [409, 200]


def test_only_the_house_may_be_larger_than_16_kb(admin: Admin) -> None:
    big = "#" * 50_000 + "\n"

    house = admin.post("/house/import", text=big + admin.get("/house/export").text)
    staff = admin.post("/staff/siti", roles=["clerk"], note=big)

    assert house.status_code == 200
    assert (staff.status_code, staff.json()["detail"]) == (413, "The request is too large: 16 KB at most.")


def test_one_day_opens_later_closes_or_is_as_usual_again(admin: Admin) -> None:
    venue = (
        "cfd-el-tari"
        if any(v["id"] == "cfd-el-tari" for v in admin.content["venues"])
        else admin.content["venues"][-1]["id"]
    )
    day = "2031-03-03"

    def exceptions() -> list[Item]:
        return [e for e in admin.item("venues", venue).get("exceptions", []) if e["day"] == day]

    later = admin.post("/house/exceptions", venue=venue, day=day, hours="10:00-15:00")
    opened = exceptions()
    holiday = {"id": "Hari Raya", "en": "Public holiday"}
    admin.post("/house/exceptions", venue=venue, day=day, closed=True, note=holiday)
    closed = exceptions()
    admin.post("/house/exceptions", venue=venue, day=day, remove=True)

    assert later.status_code == 200
    assert opened == [{"day": day, "hours": "10:00-15:00"}]
    assert closed == [{"day": day, "closed": True, "note": holiday}]
    assert exceptions() == []


def test_a_day_may_have_breaks_and_wrong_ones_are_refused_at_their_span(admin: Admin) -> None:
    day, venue = "2031-03-05", admin.hall.venue
    breaks = "08:00-10:00, 11:00-12:00, 13:00-15:00"

    saved = admin.post("/house/exceptions", venue=venue, day=day, hours=breaks)
    made = [e for e in admin.item("venues", venue)["exceptions"] if e["day"] == day]
    wrong = admin.post("/house/exceptions", venue=venue, day=day, hours="08:00-12:00, 12:00-15:00")
    admin.post("/house/exceptions", venue=venue, day=day, remove=True)

    assert saved.status_code == 200
    assert made == [{"day": day, "hours": breaks}]
    problem = wrong.json()["problems"][0]
    assert (problem["path"][-2:], problem["found"]) == (["hours", 1], "12:00-15:00")
    assert problem["expected"] == "times that begin after 12.00"


def test_an_unknown_time_zone_is_refused_with_those_that_are_meant(admin: Admin) -> None:
    venue = admin.item("venues", "saboak")

    refused = admin.edit("venues", venue, venue | {"time_zone": "WITA"})

    problem = refused.json()["problems"][0]
    assert (problem["path"], problem["found"]) == (["time_zone"], "WITA")
    assert "Asia/Jayapura (WIT)" in problem["expected"]


def test_closing_today_asks_first_while_somebody_waits(admin: Admin, service: Item) -> None:
    """Closes one agency only, so that the venue stays open for other tests, whose visitors may wait there too."""
    assert admin.hall.issue(service["id"]).status_code == 201
    venue, note = admin.hall.venue, {"id": "Rapat", "en": "Meeting"}
    wish = {"venue": venue, "agency": "dukcapil", "day": admin.get("/house").json()["today"][venue]}

    refused = admin.post("/house/exceptions", **wish, closed=True, note=note)
    exceptions = [e for e in admin.item("venues", venue)["exceptions"] if e.get("agency") == "dukcapil"]
    closed = admin.post("/house/exceptions", **wish, closed=True, note=note, even_so=True)
    admin.post("/house/exceptions", **wish, remove=True)

    assert (refused.status_code, refused.json()["slug"]) == (409, "would-strand")
    assert {"venue": venue, "service": service["id"], "waiting": 1} in refused.json()["stranded"]
    assert exceptions == []
    assert closed.status_code == 200


def test_a_closed_day_needs_its_name_and_a_venue(admin: Admin) -> None:
    nameless = admin.post("/house/exceptions", venue=admin.hall.venue, day="2031-03-03", closed=True)
    nowhere = admin.post("/house/exceptions", venue="nowhere", day="2031-03-03", hours="10:00-15:00")
    neither = admin.post("/house/exceptions", venue=admin.hall.venue, day="2031-03-03")

    assert nameless.json()["problems"][0]["path"][-1] == "note"
    assert (nowhere.status_code, nowhere.json()["slug"]) == (404, "unknown-venue")
    assert neither.status_code == 422


def test_an_agency_may_have_a_day_of_its_own(admin: Admin) -> None:
    day = date(2031, 3, 4).isoformat()
    for agency in ("dukcapil", "bpjs-kesehatan"):
        admin.post("/house/exceptions", venue=admin.hall.venue, agency=agency, day=day, hours="10:00-12:00")
    admin.post("/house/exceptions", venue=admin.hall.venue, agency="dukcapil", day=day, remove=True)

    left = [e for e in admin.item("venues", admin.hall.venue)["exceptions"] if e["day"] == day]
    admin.post("/house/exceptions", venue=admin.hall.venue, agency="bpjs-kesehatan", day=day, remove=True)

    assert [e["agency"] for e in left] == ["bpjs-kesehatan"]


def test_the_audit_tells_who_when_and_what_was_before(admin: Admin, service: Item) -> None:
    admin.edit("services", service, service | {"name": "Baru", "quota": 20})

    newest = admin.get("/audit").json()["changes"][0]

    assert newest["by"].startswith("admin-")
    assert newest["at"].endswith("+08:00")
    assert newest["lines"] == [
        {"section": "services", "id": service["id"], "field": "name", "before": "Layanan uji", "after": "Baru"},
        {"section": "services", "id": service["id"], "field": "quota", "before": None, "after": 20},
    ]  # fmt: skip


def test_the_audit_is_read_back_page_by_page_to_the_first_edition(admin: Admin, service: Item) -> None:
    now = service
    for minutes in range(10, 65):
        changed = copy.deepcopy(service) | {"minutes": minutes}
        assert admin.edit("services", now, changed).status_code == 200
        now = changed

    seqs, before = [], None
    while True:
        page = admin.get("/audit", **({"before": before} if before else {})).json()
        seqs += [change["seq"] for change in page["changes"]]
        before = page["next"]
        if before is None:
            break

    assert seqs == sorted(set(seqs), reverse=True)
    assert seqs[-1] == 1
    assert page["changes"][-1]["lines"][0]["after"] == "MPP Kota Kupang"


def test_two_admins_at_once_lose_no_edit(admin: Admin, service: Item) -> None:
    """Each edits an item of its own; the house is saved as a whole, and yet neither edit is overwritten."""
    from concurrent.futures import ThreadPoolExecutor

    others = [service | {"id": f"{service['id']}-{n}"} for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda made: admin.edit("services", None, made).status_code, others))

    ids = {s["id"] for s in admin.content["services"]}
    for made in others:
        admin.edit("services", made, None)
    assert answers == [200] * 8
    assert {made["id"] for made in others} <= ids
