"""Parse which venues and which period a request wants figures for. Shared by pages, API and files."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from flask import request

from services.reports.context import context
from services.reports.figures.periods import Period, parse
from waitingroom.local_time import service_day
from waitingroom.refusals import NOT_FOUND, Refusal, UnknownVenue

HOUSE = "house"
"""Pseudo venue id for all venues of the house together."""


class UnknownPeriod(Refusal):
    """The name is not a day, month or year, or is malformed."""

    slug, kind = "unknown-period", NOT_FOUND
    words: ClassVar[tuple[str, str]] = (
        "Masa {period!r} tidak dikenal. Tulis seperti 2026, 2026-06 atau 2026-06-08.",
        "There is no period {period!r}. Write it like 2026, 2026-06 or 2026-06-08.",
    )


class FiguresQuery(NamedTuple):
    """The requested venues, in the house's order and then removed ones; today's service day and time zone there."""

    id: str
    venues: list[str]
    today: str
    time_zone: str


def figures_query(venue_id: str) -> FiguresQuery:
    """Return the query for the venue id of a path, which may be HOUSE. Raises UnknownVenue, Unavailable."""
    house = context().halls.house.edition.house
    current = list(house.venues) if house else []
    all_venues = current + [id for id in context().history.venues() if id not in current]
    if venue_id != HOUSE and venue_id not in all_venues:
        raise UnknownVenue(venue=venue_id[:80])
    venues = all_venues if venue_id == HOUSE else [venue_id]
    venue = house.venues.get(next(iter(venues), "")) if house else None
    now_ms = context().halls.clock.now_ms()
    zone, starts_at = (venue.time_zone, venue.day_starts_at) if venue else (context().time_zone, 0)
    return FiguresQuery(venue_id, venues, service_day(now_ms, zone, starts_at), zone)


def period_of(name: str, kind: str = "") -> Period:
    """Parse the name of a period; kind: the required kind, if any. Raises UnknownPeriod."""
    period = parse(name)
    if period is None or kind not in ("", period.kind):
        raise UnknownPeriod(period=name[:20])
    return period


def requested_language() -> str:
    """Return the language of a page or file from ``?lang=``, Indonesian by default."""
    return "en" if request.args.get("lang") == "en" else "id"
