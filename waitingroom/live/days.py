"""
A venue's service days: the log of each day, and the change from one day to the next.

The change takes three steps: close the day, name the next one in the venue's log of days, open it in its own log.
Each step is an append that one process wins; any process that finds a step missing takes it (docs/adr/0002).
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from itertools import islice

from waitingroom import keys, refusals, rules
from waitingroom.facts import (
    DayBroughtHome,
    DayHandedOver,
    DayNamed,
    DayTakenBack,
    Fact,
    UnknownFactError,
    decode,
)
from waitingroom.hall import Hall
from waitingroom.house.live_house import LiveHouse
from waitingroom.house.model import House
from waitingroom.local_time import service_day
from waitingroom.log.archive import ArchiveFolder, PastDayLog
from waitingroom.log.archive_file import ArchiveDamagedError
from waitingroom.log.base import Log, ReadableLog, Store
from waitingroom.log.fold import Alarm, Clock, Fold, linked_facts
from waitingroom.log.seen_days import SeenDays
from waitingroom.state import CannotApplyError, RecordedPress

SETTLE_STEPS_MAX = 20
HANDED_OVER_WITHIN = 200
"""A day is handed over within this many facts from the start of its log, before its first number."""
RETRY_WINDOW_MS = 600_000
"""A press that is retried after the day changed is looked up in the last ten minutes of the previous day."""


class DayNames:
    """The fold of a venue's log of days: the latest named service day, and the days brought home."""

    def __init__(self) -> None:
        self.last: str | None = None
        self.brought: dict[str, DayBroughtHome] = {}

    def apply(self, seq: int, fact: Fact) -> None:
        """Apply a fact; named days only go forward, and days are brought home in any order (docs/adr/0030)."""
        if isinstance(fact, DayBroughtHome):
            self.brought[fact.service_day] = fact
            return
        if not isinstance(fact, DayNamed) or (self.last and fact.service_day <= self.last):
            raise CannotApplyError(str(fact))
        self.last = fact.service_day

    def skip(self, seq: int, missing: int = 0) -> None:
        """Ignore foreign and missing entries."""


class VenueDays:
    """
    The service days of one venue. Not thread-safe: the live hall holds a lock.

    today: the fold of the current day, None before the first one is loaded; presses_before: the presses of the last
    minutes of the previous day, by key; on_facts: see ``Fold``.
    """

    def __init__(
        self, store: Store, venue_id: str, house: LiveHouse, *, clock: Clock, alarm: Alarm, turn: str,
        seen: SeenDays, archive: ArchiveFolder | None, on_facts: Callable[[list[Fact]], None], box: str = "",
    ) -> None:  # fmt: skip
        """box: the outreach box this process runs on, which opens only its own days; "" at home."""
        self.is_lost = False
        self.today: Fold[Hall] | None = None
        self.presses_before: dict[str, RecordedPress] = {}
        self._store, self._venue_id, self._house = store, venue_id, house
        self._clock, self._alarm, self._turn, self._on_facts = clock, alarm, turn, on_facts
        self._seen, self._archive, self._day, self._box = seen, archive, "", box
        self._names = Fold(store.log(keys.DAYS_LOG(venue_id)), DayNames, clock=clock, alarm=alarm)
        self._presses_before_of = ""
        self._same_slice: tuple[int, int] | None = None

    def facts(self, day: str) -> Iterator[tuple[int, Fact]]:
        """
        Yield the facts of a service day with their sequences; none if there was no such day.

        Raises ArchiveDamagedError: the day is no longer in Redis, and its archive cannot be read.
        """
        try:
            yield from linked_facts(self._past_log(day))
        except ArchiveDamagedError as error:
            self._alarm("archive_damaged", venue=self._venue_id, day=day, why=str(error))
            raise

    def settle(self) -> None:
        """Bring the hall to today: day open, newest house adopted. Raises Unavailable, NotReady, LogLost, DayNotHere."""
        for _ in range(SETTLE_STEPS_MAX):
            if self.today is not None:
                self._check_not_lost(self._day, self.today.count)
            if self._is_settled() or not self._take_step():
                self._load_presses_before()
                self._remember()
                return
        raise refusals.Unavailable()

    def _is_settled(self) -> bool:
        hall = self.today.state if self.today else None
        if hall is None or hall.house is None:
            return False
        if hall.is_away or hall.next_day is not None:
            return not self._goes_on(hall, hall.house)
        return (
            hall.is_open
            and hall.run_id == self._names.log.run_id
            and self._has_slice(hall)
            and self._service_day(hall.house) <= hall.service_day
        )

    def _has_slice(self, hall: Hall) -> bool:
        """Return whether the day has the newest house's slice of this venue; compared once per edition."""
        edition = self._house.edition
        compared = (edition.slice_seq(self._venue_id), hall.house_seq)
        if hall.house_seq < compared[0] and self._same_slice != compared:
            if edition.house is None or not rules.has_slice(hall, edition.house):
                return False
            self._same_slice = compared
        return True

    def _goes_on(self, hall: Hall, house: House) -> bool:
        """
        Return whether the next day may begin after one that accepts no more facts here.

        A day that a box closed early lasts until the calendar moves on, and a box begins only its own days.
        """
        today = self._service_day(house)
        return today > hall.service_day and self._may_begin(today)

    def _may_begin(self, day: str) -> bool:
        """Return whether this day may be opened here: at home always, on a box only if it was handed over to it."""
        if not self._box:
            return True
        holder: str | None = None
        for _, fact in islice(linked_facts(self._log(day)), HANDED_OVER_WITHIN):
            if isinstance(fact, DayHandedOver | DayTakenBack):
                holder = fact.box if isinstance(fact, DayHandedOver) else None
        return holder == self._box

    def _take_step(self) -> bool:
        """Take one step towards an open day; return False if there is nothing to do."""
        if self.today is None:
            return self._enter()
        hall = self.today.state
        if hall.house is not None and (hall.is_away or hall.next_day is not None):
            self._name(self._service_day(hall.house))
            self.today = None
            return True
        facts = self._step_of(self.today)
        if facts:
            self.today.append(facts, turn=self._turn)
        return bool(facts)

    def _step_of(self, today: Fold[Hall]) -> list[Fact]:
        """Decide the next step of a day that is not closed: open it, or bring it up to date."""
        edition, run_id, now_ms = self._house.edition, self._names.log.run_id, self._clock.now_ms()
        if edition.house is None or self._venue_id not in edition.house.venues:
            raise refusals.NotReady()
        if today.state.epoch and today.state.run_id != run_id:
            today.load_again()
            self._check_not_lost(self._day, today.count)
        hall, epoch = today.state, secrets.token_hex(6)
        if hall.epoch:
            return (
                rules.begin_epoch(hall, epoch=epoch, run_id=run_id, now_ms=now_ms)
                or rules.adopt_house(hall, house=edition.house, house_seq=edition.seq, now_ms=now_ms)
                or rules.close_day(hall, now_ms=now_ms)
            )
        previous_day, previous_link = self._day_before()
        return rules.open_day(
            hall, venue_id=self._venue_id, day=self._names.state.last or "", previous_day=previous_day,
            previous_link=previous_link, house=edition.house, house_seq=edition.seq,
            epoch=epoch, run_id=run_id, now_ms=now_ms,
        )  # fmt: skip

    def _enter(self) -> bool:
        """Load the day that the venue's log of days names; if there is none, name the first one."""
        self._names.catch_up()
        day = self._names.state.last
        self._check_not_lost(day or "", None)
        if day is None:
            house = self._house.edition.house
            if house is None or self._venue_id not in house.venues:
                raise refusals.NotReady()
            if not self._may_begin(self._service_day(house)):
                raise refusals.DayNotHere()
            self._name(self._service_day(house))
            return True
        fold = Fold(
            self._log(day), lambda: Hall(here=self._box), clock=self._clock, alarm=self._alarm,
            on_facts=lambda facts: self._tell(fold.state, facts),
        )  # fmt: skip
        fold.load()
        self.today, self._day = fold, day
        return True

    def _tell(self, hall: Hall, facts: list[Fact]) -> None:
        """Publish new facts, except those of a box's day brought home: screens here must not call its numbers."""
        if not hall.is_away or any(isinstance(fact, DayHandedOver) for fact in facts):
            self._on_facts(facts)

    def _check_not_lost(self, day: str, entries: int | None) -> None:
        """Raise LogLost if the log lacks entries that were seen, after reading again what was seen (it may be reset)."""
        was_lost, self.is_lost = self.is_lost, False
        seen = self._seen.of(self._venue_id)
        if not seen.is_lost(day, entries):
            return
        self._seen.read_again()
        if not self._seen.of(self._venue_id).is_lost(day, entries):
            return
        self.today, self.is_lost = None, True
        if not was_lost:
            self._alarm("log_lost", venue=self._venue_id, day=day, entries=entries, seen=seen)
        raise refusals.LogLost()

    def _remember(self) -> None:
        if self.today is not None and self.today.state.is_open:
            self._seen.saw(self._venue_id, self._day, self.today.count)

    def _name(self, day: str) -> None:
        self._names.catch_up()
        if self._names.state.last is None or self._names.state.last < day:
            fact = DayNamed(at_ms=self._clock.now_ms(), service_day=day)
            self._names.append([fact], turn=self._turn)

    def _day_before(self) -> tuple[str | None, str]:
        """Return the service day before the last named one, and the last link of its log."""
        named_days = (fact for fact in _newest_first(self._names.log) if isinstance(fact, DayNamed))
        before = next(islice(named_days, 1, None), None)
        return (before.service_day, self._log(before.service_day).tip().link) if before else (None, "")

    def _load_presses_before(self) -> None:
        """Load the presses of the last minutes of the previous day, for retries after the day changed."""
        hall = self.today.state if self.today else Hall()
        if self._presses_before_of == hall.service_day:
            return
        self._presses_before_of, self.presses_before = hall.service_day, {}
        if hall.previous_day is None or self._clock.now_ms() > hall.opened_ms + RETRY_WINDOW_MS:
            return
        for fact in _newest_first(self._log(hall.previous_day)):
            if fact.at_ms < hall.opened_ms - RETRY_WINDOW_MS:
                return
            if fact.press:
                recorded = RecordedPress(fact.press.wish, getattr(fact, "ticket_id", None))
                self.presses_before[fact.press.key] = recorded

    def _service_day(self, house: House) -> str:
        venue = house.venues[self._venue_id]
        return service_day(self._clock.now_ms(), venue.time_zone, venue.day_starts_at)

    def _log(self, day: str) -> Log:
        return self._store.log(keys.DAY_LOG(self._venue_id, day))

    def _past_log(self, day: str) -> ReadableLog:
        """Return a day's log for readers; today's hall never reads the archive, which may be damaged."""
        log = self._log(day)
        return PastDayLog(log, self._archive.log(self._venue_id, day)) if self._archive else log


def _newest_first(log: Log) -> Iterator[Fact]:
    """Yield the facts of a log from newest to oldest, page by page; foreign entries are skipped."""
    before = "+"
    while page := log.read_back(before):
        for entry in page:
            try:
                yield decode(entry.data)
            except UnknownFactError:
                continue
        before = page[-1].id
