"""The pages of boards, for TVs and old TVs, with their QR code and media."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for

from services.display.context import context
from services.web import media, problems, qr
from services.web.openapi import HTML, SVG, Answer, documented
from services.web.public_address import NoPublicAddress, phone_url
from waitingroom.refusals import LogLost, NotReady, UnknownVenue

routes = Blueprint("pages", __name__)

FILE = "application/octet-stream"
CHOICES = ("zone", "agency", "counter", "layout", "lang", "part", "voice", "inches", "distance", "replay")
"""Query parameters of a board: what it shows, how, on which TV; or the code of a replay."""
PHONE_CHOICES = ("zone", "agency", "counter", "lang")


@routes.get("/board/<venue_id>")
@documented(answers={200: Answer("The board of a venue", media=HTML)}, refuses=(UnknownVenue,))
def board(venue_id: str) -> str:
    """Show a venue's board. Raises UnknownVenue."""
    if context().halls.house.edition.house is not None:
        context().halls.get(venue_id)
    return render_template("board.html", venue=venue_id, display="", has_code=_has_code(), **_query(CHOICES))


@routes.get("/tv/<venue_id>")
@documented(answers={200: Answer("The board of a venue, for old TVs", media=HTML)}, refuses=(UnknownVenue,))
def old_tv(venue_id: str) -> str:
    """Show a venue's board in the browser of an old TV. Raises UnknownVenue."""
    if context().halls.house.edition.house is not None:
        context().halls.get(venue_id)
    return render_template("tv.html", venue=venue_id, has_code=_has_code(), **_query(CHOICES))


@routes.get("/board/<venue_id>/qr.svg")
@documented(
    answers={200: Answer("The code that opens this board on a phone", media=SVG)},
    refuses=(UnknownVenue, NotReady, LogLost, NoPublicAddress),
)
def board_code(venue_id: str) -> Response:
    """Draw the QR code of a board's address on the host of this request. Raises UnknownVenue."""
    context().halls.get(venue_id)
    query = {name: value for name, value in _query(PHONE_CHOICES).items() if value}
    return qr.svg_response(_phone_url(url_for("pages.board", venue_id=venue_id, _external=False, **query)))


def _has_code() -> bool:
    """Return whether phones can open this board by a QR code."""
    return _phone_url("/") is not None


def _phone_url(path: str) -> str | None:
    settings = context().settings
    return phone_url(settings, settings.display_url, path)


@routes.get("/media/<name>")
@documented(
    answers={
        200: Answer("A picture or a video", media=FILE), 206: Answer("The requested range", media=FILE),
        416: Answer("There is no such range", media=HTML),
    },
    refuses=(problems.NoSuchPage,),
)  # fmt: skip
def media_file(name: str) -> Response:
    """Return a picture or a video of the house, named by its content's digest. Raises NoSuchPage."""
    response = media.file_response(context().settings.media_dir, name)
    if response is None:
        raise problems.NoSuchPage()
    return response


def _query(names: tuple[str, ...]) -> dict[str, str]:
    return {name: request.args.get(name, "")[:60] for name in names}
