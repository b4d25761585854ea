"""
Brings a box's days home: each is compared with the hall's log, then its new entries are appended unchanged.

Both logs have the same beginning, up to the handing over. Later entries are appended with their sequences and links
from the box, so the operation is idempotent and can be resumed after an interruption. If a log differs from the hall's,
the whole file is refused.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice, zip_longest
from typing import NamedTuple

from waitingroom import keys
from waitingroom.facts import DayBroughtHome, DayClosed, Press, TicketIssued, UnknownFactError, decode
from waitingroom.hall import Hall
from waitingroom.live.days import DayNames
from waitingroom.log.archive import ArchiveFolder, PastDayLog
from waitingroom.log.base import (
    Appended,
    Behind,
    Chain,
    Entry,
    NotYourTurn,
    ReadableLog,
    Store,
    Tip,
    UnavailableError,
    all_entries,
    id_key,
)
from waitingroom.log.fold import Alarm, Clock, Fold, linked_facts
from waitingroom.outreach import refusals
from waitingroom.state import CannotApplyError

BATCH = 500
"""Entries per append, which takes Redis a few milliseconds."""
TRIES_MAX = 50
"""Maximum tries when other appends come first, as when the same file is brought home twice at once."""


class BoxDay(NamedTuple):
    """A day from a box: its service day and its log."""

    day: str
    log: ReadableLog


class BroughtHome(NamedTuple):
    """The result for a day. added: entries new to the hall; entries, numbers: all in the box's log."""

    day: str
    added: int
    entries: int
    numbers: int
    is_closed: bool


class Homecoming:
    """Brings days of a venue home. clock: of the log; alarm: see ``Fold``."""

    def __init__(
        self, store: Store, venue_id: str, *, clock: Clock, alarm: Alarm, archive: ArchiveFolder | None = None
    ) -> None:  # fmt: skip
        self._store, self._venue_id, self._archive = store, venue_id, archive
        self._clock, self._turn = clock, secrets.token_hex(8)
        self._names = Fold(store.log(keys.DAYS_LOG(venue_id)), DayNames, clock=clock, alarm=alarm)

    def bring_home(self, box: str, days: Sequence[BoxDay], press: Press | None = None) -> list[BroughtHome]:
        """
        Append these days of a box to the hall's logs; none if any is refused.

        Raises:
            AnotherLog, DayLogDamaged, NewerBox: nothing was appended. UnavailableError: a retry resumes.
        """
        for box_day in days:
            self._check(box, box_day)
        return [self._bring(box, box_day, press) for box_day in days]

    def _check(self, box: str, box_day: BoxDay) -> None:
        """Refuse a day whose log is not a continuation of the one handed over; append nothing."""
        self._check_links(box_day)
        self._check_facts(box, box_day)
        self._missing(box, box_day)

    def _check_links(self, box_day: BoxDay) -> None:
        """Check order and links; an entry damaged in the box is accepted unchanged if it has a link."""
        chain, last = Chain(), 0
        for entry in all_entries(box_day.log):
            seq, second = id_key(entry.id)
            if second or seq <= last or not entry.link:
                raise refusals.DayLogDamaged(day=box_day.day, reason="entry", entry=entry.id)
            follows = chain.follows(entry)
            if not follows and last == 0:
                raise refusals.DayLogDamaged(day=box_day.day, reason="link")
            chain.take(entry, follows=follows)
            last = seq

    def _check_facts(self, box: str, box_day: BoxDay) -> None:
        """Fold the day and check its venue, day and box, and that this version knows all its facts."""
        hall = Hall()
        chain = Chain()
        for entry in all_entries(box_day.log):
            follows = chain.follows(entry)
            chain.take(entry, follows=follows)
            if not follows:
                continue
            try:
                fact = decode(entry.data)
            except UnknownFactError as error:
                raise refusals.NewerBox(box=box) from error
            with suppress(CannotApplyError):
                hall.apply(chain.tip.seq, fact)
        if (hall.venue_id, hall.service_day, hall.box) != (self._venue_id, box_day.day, box):
            raise refusals.DayLogDamaged(day=box_day.day, reason="day")

    def _missing(self, box: str, box_day: BoxDay) -> tuple[Tip, Iterator[Entry]]:
        """
        Return the last common entry of both logs, and the later entries that the hall lacks, oldest first.

        Raises AnotherLog immediately if the logs differ.
        """
        hall_log, count, tip = self._hall_log(box_day.day), 0, Tip()
        for hall_entry, box_entry in zip_longest(all_entries(hall_log), all_entries(box_day.log)):
            if hall_entry is None or box_entry is None:
                break
            if hall_entry != box_entry:
                seq, reason = id_key(box_entry.id)[0], self._why(box, hall_log)
                raise refusals.AnotherLog(day=box_day.day, seq=seq, box=box, reason=reason)
            count, tip = count + 1, Tip(hall_entry.id, hall_entry.stored_link)
        if count == 0:
            raise refusals.AnotherLog(day=box_day.day, seq=1, box=box, reason="none")
        return tip, islice(all_entries(box_day.log), count, None)

    def _why(self, box: str, here: ReadableLog) -> str:
        """Return why a box's log differs from the hall's, a key of WHY_ANOTHER."""
        hall = Hall()
        for seq, fact in linked_facts(here):
            with suppress(CannotApplyError):
                hall.apply(seq, fact)
        if hall.box is None:
            return "back"
        return "other" if hall.box != box else "twice"

    def _bring(self, box: str, box_day: BoxDay, press: Press | None) -> BroughtHome:
        added = self._append_all(box, box_day)
        entries, numbers, is_closed, tip = 0, 0, False, Tip()
        for entry in all_entries(box_day.log):
            entries, tip = entries + 1, Tip(entry.id, entry.stored_link)
        for _, fact in linked_facts(box_day.log):
            numbers += isinstance(fact, TicketIssued)
            is_closed = is_closed or isinstance(fact, DayClosed)
        self._record_in_days(DayBroughtHome(
            at_ms=self._now_ms(), press=press, service_day=box_day.day, box=box, log_seq=tip.seq, log_link=tip.link
        ))  # fmt: skip
        return BroughtHome(box_day.day, added, entries, numbers, is_closed)

    def _append_all(self, box: str, box_day: BoxDay) -> int:
        """Append the entries that the hall lacks; return their number. Raises UnavailableError, AnotherLog."""
        log, added = self._store.log(keys.DAY_LOG(self._venue_id, box_day.day)), 0
        for _ in range(TRIES_MAX):
            tip, missing = self._missing(box, box_day)
            while batch := list(islice(missing, BATCH)):
                result = None
                for run in _consecutive_runs(batch):
                    first = id_key(run[0].id)[0]
                    pairs = [(entry.data, entry.link) for entry in run]
                    result = log.append(tip, pairs, turn=self._turn, take_turn=True, last_seq=first - 1)
                    if not isinstance(result, Appended):
                        break
                    tip, added = Tip(run[-1].id, run[-1].stored_link), added + len(run)
                if not isinstance(result, Appended):
                    break
            else:
                return added
            if isinstance(result, NotYourTurn):
                time.sleep(max(1, result.wait_ms) / 1000)
            elif not isinstance(result, Behind):
                raise UnavailableError(f"the past of {box_day.day} changed: {type(result).__name__}")
        raise UnavailableError(f"other processes kept writing the log of {box_day.day}")

    def _record_in_days(self, fact: DayBroughtHome) -> None:
        """Record in the log of days that a day came home, as the last step; skip a copy that adds nothing new."""
        for _ in range(TRIES_MAX):
            self._names.catch_up()
            before = self._names.state.brought.get(fact.service_day)
            if before is not None and before.log_seq >= fact.log_seq:
                return
            if isinstance(self._names.append([fact], turn=self._turn), Appended):
                return
        raise UnavailableError("other processes kept writing the log of days")

    def _now_ms(self) -> int:
        self._names.catch_up()
        return self._clock.now_ms()

    def _hall_log(self, day: str) -> ReadableLog:
        log = self._store.log(keys.DAY_LOG(self._venue_id, day))
        return PastDayLog(log, self._archive.log(self._venue_id, day)) if self._archive else log


def _consecutive_runs(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Yield runs of entries with consecutive sequences; between two runs entries were removed from the box's log."""
    run: list[Entry] = []
    for entry in entries:
        if run and id_key(entry.id)[0] != id_key(run[-1].id)[0] + 1:
            yield run
            run = []
        run.append(entry)
    if run:
        yield run
