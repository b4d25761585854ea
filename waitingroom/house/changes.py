"""
Differences between two editions of the house, or of an account before and after, for the audit log; cascading removal
of items. Pure.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Container
from typing import Any, NamedTuple

SECTIONS = ("venues", "agencies", "services", "counters", "media")
"""The lists in a house's content; their items have ids."""
NAMED = ("venues", "agencies", "services")
"""Sections whose items other items refer to."""
HOUSE, STAFF, DEVICES, FOLLOW_UPS = "house", "staff", "devices", "follow-ups"


class Difference(NamedTuple):
    """
    One change.

    section: one of SECTIONS, or HOUSE, STAFF, DEVICES or FOLLOW_UPS; id: of the item; field: of the item, None if the
    item was added or removed; before, after: the values in the content, None if absent.
    """

    section: str
    id: str
    field: str | None
    before: Any
    after: Any


def differences(before: dict[str, Any] | None, after: dict[str, Any]) -> list[Difference]:
    """List the differences between two contents by item and field; a first edition is one line."""
    house_id = str(after.get("id", ""))
    if before is None:
        return [Difference(HOUSE, house_id, None, None, after.get("name"))]
    lines = fields_changed(HOUSE, house_id, _without_sections(before), _without_sections(after))
    for section in SECTIONS:
        old, new = by_id(before, section), by_id(after, section)
        for id in dict.fromkeys((*old, *new)):
            if id not in old or id not in new:
                lines.append(Difference(section, id, None, old.get(id), new.get(id)))
            else:
                lines += fields_changed(section, id, old[id], new[id])
        if not lines and list(old) != list(new):
            lines.append(Difference(section, "", "order", list(old), list(new)))
    return lines


def staff_differences(
    username: str, action: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> list[Difference]:
    """List the changes of an account; an action without changed fields (password, sign-out) is one line with its name."""
    if before is not None and after is not None and (lines := fields_changed(STAFF, username, before, after)):
        return lines
    if action in ("created", "first-admin"):
        return [Difference(STAFF, username, None, None, after)]
    return [Difference(STAFF, username, action, None, None)]


def device_differences(
    device_id: str, action: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> list[Difference]:
    """List the changes of a device; one line if it was added or removed, or if the action changes no field."""
    if before is not None and after is not None:
        return fields_changed(DEVICES, device_id, before, after) or [
            Difference(DEVICES, device_id, action, None, None)
        ]
    return [Difference(DEVICES, device_id, None, before, after)]


def follow_up_differences(
    follow_up_id: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> list[Difference]:
    """List the changes of a follow-up; one line if it was added or removed."""
    if before is not None and after is not None:
        return fields_changed(FOLLOW_UPS, follow_up_id, before, after)
    return [Difference(FOLLOW_UPS, follow_up_id, None, before, after)]


def without(content: dict[str, Any], section: str, id: str) -> dict[str, Any]:
    """
    Return the content without an item (``id``: see item_id) and without everything that depends on it.

    Removing an agency removes its services and special days; removing a venue removes its counters, the services and
    media that only it has, and the placements of agencies there. Counters of other venues stay, but drop references to
    removed items.
    """
    if section not in NAMED:
        return content | {
            section: [item for item in content.get(section, []) if item_id(section, item) != id]
        }
    result = copy.deepcopy(content)
    removed: dict[str, set[str]] = {one: {id} if one == section else set() for one in SECTIONS}
    removed["services"] |= {
        service["id"] for service in result.get("services", []) if _depends_on(service, removed)
    }
    for item in result.get("agencies", []):
        _drop(item, "places", lambda place: place["venue"] in removed["venues"])
    for item in result.get("services", []):
        _drop(item, "venues", lambda venue: venue in removed["venues"])
    for item in result.get("venues", []):
        _drop(item, "exceptions", lambda exception: exception.get("agency") in removed["agencies"])
    for item in result.get("counters", []):
        _drop(item, "schedule", lambda turn: _drop_duties(turn, removed))
        _drop_duties(item, removed)
    for one in SECTIONS:
        if one in result:
            items = [item for item in result[one] if item.get("venue") not in removed["venues"]]
            result[one] = [item for item in items if item_id(one, item) not in removed[one]]
    return result


def _depends_on(service: dict[str, Any], removed: dict[str, set[str]]) -> bool:
    """Return whether a service depends on removed items: its agency, or all of its venues."""
    venues = set(service.get("venues", []))
    return service["agency"] in removed["agencies"] or (bool(venues) and venues <= removed["venues"])


def _drop_duties(duty: dict[str, Any], removed: dict[str, set[str]]) -> bool:
    """Remove removed items from a duty; return whether this leaves it empty."""
    before = len(duty.get("agencies", [])) + len(duty.get("services", []))
    for field in ("agencies", "services"):
        _drop(duty, field, _is_in(removed[field]))
    return before > 0 and not duty.get("agencies") and not duty.get("services")


def _is_in(ids: Container[str]) -> Callable[[Any], bool]:
    return lambda id: id in ids


def _drop(item: dict[str, Any], field: str, is_removed: Callable[[Any], bool]) -> None:
    if field in item:
        item[field] = [one for one in item[field] if not is_removed(one)]


def by_id(content: dict[str, Any], section: str) -> dict[str, dict[str, Any]]:
    """Return a section's items by id; a counter's id includes its venue: "mpp-kupang/3"."""
    return {item_id(section, item): item for item in content.get(section, [])}


def item_id(section: str, item: dict[str, Any]) -> str:
    """Return an id of the item that is unique in its section of the house."""
    return f"{item['venue']}/{item['id']}" if section == "counters" else str(item["id"])


def _without_sections(content: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key not in SECTIONS}


def fields_changed(section: str, id: str, before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    """List the fields of an item that differ before and after."""
    return [
        Difference(section, id, field, before.get(field), after.get(field))
        for field in dict.fromkeys((*before, *after))
        if before.get(field) != after.get(field)
    ]
