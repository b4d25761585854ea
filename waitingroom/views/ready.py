"""
Who gets ready: those whom a counter reaches within its next calls. One rule for boards and phones.

What counts is how many are before a ticket at the counter that reaches it first, in the order of calling
(``policy``). Only open counters that are not paused count, so that nobody gets ready in vain.
"""

from __future__ import annotations

from itertools import islice

from waitingroom.hall import Hall
from waitingroom.policy import Claim
from waitingroom.state import WAITING, Ticket

READY_AHEAD = 2
"""With so many tickets before it a ticket gets ready: time enough to come from anywhere in the building."""


def ready(hall: Hall) -> list[Claim]:
    """Return the claims of all who get ready: by how many are before them at their counter, then by claim."""
    before: dict[Claim, int] = {}
    known: set[tuple[str, ...]] = set()
    for counter_id in hall.counters:
        services = hall.services_of(counter_id)
        if not _calls(hall, counter_id) or (services in known and counter_id not in hall.own_lines):
            continue
        known.add(services)
        for place, claim in enumerate(_next_at(hall, counter_id)):
            before[claim] = min(place, before.get(claim, place))
    return sorted(before, key=lambda claim: (before[claim], claim))


def gets_ready(hall: Hall, ticket: Ticket) -> bool:
    """Return whether a ticket is among ``ready``; much faster than asking for all."""
    if ticket.state != WAITING:
        return False
    if hall.line_of(ticket).before(ticket.claim, priority=ticket.passes) > READY_AHEAD:
        return False
    callers = hall.callers(ticket.service_id) if ticket.for_counter is None else [ticket.for_counter]
    return any(_calls(hall, c) and ticket.claim in _next_at(hall, c) for c in callers)


def _calls(hall: Hall, counter_id: str) -> bool:
    opened = hall.counters.get(counter_id)
    return opened is not None and opened.pause is None


def _next_at(hall: Hall, counter_id: str) -> list[Claim]:
    """Return whom a counter would call next, up to READY_AHEAD and one more."""
    return [one.claim for one in islice(hall.upcoming(counter_id), READY_AHEAD + 1)]
