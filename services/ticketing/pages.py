"""The pages for visitors: the kiosk, the ticket page behind the QR code, its survey, and the tablet at a counter."""

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
    """Show a ticket; one that is not ours is told so by the page itself."""
    return render_template(
        "ticket.html", token=token, display=context().settings.display_url, service_api=API
    )


@routes.get("/ticket/<token>/survey/<form_id>")
@documented(
    answers={200: Answer("A survey for the visitor of a ticket", media=HTML)},
    refuses=(NoSuchPage, UnknownForm),
)
def survey(token: str, form_id: str) -> str:
    """Show a survey; whether this ticket may answer it is said when the answers are sent. Raises UnknownForm."""
    form = context().forms.today(form_id)
    return render_template("survey.html", token=token, form=form.id, service_api=API)


@routes.get("/rate/<venue_id>/<counter_id>")
@documented(
    answers={200: Answer("The tablet at a counter, for three faces", media=HTML)}, refuses=(UnknownVenue, UnknownCounter)
)  # fmt: skip
def rate(venue_id: str, counter_id: str) -> str:
    """Show the page of the tablet at a counter. Raises UnknownVenue, UnknownCounter."""
    house = context().halls.house.edition.house
    if house is not None:
        context().halls.get(venue_id)
        if counter_id not in house.counters[venue_id]:
            raise UnknownCounter(counter=counter_id[:20])
    return render_template(
        "rate.html", venue=venue_id, counter=counter_id, display=context().settings.display_url, service_api=API
    )  # fmt: skip
