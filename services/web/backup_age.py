"""Age of the last backup: a warning for supervisors and admins if it is too old, and always a metric."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from prometheus_client.core import GaugeMetricFamily, Metric

from waitingroom import keys
from waitingroom.facts import UnknownFactError, decode
from waitingroom.local_time import iso
from waitingroom.log.redis_log import RedisStore, Vault

DAY_MS = 24 * 3_600_000
OLD_MS = 2 * DAY_MS
"""Nightly backups are at most a day old; one failed backup may be made up for on the next day."""

TITLE_OLD = {"id": "Cadangan terakhir {days} hari lalu", "en": "The last backup is {days} days old"}
TITLE_NONE = {"id": "Belum ada cadangan", "en": "No backup was made yet"}
MORE = {
    "id": "Beri tahu petugas TI minggu ini. Bila komputer utama rusak, yang terjadi sejak itu hilang.",
    "en": "Tell operations this week. If the main computer breaks, what happened since is lost.",
}


class BackupAge:
    """The age of the backup at the last ``step``. now_ms: returns ms UTC."""

    def __init__(self, store: RedisStore, now_ms: Callable[[], int]) -> None:
        self._store, self._vault, self._now_ms = store, Vault(store), now_ms
        self.made_ms: int | None = None
        self._begun_ms: int | None = None

    def step(self) -> None:
        """Read when the last backup was made, and once, when the house began. Raises UnavailableError."""
        raw = self._vault.get(keys.BACKUP())
        self.made_ms = int(json.loads(raw)["at_ms"]) if raw else None
        if self._begun_ms is None:
            for entry in self._store.log(keys.HOUSE_LOG()).read("0-0", 1)[1]:
                try:
                    self._begun_ms = decode(entry.data).at_ms
                except UnknownFactError:
                    self._begun_ms = self._now_ms()

    def attention(self, time_zone: str) -> list[dict[str, Any]]:
        """Return the warning for supervisors and admins; empty while the backup, or the house itself, is recent."""
        since = self._begun_ms if self.made_ms is None else self.made_ms
        if since is None or (age_ms := self._now_ms() - since) <= OLD_MS:
            return []
        title, days = TITLE_NONE if self.made_ms is None else TITLE_OLD, age_ms // DAY_MS
        return [{
            "kind": "backup", "since": iso(since, time_zone), "more": MORE,
            "text": {of: words.format(days=days) for of, words in title.items()},
        }]  # fmt: skip

    def collect(self) -> Iterator[Metric]:
        """Yield the Prometheus gauge; without a backup it has no value."""
        gauge = GaugeMetricFamily("antre_backup_age_seconds", "Since the moment that the last backup shows.")
        if self.made_ms is not None:
            gauge.add_metric([], max(0.0, (self._now_ms() - self.made_ms) / 1000))
        yield gauge
