"""The response shapes that clients may rely on (documented in openapi.json)."""

from __future__ import annotations

from typing import Literal

from services.web.openapi import Shape


class VenueName(Shape):
    """A venue in the list."""

    id: str
    name: str
    address: str


class Venues(Shape):
    """Every venue of the house."""

    venues: list[VenueName]


class Words(Shape):
    """A text in both languages."""

    id: str
    en: str


class Notice(Shape):
    """A notice to visitors waiting for a service or in a zone, or to all if both are null; until: when it expires."""

    id: int
    text: Words
    until: str
    service: str | None
    zone: str | None


class ServiceResponse(Shape):
    """A service, and whether it issues numbers now."""

    id: str
    name: str
    open: bool
    closed_reason: str | None


class AgencyResponse(Shape):
    """An agency and its services."""

    id: str
    name: str
    services: list[ServiceResponse]


class VenueResponse(Shape):
    """
    A venue's catalogue.

    kiosks_only: the public can take numbers at paired kiosks only; asks_priority: paired kiosks ask visitors whether
    they have priority by law; closed_text: no service issues numbers now, and when the first one will.
    """

    id: str
    name: str
    kiosks_only: bool
    asks_priority: bool
    closed_text: Words | None
    notices: list[Notice]
    zones: list[Shape]
    agencies: list[AgencyResponse]


class Wait(Shape):
    """The expected wait as a range in minutes from ``at``; high_min null: more than low_min."""

    low_min: int
    high_min: int | None
    at: str


class KioskCall(Shape):
    """A call of staff to a kiosk; asked_at null: the call is already over; coming: staff are on their way."""

    kiosk: str
    asked_at: str | None
    coming: bool


class HallClosed(Shape):
    """The notice shown while the hall is closed; over: no more calls today."""

    text: Words
    over: bool


class TicketResponse(Shape):
    """
    A ticket as its owner sees it.

    ahead: how many would be called before it; ready: the visitor should come nearer; hall_closed: it waits while the
    hall calls no numbers; wait null: unknown; wait_note: why the wait is longer or unknown; notices: notices to its
    visitor while it waits, possibly with the same reason; basis: why it was called: "arrival", "priority" (it passed
    others), "number" (chosen by staff), "missed" or "held"; null: not called; rating: the face that its visitor chose,
    1 to 3; null: none.
    """

    id: str
    number: str
    service: str
    service_day: str
    token: str
    state: Literal[
        "waiting", "called", "serving", "held", "missed", "finished", "cancelled", "expired", "moved"
    ]
    ahead: int
    ready: bool
    basis: str | None
    wait: Wait | None
    wait_note: Words | None
    notices: list[Notice]
    hall_closed: HallClosed | None
    rating: int | None


class RatableTicket(Shape):
    """A number that may be rated at a kiosk or tablet; finished_at: when its visit ended."""

    number: str
    service_name: str
    finished_at: str


class Ratable(Shape):
    """The numbers that may be rated here, latest first; now: the server's time."""

    now: str
    tickets: list[RatableTicket]


class Rated(Shape):
    """The recorded rating."""

    number: str
    rating: int


class Thanked(Shape):
    """Confirms that the answer was recorded."""

    recorded: bool


class FormElement(Shape):
    """A question of a survey with its answers, lowest first."""

    id: str
    name: Words
    question: Words
    answers: list[Words]


class FormResponse(Shape):
    """The current version of a survey; version: to be sent with the answers."""

    id: str
    version: int
    title: Words
    minutes: int
    elements: list[FormElement]
