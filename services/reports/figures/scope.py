"""What figures are computed for: venues, a period, and optionally one agency or one counter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Table

from services.reports.figures.periods import Period


class Scope(NamedTuple):
    """Venues in a period; agency, counter, days: limit the scope to these, None for all."""

    venues: Sequence[str]
    period: Period
    agency: str | None = None
    counter: str | None = None
    days: Sequence[str] | None = None

    @classmethod
    def of_day(cls, venue_id: str, day: str) -> Scope:
        """Return the scope of one venue's day."""
        return cls([venue_id], Period(day, day, day))

    def of(self, query: Any, table: Table) -> Any:
        """Filter a query on a table by this scope; the agency and counter filters apply only if the table has such a column."""
        query = query.where(
            table.c.venue_id.in_(self.venues), table.c.day.between(self.period.first, self.period.last)
        )
        if self.days is not None:
            query = query.where(table.c.day.in_(self.days))
        for name, value in (("agency_id", self.agency), ("counter_id", self.counter)):
            if value is not None and name in table.c:
                query = query.where(table.c[name] == value)
        return query
