"""
A house as entered by an edit or a file: texts are tidied, and unintended characters in them are mistakes.

Recorded content is read unchanged (``reader``), and its texts stay unchanged until they are edited.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from waitingroom.house.changes import item_id
from waitingroom.house.mistakes import HouseInvalid, Mistake, Path
from waitingroom.house.model import House
from waitingroom.house.patch import Patch, PatchResult, apply_patch, make_patch
from waitingroom.house.patch_reader import read_patched
from waitingroom.house.reader import read_house
from waitingroom.house.text import find_unintended, shown, tidy
from waitingroom.house.values import FOUND_MAX, MISTAKES_MAX


def enter_house(content: Any, before: Any = None) -> House:
    """
    Read a house from entered content; texts that are also in ``before`` (the recorded content) stay unchanged.

    Raises:
        HouseInvalid: lists all mistakes, including unintended characters with their position.
    """
    entry = _TextReader(before)
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


class EnteredEdit(NamedTuple):
    """An entered edit. patch, after: the patch and its result; None: the edit replaces the whole house."""

    house: House
    patch: Patch | None = None
    after: PatchResult | None = None


def enter_change(content: Any, before: House) -> EnteredEdit:
    """
    Read an edit of ``before`` like ``enter_house``; unchanged items are neither tidied nor read again.

    Raises:
        HouseInvalid: as ``enter_house``.
    """
    patch = make_patch(before.content, content, before.places)
    if patch is None:
        return EnteredEdit(enter_house(content, before.content))
    entry = _TextReader(before.content)
    tidied = Patch(
        entry.read(patch.fields, ()),
        {s: {id: entry.read(item, ()) for id, item in items.items()} for s, items in patch.items.items()},
        patch.order,
    )
    if entry.mistakes or any(
        not isinstance(item.get("id"), str) or item_id(section, item) != id
        for section, items in tidied.items.items() for id, item in items.items() if item is not None
    ):  # fmt: skip
        return EnteredEdit(enter_house(content, before.content))
    after = apply_patch(before.content, tidied, before.places)
    return EnteredEdit(read_patched(before, tidied, after.content), tidied, after)


class _TextReader:
    """Tidies all texts and keys of the content and collects unintended characters; texts of ``before`` stay unchanged."""

    def __init__(self, before: Any) -> None:
        self._before = before
        self.mistakes: list[Mistake] = []

    @cached_property
    def _existing_texts(self) -> frozenset[str]:
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
        tidied, unintended = tidy(text), find_unintended(tidy(text))
        if (tidied != text or unintended) and text in self._existing_texts:
            return text
        if unintended:
            self._wrong(path, "character", tidied, character=unintended.character, place=unintended.place)
        return tidied

    def _wrong(self, path: Path, slug: str, text: str, **values: Any) -> None:
        self.mistakes.append(Mistake(path, slug, values, shown(text[:FOUND_MAX])))


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
