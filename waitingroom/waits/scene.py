"""
What an estimate is made of: the counters, who waits in which order, and how fast calls were handled today.

A scene is taken under the hall's lock and is small; everything slow happens with it after the lock was given back.
All lengths of time are minutes, and moments are minutes from the scene's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from statistics import mean, median
from typing import NamedTuple

from waitingroom.hall import Hall
from waitingroom.house.opening import calling_spans
from waitingroom.local_time import at
from waitingroom.policy import CallingOrder, Claim, Line
from waitingroom.state import CALLED, SERVING, Ticket
from waitingroom.turns import Duty

HANDLED_SHARE, OVERHEAD = 0.9, 0.6
"""
Of the minutes that the house gives a service, what a call takes on average where nothing is known: one in ten visitors
does not come, and calling one and waiting for him takes a little.
"""
PACE_CALLS, PRIOR_CALLS, LONGEST = 30, 5, 3
"""
The pace is that of so many last calls, together with so many as the house plans them; a call counts at most LONGEST
times the median, so that a clerk who forgot to finish slows nobody's estimate down.
"""
STARTS_AFTER, COMES_WITHIN, LATE_MAX = 5.0, 8.0, 30.0
"""A counter calls so long after its opening hour; one that is late comes within so long, and not at all after LATE_MAX."""
PAUSE, PAUSE_LEAST = 15.0, 2.0
"""How long a pause takes whose clerk gave no time, and the least that one still takes."""
LUNCH = (12 * 60, 13 * 60, 0.75)
"""From, to (minutes of the day), and the share of counters that are there, where no break is planned."""
MINUTE_MS = 60_000


class Span(NamedTuple):
    """A span of time, in minutes from the scene's moment."""

    start: float
    end: float


class Pace(NamedTuple):
    """How a duty's calls go today. rate: of the planned time; calls: how many of today it is made of."""

    rate: float = 1.0
    calls: int = 0


class Caller(NamedTuple):
    """
    A counter that calls, or will. free: when it calls next; is_here: it is open and not paused.

    is_certain: it is here, or its clerk said when he is back; spans: the hours in which it calls.
    """

    counter_id: str
    duty: Duty
    free: float
    is_here: bool
    is_certain: bool
    spans: tuple[Span, ...]


class Queue(NamedTuple):
    """A line as it was: of whom, and its claims with and without priority. service_id: None for a counter's own line."""

    service_id: str | None
    others: tuple[Claim, ...]
    first: tuple[Claim, ...]

    def of(self, priority: bool) -> Sequence[Claim]:
        """Return the claims with or without priority, the best first."""
        return self.first if priority else self.others


class Scene(NamedTuple):
    """
    A hall at one moment. planned: what a call for a service takes; queues: by service, and by counter its own; own: the
    service and the counter of each claim in those; order, since: as in ``Turns``; share: of priority among today's numbers;
    lunch: when fewer counters are there, if no break is planned.
    """

    at_ms: int
    callers: tuple[Caller, ...]
    planned: Mapping[str, float]
    paces: Mapping[Duty, Pace]
    queues: Mapping[str, Queue]
    own_queues: Mapping[str, Queue]
    own: Mapping[Claim, tuple[str, str]]
    order: CallingOrder
    since: Mapping[Duty, int]
    share: float
    lunch: Span

    def takes(self, service_id: str) -> float:
        """Return what a call for a service takes as the house plans it; of a service that is no more, what any does."""
        return self.planned.get(service_id, OVERHEAD)


def scene(hall: Hall, now_ms: int) -> Scene:
    """Take what an estimate needs of a hall; needs the hall's lock."""
    house = hall.house
    assert house is not None
    planned = {s.id: s.minutes * HANDLED_SHARE + OVERHEAD for s in house.services_at(hall.venue_id)}
    paces = _paces(hall, planned)
    counters = {c: hall.services_of(c) for c in house.counters[hall.venue_id]}
    callers = [_caller(hall, c, duty, planned, paces, now_ms) for c, duty in counters.items() if duty]
    venue = house.venues[hall.venue_id]
    lunch = Span(*((at(hall.service_day, m, venue.time_zone) - now_ms) / MINUTE_MS for m in LUNCH[:2]))
    tickets = hall.tickets.values()
    queues = {service: _queue(service, line) for service, line in hall.lines.items() if line}
    own_queues = {counter: _queue(None, line) for counter, line in hall.own_lines.items() if line}
    own = {
        claim: (hall.tickets[claim[1]].service_id, counter)
        for counter, line in hall.own_lines.items()
        for claim in line
    }
    share = sum(t.priority is not None for t in tickets) / len(tickets) if tickets else 0.0
    return Scene(
        now_ms, tuple(c for c in callers if c is not None), planned, paces, queues, own_queues, own,
        hall.turns.order, dict(hall.turns.since), share, lunch,
    )  # fmt: skip


def _queue(service_id: str | None, line: Line) -> Queue:
    return Queue(service_id, tuple(line.of(False)), tuple(line.of(True)))


def _paces(hall: Hall, planned: Mapping[str, float]) -> dict[Duty, Pace]:
    """Measure how long handled calls took today against the plan, by duty, those of no-shows too."""
    handled: dict[Duty, list[Ticket]] = defaultdict(list)
    for ticket in hall.tickets.values():
        if ticket.counter_id and ticket.called_ms is not None and ticket.state not in (CALLED, SERVING):
            handled[hall.services_of(ticket.counter_id)].append(ticket)
    return {
        duty: _pace(sorted(of, key=lambda t: t.since_ms)[-PACE_CALLS:], planned)
        for duty, of in handled.items()
    }


def _pace(tickets: Iterable[Ticket], planned: Mapping[str, float]) -> Pace:
    usual = [(t, planned[t.service_id]) for t in tickets if t.service_id in planned]
    if not usual:
        return Pace()
    took = [(t.since_ms - (t.called_ms or 0)) / MINUTE_MS for t, _ in usual]
    middle, plan = median(took), [minutes for _, minutes in usual]
    prior = PRIOR_CALLS * mean(plan)
    counted = sum(min(one, LONGEST * max(middle, minutes)) for one, minutes in zip(took, plan, strict=True))
    return Pace((prior + counted) / (prior + sum(plan)), len(usual))


def _caller(
    hall: Hall,
    counter_id: str,
    duty: Duty,
    planned: Mapping[str, float],
    paces: Mapping[Duty, Pace],
    now_ms: int,
) -> Caller | None:
    """Say when a counter calls next, None if it is not expected today any more."""
    spans = _spans(hall, duty, now_ms)
    opened = hall.counters.get(counter_id)
    if opened is None:
        opens = spans[0].start if spans else -LATE_MAX
        if opens <= -LATE_MAX:
            return None
        return Caller(
            counter_id, duty, opens + STARTS_AFTER if opens > 0 else COMES_WITHIN, False, True, spans
        )
    if (pause := opened.pause) is not None:
        back_ms = pause.until_ms or pause.since_ms + PAUSE * MINUTE_MS
        back = max(PAUSE_LEAST, (back_ms - now_ms) / MINUTE_MS)
        return Caller(counter_id, duty, back, False, pause.until_ms is not None, spans)
    ticket = hall.tickets[opened.ticket_id] if opened.ticket_id else None
    if ticket is None:
        return Caller(counter_id, duty, 0.0, True, True, spans)
    expected = planned.get(ticket.service_id, OVERHEAD) * paces.get(duty, Pace()).rate
    elapsed = (now_ms - (ticket.called_ms or now_ms)) / MINUTE_MS
    return Caller(counter_id, duty, max(expected - elapsed, expected / 2), True, True, spans)


def _spans(hall: Hall, duty: Duty, now_ms: int) -> tuple[Span, ...]:
    """Return the hours in which a duty calls today: those of its service that closes last."""
    house, day = hall.house, hall.service_day
    assert house is not None
    remembered, key = house.remembered(hall.venue_id, day), ("calling", duty)
    if key not in remembered:
        of_services = (
            calling_spans(house, venue_id=hall.venue_id, service_id=s, service_day=day) for s in duty
        )
        remembered[key] = max(of_services, key=lambda spans: spans[-1] if spans else (0, 0), default=())
    return tuple(
        Span((start - now_ms) / MINUTE_MS, (end - now_ms) / MINUTE_MS) for start, end in remembered[key]
    )
