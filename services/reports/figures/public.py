"""The figures that anybody may read, counted in SQL, and kept for a moment: the public may ask as often as it likes."""

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
from services.reports.history.summaries import summed

Json = dict[str, Any]
FRESH_S = 30.0
"""How long figures are given again before they are counted anew."""
KEPT_MAX = 256
"""Periods whose figures are kept."""


class Kept:
    """Public figures that were just counted, by what was asked; one thread counts, the others wait for it."""

    def __init__(self, reading: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._reading = reading
        self._lock = threading.Lock()
        self._kept: dict[tuple[str, ...], tuple[float, Json]] = {}

    def get(self, venues: Sequence[str], period: Period, today: str) -> Json:
        """Return the figures of a period, at most FRESH_S old. Raises Unavailable."""
        key = (period.name, today, *venues)
        with self._lock:
            at, found = self._kept.get(key, (float("-inf"), {}))
            if time.monotonic() - at > FRESH_S:
                if len(self._kept) >= KEPT_MAX:
                    self._kept.clear()
                with self._reading() as connection:
                    found = public_figures(connection, venues, period, today)
                self._kept[key] = (time.monotonic(), found)
            return found


def public_figures(connection: Connection, venues: Sequence[str], period: Period, today: str) -> Json:
    """Count the figures of a period that anybody may read."""
    shown = period.until(today)
    scope = Scope(venues, shown)
    year = period.year.until(shown.last)
    months = {name: one["visits"] for name, one in by_month(connection, Scope(venues, year)).items()}
    summary = summed(connection, scope)
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
    """Return the hours' shares of a period, in whole percent; none of so few numbers that one might be a person."""
    total = sum(hours.values())
    return [{"hour": h, "share": round(n / total, 2)} for h, n in hours.items()] if total >= SMALL else []
