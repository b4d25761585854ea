"""
The archive: past days, each in a compressed file outside Redis (docs/adr/0028).

A day is written to a temporary file, read back, compared with its log and only then renamed, so that an archive is
never partial. ``RedisStore.drop_archived`` can then remove it from Redis; readers of a past day (``PastDayLog``) do not
notice where it is stored.
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
    """The day was not archived; an existing archive was not changed. The text says why and what to do."""


class ArchiveFolder:
    """The archived days, in one folder per venue. One process writes, others may read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def days(self, venue_id: str) -> list[str]:
        """List the archived days of a venue, oldest first."""
        files = (self._path / venue_id).glob(f"*{SUFFIX}") if _VENUE.fullmatch(venue_id) else ()
        return sorted(day for file in files if _DAY.fullmatch(day := file.name.removesuffix(SUFFIX)))

    def log(self, venue_id: str, day: str) -> ArchivedLog:
        """Return the log of a day for reading; it is empty if the day is not archived."""
        is_a_name = _VENUE.fullmatch(venue_id) and _DAY.fullmatch(day)
        return ArchivedLog(self._file(venue_id, day) if is_a_name else None, venue_id, day)

    def write(self, venue_id: str, day: str, log: ReadableLog) -> Archived:
        """
        Archive a past day and return a summary of its archive; an archived day is not written again.

        An archive is replaced only if its own log has grown since.
        Raises:
            ArchiveRefusedError: the log is empty, or differs from the archived one. ArchiveDamagedError: the existing
            archive is damaged. UnavailableError. OSError: no space, no permission.
        """
        file, archived = self._file(venue_id, day), self.log(venue_id, day)
        if not (_VENUE.fullmatch(venue_id) and _DAY.fullmatch(day)):
            raise ArchiveRefusedError(f"not a venue id and a day: {venue_id}, {day}")
        if log.tip() == Tip():
            raise ArchiveRefusedError(f"{venue_id}, {day}: the log is empty, there is nothing to archive")
        self._make_folder(file.parent)
        with _locked(file.parent):
            summary = archived.check()
            if summary is None or _has_grown(archived, log, file):
                self._write(file, venue_id, day, log)
                summary = archived.check()
        assert summary is not None
        return summary

    def _write(self, file: Path, venue_id: str, day: str, log: ReadableLog) -> None:
        hidden = file.with_name(f".{file.name}.tmp")
        try:
            count = write_file(hidden, venue_id, day, all_entries(log))
            written = all_entries(ArchivedLog(hidden, venue_id, day))
            for archived, current in zip_longest(written, islice(all_entries(log), count)):
                if archived != current:
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
    Reads a past day's log from Redis, or from the archive once it was dropped from Redis.

    It may be dropped between two pages; reading then continues in the archive, which has the same entries.
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
    List the service days of a venue that can be dropped from Redis, oldest first: archived and old enough.

    keep_days: number of days before today to keep, at least one. The two latest days are always kept: the next day
    links to the last one, and retries search the one before (``VenueDays``).
    """
    first_kept = (date.fromisoformat(today) - timedelta(days=max(keep_days, 1))).isoformat()
    return [day for day in sorted(set(named_days))[:-2] if day < first_kept and day in archived]


def _has_grown(archived: ArchivedLog, log: ReadableLog, file: Path) -> bool:
    """Return whether a log has grown since it was archived. Raises ArchiveRefusedError: it differs from its archive."""
    for old, current in zip_longest(all_entries(archived), all_entries(log)):
        if old is None:
            return True
        if old != current:
            raise ArchiveRefusedError(
                f"{file} holds another log than Redis, from entry {old.id} on; both were left as they are: "
                'docs/runbook.md, "Two logs of one day"'
            )
    return False


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Lock a venue's folder against other writers; the lock ends with its process."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
