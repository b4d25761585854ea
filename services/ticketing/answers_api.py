"""The API for feedback after a visit: a rating, a survey or a remark, by phone, at a kiosk or at a tablet."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Blueprint, g, request
from pydantic import Field

from services.ticketing.api import DEVICE, address, ticket_ref
from services.ticketing.context import context
from services.ticketing.shapes import FormResponse, Ratable, Rated, Thanked
from services.web.openapi import IDEMPOTENCY_KEY, Answer, documented
from services.web.problems import HALL_REFUSALS
from services.web.request_body import Body, read_body, stamp
from waitingroom import refusals
from waitingroom.devices.refusals import DeviceRevoked
from waitingroom.facts import Fact, Press
from waitingroom.hall import PUBLIC, Hall
from waitingroom.live.live_hall import LiveHall, Outcome
from waitingroom.satisfaction import rules
from waitingroom.satisfaction.forms import ELEMENTS_MAX, Form
from waitingroom.satisfaction.refusals import (
    AlreadyRated,
    AnswersMissing,
    FormReplaced,
    NotFinished,
    RatingOver,
    TooManyAnswers,
    UnknownForm,
    UnreadableRemark,
)
from waitingroom.state import Ticket
from waitingroom.tokens import TicketRef, answer_key, press_digest
from waitingroom.views.shapes import local
from waitingroom.views.shapes import text as in_both

routes = Blueprint("answers", __name__, url_prefix="/api/ticketing/v1")

REMARK_CHARS_MAX = 4_000
"""Maximum characters accepted in a remark; the house's lower limit is enforced with an explanatory refusal."""
REFUSES = (*HALL_REFUSALS, NotFinished, refusals.DayIsClosed, refusals.UnknownTicket, TooManyAnswers)
RATING_REFUSES = (*REFUSES, AlreadyRated, RatingOver)


class RatingRequest(Body):
    """A rating: 1 not satisfied, 2 fair, 3 satisfied."""

    rating: Annotated[int, Field(ge=1, le=3)]


class DeviceRatingRequest(RatingRequest):
    """A rating and the number it is for."""

    ticket: Annotated[str, Field(min_length=1, max_length=20)]


class SurveyRequest(Body):
    """The answers to all questions in the form's order, 1 the lowest; version: of the form that was answered."""

    version: Annotated[int, Field(ge=1)]
    answers: Annotated[list[int], Field(max_length=ELEMENTS_MAX)]


class RemarkRequest(Body):
    """A remark in free words."""

    text: Annotated[str, Field(max_length=REMARK_CHARS_MAX)]


@routes.get("/forms/<form_id>")
@documented(answers={200: Answer("The current version of a survey", FormResponse)}, refuses=(UnknownForm,))
def form(form_id: str) -> dict[str, Any]:
    """Return the questions of a survey, "skm" or "ipak"."""
    return _form_json(context().forms.today(form_id))


@routes.post("/tickets/<token>/rating")
@documented(
    answers={200: Answer("The face that is recorded", Rated)}, bodies=(RatingRequest,), headers=(IDEMPOTENCY_KEY,),
    refuses=RATING_REFUSES,
)  # fmt: skip
def rate(token: str) -> dict[str, Any]:
    """Rate the service of a finished ticket, by its token."""
    g.verb = "rate"
    (hall, ref), body = ticket_ref(token), read_body(RatingRequest)
    return _rate(hall, ref.ticket_id, body.rating, rules.PHONE, stamp(PUBLIC), ref)


@routes.post("/tickets/<token>/surveys/<form_id>")
@documented(
    answers={200: Answer("It is recorded", Thanked)}, bodies=(SurveyRequest,),
    refuses=(*REFUSES, AnswersMissing, FormReplaced, UnknownForm, RatingOver),
)  # fmt: skip
def answer_survey(token: str, form_id: str) -> dict[str, Any]:
    """Answer a survey once after a visit; the log does not record which ticket the answers belong to."""
    g.verb = "survey"
    hall, ref = ticket_ref(token)
    body, current_form = read_body(SurveyRequest), context().forms.today(form_id)

    def rule(now: Hall, now_ms: int) -> list[Fact]:
        return rules.answer_survey(
            now, ticket_id=ref.ticket_id, form=current_form, version=body.version, answers=body.answers,
            channel=rules.PHONE, now_ms=now_ms,
        )  # fmt: skip

    return _answer_once(hall, ref, rule, token, f"survey {form_id}")


@routes.post("/tickets/<token>/remarks")
@documented(
    answers={200: Answer("It is recorded", Thanked)}, bodies=(RemarkRequest,),
    refuses=(*REFUSES, UnreadableRemark, RatingOver),
)  # fmt: skip
def leave_remark(token: str) -> dict[str, Any]:
    """Leave a remark for staff once after a visit; the log does not record which ticket it belongs to."""
    g.verb = "remark"
    (hall, ref), body = ticket_ref(token), read_body(RemarkRequest)

    def rule(now: Hall, now_ms: int) -> list[Fact]:
        return rules.leave_remark(
            now, ticket_id=ref.ticket_id, text=body.text, channel=rules.PHONE, now_ms=now_ms
        )

    return _answer_once(hall, ref, rule, token, "remark")


@routes.get("/venues/<venue_id>/ratable")
@documented(
    answers={200: Answer("The numbers that may be rated at this kiosk", Ratable)}, headers=(DEVICE,),
    refuses=(*HALL_REFUSALS, DeviceRevoked),
)  # fmt: skip
def ratable(venue_id: str) -> dict[str, Any]:
    """List unrated numbers whose visit ended within the last half hour, for a paired kiosk."""
    hall = context().hall(venue_id)
    _device(venue_id, rules.KIOSK)
    return hall.read(lambda now, now_ms: _ratable(now, now_ms, None), g.deadline)


@routes.get("/venues/<venue_id>/counters/<counter_id>/ratable")
@documented(
    answers={200: Answer("The numbers that may be rated at the tablet of this counter", Ratable)}, headers=(DEVICE,),
    refuses=(*HALL_REFUSALS, DeviceRevoked, refusals.UnknownCounter),
)  # fmt: skip
def ratable_at_counter(venue_id: str, counter_id: str) -> dict[str, Any]:
    """List unrated numbers of one counter, for a paired tablet."""
    hall = context().hall(venue_id)
    _device(venue_id, rules.TABLET)

    def view(now: Hall, now_ms: int) -> dict[str, Any]:
        counter = now.house.counters[venue_id].get(counter_id) if now.house else None
        if counter is None:
            raise refusals.UnknownCounter(counter=counter_id[:20])
        return _ratable(now, now_ms, counter_id) | {"counter_name": in_both(counter.name.full)}

    return hall.read(view, g.deadline)


@routes.post("/venues/<venue_id>/<any(kiosk, tablet):channel>/ratings")
@documented(
    answers={200: Answer("The face that is recorded", Rated)}, bodies=(DeviceRatingRequest,),
    headers=(IDEMPOTENCY_KEY, DEVICE), choices={"channel": [rules.KIOSK, rules.TABLET]},
    refuses=(*RATING_REFUSES, DeviceRevoked),
)  # fmt: skip
def rate_at_device(venue_id: str, channel: str) -> dict[str, Any]:
    """Rate a finished ticket at a paired kiosk, or at a paired tablet of a counter."""
    g.verb = "rate"
    hall, body = context().hall(venue_id), read_body(DeviceRatingRequest)
    device = _device(venue_id, channel)
    return _rate(hall, body.ticket, body.rating, channel, stamp(f"device:{device}"), None)


def _rate(
    hall: LiveHall, ticket_id: str, rating: int, channel: str, pressed: Press, ref: TicketRef | None
) -> dict[str, Any]:
    if not hall.has_recorded(pressed.key):
        device = pressed.by if channel != rules.PHONE else None
        context().limits.answer(device=device, address=address(), key=pressed.key)

    def rule(now: Hall, now_ms: int) -> list[Fact]:
        _check_day(now, ref)
        return rules.rate(now, ticket_id=ticket_id, rating=rating, channel=channel, now_ms=now_ms)

    def show(now: Hall, now_ms: int, outcome: Outcome) -> dict[str, Any]:
        ticket = now.tickets.get(ticket_id)
        recorded = ticket.rating.value if ticket and ticket.rating else rating
        return {"number": ticket_id, "rating": recorded} | ({"replayed": True} if outcome.replayed else {})

    return hall.press(rule, stamp=pressed, show=show, deadline=g.deadline)


def _answer_once(hall: LiveHall, ref: TicketRef, rule: Any, token: str, what: str) -> dict[str, Any]:
    """Record an anonymous answer once: its press key can be derived only with the house's secret; no request id."""
    key = answer_key(context().ticket_secret, token, what)
    pressed = Press(key=key, wish=press_digest(what), by=PUBLIC, request_id="")
    if not hall.has_recorded(key):
        context().limits.answer(device=None, address=address(), key=key)

    def checked_rule(now: Hall, now_ms: int) -> list[Fact]:
        _check_day(now, ref)
        facts: list[Fact] = rule(now, now_ms)
        return facts

    def show(now: Hall, now_ms: int, outcome: Outcome) -> dict[str, Any]:
        return {"recorded": True} | ({"replayed": True} if outcome.replayed else {})

    return hall.press(checked_rule, stamp=pressed, show=show, deadline=g.deadline)


def _check_day(now: Hall, ref: TicketRef | None) -> None:
    """Raise RatingOver if the ticket is of an earlier service day."""
    if ref is not None and now.service_day != ref.service_day:
        raise RatingOver()


def _device(venue_id: str, channel: str) -> str:
    """Return the id of the paired kiosk or tablet that sent this request. Raises DeviceRevoked."""
    token = request.headers.get("X-Device", "")[:200]
    if not token:
        raise DeviceRevoked()
    kiosks = context().kiosks
    return kiosks.kiosk_of(token, venue_id) if channel == rules.KIOSK else kiosks.tablet_of(token, venue_id)


def _ratable(now: Hall, now_ms: int, counter_id: str | None) -> dict[str, Any]:
    if now.house is None:
        return {"now": None, "tickets": []}
    tickets = [_ticket_json(now, ticket) for ticket in rules.ratable(now, now_ms, counter_id)]
    return {"now": local(now, now.house, now_ms), "tickets": tickets}


def _ticket_json(now: Hall, ticket: Ticket) -> dict[str, Any]:
    assert now.house is not None
    service = now.house.services.get(ticket.service_id)
    agency = now.house.agencies.get(service.agency) if service else None
    return {
        "number": ticket.ticket_id, "service_name": service.name if service else ticket.service_id,
        "service_name_en": service.name_en if service else ticket.service_id,
        "agency_short": agency.short if agency else "",
        "finished_at": local(now, now.house, ticket.since_ms),
    }  # fmt: skip


def _form_json(form: Form) -> dict[str, Any]:
    return {
        "id": form.id, "version": form.version, "title": in_both(form.title), "minutes": form.minutes,
        "elements": [
            {
                "id": element.id, "name": in_both(element.name), "question": in_both(element.question),
                "answers": [in_both(answer) for answer in element.answers],
            }
            for element in form.elements
        ],
    }  # fmt: skip
