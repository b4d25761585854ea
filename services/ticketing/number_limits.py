"""How often numbers may be taken and given back, staff called and answers sent from one place: a bucket for each."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from waitingroom.client_address import network_of
from waitingroom.rate_limiter import Bucket, TokenBuckets
from waitingroom.refusals import TooManyCalls, TooManyLeave, TooManyNumbers
from waitingroom.satisfaction.refusals import TooManyAnswers

ADDRESS = Bucket(tokens_max=600, per_s=2.0)
"""
Of one client address. A full lobby is one: 300 phones on the hall's Wi-Fi within minutes, each with a second try,
and then two a second, which is more than a hall of 40 counters serves.
"""
KIOSK = Bucket(tokens_max=3_000, per_s=100.0)
"""Of one paired kiosk: far more than a person can press, so that three carry 300 a second for as long as it takes."""
CALLS = Bucket(tokens_max=20, per_s=0.2)
"""Calls of staff from one paired kiosk: a visitor who presses again and again is heard, a child that plays is not."""
ANSWERS = Bucket(tokens_max=120, per_s=1.0)
"""Ratings at one paired kiosk or tablet: a group that comes from one counter, and fewer than a child that plays sends."""
RETRY = Bucket(tokens_max=60, per_s=2.0)
"""Of one request key that its place has paid for: more than a page asks while it waits for an answer."""


class NumberLimits:
    """
    Counts in this process; a retry of what is recorded already is not counted.

    A retry of what is not takes nothing from its place either: its key was paid for, and has a bucket of its own.
    clock: seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._buckets, self._retries = TokenBuckets(clock), TokenBuckets(clock)

    def take(self, *, kiosk: str | None, address: str, key: str) -> None:
        """Count a number taken at a paired kiosk, or from an address; key: of the press. Raises TooManyNumbers."""
        place = ("kiosk " + kiosk, KIOSK) if kiosk else ("taken " + network_of(address), ADDRESS)
        if wait_s := self._count(place, key):
            raise TooManyNumbers(retry_after_s=math.ceil(wait_s))

    def leave(self, *, address: str, key: str) -> None:
        """Count a number given back from an address; key: of the press. Raises TooManyLeave."""
        if wait_s := self._count(("left " + network_of(address), ADDRESS), key):
            raise TooManyLeave(retry_after_s=math.ceil(wait_s))

    def call(self, *, kiosk: str, key: str) -> None:
        """Count a call of staff from a paired kiosk; key: of the press. Raises TooManyCalls."""
        if wait_s := self._count(("calls " + kiosk, CALLS), key):
            raise TooManyCalls(retry_after_s=math.ceil(wait_s))

    def answer(self, *, device: str | None, address: str, key: str) -> None:
        """Count a rating, survey or remark, of a paired device or an address; key: of the press. Raises TooManyAnswers."""
        place = ("answers " + device, ANSWERS) if device else ("answers " + network_of(address), ADDRESS)
        if wait_s := self._count(place, key):
            raise TooManyAnswers(retry_after_s=math.ceil(wait_s))

    def _count(self, place: tuple[str, Bucket], key: str) -> float:
        """Count against the key's own bucket if it was paid for, else against its place; return seconds to wait."""
        if key in self._retries:
            return self._retries.take(key, RETRY)
        wait_s = self._buckets.take(*place)
        if not wait_s:
            self._retries.take(key, RETRY)
        return wait_s
