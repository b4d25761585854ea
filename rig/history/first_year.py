"""
A year of the first house, following the figures its mall reported: about 200 visitors in each of the first four months,
24,500 in the whole year, most of them at the mall, some on Saturdays at Car Free Day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from rig.history.played import SMALL, played
from rig.history.random_days import VENUE
from waitingroom.facts import Fact

CFD = "cfd"
YEAR, MONTHS = 2025, 12
VISITS = (205, 211, 203, 208, 1_450, 2_300, 2_800, 3_050, 3_200, 3_500, 3_650, 3_723)
"""Visits by month; 24,500 in total."""
ON_A_SATURDAY = 40
"""Maximum number of visits on each Saturday."""
SEEDS = 12
"""Number of different simulated days, which then repeat."""


def first_year(months: int = MONTHS, year: int = YEAR) -> Iterator[tuple[str, str, list[Fact]]]:
    """Yield (venue, day, facts) for every day, oldest first."""
    for month, visits in enumerate(VISITS[:months], 1):
        days = _days(date(year, month, 1))
        saturdays = [day for day in days if day.weekday() == 5]
        working = [day for day in days if day.weekday() < 5]
        outreach = min(ON_A_SATURDAY, visits // 20) if month > 4 else 0
        left = visits - outreach * len(saturdays)
        plan = {day: (CFD, outreach) for day in saturdays if outreach} | {
            day: (VENUE, left // len(working) + (n < left % len(working))) for n, day in enumerate(working)
        }
        for n, day in enumerate(sorted(plan)):
            venue, tickets = plan[day]
            shape = SMALL._replace(name=f"{tickets}", tickets=(tickets, tickets))
            yield venue, day.isoformat(), played(n % SEEDS, day.isoformat(), shape=shape, venue=venue)


def _days(first: date) -> list[date]:
    return [day for n in range(31) if (day := first + timedelta(days=n)).month == first.month]
