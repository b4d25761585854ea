"""
The figures of a period, counted in SQL. What each means is in docs/figures.md.

Everything is counted from the rows of the period alone, so what is asked for is what is read: a month of a year of
2,400 tickets a day takes as long as one of ten years.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from services.reports.scope import Scope
from services.reports.tables import days, journeys, names, shifts, stops
from waitingroom.figures.records import EXPIRED, LEFT, MOVED, NO_SHOW, SERVED, TAKEN_BACK, TRANSFERRED

Json = dict[str, Any]
ENDS = {"served": SERVED, "no_show": NO_SHOW, "left": LEFT, "expired": EXPIRED, "moved": MOVED}
"""The counts of ends, and the ends that they count."""
TOTALS = ("visits", "tickets", *ENDS, "walk_ins", "priority")
"""The counts that every day keeps."""
TIMES = {"wait": "wait_s", "walk": "walk_s", "service": "service_s", "handling": "handling_s"}
"""The times of a stop, and their columns."""
SATURDAY = 5


def figures(connection: Connection, scope: Scope) -> Json:
    """Give the figures of venues in a period, with their agencies and counters."""
    daily = _daily(connection, scope)
    return {
        "period": scope.period.name, "first_day": scope.period.first, "last_day": scope.period.last,
        "venues": list(scope.venues),
        **_sums(daily.values()),
        "days": [{"day": day, **one} for day, one in daily.items()],
        "days_with_visits": sum(one["tickets"] > 0 for one in daily.values()),
        "weekend_days": sum(_is_weekend(day) and one["tickets"] > 0 for day, one in daily.items()),
        "wait": wait_measure(connection, scope),
        "in_promise": in_promise(connection, scope),
        "told": _told(connection, scope),
        "channels": _channels(connection, scope),
        "hours": [
            {"hour": hour, "tickets": n} for hour, n in hour_counts(connection, scope).items()
        ],
        "agencies": agencies(connection, scope),
        "counters": counters(connection, scope),
    }  # fmt: skip


def totals(connection: Connection, scope: Scope) -> Json:
    """Give only the counts of a period."""
    wanted = select(*(func.coalesce(func.sum(days.c[name]), 0) for name in TOTALS))
    row = connection.execute(scope.of(wanted, days)).one()
    return dict(zip(TOTALS, map(int, row), strict=True))


def by_month(connection: Connection, scope: Scope) -> dict[str, Json]:
    """Give the counts of each month of a period that had a day, "2026-06" → counts."""
    month = func.substr(days.c.day, 1, 7)
    wanted = select(month, *(func.sum(days.c[name]) for name in TOTALS)).group_by(month).order_by(month)
    rows = connection.execute(scope.of(wanted, days))
    return {name: dict(zip(TOTALS, map(int, counts), strict=True)) for name, *counts in rows}


def by_venue(connection: Connection, scope: Scope) -> dict[str, Json]:
    """Give the counts of each venue in a period."""
    wanted = select(days.c.venue_id, *(func.sum(days.c[name]) for name in TOTALS)).group_by(days.c.venue_id)
    rows = connection.execute(scope.of(wanted, days))
    found = {venue: dict(zip(TOTALS, map(int, counts), strict=True)) for venue, *counts in rows}
    return {venue: found.get(venue, dict.fromkeys(TOTALS, 0)) for venue in scope.venues}


def first_day(connection: Connection, venues: Sequence[str]) -> str | None:
    """Give the first day that history has of venues; None: none."""
    found: str | None = connection.scalar(
        select(func.min(days.c.day)).where(days.c.venue_id.in_(venues), days.c.tickets > 0)
    )
    return found


def names_of(connection: Connection, kind: str) -> dict[str, tuple[str, str]]:
    """Give the names of a kind by id: in Indonesian, and in English."""
    wanted = select(names.c.id, names.c.name, names.c.name_en).where(names.c.kind == kind)
    return {id: (name, name_en) for id, name, name_en in connection.execute(wanted)}


def measures(seconds: Iterable[int]) -> Json:
    """
    Give n, mean, median and 90th percentile of times in minutes with one decimal; None where nothing was measured.

    A percentile is the smallest time that so many percent do not exceed (nearest rank).
    """
    found = sorted(seconds)
    if not found:
        return {"n": 0, "mean_min": None, "median_min": None, "p90_min": None}
    return {
        "n": len(found), "mean_min": _minutes(sum(found) / len(found)), "median_min": _minutes(_at(found, 50)),
        "p90_min": _minutes(_at(found, 90)),
    }  # fmt: skip


def _at(ascending: list[int], percent: int) -> int:
    return ascending[-(-len(ascending) * percent // 100) - 1]


def _minutes(seconds: float) -> float:
    return round(seconds / 60, 1)


def _share(part: int | None, whole: int | None) -> float | None:
    return round((part or 0) / whole, 4) if whole else None


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _is_weekend(day: str) -> bool:
    return date.fromisoformat(day).weekday() >= SATURDAY


def _daily(connection: Connection, scope: Scope) -> dict[str, Json]:
    wanted = select(days.c.day, *(func.sum(days.c[name]) for name in TOTALS)).group_by(days.c.day)
    rows = connection.execute(scope.of(wanted, days).order_by(days.c.day))
    return {day: dict(zip(TOTALS, map(int, counts), strict=True)) for day, *counts in rows}


def _sums(daily: Iterable[Json]) -> Json:
    every = list(daily)
    return {name: sum(one[name] for one in every) for name in TOTALS}


def wait_measure(connection: Connection, scope: Scope) -> Json:
    """Measure the waits from number to first call."""
    wait = journeys.c.wait_s
    wanted = select(wait).where(wait.is_not(None), journeys.c.end != TAKEN_BACK)
    return measures(connection.scalars(scope.of(wanted, journeys)).all())


def stop_times(connection: Connection, scope: Scope) -> dict[tuple[str, str], dict[str, list[int]]]:
    """Give all times of the stops in seconds, by agency and service and then by TIMES, in one reading."""
    columns = (stops.c[name] for name in TIMES.values())
    wanted = select(stops.c.agency_id, stops.c.service_id, *columns).where(stops.c.end != TAKEN_BACK)
    found: dict[tuple[str, str], tuple[list[int], ...]] = {}
    for agency, service, *row in connection.execute(scope.of(wanted, stops)):
        lists = found.get((agency, service))
        if lists is None:
            lists = found[agency, service] = tuple([] for _ in TIMES)
        for into, seconds in zip(lists, row, strict=True):
            if seconds is not None:
                into.append(seconds)
    named = {key: dict(zip(TIMES, lists, strict=True)) for key, lists in found.items()}
    for times in named.values():
        times["handling"] = [seconds for seconds in times["handling"] if seconds]  # 0: never in hand
    return named


def in_promise(connection: Connection, scope: Scope) -> float | None:
    """Give the share of waits within what was promised."""
    wanted = select(_count(stops.c.is_in_promise.is_(True)), func.count(stops.c.is_in_promise))
    kept, judged = connection.execute(scope.of(wanted, stops)).one()
    return _share(kept, judged)


def _told(connection: Connection, scope: Scope) -> Json:
    """Give how honest the waits were that visitors were told: share inside the range, and inside or under it."""
    wait, low, high = journeys.c.wait_s, journeys.c.told_low_min * 60, journeys.c.told_high_min * 60
    is_under = high.is_(None) | (wait <= high)
    wanted = select(func.count(), _count(is_under & (wait >= low)), _count(is_under)).where(
        wait > 30, journeys.c.told_low_min.is_not(None)
    )  # fmt: skip
    n, inside, under = connection.execute(scope.of(wanted, journeys)).one()
    return {"n": n, "inside": _share(inside, n), "under": _share(under, n)}


def _channels(connection: Connection, scope: Scope) -> Json:
    wanted = select(journeys.c.channel, func.count()).where(journeys.c.end != TAKEN_BACK)
    rows = connection.execute(scope.of(wanted, journeys).group_by(journeys.c.channel))
    return {"kiosk": 0, "public": 0, "staff": 0} | dict(rows.all())


def hour_counts(connection: Connection, scope: Scope) -> dict[int, int]:
    """Count the numbers taken in each hour of the clock."""
    wanted = select(journeys.c.hour, func.count()).where(journeys.c.end != TAKEN_BACK)
    rows = connection.execute(scope.of(wanted, journeys).group_by(journeys.c.hour).order_by(journeys.c.hour))
    return dict(rows.all())


def agency_stops(connection: Connection, scope: Scope) -> dict[str, Json]:
    """Give each agency with the stops of visits that it had, most first."""
    wanted = select(stops.c.agency_id, func.count()).where(stops.c.end != TAKEN_BACK)
    rows = connection.execute(scope.of(wanted, stops).group_by(stops.c.agency_id)).all()
    agency_names = names_of(connection, "agency")
    ordered = sorted(rows, key=lambda row: (-row[1], row[0]))
    return {id: _named(id, agency_names) | {"tickets": count} for id, count in ordered}


def agencies(connection: Connection, scope: Scope) -> list[Json]:
    """Give agencies with their services, most wanted first. Of a visit with several stops, each stop counts here."""
    by_service = _services(connection, scope)
    agency_names, service_names = names_of(connection, "agency"), names_of(connection, "service")
    times = stop_times(connection, scope)
    found: dict[str, Json] = {}
    for (agency_id, service_id), counts in by_service.items():
        agency = found.setdefault(agency_id, _named(agency_id, agency_names) | {"services": []})
        for name, count in counts.items():
            agency[name] = agency.get(name, 0) + count
        of = {name: measures(each) for name, each in times[agency_id, service_id].items()}
        agency["services"].append(_named(service_id, service_names) | _shares(counts) | of)
    for agency_id, agency in found.items():
        agency |= _shares(agency)
        of_agency = [lists for (of_id, _), lists in times.items() if of_id == agency_id]
        agency |= {name: measures(chain(*(lists[name] for lists in of_agency))) for name in TIMES}
        agency["services"].sort(key=lambda one: (-one["tickets"], one["id"]))
    return sorted(found.values(), key=lambda one: (-one["tickets"], one["id"]))


def _services(connection: Connection, scope: Scope) -> dict[tuple[str, str], Json]:
    counts = {name: _count(stops.c.end == end) for name, end in ENDS.items()} | {
        "transferred": _count(stops.c.end == TRANSFERRED),
        "in_promise": _count(stops.c.is_in_promise.is_(True)),
        "judged": func.count(stops.c.is_in_promise),
    }
    wanted = select(stops.c.agency_id, stops.c.service_id, func.count(), *counts.values()).where(
        stops.c.end != TAKEN_BACK
    )
    rows = connection.execute(scope.of(wanted, stops).group_by(stops.c.agency_id, stops.c.service_id))
    return {
        (agency, service): dict(zip(("tickets", *counts), map(int, found), strict=True))
        for agency, service, *found in rows
    }


def _shares(counts: Json) -> Json:
    """Give counts with the share of waits within the promise in place of what it was counted from."""
    shown = {name: value for name, value in counts.items() if name != "judged"}
    return shown | {"in_promise": _share(counts["in_promise"], counts["judged"])}


def counters(connection: Connection, scope: Scope) -> list[Json]:
    """Give counters with what they served and how long they were open, busiest first."""
    open_ms = func.sum(shifts.c.closed_ms - shifts.c.opened_ms)
    wanted = select(shifts.c.venue_id, shifts.c.counter_id, open_ms, func.sum(shifts.c.paused_s)).where(
        shifts.c.closed_ms.is_not(None)
    )
    opened = connection.execute(scope.of(wanted, shifts).group_by(shifts.c.venue_id, shifts.c.counter_id))
    wanted = select(
        stops.c.venue_id, stops.c.counter_id, _count(stops.c.end == SERVED), func.sum(stops.c.handling_s)
    ).where(stops.c.counter_id.is_not(None))
    busy = {
        (venue, counter): (served, handling)
        for venue, counter, served, handling in connection.execute(
            scope.of(wanted, stops).group_by(stops.c.venue_id, stops.c.counter_id)
        )
    }
    counter_names, found = names_of(connection, "counter"), []
    for venue, counter, milliseconds, paused_s in opened:
        served, handling_s = busy.get((venue, counter), (0, 0))
        open_s, paused_s, handling_s = int(milliseconds) / 1000, int(paused_s), int(handling_s)
        ready_s = open_s - paused_s
        found.append(
            _named(f"{venue}/{counter}", counter_names) | {
                "open_min": round(open_s / 60), "paused_min": round(paused_s / 60), "served": served,
                "busy_min": round(handling_s / 60),
                "utilisation": round(min(1.0, handling_s / ready_s), 4) if ready_s > 0 else None,
            }
        )  # fmt: skip
    return sorted(found, key=lambda one: (-one["served"], one["id"]))


def _named(id: str, of: dict[str, tuple[str, str]]) -> Json:
    name, name_en = of.get(id, (id, id))
    return {"id": id, "name": name, "name_en": name_en}
