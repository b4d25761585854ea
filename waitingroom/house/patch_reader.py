"""Reads a house after a patch: only the changed items, if no other item depends on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from waitingroom.house import model as m
from waitingroom.house.changes import NAMED, SECTIONS
from waitingroom.house.patch import Patch
from waitingroom.house.reader import (
    BOUNDS,
    READERS,
    TOP,
    check_media_references,
    check_references,
    read_counter,
    read_house,
    read_own_fields,
)
from waitingroom.house.values import ValueReader

T = TypeVar("T")


def read_patched(before: m.House, patch: Patch, content: dict[str, Any]) -> m.House:
    """
    Read the house that results from a patch of ``before``; only the changed items if no other item depends on them.

    Raises:
        HouseInvalid: as ``read_house`` would.
    """
    if not _is_self_contained(before, patch, content):
        return read_house(content)
    reader = ValueReader()
    read = {section: _read_items(reader, before, patch, section) for section in SECTIONS}
    counters: dict[str, Mapping[str, m.Counter]] = {id: {} for id in read["venues"]} | dict(before.counters)
    for id, counter in read["counters"].items():
        venue_id, _, own = id.rpartition("/")
        counters[venue_id] = _with(counters.get(venue_id, {}), {own: counter})
    house = m.House(
        venues=_with(before.venues, read["venues"]), agencies=_with(before.agencies, read["agencies"]),
        services=_with(before.services, read["services"]), counters=counters,
        media=_with(before.media, read["media"]), content=content, **read_own_fields(reader, content),
    )  # fmt: skip
    if not reader.mistakes:
        new = {
            section: [item for item in items.values() if item is not None] for section, items in read.items()
        }
        check_references(reader, house, new["venues"], new["agencies"], new["services"], new["counters"])
        check_media_references(reader, house, new["media"])
    prefixes = {agency.prefix for agency in house.agencies.values()}
    if reader.mistakes or len(prefixes) < len(house.agencies):
        return read_house(content)
    house.reuse_indexes(before, patch)
    return house


def _is_self_contained(before: m.House, patch: Patch, content: dict[str, Any]) -> bool:
    """
    Return whether it is enough to read the changed items.

    It is not after a reorder, after removing or renaming what other items refer to, or above a section's bound.
    """
    if patch.order or set(content) - TOP:
        return False
    for section, most in BOUNDS.items():
        items = patch.items.get(section, {})
        has_removed = section in NAMED and any(item is None for item in items.values())
        if has_removed or (items and len(content.get(section, [])) > most):
            return False
    return not any(
        id in before.venues and item is not None and _affects_others(before, id, item)
        for id, item in patch.items.get("venues", {}).items()
    )


def _affects_others(before: m.House, venue_id: str, item: dict[str, Any]) -> bool:
    """Return whether a change of a venue removes zones or changes the word for its counters."""
    zones = item.get("zones", [])
    left = {zone.get("id") for zone in zones if isinstance(zone, dict)} if isinstance(zones, list) else set()
    venue = before.venues[venue_id]
    return not set(venue.zones) <= left or item.get("counter_word", "loket") != venue.counter_word


def _read_items(r: ValueReader, before: m.House, patch: Patch, section: str) -> dict[str, Any]:
    """Read the changed items of a section by id; None: removed. Their paths are not those in the house."""
    changed = patch.items.get(section, {})
    if section != "counters":
        return {
            id: None if item is None else READERS[section](r, item, (section, 0))
            for id, item in changed.items()
        }
    changed_kinds = {
        id: str(item.get("counter_word", "loket"))
        for id, item in patch.items.get("venues", {}).items()
        if item
    }
    venue_ids = {id.rpartition("/")[0] for id in changed} & before.venues.keys()
    kinds = {venue_id: before.venues[venue_id].counter_word for venue_id in venue_ids} | changed_kinds
    return {
        id: None if item is None else read_counter(r, item, (section, 0), kinds=kinds)
        for id, item in changed.items()
    }


def _with(before: Mapping[str, T], changed: Mapping[str, T | None]) -> Mapping[str, T]:
    """Return items by id, updated with the changed ones; None: removed."""
    if not changed:
        return before
    return {id: item for id, item in {**before, **changed}.items() if item is not None}
