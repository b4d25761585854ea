"""What is counted: the venues, the period, and perhaps one agency or one counter of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Table

from services.reports.figures.periods import Period


class Scope(NamedTuple):
    """Venues in a period, on these days or on all (None); of one agency or of all (None), of one counter or of all."""

    venues: Sequence[str]
    period: Period
    agency: str | None = None
    counter: str | None = None
    days: Sequence[str] | None = None

    @classmethod
    def of_day(cls, venue_id: str, day: str) -> Scope:
        """Return the scope of one venue's day."""
        return cls([venue_id], Period(day, day, day))

    def of(self, wanted: Any, table: Table) -> Any:
        """Narrow a query to the rows of a table that count; a table that knows no agency or counter has all of them."""
        wanted = wanted.where(
            table.c.venue_id.in_(self.venues), table.c.day.between(self.period.first, self.period.last)
        )
        if self.days is not None:
            wanted = wanted.where(table.c.day.in_(self.days))
        for name, value in (("agency_id", self.agency), ("counter_id", self.counter)):
            if value is not None and name in table.c:
                wanted = wanted.where(table.c[name] == value)
        return wanted
