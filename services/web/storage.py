"""How full Redis is: watched, so that somebody is told long before it takes no more numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from prometheus_client.core import GaugeMetricFamily, Metric

from services.web import logs
from waitingroom.local_time import iso
from waitingroom.log.redis_log import RedisStore

LOOK_EVERY_S = 15.0
HIGH, LOW = 0.70, 0.65
"""From HIGH on staff's pages tell of it, until it is below LOW again."""


class RedisMemory:
    """
    The memory of one Redis, as ``step`` found it last.

    share: what it uses of what it may use; None: not known. now_ms: the time, ms UTC.
    """

    def __init__(self, store: RedisStore, now_ms: Callable[[], int]) -> None:
        self._store, self._now_ms = store, now_ms
        self.share: float | None = None
        self._high_since_ms: int | None = None

    def step(self) -> None:
        """Look at it; a follower calls this again and again. Raises UnavailableError."""
        self.take(*self._store.memory())

    def take(self, used_bytes: int, most_bytes: int) -> None:
        """Take what was found; most_bytes: 0 if there is no limit."""
        self.share = used_bytes / most_bytes if most_bytes else None
        if self.share is None or self.share < LOW:
            self._high_since_ms = None
        elif self.share >= HIGH and self._high_since_ms is None:
            self._high_since_ms = self._now_ms()
            logs.warning("redis_memory_high", percent=round(self.share * 100), used_bytes=used_bytes)

    def attention(self, time_zone: str) -> list[dict[str, Any]]:
        """Say that it is nearly full, as what needs attention in the hall; empty if it is not."""
        since_ms, share = self._high_since_ms, self.share
        if since_ms is None or share is None:
            return []
        return [{"kind": "memory", "since": iso(since_ms, time_zone), "percent": int(share * 100)}]

    def collect(self) -> Iterator[Metric]:
        """Give the gauge of Prometheus."""
        gauge = GaugeMetricFamily("antre_redis_memory_ratio", "What Redis uses of the memory it may use.")
        if self.share is not None:
            gauge.add_metric([], self.share)
        yield gauge
