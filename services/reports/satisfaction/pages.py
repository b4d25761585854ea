"""The pages of what visitors say, for screen and for A4: faces, a survey's index, the evidence sheet."""

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
from services.reports.figures.query import HOUSE, language
from services.reports.figures.scope import Scope
from services.reports.pages import counter_page
from services.reports.satisfaction import words
from services.reports.satisfaction.api import FORM, FORM_REFUSES, SCOPE
from services.reports.satisfaction.evidence import EvidenceInputs, facts_of, read_sheet
from services.reports.satisfaction.figures import FACES, free_words, satisfaction, survey
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
    """Show which faces visitors chose, and what they wrote."""
    wanted = scope_of(venue_id)
    with context().reading() as connection:
        found = satisfaction(connection, wanted.scope)
        remarks = free_words(connection, wanted.scope)
        forms = [form_of(connection, wanted.scope, id)[0] for id in (SKM, IPAK)]
        surveys = [survey(connection, wanted.scope, form, EQUAL) for form in forms]
    return _render(
        "satisfaction",
        wanted,
        f=found,
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
    """Show a survey's index with all that must be said beside it, and what is done about it."""
    wanted = scope_of(venue_id)
    with context().reading() as connection:
        form, versions = form_of(connection, wanted.scope, form_id)
        weights = weights_of(form)
        found = survey(connection, wanted.scope, form, weights)
    weight = form.weight(weights)
    lowest = min((one["mean"] for one in found["elements"] if one["mean"] is not None), default=None)
    return _render(
        "survey", wanted, f=found, form=form, versions=versions, lowest=lowest,
        weighed={one["id"]: float(one["sum"] * weight / found["n"]) if found["n"] else None for one in found["elements"]},
        follow_ups=[one for one in _follow_ups(wanted) if one.form in ("", form_id)],
        factor=100 // form.scale if 100 % form.scale == 0 else 100 / form.scale,
    )  # fmt: skip


@routes.get("/reports/<venue_id>/evidence")
@documented(
    answers={200: Answer("The evidence sheet for PEKPPP F-02, as a page", media=HTML)}, headers=(*SCOPE, LANGUAGE),
    refuses=REFUSES, may="figures",
)  # fmt: skip
def evidence_page(venue_id: str) -> str:
    """Show what Antre knows of what form F-02 looks at."""
    wanted = scope_of(venue_id)
    house = context().halls.current_house()
    with context().reading() as connection:
        period = wanted.scope.period
        figures = compared(connection, wanted.scope.venues, period, wanted.today)
        skm, ipak = (
            survey(connection, wanted.scope, form_of(connection, wanted.scope, id)[0], EQUAL)
            for id in (SKM, IPAK)
        )
        remarks = free_words(connection, wanted.scope, 1)["n"]
    known = EvidenceInputs(
        house, tuple(house.venues[id] for id in wanted.scope.venues if id in house.venues), figures, skm, ipak, remarks,
        tuple(_follow_ups(wanted)), _devices(wanted.scope), wanted.today,
    )  # fmt: skip
    lines = [(line, facts_of(line, known)) for line in SHEET.lines]
    aspects = [
        (getattr(aspect, language()), list(group))
        for aspect, group in groupby(lines, lambda one: one[0].aspect)
    ]
    return _render("evidence", wanted, sheet=SHEET, aspects=aspects)


def _render(page: str, wanted: ScopeQuery, **values: Any) -> str:
    """Render a page with its head: which place, which period, where else to go."""
    reader, house = language(), context().halls.house.edition.house
    with context().reading() as connection:
        venues, agencies = names_of(connection, "venue"), names_of(connection, "agency")
    if house:
        venues |= {id: (venue.name, venue.name) for id, venue in house.venues.items()}
    venue, agency = wanted.venue, wanted.scope.agency
    title = words_of_figures.say("house", reader) if venue == HOUSE else venues.get(venue, (venue, ""))[0]
    if agency:
        title = f"{agencies.get(agency, (agency, ''))[0]} · {title}"
    return render_template(
        f"satisfaction/{page}.html", page=page, reader=reader, venue=venue, place=title, place_names=[(id, names[0]) for id, names in venues.items()],
        agency=agency, agencies=_agencies_of(house, wanted.scope), period=wanted.scope.period, today=wanted.today,
        is_running=wanted.is_running, house=house.name if house else "Antre", counter_url=_counter_url(venue),
        at=lambda path, agency_too=True: _address(wanted, path, agency_too), **_writers(reader), **values,
    )  # fmt: skip


def _address(wanted: ScopeQuery, path: str, agency_too: bool) -> str:
    """Return the address of another page about the same place, period and agency."""
    query = {"period": wanted.scope.period.name}
    if agency_too and wanted.scope.agency:
        query["agency"] = wanted.scope.agency
    if language() == "en":
        query["lang"] = "en"
    return f"/reports/{wanted.venue}/{path}?{urlencode(query)}"


def _writers(reader: str) -> dict[str, Any]:
    """Return the functions by which templates write in a reader's language."""
    return {
        "say": lambda key, **values: words.say(key, reader, **values),
        "figure_say": lambda key, **values: words_of_figures.say(key, reader, **values),
        "num": lambda value, decimals=0: words_of_figures.number(value, reader, decimals),
        "share": lambda value: words_of_figures.share(value, reader),
        "named": lambda name: span_name(name, reader),
        "name_of": lambda one: one["name_en" if reader == "en" else "name"],
        "text": lambda words: words[reader] if isinstance(words, dict) else getattr(words, reader),
    }


def _follow_ups(wanted: ScopeQuery) -> list[FollowUp]:
    """Return the follow-ups of the places asked for, those that are not done first, then by date."""
    found = context().halls.house.follow_ups.values()
    here = [one for one in found if wanted.venue == HOUSE or one.venue in ("", wanted.venue)]
    return sorted(here, key=lambda one: (one.is_done, one.due, one.what))


def _devices(scope: Scope) -> dict[str, int]:
    """Count the paired devices of places by kind, from the house's log: this service may not read the vault's devices."""
    paired = context().halls.house.paired
    return {kind: sum(venue in scope.venues for venue in of.values()) for kind, of in paired.items()}


def _agencies_of(house: House | None, scope: Scope) -> list[tuple[str, str]]:
    """Return the agencies of the places, by name, to choose from."""
    if house is None:
        return []
    here = [
        agency
        for agency in house.agencies.values()
        if any(place.venue in scope.venues for place in agency.places)
    ]
    return sorted(((agency.id, agency.short) for agency in here), key=lambda one: one[1].casefold())


def _counter_url(venue: str) -> str:
    """Return the address of the page on which follow-ups are written."""
    return counter_page("/follow-ups") + ("" if venue == HOUSE else f"?venue={venue}")
