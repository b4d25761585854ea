"""Devices in the admin's browser: paired by the code on their screen, listed with how they are, changed, revoked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from flask import Blueprint
from pydantic import Field

from services.counter.accounts.sign_in import press_of, required_session
from services.counter.context import context
from services.counter.refusals import CHANGE_REFUSALS, SESSION_REFUSALS
from services.counter.shapes import DeviceRevokedShown, DeviceSaved, DevicesShown
from services.web.openapi import CSRF, Answer, documented
from services.web.problems import BODY_REFUSALS
from services.web.request_body import Body, read_body
from waitingroom import refusals
from waitingroom.devices.registry import (
    NAME_MAX,
    ONLINE_MS,
    Change,
    Device,
    DeviceNameTaken,
    DevicesFull,
    PairWrong,
    Record,
    UnknownDevice,
    Wish,
    legible_m,
)
from waitingroom.facts import DeviceRecorded
from waitingroom.local_time import iso

routes = Blueprint("devices_api", __name__, url_prefix="/api/counter/v1")

PLACE_REFUSALS = (refusals.NotReady, refusals.UnknownVenue, refusals.UnknownZone)

Id = Annotated[str, Field(max_length=60)]
Name = Annotated[
    str, Field(max_length=NAME_MAX, pattern=r"^[!-~\u00a1-\uffff]([ -~\u00a1-\uffff]*[!-~\u00a1-\uffff])?$")
]
Inches = Annotated[float, Field(ge=5, le=150)]
Metres = Annotated[float, Field(ge=0.3, le=60)]


class PairWish(Body):
    """
    The code on a screen, and what the screen should be.

    zone: the part of the venue it shows, null: all; inches: of its diagonal; distance_m: from which it must
    be legible; speaks: it has the voice.
    """

    code: Annotated[str, Field(max_length=40)]
    name: Name
    kind: Literal["tv", "kiosk", "printer"] = "tv"
    venue: Id
    zone: Id | None = None
    inches: Inches | None = None
    distance_m: Metres | None = None
    speaks: bool = True


class ChangeWish(Body):
    """What should be other than it is; what is absent stays."""

    name: Name | None = None
    venue: Id | None = None
    zone: Id | None = None
    inches: Inches | None = None
    distance_m: Metres | None = None
    speaks: bool | None = None
    muted: bool | None = None


class HeardWish(Body):
    """Whether somebody heard the test of its sound."""

    heard: bool


@routes.get("/devices")
@documented(answers={200: Answer("Every device", DevicesShown)}, refuses=SESSION_REFUSALS, may="devices")
def devices() -> dict[str, Any]:
    """Give the devices with how they are now."""
    required_session()
    found = context().devices.all()
    live = context().devices.live([device.id for device in found])
    return {"now": _iso(_now_ms()), "devices": [_shown(device, live.get(device.id)) for device in found]}


@routes.post("/devices")
@documented(
    answers={200: Answer("The device", DeviceSaved)}, bodies=(PairWish,), headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, *PLACE_REFUSALS, DeviceNameTaken, DevicesFull, PairWrong), may="devices-edit",
)  # fmt: skip
def pair() -> dict[str, Any]:
    """Make the screen that shows a code a device of the house."""
    session = required_session(csrf=True)
    wish = read_body(PairWish)
    given = Wish(**wish.model_dump(exclude={"code"}))
    _check_place(given)
    return _saved(context().devices.pair(wish.code, given, record=_record(session.account.actor)))


@routes.post("/devices/<device_id>")
@documented(
    answers={200: Answer("The device as it is now", DeviceSaved)}, bodies=(ChangeWish,), headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, *PLACE_REFUSALS, DeviceNameTaken, UnknownDevice), may="devices-edit",
)  # fmt: skip
def change(device_id: str) -> dict[str, Any]:
    """Rename, move, mute or measure a device; its page knows within a second."""
    session = required_session(csrf=True)
    wish = read_body(ChangeWish)
    given = wish.model_dump(exclude_unset=True)
    nullable = ("zone", "inches", "distance_m")
    given = {key: value for key, value in given.items() if value is not None or key in nullable}

    def make(now: Wish) -> Wish:
        changed = now._replace(**given)
        if "venue" in given and "zone" not in given and changed.venue != now.venue:
            changed = changed._replace(zone=None)
        _check_place(changed)
        return changed

    return _saved(context().devices.change(device_id, make, record=_record(session.account.actor)))


@routes.post("/devices/<device_id>/test-sound")
@documented(
    answers={200: Answer("The device was told", DeviceSaved)}, headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, *BODY_REFUSALS, UnknownDevice), may="devices-edit",
)  # fmt: skip
def test_sound(device_id: str) -> dict[str, Any]:
    """Let a device say its sound test, for somebody there to say whether it is heard."""
    return _command(device_id, "test")


@routes.post("/devices/<device_id>/heard")
@documented(
    answers={200: Answer("It is noted", DeviceSaved)}, bodies=(HeardWish,), headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, UnknownDevice), may="devices-edit",
)  # fmt: skip
def heard(device_id: str) -> dict[str, Any]:
    """Note whether the test of its sound was heard."""
    session = required_session(csrf=True)
    wish = read_body(HeardWish)
    return _saved(context().devices.note_heard(device_id, wish.heard, record=_record(session.account.actor)))


@routes.post("/devices/<device_id>/reload")
@documented(
    answers={200: Answer("The device was told", DeviceSaved)}, headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, *BODY_REFUSALS, UnknownDevice), may="devices-edit",
)  # fmt: skip
def reload(device_id: str) -> dict[str, Any]:
    """Let a device load its page anew."""
    return _command(device_id, "reload")


@routes.post("/devices/<device_id>/revoke")
@documented(
    answers={200: Answer("It is no device any more", DeviceRevokedShown)}, headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, *BODY_REFUSALS, UnknownDevice), may="devices-edit",
)  # fmt: skip
def revoke(device_id: str) -> dict[str, Any]:
    """Let a device be none any more; its screen says so within a second."""
    session = required_session(csrf=True)
    read_body(Body)
    context().devices.revoke(device_id, record=_record(session.account.actor))
    return {"revoked": device_id}


def _command(device_id: str, do: str) -> dict[str, Any]:
    session = required_session(csrf=True)
    read_body(Body)
    return _saved(context().devices.command(device_id, do, record=_record(session.account.actor)))


def _now_ms() -> int:
    return context().halls.clock.now_ms()


def _check_place(wish: Wish) -> None:
    """Raise UnknownVenue, UnknownZone."""
    house = context().halls.house.edition.house
    if house is None:
        raise refusals.NotReady()
    if wish.venue not in house.venues:
        raise refusals.UnknownVenue(venue=wish.venue)
    if wish.zone is not None and wish.zone not in house.venues[wish.venue].zones:
        raise refusals.UnknownZone(zone=wish.zone)


def _record(actor: str) -> Record:
    """Give what records a change of a device in the house's own log, as this actor's press."""
    press, house = press_of(actor), context().halls.house

    def record(change: Change) -> None:
        house.record(
            lambda now_ms: DeviceRecorded(
                at_ms=now_ms, press=press, device_id=change.device_id, action=change.action,
                before=change.before, after=change.after,
            )
        )  # fmt: skip

    return record


def _saved(device: Device) -> dict[str, Any]:
    return {"device": _shown(device, context().devices.live([device.id]).get(device.id))}


def _shown(device: Device, live: Mapping[str, Any] | None) -> dict[str, Any]:
    """Give a device with how it is: seen_at null: never heard of since it was paired."""
    now_ms, known = _now_ms(), dict(live or {})
    seen_ms = known.get("seen_ms")
    return device.told | {
        "paired_at": _iso(device.paired_ms),
        "tested": device.tested and {"at": _iso(device.tested["at_ms"]), "heard": device.tested["heard"]},
        "seen_at": _iso(seen_ms),
        "online": bool(known.get("connected")) and seen_ms is not None and now_ms - seen_ms < ONLINE_MS,
        "version": known.get("build"), "is_current": known.get("is_current", True),
        "behind": known.get("behind"), "sound": known.get("sound"),
        "sound_since": _iso(known.get("sound_since_ms")),
        "screen": [known["width"], known["height"]] if known.get("width") else None,
        "legible_m": legible_m(device.wish.inches, known),
    }  # fmt: skip


def _iso(at_ms: int | None) -> str | None:
    """Give a time at the house's first venue."""
    house = context().halls.house.edition.house
    zone = next(iter(house.venues.values())).time_zone if house and house.venues else "UTC"
    return iso(at_ms, zone) if at_ms else None
