"""Visitors whom a change of the house would strand: what they wait for would be unserved or closed. Pure."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from waitingroom.hall import Hall
from waitingroom.house.model import House
from waitingroom.house.opening import closes_ms
from waitingroom.state import HELD, MISSED, WAITING, Ticket

WAIT = frozenset({WAITING, HELD, MISSED})
"""States of visitors who have yet to be called, or called again."""


class Stranded(NamedTuple):
    """A service and how many wait for it; a waiting visitor's later stops count too."""

    service_id: str
    waiting: int


def stranded(hall: Hall, house: House, now_ms: int) -> list[Stranded]:
    """
    Return the services that visitors of this hall wait for and that ``house`` would not serve any more today.

    Because nobody would serve them, or because they would be closed now. Only because of the change: what ends
    or is unserved anyway does not count. In the order of the hall's house.
    """
    if hall.house is None:
        return []
    waited_for = {
        service_id
        for ticket in hall.tickets.values()
        if ticket.state in WAIT
        for service_id in _wanted(ticket)
    }
    lost = {
        service_id
        for service_id in waited_for & hall.house.services.keys()
        if goes_on(hall.house, hall, service_id, now_ms) and not goes_on(house, hall, service_id, now_ms)
    }
    counters = set(hall.house.counters.get(hall.venue_id, {})) - set(house.counters.get(hall.venue_id, {}))
    counted = Counter(
        service_id
        for ticket in hall.tickets.values()
        if ticket.state in WAIT
        for service_id in _wanted(ticket)
        if service_id in lost or (ticket.for_counter in counters and service_id == ticket.service_id)
    )
    return [
        Stranded(service_id, counted[service_id]) for service_id in hall.house.services if counted[service_id]
    ]


def goes_on(house: House, hall: Hall, service_id: str, now_ms: int) -> bool:
    """Return whether a house serves a service at the hall's venue on the hall's day, and not only until now."""
    ends_ms = closes_ms(house, venue_id=hall.venue_id, service_id=service_id, service_day=hall.service_day)
    return ends_ms is not None and now_ms < ends_ms


def _wanted(ticket: Ticket) -> set[str]:
    return {ticket.service_id, *ticket.stops}
