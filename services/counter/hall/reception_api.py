"""Reception API: issue, find, reprint and cancel tickets, set a priority, return a missed visitor to the line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

from flask import Blueprint, Response, g, request
from pydantic import Field

from services.counter.context import context
from services.counter.hall.acting import check_reach
from services.counter.hall.verbs import Id
from services.counter.shapes import Catalogue, Reason, TicketFound
from services.staff.refusals import CHANGE_REFUSALS, SESSION_REFUSALS, Forbidden
from services.staff.sign_in import required_session
from services.web import qr as qr_code
from services.web.openapi import CSRF, IDEMPOTENCY_KEY, SVG, Answer, documented
from services.web.problems import HALL_REFUSALS
from services.web.public_address import NoPublicAddress, phone_url
from services.web.request_body import Body, read_body, stamp
from waitingroom import refusals, rules
from waitingroom.facts import Fact
from waitingroom.hall import Hall
from waitingroom.live.live_hall import Outcome
from waitingroom.refusals import Refusal
from waitingroom.rules import find_ticket
from waitingroom.tokens import TicketRef, make_token
from waitingroom.views import visitor
from waitingroom.views.waits import promised_wait
from waitingroom.waits.estimate import Estimates

routes = Blueprint("reception_api", __name__, url_prefix="/api/counter/v1")

STOPS_MAX = 8
NUMBER_REFUSALS = (refusals.DayIsClosed, refusals.DayIsAway, refusals.UnknownNumber)
"""Refusals of every route for one of today's numbers."""

F = TypeVar("F", bound=Callable[..., Any])


def _press_route(*bodies: type[Body], refuses: tuple[type[Refusal], ...] = ()) -> Callable[[F], F]:
    """Document a route that changes a ticket."""
    return documented(
        answers={200: Answer("The ticket as it is now", TicketFound)}, bodies=bodies,
        headers=(CSRF, IDEMPOTENCY_KEY), may="reception",
        refuses=(*CHANGE_REFUSALS, *HALL_REFUSALS, *NUMBER_REFUSALS, *refuses),
    )  # fmt: skip


class TicketRequest(Body):
    """The ticket to issue: a service, a priority by law, and further stops."""

    service: Id
    priority: Annotated[str, Field(max_length=40)] | None = None
    then: Annotated[list[Id], Field(max_length=STOPS_MAX)] = Field(default=[])


class TicketPriorityRequest(Body):
    """priority: the reason by law; null removes the priority."""

    priority: Annotated[str, Field(max_length=40)] | None


class PlaceRequest(Body):
    """place: where in the line the returning visitor waits."""

    place: Literal["first", "last", "after-two"]


@routes.get("/venues/<venue_id>/catalogue")
@documented(
    answers={200: Answer("The venue's catalogue, with what is open", Catalogue)},
    refuses=(*SESSION_REFUSALS, *HALL_REFUSALS),
    may="reception",
)
def catalogue(venue_id: str) -> dict[str, Any]:
    """Return the services for which numbers can be taken."""
    required_session()
    live = context().hall(venue_id)
    waits = live.waits.get(g.deadline)
    waits.work_out_priority()
    whole = context().halls.current_house()
    return live.read(
        lambda hall, now_ms: visitor.venue(hall, now_ms, waits, with_priority=True, whole=whole), g.deadline
    )


@routes.post("/venues/<venue_id>/tickets")
@documented(
    answers={201: Answer("The ticket", TicketFound)}, bodies=(TicketRequest,), headers=(CSRF, IDEMPOTENCY_KEY),
    may="reception",
    refuses=(*CHANGE_REFUSALS, *HALL_REFUSALS, *NUMBER_REFUSALS, refusals.RepeatedStop, refusals.ServiceClosed, refusals.UnknownService),
)  # fmt: skip
def issue(venue_id: str) -> tuple[dict[str, Any], int]:
    """Issue a ticket for a visitor."""
    g.verb = "issue"
    body, access = read_body(TicketRequest), required_session().tickets("reception")
    waits, whole = context().hall(venue_id).waits.get(g.deadline), context().halls.current_house()

    def rule(hall: Hall, now_ms: int) -> list[Fact]:
        wait = waits.of_newcomer(body.service, hall, priority=body.priority is not None)
        facts = rules.issue(
            hall,
            service_id=body.service,
            stops=body.then,
            priority=body.priority,
            now_ms=now_ms,
            told=wait,
            whole=whole,
        )
        if not access.allows_service(hall, body.service):
            raise Forbidden()
        return facts

    return _press(venue_id, rule), 201


@routes.get("/venues/<venue_id>/tickets/<number>")
@documented(
    answers={200: Answer("The ticket as it is now", TicketFound)},
    refuses=(*SESSION_REFUSALS, *HALL_REFUSALS, *NUMBER_REFUSALS),
    may="reception",
)
def ticket(venue_id: str, number: str) -> dict[str, Any]:
    """Find a ticket of today by its number."""
    session = required_session()
    live, secret = context().hall(venue_id), context().ticket_secret
    waits = live.waits.get(g.deadline)

    def view(hall: Hall, now_ms: int) -> dict[str, Any]:
        check_reach(hall, number, session, "reception")
        return _ticket_json(hall, now_ms, number, secret, waits)

    return live.find(view, g.deadline)


@routes.get("/venues/<venue_id>/tickets/<number>/reason")
@documented(
    answers={200: Answer("The ticket's reason for priority", Reason)},
    refuses=(*SESSION_REFUSALS, *HALL_REFUSALS, *NUMBER_REFUSALS),
    may="reason",
)
def reason(venue_id: str, number: str) -> dict[str, Any]:
    """Return why a ticket has priority by law."""
    session = required_session()

    def view(hall: Hall, now_ms: int) -> str | None:
        check_reach(hall, number, session, "reason")
        return find_ticket(hall, number).priority

    return {"priority": context().hall(venue_id).find(view, g.deadline)}


@routes.get("/venues/<venue_id>/tickets/<number>/qr.svg")
@documented(
    answers={200: Answer("The code of the ticket's page", media=SVG)},
    refuses=(*SESSION_REFUSALS, *HALL_REFUSALS, *NUMBER_REFUSALS, NoPublicAddress),
    may="reception",
)
def qr(venue_id: str, number: str) -> Response:
    """Return the QR code that opens the ticket's page."""
    session = required_session()
    live, secret = context().hall(venue_id), context().ticket_secret

    def view(hall: Hall, now_ms: int) -> str | None:
        check_reach(hall, number, session, "reception")
        return _phone_url(_token(hall, number, secret))

    return qr_code.svg_response(live.find(view, g.deadline))


@routes.post("/venues/<venue_id>/tickets/<number>/priority")
@_press_route(TicketPriorityRequest)
def priority(venue_id: str, number: str) -> dict[str, Any]:
    """Set or remove a ticket's priority by law."""
    body = read_body(TicketPriorityRequest)
    return _press(venue_id, lambda hall, now_ms: rules.mark_priority(
        hall, ticket_id=number, priority=body.priority, now_ms=now_ms
    ), number)  # fmt: skip


@routes.post("/venues/<venue_id>/tickets/<number>/reprint")
@_press_route()
def reprint(venue_id: str, number: str) -> dict[str, Any]:
    """Record a reprint of a ticket."""
    return _press(venue_id, lambda hall, now_ms: rules.reprint(hall, ticket_id=number, now_ms=now_ms), number)


@routes.post("/venues/<venue_id>/tickets/<number>/return")
@_press_route(PlaceRequest, refuses=(refusals.NotWaiting,))
def return_missed(venue_id: str, number: str) -> dict[str, Any]:
    """Return a missed visitor who came back to the line."""
    body = read_body(PlaceRequest)
    return _press(venue_id, lambda hall, now_ms: rules.return_missed(
        hall, ticket_id=number, place=body.place, now_ms=now_ms
    ), number)  # fmt: skip


@routes.post("/venues/<venue_id>/tickets/<number>/cancel")
@_press_route(refuses=(refusals.AlreadyCalled,))
def cancel(venue_id: str, number: str) -> dict[str, Any]:
    """Cancel the ticket of a visitor who leaves the queue."""
    return _press(
        venue_id,
        lambda hall, now_ms: rules.cancel(hall, ticket_id=number, now_ms=now_ms, by_staff=True),
        number,
    )


def _press(
    venue_id: str, rule: Callable[[Hall, int], list[Fact]], number: str | None = None
) -> dict[str, Any]:
    session = required_session(csrf=True)
    live, secret = context().hall(venue_id), context().ticket_secret
    waits = live.waits.get(g.deadline)

    def in_reach(hall: Hall, now_ms: int) -> list[Fact]:
        if number is not None:
            check_reach(hall, number, session, "reception")
        return rule(hall, now_ms)

    def show(hall: Hall, now_ms: int, outcome: Outcome) -> dict[str, Any]:
        ticket = _ticket_json(hall, now_ms, number or outcome.ticket_id or "", secret, waits)
        ticket |= promised_wait(hall, now_ms, outcome.facts)
        return ticket | ({"replayed": True} if outcome.replayed else {})

    return live.press(in_reach, stamp=stamp(session.account.actor), show=show, deadline=g.deadline)


def _ticket_json(hall: Hall, now_ms: int, number: str, secret: bytes, waits: Estimates) -> dict[str, Any]:
    """Return a ticket as reception sees it. Raises UnknownNumber."""
    ticket, token = find_ticket(hall, number), _token(hall, number, secret)
    assert hall.house is not None
    return visitor.ticket(hall, ticket, token, now_ms, waits, context().halls.venues()) | {
        "priority": ticket.priority, "note": ticket.note, "url": _address(token), "phone_url": _phone_url(token),
        "address": hall.house.venues[hall.venue_id].address,
    }  # fmt: skip


def _token(hall: Hall, number: str, secret: bytes) -> str:
    if number not in hall.tickets:
        raise refusals.UnknownNumber(ticket=number[:20])
    return make_token(secret, TicketRef(hall.venue_id, hall.service_day, number))


def _phone_url(token: str) -> str | None:
    """Return the public address of a ticket's page, None if phones cannot reach it."""
    settings = context().settings
    return phone_url(settings, settings.ticketing_url, f"/ticket/{token}")


def _address(token: str) -> str:
    """Return the public address of a ticket's page, or else one derived from this request's host."""
    base = context().settings.ticketing_url
    if base.startswith(":"):
        base = f"{request.scheme}://{request.host.rsplit(':', 1)[0]}{base}"
    return _phone_url(token) or f"{base or request.host_url.rstrip('/')}/ticket/{token}"
