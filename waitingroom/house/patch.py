"""
The patch of one edit: what it changes in a house's content, item by item. Pure.

An edit is recorded as a patch, so that its cost does not grow with the house (docs/adr/0034). The digest of a
content is a sum over its parts, so that only the changed parts are needed to update it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from waitingroom.house.changes import HOUSE, SECTIONS, Difference, fields_changed, item_id

Content = dict[str, Any]
Item = dict[str, Any]
Places = Mapping[str, Mapping[str, int]]
"""The index of each item in its section's list, by section and id; never modified in place."""

DIGEST_BYTES = 8
"""Enough to detect faults; tampering is detected by the hash links of the log."""
DIGESTS: int = 2 ** (8 * DIGEST_BYTES)


class Patch(NamedTuple):
    """
    One edit. fields: the house's own fields by name; items: by section and id (``item_id``), None: removed.

    Changed items keep their place and new ones are added at the end, unless ``order`` lists the section's ids anew.
    """

    fields: dict[str, Any]
    items: dict[str, dict[str, Item | None]]
    order: dict[str, list[str]]

    @property
    def size(self) -> int:
        """The number of items that the patch names."""
        return sum(map(len, self.items.values())) + sum(map(len, self.order.values()))


class ItemChange(NamedTuple):
    """An item before and after a patch; None: it did not exist, or was removed."""

    section: str
    id: str
    before: Item | None
    after: Item | None


class PatchResult(NamedTuple):
    """A content after a patch, and the items that were changed, added or removed."""

    content: Content
    changed: tuple[ItemChange, ...]


def make_patch(before: Content, after: Any, places: Places | None = None) -> Patch | None:
    """
    Return the patch from one content to another; None: there is none, or it is larger than the content itself.

    ``before`` is a house's content, ``after`` may be anything; places: see ``apply_patch``.
    """
    if not isinstance(after, dict):
        return None
    names = [name for name in {**before, **after} if name not in SECTIONS]
    fields = {name: after.get(name) for name in names if before.get(name) != after.get(name)}
    items: dict[str, dict[str, Item | None]] = {}
    for section in SECTIONS:
        items_after = after.get(section, [])
        if not isinstance(items_after, list):
            return None
        old, new = (_by_id(section, one) for one in _trim_common(before.get(section, []), items_after))
        if old is None or new is None:
            return None
        if changed := {id: new.get(id) for id in (*old, *new) if old.get(id) != new.get(id)}:
            items[section] = changed
    patch = Patch(fields, items, {})
    result = apply_patch(before, patch, places).content
    if result != after:
        patch = _with_order(result, after, patch)
        if apply_patch(before, patch, places).content != after:
            return None
    is_small = patch.size <= sum(len(after.get(section, [])) for section in SECTIONS)
    return patch if is_small else None


def apply_patch(content: Content, patch: Patch, places: Places | None = None) -> PatchResult:
    """
    Return a house's content after a patch; unchanged parts are shared with ``content``.

    places: of ``content``; without them all items are searched.
    """
    result = content | {name: value for name, value in patch.fields.items() if value is not None}
    result = {name: value for name, value in result.items() if patch.fields.get(name, value) is not None}
    changed: list[ItemChange] = []
    for section in SECTIONS:
        if items := patch.items.get(section):
            before = content.get(section, [])
            section_places = places[section] if places else _find_places(section, before, items)
            result[section] = _items_after(section, before, items, changed, section_places)
        if ids := patch.order.get(section):
            by_id = {item_id(section, item): item for item in result[section]}
            result[section] = [by_id[id] for id in ids]
    return PatchResult(result, tuple(changed))


def places_of(content: Content) -> Places:
    """Return the place of each item of a house."""
    return {
        section: {item_id(section, item): n for n, item in enumerate(content.get(section, []))}
        for section in SECTIONS
    }


def places_after(places: Places, patch: Patch) -> Places | None:
    """Return the places after a patch, from those before it; None if the patch moves items."""
    if patch.order or any(item is None for items in patch.items.values() for item in items.values()):
        return None
    result = dict(places)
    for section, items in patch.items.items():
        section_places = places[section]
        if new := [id for id in items if id not in section_places]:
            result[section] = {**section_places, **{id: n for n, id in enumerate(new, len(section_places))}}
    return result


def patch_differences(content: Content, patch: Patch, changed: tuple[ItemChange, ...]) -> list[Difference]:
    """List what a patch of ``content`` changes, as ``changes.differences`` does."""
    after = {name: value for name, value in patch.fields.items() if value is not None}
    lines = fields_changed(
        HOUSE, str(content.get("id", "")), {n: content.get(n) for n in patch.fields}, after
    )
    for one in changed:
        if one.before is None or one.after is None:
            lines.append(Difference(one.section, one.id, None, one.before, one.after))
        else:
            lines += fields_changed(one.section, one.id, one.before, one.after)
    for section, ids in patch.order.items():
        before = [item_id(section, item) for item in content.get(section, [])]
        if not lines:
            lines.append(Difference(section, "", "order", before, ids))
    return lines


def touched_venues(content: Content, patch: Patch, after: PatchResult) -> frozenset[str] | None:
    """Return the venues whose slice a patch of ``content`` may change, None for all; after: the patched content."""
    if patch.order or set(patch.fields) - {"first_hour"}:
        return None
    touched: set[str] = set()
    places = _places(content, after.content) if "services" in patch.items else {}
    for one in after.changed:
        venues = _venues_of(one, places)
        if venues is None:
            return None
        touched |= venues
    return frozenset(touched)


def digest_of(content: Content) -> int:
    """Return the digest of a content."""
    of_itself = (_part(HOUSE, name, value) for name, value in content.items() if name not in SECTIONS)
    items = (
        _part(section, item_id(section, item), item)
        for section in SECTIONS
        for item in content.get(section, [])
    )
    return (sum(of_itself) + sum(items)) % DIGESTS


def digest_after(digest: int, content: Content, patch: Patch, changed: tuple[ItemChange, ...]) -> int:
    """Return the digest of ``content`` after a patch; digest: the one before it."""
    for name, value in patch.fields.items():
        digest += _part(HOUSE, name, value) - _part(HOUSE, name, content.get(name))
    for section, id, before, after in changed:
        digest += _part(section, id, after) - _part(section, id, before)
    return digest % DIGESTS


def _with_order(result: Content, after: Content, patch: Patch) -> Patch:
    """Return the patch with the order of each section that differs between ``result`` and ``after``."""
    order = {
        section: [item_id(section, item) for item in after[section]]
        for section in SECTIONS
        if section in after and result.get(section) != after[section] and _by_id(section, after[section])
    }
    return patch._replace(order={s: ids for s, ids in order.items() if len(ids) == len(result.get(s, []))})


def _trim_common(before: list[Any], after: list[Any]) -> tuple[list[Any], list[Any]]:
    """Return both lists without their common prefix and suffix."""
    if before == after:
        return [], []
    first = _common_prefix(before, after)
    before, after = before[first:], after[first:]
    last = _common_prefix(before[::-1], after[::-1])
    return before[: len(before) - last], after[: len(after) - last]


def _common_prefix(one: list[Any], other: list[Any]) -> int:
    """Return the length of the common prefix; bisecting slices is faster than comparing item by item in Python."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def _by_id(section: str, items: list[Any]) -> dict[str, Item] | None:
    """Return items by their id; None if an id is missing or not unique."""
    needed = ("id", "venue") if section == "counters" else ("id",)
    if not all(
        isinstance(item, dict) and all(isinstance(item.get(k), str) for k in needed) for item in items
    ):
        return None
    by_id = {item_id(section, item): item for item in items}
    return by_id if len(by_id) == len(items) else None


def _items_after(
    section: str, items: list[Item], after: dict[str, Item | None], changed: list[ItemChange],
    places: Mapping[str, int],
) -> list[Item]:  # fmt: skip
    added, result, has_removed = dict(after), list(items), False
    for place, id in sorted((places[id], id) for id in after if id in places):
        value = added.pop(id)
        changed.append(ItemChange(section, id, items[place], value))
        result[place], has_removed = value or {}, has_removed or value is None
    if has_removed:
        result = [item for item in result if item]
    for id, value in added.items():
        if value is not None:
            changed.append(ItemChange(section, id, None, value))
            result.append(value)
    return result


def _find_places(section: str, items: list[Item], ids: Iterable[str]) -> dict[str, int]:
    """Search all items for the places of these ids; the result may include others."""
    names = {id.rpartition("/")[2] for id in ids}
    return {item_id(section, item): n for n, item in enumerate(items) if item["id"] in names}


def _venues_of(changed: ItemChange, places: dict[str, set[str]]) -> set[str] | None:
    """Return the venues in whose slice the item changes; None: all."""
    both = [item for item in (changed.before, changed.after) if item is not None]
    if changed.section == "venues":
        return {changed.id}
    if changed.section == "counters":
        return {item["venue"] for item in both}
    if changed.section == "media":
        return {item["venue"] for item in both} if all("venue" in item for item in both) else None
    if changed.section == "agencies":
        return _differing_places(*both) if len(both) == 2 else {p["venue"] for p in both[0].get("places", [])}
    if all("venues" in item for item in both):
        return {venue for item in both for venue in item["venues"]}
    return set().union(*(places.get(item["agency"], set()) for item in both))


def _places(*contents: Content) -> dict[str, set[str]]:
    """Return the venues of each agency, taken from all of these contents."""
    venues: dict[str, set[str]] = {}
    for content in contents:
        for agency in content.get("agencies", []):
            venues.setdefault(agency["id"], set()).update(p["venue"] for p in agency.get("places", []))
    return venues


def _differing_places(before: Item, after: Item) -> set[str]:
    """Return the venues of an agency whose slice changes: all of its venues, unless only places changed."""
    old, new = ({place["venue"]: place for place in item.get("places", [])[::-1]} for item in (before, after))
    one_each = all(
        len(places) == len(item.get("places", [])) for places, item in ((old, before), (new, after))
    )
    if not one_each or before | {"places": []} != after | {"places": []}:
        return {*old, *new}
    return {venue for venue in (*old, *new) if old.get(venue) != new.get(venue)}


def _part(section: str, id: str, value: Any) -> int:
    if value is None:
        return 0
    data = json.dumps([section, id, value], sort_keys=True, separators=(",", ":"))
    return int.from_bytes(hashlib.blake2b(data.encode(), digest_size=DIGEST_BYTES).digest(), "big")
