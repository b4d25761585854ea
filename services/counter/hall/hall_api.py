"""Supervisor API besides the verbs: live hall; stories, scores and replays from the log; assignments; taking back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import chain
from typing import Annotated, Any, Literal
from urllib.parse import quote

from flask import Blueprint, g, request
from pydantic import Field

from services.counter.context import context
from services.counter.hall.acting import check_may_act
from services.counter.hall.counters_api import hall_json
from services.counter.hall.verbs import Id
from services.counter.shapes import HallResponse, ReplayResponse, Story, TakenBackResponse, WaitsOfDay
from services.staff.refusals import CHANGE_REFUSALS, SESSION_REFUSALS, Forbidden
from services.staff.sign_in import required_session
from services.web.openapi import CSRF, IDEMPOTENCY_KEY, Answer, documented
from services.web.problems import HALL_REFUSALS
from services.web.request_body import Body, read_body, stamp
from waitingroom import refusals, rules
from waitingroom.facts import Fact
from waitingroom.hall import Hall
from waitingroom.house.model import Counter, Venue
from waitingroom.house.reader import read_house
from waitingroom.house.venue_slice import slice_of
from waitingroom.live.live_hall import LiveHall, Outcome, Rule
from waitingroom.live.past_days import rested
from waitingroom.local_time import clock_of, minute_at
from waitingroom.passes import PanelPass, ReplayPass, issue_panel_pass, issue_replay_pass
from waitingroom.views import hall as hall_views
from waitingroom.views import story
from waitingroom.views.waits import score_view
from waitingroom.waits.score import predictions_of

routes = Blueprint("hall_api", __name__, url_prefix="/api/counter/v1")

MINUTE = {
    "name": "minute", "in": "query", "required": True, "description": "The minute of the wall clock, 09:41.",
    "schema": {"type": "string", "pattern": "^([01][0-9]|2[0-3])[:.][0-5][0-9]$"},
}  # fmt: skip
DAY = {
    "name": "day", "in": "query", "required": False, "description": "The service day, 2026-11-24; today if not named.",
    "schema": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
}  # fmt: skip
_MINUTE = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class ReplayRequest(Body):
    """The day to replay (default: today), the minute of the wall clock to start from, and the speed factor."""

    day: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] | None = None
    minute: Annotated[str, Field(pattern=r"^([01]\d|2[0-3])[:.][0-5]\d$")]
    speed: Literal[1, 10] = 1


class AssignmentRequest(Body):
    """
    What a counter serves today; if empty, its usual duty again. even_so: save even if visitors are stranded.

    add: an agency to serve in addition to the current duty.
    """

    add: Id | None = None
    agencies: Annotated[list[Id], Field(max_length=40)] | None = None
    services: Annotated[list[Id], Field(max_length=100)] | None = None
    even_so: bool = False


class TakeBackNumbersRequest(Body):
    """Which numbers to take back: their origin, as the hall names it, and when they were taken (ms UTC)."""

    origin: Annotated[str, Field(min_length=1, max_length=60)]
    from_ms: Annotated[int, Field(ge=0)]
    until_ms: Annotated[int, Field(ge=0)]


class PutBackRequest(Body):
    """Which taking back to undo: the sequence of its fact, as the hall names it."""

    seq: Annotated[int, Field(ge=1)]


@routes.get("/venues/<venue_id>/live")
@documented(
    answers={200: Answer("The hall, with a pass for its live panel", HallResponse)},
    refuses=(*SESSION_REFUSALS, *HALL_REFUSALS), may="live",
)  # fmt: skip
def live(venue_id: str) -> dict[str, Any]:
    """Return the hall, with a fresh pass for the live panel."""
    session = required_session()
    access = session.access
    return hall_json(context().hall(venue_id), session) | {
        "pass": issue_panel_pass(context().vault, PanelPass(venue_id, session.id, acts=access.acts, agencies=access.agencies))
    }  # fmt: skip


@routes.get("/venues/<venue_id>/tickets/<number>/story")
@documented(
    answers={200: Answer("What happened to a ticket", Story)},
    refuses=(
        *SESSION_REFUSALS, *HALL_REFUSALS, refusals.Malformed, refusals.UnknownDay, refusals.UnknownNumber,
        refusals.DayIsBeingRead, refusals.DayDamaged,
    ),
    headers=(DAY,), may="hall",
)  # fmt: skip
def story_of_ticket(venue_id: str, number: str) -> dict[str, Any]:
    """Return the story of one ticket, from the log."""
    access, hall = required_session().tickets("hall"), context().hall(venue_id)
    with context().halls.past.reading():
        day, facts = _facts_of(hall, request.args.get("day"))
        of_ticket = story.of_ticket(rested(facts), number, _time_zone(hall))
    if not of_ticket and request.args.get("day"):
        raise refusals.UnknownNumberThen(ticket=number[:20], day=day)
    if not of_ticket:
        raise refusals.UnknownNumber(ticket=number[:20])
    services = {entry.get("service") for entry in of_ticket}
    if not hall.read(lambda now, _: any(access.allows_service(now, s) for s in services), g.deadline):
        raise Forbidden()
    return {"day": day, "facts": of_ticket}


@routes.get("/venues/<venue_id>/story")
@documented(
    answers={200: Answer("What happened in a minute", Story)}, headers=(MINUTE, DAY), may="hall",
    refuses=(
        *SESSION_REFUSALS, *HALL_REFUSALS, refusals.Malformed, refusals.UnknownDay, refusals.DayIsBeingRead, refusals.DayDamaged,
    ),
)  # fmt: skip
def story_of_minute(venue_id: str) -> dict[str, Any]:
    """Return what happened in one minute, from the log."""
    access = required_session().tickets("hall")
    hall, minute = context().hall(venue_id), request.args.get("minute", "").replace(".", ":")
    if not _MINUTE.fullmatch(minute):
        raise refusals.Malformed(why="minute: 09:41")
    with context().halls.past.reading():
        day, facts = _facts_of(hall, request.args.get("day"))
        in_reach = story.in_reach(
            rested(facts),
            service=lambda id: hall.read(lambda now, _: access.allows_service(now, id), g.deadline),
            counter=lambda id: hall.read(lambda now, _: access.allows_counter(now, id), g.deadline),
        )
        return {"day": day, "facts": story.of_minute(in_reach, minute, _time_zone(hall))}


@routes.get("/venues/<venue_id>/waits")
@documented(
    answers={200: Answer("How accurate the estimated waits of a day were", WaitsOfDay)}, headers=(DAY,), may="hall",
    refuses=(
        *SESSION_REFUSALS, *HALL_REFUSALS, refusals.Malformed, refusals.UnknownDay, refusals.DayIsBeingRead, refusals.DayDamaged,
    ),
)  # fmt: skip
def waits_of_day(venue_id: str) -> dict[str, Any]:
    """Score the waits that visitors were told when they took their numbers, for services in reach; from the log."""
    access, hall = required_session().tickets("hall"), context().hall(venue_id)
    zone = _time_zone(hall)
    with context().halls.past.reading():
        day, facts = _facts_of(hall, request.args.get("day"))
        waits = predictions_of(
            (fact for _, fact in rested(facts)), lambda at_ms: int(clock_of(at_ms, zone)[:2])
        )
    in_reach = cache(lambda id: hall.read(lambda now, _: access.allows_service(now, id), g.deadline))
    return {"day": day} | score_view([wait for wait in waits if in_reach(wait.service_id)])


@routes.post("/venues/<venue_id>/replays")
@documented(
    answers={200: Answer("The address of a board that replays the day", ReplayResponse)}, bodies=(ReplayRequest,),
    headers=(CSRF,), refuses=(*CHANGE_REFUSALS, *HALL_REFUSALS, refusals.UnknownDay, refusals.DayDamaged), may="replay",
)  # fmt: skip
def replay(venue_id: str) -> dict[str, Any]:
    """Return the address of a board that replays a day; the live hall is not affected."""
    required_session(csrf=True)
    body, hall = read_body(ReplayRequest), context().hall(venue_id)
    day, _ = _facts_of(hall, body.day)
    from_ms = _minute_ms(venue_id, day, body.minute)
    code = issue_replay_pass(context().vault, ReplayPass(venue_id, day, from_ms, body.speed))
    return {"day": day, "board": f"/board/{quote(venue_id)}?replay={code}"}


@routes.post("/venues/<venue_id>/counters/<counter_id>/assignment")
@documented(
    answers={200: Answer("The hall as it is now", HallResponse)}, bodies=(AssignmentRequest,), headers=(CSRF,),
    may="assign", refuses=(
        *CHANGE_REFUSALS, *HALL_REFUSALS, refusals.WouldStrand, refusals.UnknownAgency, refusals.UnknownCounter,
        refusals.UnknownService,
    ),
)  # fmt: skip
def assign(venue_id: str, counter_id: str) -> dict[str, Any]:
    """
    Assign other agencies to a counter for today, or its usual ones again; takes effect at once.

    An account limited to certain agencies cannot add or remove any others.
    """
    session = required_session(csrf=True)
    body, hall = read_body(AssignmentRequest), context().hall(venue_id)
    hall.settle(g.deadline)
    hall.read(lambda now, _: check_may_act(now, counter_id, session), g.deadline)
    day = hall.read(lambda now, _: now.service_day, g.deadline)
    house = context().halls.house.edition.house
    assert house is not None
    for agency in (*(body.agencies or ()), *filter(None, (body.add,))):
        if agency not in house.agencies:
            raise refusals.UnknownAgency(agency=agency)
    for service in body.services or ():
        if service not in house.services:
            raise refusals.UnknownService(service=service)

    def change(content: dict[str, Any] | None) -> dict[str, Any]:
        changed = content or {}
        before = read_house(slice_of(changed, venue_id))
        _assign_today(changed, before.counters[venue_id][counter_id], body, day)
        after = read_house(slice_of(changed, venue_id))
        served, serves = (
            set(house.agencies_of_counter(venue_id, counter_id, day)) for house in (before, after)
        )
        if not all(session.access.allows([agency]) for agency in served ^ serves):
            raise Forbidden()
        return changed

    context().halls.save_house(
        change, press=stamp(session.account.actor), even_so=body.even_so, deadline=g.deadline
    )
    return hall_json(hall, session)


def _assign_today(content: dict[str, Any], counter: Counter, body: AssignmentRequest, day: str) -> None:
    """Set a counter's duty for one day in the content of the house."""
    index, entry = next(
        (n, c)
        for n, c in enumerate(content["counters"])
        if (c["venue"], c["id"]) == (counter.venue, counter.id)
    )
    schedule = [item for item in entry.get("schedule", []) if item.get("date") != day]
    agencies, services = body.agencies, body.services
    if body.add is not None:
        duty = counter.duty(day)
        agencies, services = list(dict.fromkeys((*duty.agencies, body.add))), list(duty.services)
    if agencies is not None or services is not None:
        schedule.append({"date": day, "agencies": agencies or [], "services": services or []})
    content["counters"][index] = entry | {"schedule": schedule}


@routes.post("/venues/<venue_id>/taken-back")
@documented(
    answers={200: Answer("The hall as it is now", TakenBackResponse)}, bodies=(TakeBackNumbersRequest,),
    headers=(CSRF, IDEMPOTENCY_KEY), may="take-back",
    refuses=(*CHANGE_REFUSALS, *HALL_REFUSALS, refusals.DayIsClosed, refusals.DayIsAway),
)  # fmt: skip
def take_back(venue_id: str) -> dict[str, Any]:
    """Cancel the waiting numbers one origin took in a period, in one press; only for accounts of all agencies."""
    body = read_body(TakeBackNumbersRequest)
    return _press_of_whole_hall(venue_id, lambda hall, now_ms: rules.take_back(
        hall, origin=body.origin, from_ms=body.from_ms, until_ms=body.until_ms, now_ms=now_ms
    ))  # fmt: skip


@routes.post("/venues/<venue_id>/taken-back/undo")
@documented(
    answers={200: Answer("The hall as it is now", TakenBackResponse)}, bodies=(PutBackRequest,),
    headers=(CSRF, IDEMPOTENCY_KEY), may="take-back",
    refuses=(
        *CHANGE_REFUSALS, *HALL_REFUSALS, refusals.DayIsClosed, refusals.DayIsAway, refusals.TakenBackUndoLate, refusals.UndoGone,
    ),
)  # fmt: skip
def undo_taking_back(venue_id: str) -> dict[str, Any]:
    """Undo the last taking back: its numbers wait again, each in its old place."""
    body = read_body(PutBackRequest)
    return _press_of_whole_hall(
        venue_id, lambda hall, now_ms: rules.undo_taking_back(hall, seq=body.seq, now_ms=now_ms)
    )


@routes.post("/venues/<venue_id>/kiosks/<device_id>/attend")
@documented(
    answers={200: Answer("The hall as it is now", HallResponse)}, headers=(CSRF, IDEMPOTENCY_KEY), may="kiosk-help",
    refuses=(*CHANGE_REFUSALS, *HALL_REFUSALS, refusals.DayIsClosed, refusals.DayIsAway),
)  # fmt: skip
def attend_kiosk(venue_id: str, device_id: str) -> dict[str, Any]:
    """Record that staff are on their way to a kiosk that asked for help."""
    return _press(venue_id, lambda hall, now_ms: rules.answer_kiosk(hall, device_id=device_id, now_ms=now_ms))


@routes.post("/venues/<venue_id>/kiosks/<device_id>/helped")
@documented(
    answers={200: Answer("The hall as it is now", HallResponse)}, headers=(CSRF, IDEMPOTENCY_KEY), may="kiosk-help",
    refuses=(*CHANGE_REFUSALS, *HALL_REFUSALS, refusals.DayIsClosed, refusals.DayIsAway),
)  # fmt: skip
def kiosk_helped(venue_id: str, device_id: str) -> dict[str, Any]:
    """Record that a kiosk no longer needs help."""
    return _press(
        venue_id, lambda hall, now_ms: rules.end_kiosk_help(hall, device_id=device_id, now_ms=now_ms)
    )


def _press_of_whole_hall(venue_id: str, rule: Rule) -> dict[str, Any]:
    """Press for visitors of all agencies. Raises Forbidden if the account is limited to certain agencies."""
    if required_session(csrf=True).access.agencies:
        raise Forbidden()
    return _press(venue_id, rule)


def _press(venue_id: str, rule: Rule) -> dict[str, Any]:
    """Apply a rule to the hall; return the hall, and how many numbers were taken back."""
    session = required_session(csrf=True)
    live, pressed = context().hall(venue_id), stamp(session.account.actor)
    waits = live.waits.get(g.deadline)

    def show(hall: Hall, now_ms: int, outcome: Outcome) -> dict[str, Any]:
        last = hall.taken_back
        numbers = len(last.tickets) if last is not None and last.key == pressed.key else 0
        view = hall_views.hall(
            hall,
            now_ms,
            session_id=session.id,
            access=session.access,
            waits=waits,
            venues=context().halls.venues(),
        )
        return view | {"numbers": numbers} | ({"replayed": True} if outcome.replayed else {})

    return live.press(rule, stamp=pressed, show=show, deadline=g.deadline)


def _time_zone(hall: LiveHall) -> str:
    return _venue(hall.venue_id).time_zone


def _venue(venue_id: str) -> Venue:
    house = context().halls.house.edition.house
    assert house is not None
    return house.venues[venue_id]


def _facts_of(hall: LiveHall, day: str | None) -> tuple[str, Iterator[tuple[int, Fact]]]:
    """
    Return a service day (default: today) and its facts.

    Raises:
        Malformed: not a date. UnknownDay: nothing was recorded. DayDamaged, Unavailable.
    """
    try:
        day = date.fromisoformat(day or hall.read(lambda now, _: now.service_day, g.deadline)).isoformat()
    except ValueError as error:
        raise refusals.Malformed(why="day: 2026-11-24") from error
    facts = hall.facts(day)
    first = next(facts, None)
    if first is None:
        raise refusals.UnknownDay(day=day)
    return day, chain([first], facts)


def _minute_ms(venue_id: str, day: str, minute: str) -> int:
    """Return a minute of the wall clock, "09:41", within a service day, as ms UTC."""
    venue = _venue(venue_id)
    return minute_at(day, minute, venue.time_zone, venue.day_starts_at)
