"""
``antre restore``: restore a backup into an empty place.

The whole backup is read and verified before the first write. Then, in this order: set a mark, which makes services
refuse to open anything and allows repeating a restore that was killed; files; the vault and the logs; open today's day
by the hall's own rules, after a gap of numbers; rename the house's log to its real name in one step, since no hall opens
without a house; remove the mark.
"""

from __future__ import annotations

import base64
import json
import os
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from antre.backup.files import BackupError, Backups, DayOfBackup, Manifest
from antre.backup.history_copy import has_days, put_rows
from antre.backup.make import DAYS_FOLDER, HOUSE_FILE, OPEN_FOLDER, SQL_FILE, VAULT_FILE
from antre.backup.place import make_folder
from antre.hall_data import OTHERS, HallData
from waitingroom import keys
from waitingroom.facts import TicketIssued
from waitingroom.hall import Hall
from waitingroom.live.halls import Halls
from waitingroom.log.archive import SUFFIX, ArchiveFolder
from waitingroom.log.archive_file import ArchivedLog
from waitingroom.log.base import Entry, ReadableLog, Tip, UnavailableError, all_entries
from waitingroom.log.fold import linked_facts
from waitingroom.log.folder import sync_folder
from waitingroom.log.redis_log import RedisLog, RedisStore, Vault
from waitingroom.log.seen_days import SeenDays

LEFT_OUT_MIN = 300
"""Minimum gap: more numbers than one agency issues in a day, except in the largest houses."""
BUSIEST_OF = 30
"""How many of the last days are considered to find the busiest one."""
BATCH = 1_000
REST = "rest.zip"
MARK = "restore"
"""The name of the mark among the files of seen days."""
LAST_DAY = "9999-12-31"
"""A day that no log has: services that have seen it refuse to open anything (docs/adr/0016)."""
HIDDEN_HOUSE = f"{keys.HOUSE_LOG()}:{MARK}"
"""The key of the house's log during a restore: without a house no hall opens."""

Step = Callable[[str], None]


class GoesOn(NamedTuple):
    """How an agency's numbers continue at a venue: the last number of today in the backup, and the next one."""

    venue: str
    agency: str
    prefix: str
    last: int
    next: int


class RestoreResult(NamedTuple):
    """
    The result of a restore. goes_on: for every agency; left_out: size of the gap of numbers, by venue.

    is_noted: whether the backup was marked as restored; left: what could not be restored and why, in words.
    """

    manifest: Manifest
    goes_on: list[GoesOn]
    left_out: dict[str, int]
    is_noted: bool
    took_s: float
    left: tuple[str, ...] = ()


def is_under_way(seen: Path) -> bool:
    """Return whether a restore was started but not completed; seen: the folder of seen days."""
    return (seen / f"{MARK}.json").exists()


def gap_for(busiest: int) -> int:
    """
    Return the size of the gap of every agency, given the most numbers that one agency issued in a day.

    Numbers that could be issued again are those of today's service day. So twice the busiest day in the backup, rounded
    up to hundreds, is enough, however old the backup is.
    """
    return max(LEFT_OUT_MIN, -(-2 * busiest // 100) * 100)


def restore(
    store: RedisStore, data: HallData, backups: Backups, folder: Path, *,
    at: str | None = None, left_out: int | None = None, step: Step = lambda words: None,
) -> RestoreResult:  # fmt: skip
    """
    Restore the newest backup, or the newest one whose name begins with ``at``. folder: for unpacked files.

    left_out: size of the gap of numbers, overrides ``gap_for``.
    Raises SealError, PlaceError, BackupError: nothing was changed; UnavailableError, OSError,
    sqlalchemy.exc.SQLAlchemyError: the restore can be repeated.
    """
    began = time.monotonic()
    target = _Target(store, data)
    step("checking the backup")
    with backups.place.alone(makes=False):
        manifest = _verified_manifest(backups, at)
        backups.fetch(manifest.rest, folder / REST)
        target.check_empty()
        target.mark(manifest.venues)
        step("pictures, videos and days that are over")
        for name, file in manifest.media.items():
            _put_file(data.media / name, backups.opened(file))
        left = tuple(_put_others(data, backups, manifest))
        busiest = _put_days(target, backups, manifest, folder)
    step("SQL, accounts, devices, logs")
    with zipfile.ZipFile(folder / REST) as rest:
        put_rows(data.history_url, json.loads(rest.read(SQL_FILE)))
        target.put_vault(json.loads(rest.read(VAULT_FILE)))
        for venue_id, most in target.put_logs(rest, folder):
            busiest[venue_id] = max(busiest[venue_id], most)
    step("opening today behind a gap of numbers")
    before = backups.note_restore(manifest.stamp)
    gaps = {
        venue_id: left_out if left_out is not None else gap_for(most) * ((before or 0) + 1)
        for venue_id, most in busiest.items()
    }
    goes_on = target.open_today(gaps)
    target.show_house()
    target.unmark()
    return RestoreResult(manifest, goes_on, gaps, before is not None, time.monotonic() - began, left)


def _verified_manifest(backups: Backups, at: str | None) -> Manifest:
    """Return the manifest of the backup after verifying all its files. Raises BackupError."""
    manifest = backups.newest(at)
    if wrong := list(backups.wrong_files(manifest)):
        others = ", ".join(stamp for stamp in backups.stamps() if stamp != manifest.stamp)
        raise BackupError(
            f"{backups.place.name}: the backup {manifest.stamp} is damaged: {'; '.join(wrong[:5])}. Nothing was changed. "
            f"Others here: {others or 'none'}."
        )
    return manifest


def _put_others(data: HallData, backups: Backups, manifest: Manifest) -> Iterator[str]:
    """Restore files of the additional folders; existing files are kept. Yield what could not be restored."""
    for kind, files in manifest.others.items():
        folder = data.others.get(kind)
        if files and folder is None:
            yield f"{kind}: {len(files)} files are in the backup, and ANTRE_{OTHERS[kind].upper()} names no folder for them"
            continue
        for path, file in files.items():
            to = folder / path  # type: ignore[operator]
            try:
                if not to.exists():
                    _put_file(to, backups.opened(file))
            except OSError as error:
                yield f"{to} cannot be written: {error.strerror}"


def _put_days(target: _Target, backups: Backups, manifest: Manifest, folder: Path) -> Counter[str]:
    """Restore every past day to where the hall had it; return by venue the most numbers of one agency in a day."""
    busiest = Counter(dict.fromkeys(manifest.venues, 0))
    for day in manifest.days:
        file = folder / "day.zip"
        backups.fetch(day.file, file)
        log = ArchivedLog(file, day.venue, day.day)
        log.check()
        if day.archived:
            target.put_archived(day, file)
        if day.in_redis:
            target.put_log(keys.DAY_LOG(day.venue, day.day), log)
        if _is_of_last(manifest, day):
            busiest[day.venue] = max(busiest[day.venue], busiest_of(log))
    return busiest


class _Target:
    """The target of a restore."""

    def __init__(self, store: RedisStore, data: HallData) -> None:
        self._store, self._data, self._vault = store, data, Vault(store)
        self._archive = ArchiveFolder(data.archive)

    def check_empty(self) -> None:
        """Raise BackupError if there is a hall here already, so that nothing is overwritten."""
        if self._vault.get(keys.RESTORING()):
            if self._store.log(keys.HOUSE_LOG()).tip() == Tip():
                return
            self.unmark()
            raise BackupError(
                "A backup was restored here to its end; only its mark had stayed, and is gone. Start the hall."
            )
        existing = [name for name, is_here in self._existing_data() if is_here]
        if existing:
            raise BackupError(
                f"A hall is here already: {', '.join(existing)}. A backup is restored into an empty place only, so that "
                "nothing is lost by it. Nothing was changed. Move that data away, or restore in another folder."
            )

    def _existing_data(self) -> Iterator[tuple[str, bool]]:
        with self._store.translated():
            count = sum(
                1
                for pattern in ("*:log", "*:days")
                for _ in self._store.commands.scan_iter(match=self._store.prefix + pattern)
            )
        yield "logs in Redis", count > 0
        yield "accounts in Redis", bool(self._vault.keys(keys.STAFF("")))
        yield f"days in {self._data.archive}", bool(_files(self._data.archive))
        yield f"pictures in {self._data.media}", bool(_files(self._data.media))
        yield "history in SQL", has_days(self._data.history_url)

    def mark(self, venues: Iterable[str]) -> None:
        """Mark a restore as in progress, and delete the remains of an earlier one that was killed."""
        self._vault.put(keys.RESTORING(), b"1")
        make_folder(self._data.seen)
        seen = SeenDays(self._data.seen, MARK)
        for venue_id in venues:
            seen.saw(venue_id, LAST_DAY, 1)
        seen.keep()
        for file in (*_files(self._data.archive), *_files(self._data.media)):
            file.unlink()
        with self._store.translated():
            names = [
                name for name in self._store.commands.scan_iter(match=f"{self._store.prefix}*", count=BATCH)
                if name.decode() != keys.RESTORING.pattern_in(self._store.prefix)
            ]  # fmt: skip
            for start in range(0, len(names), BATCH):
                self._store.commands.unlink(*names[start : start + BATCH])

    def unmark(self) -> None:
        """Remove the mark, so that services may open the hall."""
        SeenDays(self._data.seen, MARK).forget()
        self._vault.drop(keys.RESTORING())

    def put_archived(self, day: DayOfBackup, file: Path) -> None:
        """Copy the file of a day into the archive and verify it."""
        with file.open("rb") as source:
            _put_file(
                self._data.archive / day.venue / f"{day.day}{SUFFIX}", iter(lambda: source.read(1 << 20), b"")
            )
        self._archive.log(day.venue, day.day).check()

    def put_log(self, name: str, log: ReadableLog) -> None:
        """Write a log to Redis with the ids and links of its entries, then verify the tip."""
        key = self._store.prefix + name
        with self._store.translated():
            self._store.commands.unlink(key)
            for some in _batches(all_entries(log)):
                pipe = self._store.commands.pipeline(transaction=False)
                for entry in some:
                    link = entry.link.encode("utf-8", "surrogateescape")
                    fields: dict[Any, Any] = {"f": entry.data} | ({"h": link} if link else {})
                    pipe.xadd(key, fields, id=entry.id)
                pipe.execute()
        if self._store.log(name).tip() != log.tip():
            raise UnavailableError(
                f"{name} did not arrive as it was: is somebody else writing into this Redis?"
            )

    def put_vault(self, vault: dict[str, Any]) -> None:
        """Write accounts, devices and secrets; backups contain no sessions."""
        with self._store.translated():
            pipe = self._store.commands.pipeline(transaction=False)
            for name, value in vault["values"].items():
                pipe.set(self._own(name), base64.b64decode(value))
            for name, members in vault["sets"].items():
                if members:
                    pipe.sadd(self._own(name), *members)
            pipe.execute()

    def _own(self, name: str) -> str:
        """Return the key in this namespace of a key in a backup."""
        return keys.moved(name, keys.PREFIX, self._store.prefix)

    def put_logs(self, opened: zipfile.ZipFile, folder: Path) -> Iterator[tuple[str, int]]:
        """Write the growing logs; yield venues with the most numbers of one agency on the open day."""
        file = folder / "log.zip"
        for name in opened.namelist():
            if name.startswith((DAYS_FOLDER, OPEN_FOLDER)):
                file.write_bytes(opened.read(name))
                venue_id, _, day = name.removesuffix(SUFFIX).partition("/")[2].partition("/")
                log = ArchivedLog(file, venue_id, day)
                self.put_log(keys.DAY_LOG(venue_id, day) if day else keys.DAYS_LOG(venue_id), log)
                yield venue_id, busiest_of(log) if day else 0
        file.write_bytes(opened.read(HOUSE_FILE))
        self.put_log(HIDDEN_HOUSE, ArchivedLog(file, "", ""))

    def open_today(self, left_out: dict[str, int]) -> list[GoesOn]:
        """Open today's day of every venue as the hall does, with an epoch after the gap; services do not see it yet."""
        store = _HiddenHouse(self._store.url, self._store.namespace)
        store.start()
        halls = Halls(store, alarm=lambda event, **fields: None, archive=self._archive)
        halls.house.load()
        goes_on: list[GoesOn] = []
        try:
            for live in halls.all():
                live.settle()
                gap = left_out.setdefault(live.venue_id, LEFT_OUT_MIN)
                before = live.read(lambda hall, _: dict(hall.last_ordinal))
                live.begin_restored(gap)
                goes_on += live.read(partial(_next_numbers, before))
        finally:
            store.stop()
        return goes_on

    def show_house(self) -> None:
        """Rename the house's log to its real key; from then on the hall is completely restored."""
        with self._store.translated():
            self._store.commands.rename(
                self._store.prefix + HIDDEN_HOUSE, self._store.prefix + keys.HOUSE_LOG()
            )


class _HiddenHouse(RedisStore):
    """A store of the same Redis that uses the hidden key for the house's log."""

    def log(self, name: str) -> RedisLog:
        """See RedisStore.log."""
        return super().log(HIDDEN_HOUSE if name == keys.HOUSE_LOG() else name)


def _next_numbers(before: dict[str, int], hall: Hall, now_ms: int) -> list[GoesOn]:
    agencies = hall.house.agencies.values() if hall.house else ()
    return [
        GoesOn(
            hall.venue_id, agency.short, agency.prefix, before.get(agency.prefix, agency.first_number - 1),
            hall.last_ordinal[agency.prefix] + 1,
        )
        for agency in agencies if any(place.venue == hall.venue_id for place in agency.places)
    ]  # fmt: skip


def busiest_of(log: ReadableLog) -> int:
    """Return the most numbers that one agency issued in the log of a day. Raises UnavailableError."""
    issued = Counter(fact.prefix for _, fact in linked_facts(log) if isinstance(fact, TicketIssued))
    return max(issued.values(), default=0)


def _is_of_last(manifest: Manifest, day: DayOfBackup) -> bool:
    days = sorted(one.day for one in manifest.days if one.venue == day.venue)
    return day.day in days[-BUSIEST_OF:]


def _put_file(file: Path, chunks: Iterable[bytes]) -> None:
    """Write a file atomically. Raises OSError."""
    make_folder(file.parent)
    hidden = file.with_name(f".{file.name}.{MARK}")
    with hidden.open("wb") as out:
        for chunk in chunks:
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    hidden.replace(file)
    sync_folder(file.parent)


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()] if folder.is_dir() else []


def _batches(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    batch: list[Entry] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
