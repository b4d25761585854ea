"""List holidays for an admin to choose from: Indonesia's in a year, or those in a file (ICS, CSV, XLSX)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from services.counter.house import file_kinds
from services.counter.house.sheet_file import read_rows, read_text, wrong
from waitingroom.house.model import NAME_MAX
from waitingroom.house.text import tidy

DAYS_MAX = 400
"""Limit per file: more than a year."""
EVENT_DAYS_MAX = 31
_MONTHS = (
    "januari", "februari", "maret", "april", "mei", "juni", "juli", "agustus", "september", "oktober", "november",
    "desember",
)  # fmt: skip
_ENGLISH_MONTHS = {"january": 1, "february": 2, "march": 3, "may": 5, "june": 6, "july": 7, "august": 8, "october": 10, "december": 12}  # fmt: skip
_NUMERIC = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})")
_WRITTEN = re.compile(r"(\d{1,2}) (\w+) (\d{4})")
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T\d{6}Z?)?")
_ESTIMATED = re.compile(r" \((?:perkiraan|estimated)\)")
_NAMES = {
    "Idul Fitri": "Idulfitri", "Idul Adha": "Iduladha", "Hari Raya Natal": "Kelahiran Yesus Kristus",
    "Kebangkitan Yesus Kristus": "Kebangkitan Yesus Kristus (Paskah)",
    "Hari kedua dari Hari Raya Idulfitri": "Hari Raya Idulfitri, hari kedua",
}  # fmt: skip
"""Official names (Keppres 8/2024), where the ``holidays`` package has older ones."""
_HEADS = {
    "tanggal": "day", "hari": "day", "date": "day", "nama": "name", "nama hari": "name", "keterangan": "name",
    "libur": "name", "name": "name", "holiday": "name", "nama (inggris)": "name_en", "name in english": "name_en",
}  # fmt: skip

Holiday = dict[str, Any]
"""day: "2027-08-17"; name: {id, en?}; is_joint: collective leave; is_estimated: not announced yet."""


def national_holidays(year: int) -> list[Holiday]:
    """Return Indonesia's public holidays and joint leave days in a year, as far as they are known."""
    from holidays.countries.indonesia import Indonesia  # only here: it is large

    result: list[Holiday] = []
    for category, is_joint in (("public", False), ("government", True)):
        indonesian, english = (
            Indonesia(years=year, categories=category, language=language) for language in ("id", "en_US")
        )
        for day in indonesian:
            for name, name_en in zip(indonesian.get_list(day), english.get_list(day), strict=True):
                result.append(
                    {
                        "day": day.isoformat(), "is_joint": is_joint, "is_estimated": "(perkiraan)" in name,
                        "name": {"id": _official(name), "en": _ESTIMATED.sub("", name_en)},
                    }
                )  # fmt: skip
    return sorted(result, key=lambda holiday: (holiday["day"], holiday["is_joint"]))


def _official(name: str) -> str:
    name = _ESTIMATED.sub("", name)
    for older, newer in _NAMES.items():
        name = name.replace(older, newer)
    return name


def read_holidays(data: bytes) -> list[Holiday]:
    """Read the holidays in a file, sorted by day. Raises HouseFileWrong, with lines or rows."""
    if file_kinds.kind_of(data[: file_kinds.HEAD_BYTES]) is None and b"BEGIN:VCALENDAR" in data[:200].upper():
        result = list(_calendar_days(read_text(data)))
    else:
        result = list(_listed_days(read_rows(data)))
    return sorted(result, key=lambda holiday: str(holiday["day"]))[:DAYS_MAX]


def _calendar_days(text: str) -> Iterator[Holiday]:
    """Read the whole-day events of a calendar (RFC 5545)."""
    event: dict[str, tuple[int, str]] = {}
    for number, line in _unfolded(text):
        name, _, value = line.partition(":")
        name = name.partition(";")[0].upper()
        if (name, value.upper()) == ("BEGIN", "VEVENT"):
            event = {}
        elif (name, value.upper()) == ("END", "VEVENT"):
            yield from _days_of(event, number)
        else:
            event[name] = (number, value)


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Join folded lines (RFC 5545): a continuation begins with a space or tab."""
    joined, first = "", 1
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1] in (" ", "\t"):
            joined += line[1:]
            continue
        if joined:
            yield first, joined
        joined, first = line, number
    if joined:
        yield first, joined


def _days_of(event: dict[str, tuple[int, str]], end: int) -> Iterator[Holiday]:
    if "RRULE" in event:
        raise wrong(event["RRULE"][0], "single-days", event["RRULE"][1], "RRULE")
    number, start = event.get("DTSTART", (end, ""))
    first = _stamped(number, "DTSTART", start)
    last = first
    if "DTEND" in event:
        last = _stamped(*event["DTEND"][:1], "DTEND", event["DTEND"][1]) - timedelta(days=1)
    name = re.sub(r"\\[nN]", " ", event.get("SUMMARY", (end, ""))[1])
    name = re.sub(r"\\(.)", r"\1", name)
    if not tidy(name):
        raise wrong(number, "holiday-name", "", "SUMMARY")
    for n in range(min(max((last - first).days, 0), EVENT_DAYS_MAX) + 1):
        yield _listed(first + timedelta(days=n), name)


def _stamped(number: int, field: str, text: str) -> date:
    match = _STAMP.fullmatch(text.strip())
    try:
        return date(*(int(part) for part in match.groups())) if match else date.fromisoformat("")
    except ValueError as error:
        raise wrong(number, "date", text, field, example="20270817") from error


def _listed_days(rows: list[tuple[int, list[str]]]) -> Iterator[Holiday]:
    """Read a list with a column of dates and one of names."""
    number, headers = rows[0] if rows else (1, [])
    columns = [_HEADS.get(tidy(header).casefold()) for header in headers]
    for column, title in (("day", "Tanggal"), ("name", "Nama")):
        if column not in columns:
            raise wrong(number, "no-head", ", ".join(headers), title, head=title)
    for number, cells in rows[1:]:
        row = {column: cell for column, cell in zip(columns, cells, strict=False) if column and cell}
        day = _date_of(row.get("day", ""))
        if day is None:
            raise wrong(number, "day-of-calendar", row.get("day", ""), "Tanggal")
        if "name" not in row:
            raise wrong(number, "holiday-name", "", "Nama")
        yield _listed(day, row["name"], row.get("name_en", ""))


def _date_of(text: str) -> date | None:
    """Read 2027-08-17, 17-08-2027, 17/8/2027 or 17 Agustus 2027."""
    text = tidy(text).lower()
    try:
        if match := _NUMERIC.fullmatch(text):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := _WRITTEN.fullmatch(text):
            month = _MONTHS.index(match[2]) + 1 if match[2] in _MONTHS else _ENGLISH_MONTHS[match[2]]
            return date(int(match[3]), month, int(match[1]))
        return date.fromisoformat(text)
    except (ValueError, KeyError):
        return None


def _listed(day: date, name: str, name_en: str = "") -> Holiday:
    words = {"id": tidy(name)[:NAME_MAX]} | ({"en": tidy(name_en)[:NAME_MAX]} if name_en else {})
    is_joint = "cuti bersama" in words["id"].casefold()
    return {"day": day.isoformat(), "name": words, "is_joint": is_joint, "is_estimated": False}
