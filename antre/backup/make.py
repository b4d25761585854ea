"""
``antre backup``: back up a consistent state of the running hall, encrypted, to a folder or another machine.

The order keeps references valid: SQL, which is never ahead of the logs that are read later; pictures and videos,
which exist before the house refers to them; the cut (``hall_cut``); past days, each written only once; pictures added
meanwhile; everything else; and last the manifest, which makes the backup complete.
"""

from __future__ import annotations

import base64
import hashlib
import json
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from antre.backup.files import RUNS, SEALED, BackupError, Backups, DayOfBackup, FileOfBackup, Manifest
from antre.backup.hall_cut import Cut, take_cut, until
from antre.backup.history_copy import Rows, copy_rows
from antre.hall_data import HallData, LiveLogs
from services.web.media import NAME
from waitingroom import keys
from waitingroom.log.archive import ArchiveFolder, PastDayLog
from waitingroom.log.archive_file import ArchiveDamagedError, write_file
from waitingroom.log.base import Entry, ReadableLog, Tip
from waitingroom.log.redis_log import RedisStore, Vault

KEEP = 30
"""How many backups are kept; they share the files of days and pictures."""
HOUSE_FILE, VAULT_FILE, SQL_FILE, DAYS_FOLDER, OPEN_FOLDER = (
    "house.log.zip",
    "vault.json",
    "sql.json",
    "days/",
    "open/",
)

Step = Callable[[str], None]
"""step(words): reports the current step."""


class BackupResult(NamedTuple):
    """The result of a backup. written: number of new files; pruned: number of deleted old files."""

    manifest: Manifest
    written: int
    pruned: int
    took_s: float


def back_up(
    store: RedisStore, data: HallData, backups: Backups, *, keep: int = KEEP, step: Step = lambda words: None
) -> BackupResult:
    """
    Make a backup.

    Raises UnavailableError, PlaceError, sqlalchemy.exc.SQLAlchemyError, OSError; SealError: the folder has another
    passphrase; BackupError: there is no house. In all cases existing backups are unchanged.
    """
    began = time.monotonic()
    with backups.place.alone(makes=True):
        run = _Run(store, data, backups)
        step("SQL")
        rows = copy_rows(data.history_url)
        step("pictures and videos")
        run.take_media()
        step("the moment")
        cut = take_cut(store)
        if cut.house == Tip():
            raise BackupError("There is no house yet, so there is nothing to back up.")
        step("days that are over")
        run.take_days(cut)
        run.take_media()
        step("recordings and certificates")
        run.take_others()
        step("the house, today, accounts and devices")
        manifest = run.finish(cut, rows)
        pruned = backups.prune(keep)
    _note_age(store, manifest)
    return BackupResult(manifest, run.written, pruned, time.monotonic() - began)


class _Run:
    """A backup in progress: its files so far, and the previous backup, whose files are reused."""

    def __init__(self, store: RedisStore, data: HallData, backups: Backups) -> None:
        self._store, self._data, self._backups = store, data, backups
        self._before = _newest_readable(backups)
        self._sizes = backups.place.sizes()
        self._files: dict[str, FileOfBackup] = {}
        self._days: list[DayOfBackup] = []
        self._media: dict[str, str] = {}
        self._problems: list[str] = []
        self._others: dict[str, dict[str, str]] = {}
        self.written = 0

    def take_media(self) -> None:
        """Add every picture and video that is missing; file names are digests of the content, so content never changes."""
        folder = self._data.media
        for file in sorted(folder.iterdir()) if folder.is_dir() else ():
            if NAME.fullmatch(file.name) and file.name not in self._media:
                name = f"media/{file.name}{SEALED}"
                if self._has(name) or self._seal_file(name, file):
                    self._media[file.name] = name

    def take_others(self) -> None:
        """Add the files of the additional folders, stored by the digest of their content, so each only once."""
        for kind, folder in self._data.others.items():
            names = self._others.setdefault(kind, {})
            for file in sorted(folder.rglob("*")):
                try:
                    if not file.is_file():
                        continue
                    name = f"{kind}/{hashlib.sha256(file.read_bytes()).hexdigest()}{SEALED}"
                    if self._has(name) or self._seal_file(name, file):
                        names[file.relative_to(folder).as_posix()] = name
                except OSError as error:
                    self._problems.append(
                        f"{file} cannot be read: {error.strerror}; it is not in this backup"
                    )

    def take_days(self, cut: Cut) -> None:
        """Add every past day."""
        logs, archive = LiveLogs(self._store, self._data.archive), ArchiveFolder(self._data.archive)
        for venue_id in logs.venues():
            today, _ = cut.open.get(venue_id, ("", Tip()))
            archived = set(archive.days(venue_id))
            for day in logs.days(venue_id):
                if day != today and (not today or day < today):
                    self._take_day(venue_id, day, day in archived, archive)

    def _take_day(self, venue_id: str, day: str, is_archived: bool, archive: ArchiveFolder) -> None:
        log = self._store.log(keys.DAY_LOG(venue_id, day))
        in_redis = log.tip() != Tip()
        try:
            tip = (source := PastDayLog(log, archive.log(venue_id, day))).tip()
            if tip == Tip():
                self._problems.append(f"{venue_id} {day}: its log is gone; it is not in this backup")
                return
            name = f"days/{venue_id}/{day}.{_short(tip)}{SEALED}"
            if not self._has(name):
                self._write_log(name, venue_id, day, until(source, tip))
        except ArchiveDamagedError as error:
            self._retain_earlier(venue_id, day, str(error))
            return
        self._days.append(DayOfBackup(venue_id, day, name, in_redis, is_archived))

    def _retain_earlier(self, venue_id: str, day: str, why: str) -> None:
        """Reuse the previous backup's copy, if any, of a day that cannot be read any more; note the problem."""
        earlier = [
            one
            for one in (self._before.days if self._before else ())
            if (one.venue, one.day) == (venue_id, day)
        ]
        copies = [one for one in earlier if self._has(one.file)]
        self._days += copies
        self._problems.append(f"{why}; {'an earlier copy is kept' if copies else 'it is not in this backup'}")

    def finish(self, cut: Cut, rows: Rows) -> Manifest:
        """Write everything else and then the manifest."""
        made_at = datetime.fromtimestamp(cut.at_ms / 1000, UTC)
        stamp = f"{made_at:%Y%m%dT%H%M%S}{cut.at_ms % 1000:03}Z"
        rest = f"{RUNS}{stamp}.rest{SEALED}"
        with tempfile.TemporaryDirectory(prefix="antre-backup-") as folder:
            path = Path(folder) / "rest.zip"
            write_rest(path, self._store, cut, rows)
            self._seal_file(rest, path)
        manifest = Manifest(
            stamp,
            cut.at_ms,
            tuple(cut.named),
            rest,
            tuple(self._days),
            self._media,
            self._files,
            tuple(self._problems),
            self._others,
        )
        self._backups.write_manifest(manifest)
        return manifest

    def _write_log(self, name: str, venue_id: str, day: str, entries: Iterable[Entry]) -> None:
        with tempfile.TemporaryDirectory(prefix="antre-backup-") as folder:
            path = Path(folder) / "day.zip"
            write_file(path, venue_id, day, entries)
            self._seal_file(name, path)

    def _has(self, name: str) -> bool:
        """Reuse a file that the previous backup has completely; return False if it must be written."""
        file = self._before.files.get(name) if self._before else None
        if name not in self._files and file is not None and self._sizes.get(name) == file.size:
            self._files[name] = file
        return name in self._files

    def _seal_file(self, name: str, path: Path) -> bool:
        """Seal a file; return False if it was removed meanwhile, as unused media are."""
        try:
            source = path.open("rb")
        except FileNotFoundError:
            return False
        with source:
            self._files[name] = self._backups.seal(name, source)
        self.written += 1
        return True


def write_rest(path: Path, store: RedisStore, cut: Cut, rows: Rows) -> None:
    """Write the ZIP of everything that changes with every backup. Raises UnavailableError."""
    with zipfile.ZipFile(path, "w") as out, tempfile.TemporaryDirectory(prefix="antre-backup-") as folder:

        def put(name: str, venue_id: str, day: str, log: ReadableLog, tip: Tip) -> None:
            file = Path(folder) / "log.zip"
            write_file(file, venue_id, day, until(log, tip))
            out.write(file, name)

        put(HOUSE_FILE, "", "", store.log(keys.HOUSE_LOG()), cut.house)
        for venue_id, tip in cut.named.items():
            put(f"{DAYS_FOLDER}{venue_id}.log.zip", venue_id, "", store.log(keys.DAYS_LOG(venue_id)), tip)
        for venue_id, (day, tip) in cut.open.items():
            if tip != Tip():
                log = store.log(keys.DAY_LOG(venue_id, day))
                put(f"{OPEN_FOLDER}{venue_id}/{day}.log.zip", venue_id, day, log, tip)
        values = {name: base64.b64encode(value).decode() for name, value in cut.values.items()}
        out.writestr(VAULT_FILE, json.dumps({"values": values, "sets": cut.sets}))
        out.writestr(SQL_FILE, json.dumps(rows))


def _newest_readable(backups: Backups) -> Manifest | None:
    """Return the manifest of the newest readable backup. Raises WrongPassphraseError if it has another passphrase."""
    for stamp in reversed(backups.stamps()):
        try:
            return backups.manifest(stamp)
        except BackupError:
            continue
    return None


def _note_age(store: RedisStore, manifest: Manifest) -> None:
    """Store the time of the last backup in the hall, for its pages and figures."""
    Vault(store).put(keys.BACKUP(), json.dumps({"at_ms": manifest.made_ms}).encode())


def _short(tip: Tip) -> str:
    """Return the part of a file name that identifies a log's tip, so that a log that has grown gets another name."""
    link = "".join(letter for letter in tip.link if letter in "0123456789abcdef")
    return f"{tip.seq}-{link[:12]}"
