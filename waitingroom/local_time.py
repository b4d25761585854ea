"""Local time of a venue: service days, clock times and names of days. Pure; reads no clock."""

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
"""Up to this many days ahead the weekday alone is enough; beyond, the date is added."""


def service_day(now_ms: int, time_zone: str, day_starts_at: int) -> str:
    """Return the service day, "2026-11-23"; it starts ``day_starts_at`` minutes after local midnight."""
    return _service_day(now_ms // 60_000, time_zone, day_starts_at)


@lru_cache(maxsize=1_000)
def _service_day(minute: int, time_zone: str, day_starts_at: int) -> str:
    """Return the service day, cached per minute because every press needs it."""
    local = _local(minute * 60_000, time_zone)
    return (local - timedelta(minutes=day_starts_at)).date().isoformat()


@lru_cache(maxsize=20_000)
def iso(at_ms: int, time_zone: str) -> str:
    """Return a time as ISO 8601 with the venue's offset, to the millisecond."""
    return _local(at_ms, time_zone).isoformat(timespec="milliseconds")


@lru_cache(maxsize=1_000)
def at(day: str, minutes: int, time_zone: str) -> int:
    """Return the time (ms UTC) this many minutes after a service day's local midnight; beyond 1440 is the next day."""
    local = datetime.fromisoformat(day) + timedelta(minutes=minutes)
    return int(local.replace(tzinfo=_zone(time_zone)).timestamp() * 1000)


def minute_at(day: str, minute: str, time_zone: str, day_starts_at: int) -> int:
    """Return the time (ms UTC) of a local clock time, "09:41", in a service day; day_starts_at: see ``service_day``."""
    minutes = int(minute[:2]) * 60 + int(minute[3:])
    return at(day, minutes + (24 * 60 if minutes < day_starts_at else 0), time_zone)


def clock(minutes: int) -> str:
    """Format minutes of the day as clock time: "09.41"."""
    return f"{minutes // 60 % 24:02d}.{minutes % 60:02d}"


def clock_of(at_ms: int, time_zone: str) -> str:
    """Return the local clock time of a timestamp: "09:41"."""
    return _local(at_ms, time_zone).strftime("%H:%M")


def day_after(day: str, count: int = 1) -> str:
    """Return the day ``count`` days later."""
    return (date.fromisoformat(day) + timedelta(days=count)).isoformat()


def weekday(day: str) -> int:
    """Return the weekday, 0 for Monday."""
    return date.fromisoformat(day).weekday()


def day_name(day: str, today: str, language: str) -> str:
    """Return the name of a day: the weekday if near, else with the date ("Kamis, 11 Juni"; "Thursday 11 June")."""
    parsed = date.fromisoformat(day)
    name = DAY_NAMES[language][parsed.weekday()]
    if (parsed - date.fromisoformat(today)).days <= NEAR_DAYS:
        return name
    month = MONTH_NAMES[language][parsed.month - 1]
    return f"{name}, {parsed.day} {month}" if language == "id" else f"{name} {parsed.day} {month}"


def date_name(day: str, language: str) -> str:
    """Return a date in full: "8 Juni 2026"."""
    parsed = date.fromisoformat(day)
    return f"{parsed.day} {MONTH_NAMES[language][parsed.month - 1]} {parsed.year}"


def _local(at_ms: int, time_zone: str) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, _zone(time_zone))


@lru_cache(maxsize=32)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
