"""Parse what a request wants to know about visitor satisfaction: scope, form version and weights."""

from __future__ import annotations

from typing import NamedTuple

from flask import request
from sqlalchemy import Connection

from services.reports.context import context
from services.reports.figures.periods import Period
from services.reports.figures.query import UnknownPeriod, figures_query, period_of
from services.reports.figures.scope import Scope
from services.reports.satisfaction.figures import versions_answered
from services.reports.words import period_name
from waitingroom.satisfaction.forms import EQUAL, Form

SPAN = ".."
"""Separates the first and last period of a span: "2026-01..2026-06" is a half-year, the usual interval of survey reports."""


class ScopeQuery(NamedTuple):
    """A scope with the venue id of the path, today's service day there, and whether the period is still running."""

    venue: str
    scope: Scope
    today: str
    is_running: bool


def scope_of(venue_id: str) -> ScopeQuery:
    """Parse the request's period and agency for a venue. Raises UnknownVenue, UnknownPeriod, Unavailable."""
    query = figures_query(venue_id)
    period = span_of(request.args.get("period", query.today[:4]))
    agency = request.args.get("agency", "")[:64] or None
    scope = Scope(query.venues, period, agency)
    return ScopeQuery(venue_id, scope, query.today, period.last > query.today)


def span_of(name: str) -> Period:
    """Parse a period or a span of two periods. Raises UnknownPeriod."""
    first, is_span, last = name.partition(SPAN)
    if not is_span:
        return period_of(name)
    begin, end = period_of(first), period_of(last)
    if begin.first > end.last:
        raise UnknownPeriod(period=name[:30])
    return Period(name, begin.first, end.last)


def span_name(name: str, language: str) -> str:
    """Return the full name of a period or span: "Januari 2026 – Juni 2026"."""
    return " – ".join(period_name(part, language) for part in name.split(SPAN))


def form_of(connection: Connection, scope: Scope, form_id: str) -> tuple[Form, list[Form]]:
    """
    Return the requested version of a form, and all versions answered in the scope.

    Without a valid ``?version=``, the newest answered version is returned. Raises UnknownForm.
    """
    versions = versions_answered(connection, scope, form_id, context().forms)
    version = request.args.get("version", "")
    return next((form for form in versions if str(form.version) == version), versions[0]), versions


def weights_of(form: Form) -> str:
    """Return the weight mode from ``?weights=`` if the form supports it, else equal weights."""
    weights = request.args.get("weights", EQUAL)
    return weights if weights in form.weight_modes else EQUAL
