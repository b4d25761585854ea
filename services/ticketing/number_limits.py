"""How many numbers may be taken and given back from one place: a bucket for each kiosk and each client address."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from waitingroom.client_address import network_of
from waitingroom.rate_limiter import Bucket, TokenBuckets
from waitingroom.refusals import TooManyLeave, TooManyNumbers

ADDRESS = Bucket(tokens_max=600, per_s=2.0)
"""
Of one client address. A full lobby is one: 300 phones on the hall's Wi-Fi within minutes, each with a second try,
and then two a second, which is more than a hall of 40 counters serves.
"""
KIOSK = Bucket(tokens_max=3_000, per_s=100.0)
"""Of one paired kiosk: far more than a person can press, so that three carry 300 a second for as long as it takes."""


class NumberLimits:
    """Counts in this process; a retry of what is recorded already is not counted. clock: seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._buckets = TokenBuckets(clock)

    def take(self, *, kiosk: str | None, address: str) -> None:
        """Count a number taken at a paired kiosk, or from an address. Raises TooManyNumbers."""
        place = ("kiosk " + kiosk, KIOSK) if kiosk else ("taken " + network_of(address), ADDRESS)
        if wait_s := self._buckets.take(*place):
            raise TooManyNumbers(retry_after_s=math.ceil(wait_s))

    def leave(self, *, address: str) -> None:
        """Count a number given back from an address. Raises TooManyLeave."""
        if wait_s := self._buckets.take("left " + network_of(address), ADDRESS):
            raise TooManyLeave(retry_after_s=math.ceil(wait_s))
