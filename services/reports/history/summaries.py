"""
Summaries of days that can be added up, so that the figures of a year need not read a million rows.

The summary of a closed day is computed from its rows in the transaction that writes them. Days without a summary are
computed from their rows on request. Single times are stored, so that percentiles stay exact. If the content of
summaries changes, a migration must delete all of them; they are then computed again.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, case, delete, func, insert, select

from services.reports.figures.scope import Scope
from services.reports.history.tables import days, journeys, shifts, stops, summaries
from waitingroom.figures.records import EXPIRED, LEFT, MOVED, NO_SHOW, SERVED, TAKEN_BACK, TRANSFERRED

ENDS = {"served": SERVED, "no_show": NO_SHOW, "left": LEFT, "expired": EXPIRED, "moved": MOVED}
"""The counts by how a stop ended, and the end that each counts."""
TIMES = {"wait": "wait_s", "walk": "walk_s", "service": "service_s", "handling": "handling_s"}
"""The times of a stop, and their columns."""
DAYS_MAX = 500
"""Maximum days per statement."""

Seconds = Counter[int]
"""Number of measurements by duration in seconds."""


class ServiceTally(NamedTuple):
    """Counts (tickets, ENDS, transferred, in_promise, judged) and TIMES of the stops of one service."""

    counts: Counter[str]
    times: dict[str, Seconds]


class Summary:
    """
    Counts of some days, which can be added up.

    services: by agency and service; waits: from taking a number to the first call; told: waits with an estimate given
    to the visitor (n, inside, under); promise: waits with a promise of the agency (judged, kept); open: (open_ms,
    paused_s) and busy: (served, handling_s), both by venue and counter.
    """

    def __init__(self) -> None:
        self.services: dict[tuple[str, str], ServiceTally] = {}
        self.waits: Seconds = Counter()
        self.told: Counter[str] = Counter()
        self.promise: Counter[str] = Counter()
        self.channels: Counter[str] = Counter()
        self.hours: Counter[int] = Counter()
        self.open: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self.busy: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)

    def service(self, agency_id: str, service_id: str) -> ServiceTally:
        """Return the tally of a service, created if it does not exist."""
        key = (agency_id, service_id)
        if key not in self.services:
            self.services[key] = ServiceTally(Counter(), {name: Counter() for name in TIMES})
        return self.services[key]

    def encode(self) -> bytes:
        """Serialize the summary of one venue's day; equal summaries give equal bytes."""
        return zlib.compress(json.dumps({
            "services": [
                [*key, dict(of.counts), {name: sorted(of.times[name].elements()) for name in TIMES}]
                for key, of in sorted(self.services.items())
            ],
            "waits": sorted(self.waits.elements()), "hours": sorted(self.hours.items()),
            **{name: getattr(self, name) for name in ("told", "promise", "channels")},
            **{name: {key[1]: value for key, value in getattr(self, name).items()} for name in ("open", "busy")},
        }, sort_keys=True, separators=(",", ":")).encode())  # fmt: skip

    def add(self, venue_id: str, stored: bytes) -> None:
        """Add the serialized summary of a day."""
        content: dict[str, Any] = json.loads(zlib.decompress(stored))
        for agency_id, service_id, counts, times in content["services"]:
            of = self.service(agency_id, service_id)
            of.counts.update(counts)
            for name, seconds in times.items():
                of.times[name].update(seconds)
        self.waits.update(content["waits"])
        for hour, count in content["hours"]:
            self.hours[hour] += count
        for name in ("told", "promise", "channels"):
            getattr(self, name).update(content[name])
        for name in ("open", "busy"):
            for counter_id, counts in content[name].items():
                getattr(self, name)[venue_id, counter_id].update(counts)


def summary_of(connection: Connection, scope: Scope) -> Summary:
    """
    Return the summary of a scope's venues and period.

    One statement reads both the days and their summaries, so that a summary written meanwhile is not missed.
    """
    has_summary = and_(summaries.c.venue_id == days.c.venue_id, summaries.c.day == days.c.day)
    query = select(days.c.venue_id, days.c.day, summaries.c.body).select_from(
        days.outerjoin(summaries, has_summary)
    )
    summary, from_rows = Summary(), defaultdict[str, list[str]](list)
    for venue_id, day, body in connection.execute(scope.of(query, days)):
        if body is None:
            from_rows[venue_id].append(day)
        else:
            summary.add(venue_id, body)
    for venue_id, venue_days in from_rows.items():
        for start in range(0, len(venue_days), DAYS_MAX):
            of_days = Scope([venue_id], scope.period, days=venue_days[start : start + DAYS_MAX])
            count_stops(connection, of_days, summary)
            count_counters(connection, of_days, summary)
            count_journeys(connection, of_days, summary)
    return summary


def of_day(connection: Connection, venue_id: str, day: str) -> bytes:
    """Compute a day's summary from its rows and return it serialized."""
    summary, scope = Summary(), Scope.of_day(venue_id, day)
    for count in (count_stops, count_counters, count_journeys):
        count(connection, scope, summary)
    return summary.encode()


def put(connection: Connection, venue_id: str, day: str) -> None:
    """Write the summary of a closed day, replacing an existing one."""
    forget(connection, venue_id, day)
    row = {"venue_id": venue_id, "day": day, "body": of_day(connection, venue_id, day)}
    connection.execute(insert(summaries), [row])


def forget(connection: Connection, venue_id: str, day: str) -> None:
    """Delete the summary of a day that is open or will be read again."""
    connection.execute(delete(summaries).where(summaries.c.venue_id == venue_id, summaries.c.day == day))


def missing(connection: Connection, count: int) -> list[tuple[str, str]]:
    """Return up to ``count`` closed days without a summary as (venue, day); they are older than summaries are."""
    has_summary = and_(summaries.c.venue_id == days.c.venue_id, summaries.c.day == days.c.day)
    query = select(days.c.venue_id, days.c.day).select_from(days.outerjoin(summaries, has_summary))
    rows = connection.execute(query.where(days.c.is_closed, summaries.c.day.is_(None)).limit(count))
    return [(venue_id, day) for venue_id, day in rows]


def count_stops(connection: Connection, scope: Scope, into: Summary) -> None:
    """Count stops and their times by agency and service."""
    counts = {
        "tickets": func.count(), **{name: _count(stops.c.end == end) for name, end in ENDS.items()},
        "transferred": _count(stops.c.end == TRANSFERRED), "in_promise": _count(stops.c.is_in_promise.is_(True)),
        "judged": func.count(stops.c.is_in_promise),
    }  # fmt: skip
    of_service = (stops.c.agency_id, stops.c.service_id)
    query = select(*of_service, *counts.values()).where(stops.c.end != TAKEN_BACK).group_by(*of_service)
    for agency_id, service_id, *row in connection.execute(scope.of(query, stops)):
        into.service(agency_id, service_id).counts.update(dict(zip(counts, map(int, row), strict=True)))
    query = select(_count(stops.c.is_in_promise.is_(True)), func.count(stops.c.is_in_promise))
    in_promise, judged = connection.execute(scope.of(query, stops)).one()
    into.promise.update({"kept": int(in_promise), "judged": int(judged)})
    _count_times(connection, scope, into)


def _count_times(connection: Connection, scope: Scope, into: Summary) -> None:
    query = select(stops.c.agency_id, stops.c.service_id, *(stops.c[name] for name in TIMES.values()))
    by_service: dict[tuple[str, str], tuple[list[int], ...]] = {}
    for agency_id, service_id, *row in connection.execute(
        scope.of(query.where(stops.c.end != TAKEN_BACK), stops)
    ):
        lists = by_service.get((agency_id, service_id))
        if lists is None:
            lists = by_service[agency_id, service_id] = tuple([] for _ in TIMES)
        for seconds, measured in zip(lists, row, strict=True):
            if measured is not None:
                seconds.append(measured)
    for key, lists in by_service.items():
        times = into.service(*key).times
        for name, seconds in zip(TIMES, lists, strict=True):
            times[name].update(seconds)
        times["handling"].pop(0, None)  # the visitor was never at a counter


def count_counters(connection: Connection, scope: Scope, into: Summary) -> None:
    """Add up how long counters were open and what they served."""
    at = (shifts.c.venue_id, shifts.c.counter_id)
    open_ms = func.sum(shifts.c.closed_ms - shifts.c.opened_ms)
    opened = select(*at, open_ms, func.sum(shifts.c.paused_s)).where(shifts.c.closed_ms.is_not(None))
    for venue_id, counter_id, milliseconds, paused_s in connection.execute(
        scope.of(opened.group_by(*at), shifts)
    ):
        into.open[venue_id, counter_id].update({"open_ms": int(milliseconds), "paused_s": int(paused_s)})
    at = (stops.c.venue_id, stops.c.counter_id)
    served = select(*at, _count(stops.c.end == SERVED), func.sum(stops.c.handling_s)).where(
        stops.c.counter_id.is_not(None)
    )
    for venue_id, counter_id, count, handling_s in connection.execute(scope.of(served.group_by(*at), stops)):
        into.busy[venue_id, counter_id].update({"served": int(count), "handling_s": int(handling_s)})


def count_journeys(connection: Connection, scope: Scope, into: Summary) -> None:
    """Count what belongs to a whole ticket: wait until the first call, estimate given, channel and hour."""
    is_valid, wait = journeys.c.end != TAKEN_BACK, journeys.c.wait_s
    into.waits.update(
        connection.scalars(scope.of(select(wait).where(wait.is_not(None), is_valid), journeys)).all()
    )
    low, high = journeys.c.told_low_min * 60, journeys.c.told_high_min * 60
    is_under = high.is_(None) | (wait <= high)
    estimates = select(func.count(), _count(is_under & (wait >= low)), _count(is_under)).where(
        wait > 30, journeys.c.told_low_min.is_not(None)
    )
    n, inside, under = connection.execute(scope.of(estimates, journeys)).one()
    into.told.update({"n": int(n), "inside": int(inside), "under": int(under)})
    for column, counter in ((journeys.c.channel, into.channels), (journeys.c.hour, into.hours)):
        query = select(column, func.count()).where(is_valid).group_by(column)
        for value, count in connection.execute(scope.of(query, journeys)):
            counter[value] += count


def combined(parts: Iterable[Seconds]) -> Seconds:
    """Add up measurements."""
    total: Seconds = Counter()
    for one in parts:
        total.update(one)
    return total


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
