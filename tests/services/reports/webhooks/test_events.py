"""Events for other programs: one for each thing that happens to a ticket, always with the same id."""

from __future__ import annotations

import json
from typing import Any

import pytest

from rig.cast import DAY, MINUTE, OpenHall
from rig.history.played import played
from services.reports.webhooks.events import (
    CALLED,
    CLOSED,
    ISSUED,
    KINDS,
    SERVED,
    UNDONE,
    Event,
    EventRecords,
)
from waitingroom import rules
from waitingroom.facts import Fact
from waitingroom.local_time import at
from waitingroom.rules import PublicTaking


@pytest.fixture
def hall() -> OpenHall:
    return OpenHall()


def events_of(facts: list[Fact]) -> list[Event]:
    records = EventRecords()
    for seq, fact in enumerate(facts, 1):
        records.apply(seq, fact)
    return records.take_events()


def summary(hall: OpenHall) -> list[tuple[str, str]]:
    """Return type and number, or type and reason of what was closed."""
    return [(e.type, e.data.get("reason") or e.data.get("number", "")) for e in events_of(hall.facts)]


def test_a_visit_is_issued_called_and_served(hall: OpenHall) -> None:
    hall.open("1")
    number = hall.issue("ktp")
    hall.now_ms += MINUTE
    hall.press("next")
    hall.press("start")
    hall.press("finish", outcome="done", note="Ny. Siti")

    issued, called, served = (json.loads(event.body) for event in events_of(hall.facts))

    assert [one["type"] for one in (issued, called, served)] == [ISSUED, CALLED, SERVED]
    assert issued["timestamp"] == "2026-06-08T09:00:00.000+08:00"
    assert issued["data"] == {
        "venue": "hall", "service_day": DAY, "number": number, "agency": {"id": "dukcapil", "name": "Dukcapil"},
        "service": {"id": "ktp", "name": "KTP", "name_en": "KTP"},
    }  # fmt: skip
    assert called["data"] == issued["data"] | {
        "counter": {"id": "1", "name": "Loket 1", "name_en": "Counter 1"}, "is_recall": False,
    }  # fmt: skip
    assert served["data"] == {key: value for key, value in called["data"].items() if key != "is_recall"}


def test_a_recall_is_a_call_that_says_so(hall: OpenHall) -> None:
    hall.open("1")
    hall.issue("ktp")
    hall.press("next")
    hall.now_ms += MINUTE
    hall.press("recall")

    assert [e.data["is_recall"] for e in events_of(hall.facts) if e.type == CALLED] == [False, True]


def test_what_leaves_the_queue_says_why(hall: OpenHall) -> None:
    hall.open("1")
    gone, waits = hall.issue("ktp"), hall.issue("kk")
    hall.record(rules.cancel(hall.hall, ticket_id=gone, now_ms=hall.now_ms))
    hall.record(rules.close_day(hall.hall, now_ms=at(DAY, 28 * 60 + 1, "Asia/Makassar")))

    closed = [e for e in events_of(hall.facts) if e.type == CLOSED]

    assert [(e.data["number"], e.data["reason"]) for e in closed] == [(gone, "cancelled"), (waits, "expired")]


def test_a_ticket_that_goes_on_elsewhere_says_where(hall: OpenHall) -> None:
    hall.open("1")
    number = hall.issue("ktp")
    hall.press("next")
    hall.press("move", to_venue="cfd", to_ticket="K-003")

    closed = events_of(hall.facts)[-1]

    assert (closed.type, closed.data["number"], closed.data["reason"]) == (CLOSED, number, "moved")
    assert (closed.data["to_venue"], closed.data["to_number"]) == ("cfd", "K-003")
    assert closed.data["counter"]["id"] == "1"


def test_numbers_that_are_taken_back_are_each_closed_and_come_back_together(hall: OpenHall) -> None:
    taken = [
        hall.issue(service, public=PublicTaking("mark", kiosks_paired=False)) for service in ("ktp", "kk")
    ]
    hall.record(
        rules.take_back(hall.hall, origin="mark", from_ms=0, until_ms=hall.now_ms, now_ms=hall.now_ms)
    )
    hall.record(rules.undo_taking_back(hall.hall, seq=len(hall.facts), now_ms=hall.now_ms + MINUTE))

    *_, first, second, undone = events_of(hall.facts)

    assert [(e.data["number"], e.data["reason"]) for e in (first, second)] == [
        (n, "taken-back") for n in taken
    ]
    assert first.id != second.id
    assert [one["id"] for one in undone.data["undone"]] == [first.id, second.id]


def test_a_visitor_who_is_missed_too_often_is_closed_as_a_no_show(hall: OpenHall) -> None:
    hall.open("1")
    number = hall.issue("ktp")
    while not any(kind == CLOSED for kind, _ in summary(hall)):
        hall.now_ms += 30 * MINUTE
        hall.press("call", number=number, reason="test") if hall.state(number) == "missed" else hall.press(
            "next"
        )
        hall.press("no-show")

    assert summary(hall)[-1] == (CLOSED, "no-show")


def test_an_undone_press_names_the_events_that_no_longer_hold(hall: OpenHall) -> None:
    hall.open("1")
    first, second = hall.issue("ktp"), hall.issue("ktp")
    hall.press("next")
    hall.press("start")
    hall.press("next", finish=True)
    hall.press("undo")

    events = events_of(hall.facts)
    undone = events[-1]

    assert undone.type == UNDONE
    assert [(one["type"], one["number"]) for one in undone.data["undone"]] == [
        (SERVED, first),
        (CALLED, second),
    ]
    assert {one["id"] for one in undone.data["undone"]} <= {event.id for event in events}


def test_a_day_read_twice_gives_the_same_ids_and_no_id_twice() -> None:
    facts = played(3)
    once, again = events_of(facts), events_of(facts)

    assert once == again
    assert len({event.id for event in once}) == len(once) > 100
    assert {event.type for event in once} <= set(KINDS)


def test_nothing_is_told_of_a_visitor_but_what_every_board_shows() -> None:
    allowed = {
        "venue", "service_day", "number", "agency", "service", "counter", "reason", "is_recall", "undone",
        "to_venue", "to_number",
    }  # fmt: skip
    bodies = [json.loads(event.body) for event in events_of(played(4, priority=0.5))]

    def words(value: Any) -> set[str]:
        if isinstance(value, dict):
            return set(value) | {word for inner in value.values() for word in words(inner)}
        return {word for inner in value for word in words(inner)} if isinstance(value, list) else set()

    assert {key for body in bodies for key in body["data"]} <= allowed
    assert {word for body in bodies for word in words(body["data"])} <= allowed | {
        "id",
        "name",
        "name_en",
        "type",
    }


def test_every_ticket_ends_as_served_or_closed_by_the_end_of_its_day() -> None:
    facts = played(5, priority=0.0)
    ends: dict[str, str] = {}
    for event in events_of(facts):
        if event.type in (SERVED, CLOSED):
            ends[event.data["number"]] = event.type

    issued = {event.data["number"] for event in events_of(facts) if event.type == ISSUED}
    assert set(ends) == issued
