"""Drill down from a venue to the figures of one agency or one counter. Computed in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, and_, func, select

from services.reports.figures.figures import agencies, counters, in_promise, times_of
from services.reports.figures.scope import Scope
from services.reports.history.summaries import ENDS, Summary, count_counters, count_stops
from services.reports.history.tables import journeys, stops
from waitingroom.figures.records import TAKEN_BACK

Json = dict[str, Any]


def drilled(connection: Connection, scope: Scope) -> Json:
    """
    Return the figures of an agency or a counter: its stops by day and hour, its services, its counters.

    For a counter, the services are those of all agencies whose visitors it was the last to have.
    """
    summary = Summary()
    count_stops(connection, scope, summary)
    count_counters(connection, scope, summary)
    agency_figures = agencies(connection, summary)
    return {
        "period": scope.period.name,
        **{name: sum(one[name] for one in agency_figures) for name in ("tickets", *ENDS)},
        **times_of(summary.services.values()),
        "in_promise": in_promise(summary),
        "days": _by_day(connection, scope),
        "hours": _by_hour(connection, scope),
        "agencies": agency_figures,
        "counters": [one for one in counters(connection, summary) if one["served"] or scope.counter],
    }


def _by_day(connection: Connection, scope: Scope) -> list[Json]:
    query = select(stops.c.day, func.count()).where(stops.c.end != TAKEN_BACK)
    rows = connection.execute(scope.of(query, stops).group_by(stops.c.day).order_by(stops.c.day))
    return [{"day": day, "tickets": count} for day, count in rows]


def _by_hour(connection: Connection, scope: Scope) -> list[Json]:
    """Count stops by the hour in which the visitor took the number."""
    is_same = and_(
        journeys.c.venue_id == stops.c.venue_id,
        journeys.c.day == stops.c.day,
        journeys.c.number == stops.c.number,
    )
    hour = journeys.c.hour
    query = (
        select(hour, func.count()).select_from(stops.join(journeys, is_same)).where(stops.c.end != TAKEN_BACK)
    )
    return [
        {"hour": hour, "tickets": count}
        for hour, count in connection.execute(scope.of(query, stops).group_by(hour).order_by(hour))
    ]
