"""
The light of an agency: how the waits in its lines compare with the wait that it promises (``promise_min``).

Pure, of a hall and a time. A wait lasts until the ticket is called: what it was so far, and what
``Outlook.called_in_ms`` expects: the one place that says when somebody will be called. More people who wait never
make a light greener, and more open counters never make it redder.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from functools import cache
from statistics import median

from waitingroom.hall import Hall
from waitingroom.policy import Line
from waitingroom.state import FINISHED, OpenCounter, Ticket

CLOSED, FLOWING, BUSY, HELD_UP, NO_COUNTER = "closed", "flowing", "busy", "held-up", "no-counter"
LEVELS = (CLOSED, FLOWING, BUSY, HELD_UP, NO_COUNTER)
"""The lights, the reddest last."""
BUSY_SHARE = 2 / 3
"""Of the promised wait: from here on an agency is busy."""
PACE_LEAST, PACE_MOST = 5, 20
"""How many finished tickets of today a pace needs, and how many of the last ones it is made of."""
USUAL_PAUSE_MS = 15 * 60_000
"""How long a pause without a return time is expected to last: what the clerk's page proposes."""
MINUTE_MS = 60_000
UNKNOWN_MIN = 5.0
"""The usual minutes of a service that is no more."""


def level(waits_ms: Iterable[float], promise_min: int) -> str:
    """Give the light of an agency that has an open counter; waits_ms: of everybody in its lines, until they are called."""
    longest_ms, promised_ms = max(waits_ms, default=0.0), promise_min * MINUTE_MS
    if longest_ms > promised_ms:
        return HELD_UP
    return BUSY if longest_ms > promised_ms * BUSY_SHARE else FLOWING


class Outlook:
    """When those who wait in a hall will be called, as it looks at one moment (now_ms, UTC)."""

    def __init__(self, hall: Hall, now_ms: int) -> None:
        self._hall, self._now_ms = hall, now_ms
        self._pace_ms = paces_ms(hall)
        self._callers = cache(self._open_counters)
        self._lines = cache(self._lines_of)
        self._free_in = {c.counter_id: self._free_in_ms(c) for c in hall.counters.values()}

    def called_in_ms(self, ticket: Ticket) -> float:
        """
        Estimate in how many ms a waiting ticket will be called at today's pace; infinite: no open counter serves it.

        A plain estimate: its counters share the work that is before it in their lines, each from when it is free.
        """
        callers = (ticket.for_counter,) if ticket.for_counter else self._callers(ticket.service_id)
        before_ms: dict[tuple[str, ...], float] = {}
        shares = []
        for counter in (self._hall.counters[c] for c in callers if c in self._hall.counters):
            services = self._hall.services_of(counter.counter_id)
            if services not in before_ms:
                before_ms[services] = sum(
                    line.before(ticket.claim) * pace for line, pace in self._lines(services)
                )
            shares.append(
                (self._free_in[counter.counter_id], before_ms[services] + self._own_ms(counter, ticket))
            )
        return _shared_ms(shares)

    def _open_counters(self, service_id: str) -> tuple[str, ...]:
        """Give the open counters that serve a service, those that pause too."""
        hall = self._hall
        assert hall.house is not None
        serving = hall.house.counters_serving(hall.venue_id, service_id, hall.service_day)
        return tuple(counter.id for counter in serving if counter.id in hall.counters)

    def _lines_of(self, services: tuple[str, ...]) -> list[tuple[Line, float]]:
        """Give the lines of services, each with its pace."""
        lines = [(self._hall.lines.get(s), s) for s in services]
        return [(line, self._pace(s)) for line, s in lines if line]

    def _free_in_ms(self, counter: OpenCounter) -> float:
        """Give in how many ms a counter is back from its pause, or done with the ticket in hand."""
        if (pause := counter.pause) is not None:
            back_ms = pause.since_ms + USUAL_PAUSE_MS if pause.until_ms is None else pause.until_ms
            return max(0.0, back_ms - self._now_ms)
        if counter.ticket_id is None:
            return 0.0
        ticket = self._hall.tickets[counter.ticket_id]
        since_ms = ticket.since_ms if ticket.called_ms is None else ticket.called_ms
        return max(0.0, self._pace(ticket.service_id) - (self._now_ms - since_ms))

    def _own_ms(self, counter: OpenCounter, ticket: Ticket) -> float:
        """Give how long those take who wait for this counter alone, and before this ticket, ms."""
        own = self._hall.own_lines.get(counter.counter_id)
        before = own.head(own.before(ticket.claim)) if own else ()
        return sum(self._pace(self._hall.tickets[claim[1]].service_id) for claim in before)

    def _pace(self, service_id: str) -> float:
        return self._pace_ms.get(service_id, UNKNOWN_MIN * MINUTE_MS)


def paces_ms(hall: Hall) -> Mapping[str, float]:
    """
    Give how long a counter takes for a ticket of each service, from its call to its end, ms.

    The median of the last PACE_MOST of today; as long as there are fewer than PACE_LEAST, what the house says.
    """
    assert hall.house is not None
    took: dict[str, list[int]] = {}
    for ticket in reversed(hall.tickets.values()):
        if ticket.state == FINISHED and ticket.called_ms is not None:
            of_service = took.setdefault(ticket.service_id, [])
            if len(of_service) < PACE_MOST:
                of_service.append(ticket.since_ms - ticket.called_ms)
    usual = {id: service.minutes * MINUTE_MS for id, service in hall.house.services.items()}
    return usual | {id: median(times) for id, times in took.items() if len(times) >= PACE_LEAST}


def _shared_ms(shares: Iterable[tuple[float, float]]) -> float:
    """
    Give when work is done that counters share, ms; infinite without a counter.

    shares: of each counter, from when on it works, and how long it would take alone. What it does by t is
    (t - from) / alone of the whole; the sum over those that work by then is 1.
    """
    done_ms, rate, head = math.inf, 0.0, 1.0
    for from_ms, alone_ms in sorted(shares):
        if alone_ms == 0:
            return min(done_ms, from_ms)
        rate += 1 / alone_ms
        head += from_ms / alone_ms
        done_ms = min(done_ms, head / rate)
    return done_ms
