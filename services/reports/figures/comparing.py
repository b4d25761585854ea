"""Compare the figures of a period with earlier periods. Computed in SQL."""

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
    Return the figures of a period with those of the previous period, of a year before, and of the year to date.

    A period that is still running is compared with the same number of days of the others.
    """
    past, is_running = period.until(today), period.last > today
    year = period.year.until(past.last)
    current = figures(connection, Scope(venues, past))
    return current | {
        "is_running": is_running,
        "before": _part(connection, venues, period.before, past, is_running=is_running),
        "a_year_before": _part(connection, venues, period.a_year_before, past, is_running=is_running),
        "year_to_date": {"year": period.year.name} | totals(connection, Scope(venues, year)),
        "months": [
            {"month": month, **counts} for month, counts in by_month(connection, Scope(venues, year)).items()
        ],
        "by_venue": [
            {"id": id, **counts} for id, counts in by_venue(connection, Scope(venues, past)).items()
        ],
        "history_since": first_day(connection, venues),
    }


def _part(
    connection: Connection, venues: Sequence[str], other: Period, past: Period, *, is_running: bool
) -> Json:
    """Return the counts of another period; if the current one is still running, only for as many days as have passed."""
    days = other.days()
    part = other.until(days[min(len(past.days()), len(days)) - 1]) if is_running else other
    return {"period": other.name, "until": part.last} | totals(connection, Scope(venues, part))
