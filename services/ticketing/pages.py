"""Pages for visitors: the kiosk, the ticket page that the QR code opens, its surveys, and the rating tablet."""

from __future__ import annotations

from flask import Blueprint, render_template

from services.ticketing.context import context
from services.web.openapi import HTML, Answer, documented
from services.web.problems import NoSuchPage
from waitingroom.refusals import UnknownCounter, UnknownVenue
from waitingroom.satisfaction.refusals import UnknownForm

routes = Blueprint("pages", __name__)

API = "/api/ticketing/v1"


@routes.get("/kiosk/<venue_id>")
@documented(answers={200: Answer("The kiosk of a venue", media=HTML)}, refuses=(UnknownVenue,))
def kiosk(venue_id: str) -> str:
    """Show the kiosk of a venue. Raises UnknownVenue."""
    if context().halls.house.edition.house is not None:
        context().halls.get(venue_id)
    return render_template(
        "kiosk.html", venue=venue_id, display=context().settings.display_url, service_api=API
    )


@routes.get("/ticket/<token>")
@documented(answers={200: Answer("The page behind the QR code", media=HTML)}, refuses=(NoSuchPage,))
def ticket(token: str) -> str:
    """Show the ticket page; the page itself reports an invalid token."""
    return render_template(
        "ticket.html", token=token, display=context().settings.display_url, service_api=API
    )


@routes.get("/ticket/<token>/survey/<form_id>")
@documented(
    answers={200: Answer("A survey for the visitor of a ticket", media=HTML)},
    refuses=(NoSuchPage, UnknownForm),
)
def survey(token: str, form_id: str) -> str:
    """Show a survey; whether the ticket may answer it is checked on submission. Raises UnknownForm."""
    form = context().forms.today(form_id)
    return render_template("survey.html", token=token, form=form.id, service_api=API)


@routes.get("/rate/<venue_id>/<counter_id>")
@documented(
    answers={200: Answer("The rating tablet at a counter", media=HTML)}, refuses=(UnknownVenue, UnknownCounter)
)  # fmt: skip
def rate(venue_id: str, counter_id: str) -> str:
    """Show the page of the rating tablet at a counter. Raises UnknownVenue, UnknownCounter."""
    house = context().halls.house.edition.house
    if house is not None:
        context().halls.get(venue_id)
        if counter_id not in house.counters[venue_id]:
            raise UnknownCounter(counter=counter_id[:20])
    return render_template(
        "rate.html", venue=venue_id, counter=counter_id, display=context().settings.display_url, service_api=API
    )  # fmt: skip
