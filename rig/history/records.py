"""Consistency checks between the records of a day and its hall."""

from __future__ import annotations

from collections.abc import Iterable

from waitingroom.facts import Fact
from waitingroom.figures.records import EXPIRED, LEFT, MOVED, NO_SHOW, OPEN, SERVED, TAKEN_BACK, DayRecords
from waitingroom.hall import Hall

ENDS = {
    "waiting": {OPEN}, "called": {OPEN}, "serving": {OPEN}, "held": {OPEN}, "missed": {OPEN},
    "finished": {SERVED}, "cancelled": {LEFT, TAKEN_BACK}, "expired": {EXPIRED, NO_SHOW}, "moved": {MOVED},
}  # fmt: skip


def records_of(facts: Iterable[Fact]) -> DayRecords:
    """Return the records folded from the facts of a day."""
    records = DayRecords()
    for seq, fact in enumerate(facts, 1):
        records.apply(seq, fact)
    return records


def check_like_hall(records: DayRecords, hall: Hall) -> None:
    """Compare records with a hall folded from the same facts. Raises AssertionError."""
    assert records.journeys.keys() == hall.tickets.keys()
    for number, ticket in hall.tickets.items():
        journey = records.journeys[number]
        stop = journey.stops[-1]
        assert stop.end in ENDS[ticket.state], (number, ticket.state, stop)
        assert stop.service_id == ticket.service_id, (number, stop)
        assert stop.is_missed == (ticket.state == "missed") or stop.end, (number, stop)
        assert (stop.hand_since_ms is not None) == (ticket.state in ("called", "serving")), (number, stop)
        assert (stop.serving_since_ms is not None) == (ticket.state == "serving"), (number, stop)
        assert journey.rating == ticket.rating, number
        assert journey.has_priority == (ticket.priority is not None), number
        assert all(one.end not in (OPEN, EXPIRED, MOVED) for one in journey.stops[:-1]), journey
    shifts = {one.counter_id: one for one in records.shift_list() if one.closed_ms is None}
    assert shifts.keys() == hall.counters.keys()
    for counter_id, counter in hall.counters.items():
        assert (shifts[counter_id].paused_since_ms is not None) == (counter.pause is not None), counter_id
