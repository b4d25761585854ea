"""
Known PCs, where somebody signed in before: a signed cookie gives a PC its own rate limit and hashing lane.

The cookie has the PC's random id and the accounts that signed in there, as digests keyed by the house's secret, so
that it reveals no names. It grants no access; a copied cookie only allows as many further attempts at the passwords
of those accounts as a client without one has.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from typing import NamedTuple

from services.counter.accounts.passwords import Source
from waitingroom.client_address import network_of
from waitingroom.tokens import sign, signed

ACCOUNTS_MAX = 20
"""Accounts stored in a cookie, the most recent ones; a counter's PC has a few."""
COOKIE_MAX = 500
COOKIE_AGE_S = 180 * 86_400


class KnownPc(NamedTuple):
    """A PC and the digests of its accounts, most recent sign-in first."""

    id: str
    accounts: tuple[str, ...]

    def encode(self, secret: bytes) -> str:
        """Return the cookie's value."""
        return sign(secret, "|".join((self.id, *self.accounts)).encode())

    @classmethod
    def decode(cls, secret: bytes, cookie: str) -> KnownPc | None:
        """Decode a cookie; return None if this house did not issue it."""
        body = signed(secret, cookie, length_max=COOKIE_MAX)
        if body is None:
            return None
        id_, *accounts = body.decode().split("|")
        return cls(id_, tuple(accounts))


def after_sign_in(pc: KnownPc | None, username: str, secret: bytes) -> KnownPc:
    """Return the PC with this account as the most recent sign-in."""
    digest = _digest(secret, username)
    id_, accounts = pc or (secrets.token_urlsafe(9), ())
    return KnownPc(id_, (digest, *(a for a in accounts if a != digest))[:ACCOUNTS_MAX])


def source_of(pc: KnownPc | None, username: str, address: str, secret: bytes) -> Source:
    """
    Return the source of a sign-in attempt.

    An account that signed in at this PC has its own limit there. Any other shares the limit of all PCs where the same
    account signed in last, so that signing in again without a cookie gains no further attempts. Without a cookie,
    the limit is that of the address.
    """
    if pc is None:
        return Source(f"address:{network_of(address)}", f"address:{network_of(address)}", False)
    owner = f"account:{pc.accounts[0]}"
    return Source(f"pc:{pc.id}" if _digest(secret, username) in pc.accounts else owner, owner, True)


def source_of_session(username: str) -> Source:
    """Return the source for a signed-in account, at any PC."""
    return Source(f"signed-in:{username}", f"signed-in:{username}", True)


def _digest(secret: bytes, username: str) -> str:
    return hmac.new(secret, username.encode("utf-8", "surrogatepass"), sha256).hexdigest()[:16]
