"""
Move past days out of Redis: into history, into the archive, and out of Redis once both are safe (docs/adr/0028).

Every step is idempotent: days that are already archived or dropped are skipped.
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
    """Moves past days from Redis into the archive. keep_days: how many days before today stay in Redis."""

    def __init__(
        self, store: RedisStore, history: History, following: Following, archive: ArchiveFolder, *, keep_days: int,
        alarm: Alarm,
    ) -> None:  # fmt: skip
        self._store, self._history, self._following = store, history, following
        self._archive, self._keep_days, self._alarm = archive, keep_days, alarm
        self._archived: dict[str, set[str]] = {}
        self._dropped: dict[str, set[str]] = {}
        self._reasons: set[str] = set()

    @property
    def warns(self) -> list[str]:
        """Why days could not be archived, in words for operations."""
        return sorted(self._reasons)

    def step(self, venue_id: str, today: str) -> None:
        """Archive a venue's closed days and drop old ones from Redis. Raises UnavailableError, OSError."""
        positions, dropped = self._history.positions(venue_id), self._dropped_days(venue_id)
        archived_days = self._archived.setdefault(venue_id, set())
        named = [day for day in self._following.named_days(venue_id) if day not in dropped]
        for day in named:
            position, is_closed = positions.get(day, (Position(), False))
            if is_closed and day not in archived_days and self._write(venue_id, day, position):
                archived_days.add(day)
        for day in days_to_drop(named, today, self._keep_days, archived_days):
            archived = self._archive.log(venue_id, day)
            tip = archived.tip()
            if positions[day][0] == Position(tip.seq, tip.link):
                archived.check()
                if self._store.drop_archived(venue_id, day, tip):
                    dropped.add(day)

    def _dropped_days(self, venue_id: str) -> set[str]:
        """Return the days that have left Redis; looked up only once, since re-reading years of archive would block following."""
        if venue_id not in self._dropped:
            self._dropped[venue_id] = {
                day
                for day in self._archive.days(venue_id)
                if self._store.log(keys.DAY_LOG(venue_id, day)).tip() == Tip()
            }
        return self._dropped[venue_id]

    def _write(self, venue_id: str, day: str, position: Position) -> bool:
        """Archive a day; return whether it is archived up to this position. A failure is reported as a warning."""
        log = self._following.log(venue_id, day)
        try:
            tip = self._archive.write(venue_id, day, log).tip
        except (ArchiveRefusedError, ArchiveDamagedError) as error:
            if str(error) not in self._reasons:
                self._reasons.add(str(error))
                self._alarm("day_not_archived", venue=venue_id, day=day, why=str(error))
            return False
        return Position(tip.seq, tip.link) == position
