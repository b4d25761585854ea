"""
The light of an agency: how the waits in its lines compare with the wait that it promises (``promise_min``).

Pure. A wait lasts until the ticket is called: what it was so far, and what is expected (``waits``). More people who
wait never make a light greener, and more open counters never make it redder.
"""

from __future__ import annotations

from collections.abc import Iterable

CLOSED, FLOWING, BUSY, HELD_UP, NO_COUNTER = "closed", "flowing", "busy", "held-up", "no-counter"
LEVELS = (CLOSED, FLOWING, BUSY, HELD_UP, NO_COUNTER)
"""The lights, the reddest last."""
BUSY_SHARE = 2 / 3
"""Of the promised wait: from here on an agency is busy."""


def level(waits_min: Iterable[float], promise_min: int) -> str:
    """Return the light of an agency that has an open counter; waits_min: of everybody in its lines, until they are called."""
    longest = max(waits_min, default=0.0)
    if longest > promise_min:
        return HELD_UP
    return BUSY if longest > promise_min * BUSY_SHARE else FLOWING
