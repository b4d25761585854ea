"""What a request asks of visitors' answers: the scope, the form and its version, the weights."""

from __future__ import annotations

from typing import NamedTuple

from flask import request
from sqlalchemy import Connection

from services.reports.context import context
from services.reports.figures.periods import Period
from services.reports.figures.query import UnknownPeriod, figures_query, language, period_of
from services.reports.figures.scope import Scope
from services.reports.satisfaction.figures import versions_answered
from services.reports.words import period_name
from waitingroom.satisfaction.forms import EQUAL, Form

SPAN = ".."
"""Between the first and the last period of a span: "2026-01..2026-06" is a half-year, as surveys are reported."""


class ScopeQuery(NamedTuple):
    """A scope, the venue as its path names it, and today's date there."""

    venue: str
    scope: Scope
    today: str
    is_running: bool


def scope_of(venue_id: str) -> ScopeQuery:
    """Read what the request asks of a venue. Raises UnknownVenue, UnknownPeriod, Unavailable."""
    wanted = figures_query(venue_id)
    period = span_of(request.args.get("period", wanted.today[:4]))
    agency = request.args.get("agency", "")[:64] or None
    scope = Scope(wanted.venues, period, agency)
    return ScopeQuery(venue_id, scope, wanted.today, period.last > wanted.today)


def span_of(name: str) -> Period:
    """Read a period, or a span of two of them. Raises UnknownPeriod."""
    first, is_span, last = name.partition(SPAN)
    if not is_span:
        return period_of(name)
    begin, end = period_of(first), period_of(last)
    if begin.first > end.last:
        raise UnknownPeriod(period=name[:30])
    return Period(name, begin.first, end.last)


def span_name(name: str, reader: str) -> str:
    """Name a period, or a span, in full: "Januari 2026 – Juni 2026"."""
    return " – ".join(period_name(part, reader) for part in name.split(SPAN))


def form_of(connection: Connection, scope: Scope, form_id: str) -> tuple[Form, list[Form]]:
    """
    Return the version of a form that is asked for, and those that were answered in the scope.

    Without ``?version=`` the newest that was answered. Raises UnknownForm.
    """
    versions = versions_answered(connection, scope, form_id, context().forms)
    wanted = request.args.get("version", "")
    return next((form for form in versions if str(form.version) == wanted), versions[0]), versions


def weights_of(form: Form) -> str:
    """Return how elements are weighed, as ``?weights=`` says if the form has that way; else exactly."""
    wanted = request.args.get("weights", EQUAL)
    return wanted if wanted in form.weight_modes else EQUAL


__all__ = ["ScopeQuery", "form_of", "language", "scope_of", "span_name", "span_of", "weights_of"]
