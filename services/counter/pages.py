"""The clerk's page: sign in, choose a counter, work."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template
from werkzeug.wrappers import Response

from services.web.app import Context
from services.web.openapi import HTML, Answer, documented

routes = Blueprint("pages", __name__)

API = "/api/counter/v1"


@routes.get("/counter")
@documented(answers={200: Answer("The page of a clerk", media=HTML)})
def counter() -> str:
    """Show the clerk's page of the house's first venue; the page lets the clerk choose another."""
    context: Context = current_app.extensions["antre"]
    house = context.halls.house.edition.house
    venues = [{"id": v.id, "name": v.name} for v in house.venues.values()] if house else []
    return render_template(
        "counter.html", venue=venues[0]["id"] if venues else "", venues=venues,
        display=context.settings.display_url, service_api=API, port=context.settings.port,
    )  # fmt: skip


@routes.get("/")
def home() -> Response:
    """Lead to the clerk's page."""
    return redirect("/counter")
