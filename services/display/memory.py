"""
Return memory to the system after many screens have left.

The garbage collector runs rarely (serve.py), and the C library retains freed memory: after 3,000 sockets the
process used 145 MB more than before, and with this 76 MB.
"""

from __future__ import annotations

import ctypes
import gc
import time
from collections.abc import Callable

from services.web import logs

LEFT_MIN = 500
"""Minimum number of screens that left since the last time; fewer are not worth the pause."""
QUIET_S, QUIET_REST_S, BUSY_REST_S = 3.0, 20.0, 60.0
"""It is quiet once no screen has left for QUIET_S; then the minimum between two pauses is QUIET_REST_S, else BUSY_REST_S."""


def give_back() -> None:
    """Collect garbage and return free pages to the system, if the C library can."""
    began = time.monotonic()
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
    logs.info("memory_given_back", took_ms=round((time.monotonic() - began) * 1_000))


class MemoryReturn:
    """Decides when to return memory. clock: seconds."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, act: Callable[[], None] = give_back
    ) -> None:
        self._clock, self._act = clock, act
        self._left = self._handled = 0
        self._acted_at = self._left_at = clock()

    def step(self, left: int) -> None:
        """Return memory if that is due; called about every second. left: how many screens have left so far."""
        now = self._clock()
        if left != self._left:
            self._left, self._left_at = left, now
        rest_s = QUIET_REST_S if now >= self._left_at + QUIET_S else BUSY_REST_S
        if left - self._handled >= LEFT_MIN and now >= self._acted_at + rest_s:
            self._act()
            self._handled, self._acted_at = left, now
