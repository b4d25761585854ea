"""
Storage monitoring: Redis's memory, its persistence to disk, and the disks of the data folders.

Warns staff long before the hall can no longer take numbers.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from prometheus_client.core import GaugeMetricFamily, Metric

from services.web import logs
from services.web.backup_age import BackupAge
from waitingroom.local_time import iso
from waitingroom.log.redis_log import RedisStore

LOOK_EVERY_S = 15.0
KEYS_EVERY_S = 600.0
"""Interval at which the memory of all the house's keys is measured."""
HIGH, LOW = 0.70, 0.65
"""Usage at which staff's pages show a warning, and below which they remove it."""

TELL_TODAY = {
    "id": "Beri tahu petugas TI hari ini. Bila penuh, tidak ada nomor yang dapat diambil atau dipanggil.",
    "en": "Tell operations today. When it is full, no number can be taken or called.",
}
TELL_NOW = {
    "id": "Beri tahu petugas TI sekarang. Bila listrik padam, nomor yang sudah diambil dapat hilang.",
    "en": "Tell operations now. If the power fails, numbers that were taken may be lost.",
}
WORDS = {
    "unsaved": (
        {"id": "Catatan antrean tidak dapat disimpan", "en": "The queue's record cannot be saved"}, TELL_NOW,
    ),
    "memory": (
        {"id": "Penyimpanan antrean terisi {percent} %", "en": "The queue's storage is {percent} % full"}, TELL_TODAY,
    ),
    "disk": (
        {"id": "Disk komputer utama terisi {percent} %", "en": "The main computer's disk is {percent} % full"}, TELL_TODAY,
    ),
}  # fmt: skip
"""The warning of each kind for staff, most urgent first: a title, and what to do."""


class StorageWatch:
    """
    The state of the storage at the last ``step``. folders: this service's data folders; now_ms: returns ms UTC.

    shares: the used fraction of "memory" and of "disk" (the fullest disk); absent if unknown.
    """

    def __init__(
        self, store: RedisStore, folders: Iterable[Path | None], now_ms: Callable[[], int], *, measures_keys: bool = False
    ) -> None:  # fmt: skip
        """measures_keys: whether to measure the memory of the house's own keys, in a Redis that others may share."""
        self._measures_keys, self._keys_at = measures_keys, float("-inf")
        self.keys_bytes: int | None = None
        self._store, self._now_ms = store, now_ms
        self._folders = [folder for folder in folders if folder is not None]
        self._backup = BackupAge(store, now_ms)
        self.shares: dict[str, float] = {}
        self.unsaved: tuple[str, ...] = ()
        self._since_ms: dict[str, int] = {}

    def step(self) -> None:
        """Check everything once; called periodically by a follower. Raises UnavailableError."""
        self._record_share("disk", max(map(_used, self._folders), default=None, key=lambda share: share or 0))
        used_bytes, most_bytes = self._store.memory()
        self.take_memory(used_bytes, most_bytes)
        self.record_unsaved(self._store.failed_saves())
        self._backup.step()
        if self._measures_keys and time.monotonic() >= self._keys_at + KEYS_EVERY_S:
            self._keys_at = time.monotonic()
            self.keys_bytes = self._store.namespace_memory()

    def take_memory(self, used_bytes: int, most_bytes: int) -> None:
        """Record Redis's memory use; most_bytes: its limit, 0 for none."""
        self._record_share("memory", used_bytes / most_bytes if most_bytes else None)

    def record_unsaved(self, failing: tuple[str, ...]) -> None:
        """Record which of Redis's persistence mechanisms fail, by their names in INFO."""
        self.unsaved = failing
        self._record_warning("unsaved", is_high=bool(failing), is_low=not failing, what=", ".join(failing))

    def attention(self, time_zone: str) -> list[dict[str, Any]]:
        """List active warnings for the pages of supervisors and admins."""
        return [
            {
                "kind": kind, "since": iso(self._since_ms[kind], time_zone), "percent": self._percent(kind),
                "text": {of: words.format(percent=self._percent(kind)) for of, words in title.items()}, "more": more,
            }
            for kind, (title, more) in WORDS.items() if kind in self._since_ms
        ]  # fmt: skip

    def with_attention(self, needs: list[dict[str, Any]], time_zone: str) -> list[dict[str, Any]]:
        """List storage warnings, then the given needs of a hall, then the least urgent: the age of the backup."""
        return [*self.attention(time_zone), *needs, *self._backup.attention(time_zone)]

    def warns(self) -> list[str]:
        """List the same warnings in words for operations."""
        full = {"memory": "Redis's memory", "disk": "the disk of the data"}
        unsaved = [f"Redis cannot save: {', '.join(self.unsaved)}"] if self.unsaved else []
        return unsaved + [
            f"{name} is {self._percent(kind)} % full" for kind, name in full.items() if kind in self._since_ms
        ]

    def collect(self) -> Iterator[Metric]:
        """Yield the Prometheus gauges."""
        for kind, name, words in (
            ("memory", "antre_redis_memory_ratio", "What Redis uses of the memory it may use."),
            ("disk", "antre_disk_ratio", "What is used of the disk of the data, of the fullest one."),
        ):
            gauge = GaugeMetricFamily(name, words)
            if kind in self.shares:
                gauge.add_metric([], self.shares[kind])
            yield gauge
        yield GaugeMetricFamily(
            "antre_redis_unsaved", "Ways of writing to disk that fail in Redis.", value=len(self.unsaved)
        )
        if self.keys_bytes is not None:
            yield GaugeMetricFamily(
                "antre_redis_namespace_bytes",
                "What the keys of this house use in Redis, sampled.",
                value=self.keys_bytes,
            )
        yield from self._backup.collect()

    def _record_share(self, kind: str, share: float | None) -> None:
        if share is None:
            self.shares.pop(kind, None)
        else:
            self.shares[kind] = share
        self._record_warning(
            kind, is_high=share is not None and share >= HIGH, is_low=share is None or share < LOW,
            what=f"{self._percent(kind)} %",
        )  # fmt: skip

    def _record_warning(self, kind: str, *, is_high: bool, is_low: bool, what: str) -> None:
        """Record when a warning began, and log it once."""
        if is_low:
            self._since_ms.pop(kind, None)
        elif is_high and kind not in self._since_ms:
            self._since_ms[kind] = self._now_ms()
            logs.warning("storage_alarm", kind=kind, what=what)

    def _percent(self, kind: str) -> int | None:
        return int(self.shares[kind] * 100) if kind in self.shares else None


def _used(folder: Path) -> float | None:
    """Return the used fraction of a folder's disk, as ``df`` calculates it; None if it cannot be read."""
    try:
        disk = shutil.disk_usage(folder)
    except OSError:
        return None
    return disk.used / (disk.used + disk.free)
