"""The app of the display service: the board pages, and the live connections of all pages."""

from __future__ import annotations

from flask import Flask, Response, render_template, request, url_for
from flask_socketio import SocketIO

from services.display.context import DisplayContext
from services.display.screens import Screens
from services.display.sockets import create_sockets
from services.display.voice import api as voice_api
from services.web import media, problems, qr
from services.web.app import create_service
from services.web.openapi import HTML, SVG, Answer, documented
from services.web.settings import Settings, read_settings
from waitingroom.refusals import NotReady, UnknownVenue

FILE = "application/octet-stream"
CHOICES = ("zone", "agency", "counter", "layout", "lang", "part", "voice", "inches", "distance", "replay")
"""Parameters of a board's address: what it shows, how, on which TV; or the code of a replay."""
FOR_PHONES = ("zone", "agency", "counter", "lang")


def create_app(settings: Settings | None = None) -> tuple[Flask, SocketIO, Screens]:
    """Make the app and its sockets, and start following the halls."""
    context = DisplayContext(settings or read_settings())
    app = create_service(context, "services.display")
    socketio, screens = create_sockets(app, context)

    @app.get("/board/<venue_id>")
    @documented(answers={200: Answer("The board of a venue", media=HTML)}, refuses=(UnknownVenue,))
    def board(venue_id: str) -> str:
        """Show a venue's board. Raises UnknownVenue."""
        if context.halls.house.edition.house is not None:
            context.halls.get(venue_id)
        return render_template("board.html", venue=venue_id, display="", **_chosen(CHOICES))

    @app.get("/tv/<venue_id>")
    @documented(
        answers={200: Answer("The board of a venue, for old TVs", media=HTML)}, refuses=(UnknownVenue,)
    )
    def old_tv(venue_id: str) -> str:
        """Show a venue's board in the browser of an old TV. Raises UnknownVenue."""
        if context.halls.house.edition.house is not None:
            context.halls.get(venue_id)
        return render_template("tv.html", venue=venue_id, **_chosen(CHOICES))

    @app.get("/board/<venue_id>/qr.svg")
    @documented(
        answers={200: Answer("The code that opens this board on a phone", media=SVG)},
        refuses=(UnknownVenue, NotReady),
    )
    def board_code(venue_id: str) -> Response:
        """Draw the QR code of a board's address on the host of this request. Raises UnknownVenue."""
        context.halls.get(venue_id)
        shown = {name: value for name, value in _chosen(FOR_PHONES).items() if value}
        return qr.drawn(url_for("board", venue_id=venue_id, _external=True, **shown))

    @app.get("/media/<name>")
    @documented(
        answers={
            200: Answer("A picture or a video", media=FILE), 206: Answer("The part asked for", media=FILE),
            416: Answer("There is no such part", media=HTML),
        },
        refuses=(problems.NoSuchPage,),
    )  # fmt: skip
    def media_file(name: str) -> Response:
        """Give a picture or a video of the house, named by its content's digest. Raises NoSuchPage."""
        found = media.answer(context.settings.media_dir, name)
        if found is None:
            raise problems.NoSuchPage()
        return found

    voice_api.init_app(app, context)
    context.start()
    return app, socketio, screens


def _chosen(names: tuple[str, ...]) -> dict[str, str]:
    return {name: request.args.get(name, "")[:60] for name in names}
