"""
What a screen asks of the display without a live connection: a code to be paired by, who it is, a report.

Secrets travel in headers, never in an address: ``X-Pairing`` while a code is shown, ``X-Device`` afterwards.
"""

from __future__ import annotations

import ipaddress
from typing import Annotated, Any

from flask import Blueprint, Response, request
from pydantic import Field

from services.display.context import context
from services.display.devices.presence import read_state
from services.display.devices.receipts import SHOWN, SILENT, SPOKEN
from services.display.origins import origin_allowed
from services.web.openapi import Answer, Shape, documented
from services.web.request_body import Body, read_body
from waitingroom.devices.registry import (
    PAIRING_S,
    DeviceRevoked,
    PairingGone,
    TooManyPairings,
)
from waitingroom.local_time import iso
from waitingroom.refusals import Unavailable
from waitingroom.views.board import Selection

routes = Blueprint("devices_api", __name__, url_prefix="/api/display/v1")

POLL_MS = 2_000
REPORT_MS = 5_000
SAID_MAX = 50

PAIRING = {
    "name": "X-Pairing", "in": "header", "required": False,
    "description": "The secret that came with the code.", "schema": {"type": "string"},
}  # fmt: skip
DEVICE = {
    "name": "X-Device", "in": "header", "required": False,
    "description": "The device's token; without it the answer is 401.", "schema": {"type": "string"},
}  # fmt: skip
Seq = Annotated[int, Field(ge=1, le=2**53)]


class PairingShown(Shape):
    """A code for the screen; the secret to ask with, every poll_ms, until then, valid_ms from now."""

    code: str
    secret: str
    valid_until: str
    valid_ms: int
    poll_ms: int


class PairingState(Shape):
    """state: "waiting", or "paired" with the token and the device, once."""

    state: str


class DeviceToldShown(Shape):
    """Who a device is, and what it shall do now."""

    device: dict[str, Any]
    do: dict[str, Any] | None


class Silence(Body):
    """Why a call was not spoken."""

    seq: Seq
    why: Annotated[str, Field(max_length=20, pattern=r"^[a-z-]{1,20}$")]


class Report(Body):
    """
    What an old TV says every few seconds: how it is, which part of the venue it shows, what became of calls.

    done: the id of the last command it carried out.
    """

    state: dict[str, Any] | None = None
    zone: Annotated[str, Field(max_length=60)] | None = None
    agency: Annotated[str, Field(max_length=60)] | None = None
    counter: Annotated[str, Field(max_length=60)] | None = None
    shown: Annotated[list[Seq], Field(default_factory=list, max_length=SAID_MAX)]
    spoken: Annotated[list[Seq], Field(default_factory=list, max_length=SAID_MAX)]
    silent: Annotated[list[Silence], Field(default_factory=list, max_length=SAID_MAX)]
    done: Annotated[str, Field(max_length=40)] = ""


@routes.post("/pairings")
@documented(
    answers={201: Answer("A code to show", PairingShown)}, bodies=(Body,), refuses=(TooManyPairings, Unavailable)
)  # fmt: skip
def ask_pairing() -> tuple[dict[str, Any], int]:
    """Give a screen a code, for an admin to enter."""
    read_body(Body)
    address = request.remote_addr or ""
    found = context().devices.ask(address, throttled=not _is_loopback(address))
    house = context().halls.house.edition.house
    zone = next(iter(house.venues.values())).time_zone if house and house.venues else "UTC"
    return {
        "code": found.code, "secret": found.secret, "valid_until": iso(found.until_ms, zone), "valid_ms": PAIRING_S * 1000, "poll_ms": POLL_MS,
    }, 201  # fmt: skip


@routes.get("/pairings/mine")
@documented(
    answers={200: Answer("Whether it was entered", PairingState)}, headers=(PAIRING,), refuses=(PairingGone, Unavailable)
)  # fmt: skip
def my_pairing() -> dict[str, Any]:
    """Say whether an admin entered the code; if so, give the token, once."""
    found = context().devices.poll(request.headers.get("X-Pairing", "")[:200])
    if found is None:
        return {"state": "waiting"}
    token, device = found
    return {"state": "paired", "token": token, "device": device.told}


@routes.get("/device")
@documented(
    answers={200: Answer("Who this device is", DeviceToldShown)}, headers=(DEVICE,), refuses=(DeviceRevoked, Unavailable)
)  # fmt: skip
def my_device() -> dict[str, Any]:
    """Say who a device is."""
    device = context().screens.desk.device(_token())
    return {"device": device.told | {"build": context().screens.desk.build}, "do": None}


@routes.post("/device")
@documented(
    answers={200: Answer("Who this device is, and what it shall do", DeviceToldShown)}, bodies=(Report,),
    headers=(DEVICE,), refuses=(DeviceRevoked, Unavailable),
)  # fmt: skip
def report() -> dict[str, Any]:
    """Take what a TV without a live connection says, and tell it what it shall do."""
    screens = context().screens
    device = screens.desk.device(_token())
    said = read_body(Report)
    selection = Selection(device.wish.zone or said.zone, said.agency, said.counter)
    screens.desk.attend(device, selection)
    screens.hear_state(device, read_state(said.state))
    for kind, seqs in ((SHOWN, said.shown), (SPOKEN, said.spoken)):
        for seq in seqs:
            screens.hear_receipt(device, kind, {"seq": seq})
    for silence in said.silent:
        screens.hear_receipt(device, SILENT, silence.model_dump())
    return {
        "device": device.told | {"build": screens.desk.build},
        "do": screens.desk.command_for(device, said.done),
    }


@routes.after_request
def let_pages_of_the_house_ask(answer: Response) -> Response:
    """Let the pages of the other services ask too, which come from other ports where there is no gateway."""
    origin = request.headers.get("Origin")
    if origin and origin_allowed(origin, request.host, context().settings.page_origins):
        answer.headers["Access-Control-Allow-Origin"] = origin
        answer.headers["Access-Control-Allow-Headers"] = "Content-Type, X-Pairing, X-Device"
        answer.headers["Access-Control-Allow-Methods"] = "GET, POST"
        answer.headers["Vary"] = "Origin"
    return answer


def _token() -> str:
    """Give the token of the request. Raises DeviceRevoked: there is none."""
    token = request.headers.get("X-Device", "")[:200]
    if not token:
        raise DeviceRevoked()
    return token


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
