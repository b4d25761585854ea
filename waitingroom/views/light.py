"""
The light of an agency: compares the waits in its lines with its promised wait (``promise_min``).

Pure. A wait lasts until the ticket is called: the time so far plus the estimate (``waits``). More waiting tickets never
make a light greener, and more open counters never make it redder.
"""

from __future__ import annotations

from collections.abc import Iterable

CLOSED, FLOWING, BUSY, HELD_UP, NO_COUNTER = "closed", "flowing", "busy", "held-up", "no-counter"
LEVELS = (CLOSED, FLOWING, BUSY, HELD_UP, NO_COUNTER)
"""The lights, from green to red."""
BUSY_SHARE = 2 / 3
"""Share of the promised wait above which an agency is busy."""


def level(waits_min: Iterable[float], promise_min: int) -> str:
    """Return the light of an agency with an open counter; waits_min: the waits of all tickets in its lines until called."""
    longest = max(waits_min, default=0.0)
    if longest > promise_min:
        return HELD_UP
    return BUSY if longest > promise_min * BUSY_SHARE else FLOWING
