"""Where a hall's data is: Redis, folders and history, from this folder's ``.run`` or from settings."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Protocol

from services.web.settings import environment, read_namespace, read_replicas
from waitingroom import keys
from waitingroom.facts import DayNamed
from waitingroom.log.archive import ArchiveFolder, PastDayLog
from waitingroom.log.archive_file import ArchiveDamagedError
from waitingroom.log.base import Log, ReadableLog, Tip
from waitingroom.log.fold import linked_facts
from waitingroom.log.redis_log import RedisStore

RUN = Path(".run")
"""The folder of ``antre run``, relative to the working directory."""
OTHERS = {"recordings": "voice_folder", "certificates": "certificates_dir"}
"""Additional folders to back up, with the settings that name them."""


class HallData(NamedTuple):
    """
    The locations of one hall's data.

    redis_url: "" if no hall runs in this folder and no setting names one; namespace: of the house in Redis; replicas:
    how many must confirm a fact; media, seen: folders that may not exist yet. others: additional folders to back up,
    if settings name them: voice recordings, and the certificates that TVs and PCs trust.
    """

    redis_url: str
    archive: Path
    media: Path
    history_url: str
    seen: Path
    is_of_run: bool
    others: dict[str, Path] = MappingProxyType({})  # type: ignore[assignment]
    namespace: str = ""
    replicas: int = 0

    @property
    def folders(self) -> dict[str, Path]:
        """The folders by name, including that of history if it is a file."""
        folders = {"archive": self.archive, "media": self.media, "seen": self.seen}
        if self.history_url.startswith("sqlite:///"):
            folders["history"] = Path(self.history_url.removeprefix("sqlite:///")).parent
        return folders


def hall_data() -> HallData:
    """Locate the data of the hall. Raises InvalidSettings."""
    settings, data = environment(), RUN.absolute() / "data"
    url, namespace, ready = settings.get("redis_url", ""), read_namespace(), RUN / "ready.json"
    if not url and ready.exists():
        running = json.loads(ready.read_text())
        url, namespace = running["redis"], running.get("namespace", "")
    return HallData(
        redis_url=url,
        archive=Path(settings.get("archive_dir") or data / "archive"),
        media=Path(settings.get("media_dir") or data / "media"),
        history_url=settings.get("history_url") or f"sqlite:///{data / 'history.db'}",
        seen=Path(settings.get("seen_dir") or data / "seen"),
        is_of_run=not settings.get("redis_url"),
        others={name: Path(path) for name, key in OTHERS.items() if (path := settings.get(key))},
        namespace=namespace,
        replicas=read_replicas(),
    )


class Logs(Protocol):
    """The logs of a house, in a running hall, an archive or a backup."""

    def house(self) -> ReadableLog | None:
        """Return the house's log; None if it is not here."""

    def venues(self) -> list[str]:
        """Return the venues that have days here, sorted."""

    def named_days(self, venue_id: str) -> ReadableLog | None:
        """Return a venue's log of days; None if it is not here."""

    def days(self, venue_id: str) -> list[str]:
        """Return the days of a venue that should have a log here, oldest first."""

    def day(self, venue_id: str, day: str) -> ReadableLog:
        """Return the log of a day; reading it may raise UnavailableError or ArchiveDamagedError."""


class LiveLogs:
    """The logs of a running hall: in its Redis, or in its archive once they have left Redis."""

    def __init__(self, store: RedisStore, archive: Path) -> None:
        self._store, self._archive = store, ArchivedLogs(archive)

    def house(self) -> Log:
        """See Logs.house."""
        return self._store.log(keys.HOUSE_LOG())

    def venues(self) -> list[str]:
        """See Logs.venues."""
        pattern = keys.DAYS_LOG.pattern_in(self._store.prefix)
        with self._store.translated():
            log_keys = list(self._store.commands.scan_iter(match=pattern, count=1_000))
        before, after = pattern.split("*")
        named = {key.decode().removeprefix(before).removesuffix(after) for key in log_keys}
        return sorted(named.union(self._archive.venues()))

    def named_days(self, venue_id: str) -> Log:
        """See Logs.named_days."""
        return self._store.log(keys.DAYS_LOG(venue_id))

    def days(self, venue_id: str) -> list[str]:
        """See Logs.days: every named day and every archived day."""
        return sorted({*named_days(self.named_days(venue_id)), *self._archive.days(venue_id)})

    def day(self, venue_id: str, day: str) -> PastDayLog:
        """See Logs.day."""
        log = self._store.log(keys.DAY_LOG(venue_id, day))
        return PastDayLog(log, self._archive.folder.log(venue_id, day))

    def archive_problems(self) -> Iterator[tuple[str, str]]:
        """Yield name and problem of damaged archived days that Redis still has; nothing else reads such an archive file."""
        for venue_id in self._archive.venues():
            for day in self._archive.days(venue_id):
                log = self._store.log(keys.DAY_LOG(venue_id, day))
                if not is_there(log):
                    continue
                try:
                    archived = self._archive.folder.log(venue_id, day).check()
                except ArchiveDamagedError as error:
                    yield f"{venue_id} {day}, archived", str(error)
                    continue
                entry = log.entry(archived.tip.id) if archived else None
                if archived and (entry is None or entry.stored_link != archived.tip.link):
                    why = 'it is another log than Redis has: docs/runbook.md, "Two logs of one day"'
                    yield f"{venue_id} {day}, archived", why


class ArchivedLogs:
    """The logs of an archive alone, which has only past days."""

    def __init__(self, path: Path) -> None:
        self._path, self.folder = path, ArchiveFolder(path)

    def house(self) -> None:
        """See Logs.house."""
        return

    def venues(self) -> list[str]:
        """See Logs.venues."""
        names = (folder.name for folder in self._path.iterdir()) if self._path.is_dir() else ()
        return sorted(name for name in names if self.folder.days(name))

    def named_days(self, venue_id: str) -> None:
        """See Logs.named_days."""
        return

    def days(self, venue_id: str) -> list[str]:
        """See Logs.days."""
        return self.folder.days(venue_id)

    def day(self, venue_id: str, day: str) -> ReadableLog:
        """See Logs.day."""
        return self.folder.log(venue_id, day)


def named_days(log: ReadableLog) -> list[str]:
    """Return the service days named in a venue's log of days, sorted. May raise UnavailableError."""
    return sorted({fact.service_day for _, fact in linked_facts(log) if isinstance(fact, DayNamed)})


def is_there(log: ReadableLog) -> bool:
    """Return whether a log has any entries. May raise UnavailableError."""
    return log.tip() != Tip()
