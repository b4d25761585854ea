"""The pages for visitors: the kiosk, and the ticket page behind the QR code."""

from __future__ import annotations

from flask import Blueprint, render_template

from services.web.context import Context
from services.web.openapi import HTML, Answer, documented
from services.web.problems import NoSuchPage
from waitingroom.refusals import UnknownVenue

routes = Blueprint("pages", __name__)

API = "/api/ticketing/v1"


@routes.get("/kiosk/<venue_id>")
@documented(answers={200: Answer("The kiosk of a venue", media=HTML)}, refuses=(UnknownVenue,))
def kiosk(venue_id: str) -> str:
    """Show the kiosk of a venue. Raises UnknownVenue."""
    context = Context.current()
    if context.halls.house.edition.house is not None:
        context.halls.get(venue_id)
    return render_template(
        "kiosk.html", venue=venue_id, display=context.settings.display_url, service_api=API
    )


@routes.get("/ticket/<token>")
@documented(answers={200: Answer("The page behind the QR code", media=HTML)}, refuses=(NoSuchPage,))
def ticket(token: str) -> str:
    """Show a ticket; one that is not ours is told so by the page itself."""
    context = Context.current()
    return render_template("ticket.html", token=token, display=context.settings.display_url, service_api=API)
