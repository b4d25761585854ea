"""A day with a restored backup: its numbers continue behind a gap, and supervisors are informed."""

from __future__ import annotations

from typing import Any

from rig.cast import OpenHall, house_content
from waitingroom import rules
from waitingroom.counter_access import CounterAccess
from waitingroom.facts import EpochBegan
from waitingroom.views import hall as views


def restored(opened: OpenHall, left_out: int) -> EpochBegan:
    """Apply the entries that a restore appends: the gap, which every fold detects, and the new epoch."""
    (began,) = rules.begin_restored(
        opened.hall, epoch="new", run_id="life", now_ms=opened.now_ms, left_out=left_out
    )
    assert isinstance(began, EpochBegan)
    opened.hall.skip(opened.hall.seq + left_out, left_out)
    opened.hall.apply(opened.hall.seq + 1, began)
    return began


def needs(opened: OpenHall) -> list[dict[str, Any]]:
    attention: list[dict[str, Any]] = views.hall(
        opened.hall, opened.now_ms, session_id="rudi", access=CounterAccess(acts=True)
    )["attention"]
    return [need for need in attention if need["kind"] in ("restored", "log")]


def issue(opened: OpenHall, service: str) -> str:
    (fact,) = rules.issue(opened.hall, service_id=service, now_ms=opened.now_ms)
    return fact.ticket_id  # type: ignore[attr-defined,no-any-return]


def test_every_agency_goes_on_behind_the_gap_those_that_gave_none_yet_too() -> None:
    opened = OpenHall()
    opened.issue("ktp")

    restored(opened, 300)

    assert (issue(opened, "ktp"), issue(opened, "jkn")) == ("A-302", "L-301")
    assert opened.hall.epoch == "new"


def test_an_agency_that_begins_elsewhere_goes_on_from_there() -> None:
    content = house_content()
    content["agencies"][0] |= {"first_number": 500}
    opened = OpenHall(content)

    restored(opened, 300)

    assert issue(opened, "ktp") == "A-800"


def test_supervisors_read_that_it_was_restored_and_nothing_of_damage() -> None:
    opened = OpenHall()

    restored(opened, 300)

    [need] = needs(opened)
    assert need["text"] == {
        "id": "Antrean dipulihkan dari cadangan pukul 09.00",
        "en": "The queue was restored from a backup at 09.00",
    }
    assert "setelah jeda 300" in need["more"]["id"]


def test_entries_that_were_taken_out_besides_are_still_damage() -> None:
    opened = OpenHall()
    opened.hall.skip(opened.hall.seq + 2, 2)

    restored(opened, 300)

    assert [need["kind"] for need in needs(opened)] == ["log", "restored"]
    assert opened.hall.damage.missing == 2


def test_a_day_that_is_closed_is_not_gone_on_with() -> None:
    opened = OpenHall()
    opened.close_day()

    assert rules.begin_restored(opened.hall, epoch="e", run_id="r", now_ms=opened.now_ms, left_out=300) == []
