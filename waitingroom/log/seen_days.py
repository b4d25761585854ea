"""
What this house's processes saw of each venue's log, kept outside Redis (docs/adr/0016).

A log that is gone, or older than what was seen, looks like one that was never written; on it, numbers would begin
again that people hold already. Each process notes the latest service day of a venue and how many entries its log
had, in a file of its own in one folder, and believes the most that any file says.
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
"""Entries that a power cut may take with a disk that lied; a log that lacks more is not the one that was seen."""
KEEP_EVERY_S = 10.0
"""How often the file is written while the log grows; a new day at once."""


class SeenDay(NamedTuple):
    """The latest service day seen, "" for none, and how many entries its log had."""

    day: str = ""
    entries: int = 0

    def is_lost(self, day: str, entries: int | None) -> bool:
        """
        Return whether a venue's log lacks what was seen.

        day: the latest day that it names, "" for none; entries: of that day's log, None if it was not read yet.
        """
        if day != self.day or entries is None:
            return day < self.day
        return entries + LOST_MAX < self.entries or (self.entries > 0 and entries == 0)


class SeenDays:
    """The latest day seen of every venue; without a folder, in memory alone."""

    def __init__(self, folder: Path | None = None, name: str = "") -> None:
        """name: of this process's file in the folder."""
        self._folder, self._name = folder, name
        self._lock = threading.Lock()
        self._days: dict[str, SeenDay] = {}
        self._kept: dict[str, SeenDay] = {}
        self._kept_at = float("-inf")
        self.read_again()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever seen: a first start."""
        return not self._days

    def of(self, venue_id: str) -> SeenDay:
        """Return what was seen of a venue."""
        return self._days.get(venue_id, SeenDay())

    def saw(self, venue_id: str, day: str, entries: int) -> None:
        """Note the day and the length of its log; less than was seen before is passed over."""
        seen = SeenDay(day, entries)
        if seen > self.of(venue_id):
            self._days[venue_id] = seen

    def keep(self) -> None:
        """Write the file if a day is new in it, or every KEEP_EVERY_S. Raises OSError."""
        if self._folder is None or self._days == self._kept:
            return
        with self._lock:
            days, now = dict(self._days), time.monotonic()
            new_day = {v: d.day for v, d in days.items()} != {v: d.day for v, d in self._kept.items()}
            if new_day or now >= self._kept_at + KEEP_EVERY_S:
                self._kept_at = now
                self._write(self._folder, days)
                self._kept = days

    def read_again(self) -> None:
        """Believe the files alone; without a folder, go on believing the memory."""
        if self._folder is None:
            return
        days: dict[str, SeenDay] = {}
        for file in self._folder.glob("*.json"):
            for venue_id, seen in _read(file).items():
                days[venue_id] = max(seen, days.get(venue_id, SeenDay()))
        self._days, self._kept = days, {}

    def forget(self) -> None:
        """Forget everything, in every process: from now on, whatever Redis has is the queue's log."""
        for file in self._folder.glob("*.json") if self._folder else ():
            file.unlink(missing_ok=True)
        if self._folder and self._folder.is_dir():
            sync_folder(self._folder)
        self._days, self._kept = {}, {}

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
    """Read a file; one that cannot be read, cut by a power loss perhaps, says nothing: there are others."""
    try:
        return {
            venue: SeenDay(str(day), int(count))
            for venue, (day, count) in json.loads(file.read_text()).items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
