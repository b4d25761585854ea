"""
Figures for everybody: a page, JSON and a screen for the lobby, of the venues that their house opened to the public.

They are counts of visits and times of waiting, nothing of a ticket, a counter or a clerk; small counts are hidden
(``hiding``). Staff who may read figures see these pages of any venue.
"""

from __future__ import annotations

from math import ceil
from typing import Any, ClassVar

from flask import Blueprint, render_template, request
from markupsafe import Markup

from services.reports import words
from services.reports.api import LANGUAGE
from services.reports.context import context
from services.reports.figures.asked import HOUSE, Asked, UnknownPeriod, asked, language, period_of
from services.reports.figures.figures import first_day
from services.reports.figures.hiding import SMALL
from services.reports.figures.periods import Period, parse
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
    """The house has not opened the figures of this venue."""

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
    """Return the public figures of a venue, or of all open ones ("house"), in a day, month or year."""
    wanted = _open(venue_id)
    return context().public.get(wanted.venues, _past(period_of(name, KINDS[kind]), wanted), wanted.today)


@routes.get("/reports/public/<venue_id>")
@documented(
    answers={200: Answer("Figures that anybody may read, as a page", media=HTML)},
    headers=(LANGUAGE,),
    refuses=REFUSES,
)
def public_page(venue_id: str) -> str:
    """Show how many visited a venue this year and in each month, and how long they waited."""
    wanted, reader = _open(venue_id), language()
    period = _past(period_of(request.args.get("period", wanted.today[:7])), wanted)
    figures = context().public.get(wanted.venues, period, wanted.today)
    return render_template("public.html", **_common(wanted, reader, figures, period))


@routes.get("/reports/wall/<venue_id>")
@documented(
    answers={200: Answer("The figures of today for a screen in the lobby", media=HTML)},
    headers=(LANGUAGE,),
    refuses=REFUSES,
)
def wall(venue_id: str) -> str:
    """Show today, this month and this year on a screen of the lobby, which reads itself anew every minute."""
    wanted, reader = _open(venue_id), language()
    day, month = parse(wanted.today), parse(wanted.today[:7])
    assert day
    assert month
    kept = context().public
    today, figures = (kept.get(wanted.venues, period, wanted.today) for period in (day, month))
    agencies = [one | _short(one["id"]) for one in figures["agencies"][:AGENCIES_ON_WALL]]
    now = clock_of(context().halls.clock.now_ms(), wanted.time_zone).replace(":", ".")
    return render_template(
        "wall.html", day=today, agencies=agencies, now=now,
        most=max((one["tickets"] for one in agencies), default=1),
        **_common(wanted, reader, figures, month)
        | {"plot": months_plot(figures, month.year, reader, WALL_PLOT_HEIGHT)},
    )  # fmt: skip


def _common(wanted: Asked, reader: str, figures: Json, period: Period) -> Json:
    house = context().halls.house.edition.house
    place = house.venues[wanted.id].name if house and wanted.id in house.venues else words.say(HOUSE, reader)
    return {
        "f": figures, "period": period, "reader": reader, "venue": wanted.id, "place": place, "house": house.name if house else "Antre",
        "motto": house.motto if house else "", "today": wanted.today, "small": SMALL,
        "within": lambda minutes: words.number(max(1, ceil(minutes)), reader),
        "plot": months_plot(figures, period.year, reader), "hours": _hours_plot(figures, reader), **writers(reader),
    }  # fmt: skip


def _short(agency_id: str) -> Json:
    """Return the short name of an agency that the house has, in place of its whole name."""
    house = context().halls.house.edition.house
    short = house.agencies[agency_id].short if house and agency_id in house.agencies else ""
    return {"name": short, "name_en": short} if short else {}


def _open(venue_id: str) -> Asked:
    """Return what is asked, of the venues that are open to whoever asks. Raises UnknownVenue, NotPublic."""
    wanted, house = asked(venue_id), context().halls.house.edition.house
    if has_permission(context().sessions, "figures"):
        return wanted
    venues = [id for id in wanted.venues if house and id in house.venues and house.venues[id].public_figures]
    if not venues:
        raise NotPublic()
    return wanted._replace(venues=venues)


def _past(period: Period, wanted: Asked) -> Period:
    """Return a period that history may know, so that nobody makes it count others. Raises UnknownPeriod."""
    if period.first > wanted.today:
        raise UnknownPeriod(period=period.name)
    with context().reading() as connection:
        since = first_day(connection, wanted.venues) or wanted.today
    if period.last < since[:4]:
        raise UnknownPeriod(period=period.name)
    return period


def _hours_plot(figures: Json, reader: str) -> Markup:
    shares = {one["hour"]: one["share"] for one in figures["hours"]}
    if not shares:
        return Markup()
    hours = range(min(shares), max(shares) + 1)
    drawn = [Bar(f"{hour:02d}.00", n := shares.get(hour, 0), words.share(n, reader)) for hour in hours]
    return Markup(bars(drawn, words.say("per_hour", reader)))  # noqa: S704 - escaped there
