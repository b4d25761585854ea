"""
The input of an estimate: the counters, the waiting tickets in order, and how fast calls were handled today.

A scene is small and taken under the hall's lock; everything slow uses it after the lock is released.
All durations are in minutes, and times in minutes from the scene's time.
"""

from __future__ import annotations

import math
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
Mean duration of a call without data from today, as share of the service's planned minutes plus overhead in minutes: one
in ten visitors does not come, and calling one and waiting takes some time.
"""
PACE_CALLS, PRIOR_CALLS, LONGEST = 60, 10, 3
"""
The pace is computed from the last PACE_CALLS calls and PRIOR_CALLS calls of planned duration; a call counts at most
LONGEST times the median (or its plan, if longer), so that a clerk who forgot to finish does not distort estimates.
"""
STARTS_AFTER, COMES_WITHIN, LATE_MAX = 5.0, 8.0, 30.0
"""
Mean minutes from opening hour to first call, and until a late counter comes; after LATE_MAX it does not come at all. Of
several that are absent, the first comes much sooner than the last (``_comes_in``).
"""
PAUSE, PAUSE_LEAST = 15.0, 2.0
"""Assumed length of a pause without a given end, and the minimum that any pause still lasts, in minutes."""
LUNCH = (12 * 60, 13 * 60, 0.75)
"""Start and end (minutes of the day), and the share of counters present, where no break is planned."""
MINUTE_MS = 60_000


class Span(NamedTuple):
    """A span of time, in minutes from the scene's time."""

    start: float
    end: float


class Pace(NamedTuple):
    """Speed of a duty's calls today. rate: actual relative to planned time; calls: number of today's calls used."""

    rate: float = 1.0
    calls: int = 0


class Caller(NamedTuple):
    """
    A counter that calls now or later. free: when it calls next; is_here: it is open and not paused.

    is_certain: it is here, its opening hour is known, or its clerk gave a return time; spans: its hours of calling.
    """

    counter_id: str
    duty: Duty
    free: float
    is_here: bool
    is_certain: bool
    spans: tuple[Span, ...]


class Queue(NamedTuple):
    """Snapshot of a line: claims without (others) and with priority (first). service_id: None for a counter's line."""

    service_id: str | None
    others: tuple[Claim, ...]
    first: tuple[Claim, ...]

    def of(self, priority: bool) -> Sequence[Claim]:
        """Return the claims with or without priority, best first."""
        return self.first if priority else self.others


class Scene(NamedTuple):
    """
    Snapshot of a hall. planned: minutes of a call by service; queues: by service; own_queues: by counter, own: service and
    counter of each claim in them; order, since: as in ``Turns``; share: of priority among today's numbers; lunch: when
    fewer counters are present, if no break is planned.
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
        """Return the planned minutes of a call for a service; only the overhead for a service that no longer exists."""
        return self.planned.get(service_id, OVERHEAD)


def scene(hall: Hall, now_ms: int) -> Scene:
    """Take the snapshot of a hall that an estimate needs; the caller must hold the hall's lock."""
    house = hall.house
    assert house is not None
    planned = {s.id: s.minutes * HANDLED_SHARE + OVERHEAD for s in house.services_at(hall.venue_id)}
    paces = _paces(hall, planned)
    counters = {c: hall.services_of(c) for c in house.counters[hall.venue_id]}
    absent: dict[Duty, list[str]] = defaultdict(list)
    for counter_id, duty in counters.items():
        if counter_id not in hall.counters:
            absent[duty].append(counter_id)
    callers = [
        _caller(hall, c, duty, planned, paces, now_ms) if c in hall.counters
        else _absent_caller(hall, c, duty, absent[duty], now_ms)
        for c, duty in counters.items() if duty
    ]  # fmt: skip
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
    """Measure today's calls, including no-shows, against their planned duration, by duty."""
    handled: dict[Duty, list[Ticket]] = defaultdict(list)
    for ticket in hall.tickets.values():
        if ticket.counter_id and ticket.called_ms is not None and ticket.state not in (CALLED, SERVING):
            handled[hall.services_of(ticket.counter_id)].append(ticket)
    return {
        duty: _pace(sorted(tickets, key=lambda t: t.since_ms)[-PACE_CALLS:], planned)
        for duty, tickets in handled.items()
    }


def _pace(tickets: Iterable[Ticket], planned: Mapping[str, float]) -> Pace:
    planned_tickets = [(t, planned[t.service_id]) for t in tickets if t.service_id in planned]
    if not planned_tickets:
        return Pace()
    durations = [(t.since_ms - (t.called_ms or 0)) / MINUTE_MS for t, _ in planned_tickets]
    middle, plan = median(durations), [minutes for _, minutes in planned_tickets]
    prior = PRIOR_CALLS * mean(plan)
    measured = sum(
        min(took, LONGEST * max(middle, minutes)) for took, minutes in zip(durations, plan, strict=True)
    )
    return Pace((prior + measured) / (prior + sum(plan)), len(planned_tickets))


def _absent_caller(
    hall: Hall, counter_id: str, duty: Duty, absent: Sequence[str], now_ms: int
) -> Caller | None:
    """Return when a counter that is not open calls first; None if it is not expected any more today. absent: of its duty."""
    spans = _spans(hall, duty, now_ms)
    opens = spans[0].start if spans else -LATE_MAX
    if opens <= -LATE_MAX:
        return None
    average = STARTS_AFTER if opens > 0 else COMES_WITHIN
    free = max(opens, 0.0) + _comes_in(average, absent.index(counter_id), len(absent))
    return Caller(counter_id, duty, free, False, True, spans)


def _comes_in(average: float, place: int, absent: int) -> float:
    """Return the minutes until one of several absent counters comes, if each comes at random, in ``average`` minutes."""
    return average * math.log(absent / (absent - place - 0.5))


def _caller(
    hall: Hall,
    counter_id: str,
    duty: Duty,
    planned: Mapping[str, float],
    paces: Mapping[Duty, Pace],
    now_ms: int,
) -> Caller:
    """Return when an open counter calls next."""
    spans, opened = _spans(hall, duty, now_ms), hall.counters[counter_id]
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
    """Return a duty's hours of calling today: those of its service that closes last."""
    house, day = hall.house, hall.service_day
    assert house is not None
    cache, key = house.remembered(hall.venue_id, day), ("calling", duty)
    if key not in cache:
        of_services = (
            calling_spans(house, venue_id=hall.venue_id, service_id=s, service_day=day) for s in duty
        )
        cache[key] = max(of_services, key=lambda spans: spans[-1] if spans else (0, 0), default=())
    return tuple(Span((start - now_ms) / MINUTE_MS, (end - now_ms) / MINUTE_MS) for start, end in cache[key])
