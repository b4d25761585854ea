"""Follow-ups: written by supervisors and admins, read by all roles that read figures, stored in the house's log."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S, wait_for

CHAIRS = {
    "venue": "",
    "what": " Tambah\n kursi ",
    "who": "Sekretariat",
    "due": "2026-12-20",
    "form": "skm",
    "element": "u9",
}


def put(hall: RunningHall, who: Clerk, id: str, wish: dict[str, Any]) -> requests.Response:
    return who.http.put(f"{hall.counters}/follow-ups/{id}", json=wish, timeout=PATIENCE_S)


def listed(hall: RunningHall, who: Clerk) -> dict[str, dict[str, Any]]:
    response = who.http.get(f"{hall.counters}/follow-ups", timeout=PATIENCE_S)
    assert response.ok, response.text
    return {one["id"]: one for one in response.json()["follow_ups"]}


def test_a_supervisor_writes_changes_and_finishes_one_and_repeating_is_harmless(hall: RunningHall) -> None:
    mira = hall.staff("supervisor")
    for _ in range(2):
        assert put(hall, mira, "chairs000001", CHAIRS).ok
    assert put(hall, mira, "chairs000001", CHAIRS | {"done": "2026-12-01"}).ok

    one = listed(hall, mira)["chairs000001"]

    assert (one["what"], one["who"], one["done"]) == ("Tambah kursi", "Sekretariat", "2026-12-01")
    audit = hall.admin.http.get(f"{hall.counters}/audit", timeout=PATIENCE_S).json()["changes"]
    mine = [line for entry in audit for line in entry["lines"] if line["id"] == "chairs000001"]
    assert [(line["section"], line["field"]) for line in mine] == [
        ("follow-ups", "done"),
        ("follow-ups", None),
    ]


@pytest.mark.parametrize(
    ("change", "slug"),
    [({"what": "  "}, "malformed"), ({"who": "x" * 301}, "malformed"), ({"due": ""}, "malformed"),
     ({"due": "2026-02-30"}, "malformed"), ({"venue": "nowhere"}, "unknown-venue"), ({"form": "other"}, "malformed"),
     ({"what": "salah \u202e arah"}, "malformed")],
)  # fmt: skip
def test_what_is_no_follow_up_is_refused_and_nothing_is_written(
    hall: RunningHall, change: dict[str, str], slug: str
) -> None:
    response = put(hall, hall.admin, "refused00001", CHAIRS | change)

    assert response.json()["slug"] == slug
    assert "refused00001" not in listed(hall, hall.admin)


def test_one_that_is_removed_is_gone_and_a_second_time_is_told_so(hall: RunningHall) -> None:
    admin = hall.admin
    assert put(hall, admin, "mistake00001", CHAIRS).ok

    def remove() -> requests.Response:
        return admin.http.delete(f"{hall.counters}/follow-ups/mistake00001", timeout=PATIENCE_S)

    assert remove().ok
    assert "mistake00001" not in listed(hall, admin)
    assert (remove().status_code, remove().json()["slug"]) == (404, "unknown-follow-up")


@pytest.mark.parametrize(("role", "reads", "writes"), [("auditor", True, False), ("clerk", False, False)])
def test_who_may_read_and_who_may_write(hall: RunningHall, role: str, reads: bool, writes: bool) -> None:
    who = hall.staff(role)

    assert who.http.get(f"{hall.counters}/follow-ups", timeout=PATIENCE_S).ok is reads
    assert put(hall, who, "forbidden001", CHAIRS).ok is writes


def test_it_stands_on_the_report_and_on_the_evidence_sheet_a_moment_later(hall: RunningHall) -> None:
    mira = hall.staff("supervisor")
    assert put(hall, mira, "board0000001", CHAIRS | {"what": "Papan <petunjuk>", "venue": hall.venue}).ok
    base = f"{hall.ready['reports']}/reports/{hall.venue}"

    def page(path: str) -> str:
        return mira.http.get(f"{base}/{path}", timeout=PATIENCE_S).text

    wait_for(lambda: "Papan &lt;petunjuk&gt;" in page("surveys/skm"), what="the follow-up on the report")
    assert "Tertulis dengan penanggung jawab" in page("evidence")
    assert "Papan" not in page("surveys/ipak")
