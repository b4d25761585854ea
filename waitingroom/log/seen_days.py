"""
The latest state of each venue's log that this house's processes have seen, stored outside Redis (docs/adr/0016).

A log that was lost or reset to an older state looks like a new one, and would issue numbers again that visitors already
hold. So each process records the latest service day of each venue and the length of its log in a file of its own; all
files are in one folder, and the highest value of all files counts.
"""

from __future__ import annotations

import json
import os
import threading
import time
from pathlib import Path
from typing import NamedTuple

from waitingroom.log.folder import sync_folder

LOST_MAX = 100
"""Entries that a power cut may lose on a disk that does not flush properly; if more are missing, the log is lost."""
WRITE_INTERVAL_S = 10.0
"""Minimum time between two writes of the file while a log grows; a new day is written immediately."""


class SeenDay(NamedTuple):
    """The latest service day seen, "" for none, and the number of entries in its log."""

    day: str = ""
    entries: int = 0

    def is_lost(self, day: str, entries: int | None) -> bool:
        """
        Return whether a venue's log lacks entries that were seen.

        day: the latest day it names, "" for none; entries: length of that day's log, None if it was not read yet.
        """
        if day != self.day or entries is None:
            return day < self.day
        return entries + LOST_MAX < self.entries or (self.entries > 0 and entries == 0)


class SeenDays:
    """The latest day seen of each venue; without a folder, only in memory."""

    def __init__(self, folder: Path | None = None, name: str = "") -> None:
        """Read all files in the folder; name: of this process's own file."""
        self._folder, self._name = folder, name
        self._lock = threading.Lock()
        self._days: dict[str, SeenDay] = {}
        self._written: dict[str, SeenDay] = {}
        self._written_at = float("-inf")
        self.read_again()

    @property
    def is_empty(self) -> bool:
        """Whether no day was ever seen, as on a first start."""
        return not self._days

    def of(self, venue_id: str) -> SeenDay:
        """Return the latest day seen of a venue."""
        return self._days.get(venue_id, SeenDay())

    def saw(self, venue_id: str, day: str, entries: int) -> None:
        """Record a day and the length of its log; ignored if lower than what was seen before."""
        seen = SeenDay(day, entries)
        if seen > self.of(venue_id):
            self._days[venue_id] = seen

    def keep(self) -> None:
        """Write the file if there is a new day, or every WRITE_INTERVAL_S. Raises OSError."""
        if self._folder is None or self._days == self._written:
            return
        with self._lock:
            days, now = dict(self._days), time.monotonic()
            new_day = {v: d.day for v, d in days.items()} != {v: d.day for v, d in self._written.items()}
            if new_day or now >= self._written_at + WRITE_INTERVAL_S:
                self._written_at = now
                self._write(self._folder, days)
                self._written = days

    def read_again(self) -> None:
        """Replace the values in memory by those in the files; without a folder, do nothing."""
        if self._folder is None:
            return
        days: dict[str, SeenDay] = {}
        for file in self._folder.glob("*.json"):
            for venue_id, seen in _read(file).items():
                days[venue_id] = max(seen, days.get(venue_id, SeenDay()))
        self._days, self._written = days, {}

    def forget(self) -> None:
        """Delete the files of all processes: from now on the log in Redis is accepted as it is."""
        for file in self._folder.glob("*.json") if self._folder else ():
            file.unlink(missing_ok=True)
        if self._folder and self._folder.is_dir():
            sync_folder(self._folder)
        self._days, self._written = {}, {}

    def _write(self, folder: Path, days: dict[str, SeenDay]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        hidden = folder / f"{self._name}.{os.getpid()}.tmp"
        with hidden.open("w", encoding="utf-8") as out:
            json.dump(days, out)
            out.flush()
            os.fsync(out.fileno())
        hidden.replace(folder / f"{self._name}.json")
        sync_folder(folder)


def _read(file: Path) -> dict[str, SeenDay]:
    """Read a file; one that is unreadable, for example truncated by a power cut, counts as empty."""
    try:
        return {
            venue: SeenDay(str(day), int(count))
            for venue, (day, count) in json.loads(file.read_text()).items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
