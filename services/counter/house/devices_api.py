"""Devices API for the admin page: pair by the code on a screen, list with presence, change, revoke."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from flask import Blueprint
from pydantic import AfterValidator, BeforeValidator, Field

from services.counter.context import context
from services.counter.shapes import DeviceRevokedResponse, DeviceSaved, DevicesResponse
from services.staff.refusals import CHANGE_REFUSALS, SESSION_REFUSALS
from services.staff.sign_in import press_of, required_session
from services.web.openapi import CSRF, Answer, documented
from services.web.problems import BODY_REFUSALS
from services.web.request_body import Body, read_body
from waitingroom import refusals
from waitingroom.devices.device import NAME_MAX, Device, DeviceChange, DeviceSettings, RecordChange
from waitingroom.devices.refusals import DeviceNameTaken, DevicesFull, PairWrong, UnknownDevice
from waitingroom.devices.state import NEVER_ONLINE, DeviceState, legible_m
from waitingroom.facts import DeviceRecorded
from waitingroom.house.text import find_unintended, tidy
from waitingroom.local_time import iso

routes = Blueprint("devices_api", __name__, url_prefix="/api/counter/v1")

PLACE_REFUSALS = (refusals.NotReady, refusals.LogLost, refusals.UnknownVenue, refusals.UnknownZone)

Id = Annotated[str, Field(max_length=60)]


def _check_name(name: str) -> str:
    """Return the name. Raises ValueError if it contains a stray control or invisible character."""
    if unwanted := find_unintended(name):
        raise ValueError(f"{unwanted.character} at letter {unwanted.place}")
    return name


Name = Annotated[
    str, BeforeValidator(lambda name: tidy(name) if isinstance(name, str) else name),
    Field(min_length=1, max_length=NAME_MAX), AfterValidator(_check_name),
]  # fmt: skip
Inches = Annotated[float, Field(ge=5, le=150)]
PaperMm = Literal[58, 80]
Metres = Annotated[float, Field(ge=0.3, le=60)]


class PairRequest(Body):
    """
    The code on a screen, and the settings of the new device.

    zone: the zone it shows, null for the whole venue; inches: the screen's diagonal; distance_m: the distance from
    which it must be legible; speaks: it announces calls; paper_mm: the width of a kiosk's paper, null if it has none.
    """

    code: Annotated[str, Field(max_length=40)]
    name: Name
    kind: Literal["tv", "kiosk", "tablet", "printer"] = "tv"
    venue: Id
    zone: Id | None = None
    inches: Inches | None = None
    distance_m: Metres | None = None
    speaks: bool = True
    paper_mm: PaperMm | None = None


class ChangeRequest(Body):
    """The settings to change; absent ones are kept."""

    name: Name | None = None
    venue: Id | None = None
    zone: Id | None = None
    inches: Inches | None = None
    distance_m: Metres | None = None
    speaks: bool | None = None
    muted: bool | None = None
    paper_mm: PaperMm | None = None


class HeardRequest(Body):
    """Whether the sound test was audible."""

    heard: bool


@routes.get("/devices")
@documented(answers={200: Answer("Every device", DevicesResponse)}, refuses=SESSION_REFUSALS, may="devices")
def devices() -> dict[str, Any]:
    """List the devices with their state."""
    required_session()
    devices = context().devices.all()
    states = context().devices.states([device.id for device in devices])
    return {
        "now": _iso(_now_ms()),
        "devices": [_device_json(d, states.get(d.id, NEVER_ONLINE)) for d in devices],
    }


@routes.post("/devices")
@documented(
    answers={200: Answer("The device", DeviceSaved)}, bodies=(PairRequest,), headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, *PLACE_REFUSALS, DeviceNameTaken, DevicesFull, PairWrong), may="devices-edit",
)  # fmt: skip
def pair() -> dict[str, Any]:
    """Pair the screen that displays a code."""
    session = required_session(csrf=True)
    body = read_body(PairRequest)
    settings = DeviceSettings(**body.model_dump(exclude={"code"}))
    _check_place(settings)
    return _saved(context().devices.pair(body.code, settings, record=_record(session.account.actor)))


@routes.post("/devices/<device_id>")
@documented(
    answers={200: Answer("The device as it is now", DeviceSaved)}, bodies=(ChangeRequest,), headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, *PLACE_REFUSALS, DeviceNameTaken, UnknownDevice), may="devices-edit",
)  # fmt: skip
def change(device_id: str) -> dict[str, Any]:
    """Change the settings of a device; its page applies them within a second."""
    session = required_session(csrf=True)
    fields = read_body(ChangeRequest).model_dump(exclude_unset=True)
    nullable = ("zone", "inches", "distance_m", "paper_mm")
    changes = {key: value for key, value in fields.items() if value is not None or key in nullable}

    def apply(before: DeviceSettings) -> DeviceSettings:
        after = before._replace(**changes)
        if "venue" in changes and "zone" not in changes and after.venue != before.venue:
            after = after._replace(zone=None)
        _check_place(after)
        return after

    return _saved(context().devices.change(device_id, apply, record=_record(session.account.actor)))


@routes.post("/devices/<device_id>/test-sound")
@documented(
    answers={200: Answer("The command was sent", DeviceSaved)}, headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, *BODY_REFUSALS, UnknownDevice), may="devices-edit",
)  # fmt: skip
def test_sound(device_id: str) -> dict[str, Any]:
    """Play a device's sound test; the result is reported separately."""
    return _command(device_id, "test")


@routes.post("/devices/<device_id>/heard")
@documented(
    answers={200: Answer("The result was saved", DeviceSaved)}, bodies=(HeardRequest,), headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, UnknownDevice), may="devices-edit",
)  # fmt: skip
def heard(device_id: str) -> dict[str, Any]:
    """Save the result of the sound test."""
    session = required_session(csrf=True)
    body = read_body(HeardRequest)
    return _saved(
        context().devices.save_sound_test(device_id, body.heard, record=_record(session.account.actor))
    )


@routes.post("/devices/<device_id>/reload")
@documented(
    answers={200: Answer("The command was sent", DeviceSaved)}, headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, *BODY_REFUSALS, UnknownDevice), may="devices-edit",
)  # fmt: skip
def reload(device_id: str) -> dict[str, Any]:
    """Reload the page of a device."""
    return _command(device_id, "reload")


@routes.post("/devices/<device_id>/revoke")
@documented(
    answers={200: Answer("The device was revoked", DeviceRevokedResponse)}, headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, *BODY_REFUSALS, UnknownDevice), may="devices-edit",
)  # fmt: skip
def revoke(device_id: str) -> dict[str, Any]:
    """Revoke a device; its page reacts within a second."""
    session = required_session(csrf=True)
    read_body(Body)
    context().devices.revoke(device_id, record=_record(session.account.actor))
    return {"revoked": device_id}


def _command(device_id: str, do: str) -> dict[str, Any]:
    session = required_session(csrf=True)
    read_body(Body)
    return _saved(context().devices.send_command(device_id, do, record=_record(session.account.actor)))


def _now_ms() -> int:
    return context().halls.clock.now_ms()


def _check_place(settings: DeviceSettings) -> None:
    """Raise UnknownVenue or UnknownZone if the house does not have this place."""
    house = context().halls.current_house()
    if settings.venue not in house.venues:
        raise refusals.UnknownVenue(venue=settings.venue)
    if settings.zone is not None and settings.zone not in house.venues[settings.venue].zones:
        raise refusals.UnknownZone(zone=settings.zone)


def _record(actor: str) -> RecordChange:
    """Return a function that records a device change in the house's log, as this actor's press."""
    press, house = press_of(actor), context().halls.house

    def record(change: DeviceChange) -> None:
        house.record(
            lambda now_ms: DeviceRecorded(
                at_ms=now_ms, press=press, device_id=change.device_id, action=change.action,
                before=change.before, after=change.after,
            )
        )  # fmt: skip

    return record


def _saved(device: Device) -> dict[str, Any]:
    return {
        "device": _device_json(device, context().devices.states([device.id]).get(device.id, NEVER_ONLINE))
    }


def _device_json(device: Device, state: DeviceState) -> dict[str, Any]:
    """Return a device with its presence; seen_at is null if it was never online."""
    test = device.sound_test
    return device.wire | {
        "paper_mm": device.settings.paper_mm,
        "paired_at": _iso(device.paired_ms),
        "tested": test and {"at": _iso(test.at_ms), "heard": test.heard},
        "seen_at": _iso(state.seen_ms), "online": state.is_online(_now_ms()),
        "version": state.build, "is_current": state.is_current, "behind": state.behind,
        "sound": state.sound, "sound_since": _iso(state.sound_since_ms),
        "screen": [state.width, state.height] if state.width else None,
        "legible_m": legible_m(device.settings.inches, state),
    }  # fmt: skip


def _iso(at_ms: int | None) -> str | None:
    """Format a time in the time zone of the house's first venue."""
    return iso(at_ms, context().time_zone) if at_ms else None
