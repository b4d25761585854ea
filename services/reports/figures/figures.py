"""
The figures of a period, computed in SQL; docs/figures.md defines each of them.

Closed days are read from their summaries (summaries.py), the others from their rows. Only the days of the period are
read, so the time for a month does not depend on how many years the history has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from services.reports.figures.scope import Scope
from services.reports.history.summaries import ENDS, TIMES, ServiceTally, Summary, combined, summary_of
from services.reports.history.tables import days, names

Json = dict[str, Any]
TOTALS = ("visits", "tickets", *ENDS, "walk_ins", "priority")
"""The counts that are stored for every day."""
SATURDAY = 5


def figures(connection: Connection, scope: Scope) -> Json:
    """Return the figures of a scope, with its agencies and counters."""
    daily, summary = _daily(connection, scope), summary_of(connection, scope)
    return {
        "period": scope.period.name, "first_day": scope.period.first, "last_day": scope.period.last,
        "venues": list(scope.venues),
        **_sums(daily.values()),
        "days": [{"day": day, **one} for day, one in daily.items()],
        "days_with_visits": sum(one["tickets"] > 0 for one in daily.values()),
        "weekend_days": sum(_is_weekend(day) and one["tickets"] > 0 for day, one in daily.items()),
        "wait": measures(summary.waits),
        "in_promise": in_promise(summary),
        "told": _told(summary),
        "channels": {"kiosk": 0, "public": 0, "staff": 0} | dict(summary.channels),
        "hours": [{"hour": hour, "tickets": n} for hour, n in sorted(summary.hours.items())],
        "agencies": agencies(connection, summary),
        "counters": counters(connection, summary),
    }  # fmt: skip


def totals(connection: Connection, scope: Scope) -> Json:
    """Return only the total counts of a scope."""
    query = select(*(func.coalesce(func.sum(days.c[name]), 0) for name in TOTALS))
    row = connection.execute(scope.of(query, days)).one()
    return dict(zip(TOTALS, map(int, row), strict=True))


def by_month(connection: Connection, scope: Scope) -> dict[str, Json]:
    """Return the counts by month, "2026-06" → counts, for months that have any day in history."""
    month = func.substr(days.c.day, 1, 7)
    query = select(month, *(func.sum(days.c[name]) for name in TOTALS)).group_by(month).order_by(month)
    rows = connection.execute(scope.of(query, days))
    return {name: dict(zip(TOTALS, map(int, counts), strict=True)) for name, *counts in rows}


def by_venue(connection: Connection, scope: Scope) -> dict[str, Json]:
    """Return the counts of each venue in a period."""
    query = select(days.c.venue_id, *(func.sum(days.c[name]) for name in TOTALS)).group_by(days.c.venue_id)
    rows = connection.execute(scope.of(query, days))
    counts_by_venue = {venue: dict(zip(TOTALS, map(int, counts), strict=True)) for venue, *counts in rows}
    return {venue: counts_by_venue.get(venue, dict.fromkeys(TOTALS, 0)) for venue in scope.venues}


def first_day(connection: Connection, venues: Sequence[str]) -> str | None:
    """Return the first day with tickets in the history of these venues; None if there is none."""
    day: str | None = connection.scalar(
        select(func.min(days.c.day)).where(days.c.venue_id.in_(venues), days.c.tickets > 0)
    )
    return day


def names_of(connection: Connection, kind: str) -> dict[str, tuple[str, str]]:
    """Return the Indonesian and English names of all entries of a kind, by id."""
    query = select(names.c.id, names.c.name, names.c.name_en).where(names.c.kind == kind)
    return {id: (name, name_en) for id, name, name_en in connection.execute(query)}


def measures(seconds: Iterable[int]) -> Json:
    """
    Return n, mean, median and 90th percentile in minutes with one decimal; None if nothing was measured.

    seconds: the times, or a Counter of them. Percentiles use the nearest-rank method.
    """
    times = Counter(seconds)
    if not (n := times.total()):
        return {"n": 0, "mean_min": None, "median_min": None, "p90_min": None}
    ascending = sorted(times.items())
    total = sum(time * count for time, count in ascending)
    return {
        "n": n, "mean_min": _minutes(total / n), "median_min": _minutes(_at(ascending, -(-n * 50 // 100))),
        "p90_min": _minutes(_at(ascending, -(-n * 90 // 100))),
    }  # fmt: skip


def _at(ascending: list[tuple[int, int]], rank: int) -> int:
    """Return the time at a rank (from 1) among times with their counts."""
    for time, count in ascending:
        rank -= count
        if rank <= 0:
            return time
    raise AssertionError("a rank is at most the number of times")


def _minutes(seconds: float) -> float:
    return round(seconds / 60, 1)


def _share(part: int | None, whole: int | None) -> float | None:
    return round((part or 0) / whole, 4) if whole else None


def _is_weekend(day: str) -> bool:
    return date.fromisoformat(day).weekday() >= SATURDAY


def _daily(connection: Connection, scope: Scope) -> dict[str, Json]:
    query = select(days.c.day, *(func.sum(days.c[name]) for name in TOTALS)).group_by(days.c.day)
    rows = connection.execute(scope.of(query, days).order_by(days.c.day))
    return {day: dict(zip(TOTALS, map(int, counts), strict=True)) for day, *counts in rows}


def _sums(daily: Iterable[Json]) -> Json:
    days_counts = list(daily)
    return {name: sum(one[name] for one in days_counts) for name in TOTALS}


def in_promise(summary: Summary) -> float | None:
    """Return the share of waits within the promised time."""
    return _share(summary.promise["kept"], summary.promise["judged"])


def _told(summary: Summary) -> Json:
    """Return the accuracy of the wait estimates given to visitors: share inside the range, and inside or below it."""
    n, inside, under = (summary.told[name] for name in ("n", "inside", "under"))
    return {"n": n, "inside": _share(inside, n), "under": _share(under, n)}


def agency_stops(connection: Connection, summary: Summary) -> dict[str, Json]:
    """Return each agency with its number of stops, largest first."""
    stops: Counter[str] = Counter()
    for (agency_id, _), of in summary.services.items():
        stops[agency_id] += of.counts["tickets"]
    agency_names = names_of(connection, "agency")
    ordered = sorted(stops.items(), key=lambda one: (-one[1], one[0]))
    return {id: _named(id, agency_names) | {"tickets": count} for id, count in ordered}


def agencies(connection: Connection, summary: Summary) -> list[Json]:
    """Return agencies with their services, most stops first. A visit with several stops counts once for each stop."""
    agency_names, service_names = names_of(connection, "agency"), names_of(connection, "service")
    by_agency: dict[str, Json] = {}
    for (agency_id, service_id), of in sorted(summary.services.items()):
        counts = {name: of.counts[name] for name in ("tickets", *ENDS, "transferred", "in_promise", "judged")}
        agency = by_agency.setdefault(agency_id, _named(agency_id, agency_names) | {"services": []})
        for name, count in counts.items():
            agency[name] = agency.get(name, 0) + count
        times = {name: measures(of.times[name]) for name in TIMES}
        agency["services"].append(_named(service_id, service_names) | _shares(counts) | times)
    for agency_id, agency in by_agency.items():
        agency |= _shares(agency) | times_of(
            of for key, of in summary.services.items() if key[0] == agency_id
        )
        agency["services"].sort(key=lambda one: (-one["tickets"], one["id"]))
    return sorted(by_agency.values(), key=lambda one: (-one["tickets"], one["id"]))


def times_of(services: Iterable[ServiceTally]) -> Json:
    """Return the measures of the combined TIMES of several services."""
    all_services = list(services)
    return {name: measures(combined(of.times[name] for of in all_services)) for name in TIMES}


def _shares(counts: Json) -> Json:
    """Replace the counts in_promise and judged by the share of waits within the promised time."""
    visible = {name: value for name, value in counts.items() if name != "judged"}
    return visible | {"in_promise": _share(counts["in_promise"], counts["judged"])}


def counters(connection: Connection, summary: Summary) -> list[Json]:
    """Return counters with what they served and how long they were open, most served first."""
    counter_names, rows = names_of(connection, "counter"), []
    for (venue, counter), opened in summary.open.items():
        busy = summary.busy.get((venue, counter), Counter())
        served, handling_s = busy["served"], busy["handling_s"]
        open_s, paused_s = opened["open_ms"] / 1000, opened["paused_s"]
        ready_s = open_s - paused_s
        rows.append(
            _named(f"{venue}/{counter}", counter_names) | {
                "open_min": round(open_s / 60), "paused_min": round(paused_s / 60), "served": served,
                "busy_min": round(handling_s / 60),
                "utilisation": round(min(1.0, handling_s / ready_s), 4) if ready_s > 0 else None,
            }
        )  # fmt: skip
    return sorted(rows, key=lambda one: (-one["served"], one["id"]))


def _named(id: str, of: dict[str, tuple[str, str]]) -> Json:
    name, name_en = of.get(id, (id, id))
    return {"id": id, "name": name, "name_en": name_en}
