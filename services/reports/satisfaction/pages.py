"""Pages of visitor satisfaction for screen and A4: ratings, survey index, evidence sheet."""

from __future__ import annotations

from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, render_template

from services.reports import words as words_of_figures
from services.reports.api import LANGUAGE, REFUSES
from services.reports.context import context
from services.reports.figures.comparing import compared
from services.reports.figures.figures import names_of
from services.reports.figures.query import HOUSE, requested_language
from services.reports.figures.scope import Scope
from services.reports.pages import counter_page
from services.reports.satisfaction import words
from services.reports.satisfaction.api import FORM, FORM_REFUSES, SCOPE
from services.reports.satisfaction.evidence import EvidenceInputs, facts_of, read_sheet
from services.reports.satisfaction.figures import FACES, remarks_of, satisfaction, survey
from services.reports.satisfaction.query import ScopeQuery, form_of, scope_of, span_name, weights_of
from services.web.forms import IPAK, SKM
from services.web.openapi import HTML, Answer, documented
from waitingroom.house.model import House
from waitingroom.satisfaction.follow_ups import FollowUp
from waitingroom.satisfaction.forms import EQUAL
from waitingroom.satisfaction.index import SMALL_SAMPLE

routes = Blueprint("satisfaction_pages", __name__)

SHEET = read_sheet()


@routes.get("/reports/<venue_id>/satisfaction")
@documented(
    answers={200: Answer("What visitors say, as a page", media=HTML)}, headers=(*SCOPE, LANGUAGE), refuses=REFUSES,
    may="figures",
)  # fmt: skip
def satisfaction_page(venue_id: str) -> str:
    """Show visitors' ratings and remarks."""
    query = scope_of(venue_id)
    with context().reading() as connection:
        figures = satisfaction(connection, query.scope)
        remarks = remarks_of(connection, query.scope)
        forms = [form_of(connection, query.scope, id)[0] for id in (SKM, IPAK)]
        surveys = [survey(connection, query.scope, form, EQUAL) for form in forms]
    return _render(
        "satisfaction",
        query,
        f=figures,
        remarks=remarks,
        surveys=surveys,
        faces=list(FACES),
        small=SMALL_SAMPLE,
    )


@routes.get("/reports/<venue_id>/surveys/<form_id>")
@documented(
    answers={200: Answer("The index of a survey, as a page", media=HTML)}, headers=(*FORM, LANGUAGE),
    refuses=FORM_REFUSES, may="figures",
)  # fmt: skip
def survey_page(venue_id: str, form_id: str) -> str:
    """Show a survey's index with all required context and its follow-ups."""
    query = scope_of(venue_id)
    with context().reading() as connection:
        form, versions = form_of(connection, query.scope, form_id)
        weights = weights_of(form)
        figures = survey(connection, query.scope, form, weights)
    weight = form.weight(weights)
    lowest = min((one["mean"] for one in figures["elements"] if one["mean"] is not None), default=None)
    return _render(
        "survey", query, f=figures, form=form, versions=versions, lowest=lowest,
        weighed={one["id"]: float(one["sum"] * weight / figures["n"]) if figures["n"] else None for one in figures["elements"]},
        follow_ups=[one for one in _follow_ups(query) if one.form in ("", form_id)],
        factor=100 // form.scale if 100 % form.scale == 0 else 100 / form.scale,
    )  # fmt: skip


@routes.get("/reports/<venue_id>/evidence")
@documented(
    answers={200: Answer("The evidence sheet for PEKPPP F-02, as a page", media=HTML)}, headers=(*SCOPE, LANGUAGE),
    refuses=REFUSES, may="figures",
)  # fmt: skip
def evidence_page(venue_id: str) -> str:
    """Show the facts that Antre has about the indicators of form F-02."""
    query = scope_of(venue_id)
    house = context().halls.current_house()
    with context().reading() as connection:
        period = query.scope.period
        figures = compared(connection, query.scope.venues, period, query.today)
        skm, ipak = (
            survey(connection, query.scope, form_of(connection, query.scope, id)[0], EQUAL)
            for id in (SKM, IPAK)
        )
        remarks = remarks_of(connection, query.scope, 1)["n"]
    inputs = EvidenceInputs(
        house, tuple(house.venues[id] for id in query.scope.venues if id in house.venues), figures, skm, ipak, remarks,
        tuple(_follow_ups(query)), _devices(query.scope), query.today,
    )  # fmt: skip
    lines = [(line, facts_of(line, inputs)) for line in SHEET.lines]
    aspects = [
        (getattr(aspect, requested_language()), list(group))
        for aspect, group in groupby(lines, lambda one: one[0].aspect)
    ]
    return _render("evidence", query, sheet=SHEET, aspects=aspects)


def _render(page: str, query: ScopeQuery, **values: Any) -> str:
    """Render a page with its header: place, period and links to other pages."""
    language, house = requested_language(), context().halls.house.edition.house
    with context().reading() as connection:
        venues, agencies = names_of(connection, "venue"), names_of(connection, "agency")
    if house:
        venues |= {id: (venue.name, venue.name) for id, venue in house.venues.items()}
    venue, agency = query.venue, query.scope.agency
    title = words_of_figures.say("house", language) if venue == HOUSE else venues.get(venue, (venue, ""))[0]
    if agency:
        title = f"{agencies.get(agency, (agency, ''))[0]} · {title}"
    return render_template(
        f"satisfaction/{page}.html", page=page, language=language, venue=venue, place=title, place_names=[(id, names[0]) for id, names in venues.items()],
        agency=agency, agencies=_agencies_of(house, query.scope), period=query.scope.period, today=query.today,
        is_running=query.is_running, house=house.name if house else "Antre", counter_url=_counter_url(venue),
        at=lambda path, agency_too=True: _address(query, path, agency_too), **_writers(language), **values,
    )  # fmt: skip


def _address(query: ScopeQuery, path: str, agency_too: bool) -> str:
    """Return the URL of another page for the same place, period and agency."""
    parameters = {"period": query.scope.period.name}
    if agency_too and query.scope.agency:
        parameters["agency"] = query.scope.agency
    if requested_language() == "en":
        parameters["lang"] = "en"
    return f"/reports/{query.venue}/{path}?{urlencode(parameters)}"


def _writers(language: str) -> dict[str, Any]:
    """Return the template helpers that format words and numbers in a language."""
    return {
        "say": lambda key, **values: words.say(key, language, **values),
        "figure_say": lambda key, **values: words_of_figures.say(key, language, **values),
        "num": lambda value, decimals=0: words_of_figures.number(value, language, decimals),
        "share": lambda value: words_of_figures.share(value, language),
        "named": lambda name: span_name(name, language),
        "name_of": lambda one: one["name_en" if language == "en" else "name"],
        "text": lambda words: words[language] if isinstance(words, dict) else getattr(words, language),
    }


def _follow_ups(query: ScopeQuery) -> list[FollowUp]:
    """Return the follow-ups of the requested venue, open ones first, then by due date."""
    follow_ups = context().halls.house.follow_ups.values()
    here = [one for one in follow_ups if query.venue == HOUSE or one.venue in ("", query.venue)]
    return sorted(here, key=lambda one: (one.is_done, one.due, one.what))


def _devices(scope: Scope) -> dict[str, int]:
    """Count the paired devices of the venues by kind, from the house's log, since this service may not read devices in the vault."""
    paired = context().halls.house.paired
    return {kind: sum(venue in scope.venues for venue in of.values()) for kind, of in paired.items()}


def _agencies_of(house: House | None, scope: Scope) -> list[tuple[str, str]]:
    """Return id and short name of the agencies at the venues, sorted by name."""
    if house is None:
        return []
    here = [
        agency
        for agency in house.agencies.values()
        if any(place.venue in scope.venues for place in agency.places)
    ]
    return sorted(((agency.id, agency.short) for agency in here), key=lambda one: one[1].casefold())


def _counter_url(venue: str) -> str:
    """Return the URL of the page where follow-ups are edited."""
    return counter_page("/follow-ups") + ("" if venue == HOUSE else f"?venue={venue}")
