"""Request and response models of the webhooks and readers API."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from services.web.openapi import Shape
from services.web.request_body import Body

Kind = Literal["ticket.issued", "ticket.called", "ticket.served", "ticket.closed", "ticket.undone"]
VENUES_MAX = 100


class NewWebhook(Body):
    """A webhook to add; kinds, venues: what it subscribes to, empty for all. The URL must not contain user or password."""

    url: str = Field(max_length=500, pattern=r"^https?://[A-Za-z0-9.\-\[\]:]+(/[\x21-\x7e]*)?$")
    kinds: list[Kind] = Field(default=[], max_length=5)
    venues: list[Annotated[str, Field(pattern=r"^[a-z0-9-]{1,64}$")]] = Field(
        default=[], max_length=VENUES_MAX
    )


class Switched(Body):
    """Whether the webhook is to be on."""

    is_on: bool


class Replay(Body):
    """Which events to resend: one by its id, or all since a time (ms UTC); exactly one of the two."""

    event: str = Field(default="", max_length=40, pattern=r"^[A-Za-z0-9_-]*$")
    since_ms: int | None = Field(default=None, ge=0, lt=2**53)


class NewReader(Body):
    """A reader to create."""

    name: str = Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")


class WebhookResponse(Shape):
    """A webhook; since_ms: earlier events are not sent to it; given_up: stored deliveries that are not retried any more."""

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
    """The id and secret of a new webhook; the secret is returned only here."""

    id: str
    secret: str


class DeliveryResponse(Shape):
    """A delivery; status: waiting, delivered, given-up or dropped; answer: the HTTP status of the last attempt."""

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
    """The id and token of a new reader; the token is returned only here."""

    id: str
    token: str


class Done(Shape):
    """The change is done; id: of what was changed."""

    id: str
