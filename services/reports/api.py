"""HTTP API of figures as JSON, CSV and XLSX, for staff signed in at the counter service and readers with a token."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from services.reports import files, spreadsheets
from services.reports.context import context
from services.reports.figures.comparing import compared
from services.reports.figures.drilling import drilled
from services.reports.figures.periods import Period
from services.reports.figures.query import HOUSE, UnknownPeriod, figures_query, period_of, requested_language
from services.reports.figures.scope import Scope
from services.reports.refusals import TooManyReads, UnknownToken
from services.reports.shapes import DrilledFigures, FiguresResponse
from services.staff.refusals import SESSION_REFUSALS
from services.web.openapi import Answer, documented
from services.web.problems import HALL_REFUSALS
from waitingroom.refusals import UnknownVenue

routes = Blueprint("figures", __name__, url_prefix="/api/reports/v1")

KINDS = {"days": "day", "months": "month", "years": "year"}
REFUSES = (*SESSION_REFUSALS, *HALL_REFUSALS, UnknownVenue, UnknownPeriod)
READER_REFUSES = (*REFUSES, UnknownToken, TooManyReads)
LANGUAGE = {
    "name": "lang", "in": "query", "required": False, "description": "The language of words and numbers: id or en.",
    "schema": {"type": "string", "enum": ["id", "en"]},
}  # fmt: skip


@routes.get("/venues/<venue_id>/<any(days, months, years):kind>/<name>")
@documented(
    answers={200: Answer("The figures of a day, month or year", FiguresResponse)}, choices={"kind": list(KINDS)},
    refuses=READER_REFUSES, may="figures", by_token=True,
)  # fmt: skip
def figures_of(venue_id: str, kind: str, name: str) -> dict[str, Any]:
    """Return the figures of a venue, or of the whole house ("house"), for a period: "2026-06-08", "2026-06", "2026"."""
    return _figures(venue_id, kind, name)


@routes.get("/venues/<venue_id>/<any(days, months, years):kind>/<name>.csv")
@documented(
    answers={200: Answer("The figures by service, as CSV", media=spreadsheets.CSV)}, choices={"kind": list(KINDS)},
    headers=(LANGUAGE,), refuses=READER_REFUSES, may="figures", by_token=True,
)  # fmt: skip
def figures_csv(venue_id: str, kind: str, name: str) -> Response:
    """Return the figures of each service and their total as CSV."""
    figures = _figures(venue_id, kind, name)
    data = spreadsheets.csv(files.services_table(figures, requested_language()), requested_language())
    return _file(data, spreadsheets.CSV, f"antre-{venue_id}-{name}.csv")


@routes.get("/venues/<venue_id>/<any(days, months, years):kind>/<name>.xlsx")
@documented(
    answers={200: Answer("All figures, as a workbook", media=spreadsheets.XLSX)}, choices={"kind": list(KINDS)},
    headers=(LANGUAGE,), refuses=READER_REFUSES, may="figures", by_token=True,
)  # fmt: skip
def figures_xlsx(venue_id: str, kind: str, name: str) -> Response:
    """Return all figures as an Excel workbook."""
    data = spreadsheets.xlsx(files.sheets(_figures(venue_id, kind, name), requested_language()))
    return _file(data, spreadsheets.XLSX, f"antre-{venue_id}-{name}.xlsx")


@routes.get("/venues/<venue_id>/<any(days, months, years):kind>/<name>/agencies/<agency_id>")
@documented(
    answers={200: Answer("The figures of one agency", DrilledFigures)}, choices={"kind": list(KINDS)},
    refuses=READER_REFUSES, may="figures", by_token=True,
)  # fmt: skip
def agency_figures(venue_id: str, kind: str, name: str, agency_id: str) -> dict[str, Any]:
    """Return the figures of an agency: by day and hour, by service, and the counters that served its visitors."""
    return drilled_figures(venue_id, period_of(name, KINDS[kind]), agency=agency_id)


@routes.get("/venues/<venue_id>/<any(days, months, years):kind>/<name>/counters/<counter_id>")
@documented(
    answers={200: Answer("The figures of one counter", DrilledFigures)}, choices={"kind": list(KINDS)},
    refuses=READER_REFUSES, may="figures", by_token=True,
)  # fmt: skip
def counter_figures(venue_id: str, kind: str, name: str, counter_id: str) -> dict[str, Any]:
    """Return the figures of a counter: by day and hour, by service, and how long it was open."""
    return drilled_figures(venue_id, period_of(name, KINDS[kind]), counter=counter_id)


def drilled_figures(
    venue_id: str, period: Period, *, agency: str | None = None, counter: str | None = None
) -> dict[str, Any]:
    """Return the figures of one agency or counter. Raises Unavailable; UnknownVenue, also for a counter of the whole house."""
    query = figures_query(venue_id)
    if counter and venue_id == HOUSE:
        raise UnknownVenue(venue=venue_id)
    with context().reading() as connection:
        return drilled(connection, Scope(query.venues, period.until(query.today), agency, counter))


def _figures(venue_id: str, kind: str, name: str) -> dict[str, Any]:
    query, period = figures_query(venue_id), period_of(name, KINDS[kind])
    with context().reading() as connection:
        return compared(connection, query.venues, period, query.today)


def _file(data: bytes, media: str, name: str) -> Response:
    response = Response(data, content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
