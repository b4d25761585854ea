"""What a request asks figures of: which venues, and which period. Shared by pages, API and files."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from flask import request

from services.reports.context import context
from services.reports.figures.periods import Period, parse
from waitingroom.local_time import service_day
from waitingroom.refusals import NOT_FOUND, Refusal, UnknownVenue

HOUSE = "house"
"""Stands for all venues of the house together."""


class UnknownPeriod(Refusal):
    """It is no day, month or year, or not written as one."""

    slug, kind = "unknown-period", NOT_FOUND
    words: ClassVar[tuple[str, str]] = (
        "Masa {period!r} tidak dikenal. Tulis seperti 2026, 2026-06 atau 2026-06-08.",
        "There is no period {period!r}. Write it like 2026, 2026-06 or 2026-06-08.",
    )


class Asked(NamedTuple):
    """The venues, in the house's order and then those that are no more; today's date and the time zone there."""

    id: str
    venues: list[str]
    today: str
    time_zone: str


def asked(venue_id: str) -> Asked:
    """Return the venues that a path names. Raises UnknownVenue, Unavailable."""
    house = context().halls.house.edition.house
    current = list(house.venues) if house else []
    every = current + [one for one in context().history.venues() if one not in current]
    if venue_id != HOUSE and venue_id not in every:
        raise UnknownVenue(venue=venue_id[:80])
    venues = every if venue_id == HOUSE else [venue_id]
    venue = house.venues.get(next(iter(venues), "")) if house else None
    now_ms = context().halls.clock.now_ms()
    zone, starts_at = (venue.time_zone, venue.day_starts_at) if venue else (context().time_zone, 0)
    return Asked(venue_id, venues, service_day(now_ms, zone, starts_at), zone)


def period_of(name: str, kind: str = "") -> Period:
    """Read a period's name, of this kind if one is given. Raises UnknownPeriod."""
    found = parse(name)
    if found is None or kind not in ("", found.kind):
        raise UnknownPeriod(period=name[:20])
    return found


def language() -> str:
    """Return the language of a page or file: that of ``?lang=``, else Indonesian."""
    return "en" if request.args.get("lang") == "en" else "id"
