"""
Following: project the days of every venue from their logs into history.

One thread handles one venue after the other. A day that is closed and fully read is no longer followed; at the next
start its position in history is compared with the tip of its log. If a log is not the one that history was written
from, its link shows it, and the day is rewritten.
"""

from __future__ import annotations

import threading
import time
from bisect import insort
from typing import cast

from sqlalchemy.exc import SQLAlchemyError

from services.reports.history.history import ConflictingWrite, History, Names, Position
from services.reports.history.rows import names_of, rows_of_day
from services.reports.webhooks import outbox
from services.reports.webhooks.events import EventRecords
from waitingroom import keys
from waitingroom.facts import DayBroughtHome, DayNamed, Fact
from waitingroom.figures.records import DayRecords
from waitingroom.log.archive import ArchiveFolder, PastDayLog
from waitingroom.log.base import Log, ReadableLog, Store, Tip, UnavailableError
from waitingroom.log.fold import Alarm, Clock, Fold

SUMMARIES_A_STEP = 20
"""Days without a summary that are summarized in one step: some tenths of a second at 2,400 tickets a day."""

Day = tuple[str, str]
"""A venue and a service day."""


class NamedDays:
    """The fold of a venue's log of days: the service days that it names."""

    def __init__(self) -> None:
        self.days: list[str] = []

    def apply(self, seq: int, fact: Fact) -> None:
        """Add a named day; days that an outreach box brings home may be out of order or already named."""
        if isinstance(fact, DayNamed | DayBroughtHome) and fact.service_day not in self.days:
            insort(self.days, fact.service_day)

    def skip(self, seq: int, missing: int = 0) -> None:
        """Ignore a foreign or missing entry."""


class Following:
    """Follows the days of every venue into history. Not thread-safe: call it from one thread."""

    def __init__(
        self, store: Store, history: History, *, alarm: Alarm, archive: ArchiveFolder | None = None
    ) -> None:
        self._store, self._history, self._alarm, self._archive = store, history, alarm, archive
        self._clock = Clock()
        self._open: dict[Day, _FollowedDay] = {}
        self._finished: set[Day] = set()
        self._named: dict[str, Fold[NamedDays]] = {}
        self._why_behind, self._is_summarized = "", False
        self.caught_up_at = float("-inf")
        self.lock = threading.Lock()

    @property
    def why_behind(self) -> str:
        """Why history is not up to date, in words for operations; empty if it is."""
        return self._why_behind

    def step(self, venues: list[str]) -> None:
        """Write new facts of these venues to history. Raises UnavailableError; SQL errors are retried at the next step."""
        with self.lock:
            try:
                for venue_id in venues:
                    self._step_venue(venue_id)
                if not self._is_summarized:
                    self._is_summarized = self._history.summarize(SUMMARIES_A_STEP) == 0
                self._why_behind = ""
            except ConflictingWrite:
                self._open.clear()  # another process wrote a day: continue from its position
            except SQLAlchemyError as error:
                self._open.clear()
                self._why_behind = f"history cannot be written: {type(error).__name__}: {error}"
                self._alarm("history_not_written", why=str(error))
                raise UnavailableError(self._why_behind) from error
            self.caught_up_at = time.monotonic()

    def rebuild(self, venue_id: str) -> int:
        """Rewrite every day of a venue that has a log; return the number of named days."""
        with self.lock:
            named = self.named_days(venue_id)
            for day in named:
                self._open.pop((venue_id, day), None)
                self._finished.discard((venue_id, day))
                if self.log(venue_id, day).tip() != Tip():
                    self._history.forget_day(venue_id, day)
            self._step_venue(venue_id)
            return len(named)

    def _step_venue(self, venue_id: str) -> None:
        stored = None
        for day in self.named_days(venue_id):
            key = (venue_id, day)
            if key in self._finished:
                continue
            followed = self._open.get(key)
            if followed is None:
                stored = self._history.positions(venue_id) if stored is None else stored
                position, is_closed = stored.get(day, (Position(), False))
                if is_closed and self._has(venue_id, day, position):
                    self._finished.add(key)
                    continue
                followed = self._open[key] = _FollowedDay(
                    self.log(venue_id, day), self._clock, self._alarm, position
                )
            if followed.step(self._history):
                self._finished.add(key)
                del self._open[key]

    def _has(self, venue_id: str, day: str, position: Position) -> bool:
        """Return whether history has all of a closed day's log; True if the log no longer exists."""
        tip = self.log(venue_id, day).tip()
        return tip == Tip() or Position(tip.seq, tip.link) == position

    def named_days(self, venue_id: str) -> list[str]:
        """Return all service days ever named at a venue, in order."""
        named = self._named.get(venue_id)
        if named is None:
            log = self._store.log(keys.DAYS_LOG(venue_id))
            named = self._named[venue_id] = Fold(log, NamedDays, clock=self._clock, alarm=self._alarm)
        named.catch_up()
        return named.state.days

    def log(self, venue_id: str, day: str) -> ReadableLog:
        """Return the log of a day, from Redis or, once it has left Redis, from the archive."""
        log = self._store.log(keys.DAY_LOG(venue_id, day))
        return log if self._archive is None else PastDayLog(log, self._archive.log(venue_id, day))


class _FollowedDay:
    """An unfinished day: its fold and how far it is written; stored: the position that history had at the start."""

    def __init__(self, log: ReadableLog, clock: Clock, alarm: Alarm, stored: Position) -> None:
        self._fold = Fold(cast(Log, log), EventRecords, clock=clock, alarm=alarm)
        self._clock = clock
        self._stored, self._written = stored, cast("Position | None", None)
        self._records: DayRecords | None = None
        self._names: Names = {}

    def step(self, history: History) -> bool:
        """Read new entries and write what changed; return whether the day is closed and written."""
        if self._fold.is_read:
            self._fold.catch_up()
        else:
            self._fold.load()
        records, at = self._fold.state, Position(self._fold.tip.seq, self._fold.tip.link)
        if self._written is None and at == self._stored and records.hall.next_day is None:
            return False  # history is up to date: after a start, old days need not be written again
        if not records.hall.venue_id or at == self._written:
            return records.hall.next_day is not None and self._written is not None
        is_new = records is not self._records  # read from the start, possibly because the log was replaced
        rows = rows_of_day(
            records, at, numbers=None if is_new else records.changed, before=None if is_new else self._written
        )
        events, now_ms = records.take_events(), self._clock.now_ms()
        history.save(
            rows, self._new_names(records), lambda connection: outbox.put(connection, events, now_ms)
        )
        records.changed.clear()
        self._records, self._written = records, at
        return records.hall.next_day is not None

    def _new_names(self, records: DayRecords) -> Names:
        """Return the names of the house that this day has not written to history yet."""
        house, hall = records.hall.house, records.hall
        if house is None or hall.venue_id not in house.venues:
            return {}
        named = names_of(house, hall.venue_id)
        new = {key: name for key, name in named.items() if self._names.get(key) != name}
        self._names = named
        return new
