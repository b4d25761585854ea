"""
A house as people enter it, by an edit or a file: its texts are tidied, and what nobody means in them is a mistake.

What is recorded is read as it is (``reader``), and stays as it is until somebody changes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from waitingroom.house.mistakes import HouseInvalid, Mistake, Path
from waitingroom.house.model import House
from waitingroom.house.reader import read_house
from waitingroom.house.text import shown, tidy, unmeant
from waitingroom.house.values import FOUND_MAX, MISTAKES_MAX


def enter_house(content: Any, before: Any = None) -> House:
    """
    Make a house of content as somebody entered it; texts that ``before`` (the recorded content) has stay as they are.

    Raises:
        HouseInvalid: names every mistake, and characters that nobody means with their place.
    """
    entry = _Entry(frozenset(_texts(before)))
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


class _Entry:
    """Tidies every text of the content, keys too, and notes what nobody means."""

    def __init__(self, kept: frozenset[str]) -> None:
        self._kept = kept
        self.mistakes: list[Mistake] = []

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
        if text in self._kept:
            return text
        tidied = tidy(text)
        if found := unmeant(tidied):
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
