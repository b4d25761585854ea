"""
A ticket's token: venue, day and ticket under a MAC of the house's secret.

It opens one ticket on one day, needs no index, and is the same for a retry or a reprint, so that it is stored
nowhere. 96 bits of HMAC-SHA-256.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from hashlib import sha256
from typing import NamedTuple

MAC_BYTES = 12
TOKEN_MAX = 200


class TicketRef(NamedTuple):
    """Which ticket a token opens."""

    venue_id: str
    service_day: str
    ticket_id: str


def make_token(secret: bytes, ref: TicketRef) -> str:
    """Give the token of a ticket: URL-safe, about 60 characters."""
    body = "|".join(ref).encode()
    return base64.urlsafe_b64encode(body + _mac(secret, body)).rstrip(b"=").decode()


def read_token(secret: bytes, token: str) -> TicketRef | None:
    """Give the ticket a token opens; None if it is not one of this house."""
    if len(token) > TOKEN_MAX:
        return None
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        body, mac = raw[:-MAC_BYTES], raw[-MAC_BYTES:]
        if not hmac.compare_digest(mac, _mac(secret, body)):
            return None
        return TicketRef(*body.decode().split("|"))
    except (binascii.Error, ValueError, TypeError):
        return None


def press_digest(*parts: str) -> str:
    """Give 128 bits of a digest over these parts, as 22 URL-safe characters."""
    joined = "\x00".join(parts).encode("utf-8", "surrogatepass")
    return base64.urlsafe_b64encode(sha256(joined).digest()[:16]).rstrip(b"=").decode()


def _mac(secret: bytes, body: bytes) -> bytes:
    return hmac.new(secret, body, sha256).digest()[:MAC_BYTES]
