"""Visitors stranded by a change of the house, because a service they wait for would be unserved or closed. Pure."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from waitingroom.hall import Hall
from waitingroom.house.model import House
from waitingroom.house.opening import closes_ms
from waitingroom.state import HELD, MISSED, WAITING, Ticket

WAIT = frozenset({WAITING, HELD, MISSED})
"""States of tickets that are still to be called, or called again."""


class Stranded(NamedTuple):
    """A service and how many visitors wait for it, including for later stops."""

    service_id: str
    waiting: int


def stranded(hall: Hall, house: House, now_ms: int) -> list[Stranded]:
    """
    List the services that visitors of this hall wait for and that ``house`` would no longer serve today.

    Such a service would have no counter or would be closed now. Services that are unserved or closed even without the
    change do not count. In the order of the hall's house.
    """
    if hall.house is None:
        return []
    waited_for = {
        service_id
        for ticket in hall.tickets.values()
        if ticket.state in WAIT
        for service_id in _services_of(ticket)
    }
    lost = {
        service_id
        for service_id in waited_for & hall.house.services.keys()
        if goes_on(hall.house, hall, service_id, now_ms) and not goes_on(house, hall, service_id, now_ms)
    }
    removed = set(hall.house.counters.get(hall.venue_id, {})) - set(house.counters.get(hall.venue_id, {}))
    waiting = Counter(
        service_id
        for ticket in hall.tickets.values()
        if ticket.state in WAIT
        for service_id in _services_of(ticket)
        if service_id in lost or (ticket.for_counter in removed and service_id == ticket.service_id)
    )
    return [
        Stranded(service_id, waiting[service_id]) for service_id in hall.house.services if waiting[service_id]
    ]


def goes_on(house: House, hall: Hall, service_id: str, now_ms: int) -> bool:
    """Return whether a house still serves a service at the hall's venue later on the hall's day."""
    ends_ms = closes_ms(house, venue_id=hall.venue_id, service_id=service_id, service_day=hall.service_day)
    return ends_ms is not None and now_ms < ends_ms


def _services_of(ticket: Ticket) -> set[str]:
    return {ticket.service_id, *ticket.stops}
