"""
Public figures as a page, as JSON and as a lobby screen, for the venues whose figures the house has made public.

They contain visit counts and waiting times, but nothing about single tickets, counters or clerks; small counts are
hidden (``hiding``). Staff with permission to read figures see these pages for every venue.
"""

from __future__ import annotations

from math import ceil
from typing import Any, ClassVar

from flask import Blueprint, render_template, request
from markupsafe import Markup

from services.reports import words
from services.reports.api import LANGUAGE
from services.reports.context import context
from services.reports.figures.figures import first_day
from services.reports.figures.hiding import SMALL
from services.reports.figures.periods import Period, parse
from services.reports.figures.query import (
    HOUSE,
    FiguresQuery,
    UnknownPeriod,
    figures_query,
    period_of,
    requested_language,
)
from services.reports.pages import months_plot, writers
from services.reports.plots import Bar, bars
from services.reports.shapes import PublicFigures
from services.staff.sign_in import has_permission
from services.web.openapi import HTML, Answer, documented
from services.web.problems import HALL_REFUSALS
from waitingroom.local_time import clock_of
from waitingroom.refusals import FORBIDDEN, Refusal, UnknownVenue

routes = Blueprint("public", __name__)

Json = dict[str, Any]
KINDS = {"days": "day", "months": "month", "years": "year"}
AGENCIES_ON_WALL = 6
WALL_PLOT_HEIGHT = 300


class NotPublic(Refusal):
    """The figures of this venue are not public."""

    slug, kind = "not-public", FORBIDDEN
    words: ClassVar[tuple[str, str]] = (
        "Angka kunjungan tempat ini belum dibuka untuk umum. Admin dapat membukanya di Pengaturan, Tempat.",
        "The figures of this place are not open to the public. An admin may open them under Settings, Venues.",
    )


REFUSES = (*HALL_REFUSALS, UnknownVenue, UnknownPeriod, NotPublic)


@routes.get("/api/reports/v1/public/<venue_id>/<any(days, months, years):kind>/<name>")
@documented(
    answers={200: Answer("Figures that anybody may read", PublicFigures)}, choices={"kind": list(KINDS)},
    refuses=REFUSES,
)  # fmt: skip
def public_json(venue_id: str, kind: str, name: str) -> Json:
    """Return the public figures of a venue, or of all public venues ("house"), for a day, month or year."""
    query = _open(venue_id)
    return context().public.get(query.venues, _past(period_of(name, KINDS[kind]), query), query.today)


@routes.get("/reports/public/<venue_id>")
@documented(
    answers={200: Answer("Figures that anybody may read, as a page", media=HTML)},
    headers=(LANGUAGE,),
    refuses=REFUSES,
)
def public_page(venue_id: str) -> str:
    """Show a venue's visits for the year and by month, and how long visitors waited."""
    query, language = _open(venue_id), requested_language()
    period = _past(period_of(request.args.get("period", query.today[:7])), query)
    figures = context().public.get(query.venues, period, query.today)
    return render_template("public.html", **_common(query, language, figures, period))


@routes.get("/reports/wall/<venue_id>")
@documented(
    answers={200: Answer("The figures of today for a screen in the lobby", media=HTML)},
    headers=(LANGUAGE,),
    refuses=REFUSES,
)
def wall(venue_id: str) -> str:
    """Show today, this month and this year on a lobby screen; the page refreshes itself every minute."""
    query, language = _open(venue_id), requested_language()
    day, month = parse(query.today), parse(query.today[:7])
    assert day
    assert month
    cache = context().public
    today, figures = (cache.get(query.venues, period, query.today) for period in (day, month))
    agencies = [one | _short(one["id"]) for one in figures["agencies"][:AGENCIES_ON_WALL]]
    now = clock_of(context().halls.clock.now_ms(), query.time_zone).replace(":", ".")
    return render_template(
        "wall.html", day=today, agencies=agencies, now=now,
        most=max((one["tickets"] for one in agencies), default=1),
        **_common(query, language, figures, month)
        | {"plot": months_plot(figures, month.year, language, WALL_PLOT_HEIGHT)},
    )  # fmt: skip


def _common(query: FiguresQuery, language: str, figures: Json, period: Period) -> Json:
    house = context().halls.house.edition.house
    place = house.venues[query.id].name if house and query.id in house.venues else words.say(HOUSE, language)
    return {
        "f": figures, "period": period, "language": language, "venue": query.id, "place": place, "house": house.name if house else "Antre",
        "motto": house.motto if house else "", "today": query.today, "small": SMALL,
        "within": lambda minutes: words.number(max(1, ceil(minutes)), language),
        "plot": months_plot(figures, period.year, language), "hours": _hours_plot(figures, language), **writers(language),
    }  # fmt: skip


def _short(agency_id: str) -> Json:
    """Return an agency's short name as an override of its full name; empty if the house has no such agency."""
    house = context().halls.house.edition.house
    short = house.agencies[agency_id].short if house and agency_id in house.agencies else ""
    return {"name": short, "name_en": short} if short else {}


def _open(venue_id: str) -> FiguresQuery:
    """Return the query, limited to the venues whose figures the client may read. Raises UnknownVenue, NotPublic."""
    query, house = figures_query(venue_id), context().halls.house.edition.house
    if has_permission(context().sessions, "figures"):
        return query
    venues = [id for id in query.venues if house and id in house.venues and house.venues[id].public_figures]
    if not venues:
        raise NotPublic()
    return query._replace(venues=venues)


def _past(period: Period, query: FiguresQuery) -> Period:
    """Return the period if history can have data for it, so that clients cannot trigger useless counting. Raises UnknownPeriod."""
    if period.first > query.today:
        raise UnknownPeriod(period=period.name)
    with context().reading() as connection:
        since = first_day(connection, query.venues) or query.today
    if period.last < since[:4]:
        raise UnknownPeriod(period=period.name)
    return period


def _hours_plot(figures: Json, language: str) -> Markup:
    shares = {one["hour"]: one["share"] for one in figures["hours"]}
    if not shares:
        return Markup()
    hours = range(min(shares), max(shares) + 1)
    plotted = [Bar(f"{hour:02d}.00", n := shares.get(hour, 0), words.share(n, language)) for hour in hours]
    return Markup(bars(plotted, words.say("per_hour", language)))  # noqa: S704 - escaped there
