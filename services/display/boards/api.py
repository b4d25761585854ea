"""The API for TVs that poll their board; stateless, so any display process can respond."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from services.display.context import context
from services.display.devices.admission import TOKEN_MAX, DeviceElsewhere, NotPaired, admit
from services.display.devices.api import DEVICE
from services.web.openapi import NOTHING, Answer, Schema, Shape, documented
from services.web.problems import HALL_REFUSALS
from waitingroom.devices.refusals import DeviceRevoked
from waitingroom.refusals import Malformed, UnknownAgency, UnknownCounter, UnknownZone
from waitingroom.views.board import Selection

routes = Blueprint("boards_api", __name__, url_prefix="/api/display/v1")

SCREEN_MAX = 40


class BoardResponse(Shape):
    """The whole board and the names it needs, as in the events ``board`` and ``house`` (docs/events.md)."""

    house: dict[str, Any]
    board: dict[str, Any]


def _query(name: str, meaning: str, **schema: Any) -> Schema:
    return {"name": name, "in": "query", "required": False, "description": meaning, "schema": schema}


QUERY = (
    _query("zone", "Only this zone; a device's own zone takes precedence.", type="string", maxLength=60),
    _query("agency", "Only this agency.", type="string", maxLength=60),
    _query("counter", "Only this counter.", type="string", maxLength=60),
    _query("epoch", "The epoch of the displayed board.", type="string", maxLength=40),
    _query("seq", "Its sequence.", type="integer", minimum=0),
    _query(
        "screen",
        "An id that an unpaired page generated, so that it is counted once.",
        type="string",
        maxLength=SCREEN_MAX,
    ),
    DEVICE | {"description": "The token of a paired TV. Not needed where boards are open."},
)


@routes.get("/venues/<venue_id>/board")
@documented(
    answers={200: Answer("The whole board", BoardResponse), 204: Answer("The displayed board is current", media=NOTHING)},
    headers=QUERY,
    refuses=(
        *HALL_REFUSALS, DeviceElsewhere, DeviceRevoked, Malformed, NotPaired, UnknownAgency, UnknownCounter, UnknownZone,
    ),
)  # fmt: skip
def board(venue_id: str) -> Response:
    """Return the board; 204 if (epoch, seq) is current and the log was read recently."""
    screens = context().screens
    epoch, seq = request.args.get("epoch", "")[:40], _seq()
    query: dict[str, Any] = {name: request.args.get(name) for name in Selection._fields}
    query["venue"] = context().hall(venue_id).venue_id
    token = request.headers.get("X-Device", "")[:TOKEN_MAX]
    device = admit(context().halls.house.edition.house, venue_id, token, screens.presence.cached_device)
    if device and device.settings.zone:
        query["zone"] = device.settings.zone
    feed, selection = screens.board_feed(query)
    if device is None and (screen := request.args.get("screen", "")[:SCREEN_MAX]):
        feed.note_poll(screen, selection)
    body = screens.board_cache(feed).newer(selection, epoch, seq)
    response = Response(body, status=204 if body is None else 200, content_type="application/json")
    if body is None:
        del response.headers["Content-Type"]
    response.headers["Cache-Control"] = "no-store"
    return response


def _seq() -> int:
    """Read the sequence of the displayed board, -1 if there is none. Raises Malformed."""
    text = request.args.get("seq", "")
    if not text:
        return -1
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        raise Malformed(why="seq: a whole number")
    return int(text)
