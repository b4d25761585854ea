"""Local time of a venue: service days, clocks, and the words for days. Pure; no clock in here."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY_NAMES = {
    "id": ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTH_NAMES = {
    "id": ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
           "November", "Desember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip
NEAR_DAYS = 6
"""Up to so many days ahead a weekday's name is enough; beyond, the date is added."""


def service_day(now_ms: int, time_zone: str, day_starts_at: int) -> str:
    """Return the service day, "2026-11-23"; it starts ``day_starts_at`` minutes after local midnight."""
    return _service_day(now_ms // 60_000, time_zone, day_starts_at)


@lru_cache(maxsize=1_000)
def _service_day(minute: int, time_zone: str, day_starts_at: int) -> str:
    """Cached by the minute, because every press asks for the day."""
    local = _local(minute * 60_000, time_zone)
    return (local - timedelta(minutes=day_starts_at)).date().isoformat()


@lru_cache(maxsize=20_000)
def iso(at_ms: int, time_zone: str) -> str:
    """Return a time as ISO 8601 with the venue's offset, to the millisecond."""
    return _local(at_ms, time_zone).isoformat(timespec="milliseconds")


@lru_cache(maxsize=1_000)
def at(day: str, minutes: int, time_zone: str) -> int:
    """Return the time, ms UTC, so many minutes after a service day's local midnight (beyond 1440: next day)."""
    local = datetime.fromisoformat(day) + timedelta(minutes=minutes)
    return int(local.replace(tzinfo=_zone(time_zone)).timestamp() * 1000)


def minute_at(day: str, minute: str, time_zone: str, day_starts_at: int) -> int:
    """Return a minute of the wall clock, "09:41", within a service day, as ms UTC; day_starts_at: as ``service_day``."""
    minutes = int(minute[:2]) * 60 + int(minute[3:])
    return at(day, minutes + (24 * 60 if minutes < day_starts_at else 0), time_zone)


def clock(minutes: int) -> str:
    """Return minutes of a day as the wall clock shows them: "09.41"."""
    return f"{minutes // 60 % 24:02d}.{minutes % 60:02d}"


def clock_of(at_ms: int, time_zone: str) -> str:
    """Return the wall clock's hour and minute of a time: "09:41"."""
    return _local(at_ms, time_zone).strftime("%H:%M")


def day_after(day: str, count: int = 1) -> str:
    """Return the day so many days later."""
    return (date.fromisoformat(day) + timedelta(days=count)).isoformat()


def weekday(day: str) -> int:
    """Return the weekday, 0 for Monday."""
    return date.fromisoformat(day).weekday()


def day_name(day: str, today: str, language: str) -> str:
    """Name a day: its weekday when near, else with its date ("Kamis, 11 Juni"; "Thursday 11 June")."""
    named = date.fromisoformat(day)
    name = DAY_NAMES[language][named.weekday()]
    if (named - date.fromisoformat(today)).days <= NEAR_DAYS:
        return name
    month = MONTH_NAMES[language][named.month - 1]
    return f"{name}, {named.day} {month}" if language == "id" else f"{name} {named.day} {month}"


def date_name(day: str, language: str) -> str:
    """Name a date in full: "8 Juni 2026"."""
    named = date.fromisoformat(day)
    return f"{named.day} {MONTH_NAMES[language][named.month - 1]} {named.year}"


def _local(at_ms: int, time_zone: str) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, _zone(time_zone))


@lru_cache(maxsize=32)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
