"""The part of a house that an outreach box takes along: one venue, and who serves there."""

from __future__ import annotations

from typing import Any

Content = dict[str, Any]


def slice_of(content: Content, venue_id: str) -> Content:
    """
    Give a house's content with this venue alone; it is valid if the content was.

    Agencies without a place there stay behind, and so do pictures and videos, whose files are not in the house.
    """
    agencies = [agency for agency in content.get("agencies", []) if _is_at(agency, venue_id)]
    here = {agency["id"] for agency in agencies}
    services = [
        service
        for service in content.get("services", [])
        if service["agency"] in here and venue_id in service.get("venues", [venue_id])
    ]
    served = {service["id"] for service in services}
    return content | {
        "venues": [_venue(venue, here) for venue in content.get("venues", []) if venue["id"] == venue_id],
        "agencies": [_agency(agency, venue_id) for agency in agencies],
        "services": [_at_venue(service, venue_id) for service in services],
        "counters": [
            _duty(counter, here, served) for counter in content.get("counters", []) if counter["venue"] == venue_id
        ],
        "media": [
            item for item in content.get("media", [])
            if item["kind"] == "text" and item.get("venue", venue_id) == venue_id
        ],
        "first_hour": "",
    }  # fmt: skip


def _is_at(agency: Content, venue_id: str) -> bool:
    return any(place["venue"] == venue_id for place in agency.get("places", []))


def _agency(agency: Content, venue_id: str) -> Content:
    return agency | {"places": [place for place in agency["places"] if place["venue"] == venue_id]}


def _at_venue(service: Content, venue_id: str) -> Content:
    return service | ({"venues": [venue_id]} if "venues" in service else {})


def _venue(venue: Content, agencies: set[str]) -> Content:
    """Give the venue without exceptions of agencies that stay behind."""
    if "exceptions" not in venue:
        return venue
    kept = [e for e in venue["exceptions"] if "agency" not in e or e["agency"] in agencies]
    return venue | {"exceptions": kept}


def _duty(counter: Content, agencies: set[str], services: set[str]) -> Content:
    """Give a counter, and each turn of its schedule, with the agencies and services that come along."""
    kept = dict(counter)
    for name, along in (("agencies", agencies), ("services", services)):
        if name in kept:
            kept[name] = [one for one in kept[name] if one in along]
    if "schedule" in kept:
        kept["schedule"] = [_duty(turn, agencies, services) for turn in kept["schedule"]]
    return kept
