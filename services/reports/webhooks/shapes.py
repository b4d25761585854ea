"""The bodies and answers of the API of webhooks and readers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from services.web.openapi import Shape
from services.web.request_body import Body

Kind = Literal["ticket.issued", "ticket.called", "ticket.served", "ticket.closed", "ticket.undone"]
VENUES_MAX = 100


class NewWebhook(Body):
    """A webhook to add; kinds, venues: those that it is told of, none for all. The address has no name or password in it."""

    url: str = Field(max_length=500, pattern=r"^https?://[A-Za-z0-9.\-\[\]:]+(/[\x21-\x7e]*)?$")
    kinds: list[Kind] = Field(default=[], max_length=5)
    venues: list[Annotated[str, Field(pattern=r"^[a-z0-9-]{1,64}$")]] = Field(
        default=[], max_length=VENUES_MAX
    )


class Switched(Body):
    """Whether a webhook is on."""

    is_on: bool


class Replay(Body):
    """What to send again: one event by its id, or all since a time, ms UTC; exactly one of them."""

    event: str = Field(default="", max_length=40, pattern=r"^[A-Za-z0-9_-]*$")
    since_ms: int | None = Field(default=None, ge=0, lt=2**53)


class NewReader(Body):
    """A reader to make."""

    name: str = Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")


class WebhookResponse(Shape):
    """A webhook; since_ms: nothing earlier is sent to it; given_up: deliveries kept that are not tried any more."""

    id: str
    url: str
    kinds: list[str]
    venues: list[str]
    is_on: bool
    why_off: str
    made_by: str
    made_ms: int
    since_ms: int
    failures: int
    waiting: int
    given_up: int
    lost: int


class WebhookList(Shape):
    """Every webhook."""

    webhooks: list[WebhookResponse]


class WebhookMade(Shape):
    """A new webhook's id and secret, which is given this once."""

    id: str
    secret: str


class DeliveryResponse(Shape):
    """A delivery; status: waiting, delivered, given-up or dropped; answer: the HTTP status of the last try."""

    event_id: str
    type: str
    venue_id: str
    number: str
    at_ms: int
    status: str
    attempts: int
    tried_ms: int | None
    next_ms: int | None
    answer: int | None
    why: str


class DeliveryList(Shape):
    """The last deliveries of a webhook, newest first."""

    deliveries: list[DeliveryResponse]


class Queued(Shape):
    """How many events will be sent."""

    count: int


class ReaderResponse(Shape):
    """A reader, without its token."""

    id: str
    name: str
    made_by: str
    made_ms: int
    used_ms: int | None
    revoked_by: str | None
    revoked_ms: int | None


class ReaderList(Shape):
    """Every reader."""

    readers: list[ReaderResponse]


class ReaderMade(Shape):
    """A new reader's id and token, which is given this once."""

    id: str
    token: str


class Done(Shape):
    """It is done."""

    id: str
