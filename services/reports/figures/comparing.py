"""Figures of a period beside those before it: what a head asks first. Counted in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection

from services.reports.figures.figures import by_month, by_venue, figures, first_day, totals
from services.reports.figures.periods import Period
from services.reports.figures.scope import Scope

Json = dict[str, Any]


def compared(connection: Connection, venues: Sequence[str], period: Period, today: str) -> Json:
    """
    Return the figures of a period with those of the one before, of a year before, and of the year so far.

    A period that goes on is compared with as many days of the others.
    """
    shown, is_running = period.until(today), period.last > today
    year = period.year.until(shown.last)
    found = figures(connection, Scope(venues, shown))
    return found | {
        "is_running": is_running,
        "before": _part(connection, venues, period.before, shown, is_running=is_running),
        "a_year_before": _part(connection, venues, period.a_year_before, shown, is_running=is_running),
        "year_to_date": {"year": period.year.name} | totals(connection, Scope(venues, year)),
        "months": [
            {"month": month, **counts} for month, counts in by_month(connection, Scope(venues, year)).items()
        ],
        "by_venue": [
            {"id": id, **counts} for id, counts in by_venue(connection, Scope(venues, shown)).items()
        ],
        "history_since": first_day(connection, venues),
    }


def _part(
    connection: Connection, venues: Sequence[str], other: Period, shown: Period, *, is_running: bool
) -> Json:
    """Return the counts of another period; beside one that goes on, of as many first days as that has."""
    days = other.days()
    part = other.until(days[min(len(shown.days()), len(days)) - 1]) if is_running else other
    return {"period": other.name, "until": part.last} | totals(connection, Scope(venues, part))
