"""
Hands days over, takes them back and seals them by entries in each day's own log, whose append resolves all races.

Each step reads the log, applies a rule (``outreach.rules``) and appends the resulting facts at the tip it read; if
another process appended first, the rule is applied again.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple, cast

from waitingroom import keys
from waitingroom.facts import DayHandedOver, Fact, Press, decode
from waitingroom.hall import Hall
from waitingroom.house.live_house import Edition
from waitingroom.live.days import DayNames
from waitingroom.local_time import service_day
from waitingroom.log.archive import ArchiveFolder, PastDayLog
from waitingroom.log.base import (
    Appended,
    Entry,
    Log,
    NotYourTurn,
    ReadableLog,
    Store,
    Tip,
    UnavailableError,
    all_entries,
)
from waitingroom.log.fold import Alarm, Clock, Fold
from waitingroom.outreach import rules
from waitingroom.refusals import NotReady, Refusal, UnknownVenue

TRIES_MAX = 50

OUT, BEGUN, HOME, OVER = "out", "begun", "home", "taken-back"
"""States of a day that was handed over: nothing brought home yet, a copy brought home, closed and home, taken back."""


class AwayDay(NamedTuple):
    """A day handed over to a box, as known to the hall. state: see OUT; numbers, entries: in the hall's log."""

    day: str
    state: str
    numbers: int
    entries: int


class DaysAway:
    """The days of a venue that are handed over. clock: of the log; alarm: see ``Fold``; here: see ``Hall``."""

    def __init__(
        self, store: Store, venue_id: str, edition: Edition, *, clock: Clock, alarm: Alarm,
        archive: ArchiveFolder | None = None, here: str = "",
    ) -> None:  # fmt: skip
        """Raise NotReady if there is no house, UnknownVenue if the house has no such venue."""
        if edition.house is None:
            raise NotReady()
        if venue_id not in edition.house.venues:
            raise UnknownVenue(venue=venue_id[:80])
        self._house, self._edition = edition.house, edition
        self._store, self._venue_id, self._archive = store, venue_id, archive
        self._clock, self._alarm, self._here = clock, alarm, here

    def today(self) -> str:
        """Return the venue's current service day by the log's clock. May raise UnavailableError."""
        names = Fold(
            self._store.log(keys.DAYS_LOG(self._venue_id)), DayNames, clock=self._clock, alarm=self._alarm
        )
        names.catch_up()
        venue = self._house.venues[self._venue_id]
        return service_day(self._clock.now_ms(), venue.time_zone, venue.day_starts_at)

    def hand_over(self, box: str, days: Sequence[str], press: Press) -> None:
        """
        Hand these days over to a box: all or none.

        Raises the refusals of ``rules.hand_over``, after taking back the days already handed over, and UnavailableError.
        """
        today, handed_over = self.today(), list[str]()
        for day in days:
            if self._fold(day).state.box != box:
                self._hand_over_rule(day, box, today)(self._fold(day).state, self._clock.now_ms())
        try:
            for day in days:
                if self._append(day, self._hand_over_rule(day, box, today), press):
                    handed_over.append(day)
        except Refusal:
            for day in handed_over:
                self.take_back(day, press)
            raise

    def take_back(self, day: str, press: Press) -> None:
        """Take a day back from its box. Raises the refusals of ``rules.take_back``, UnavailableError."""
        today = self.today()
        self._append(
            day, lambda hall, now_ms: rules.take_back(hall, day=day, today=today, now_ms=now_ms), press
        )

    def seal(self, day: str, press: Press, *, even_so: bool) -> None:
        """Close a day in its box. Raises StillServing, UnavailableError."""
        self._append(day, lambda hall, now_ms: rules.seal(hall, even_so=even_so, now_ms=now_ms), press)

    def has_entries_to_bring_home(self, day: str) -> bool:
        """Return whether a day's log continues after the handing over, so that there is something to bring home."""
        return not isinstance(self._last_fact(day), DayHandedOver | None)

    def state_of(self, box: str, day: str) -> AwayDay:
        """Return the state of a day that was once handed over to a box."""
        fold = self._fold(day)
        hall = fold.state
        if hall.box != box:
            state = OVER
        elif hall.next_day is not None:
            state = HOME
        else:
            state = BEGUN if self.has_entries_to_bring_home(day) else OUT
        return AwayDay(day, state, len(hall.tickets) if state != OVER else 0, fold.count)

    def tip(self, day: str) -> Tip:
        """Return the last entry of a day's log."""
        return self.log(day).tip()

    def beginning(self, day: str) -> list[Entry]:
        """Return the entries of a day's log, with which its box begins."""
        return list(all_entries(self.log(day)))

    def _hand_over_rule(self, day: str, box: str, today: str) -> Callable[[Hall, int], list[Fact]]:
        def rule(hall: Hall, now_ms: int) -> list[Fact]:
            return rules.hand_over(
                hall, venue_id=self._venue_id, day=day, today=today, box=box, house=self._house,
                house_seq=self._edition.seq, epoch=secrets.token_hex(6), run_id=self._store.log(keys.DAY_LOG(self._venue_id, day)).run_id, now_ms=now_ms,
            )  # fmt: skip

        return rule

    def _append(self, day: str, rule: Callable[[Hall, int], list[Fact]], press: Press) -> bool:
        """Apply a rule to a day and append its facts, the last one with the press; return False if there are none."""
        fold, turn = self._fold(day), secrets.token_hex(8)
        for _ in range(TRIES_MAX):
            facts = rule(fold.state, self._clock.now_ms())
            if not facts:
                return False
            stamped = [*facts[:-1], replace(facts[-1], press=press)]
            result = fold.append(stamped, turn=turn, take_turn=True)
            if isinstance(result, Appended):
                return True
            if isinstance(result, NotYourTurn):
                time.sleep(max(1, result.wait_ms) / 1000)
        raise UnavailableError(f"other processes kept writing the log of {day}")

    def _fold(self, day: str) -> Fold[Hall]:
        """Fold a day's log from Redis, or from its archive, to which nothing can be appended."""
        live = self._store.log(keys.DAY_LOG(self._venue_id, day))
        past = self.log(day)
        log = cast(Log, past) if past.tip().seq and not live.tip().seq else live
        fold = Fold(log, lambda: Hall(here=self._here), clock=self._clock, alarm=self._alarm)
        fold.load()
        return fold

    def _last_fact(self, day: str) -> Fact | None:
        last = self.log(day).read_back("+", 1)
        return decode(last[0].data) if last else None

    def log(self, day: str) -> ReadableLog:
        """Return a day's log for reading: from Redis, or from the archive once it was dropped from Redis."""
        live = self._store.log(keys.DAY_LOG(self._venue_id, day))
        return PastDayLog(live, self._archive.log(self._venue_id, day)) if self._archive else live
