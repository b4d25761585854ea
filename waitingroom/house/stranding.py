"""Visitors whom a change of the house would strand: nobody would serve what they wait for. Pure."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from waitingroom.hall import Hall
from waitingroom.house.model import House
from waitingroom.state import HELD, MISSED, WAITING, Ticket

WAIT = frozenset({WAITING, HELD, MISSED})
"""States of visitors who have yet to be called, or called again."""


class Stranded(NamedTuple):
    """A service and how many wait for it; a waiting visitor's later stops count too."""

    service_id: str
    waiting: int


def stranded(hall: Hall, house: House) -> list[Stranded]:
    """
    Give the services that visitors of this hall wait for and that ``house`` would leave unserved today.

    Only because of the change: a service that nobody serves today anyway does not count.
    In the order of the hall's house.
    """
    if hall.house is None:
        return []
    lost = {
        service_id
        for service_id in hall.house.services
        if is_served(hall.house, hall, service_id) and not is_served(house, hall, service_id)
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


def is_served(house: House, hall: Hall, service_id: str) -> bool:
    """Say whether a house offers a service at the hall's venue and has a counter for it on the hall's day."""
    if hall.venue_id not in house.venues or service_id not in house.services:
        return False
    place = house.place_of(service_id, hall.venue_id)
    if place is None or place.planned:
        return False
    return bool(house.counters_serving(hall.venue_id, service_id, hall.service_day))


def _wanted(ticket: Ticket) -> set[str]:
    return {ticket.service_id, *ticket.stops}
