"""
Pairing: a screen shows a code, an admin enters it, and the screen receives its token once.

The token is derived from a secret that only the page has, so Redis stores only hashes.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Callable
from typing import NamedTuple

from waitingroom import keys
from waitingroom.client_address import network_of
from waitingroom.devices.device import digest
from waitingroom.devices.refusals import PairingGone, PairWrong, TooManyPairings
from waitingroom.log.redis_log import Vault
from waitingroom.rate_limiter import Limit, RateLimiter

CODE_LETTERS, CODE_LENGTH = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 8
"""8 characters of 32 without lookalikes: 40 bits."""
PAIRING_S = 600
"""Lifetime of a code."""
PAIRINGS_WINDOW_S = 600
ADDRESS_PAIRINGS_MAX = 60
"""Maximum codes per client address within PAIRINGS_WINDOW_S; a global limit could be exhausted by one attacker."""


class Pairing(NamedTuple):
    """A pairing as sent to the screen: the code to show, the secret to poll with, and when it expires (ms UTC)."""

    code: str
    secret: str
    until_ms: int


class PairingRequest(NamedTuple):
    """A pairing as stored under its code: hashes of the secret that the screen polls with and of its token."""

    poll: str
    token_hash: str


class Pairings:
    """The pairings in progress. clock: returns ms UTC."""

    def __init__(self, vault: Vault, clock: Callable[[], int]) -> None:
        self._vault, self._clock = vault, clock

    def start(self, address: str, *, throttled: bool) -> Pairing:
        """Create a code that can be used once within PAIRING_S. Raises TooManyPairings."""
        if throttled:
            limit = Limit(keys.PAIRINGS(digest(network_of(address))[:22]), ADDRESS_PAIRINGS_MAX)
            if not RateLimiter(self._vault, PAIRINGS_WINDOW_S).count(limit):
                raise TooManyPairings(minutes=PAIRINGS_WINDOW_S // 60, retry_after_s=PAIRINGS_WINDOW_S)
        secret = secrets.token_urlsafe(32)
        request = PairingRequest(digest(secret), digest(token_of(secret)))
        stored = json.dumps(request._asdict()).encode()
        code = new_code()
        while not self._vault.put(keys.PAIRING(digest(code)), stored, ttl_s=PAIRING_S, only_new=True):
            code = new_code()
        self._vault.put(keys.PAIRING_POLL(request.poll), json.dumps({}).encode(), ttl_s=PAIRING_S)
        return Pairing(formatted_code(code), secret, self._clock() + PAIRING_S * 1000)

    def check(self, code: str) -> None:
        """Raise PairWrong if the code cannot be used."""
        if self._vault.get(keys.PAIRING(digest(_plain_code(code)))) is None:
            raise PairWrong()

    def take(self, code: str) -> PairingRequest:
        """Return the request of a code and consume the code. Raises PairWrong."""
        raw = self._vault.take(keys.PAIRING(digest(_plain_code(code))))
        if raw is None:
            raise PairWrong()
        return PairingRequest(**json.loads(raw))

    def complete(self, request: PairingRequest, device_id: str) -> None:
        """Store the device id for the screen's next poll."""
        self._vault.put(
            keys.PAIRING_POLL(request.poll), json.dumps({"device": device_id}).encode(), ttl_s=PAIRING_S
        )

    def poll(self, secret: str) -> str | None:
        """Return the id of the paired device, once; None if the code was not entered yet. Raises PairingGone."""
        key = keys.PAIRING_POLL(digest(secret))
        raw = self._vault.get(key)
        if raw is not None and "device" not in json.loads(raw):
            return None
        raw = self._vault.take(key) if raw is not None else None
        if raw is None:
            raise PairingGone()
        device_id: str = json.loads(raw)["device"]
        return device_id


def new_code(length: int = CODE_LENGTH) -> str:
    """Return a random code that is easy to type, even with a remote control."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(length))


def formatted_code(code: str) -> str:
    """Return a code in the form displayed on a screen: "4K7 92H TX"."""
    return " ".join(code[n : n + 3] for n in range(0, len(code), 3))


def token_of(secret: str) -> str:
    """Derive the device's 256-bit token from the secret of its page."""
    mac = hmac.new(secret.encode("utf-8", "surrogatepass"), b"antre device token", hashlib.sha256).digest()
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def _plain_code(code: str) -> str:
    return re.sub(r"[\s-]", "", code).upper()
