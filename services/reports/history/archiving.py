"""
Days leave Redis: first into history, then into the archive, and out of Redis once both are safe (docs/adr/0028).

Each step may be repeated: what is archived already, or gone already, changes nothing.
"""

from __future__ import annotations

from services.reports.history.following import Following
from services.reports.history.history import History, Position
from waitingroom import keys
from waitingroom.log.archive import ArchiveFolder, ArchiveRefusedError, days_to_drop
from waitingroom.log.archive_file import ArchiveDamagedError
from waitingroom.log.base import Tip
from waitingroom.log.fold import Alarm
from waitingroom.log.redis_log import RedisStore


class Archiving:
    """The way of past days from Redis into the archive. keep_days: how many stay in Redis before today."""

    def __init__(
        self, store: RedisStore, history: History, following: Following, archive: ArchiveFolder, *, keep_days: int,
        alarm: Alarm,
    ) -> None:  # fmt: skip
        self._store, self._history, self._following = store, history, following
        self._archive, self._keep_days, self._alarm = archive, keep_days, alarm
        self._archived: dict[str, set[str]] = {}
        self._gone: dict[str, set[str]] = {}
        self._said: set[str] = set()

    @property
    def warns(self) -> list[str]:
        """What could not be archived, in words for operations."""
        return sorted(self._said)

    def step(self, venue_id: str, today: str) -> None:
        """Archive a venue's closed days, and drop those from Redis that are old enough. Raises UnavailableError, OSError."""
        positions, gone = self._history.positions(venue_id), self._gone_of(venue_id)
        done = self._archived.setdefault(venue_id, set())
        named = [day for day in self._following.named_days(venue_id) if day not in gone]
        for day in named:
            position, is_closed = positions.get(day, (Position(), False))
            if is_closed and day not in done and self._write(venue_id, day, position):
                done.add(day)
        for day in days_to_drop(named, today, self._keep_days, done):
            archived = self._archive.log(venue_id, day)
            tip = archived.tip()
            if positions[day][0] == Position(tip.seq, tip.link):
                archived.check()
                if self._store.drop_archived(venue_id, day, tip):
                    gone.add(day)

    def _gone_of(self, venue_id: str) -> set[str]:
        """Return the days that left Redis. They are looked for once: to read years of archive again would stop following."""
        if venue_id not in self._gone:
            self._gone[venue_id] = {
                day
                for day in self._archive.days(venue_id)
                if self._store.log(keys.DAY_LOG(venue_id, day)).tip() == Tip()
            }
        return self._gone[venue_id]

    def _write(self, venue_id: str, day: str, position: Position) -> bool:
        """Archive a day; False: not now, or it cannot be."""
        log = self._following.log(venue_id, day)
        try:
            tip = self._archive.write(venue_id, day, log).tip
        except (ArchiveRefusedError, ArchiveDamagedError) as error:
            if str(error) not in self._said:
                self._said.add(str(error))
                self._alarm("day_not_archived", venue=venue_id, day=day, why=str(error))
            return False
        return Position(tip.seq, tip.link) == position
