"""Reads single values of a house's content (words, ids, numbers, days, hours) and collects mistakes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from waitingroom.house.day_hours import SPANS_MAX, DayHours, Span, misplaced
from waitingroom.house.mistakes import Mistake, Path
from waitingroom.house.model import DAY_END_MAX, NAME_MAX, WEEKDAYS, Text, Week
from waitingroom.house.text import shown
from waitingroom.local_time import clock

LIST_MAX = 500
MISTAKES_MAX = 100
"""Maximum mistakes collected; a file that is not a house at all would have hundreds of thousands."""
FOUND_MAX = 80
"""Maximum characters of the wrong value that a mistake quotes."""
ID_MAX = 60
_ID = re.compile(rf"[a-z0-9][a-z0-9-]{{0,{ID_MAX - 1}}}")
_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_CLOCK = re.compile(r"(\d\d):(\d\d)")

T = TypeVar("T")


class ValueReader:
    """Reads values one by one; a wrong value is recorded as a mistake and replaced by a default."""

    def __init__(self) -> None:
        self.mistakes: list[Mistake] = []

    def wrong(self, path: Path, slug: str, value: object, **values: Any) -> None:
        """Record a mistake, up to MISTAKES_MAX; slug and values: see mistakes.EXPECTED."""
        if len(self.mistakes) < MISTAKES_MAX:
            quoted = "" if value is None else shown(str(value)[:FOUND_MAX])
            self.mistakes.append(Mistake(path, slug, values, quoted))

    def table(self, value: Any, path: Path, fields: set[str]) -> dict[str, Any]:
        """Read a mapping that may only have these keys."""
        if not isinstance(value, dict):
            self.wrong(path, "mapping", value)
            return {}
        for key in islice((key for key in value if key not in fields), MISTAKES_MAX):
            self.wrong((*path, shown(str(key))), "choice", key, choices=", ".join(sorted(fields)))
        return {str(key): item for key, item in value.items()}

    def listed(
        self, t: dict[str, Any], key: str, path: Path, read: Callable[[ValueReader, Any, Path], T],
        most: int = LIST_MAX,
    ) -> list[T]:  # fmt: skip
        """Read a list of up to ``most`` items, each with ``read``; empty if the key is absent."""
        value = t.get(key, [])
        if not isinstance(value, list) or len(value) > most:
            actual = len(value) if isinstance(value, list) else type(value).__name__
            self.wrong((*path, key), "list", actual, most=most)
            return []
        return [read(self, item, (*path, key, n)) for n, item in enumerate(value)]

    def keyed(self, items: list[Any], key: str) -> dict[str, Any]:
        """Return these items by id; ids must be unique."""
        by_id: dict[str, Any] = {}
        for n, item in enumerate(items):
            if item.id in by_id:
                self.wrong((key, n, "id"), "unused-id", item.id)
            by_id[item.id] = item
        return by_id

    def words(
        self, t: dict[str, Any], key: str, path: Path, default: str | None = None, *, most: int = NAME_MAX
    ) -> str:
        """Read text; required unless there is a default."""
        value = t.get(key, default)
        if isinstance(value, str) and len(value) > most:
            self.wrong((*path, key), "shorter-text", value, most=most, length=len(value))
        elif not isinstance(value, str) or not (value or default is not None) or not value.isprintable():
            self.wrong((*path, key), "text", value, most=most)
        else:
            return value
        return default or ""

    def id(self, t: dict[str, Any], key: str, path: Path) -> str:
        """Read an id."""
        return self.one_id(t.get(key), (*path, key))

    def ids(self, t: dict[str, Any], key: str, path: Path) -> tuple[str, ...]:
        """Read a list of ids."""
        return tuple(self.listed(t, key, path, ValueReader.one_id))

    def one_id(self, value: Any, path: Path) -> str:
        """Read a value that is an id."""
        if not isinstance(value, str) or not _ID.fullmatch(value):
            self.wrong(path, "id", value, most=ID_MAX)
            return ""
        return value

    def text(self, value: Any, path: Path, most: int = NAME_MAX) -> Text:
        """Read a text in both languages; English defaults to Indonesian."""
        t = self.table(value, path, {"id", "en"})
        if not t:
            return Text("", "")
        words = self.words(t, "id", path, most=most)
        return Text(words, self.words(t, "en", path, "", most=most) or words)

    def choice(self, value: Any, path: Path, choices: tuple[str, ...]) -> str:
        """Read one of these choices."""
        if value not in choices:
            self.wrong(path, "choice", value, choices=", ".join(choices))
            return choices[0]
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
        match = _CLOCK.fullmatch(str(t.get(key, default)))
        if not match or int(match[2]) > 59 or int(match[1]) > 23:
            self.wrong((*path, key), "time", t.get(key), example="04:00")
            return 0
        return int(match[1]) * 60 + int(match[2])

    def span(self, value: Any, path: Path) -> Span:
        """Read opening and closing time, "08:00-15:00"."""
        span = _span_of(value)
        if span is None:
            self.wrong(path, "time", value, example="08:00-15:00")
        return span or Span(0, 1)

    def day_hours(self, value: Any, path: Path) -> DayHours:
        """Read the spans of a day, "08:00-12:00, 13:00-15:00" or a list; a mistake names the span."""
        texts = value if isinstance(value, list) else str(value).split(",")
        if not 0 < len(texts) <= SPANS_MAX:
            self.wrong(path, "spans", value, most=SPANS_MAX)
            return DayHours((Span(0, 1),))
        parsed = [_span_of(text) for text in texts]
        paths = [(*path, n) if len(texts) > 1 else path for n in range(len(texts))]
        for text, span, place in zip(texts, parsed, paths, strict=True):
            if span is None:
                self.wrong(place, "time", str(text).strip(), example="08:00-15:00")
        spans = [span for span in parsed if span]
        n = misplaced(spans)
        if n is not None and len(spans) == len(texts):
            self.wrong(paths[n], "time-after", str(texts[n]).strip(), after=clock(spans[n - 1].end))
        return DayHours(tuple(spans[:n]) or (Span(0, 1),))

    def week(self, t: dict[str, Any], key: str, path: Path) -> Week | None:
        """Read hours by weekday; None if the key is absent."""
        if key not in t:
            return None
        days = self.table(t[key], (*path, key), set(WEEKDAYS))
        return {
            WEEKDAYS.index(name): self.day_hours(value, (*path, key, name))
            for name, value in days.items()
            if name in WEEKDAYS
        }

    def exists(self, id: str, among: Any, path: Path, slug: str) -> bool:
        """Return whether an id is among these; if not, record a mistake."""
        if id not in among:
            self.wrong(path, slug, id)
        return id in among


def _span_of(text: Any) -> Span | None:
    """Read "08:00-15:00"; None if it is not a valid span of a day."""
    match = _SPAN.fullmatch(str(text).strip())
    if match is None or int(match[2]) > 59 or int(match[4]) > 59:
        return None
    opens, closes = (int(match[n]) * 60 + int(match[n + 1]) for n in (1, 3))
    return Span(opens, closes) if opens < closes <= DAY_END_MAX else None
