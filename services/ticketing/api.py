"""The API for visitors: venues, issuing a ticket, a ticket's state, and leaving the queue."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any

from flask import Blueprint, Response, g, request, url_for
from pydantic import Field

from services.ticketing.context import context
from services.ticketing.shapes import KioskCall, TicketResponse, VenueResponse, Venues
from services.web import qr as qr_code
from services.web.openapi import IDEMPOTENCY_KEY, SVG, Answer, documented
from services.web.problems import HALL_REFUSALS
from services.web.public_address import NoPublicAddress, phone_url
from services.web.request_body import Body, read_body, stamp
from waitingroom import refusals, rules
from waitingroom.devices.refusals import DeviceRevoked
from waitingroom.facts import Fact
from waitingroom.hall import PUBLIC, Hall
from waitingroom.live.live_hall import LiveHall, Outcome
from waitingroom.local_time import service_day
from waitingroom.rules import PublicTaking
from waitingroom.tokens import TicketRef, make_token, origin_mark, read_token
from waitingroom.views import visitor
from waitingroom.views.shapes import local
from waitingroom.views.waits import promised_wait
from waitingroom.waits.estimate import Estimates

routes = Blueprint("api", __name__, url_prefix="/api/ticketing/v1")

SECRET_KEY = IDEMPOTENCY_KEY | {
    "description": "A request with the same key by the same actor has no second effect and returns the same ticket, so"
    " the key is a secret of this browser. Without a paired device: at least 22 random characters.",
}
DEVICE = {
    "name": "X-Device", "in": "header", "required": False,
    "description": "The token of a paired kiosk; without it the number is taken by the public.",
    "schema": {"type": "string"},
}  # fmt: skip

STOPS_MAX = 8
KEY_LENGTH_MIN = 22
"""128 random bits in base64, because the key of a public press gives access to its ticket."""

Id = Annotated[str, Field(min_length=1, max_length=60)]


class TicketRequest(Body):
    """
    A request for a number: a service, optionally a priority by law, and further stops.

    until: ISO 8601 with offset; a later request issues nothing (wish-expired), because its visitor has left. A request
    whose key is already recorded returns its ticket at any time.
    """

    service: Id
    priority: Annotated[str, Field(max_length=40)] | None = None
    then: Annotated[list[Id], Field(max_length=STOPS_MAX)] = Field(default=[])
    until: Annotated[str | None, Field(max_length=40, json_schema_extra={"format": "date-time"})] = None

    def until_ms(self) -> int | None:
        """Return the time until which the number may be issued, ms UTC, or None. Raises Malformed."""
        try:
            until = datetime.fromisoformat(self.until) if self.until is not None else None
        except ValueError as error:
            raise refusals.Malformed(why="until: ISO 8601") from error
        if until is not None and until.tzinfo is None:
            raise refusals.Malformed(why="until: ISO 8601 with offset")
        return None if until is None else math.floor(until.timestamp() * 1000)


@routes.get("/venues")
@documented(answers={200: Answer("Every venue of the house", Venues)}, refuses=(refusals.NotReady,))
def venues() -> dict[str, Any]:
    """List the venues."""
    house = context().halls.current_house()
    return {"venues": [{"id": v.id, "name": v.name, "address": v.address} for v in house.venues.values()]}


@routes.get("/venues/<venue_id>")
@documented(
    answers={200: Answer("The venue's catalogue, with what is open", VenueResponse)}, refuses=HALL_REFUSALS
)
def venue(venue_id: str) -> dict[str, Any]:
    """Return a venue's catalogue."""
    kiosks_paired, whole = _has_kiosk(venue_id), context().halls.current_house()

    def view(now: Hall, now_ms: int) -> dict[str, Any]:
        kiosks_only = rules.only_paired_kiosks(now, kiosks_paired=kiosks_paired) if now.is_open else False
        return visitor.venue(now, now_ms, waits, whole=whole) | {"kiosks_only": kiosks_only}

    hall = context().hall(venue_id)
    waits = hall.waits.get(g.deadline)
    if (settings := whole.venues.get(venue_id)) and settings.kiosk_priority:
        waits.work_out_priority()
    return hall.read(view, g.deadline)


@routes.post("/venues/<venue_id>/tickets")
@documented(
    answers={201: Answer("The ticket", TicketResponse)}, bodies=(TicketRequest,), headers=(SECRET_KEY, DEVICE),
    refuses=(
        *HALL_REFUSALS, DeviceRevoked, refusals.DayIsClosed, refusals.DayIsAway, refusals.KiosksOnly, refusals.PriorityByStaff,
        refusals.PublicFull,
        refusals.RepeatedStop, refusals.ServiceClosed, refusals.TooManyNumbers, refusals.UnknownService,
        refusals.UnknownTicket, refusals.WishExpired, refusals.DayIsBeingRead, refusals.DayDamaged,
    ),
)  # fmt: skip
def issue(venue_id: str) -> tuple[dict[str, Any], int]:
    """Issue a ticket."""
    g.verb = "issue"
    hall = context().hall(venue_id)
    body, kiosk = read_body(TicketRequest), _kiosk(venue_id)
    until_ms = body.until_ms()
    if kiosk is None:
        _check_key()
    secret, pressed = context().ticket_secret, stamp(f"device:{kiosk}" if kiosk else PUBLIC)
    if not hall.has_recorded(pressed.key):
        context().limits.take(kiosk=kiosk, address=address(), key=pressed.key)
    public_rule = _public_rule(venue_id) if kiosk is None else None
    waits, whole = hall.waits.get(g.deadline), context().halls.current_house()

    def rule(now: Hall, now_ms: int) -> list[Fact]:
        if body.priority is not None and not (kiosk and rules.kiosk_asks_priority(now)):
            raise refusals.PriorityByStaff()
        wait = waits.of_newcomer(body.service, now, priority=body.priority is not None)
        return rules.issue(
            now, service_id=body.service, stops=body.then, priority=body.priority, now_ms=now_ms,
            public=public_rule(now) if public_rule else None, until_ms=until_ms, told=wait,
            whole=whole,
        )  # fmt: skip

    def show(now: Hall, now_ms: int, outcome: Outcome) -> dict[str, Any] | Outcome:
        if outcome.service_day != now.service_day:
            return outcome
        response = _ticket_json(now, now_ms, outcome.ticket_id or "", secret, waits)
        return response | promised_wait(now, now_ms, outcome.facts) | _replayed(outcome)

    response = hall.press(rule, stamp=pressed, show=show, deadline=g.deadline)
    if isinstance(response, Outcome):
        response = _past_ticket_json(
            hall, TicketRef(venue_id, response.service_day, response.ticket_id or ""), secret
        ) | _replayed(response)
    response["url"] = url_for("pages.ticket", token=response["token"], _external=True)
    response["phone_url"] = _phone_url(response["token"])
    return response, 201


@routes.post("/venues/<venue_id>/help")
@documented(
    answers={200: Answer("Staff were called", KioskCall)}, headers=(IDEMPOTENCY_KEY, DEVICE),
    refuses=(*HALL_REFUSALS, DeviceRevoked, refusals.DayIsClosed, refusals.DayIsAway, refusals.TooManyCalls),
)  # fmt: skip
def call_staff(venue_id: str) -> dict[str, Any]:
    """Call staff to a paired kiosk; reception and supervisors see which one."""
    g.verb = "kiosk-help"
    hall, kiosk = context().hall(venue_id), _kiosk(venue_id)
    device = context().devices.get(kiosk) if kiosk else None
    if device is None:
        raise DeviceRevoked()
    name, pressed = device.settings.name, stamp(f"device:{device.id}")
    if not hall.has_recorded(pressed.key):
        context().limits.call(kiosk=device.id, key=pressed.key)

    def rule(now: Hall, now_ms: int) -> list[Fact]:
        return rules.call_to_kiosk(now, device_id=device.id, device_name=name, now_ms=now_ms)

    def show(now: Hall, now_ms: int, outcome: Outcome) -> dict[str, Any]:
        help = now.kiosk_help.get(device.id)
        asked_at = local(now, now.house, help.asked_ms) if help and now.house else None
        return {
            "kiosk": name, "asked_at": asked_at, "coming": help is not None and help.is_coming,
        } | _replayed(outcome)  # fmt: skip

    return hall.press(rule, stamp=pressed, show=show, deadline=g.deadline)


@routes.get("/tickets/<token>")
@documented(
    answers={200: Answer("The ticket as it is now", TicketResponse)},
    refuses=(*HALL_REFUSALS, refusals.UnknownTicket, refusals.DayIsBeingRead, refusals.DayDamaged),
)
def ticket(token: str) -> dict[str, Any]:
    """Return a ticket's state."""
    hall, ref = ticket_ref(token)
    secret, waits = context().ticket_secret, hall.waits.get(g.deadline)
    today = hall.find(
        lambda now, now_ms: (
            _ticket_json(now, now_ms, ref.ticket_id, secret, waits)
            if now.service_day == ref.service_day
            else None
        ),
        g.deadline,
    )
    return today or _past_ticket_json(hall, ref, secret)


@routes.delete("/tickets/<token>")
@documented(
    answers={200: Answer("The cancelled ticket", TicketResponse)}, headers=(IDEMPOTENCY_KEY,),
    refuses=(
        *HALL_REFUSALS, refusals.AlreadyCalled, refusals.DayIsClosed, refusals.DayIsAway, refusals.TooManyLeave, refusals.UnknownTicket,
    ),
)  # fmt: skip
def cancel(token: str) -> dict[str, Any]:
    """Leave the queue."""
    g.verb = "cancel"
    hall, ref = ticket_ref(token)
    secret, pressed = context().ticket_secret, stamp(PUBLIC)
    if not hall.has_recorded(pressed.key):
        context().limits.leave(address=address(), key=pressed.key)

    def rule(now: Hall, now_ms: int) -> list[Fact]:
        if now.service_day != ref.service_day:
            raise refusals.AlreadyCalled(ticket=ref.ticket_id)
        return rules.cancel(now, ticket_id=ref.ticket_id, now_ms=now_ms)

    def show(now: Hall, now_ms: int, outcome: Outcome) -> dict[str, Any]:
        return _ticket_json(now, now_ms, ref.ticket_id, secret) | _replayed(outcome)

    return hall.press(rule, stamp=pressed, show=show, deadline=g.deadline)


@routes.get("/tickets/<token>/qr.svg")
@documented(
    answers={200: Answer("The QR code of the ticket page", media=SVG)},
    refuses=(*HALL_REFUSALS, NoPublicAddress, refusals.UnknownTicket),
)
def qr(token: str) -> Response:
    """Return the QR code that opens the ticket page on a phone."""
    ticket_ref(token)
    return qr_code.svg_response(_phone_url(token))


def _phone_url(token: str) -> str | None:
    """Return the URL at which phones can open a ticket's page, or None."""
    settings = context().settings
    return phone_url(settings, settings.ticketing_url, url_for("pages.ticket", token=token))


def _kiosk(venue_id: str) -> str | None:
    """Return the id of the paired kiosk that sent this request, None for the public. Raises DeviceRevoked."""
    token = request.headers.get("X-Device", "")[:200]
    return context().kiosks.kiosk_of(token, venue_id) if token else None


def address() -> str:
    """Return the client's address; behind the gateway, the one from X-Forwarded-For."""
    return request.remote_addr or ""


def _public_rule(venue_id: str) -> Callable[[Hall], PublicTaking]:
    """Return a function that describes this request to the rule, as a number taken by the public."""
    secret, origin, kiosks_paired = context().ticket_secret, address(), _has_kiosk(venue_id)
    return lambda now: PublicTaking(origin_mark(secret, now.service_day, origin), kiosks_paired)


def _has_kiosk(venue_id: str) -> bool:
    """Return whether a venue has a paired kiosk."""
    return venue_id in context().halls.house.kiosks.values()


def _check_key() -> None:
    """Raise Malformed if the request key is too short to be a secret."""
    key = request.headers.get("Idempotency-Key")
    if key is not None and len(key) < KEY_LENGTH_MIN:
        raise refusals.Malformed(why=f"Idempotency-Key: {KEY_LENGTH_MIN} random characters at least")


def ticket_ref(token: str) -> tuple[LiveHall, TicketRef]:
    """Return the hall and the ticket of a token. Raises UnknownTicket."""
    ref = read_token(context().ticket_secret, token)
    if ref is None:
        raise refusals.UnknownTicket()
    return context().hall(ref.venue_id), ref


def _ticket_json(
    hall: Hall, now_ms: int, ticket_id: str, secret: bytes, waits: Estimates | None = None
) -> dict[str, Any]:
    ticket = hall.tickets.get(ticket_id)
    if ticket is None:
        raise refusals.UnknownTicket()
    token = make_token(secret, TicketRef(hall.venue_id, hall.service_day, ticket_id))
    return visitor.ticket(hall, ticket, token, now_ms, waits, context().halls.venues())


def _past_ticket_json(hall: LiveHall, ref: TicketRef, secret: bytes) -> dict[str, Any]:
    """Return a ticket of another service day, from that day's own log."""
    past = hall.past(ref.service_day)
    now_ms = context().halls.clock.now_ms()
    if past.house is None:
        raise refusals.UnknownTicket()
    venue = past.house.venues[past.venue_id]
    today = service_day(now_ms, venue.time_zone, venue.day_starts_at)
    return _ticket_json(past, now_ms, ref.ticket_id, secret) | {"other_day": past.service_day != today}


def _replayed(outcome: Outcome) -> dict[str, Any]:
    return {"replayed": True} if outcome.replayed else {}
