"""
A house as people enter it, by an edit or a file: its texts are tidied, and what nobody means in them is a mistake.

What is recorded is read as it is (``reader``), and stays as it is until somebody changes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from waitingroom.house.changes import item_id
from waitingroom.house.mistakes import HouseInvalid, Mistake, Path
from waitingroom.house.model import House
from waitingroom.house.patch import Patch, Patched, patch_of, patched
from waitingroom.house.patch_reader import read_patched
from waitingroom.house.reader import read_house
from waitingroom.house.text import shown, tidy, unmeant
from waitingroom.house.values import FOUND_MAX, MISTAKES_MAX


def enter_house(content: Any, before: Any = None) -> House:
    """
    Make a house of content as somebody entered it; texts that ``before`` (the recorded content) has stay as they are.

    Raises:
        HouseInvalid: names every mistake, and characters that nobody means with their place.
    """
    entry = _Entry(before)
    tidied = entry.read(content, ())
    wrong = {mistake.path for mistake in entry.mistakes}
    try:
        house = read_house(tidied)
    except HouseInvalid as error:
        others = [mistake for mistake in error.mistakes if mistake.path not in wrong]
        raise HouseInvalid(tidied, [*entry.mistakes, *others][:MISTAKES_MAX]) from error
    if wrong:
        raise HouseInvalid(tidied, entry.mistakes[:MISTAKES_MAX])
    return house


class Entered(NamedTuple):
    """An edit that was entered. patch, after: what it changes, and what that makes; None: the house is another one."""

    house: House
    patch: Patch | None = None
    after: Patched | None = None


def enter_change(content: Any, before: House) -> Entered:
    """
    Do the same as ``enter_house`` for an edit of ``before``, whose unchanged items are neither tidied nor read again.

    Raises:
        HouseInvalid: as ``enter_house``.
    """
    patch = patch_of(before.content, content, before.places)
    if patch is None:
        return Entered(enter_house(content, before.content))
    entry = _Entry(before.content)
    tidied = Patch(
        entry.read(patch.fields, ()),
        {s: {id: entry.read(item, ()) for id, item in items.items()} for s, items in patch.items.items()},
        patch.order,
    )
    if entry.mistakes or any(
        not isinstance(item.get("id"), str) or item_id(section, item) != id
        for section, items in tidied.items.items() for id, item in items.items() if item is not None
    ):  # fmt: skip
        return Entered(enter_house(content, before.content))
    after = patched(before.content, tidied, before.places)
    return Entered(read_patched(before, tidied, after.content), tidied, after)


class _Entry:
    """Tidies every text of the content, keys too, and notes what nobody means; texts of ``before`` stay as they are."""

    def __init__(self, before: Any) -> None:
        self._before = before
        self.mistakes: list[Mistake] = []

    @cached_property
    def _kept(self) -> frozenset[str]:
        return frozenset(_texts(self._before))

    def read(self, value: Any, path: Path) -> Any:
        if isinstance(value, str):
            return self._text(value, path)
        if isinstance(value, list):
            return [self.read(item, (*path, n)) for n, item in enumerate(value)]
        if not isinstance(value, dict):
            return value
        tidied: dict[str, Any] = {}
        for key, item in value.items():
            name = self._text(str(key), (*path, shown(str(key))))
            if name in tidied:
                self._wrong((*path, name), "once", name)
            tidied[name] = self.read(item, (*path, name))
        return tidied

    def _text(self, text: str, path: Path) -> str:
        tidied, found = tidy(text), unmeant(tidy(text))
        if (tidied != text or found) and text in self._kept:
            return text
        if found:
            self._wrong(path, "character", tidied, character=found.character, place=found.place)
        return tidied

    def _wrong(self, path: Path, slug: str, found: str, **values: Any) -> None:
        self.mistakes.append(Mistake(path, slug, values, shown(found[:FOUND_MAX])))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from _texts(item)
