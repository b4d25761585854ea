"""
The archive: days that are over, each in a compressed file outside Redis (docs/adr/0028).

A day is written beside its place, read back, compared with its log and only then given its name, so that under the
name there is never half a day. ``RedisStore.drop_archived`` then takes it out of Redis; whoever reads a past day
(``PastDayLog``) does not see where it is.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import islice, zip_longest
from pathlib import Path

from waitingroom.log.archive_file import Archived, ArchivedLog, write_file
from waitingroom.log.base import PAGE, Entry, Log, ReadableLog, Tip, all_entries
from waitingroom.log.folder import sync_folder

SUFFIX = ".log.zip"
_VENUE, _DAY = re.compile(r"[a-z0-9][a-z0-9-]*"), re.compile(r"\d{4}-\d\d-\d\d")


class ArchiveRefusedError(Exception):
    """The day was not archived; an archive that is there was left as it is. The text says why and what to do."""


class ArchiveFolder:
    """The archived days of every venue, in a folder for each. One process writes, others may read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def days(self, venue_id: str) -> list[str]:
        """Return the archived days of a venue, oldest first."""
        files = (self._path / venue_id).glob(f"*{SUFFIX}") if _VENUE.fullmatch(venue_id) else ()
        return sorted(day for file in files if _DAY.fullmatch(day := file.name.removesuffix(SUFFIX)))

    def log(self, venue_id: str, day: str) -> ArchivedLog:
        """Return the log of a day, to be read; an empty one if the day is not archived."""
        is_a_name = _VENUE.fullmatch(venue_id) and _DAY.fullmatch(day)
        return ArchivedLog(self._file(venue_id, day) if is_a_name else None, venue_id, day)

    def write(self, venue_id: str, day: str, log: ReadableLog) -> Archived:
        """
        Archive a day that is over, and give what its archive holds; a second time changes nothing.

        A log that went on since replaces its own archive; nothing else ever does.
        Raises:
            ArchiveRefusedError: the log is empty, or another one than the archive's. ArchiveDamagedError: the archive
            that is there. UnavailableError. OSError: no room, no right.
        """
        file, archived = self._file(venue_id, day), self.log(venue_id, day)
        if not (_VENUE.fullmatch(venue_id) and _DAY.fullmatch(day)):
            raise ArchiveRefusedError(f"no venue and day: {venue_id}, {day}")
        if log.tip() == Tip():
            raise ArchiveRefusedError(f"{venue_id}, {day}: the log is empty, there is nothing to archive")
        self._make_folder(file.parent)
        with _alone_in(file.parent):
            found = archived.check()
            if found is None or _has_grown(archived, log, file):
                self._write(file, venue_id, day, log)
                found = archived.check()
        assert found is not None
        return found

    def _write(self, file: Path, venue_id: str, day: str, log: ReadableLog) -> None:
        hidden = file.with_name(f".{file.name}.tmp")
        try:
            count = write_file(hidden, venue_id, day, all_entries(log))
            written = all_entries(ArchivedLog(hidden, venue_id, day))
            for mine, theirs in zip_longest(written, islice(all_entries(log), count)):
                if mine != theirs:
                    raise ArchiveRefusedError(f"{venue_id}, {day}: the log changed while it was archived")
            hidden.replace(file)
            sync_folder(file.parent)
        finally:
            hidden.unlink(missing_ok=True)

    def _make_folder(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        sync_folder(self._path)

    def _file(self, venue_id: str, day: str) -> Path:
        return self._path / venue_id / f"{day}{SUFFIX}"


class PastDayLog:
    """
    A past day's log for its readers: in Redis, or in the archive once Redis has it no more.

    It may be dropped between two pages; the reader then goes on in the archive, where the same entries stand.
    """

    def __init__(self, log: Log, archived: ArchivedLog) -> None:
        self.name = log.name
        self._log, self._archived = log, archived

    def read(self, after: str, count: int = PAGE) -> tuple[int, list[Entry]]:
        """See ReadableLog.read."""
        now_ms, entries = self._log.read(after, count)
        if not entries and self._is_dropped:
            entries = self._archived.read(after, count)[1]
        return now_ms, entries

    def read_back(self, before: str, count: int = PAGE) -> list[Entry]:
        """See ReadableLog.read_back."""
        entries = self._log.read_back(before, count)
        return self._archived.read_back(before, count) if not entries and self._is_dropped else entries

    def entry(self, id: str) -> Entry | None:
        """See ReadableLog.entry."""
        entry = self._log.entry(id)
        return self._archived.entry(id) if entry is None and self._is_dropped else entry

    def tip(self) -> Tip:
        """See ReadableLog.tip."""
        tip = self._log.tip()
        return tip if tip != Tip() else self._archived.tip()

    @property
    def _is_dropped(self) -> bool:
        return self._log.tip() == Tip()


def days_to_drop(
    named_days: Iterable[str], today: str, keep_days: int, archived: Collection[str]
) -> list[str]:
    """
    Return the service days of a venue that may leave Redis, oldest first: those in the archive that are old enough.

    keep_days: how many days before today stay, at least one. The last two that were named stay whatever the clock
    says: the next roll links to the last, and retries look into the one before (``VenueDays``).
    """
    kept_from = (date.fromisoformat(today) - timedelta(days=max(keep_days, 1))).isoformat()
    return [day for day in sorted(set(named_days))[:-2] if day < kept_from and day in archived]


def _has_grown(archived: ArchivedLog, log: ReadableLog, file: Path) -> bool:
    """Return whether a log went on since it was archived; False: it is the same. Raises ArchiveRefusedError."""
    for mine, theirs in zip_longest(all_entries(archived), all_entries(log)):
        if mine is None:
            return True
        if mine != theirs:
            raise ArchiveRefusedError(
                f"{file} holds another log than Redis, from entry {mine.id} on; both were left as they are: "
                'docs/runbook.md, "Two logs of one day"'
            )
    return False


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold off other writers of a venue's days; the lock ends with its process."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
