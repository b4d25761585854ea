"""
Which visitors should get ready: those that a counter will call soon. One rule for boards and phones.

It depends on how many tickets are before it, in the order of calling (``policy``), at the counter that reaches it
first. Only open, unpaused counters count, so that no visitor gets ready in vain.
"""

from __future__ import annotations

from itertools import islice

from waitingroom.hall import Hall
from waitingroom.policy import Claim
from waitingroom.state import WAITING, Ticket

READY_AHEAD = 2
"""Maximum number of tickets before a ready one: enough time to come from anywhere in the building."""


def ready(hall: Hall) -> list[Claim]:
    """Return the claims of all ready tickets, sorted by the number of tickets before them, then by claim."""
    before: dict[Claim, int] = {}
    seen_duties: set[tuple[str, ...]] = set()
    for counter_id in hall.counters:
        services = hall.services_of(counter_id)
        if not _calls(hall, counter_id) or (services in seen_duties and counter_id not in hall.own_lines):
            continue
        seen_duties.add(services)
        for place, claim in enumerate(_next_at(hall, counter_id)):
            before[claim] = min(place, before.get(claim, place))
    return sorted(before, key=lambda claim: (before[claim], claim))


def gets_ready(hall: Hall, ticket: Ticket) -> bool:
    """Return whether a ticket is in ``ready(hall)``, but much faster."""
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
    """Return the next READY_AHEAD + 1 claims that a counter would call."""
    return [upcoming.claim for upcoming in islice(hall.upcoming(counter_id), READY_AHEAD + 1)]
