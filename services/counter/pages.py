"""Pages for staff: clerk, supervisor, reception, admin, follow-ups, outreach. Each has its own sign-in."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from services.counter.context import context
from services.web.openapi import HTML, Answer, documented
from waitingroom.refusals import UnknownVenue

routes = Blueprint("pages", __name__)

API = "/api/counter/v1"


@routes.get("/counter")
@documented(answers={200: Answer("The clerk's page", media=HTML)}, refuses=(UnknownVenue,))
def counter() -> str:
    """Show the clerk's page."""
    return _page("counter", "Loket")


@routes.get("/supervisor")
@documented(answers={200: Answer("The supervisor's page", media=HTML)}, refuses=(UnknownVenue,))
def supervisor() -> str:
    """Show the supervisor's page."""
    return _page("supervisor", "Ruang layanan")


@routes.get("/reception")
@documented(answers={200: Answer("The information desk's page", media=HTML)}, refuses=(UnknownVenue,))
def reception() -> str:
    """Show reception's page."""
    return _page("reception", "Meja informasi")


@routes.get("/admin")
@documented(answers={200: Answer("The settings of the house", media=HTML)}, refuses=(UnknownVenue,))
def admin() -> str:
    """Show the admin's page."""
    return _page("admin", "Pengaturan")


@routes.get("/follow-ups")
@documented(
    answers={200: Answer("The page for follow-ups on visitor feedback", media=HTML)}, refuses=(UnknownVenue,)
)
def follow_ups() -> str:
    """Show the follow-ups page."""
    return _page("follow-ups", "Tindak lanjut")


@routes.get("/admin/outreach")
@documented(
    answers={200: Answer("The page for days served by an outreach box", media=HTML)}, refuses=(UnknownVenue,)
)
def outreach() -> str:
    """Show the page for days handed over to outreach boxes."""
    return _page("outreach", "Laptop lapangan")


@routes.get("/")
def home() -> Response:
    """Redirect to the clerk's page."""
    return redirect("/counter")


def _page(name: str, title: str) -> str:
    """Render a page for the venue in ``?venue=``, by default the first of the house. Raises UnknownVenue."""
    halls, settings = context().halls, context().settings
    house, venue = halls.house.edition.house, request.args.get("venue", "")[:60]
    if house and venue:
        halls.get(venue)
    elif house:
        venue = next(iter(house.venues), "")
    return render_template(
        "staff.html", page=name, folder={"counter": "clerk"}.get(name, name), title=title, venue=venue, display=settings.display_url,
        ticketing=settings.ticketing_url, reports=settings.reports_url, service_api=API, port=settings.port,
    )  # fmt: skip
