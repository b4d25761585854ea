"""Rate limits by kiosk and client address: taking and cancelling numbers, calling staff, sending answers."""

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
Per client address. A full lobby shares one: 300 phones on the hall's Wi-Fi within minutes, each with one retry, and
then two a second, which is more than a hall of 40 counters serves.
"""
KIOSK = Bucket(tokens_max=3_000, per_s=100.0)
"""Per paired kiosk: far more than a person can press, so that three kiosks sustain 300 a second."""
CALLS = Bucket(tokens_max=20, per_s=0.2)
"""Calls of staff, per paired kiosk: enough for an insistent visitor, not for a playing child."""
ANSWERS = Bucket(tokens_max=120, per_s=1.0)
"""Ratings, per paired kiosk or tablet: enough for a group of visitors, not for a playing child."""
RETRY = Bucket(tokens_max=60, per_s=2.0)
"""Retries, per request key that was already counted: more than a page sends while it waits for a response."""


class NumberLimits:
    """
    Rate limits counted in this process. Callers do not count retries of presses that are already recorded.

    Other retries do not count against the kiosk or address again: their key has a bucket of its own.
    clock: returns seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._buckets, self._retries = TokenBuckets(clock), TokenBuckets(clock)

    def take(self, *, kiosk: str | None, address: str, key: str) -> None:
        """Count a number taken at a paired kiosk or else from an address; key: of the press. Raises TooManyNumbers."""
        source = ("kiosk " + kiosk, KIOSK) if kiosk else ("taken " + network_of(address), ADDRESS)
        if wait_s := self._count(source, key):
            raise TooManyNumbers(retry_after_s=math.ceil(wait_s))

    def leave(self, *, address: str, key: str) -> None:
        """Count a number cancelled from an address; key: of the press. Raises TooManyLeave."""
        if wait_s := self._count(("left " + network_of(address), ADDRESS), key):
            raise TooManyLeave(retry_after_s=math.ceil(wait_s))

    def call(self, *, kiosk: str, key: str) -> None:
        """Count a call of staff from a paired kiosk; key: of the press. Raises TooManyCalls."""
        if wait_s := self._count(("calls " + kiosk, CALLS), key):
            raise TooManyCalls(retry_after_s=math.ceil(wait_s))

    def answer(self, *, device: str | None, address: str, key: str) -> None:
        """Count a rating, survey or remark of a paired device or else an address; key: of the press. Raises TooManyAnswers."""
        source = ("answers " + device, ANSWERS) if device else ("answers " + network_of(address), ADDRESS)
        if wait_s := self._count(source, key):
            raise TooManyAnswers(retry_after_s=math.ceil(wait_s))

    def _count(self, source: tuple[str, Bucket], key: str) -> float:
        """Count against the key's own bucket if the key was counted before, else ``source``; return seconds to wait."""
        if key in self._retries:
            return self._retries.take(key, RETRY)
        wait_s = self._buckets.take(*source)
        if not wait_s:
            self._retries.take(key, RETRY)
        return wait_s
