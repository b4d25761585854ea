"""Outreach API for the admin page: hand days over, take them back, list them, bring a file home."""

from __future__ import annotations

import base64
from typing import Annotated, Any

from flask import Blueprint, g, request
from pydantic import Field
from werkzeug.exceptions import RequestEntityTooLarge

from services.counter.context import context
from services.counter.outreach.home_file import FILE_BYTES_MAX, KIND
from services.counter.outreach.outreach import DAYS_MAX, CameHome
from services.counter.shapes import HandedOverResponse, HomecomingResponse, OutreachResponse
from services.staff.refusals import CHANGE_REFUSALS, SESSION_REFUSALS
from services.staff.sign_in import required_session
from services.web import logs
from services.web.openapi import CSRF, IDEMPOTENCY_KEY, Answer, documented
from services.web.request_body import Body, read_body, request_key, stamp
from waitingroom import refusals
from waitingroom.facts import Press
from waitingroom.local_time import iso, service_day
from waitingroom.outreach import refusals as outreach_refusals
from waitingroom.outreach.drift import words
from waitingroom.tokens import press_digest

routes = Blueprint("outreach_api", __name__, url_prefix="/api/counter/v1")

ANY_FILE = "application/octet-stream"
SPARE_BYTES = 65_536
"""Accepted beyond the largest file, so that a larger one gets its own refusal instead of a bare 413."""
Day = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\d$")]
HANDING_REFUSALS = (
    refusals.Malformed, refusals.NotReady, refusals.UnknownVenue, outreach_refusals.DayIsPast,
    outreach_refusals.DayHasNumbers, outreach_refusals.DayHasEnded, outreach_refusals.DayIsWithAnother,
)  # fmt: skip
HOME_REFUSALS = (
    refusals.NotReady, refusals.UnknownVenue, outreach_refusals.NoOutreachFile, outreach_refusals.UnknownBox,
    outreach_refusals.Forged, outreach_refusals.Torn, outreach_refusals.DayLogDamaged, outreach_refusals.AnotherLog,
    outreach_refusals.NewerBox,
)  # fmt: skip


class HandOverRequest(Body):
    """The days of a venue to hand over, and the box."""

    venue: Annotated[str, Field(min_length=1, max_length=60)]
    days: Annotated[list[Day], Field(min_length=1, max_length=DAYS_MAX)]
    box: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{1,31}$")]


class TakeBackDayRequest(Body):
    """The day of a venue to take back."""

    venue: Annotated[str, Field(min_length=1, max_length=60)]
    day: Day


@routes.get("/outreach")
@documented(
    answers={200: Answer("The days that were handed over", OutreachResponse)},
    refuses=(*SESSION_REFUSALS, refusals.NotReady), may="outreach",
)  # fmt: skip
def outreach() -> dict[str, Any]:
    """List the days that were handed over, by box and venue, with the service day of each venue."""
    required_session()
    return _outreach_json()


@routes.post("/outreach/days")
@documented(
    answers={200: Answer("The sealed file, and the code that opens it, shown once", HandedOverResponse)},
    bodies=(HandOverRequest,), headers=(CSRF, IDEMPOTENCY_KEY), refuses=(*CHANGE_REFUSALS, *HANDING_REFUSALS), may="outreach",
)  # fmt: skip
def hand_over() -> dict[str, Any]:
    """Hand days over to a box; for days it already has, return a new file with a new code."""
    body, session = read_body(HandOverRequest), required_session(csrf=True)
    handover = context().outreach.hand_over(
        body.venue, sorted(set(body.days)), body.box, stamp(session.account.actor)
    )
    logs.info("days_handed_over", venue=body.venue, box=body.box, days=body.days)
    return {
        "name": handover.name,
        "code": handover.code,
        "file": base64.b64encode(handover.file).decode(),
    } | _outreach_json()


@routes.post("/outreach/days/back")
@documented(
    answers={200: Answer("The days that were handed over", OutreachResponse)}, bodies=(TakeBackDayRequest,),
    headers=(CSRF, IDEMPOTENCY_KEY), may="outreach",
    refuses=(
        *CHANGE_REFUSALS, refusals.NotReady, refusals.UnknownVenue, outreach_refusals.DayIsNotAway,
        outreach_refusals.DayCameHome,
    ),
)  # fmt: skip
def take_back() -> dict[str, Any]:
    """Take a day back from its box, by an admin's decision: the hall cannot know whether the box issued numbers."""
    body, session = read_body(TakeBackDayRequest), required_session(csrf=True)
    context().outreach.take_back(body.venue, body.day, stamp(session.account.actor))
    logs.info("day_taken_back", venue=body.venue, day=body.day)
    return _outreach_json()


@routes.post("/outreach/home")
@documented(
    answers={200: Answer("What came home, and how the box's clock was", HomecomingResponse)}, takes=ANY_FILE,
    headers=(CSRF, IDEMPOTENCY_KEY), refuses=(*CHANGE_REFUSALS, *HOME_REFUSALS), may="outreach",
)  # fmt: skip
def bring_home() -> dict[str, Any]:
    """Bring a box's file home, all of it or nothing; idempotent."""
    session = required_session(csrf=True)
    request.max_content_length = FILE_BYTES_MAX + SPARE_BYTES
    actor = session.account.actor
    press = Press(
        press_digest(actor, request_key()), press_digest(request.method, request.path), actor, g.request_id
    )
    try:
        home = context().outreach.bring_home(request.stream, press)
    except RequestEntityTooLarge as error:
        raise outreach_refusals.NoOutreachFile(**KIND) from error
    logs.info("box_came_home", venue=home.venue, box=home.box, days=[day.day for day in home.days])
    return _homecoming_json(home) | _outreach_json()


def _homecoming_json(home: CameHome) -> dict[str, Any]:
    return {
        "box": home.box, "venue": home.venue,
        "brought": [day._asdict() for day in home.days],
        "clock": [dict(zip(("id", "en"), words(drift), strict=True)) for _, drift in home.drifts],
    }  # fmt: skip


def _outreach_json() -> dict[str, Any]:
    halls = context().halls
    now_ms = halls.clock.now_ms()
    return {
        "now": iso(now_ms, context().time_zone),
        "venues": [
            {"id": v.id, "name": v.name, "today": service_day(now_ms, v.time_zone, v.day_starts_at)}
            for v in halls.current_house().venues.values()
        ],
        "boxes": [
            {
                "box": group.box, "venue": group.venue,
                "days": [{"day": d.day, "state": d.state, "numbers": d.numbers} for d in group.days],
            }
            for group in context().outreach.all()
        ],
    }  # fmt: skip
