"""What differs between two editions of the house, and between an account before and after. Pure; for the audit log."""

from __future__ import annotations

from typing import Any, NamedTuple

SECTIONS = ("venues", "agencies", "services", "counters", "media")
"""Lists of the content whose items have an id."""
HOUSE, STAFF, DEVICES = "house", "staff", "devices"


class Difference(NamedTuple):
    """
    One thing that was changed.

    section: one of SECTIONS, or HOUSE, STAFF or DEVICES; id: of the item; field: of the item, None if the whole
    item came or went; before, after: the values as the content has them, None for none.
    """

    section: str
    id: str
    field: str | None
    before: Any
    after: Any


def differences(before: dict[str, Any] | None, after: dict[str, Any]) -> list[Difference]:
    """Give what differs between two contents, item by item and field by field; a first edition is one line."""
    house_id = str(after.get("id", ""))
    if before is None:
        return [Difference(HOUSE, house_id, None, None, after.get("name"))]
    lines = _fields(HOUSE, house_id, _without_sections(before), _without_sections(after))
    for section in SECTIONS:
        old, new = by_id(before, section), by_id(after, section)
        for id in dict.fromkeys((*old, *new)):
            if id not in old or id not in new:
                lines.append(Difference(section, id, None, old.get(id), new.get(id)))
            else:
                lines += _fields(section, id, old[id], new[id])
        if not lines and list(old) != list(new):
            lines.append(Difference(section, "", "order", list(old), list(new)))
    return lines


def staff_differences(
    username: str, action: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> list[Difference]:
    """Give the changes of an account; an action without a field (a password, a sign-out) is one line with its name."""
    if before is not None and after is not None and (lines := _fields(STAFF, username, before, after)):
        return lines
    if action in ("created", "first-admin"):
        return [Difference(STAFF, username, None, None, after)]
    return [Difference(STAFF, username, action, None, None)]


def device_differences(
    device_id: str, action: str, before: dict[str, Any] | None, after: dict[str, Any] | None
) -> list[Difference]:
    """Give the changes of a device; one line if it came or went, or for an action without a field."""
    if before is not None and after is not None:
        return _fields(DEVICES, device_id, before, after) or [
            Difference(DEVICES, device_id, action, None, None)
        ]
    return [Difference(DEVICES, device_id, None, before, after)]


def by_id(content: dict[str, Any], section: str) -> dict[str, dict[str, Any]]:
    """Give a section's items by their id; a counter's is its venue's: "mpp-kupang/3"."""
    return {item_id(section, item): item for item in content.get(section, [])}


def item_id(section: str, item: dict[str, Any]) -> str:
    """Give the id of an item that is unique in the whole house."""
    return f"{item['venue']}/{item['id']}" if section == "counters" else str(item["id"])


def _without_sections(content: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in content.items() if key not in SECTIONS}


def _fields(section: str, id: str, before: dict[str, Any], after: dict[str, Any]) -> list[Difference]:
    return [
        Difference(section, id, field, before.get(field), after.get(field))
        for field in dict.fromkeys((*before, *after))
        if before.get(field) != after.get(field)
    ]
