"""The shapes of this service's answers, as others may rely on them (documented in openapi.json)."""

from __future__ import annotations

from services.web.openapi import Shape


class SessionShown(Shape):
    """Who is signed in, and the token that every press carries."""

    csrf_token: str
    staff: Shape


class SignedOut(Shape):
    """Who was signed out."""

    signed_out: str


class CounterInHall(Shape):
    """A counter in the hall."""

    id: str
    name: str
    agencies: list[str]
    open: bool


class LineShown(Shape):
    """A service's line."""

    id: str
    waiting: int


class HallShown(Shape):
    """The hall as staff see it."""

    seq: int
    epoch: str
    counters: list[CounterInHall]
    services: list[LineShown]


class CounterShown(Shape):
    """A counter."""

    id: str
    name: str
    open: bool


class TicketInHand(Shape):
    """The ticket that a counter holds."""

    id: str
    number: str
    service: str
    state: str


class CounterState(Shape):
    """A counter's whole state: the answer of every verb."""

    counter: CounterShown
    ticket: TicketInHand | None
    waiting: int
    seq: int
