"""The shapes of this service's answers, as others may rely on them (documented in openapi.json)."""

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
    """What those who wait for a service or in a zone are told, neither: all; until: when it ends by itself."""

    id: int
    text: Words
    until: str
    service: str | None
    zone: str | None


class ServiceResponse(Shape):
    """A service, and whether a number can be taken for it now."""

    id: str
    name: str
    open: bool
    closed_reason: str | None


class AgencyResponse(Shape):
    """An agency and what it offers."""

    id: str
    name: str
    services: list[ServiceResponse]


class VenueResponse(Shape):
    """
    A venue's catalogue.

    kiosks_only: the public takes numbers at paired kiosks only; asks_priority: such a kiosk asks whether its visitor
    has priority by law; closed_text: no service gives numbers now, and when
    the first one does.
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
    """How long it will take, as an honest range, minutes from ``at``; high_min null: more than low_min."""

    low_min: int
    high_min: int | None
    at: str


class KioskCall(Shape):
    """Staff were called to a kiosk; asked_at null: by now nobody is needed there any more; coming: somebody goes."""

    kiosk: str
    asked_at: str | None
    coming: bool


class HallClosed(Shape):
    """What is told in a closed hall; over: nobody is called today any more."""

    text: Words
    over: bool


class TicketResponse(Shape):
    """
    A ticket as its owner sees it.

    ahead: how many would be called before it; ready: time to come nearer; hall_closed: it waits, and nobody in the
    hall is called now; wait null: nobody knows; wait_note: why it takes longer, or nobody knows; notices: what its
    visitor is told while it waits, which may be why as well; basis: why it was called, "arrival",
    "priority" (it passed others), "number" (named by staff), "missed" or "held"; null: it was not; rating: the face that
    its visitor chose, 1 to 3, null: none.
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
    """A number that may be rated at a kiosk or tablet; finished_at: when its visit ended; counter: where, as it is called."""

    number: str
    service_name: str
    finished_at: str


class Ratable(Shape):
    """The numbers that may be rated here, the latest first; now: by the server's clock."""

    now: str
    tickets: list[RatableTicket]


class Rated(Shape):
    """The face that is recorded."""

    number: str
    rating: int


class Thanked(Shape):
    """It is recorded."""

    recorded: bool


class FormElement(Shape):
    """One question of a survey, with its answers, the least first."""

    id: str
    name: Words
    question: Words
    answers: list[Words]


class FormResponse(Shape):
    """A survey as it is asked today; version: to be sent with the answers."""

    id: str
    version: int
    title: Words
    minutes: int
    elements: list[FormElement]
