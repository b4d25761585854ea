"""Reads single values of a house's content: words, ids, numbers, days, hours; notes what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from waitingroom.house.mistakes import Mistake, Path
from waitingroom.house.model import DAY_END_MAX, NAME_MAX, WEEKDAYS, Hours, Text, Week

LIST_MAX = 500
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_CLOCK = re.compile(r"(\d\d):(\d\d)")

T = TypeVar("T")


class ValueReader:
    """Reads values of one kind each; whatever is wrong is noted as a mistake, and a stand-in is given."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def wrong(self, path: Path, slug: str, found: object, **values: Any) -> None:
        """Note a mistake; slug and values: see mistakes.EXPECTED."""
        self.mistakes.append(Mistake(path, slug, values, str(found)[:80]))

    def table(self, value: Any, path: Path, known: set[str]) -> dict[str, Any]:
        """Read a mapping with these keys at most."""
        if not isinstance(value, dict):
            self.wrong(path, "mapping", value)
            return {}
        for key in value:
            if key not in known:
                self.wrong((*path, str(key)), "choice", key, choices=", ".join(sorted(known)))
        return {str(key): item for key, item in value.items()}

    def listed(self, t: dict[str, Any], key: str, path: Path, read: Callable[[Any, Path], T]) -> list[T]:
        """Read a list, each item with ``read``; none if the key is absent."""
        value = t.get(key, [])
        if not isinstance(value, list) or len(value) > LIST_MAX:
            self.wrong((*path, key), "list", type(value).__name__, most=LIST_MAX)
            return []
        return [read(item, (*path, key, n)) for n, item in enumerate(value)]

    def keyed(self, items: list[Any], key: str) -> dict[str, Any]:
        """Give these items by their ids, which must differ."""
        found: dict[str, Any] = {}
        for n, item in enumerate(items):
            if item.id in found:
                self.wrong((key, n, "id"), "unused-id", item.id)
            found[item.id] = item
        return found

    def words(self, t: dict[str, Any], key: str, path: Path, default: str | None = None) -> str:
        """Read text; required unless there is a default."""
        value = t.get(key, default)
        if (
            not isinstance(value, str)
            or len(value) > NAME_MAX
            or (not value and default is None)
            or not _plain(value)
        ):
            self.wrong((*path, key), "text", value, most=NAME_MAX)
            return default or ""
        return value

    def id(self, t: dict[str, Any], key: str, path: Path) -> str:
        """Read an id."""
        value = t.get(key)
        if not isinstance(value, str) or not _ID.fullmatch(value):
            self.wrong((*path, key), "id", value)
            return ""
        return value

    def text(self, value: Any, path: Path) -> Text:
        """Read words in both languages."""
        t = self.table(value, path, {"id", "en"})
        return Text(self.words(t, "id", path), self.words(t, "en", path)) if t else Text("", "")

    def one_of(
        self, t: dict[str, Any], key: str, path: Path, known: tuple[str, ...], default: str = ""
    ) -> str:
        """Read one of these words."""
        value = t.get(key, default)
        if value not in known:
            self.wrong((*path, key), "choice", value, choices=", ".join(known))
            return known[0]
        return str(value)

    def number(self, t: dict[str, Any], key: str, path: Path, default: int, least: int, most: int) -> int:
        """Read a whole number within these bounds."""
        value = t.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.wrong((*path, key), "number", value, least=least, most=most)
            return default
        return value

    def flag(self, t: dict[str, Any], key: str, path: Path, default: bool = False) -> bool:
        """Read true or false."""
        value = t.get(key, default)
        if not isinstance(value, bool):
            self.wrong((*path, key), "flag", value)
        return value is True

    def day(self, t: dict[str, Any], key: str, path: Path) -> str:
        """Read a date, such as 2026-11-23."""
        value = t.get(key)
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            self.wrong((*path, key), "date", value, example="2026-11-23")
            return "1970-01-01"

    def clock(self, t: dict[str, Any], key: str, path: Path, default: str) -> int:
        """Read a time of day, as minutes from midnight."""
        found = _CLOCK.fullmatch(str(t.get(key, default)))
        if not found or int(found[2]) > 59 or int(found[1]) > 23:
            self.wrong((*path, key), "time", t.get(key), example="04:00")
            return 0
        return int(found[1]) * 60 + int(found[2])

    def span(self, value: Any, path: Path) -> Hours:
        """Read opening and closing time, as minutes from midnight."""
        found = _SPAN.fullmatch(str(value))
        if found:
            opens, closes = (int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3))
            if opens < closes <= DAY_END_MAX and int(found[2]) < 60 and int(found[4]) < 60:
                return opens, closes
        self.wrong(path, "time", value, example="08:00-15:00")
        return 0, 1

    def week(self, t: dict[str, Any], key: str, path: Path) -> Week | None:
        """Read hours by weekday; None if the key is absent."""
        if key not in t:
            return None
        days = self.table(t[key], (*path, key), set(WEEKDAYS))
        return {
            WEEKDAYS.index(name): self.span(value, (*path, key, name))
            for name, value in days.items()
            if name in WEEKDAYS
        }

    def exists(self, id: str, among: Any, path: Path, slug: str) -> bool:
        """Say whether an id is among these; else it is a mistake."""
        if id not in among:
            self.wrong(path, slug, id)
        return id in among


def _plain(text: str) -> bool:
    return all(character.isprintable() for character in text)
