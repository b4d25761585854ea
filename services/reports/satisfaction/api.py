"""HTTP API of visitor satisfaction as JSON, CSV and XLSX, for staff who may read figures."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from services.reports import spreadsheets
from services.reports.api import LANGUAGE, REFUSES
from services.reports.context import context
from services.reports.figures.query import requested_language
from services.reports.satisfaction import files
from services.reports.satisfaction.figures import remarks_of, satisfaction, survey
from services.reports.satisfaction.query import form_of, scope_of, weights_of
from services.reports.satisfaction.shapes import RemarksResponse, SatisfactionResponse, SurveyResponse
from services.reports.satisfaction.words import say
from services.web.openapi import Answer, documented
from waitingroom.satisfaction.refusals import UnknownForm

routes = Blueprint("satisfaction", __name__, url_prefix="/api/reports/v1/venues/<venue_id>")


def _query(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {
        "name": name, "in": "query", "required": False, "description": description,
        "schema": {"type": "string", **schema},
    }  # fmt: skip


SCOPE = (
    _query(
        "period", 'A day, month, year ("2026-06") or a span ("2026-01..2026-06"); this year if not named.'
    ),
    _query("agency", "Of this agency alone."),
)
FORM = (
    *SCOPE, _query("version", "Of this version of the form; the newest answered if not named."),
    _query("weights", "How elements are weighed.", enum=["equal", "printed"]),
)  # fmt: skip
FORM_REFUSES = (*REFUSES, UnknownForm)


@routes.get("/satisfaction")
@documented(
    answers={200: Answer("The faces of a period", SatisfactionResponse)}, headers=SCOPE, refuses=REFUSES, may="figures"
)  # fmt: skip
def faces(venue_id: str) -> dict[str, Any]:
    """Return how many visitors chose each rating."""
    return _faces(venue_id)


@routes.get("/satisfaction.csv")
@documented(
    answers={200: Answer("The faces by service, as CSV", media=spreadsheets.CSV)}, headers=(*SCOPE, LANGUAGE),
    refuses=REFUSES, may="figures",
)  # fmt: skip
def faces_csv(venue_id: str) -> Response:
    """Return the ratings of each service and their total as CSV."""
    figures = _faces(venue_id)
    data = spreadsheets.csv(files.faces_table(figures, requested_language()), requested_language())
    return _file(data, spreadsheets.CSV, f"antre-{venue_id}-kepuasan-{figures['period']}.csv")


@routes.get("/satisfaction.xlsx")
@documented(
    answers={200: Answer("The faces and the free words, as a workbook", media=spreadsheets.XLSX)},
    headers=(*SCOPE, LANGUAGE), refuses=REFUSES, may="figures",
)  # fmt: skip
def faces_xlsx(venue_id: str) -> Response:
    """Return ratings and remarks as an Excel workbook."""
    figures, language = _faces(venue_id), requested_language()
    with context().reading() as connection:
        remark_figures = remarks_of(connection, scope_of(venue_id).scope, None)
    data = spreadsheets.xlsx({
        say("faces", language): files.faces_table(figures, language), say("remarks", language): files.remarks_table(remark_figures, language),
    })  # fmt: skip
    return _file(data, spreadsheets.XLSX, f"antre-{venue_id}-kepuasan-{figures['period']}.xlsx")


@routes.get("/remarks")
@documented(
    answers={200: Answer("Free words of visitors, the latest first", RemarksResponse)}, headers=SCOPE, refuses=REFUSES,
    may="figures",
)  # fmt: skip
def remarks(venue_id: str) -> dict[str, Any]:
    """Return visitors' remarks, which are for staff only."""
    with context().reading() as connection:
        return remarks_of(connection, scope_of(venue_id).scope)


@routes.get("/surveys/<form_id>")
@documented(
    answers={200: Answer("The index of a survey", SurveyResponse)}, headers=FORM, refuses=FORM_REFUSES, may="figures"
)  # fmt: skip
def survey_of(venue_id: str, form_id: str) -> dict[str, Any]:
    """Return the index of a survey ("skm", "ipak") for a period, with all required context."""
    return _survey(venue_id, form_id)


@routes.get("/surveys/<form_id>.csv")
@documented(
    answers={200: Answer("The elements of a survey, as CSV", media=spreadsheets.CSV)}, headers=(*FORM, LANGUAGE),
    refuses=FORM_REFUSES, may="figures",
)  # fmt: skip
def survey_csv(venue_id: str, form_id: str) -> Response:
    """Return the elements of a survey and its index as CSV."""
    figures = _survey(venue_id, form_id)
    data = spreadsheets.csv(files.survey_table(figures, requested_language()), requested_language())
    return _file(data, spreadsheets.CSV, f"antre-{venue_id}-{form_id}-{figures['period']}.csv")


@routes.get("/surveys/<form_id>.xlsx")
@documented(
    answers={200: Answer("A survey as a workbook", media=spreadsheets.XLSX)}, headers=(*FORM, LANGUAGE),
    refuses=FORM_REFUSES, may="figures",
)  # fmt: skip
def survey_xlsx(venue_id: str, form_id: str) -> Response:
    """Return a survey as an Excel workbook: context, elements and agencies."""
    figures, language = _survey(venue_id, form_id), requested_language()
    data = spreadsheets.xlsx({
        say("index", language): files.about_table(figures, language), say("element", language): files.survey_table(figures, language),
        say("by_agency", language): files.agencies_table(figures, language),
    })  # fmt: skip
    return _file(data, spreadsheets.XLSX, f"antre-{venue_id}-{form_id}-{figures['period']}.xlsx")


def _faces(venue_id: str) -> dict[str, Any]:
    with context().reading() as connection:
        return satisfaction(connection, scope_of(venue_id).scope)


def _survey(venue_id: str, form_id: str) -> dict[str, Any]:
    scope = scope_of(venue_id).scope
    with context().reading() as connection:
        form, _ = form_of(connection, scope, form_id)
        return survey(connection, scope, form, weights_of(form))


def _file(data: bytes, media: str, name: str) -> Response:
    response = Response(data, content_type=media)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response
