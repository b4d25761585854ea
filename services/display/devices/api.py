"""
The display's API for devices: pair a screen, read its settings, report without a live connection.

Secrets travel in headers, never in an address: ``X-Pairing`` during pairing, ``X-Device`` afterwards.
"""

from __future__ import annotations

import ipaddress
from typing import Annotated, Any

from flask import Blueprint, Response, request
from pydantic import Field

from services.display.context import context
from services.display.devices.page_report import read_report
from services.display.devices.receipts import SHOWN, SILENT, SPOKEN
from services.web.openapi import Answer, Shape, documented
from services.web.origins import origin_allowed
from services.web.request_body import Body, read_body
from waitingroom.devices.pairing import PAIRING_S
from waitingroom.devices.refusals import DeviceRevoked, PairingGone, TooManyPairings
from waitingroom.local_time import iso
from waitingroom.refusals import Unavailable
from waitingroom.views.board import Selection

routes = Blueprint("devices_api", __name__, url_prefix="/api/display/v1")

POLL_MS = 2_000
RECEIPTS_MAX = 50

PAIRING = {
    "name": "X-Pairing", "in": "header", "required": False,
    "description": "The secret issued with the code.", "schema": {"type": "string"},
}  # fmt: skip
DEVICE = {
    "name": "X-Device", "in": "header", "required": False,
    "description": "The device's token; without it the response is 401.", "schema": {"type": "string"},
}  # fmt: skip
Seq = Annotated[int, Field(ge=1, le=2**53)]


class PairingResponse(Shape):
    """A code to display, valid for valid_ms; the secret to poll with, every poll_ms."""

    code: str
    secret: str
    valid_until: str
    valid_ms: int
    poll_ms: int


class PairingState(Shape):
    """state: "waiting", or, only once, "paired" with the token and the device."""

    state: str


class DeviceResponse(Shape):
    """The settings of a device, and the command to execute now."""

    device: dict[str, Any]
    do: dict[str, Any] | None


class Silence(Body):
    """Why a call was not spoken."""

    seq: Seq
    why: Annotated[str, Field(max_length=20, pattern=r"^[a-z-]{1,20}$")]


class Report(Body):
    """
    A TV's report, sent every few seconds: its state, the part of the venue it shows, its receipts of calls.

    done: the id of the last command it has executed.
    """

    state: dict[str, Any] | None = None
    zone: Annotated[str, Field(max_length=60)] | None = None
    agency: Annotated[str, Field(max_length=60)] | None = None
    counter: Annotated[str, Field(max_length=60)] | None = None
    shown: Annotated[list[Seq], Field(default_factory=list, max_length=RECEIPTS_MAX)]
    spoken: Annotated[list[Seq], Field(default_factory=list, max_length=RECEIPTS_MAX)]
    silent: Annotated[list[Silence], Field(default_factory=list, max_length=RECEIPTS_MAX)]
    done: Annotated[str, Field(max_length=40)] = ""


@routes.post("/pairings")
@documented(
    answers={201: Answer("A code to show", PairingResponse)}, bodies=(Body,), refuses=(TooManyPairings, Unavailable)
)  # fmt: skip
def ask_pairing() -> tuple[dict[str, Any], int]:
    """Start a pairing: return a code that an admin enters."""
    read_body(Body)
    address = request.remote_addr or ""
    pairing = context().devices.start_pairing(address, throttled=not _is_loopback(address))
    return {
        "code": pairing.code, "secret": pairing.secret, "valid_until": iso(pairing.until_ms, context().time_zone), "valid_ms": PAIRING_S * 1000, "poll_ms": POLL_MS,
    }, 201  # fmt: skip


@routes.get("/pairings/mine")
@documented(
    answers={200: Answer("Whether the code was entered", PairingState)}, headers=(PAIRING,), refuses=(PairingGone, Unavailable)
)  # fmt: skip
def my_pairing() -> dict[str, Any]:
    """Return whether the code was entered; if so, with the token, only once."""
    paired = context().devices.poll_pairing(request.headers.get("X-Pairing", "")[:200])
    if paired is None:
        return {"state": "waiting"}
    token, device = paired
    return {"state": "paired", "token": token, "device": device.wire}


@routes.get("/device")
@documented(
    answers={200: Answer("The device's settings", DeviceResponse)}, headers=(DEVICE,), refuses=(DeviceRevoked, Unavailable)
)  # fmt: skip
def my_device() -> dict[str, Any]:
    """Return the settings of the requesting device."""
    device = context().screens.presence.device(_token())
    return {"device": device.wire | {"build": context().screens.presence.build}, "do": None}


@routes.post("/device")
@documented(
    answers={200: Answer("The device's settings and its pending command", DeviceResponse)}, bodies=(Report,),
    headers=(DEVICE,), refuses=(DeviceRevoked, Unavailable),
)  # fmt: skip
def report() -> dict[str, Any]:
    """Record the report of a TV without a live connection; return its settings and pending command."""
    screens = context().screens
    device = screens.presence.device(_token())
    body = read_body(Report)
    selection = Selection(device.settings.zone or body.zone, body.agency, body.counter)
    screens.presence.note_poll(device, selection)
    screens.take_report(device, read_report(body.state))
    for kind, seqs in ((SHOWN, body.shown), (SPOKEN, body.spoken)):
        for seq in seqs:
            screens.take_receipt(device, kind, {"seq": seq})
    for silence in body.silent:
        screens.take_receipt(device, SILENT, silence.model_dump())
    return {
        "device": device.wire | {"build": screens.presence.build},
        "do": screens.presence.pending_command(device, body.done),
    }


@routes.after_request
def add_cors_headers(response: Response) -> Response:
    """Allow requests from pages of the other services, which have other ports if there is no gateway."""
    origin = request.headers.get("Origin")
    if origin and origin_allowed(origin, request.host, context().settings.page_origins):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Headers"] = "Content-Type, X-Pairing, X-Device"
        response.headers["Access-Control-Allow-Methods"] = "GET, POST"
        response.headers["Vary"] = "Origin"
    return response


def _token() -> str:
    """Return the token of the request. Raises DeviceRevoked if there is none."""
    token = request.headers.get("X-Device", "")[:200]
    if not token:
        raise DeviceRevoked()
    return token


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
