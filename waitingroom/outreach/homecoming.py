"""
A box's days come home: each is compared with the hall's log, then appended to it entry by entry, as it stands.

The two logs have the same beginning, up to the handing over. What follows is appended with the sequences and links it
has in the box, so doing it again finds it there: twice is once, and one that was interrupted goes on. Whatever differs
from the hall's log is another log, and nothing of the whole file is taken.
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
from waitingroom.state import CannotTakeError

BATCH = 500
"""Entries of one append, which Redis does in a few milliseconds."""
TRIES_MAX = 50
"""Appends that find somebody else's: two who bring the same file home at once take turns."""


class BoxDay(NamedTuple):
    """A day as a box brings it home: its service day, and its log."""

    day: str
    log: ReadableLog


class Brought(NamedTuple):
    """What became of a day: entries that the hall did not have, all that the box has, numbers, whether it is closed."""

    day: str
    added: int
    entries: int
    numbers: int
    is_closed: bool


class Homecoming:
    """The way home of one venue's days. clock: of the log; alarm: as ``Fold`` has it."""

    def __init__(
        self, store: Store, venue_id: str, *, clock: Clock, alarm: Alarm, archive: ArchiveFolder | None = None
    ) -> None:  # fmt: skip
        self._store, self._venue_id, self._archive = store, venue_id, archive
        self._clock, self._turn = clock, secrets.token_hex(8)
        self._names = Fold(store.log(keys.DAYS_LOG(venue_id)), DayNames, clock=clock, alarm=alarm)

    def bring_home(self, box: str, days: Sequence[BoxDay], press: Press | None = None) -> list[Brought]:
        """
        Take these days of a box into the hall's logs; all of them, or none if one is refused.

        Raises:
            AnotherLog, DayLogDamaged, NewerBox: nothing was kept. UnavailableError: do it again, it goes on.
        """
        for one in days:
            self._check(box, one)
        return [self._bring(box, one, press) for one in days]

    def _check(self, box: str, one: BoxDay) -> None:
        """Refuse a day whose log is not the one that was handed over, gone on. Changes nothing."""
        self._check_links(one)
        self._check_facts(box, one)
        self._missing(box, one)

    def _check_links(self, one: BoxDay) -> None:
        """Check the chain of links; an entry that was damaged in the box comes home as it is, if it has a link."""
        chain, last = Chain(), 0
        for entry in all_entries(one.log):
            seq, second = id_key(entry.id)
            if second or seq <= last or not entry.link:
                raise refusals.DayLogDamaged(day=one.day, reason="entry", entry=entry.id)
            follows = chain.follows(entry)
            if not follows and last == 0:
                raise refusals.DayLogDamaged(day=one.day, reason="link")
            chain.take(entry, follows=follows)
            last = seq

    def _check_facts(self, box: str, one: BoxDay) -> None:
        """Fold the day: it is of this venue and day, and its facts are known here."""
        hall = Hall()
        chain = Chain()
        for entry in all_entries(one.log):
            follows = chain.follows(entry)
            chain.take(entry, follows=follows)
            if not follows:
                continue
            try:
                fact = decode(entry.data)
            except UnknownFactError as error:
                raise refusals.NewerBox(box=box) from error
            with suppress(CannotTakeError):
                hall.apply(chain.tip.seq, fact)
        if (hall.venue_id, hall.service_day, hall.box) != (self._venue_id, one.day, box):
            raise refusals.DayLogDamaged(day=one.day, reason="day")

    def _missing(self, box: str, one: BoxDay) -> tuple[Tip, Iterator[Entry]]:
        """
        Return the last entry that both logs have, and those after it that the hall lacks, oldest first.

        Raises AnotherLog at once if the logs differ.
        """
        here, count, tip = self._here(one.day), 0, Tip()
        for mine, theirs in zip_longest(all_entries(here), all_entries(one.log)):
            if mine is None or theirs is None:
                break
            if mine != theirs:
                seq, reason = id_key(theirs.id)[0], self._why(box, here)
                raise refusals.AnotherLog(day=one.day, seq=seq, box=box, reason=reason)
            count, tip = count + 1, Tip(mine.id, mine.stored_link)
        if count == 0:
            raise refusals.AnotherLog(day=one.day, seq=1, box=box, reason="none")
        return tip, islice(all_entries(one.log), count, None)

    def _why(self, box: str, here: ReadableLog) -> str:
        """Say why a box's log is another than the hall's, as one of WHY_ANOTHER."""
        hall = Hall()
        for seq, fact in linked_facts(here):
            with suppress(CannotTakeError):
                hall.apply(seq, fact)
        if hall.box is None:
            return "back"
        return "other" if hall.box != box else "twice"

    def _bring(self, box: str, one: BoxDay, press: Press | None) -> Brought:
        added = self._append_all(box, one)
        entries, numbers, is_closed, tip = 0, 0, False, Tip()
        for entry in all_entries(one.log):
            entries, tip = entries + 1, Tip(entry.id, entry.stored_link)
        for _, fact in linked_facts(one.log):
            numbers += isinstance(fact, TicketIssued)
            is_closed = is_closed or isinstance(fact, DayClosed)
        self._name(DayBroughtHome(
            at_ms=self._now_ms(), press=press, service_day=one.day, box=box, log_seq=tip.seq, log_link=tip.link
        ))  # fmt: skip
        return Brought(one.day, added, entries, numbers, is_closed)

    def _append_all(self, box: str, one: BoxDay) -> int:
        """Append what the hall lacks; give how many entries. Raises UnavailableError, AnotherLog."""
        log, added = self._store.log(keys.DAY_LOG(self._venue_id, one.day)), 0
        for _ in range(TRIES_MAX):
            tip, missing = self._missing(box, one)
            while batch := list(islice(missing, BATCH)):
                answer = None
                for run in _without_gaps(batch):
                    first = id_key(run[0].id)[0]
                    pairs = [(entry.data, entry.link) for entry in run]
                    answer = log.append(tip, pairs, turn=self._turn, take_turn=True, last_seq=first - 1)
                    if not isinstance(answer, Appended):
                        break
                    tip, added = Tip(run[-1].id, run[-1].stored_link), added + len(run)
                if not isinstance(answer, Appended):
                    break
            else:
                return added
            if isinstance(answer, NotYourTurn):
                time.sleep(max(1, answer.wait_ms) / 1000)
            elif not isinstance(answer, Behind):
                raise UnavailableError(f"the log of {one.day} changed its past: {type(answer).__name__}")
        raise UnavailableError(f"the log of {one.day} is written by somebody else again and again")

    def _name(self, fact: DayBroughtHome) -> None:
        """Name a day that came home, last of all; a copy that adds nothing to what was named before is passed over."""
        for _ in range(TRIES_MAX):
            self._names.catch_up()
            before = self._names.state.brought.get(fact.service_day)
            if before is not None and before.log_seq >= fact.log_seq:
                return
            if isinstance(self._names.append([fact], turn=self._turn), Appended):
                return
        raise UnavailableError("the log of days is written by somebody else again and again")

    def _now_ms(self) -> int:
        self._names.catch_up()
        return self._clock.now_ms()

    def _here(self, day: str) -> ReadableLog:
        log = self._store.log(keys.DAY_LOG(self._venue_id, day))
        return PastDayLog(log, self._archive.log(self._venue_id, day)) if self._archive else log


def _without_gaps(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Return runs of entries whose sequences follow each other: one was taken out of the box's log between two runs."""
    run: list[Entry] = []
    for entry in entries:
        if run and id_key(entry.id)[0] != id_key(run[-1].id)[0] + 1:
            yield run
            run = []
        run.append(entry)
    if run:
        yield run
