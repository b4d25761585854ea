"""Periods of figures: a day, a month, a year, or the part of one up to a given day. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple

_NAMED = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


class Period(NamedTuple):
    """A range of service days ("2026-06-01"), both ends included; name: "2026", "2026-06" or "2026-06-08"."""

    name: str
    first: str
    last: str

    @property
    def kind(self) -> str:
        """Whether this is a "day", "month" or "year"."""
        return {4: "year", 7: "month"}.get(len(self.name), "day")

    @property
    def before(self) -> Period:
        """The previous period of the same kind."""
        period = parse((date.fromisoformat(self.first) - timedelta(days=1)).isoformat()[: len(self.name)])
        assert period is not None
        return period

    @property
    def after(self) -> Period:
        """The next period of the same kind."""
        period = parse((date.fromisoformat(self.last) + timedelta(days=1)).isoformat()[: len(self.name)])
        assert period is not None
        return period

    @property
    def a_year_before(self) -> Period:
        """The same period a year earlier; 28 February for 29 February."""
        name = f"{int(self.name[:4]) - 1:04d}{self.name[4:]}"
        return parse(name) or parse(name.replace("-02-29", "-02-28")) or self

    @property
    def year(self) -> Period:
        """The year that contains this period."""
        period = parse(self.name[:4])
        assert period is not None
        return period

    def until(self, day: str) -> Period:
        """Return the part of this period up to a day, included."""
        return self._replace(last=min(self.last, day))

    def days(self) -> list[str]:
        """List every day of this period."""
        first, last = date.fromisoformat(self.first), date.fromisoformat(self.last)
        return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]


def parse(name: str) -> Period | None:
    """Parse the name of a period; None if it is invalid or outside the years 2000 to 2999."""
    match = _NAMED.fullmatch(name)
    if match is None or not name.startswith("2"):
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if month is None:
            return Period(name, f"{name}-01-01", f"{name}-12-31")
        if day is None:
            assert year is not None
            return Period(name, f"{name}-01", f"{name}-{monthrange(year, month)[1]:02d}")
        return Period(name, date.fromisoformat(name).isoformat(), name)
    except ValueError:  # includes IllegalMonthError of monthrange
        return None
