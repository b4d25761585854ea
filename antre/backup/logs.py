"""The logs of a backup for ``antre fsck``, unsealed one at a time into a temporary folder."""

from __future__ import annotations

import zipfile
from pathlib import Path

from antre.backup.files import Backups, Manifest
from antre.backup.make import DAYS_FOLDER, HOUSE_FILE, OPEN_FOLDER
from waitingroom.log.archive import SUFFIX
from waitingroom.log.archive_file import ArchivedLog


class BackupLogs:
    """See ``hall_data.Logs``. folder: for unpacked files. Every method may raise BackupError, PlaceError."""

    def __init__(self, backups: Backups, manifest: Manifest, folder: Path) -> None:
        self._backups, self._folder = backups, folder
        self._files = {(day.venue, day.day): day.file for day in manifest.days}
        self._unpacked: tuple[str, str] | None = None
        backups.fetch(manifest.rest, folder / "rest.zip")
        with zipfile.ZipFile(folder / "rest.zip") as rest:
            rest.extractall(folder)
        open_days = (
            path.relative_to(folder / OPEN_FOLDER) for path in folder.glob(f"{OPEN_FOLDER}*/*{SUFFIX}")
        )
        self._open = {(path.parent.name, path.name.removesuffix(SUFFIX)) for path in open_days}

    def house(self) -> ArchivedLog:
        """See Logs.house."""
        return ArchivedLog(self._folder / HOUSE_FILE, "", "")

    def venues(self) -> list[str]:
        """See Logs.venues."""
        named = {path.name.removesuffix(SUFFIX) for path in self._folder.glob(f"{DAYS_FOLDER}*{SUFFIX}")}
        return sorted({venue_id for venue_id, _ in (*self._files, *self._open)} | named)

    def named_days(self, venue_id: str) -> ArchivedLog:
        """See Logs.named_days."""
        return ArchivedLog(self._folder / f"{DAYS_FOLDER}{venue_id}{SUFFIX}", venue_id, "")

    def days(self, venue_id: str) -> list[str]:
        """See Logs.days."""
        return sorted(day for venue, day in (*self._files, *self._open) if venue == venue_id)

    def day(self, venue_id: str, day: str) -> ArchivedLog:
        """See Logs.day."""
        if (venue_id, day) in self._open:
            return ArchivedLog(self._folder / OPEN_FOLDER / venue_id / f"{day}{SUFFIX}", venue_id, day)
        if self._unpacked != (venue_id, day):
            self._backups.fetch(self._files[venue_id, day], self._folder / "day.zip")
            self._unpacked = (venue_id, day)
        return ArchivedLog(self._folder / "day.zip", venue_id, day)
