"""The first hour of a house: its initial content, and what it lacks before its hall can open. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from waitingroom.house.model import GUIDED, House, Service

PLACE, AGENCIES, SERVICES, COUNTERS, STAFF, TV = STEPS = (
    "place", "agencies", "services", "counters", "staff", "tv",
)  # fmt: skip
"""The steps in order; each requires the one before."""


class Lack(NamedTuple):
    """
    One thing that is missing.

    step: one of STEPS; slug: what is missing; section, id: of the item that lacks it, empty: the item itself is missing.
    """

    step: str
    slug: str
    section: str = ""
    id: str = ""


def empty_house(id: str, name: str) -> dict[str, Any]:
    """Return the content of a house that has only a name and guides its admin through the first hour."""
    sections: dict[str, Any] = {"venues": [], "agencies": [], "services": [], "counters": []}
    return {"id": id, "name": name, "first_hour": GUIDED, **sections}


def begun(content: dict[str, Any]) -> dict[str, Any]:
    """Return the content of a house whose first hour is over."""
    return {key: value for key, value in content.items() if key != "first_hour"}


def lacks(house: House, *, has_clerk: bool, has_tv: bool) -> list[Lack]:
    """
    List what the hall lacks before it can serve visitors, in the order of STEPS; empty: it can open.

    has_clerk: an account may call numbers; has_tv: a board is paired.
    """
    people = [] if has_clerk else [Lack(STAFF, "no-clerk")]
    screens = [] if has_tv else [Lack(TV, "no-tv")]
    return [*_of_places(house), *_of_agencies(house), *_of_counters(house), *people, *screens]


def _of_places(house: House) -> Iterator[Lack]:
    if not house.venues:
        yield Lack(PLACE, "no-venue")
    for venue in house.venues.values():
        if not venue.hours:
            yield Lack(PLACE, "no-hours", "venues", venue.id)
        if not venue.zones:
            yield Lack(PLACE, "no-zone", "venues", venue.id)


def _of_agencies(house: House) -> Iterator[Lack]:
    if not house.agencies:
        yield Lack(AGENCIES, "no-agency")
    for agency in house.agencies.values():
        if not agency.places:
            yield Lack(AGENCIES, "no-place", "agencies", agency.id)
    if not house.services:
        yield Lack(SERVICES, "no-service")
        return
    offering = {service.agency for service in house.services.values()}
    for agency in house.agencies.values():
        if agency.id not in offering:
            yield Lack(SERVICES, "no-service-of", "agencies", agency.id)


def _of_counters(house: House) -> Iterator[Lack]:
    if not any(house.counters.values()):
        yield Lack(COUNTERS, "no-counter")
        return
    for service in house.services.values():
        if any(
            not _is_served(house, venue_id, service)
            for venue_id in house.venues
            if _is_offered(house, venue_id, service)
        ):
            yield Lack(COUNTERS, "unserved", "services", service.id)


def _is_offered(house: House, venue_id: str, service: Service) -> bool:
    place = house.place_of(service.id, venue_id)
    return place is not None and not place.planned


def _is_served(house: House, venue_id: str, service: Service) -> bool:
    """Return whether any counter of the venue serves it on any day."""
    return any(
        duty.covers(service)
        for counter in house.counters[venue_id].values()
        for duty in (counter.usual, *(turn.duty for turn in counter.schedule))
    )
