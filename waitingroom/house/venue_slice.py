"""
The slice of a house for one venue: the venue, its agencies, services and counters, and what the whole house shares. Pure.

A day's log holds only its venue's slice, so that an edit at one venue costs the others nothing (docs/adr/0034).
"""

from __future__ import annotations

from typing import Any

from waitingroom.house.model import House

Content = dict[str, Any]


def slice_of_house(house: House, venue_id: str) -> Content:
    """Return the same as ``slice_of``, but without searching the items of all venues."""
    return _slice(
        house.content, venue_id, [house.venue_item(venue_id)], house.agency_items(venue_id),
        house.counter_items(venue_id),
    )  # fmt: skip


def slice_of(content: Content, venue_id: str) -> Content:
    """
    Return a house's content reduced to this venue; it is valid if the content was.

    Agencies without a placement there are left out, and so is ``first_hour``.
    """
    venues = [venue for venue in content.get("venues", []) if venue["id"] == venue_id]
    agencies = [
        agency | {"places": places}
        for agency in content.get("agencies", [])
        if (places := [place for place in agency.get("places", []) if place["venue"] == venue_id])
    ]
    counters = [counter for counter in content.get("counters", []) if counter["venue"] == venue_id]
    return _slice(content, venue_id, venues, agencies, counters)


def _slice(
    content: Content, venue_id: str, venues: list[Content], agencies: list[Content], counters: list[Content]
) -> Content:
    """Return the slice from the venue's own items."""
    agencies_here = {agency["id"] for agency in agencies}
    services = [
        service
        for service in content.get("services", [])
        if service["agency"] in agencies_here and venue_id in service.get("venues", [venue_id])
    ]
    services_here = {service["id"] for service in services}
    return {key: value for key, value in content.items() if key != "first_hour"} | {
        "venues": [_venue(venue, agencies_here) for venue in venues],
        "agencies": agencies,
        "services": [_at_venue(service, venue_id) for service in services],
        "counters": [_duty(counter, agencies_here, services_here) for counter in counters],
        "media": [item for item in content.get("media", []) if item.get("venue", venue_id) == venue_id],
    }  # fmt: skip


def slice_for_box(content: Content, venue_id: str) -> Content:
    """Return the slice for an outreach box: without pictures and videos, whose files are not part of the house."""
    result = slice_of(content, venue_id)
    return result | {"media": [item for item in result["media"] if item["kind"] == "text"]}


def _at_venue(service: Content, venue_id: str) -> Content:
    return service | ({"venues": [venue_id]} if "venues" in service else {})


def _venue(venue: Content, agencies: set[str]) -> Content:
    """Return the venue without exceptions of agencies outside the slice."""
    if "exceptions" not in venue:
        return venue
    exceptions = [e for e in venue["exceptions"] if "agency" not in e or e["agency"] in agencies]
    return venue | {"exceptions": exceptions}


def _duty(counter: Content, agencies: set[str], services: set[str]) -> Content:
    """Return a counter and its schedule, limited to these agencies and services."""
    result = dict(counter)
    for name, allowed in (("agencies", agencies), ("services", services)):
        if name in result:
            result[name] = [one for one in result[name] if one in allowed]
    if "schedule" in result:
        result["schedule"] = [_duty(turn, agencies, services) for turn in result["schedule"]]
    return result
