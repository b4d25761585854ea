"""Server-rendered pages of figures for a day, month or year, for screen and print."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from services.reports import words
from services.reports.api import LANGUAGE, REFUSES, drilled_figures
from services.reports.context import context
from services.reports.figures.comparing import compared
from services.reports.figures.figures import names_of
from services.reports.figures.periods import Period, parse
from services.reports.figures.query import HOUSE, figures_query, period_of, requested_language
from services.reports.plots import HEIGHT, Bar, bars
from services.web.openapi import HTML, Answer, documented
from services.web.problems import STATUS, UNAUTHORIZED, problem
from waitingroom.local_time import weekday
from waitingroom.refusals import Refusal

routes = Blueprint("pages", __name__)

SATURDAY = 5
PERIOD = {
    "name": "period", "in": "query", "required": False, "schema": {"type": "string"},
    "description": "A day, month or year: 2026-06-08, 2026-06, 2026; this month if not named.",
}  # fmt: skip


@routes.get("/reports/<venue_id>")
@documented(
    answers={200: Answer("The figures of a period as a page", media=HTML)}, headers=(PERIOD, LANGUAGE), refuses=REFUSES,
    may="figures",
)  # fmt: skip
def report(venue_id: str) -> str:
    """Show the figures of a venue or the whole house for a period."""
    query, language = figures_query(venue_id), requested_language()
    period = period_of(request.args.get("period", query.today[:7]))
    with context().reading() as connection:
        figures = compared(connection, query.venues, period, query.today)
        venues = names_of(connection, "venue")
    house = context().halls.house.edition.house
    if house:
        venues |= {id: (venue.name, venue.name) for id, venue in house.venues.items()}
    title = words.say("house", language) if venue_id == HOUSE else venues.get(venue_id, (venue_id, ""))[0]
    return render_template(
        "report.html", f=figures, period=period, language=language, venue=venue_id, venues=venues, place=title,
        house=house.name if house else "Antre", today=query.today, up=_up(period), plot=_plot(figures, period, language),
        hours=_hours_plot(figures, language), counter_url=counter_page(), **writers(language),
    )  # fmt: skip


@routes.get("/reports/<venue_id>/agencies/<agency_id>")
@documented(
    answers={200: Answer("The figures of one agency as a page", media=HTML)}, headers=(PERIOD, LANGUAGE),
    refuses=REFUSES, may="figures",
)  # fmt: skip
def agency_report(venue_id: str, agency_id: str) -> str:
    """Show the figures of one agency of a venue, or of the whole house."""
    return _drilled(venue_id, "agency", agency_id, agency=agency_id)


@routes.get("/reports/<venue_id>/counters/<counter_id>")
@documented(
    answers={200: Answer("The figures of one counter as a page", media=HTML)}, headers=(PERIOD, LANGUAGE),
    refuses=REFUSES, may="figures",
)  # fmt: skip
def counter_report(venue_id: str, counter_id: str) -> str:
    """Show the figures of one counter of a venue."""
    return _drilled(venue_id, "counter", f"{venue_id}/{counter_id}", counter=counter_id)


def _drilled(venue_id: str, kind: str, id: str, **part: str) -> str:
    query, language = figures_query(venue_id), requested_language()
    period = period_of(request.args.get("period", query.today[:7]))
    figures = drilled_figures(venue_id, period, **part)
    with context().reading() as connection:
        names, venues = names_of(connection, kind), names_of(connection, "venue")
    place = words.say(HOUSE, language) if venue_id == HOUSE else venues.get(venue_id, (venue_id, ""))[0]
    by_day = {one["day"]: one["tickets"] for one in figures["days"]}
    return render_template(
        "drilled.html", f=figures, period=period, language=language, venue=venue_id, place=place, up=_up(period),
        part=names.get(id, (id, id))[language == "en"], counter=part.get("counter"), today=query.today,
        plot=_days_plot(by_day, period, language, words.say("tickets_per_day", language)), hours=_hours_plot(figures, language),
        **writers(language),
    )  # fmt: skip


@routes.get("/")
def home() -> Response:
    """Redirect to the figures of the whole house."""
    return redirect(url_for("pages.report", venue_id=HOUSE))


@routes.app_errorhandler(Refusal)
def not_signed_in(refusal: Refusal) -> Any:
    """Answer an unauthorized page request with a sign-in page, and every other refusal with the usual problem."""
    is_page = request.accept_mimetypes.best_match(["application/problem+json", "text/html"]) == "text/html"
    if refusal.kind != UNAUTHORIZED or not is_page:
        return problem(refusal)
    language = requested_language()
    page = render_template(
        "not-signed-in.html",
        language=language,
        why=refusal.text(language),
        counter_url=counter_page(),
        **writers(language),
    )
    return make_response(page, STATUS[UNAUTHORIZED])


def writers(language: str) -> dict[str, Any]:
    """Return the template helpers that format words and numbers in a language."""
    return {
        "meanings": [(key, text[language == "en"]) for key, text in words.MEANINGS.items()],
        "say": lambda key, **values: words.say(key, language, **values),
        "num": lambda value, decimals=0: words.number(value, language, decimals),
        "share": lambda value: words.share(value, language),
        "minutes": lambda value: words.minutes(value, language),
        "change": lambda now, before: words.change(now, before, language),
        "named": lambda name: words.period_name(name, language),
        "name_of": lambda one: one["name_en" if language == "en" else "name"],
    }


def _up(period: Period) -> Period | None:
    """Return the enclosing period: the month of a day, the year of a month, None for a year."""
    return {"day": parse(period.name[:7]), "month": period.year}.get(period.kind)


def _plot(figures: dict[str, Any], period: Period, language: str) -> Markup:
    """Draw visits by day, or by month for a year; nothing for a single day."""
    if period.kind == "day":
        return Markup()
    if period.kind == "year":
        return months_plot(figures, period, language)
    by_day = {one["day"]: one["visits"] for one in figures["days"]}
    return _days_plot(by_day, period, language, words.say("per_day", language))


def _days_plot(by_day: dict[str, int], period: Period, language: str, title: str) -> Markup:
    """Draw counts by day, or by month for a year; nothing for a single day."""
    if period.kind == "day":
        return Markup()
    if period.kind == "year":
        months: dict[str, int] = defaultdict(int)
        for day, count in by_day.items():
            months[day[:7]] += count
        by_month = [{"month": month, "visits": count} for month, count in months.items()]
        return months_plot({"months": by_month}, period, language)
    plotted = [
        Bar(str(int(day[8:])), n := by_day.get(day, 0), words.number(n, language), weekday(day) >= SATURDAY)
        for day in period.days()
    ]
    return Markup(bars(plotted, title))  # noqa: S704 - escaped there


def months_plot(figures: dict[str, Any], year: Period, language: str, height: int = HEIGHT) -> Markup:
    """Draw the visits of a year by month; a hidden count (None) is a label without a bar."""
    by_month = {one["month"]: one["visits"] for one in figures["months"]}
    plotted = []
    for month in (f"{year.name}-{n:02d}" for n in range(1, 13)):
        visits = by_month.get(month, 0)
        text = words.number(visits, language) if visits is not None else words.say("hidden", language)
        plotted.append(Bar(words.period_name(month, language)[:3], visits or 0, text))
    return Markup(bars(plotted, words.say("per_month", language), height))  # noqa: S704 - escaped there


def _hours_plot(figures: dict[str, Any], language: str) -> Markup:
    by_hour = {one["hour"]: one["tickets"] for one in figures["hours"]}
    if not by_hour:
        return Markup()
    plotted = [
        Bar(f"{hour:02d}.00", by_hour.get(hour, 0), words.number(by_hour.get(hour, 0), language))
        for hour in range(min(by_hour), max(by_hour) + 1)
    ]
    return Markup(bars(plotted, words.say("per_hour", language)))  # noqa: S704 - escaped there


def counter_page(path: str = "/supervisor") -> str:
    """Return the URL of a page of the counter service, by default the supervisor page, where staff sign in."""
    configured = context().settings.counter_url
    host = request.host.rpartition(":")[0] or request.host
    origin = (
        f"{request.scheme}://{host}{configured}" if configured.startswith(":") else configured.rstrip("/")
    )
    return f"{origin}{path}"
