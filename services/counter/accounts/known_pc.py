"""
PCs that signed in before: by a signed cookie, a PC has tries and places of its own, which no storm of others takes.

The cookie says a PC's random id and who signed in there, as digests under the house's secret, so that it
names nobody. It opens nothing; who copies it may try passwords of those accounts as often as somebody
without it, beside them.
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
"""The accounts that signed in last at a PC; a counter's PC has a few."""
COOKIE_MAX = 500
COOKIE_AGE_S = 180 * 86_400


class KnownPc(NamedTuple):
    """A PC and the digests of its accounts, the last to sign in first."""

    id: str
    accounts: tuple[str, ...]

    def encode(self, secret: bytes) -> str:
        """Return the cookie's value."""
        return sign(secret, "|".join((self.id, *self.accounts)).encode())

    @classmethod
    def decode(cls, secret: bytes, cookie: str) -> KnownPc | None:
        """Read a cookie; None if this house did not give it."""
        body = signed(secret, cookie, length_max=COOKIE_MAX)
        if body is None:
            return None
        id_, *accounts = body.decode().split("|")
        return cls(id_, tuple(accounts))


def after_sign_in(pc: KnownPc | None, username: str, secret: bytes) -> KnownPc:
    """Return the PC as it is known once this account signed in there."""
    digest = _digest(secret, username)
    id_, accounts = pc or (secrets.token_urlsafe(9), ())
    return KnownPc(id_, (digest, *(a for a in accounts if a != digest))[:ACCOUNTS_MAX])


def source_of(pc: KnownPc | None, username: str, address: str, secret: bytes) -> Source:
    """
    Return the source of a try of an account.

    An account that signed in at a PC has tries of its own there. Any other has those of all PCs at which the
    same account signed in last: so nobody gets more of them by signing in again without a cookie. Without a
    PC, those of its address.
    """
    if pc is None:
        return Source(f"address:{network_of(address)}", f"address:{network_of(address)}", False)
    owner = f"account:{pc.accounts[0]}"
    return Source(f"pc:{pc.id}" if _digest(secret, username) in pc.accounts else owner, owner, True)


def source_of_session(username: str) -> Source:
    """Return the source of somebody who is signed in, at whatever PC."""
    return Source(f"signed-in:{username}", f"signed-in:{username}", True)


def _digest(secret: bytes, username: str) -> str:
    return hmac.new(secret, username.encode("utf-8", "surrogatepass"), sha256).hexdigest()[:16]
