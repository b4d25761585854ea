"""
A ticket's token: venue, day and ticket, signed with a MAC under the house's secret.

It opens one ticket of one day, needs no index, and is identical for retries and reprints, so it is never stored.
96 bits of HMAC-SHA-256.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from hashlib import sha256
from typing import NamedTuple

from waitingroom.client_address import network_of

MAC_BYTES = 12
TOKEN_MAX = 200
ORIGIN_BYTES = 6


class TicketRef(NamedTuple):
    """The ticket that a token opens."""

    venue_id: str
    service_day: str
    ticket_id: str


def make_token(secret: bytes, ref: TicketRef) -> str:
    """Return the token of a ticket: URL-safe, about 60 characters."""
    return sign(secret, "|".join(ref).encode())


def read_token(secret: bytes, token: str) -> TicketRef | None:
    """Return the ticket that a token opens; None if it is not a token of this house."""
    body = signed(secret, token, length_max=TOKEN_MAX)
    try:
        return TicketRef(*body.decode().split("|")) if body is not None else None
    except (ValueError, TypeError):
        return None


def sign(secret: bytes, body: bytes) -> str:
    """Return a body with its MAC appended, URL-safe."""
    return base64.urlsafe_b64encode(body + _mac(secret, body)).rstrip(b"=").decode()


def signed(secret: bytes, text: str, *, length_max: int) -> bytes | None:
    """Verify a text made by ``sign`` with this secret and return its body; None if invalid."""
    if len(text) > length_max:
        return None
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    body, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
    return body if hmac.compare_digest(mac, _mac(secret, body)) else None


def origin_mark(secret: bytes, service_day: str, address: str) -> str:
    """
    Return the mark of an address on a service day: 48 keyed bits that tell origins apart without revealing them.

    IPv6 addresses count by their /64 network, which belongs to one subscriber.
    """
    body = "\x00".join(("origin", service_day, network_of(address))).encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(_mac(secret, body)[:ORIGIN_BYTES]).decode()


def answer_key(secret: bytes, token: str, what: str) -> str:
    """
    Return the press key with which a ticket's visitor answers something once; what: "survey skm", "remark".

    It can be derived from a ticket only with the house's secret, so a log does not reveal who answered.
    """
    body = "\x00".join(("answer", token, what)).encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(hmac.new(secret, body, sha256).digest()[:16]).rstrip(b"=").decode()


def press_digest(*parts: str) -> str:
    """Return a 128-bit digest of these parts as 22 URL-safe characters."""
    joined = "\x00".join(parts).encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(sha256(joined).digest()[:16]).rstrip(b"=").decode()


def _mac(secret: bytes, body: bytes) -> bytes:
    return hmac.new(secret, body, sha256).digest()[:MAC_BYTES]
