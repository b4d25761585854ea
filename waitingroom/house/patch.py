"""
What one edit changes of a house's content, item by item; applied to the content before it, it gives the one after. Pure.

An edit is recorded as its patch, so that its cost does not grow with the house (docs/adr/0034). The digest of a
content is a sum over its parts, so that the digest after a patch needs the changed parts alone.
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
"""Where each item is in its list of a content, by section and id; never changed in place."""

DIGEST_BYTES = 8
"""Against faults, not against people: every fact is linked by a hash of its own."""
DIGESTS: int = 2 ** (8 * DIGEST_BYTES)


class Patch(NamedTuple):
    """
    One edit. fields: the house's own fields by name; items: by section and id (``item_id``), None: gone.

    Changed items stay in their place and new ones come last, unless ``order`` has the ids of the section as they are after.
    """

    fields: dict[str, Any]
    items: dict[str, dict[str, Item | None]]
    order: dict[str, list[str]]

    @property
    def size(self) -> int:
        """How many items it names."""
        return sum(map(len, self.items.values())) + sum(map(len, self.order.values()))


class Changed(NamedTuple):
    """An item before and after a patch; None: it was not, or is not."""

    section: str
    id: str
    before: Item | None
    after: Item | None


class Patched(NamedTuple):
    """A content after a patch, and the items that it changed, came or went."""

    content: Content
    changed: tuple[Changed, ...]


def patch_of(before: Content, after: Any, places: Places | None = None) -> Patch | None:
    """
    Return the patch from one content to another; None: there is none, or it is no smaller than the content itself.

    ``before`` is a house's content, ``after`` may be anything; places: of ``before``, as ``patched`` has it.
    """
    if not isinstance(after, dict):
        return None
    names = [name for name in {**before, **after} if name not in SECTIONS]
    fields = {name: after.get(name) for name in names if before.get(name) != after.get(name)}
    items: dict[str, dict[str, Item | None]] = {}
    for section in SECTIONS:
        new = after.get(section, [])
        if not isinstance(new, list):
            return None
        was, now = (_by_id(section, one) for one in _differing(before.get(section, []), new))
        if was is None or now is None:
            return None
        if changed := {id: now.get(id) for id in (*was, *now) if was.get(id) != now.get(id)}:
            items[section] = changed
    patch = Patch(fields, items, {})
    made = patched(before, patch, places).content
    if made != after:
        patch = _in_order(made, after, patch)
        if patched(before, patch, places).content != after:
            return None
    is_small = patch.size <= sum(len(after.get(section, [])) for section in SECTIONS)
    return patch if is_small else None


def patched(content: Content, patch: Patch, places: Places | None = None) -> Patched:
    """
    Return a house's content after a patch; it shares with ``content`` what did not change.

    places: of ``content``, where they are known: else all items are looked through.
    """
    made = content | {name: value for name, value in patch.fields.items() if value is not None}
    made = {name: value for name, value in made.items() if patch.fields.get(name, value) is not None}
    changed: list[Changed] = []
    for section in SECTIONS:
        if items := patch.items.get(section):
            before = content.get(section, [])
            there = places[section] if places else _looked_up(section, before, items)
            made[section] = _items_after(section, before, items, changed, there)
        if ids := patch.order.get(section):
            by_id = {item_id(section, item): item for item in made[section]}
            made[section] = [by_id[id] for id in ids]
    return Patched(made, tuple(changed))


def places_of(content: Content) -> Places:
    """Return the places of a house's items."""
    return {
        section: {item_id(section, item): n for n, item in enumerate(content.get(section, []))}
        for section in SECTIONS
    }


def places_after(places: Places, patch: Patch) -> Places | None:
    """Return the places after a patch, from those before it; None: it moves items."""
    if patch.order or any(item is None for items in patch.items.values() for item in items.values()):
        return None
    made = dict(places)
    for section, items in patch.items.items():
        there = places[section]
        if new := [id for id in items if id not in there]:
            made[section] = {**there, **{id: n for n, id in enumerate(new, len(there))}}
    return made


def patch_differences(content: Content, patch: Patch, changed: tuple[Changed, ...]) -> list[Difference]:
    """Return what a patch of ``content`` changes, as ``changes.differences`` does."""
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


def touched_venues(content: Content, patch: Patch, after: Patched) -> frozenset[str] | None:
    """Return the venues whose slice a patch of ``content`` may change; after: what it makes of it. None: every venue's."""
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


def digest_after(digest: int, content: Content, patch: Patch, changed: tuple[Changed, ...]) -> int:
    """Return the digest of what a patch makes of ``content``, whose own is ``digest``."""
    for name, value in patch.fields.items():
        digest += _part(HOUSE, name, value) - _part(HOUSE, name, content.get(name))
    for section, id, before, after in changed:
        digest += _part(section, id, after) - _part(section, id, before)
    return digest % DIGESTS


def _in_order(made: Content, after: Content, patch: Patch) -> Patch:
    """Return the patch, which makes ``made``, with the order of every section that ``after`` has in another one."""
    order = {
        section: [item_id(section, item) for item in after[section]]
        for section in SECTIONS
        if section in after and made.get(section) != after[section] and _by_id(section, after[section])
    }
    return patch._replace(order={s: ids for s, ids in order.items() if len(ids) == len(made.get(s, []))})


def _differing(before: list[Any], after: list[Any]) -> tuple[list[Any], list[Any]]:
    """Return both lists without what is the same at their beginnings and ends."""
    first = _same_length(before, after)
    before, after = before[first:], after[first:]
    last = _same_length(before[::-1], after[::-1])
    return before[: len(before) - last], after[: len(after) - last]


def _same_length(one: list[Any], other: list[Any]) -> int:
    """Return how many items are the same at the beginning; Python compares halves of lists faster than we do their items."""
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[least:middle] == other[least:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def _by_id(section: str, items: list[Any]) -> dict[str, Item] | None:
    """Return items by their id; None: some have none, or share one."""
    needed = ("id", "venue") if section == "counters" else ("id",)
    if not all(
        isinstance(item, dict) and all(isinstance(item.get(k), str) for k in needed) for item in items
    ):
        return None
    found = {item_id(section, item): item for item in items}
    return found if len(found) == len(items) else None


def _items_after(
    section: str, items: list[Item], after: dict[str, Item | None], changed: list[Changed],
    there: Mapping[str, int],
) -> list[Item]:  # fmt: skip
    left, made, gone = dict(after), list(items), False
    for place, id in sorted((there[id], id) for id in after if id in there):
        value = left.pop(id)
        changed.append(Changed(section, id, items[place], value))
        made[place], gone = value or {}, gone or value is None
    if gone:
        made = [item for item in made if item]
    for id, value in left.items():
        if value is not None:
            changed.append(Changed(section, id, None, value))
            made.append(value)
    return made


def _looked_up(section: str, items: list[Item], ids: Iterable[str]) -> dict[str, int]:
    """Return the places of these items, and perhaps of others, by looking through all."""
    names = {id.rpartition("/")[2] for id in ids}
    return {item_id(section, item): n for n, item in enumerate(items) if item["id"] in names}


def _venues_of(changed: Changed, places: dict[str, set[str]]) -> set[str] | None:
    """Return the venues whose slice has the item, before or after, and not the same."""
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
    """Return the venues of each agency in any of the contents."""
    found: dict[str, set[str]] = {}
    for content in contents:
        for agency in content.get("agencies", []):
            found.setdefault(agency["id"], set()).update(p["venue"] for p in agency.get("places", []))
    return found


def _differing_places(before: Item, after: Item) -> set[str]:
    """Return the venues of an agency whose slice changes: all, unless nothing but places changed."""
    was, now = ({place["venue"]: place for place in item.get("places", [])[::-1]} for item in (before, after))
    one_each = all(len(found) == len(item.get("places", [])) for found, item in ((was, before), (now, after)))
    if not one_each or before | {"places": []} != after | {"places": []}:
        return {*was, *now}
    return {venue for venue in (*was, *now) if was.get(venue) != now.get(venue)}


def _part(section: str, id: str, value: Any) -> int:
    if value is None:
        return 0
    data = json.dumps([section, id, value], sort_keys=True, separators=(",", ":"))
    return int.from_bytes(hashlib.blake2b(data.encode(), digest_size=DIGEST_BYTES).digest(), "big")
