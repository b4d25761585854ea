"""
Rate limits: by time windows, counted in the vault or in this process, or by token buckets, which allow a burst and
then a steady rate.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple, Protocol


class Counts(Protocol):
    """Counts events by key, each within a window that begins with its first event (``Vault``)."""

    def count(self, key: str, ttl_s: int) -> int:
        """Count an event; return the count within the window of ttl_s seconds."""


class Limit(NamedTuple):
    """At most ``events_max`` events for a key."""

    key: str
    events_max: int


class RateLimiter:
    """Limits events within windows of ``window_s`` seconds."""

    def __init__(self, counts: Counts, window_s: int) -> None:
        self._counts = counts
        self.window_s = window_s

    def count(self, *limits: Limit) -> bool:
        """Count an event against each limit in turn; stop and return False at the first one exceeded."""
        return all(self._counts.count(limit.key, self.window_s) <= limit.events_max for limit in limits)


class ProcessCounts:
    """Counts events within this process. clock: seconds."""

    KEYS_MAX = 10_000

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._windows: dict[str, tuple[float, int]] = {}

    def count(self, key: str, ttl_s: int) -> int:
        """See Counts; clears all counts once there are KEYS_MAX keys."""
        now, (ends_at, events) = self._clock(), self._windows.get(key, (0.0, 0))
        if now >= ends_at:
            ends_at, events = now + ttl_s, 0
        if not events and len(self._windows) >= self.KEYS_MAX:
            self._windows.clear()
        self._windows[key] = (ends_at, events + 1)
        return events + 1


class Bucket(NamedTuple):
    """Capacity of a token bucket, and its refill rate per second."""

    tokens_max: int
    per_s: float


class TokenBuckets:
    """
    Token buckets of this process, one per key. clock: seconds.

    Beyond KEYS_MAX keys the least recently used bucket is dropped, as if it were full again.
    """

    KEYS_MAX = 10_000

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._guard = clock, threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        return key in self._left

    def take(self, key: str, bucket: Bucket) -> float:
        """Take a token and return 0, or return the seconds until one is available."""
        with self._guard:
            now = self._clock()
            updated_at, tokens = self._left.pop(key, (now, float(bucket.tokens_max)))
            tokens = min(float(bucket.tokens_max), tokens + (now - updated_at) * bucket.per_s)
            wait_s = 0.0 if tokens >= 1 else (1 - tokens) / bucket.per_s
            self._left[key] = now, tokens - 1 if tokens >= 1 else tokens
            if len(self._left) > self.KEYS_MAX:
                self._left.popitem(last=False)
        return wait_s
