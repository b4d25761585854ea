"""Follow-ups API. Each change is a fact in the house's log and appears in the audit."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from flask import Blueprint
from pydantic import Field

from services.counter.context import context
from services.counter.shapes import FollowUpSaved, FollowUpsResponse
from services.staff.refusals import CHANGE_REFUSALS, SESSION_REFUSALS
from services.staff.sign_in import press_of, required_session
from services.web.forms import IPAK, SKM
from services.web.openapi import CSRF, Answer, documented
from services.web.request_body import Body, read_body
from waitingroom import refusals
from waitingroom.facts import FollowUpRecorded
from waitingroom.local_time import service_day
from waitingroom.satisfaction.follow_ups import (
    FOLLOW_UPS_MAX,
    FollowUp,
    TooManyFollowUps,
    UnknownFollowUp,
    checked,
)

routes = Blueprint("follow_ups_api", __name__, url_prefix="/api/counter/v1")

TYPED_MAX = 600
_ID = re.compile(r"[a-z0-9]{8,32}")
HOUSE_REFUSALS = (refusals.NotReady, refusals.LogLost, refusals.UnknownVenue, refusals.Unavailable)

Typed = Annotated[str, Field(max_length=TYPED_MAX)]
Day = Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$")]


class FollowUpRequest(Body):
    """
    A follow-up. venue: "" for the whole house; form, element: the survey and its question, "" if none; due, done: dates;
    done: "" if not yet.
    """

    venue: Annotated[str, Field(max_length=60)] = ""
    what: Typed
    who: Typed
    due: Day
    form: Literal["", "skm", "ipak"] = ""
    element: Annotated[str, Field(max_length=60)] = ""
    done: Day = ""


@routes.get("/follow-ups")
@documented(
    answers={200: Answer("Every follow-up", FollowUpsResponse)}, refuses=(*SESSION_REFUSALS, *HOUSE_REFUSALS), may="figures"
)  # fmt: skip
def follow_ups() -> dict[str, Any]:
    """List the follow-ups, and the venues and survey questions they can refer to."""
    required_session()
    return _follow_ups_json()


@routes.put("/follow-ups/<follow_up_id>")
@documented(
    answers={200: Answer("The follow-up as it is now", FollowUpSaved)}, bodies=(FollowUpRequest,), headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, *HOUSE_REFUSALS, TooManyFollowUps), may="follow-up",
)  # fmt: skip
def save(follow_up_id: str) -> dict[str, Any]:
    """Create or change a follow-up, under an id that the page generates; idempotent."""
    required_session(csrf=True)
    if not _ID.fullmatch(follow_up_id):
        raise refusals.Malformed(why="id: 8..32 a-z 0-9")
    return _record(follow_up_id, _requested())


@routes.delete("/follow-ups/<follow_up_id>")
@documented(
    answers={200: Answer("The follow-up was removed", FollowUpSaved)}, headers=(CSRF,),
    refuses=(*CHANGE_REFUSALS, *HOUSE_REFUSALS, UnknownFollowUp), may="follow-up",
)  # fmt: skip
def remove(follow_up_id: str) -> dict[str, Any]:
    """Remove a follow-up; the log still records that it existed."""
    required_session(csrf=True)
    return _record(follow_up_id, None)


def _requested() -> FollowUp:
    """Return the follow-up in this request's body. Raises Malformed, UnknownVenue."""
    follow_up = checked(FollowUp(**read_body(FollowUpRequest).model_dump()))
    if follow_up.venue and follow_up.venue not in context().halls.current_house().venues:
        raise refusals.UnknownVenue(venue=follow_up.venue)
    return follow_up


def _record(follow_up_id: str, after: FollowUp | None) -> dict[str, Any]:
    """Record the change, unless it changes nothing. Raises UnknownFollowUp, TooManyFollowUps."""
    house, press = context().halls.house, press_of(required_session().account.actor)

    def fact(now_ms: int) -> FollowUpRecorded | None:
        before = house.follow_ups.get(follow_up_id)
        if before is None and after is None:
            raise UnknownFollowUp()
        if before is None and len(house.follow_ups) >= FOLLOW_UPS_MAX:
            raise TooManyFollowUps(most=FOLLOW_UPS_MAX)
        if before == after:
            return None
        return FollowUpRecorded(
            at_ms=now_ms, press=press, follow_up_id=follow_up_id,
            before=before.to_wire() if before else None, after=after.to_wire() if after else None,
        )  # fmt: skip

    house.record(fact)
    return {"id": follow_up_id, "follow_up": after.to_wire() if after else None}


def _follow_ups_json() -> dict[str, Any]:
    halls, forms = context().halls, context().forms
    house, now_ms = halls.current_house(), halls.clock.now_ms()
    venue = next(iter(house.venues.values()), None)
    zone, starts_at = (venue.time_zone, venue.day_starts_at) if venue else ("UTC", 0)
    ordered = sorted(
        halls.house.follow_ups.items(), key=lambda item: (item[1].is_done, item[1].due, item[1].what)
    )
    return {
        "today": service_day(now_ms, zone, starts_at),
        "venues": [{"id": venue.id, "name": venue.name} for venue in house.venues.values()],
        "forms": [
            {
                "id": form.id, "title": {"id": form.title.id, "en": form.title.en},
                "elements": [
                    {"id": element.id, "name": {"id": element.name.id, "en": element.name.en}} for element in form.elements
                ],
            }
            for form in (forms.today(SKM), forms.today(IPAK))
        ],
        "follow_ups": [{"id": id} | follow_up.to_wire() for id, follow_up in ordered],
    }  # fmt: skip
