"""Public figures, computed in SQL and cached briefly, so that frequent public requests do not load the database."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection

from services.reports.figures.figures import (
    agency_stops,
    by_month,
    first_day,
    measures,
    totals,
)
from services.reports.figures.hiding import SMALL, published, published_parts
from services.reports.figures.periods import Period
from services.reports.figures.scope import Scope
from services.reports.history.summaries import summary_of

Json = dict[str, Any]
FRESH_S = 30.0
"""How long cached figures are served before they are computed again, in seconds."""
CACHE_MAX = 256
"""Maximum number of cached results."""


class PublicFiguresCache:
    """A cache of public figures by query; one thread computes them while the others wait."""

    def __init__(self, reading: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._reading = reading
        self._lock = threading.Lock()
        self._cache: dict[tuple[str, ...], tuple[float, Json]] = {}

    def get(self, venues: Sequence[str], period: Period, today: str) -> Json:
        """Return the public figures of a period, at most FRESH_S old. Raises Unavailable."""
        key = (period.name, today, *venues)
        with self._lock:
            at, figures = self._cache.get(key, (float("-inf"), {}))
            if time.monotonic() - at > FRESH_S:
                if len(self._cache) >= CACHE_MAX:
                    self._cache.clear()
                with self._reading() as connection:
                    figures = public_figures(connection, venues, period, today)
                self._cache[key] = (time.monotonic(), figures)
            return figures


def public_figures(connection: Connection, venues: Sequence[str], period: Period, today: str) -> Json:
    """Compute the public figures of a period."""
    past = period.until(today)
    scope = Scope(venues, past)
    year = period.year.until(past.last)
    months = {name: one["visits"] for name, one in by_month(connection, Scope(venues, year)).items()}
    summary = summary_of(connection, scope)
    agencies = agency_stops(connection, summary)
    parts = published_parts({id: one["tickets"] for id, one in agencies.items()})
    wait = measures(summary.waits)
    return {
        "period": period.name,
        "venues": list(venues),
        "is_running": period.last > today,
        "visits": published(totals(connection, scope)["visits"]),
        "year_to_date": published(sum(months.values())),
        "months": [{"month": name, "visits": n} for name, n in published_parts(months).items()],
        "agencies": [agencies[id] for id, n in parts.items() if n is not None],
        "other_agencies": published(sum(agencies[id]["tickets"] for id, n in parts.items() if n is None)),
        "hours": _shares(dict(sorted(summary.hours.items()))),
        "wait": wait if wait["n"] >= SMALL else measures(()),
        "history_since": first_day(connection, venues),
    }


def _shares(hours: dict[int, int]) -> list[Json]:
    """Return each hour's share, rounded to whole percent; empty if the total is below SMALL."""
    total = sum(hours.values())
    return [{"hour": h, "share": round(n / total, 2)} for h, n in hours.items()] if total >= SMALL else []
