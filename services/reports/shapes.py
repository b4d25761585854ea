"""Response models of the reports API: the members that every response has."""

from __future__ import annotations

from services.web.openapi import Shape


class Measure(Shape):
    """Times in minutes; None if nothing was measured."""

    n: int
    mean_min: float | None
    median_min: float | None
    p90_min: float | None


class Counts(Shape):
    """Counts of a period; docs/figures.md defines each."""

    visits: int
    tickets: int
    served: int
    no_show: int
    left: int
    expired: int
    moved: int
    walk_ins: int
    priority: int


class ServiceFigures(Shape):
    """One service or one agency; in_promise: share of waits within the promised time, 0 to 1."""

    id: str
    name: str
    name_en: str
    tickets: int
    served: int
    no_show: int
    in_promise: float | None
    wait: Measure
    walk: Measure
    service: Measure
    handling: Measure


class AgencyFigures(ServiceFigures):
    """One agency with its services."""

    services: list[ServiceFigures]


class CounterFigures(Shape):
    """One counter; utilisation: share of its open time, without pauses, with a visitor at the counter, 0 to 1."""

    id: str
    name: str
    open_min: int
    paused_min: int
    busy_min: int
    served: int
    utilisation: float | None


class DayCounts(Counts):
    """The counts of one day."""

    day: str


class HourCount(Shape):
    """Numbers taken in one hour of the day."""

    hour: int
    tickets: int


class MonthVisits(Shape):
    """The visits of a month; None: hidden, because the count is small or would reveal another small count."""

    month: str
    visits: int | None


class AgencyTickets(Shape):
    """How many stops of visits an agency had."""

    id: str
    name: str
    tickets: int


class HourShare(Shape):
    """The share of all numbers that were taken in one hour of the day, 0 to 1."""

    hour: int
    share: float


class PublicFigures(Shape):
    """The public figures of a period; None: hidden, because the count is small."""

    period: str
    venues: list[str]
    is_running: bool
    visits: int | None
    year_to_date: int | None
    months: list[MonthVisits]
    agencies: list[AgencyTickets]
    other_agencies: int | None
    hours: list[HourShare]
    wait: Measure


class DayTickets(Shape):
    """The number of stops in one day."""

    day: str
    tickets: int


class DrilledFigures(Shape):
    """The figures of one agency or one counter for a period."""

    period: str
    tickets: int
    served: int
    no_show: int
    in_promise: float | None
    wait: Measure
    walk: Measure
    service: Measure
    handling: Measure
    days: list[DayTickets]
    hours: list[HourCount]
    agencies: list[AgencyFigures]
    counters: list[CounterFigures]


class FiguresResponse(Counts):
    """The figures of a period, with the counts of the periods for comparison."""

    period: str
    venues: list[str]
    is_running: bool
    wait: Measure
    in_promise: float | None
    days: list[DayCounts]
    hours: list[HourCount]
    agencies: list[AgencyFigures]
    counters: list[CounterFigures]
    before: Counts
    a_year_before: Counts
    year_to_date: Counts
