"""The display service's app: the board page, and the live side of every page."""

from __future__ import annotations

from flask import Flask, render_template, request
from flask_socketio import SocketIO

from services.display import voice_api
from services.display.sockets import Screens, create_sockets
from services.web.app import Context, create_service
from services.web.openapi import HTML, Answer, documented
from services.web.settings import Settings, read_settings


def create_app(settings: Settings | None = None) -> tuple[Flask, SocketIO, Screens]:
    """Make the app and its sockets, and begin to follow the halls."""
    app = create_service("display", "services.display", settings or read_settings())
    socketio, screens = create_sockets(app)

    @app.get("/board/<venue_id>")
    @documented(answers={200: Answer("The board of a venue", media=HTML)}, refuses=(404,))
    def board(venue_id: str) -> str:
        """Show a venue's board. Raises UnknownVenue."""
        context: Context = app.extensions["antre"]
        if context.halls.house.edition.house is not None:
            context.halls.get(venue_id)
        chosen = {
            name: request.args.get(name, "")[:60] for name in ("zone", "agency", "counter", "layout", "lang")
        }
        return render_template("board.html", venue=venue_id, display="", **chosen)

    voice_api.init_app(app)
    app.extensions["antre"].start()
    return app, socketio, screens
