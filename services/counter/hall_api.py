"""What a supervisor asks beside a counter's verbs: the hall live, stories from the log, who serves what today."""

from __future__ import annotations

import re
from typing import Annotated, Any

from flask import Blueprint, g, request
from pydantic import Field

from services.counter import passes
from services.counter.api import Id, shown_hall
from services.counter.refused import WouldStrand
from services.counter.shapes import HallShown, Story
from services.counter.sign_in import context, required_session
from services.web.openapi import CSRF, Answer, documented
from services.web.requests import Body, read_body, stamp
from waitingroom import refusals
from waitingroom.house_reader import read_house
from waitingroom.live_hall import LiveHall
from waitingroom.stranding import stranded
from waitingroom.views import story

routes = Blueprint("hall_api", __name__, url_prefix="/api/counter/v1")

MINUTE = {
    "name": "minute", "in": "query", "required": True, "description": "The minute of the wall clock, 09:41.",
    "schema": {"type": "string", "pattern": "^([01][0-9]|2[0-3])[:.][0-5][0-9]$"},
}  # fmt: skip
_MINUTE = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class AssignmentWish(Body):
    """What a counter serves today; none of both: its usual duty again. even_so: also if somebody is stranded."""

    agencies: Annotated[list[Id], Field(max_length=40)] | None = None
    services: Annotated[list[Id], Field(max_length=100)] | None = None
    even_so: bool = False


@routes.get("/venues/<venue_id>/live")
@documented(
    answers={200: Answer("The hall, with a pass for its live panel", HallShown)}, refuses=(401, 403, 404, 503), may="live",
)  # fmt: skip
def live(venue_id: str) -> dict[str, Any]:
    """Give the hall, with a fresh pass for the live panel."""
    session = required_session()
    shown = shown_hall(context().halls.get(venue_id), session)
    return shown | {
        "pass": passes.for_hall(
            context().vault, venue_id=venue_id, session_id=session.id, agencies=list(session.agencies),
            acts=session.may("counter"),
        )
    }  # fmt: skip


@routes.get("/venues/<venue_id>/tickets/<number>/story")
@documented(
    answers={200: Answer("What happened to a ticket", Story)},
    refuses=(401, 403, 404, 503),
    may="hall",
)
def story_of_ticket(venue_id: str, number: str) -> dict[str, Any]:
    """Tell the story of one ticket of today, from the log."""
    required_session()
    hall = context().halls.get(venue_id)
    if not hall.read(lambda now, _: number in now.tickets, g.deadline):
        raise refusals.UnknownNumber(ticket=number[:20])
    return {"number": number, "facts": story.of_ticket(hall.facts(), number, _time_zone(hall))}


@routes.get("/venues/<venue_id>/story")
@documented(
    answers={200: Answer("What happened in a minute", Story)}, refuses=(401, 403, 404, 422, 503),
    headers=(MINUTE,), may="hall",
)  # fmt: skip
def story_of_minute(venue_id: str) -> dict[str, Any]:
    """Tell what happened in one minute of today, from the log."""
    required_session()
    hall, minute = context().halls.get(venue_id), request.args.get("minute", "").replace(".", ":")
    if not _MINUTE.fullmatch(minute):
        raise refusals.Malformed(why="minute: 09:41")
    return {"minute": minute, "facts": story.of_minute(hall.facts(), minute, _time_zone(hall))}


@routes.post("/venues/<venue_id>/counters/<counter_id>/assignment")
@documented(
    answers={200: Answer("The hall as it is now", HallShown)}, bodies=(AssignmentWish,), headers=(CSRF,),
    refuses=(401, 403, 404, 409, 413, 422, 503), may="assign",
)  # fmt: skip
def assign(venue_id: str, counter_id: str) -> dict[str, Any]:
    """Let a counter serve other agencies today, or its usual ones again; live at once."""
    session = required_session(csrf=True)
    wish, hall = read_body(AssignmentWish), context().halls.get(venue_id)
    hall.settle(g.deadline)
    day = hall.read(lambda now, _: now.service_day, g.deadline)
    house = context().halls.house.edition.house
    assert house is not None
    if counter_id not in house.counters[venue_id]:
        raise refusals.UnknownCounter(counter=counter_id[:40])
    for agency in wish.agencies or ():
        if agency not in house.agencies:
            raise refusals.UnknownAgency(agency=agency)
    for service in wish.services or ():
        if service not in house.services:
            raise refusals.UnknownService(service=service)

    def change(content: dict[str, Any] | None) -> dict[str, Any]:
        changed = content or {}
        named = next(c for c in changed["counters"] if (c["venue"], c["id"]) == (venue_id, counter_id))
        others = [turn for turn in named.get("schedule", []) if turn.get("date") != day]
        if wish.agencies is not None or wish.services is not None:
            others.append({"date": day, "agencies": wish.agencies or [], "services": wish.services or []})
        named["schedule"] = others
        if not wish.even_so:
            left = hall.read(lambda now, _: stranded(now, read_house(changed)), g.deadline)
            if left:
                raise WouldStrand.of([(venue_id, service, waiting) for service, waiting in left])
        return changed

    context().halls.save_house(change, press=stamp(session.account.actor))
    return shown_hall(hall, session)


def _time_zone(hall: LiveHall) -> str:
    house = context().halls.house.edition.house
    assert house is not None
    return house.venues[hall.venue_id].time_zone
