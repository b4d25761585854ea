"""
A venue's hall as a process knows it: one lock, presses with a deadline, days that roll.

A press asks a rule, appends its facts where it stands, and is told by the log if it was
late: then it takes what it missed and asks the rule again, until its deadline. After
LOSSES_BEFORE_TURN lost appends it takes a turn, so that a slow process is not starved.
Whoever gets the lock does every press that waits for it, in one append (docs/adr/0005).
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Generic, NamedTuple, TypeVar

from waitingroom import keys, refusals, rules
from waitingroom.facts import DayNamed, Fact, Press, UnknownFactError, decode
from waitingroom.hall import Hall
from waitingroom.house.live_house import LiveHouse
from waitingroom.house.model import House
from waitingroom.local_time import service_day
from waitingroom.log.base import Answer, Appended, Behind, NotYourTurn, Store, UnavailableError
from waitingroom.log.fold import Alarm, Clock, Fold, UpgradeNeededError, linked_facts
from waitingroom.state import CannotTakeError, KnownPress

PRESS_DEADLINE_S = 3.0
"""From arrival to answer: covers the lock, retries and Redis's time-outs (trust.md L2 allows 5 s)."""

LOSSES_BEFORE_TURN = 4
FOLLOW_WAIT_MS = 2_000
SETTLE_STEPS_MAX = 20
RETRY_WINDOW_MS = 600_000
"""A press retried over the day's turn is looked for in the last ten minutes of the day before."""

T = TypeVar("T")
Rule = Callable[[Hall, int], list[Fact]]
"""rule(hall, now_ms) gives facts, none if there is nothing to do, or raises a Refusal."""


class Outcome(NamedTuple):
    """
    What became of a press.

    facts: what it recorded (empty: nothing to do, or done before); ticket_id: the ticket it
    was about; service_day: the day it stands in; replayed: an earlier press did it.
    """

    facts: list[Fact]
    ticket_id: str | None
    service_day: str
    replayed: bool = False


class Days:
    """The fold of a venue's log of days: the latest service day named."""

    def __init__(self) -> None:
        self.last: str | None = None

    def apply(self, seq: int, fact: Fact) -> None:
        """Take a DayNamed fact; a day never goes back."""
        if not isinstance(fact, DayNamed) or (self.last and fact.service_day <= self.last):
            raise CannotTakeError(str(fact))
        self.last = fact.service_day

    def skip(self, seq: int) -> None:
        """A foreign entry changes nothing."""


class _Press(Generic[T]):
    """A press on its way: what was asked, and its answer once there is one."""

    def __init__(
        self, rule: Rule, stamp: Press, show: Callable[[Hall, int, Outcome], T], deadline: float
    ) -> None:
        self.rule, self.stamp, self.show, self.deadline = rule, stamp, show, deadline
        self.tried = self.given_up = False
        self._answers: list[T] = []
        self._error: Exception | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody still waits for an answer."""
        return not self._answers and self._error is None and not self.given_up

    def finish(self, answer: T) -> None:
        """Answer it."""
        self._answers.append(answer)

    def fail(self, error: Exception) -> None:
        """Refuse it, unless it was answered."""
        if self.waits:
            self._error = error

    def answer(self) -> T:
        """Give the answer, or raise what it came to."""
        if self._error is not None:
            raise self._error
        return self._answers[0]


class LiveHall:
    """One venue: today's hall kept up with its log, and the presses on it."""

    def __init__(self, store: Store, venue_id: str, house: LiveHouse, *, clock: Clock, alarm: Alarm) -> None:
        self.venue_id = venue_id
        self.listeners: list[Callable[[list[Fact]], None]] = []
        self.upgrade_needed = False
        self.stale_appends = 0
        self.heard_at = float("-inf")
        self._store, self._house, self._clock, self._alarm = store, house, clock, alarm
        self._lock = threading.Lock()
        self._waiting: deque[_Press[Any]] = deque()
        self._turn = secrets.token_hex(8)
        self._days = Fold(store.log(keys.DAYS_LOG(venue_id)), Days, clock=clock, alarm=alarm)
        self._fold: Fold[Hall] | None = None
        self._presses_before: dict[str, KnownPress] = {}
        self._remembered_for = ""
        self._missed_news = True

    @property
    def seq(self) -> int:
        """The sequence of the last fact known here."""
        return self._fold.state.seq if self._fold else 0

    def settle(self, deadline: float | None = None) -> None:
        """Bring the hall up to date and its day open. Raises Unavailable, NotReady, UpgradeNeeded."""
        self._locked(self._catch_up, deadline or time.monotonic() + PRESS_DEADLINE_S)

    def read(self, view: Callable[[Hall, int], T], deadline: float | None = None) -> T:
        """
        Give what ``view`` makes of the hall and the time now, under the lock.

        Works from what is known here: neither a frozen nor a lost Redis keeps a reader waiting.
        """
        deadline = deadline or time.monotonic() + PRESS_DEADLINE_S
        with _Held(self._lock, deadline):
            if self._fold is None or not self._fold.state.epoch:
                self._guarded(self._settle)
            assert self._fold is not None
            return view(self._fold.state, self._clock.now_ms())

    def press(
        self, rule: Rule, *, stamp: Press,
        show: Callable[[Hall, int, Outcome], T], deadline: float | None = None,
    ) -> T:  # fmt: skip
        """
        Do what the rule decides, once for ever, and show the result.

        rule(hall, now_ms) gives facts or raises a Refusal; show(hall, now_ms, outcome) is
        called under the lock. deadline: time.monotonic() seconds.
        Raises:
            Refusal of the rule, KeyReused, Unavailable (not certain whether recorded: ask again
            with the same key), UpgradeNeeded.
        """
        press = _Press(rule, stamp, show, deadline or time.monotonic() + PRESS_DEADLINE_S)
        self._waiting.append(press)
        try:
            with _Held(self._lock, press.deadline):
                if press.waits:
                    self._press_waiting()
        finally:
            press.given_up = True
        return press.answer()

    def facts(self, day: str | None = None) -> Iterator[tuple[int, Fact]]:
        """
        Give the facts of a service day with their sequences, read from its log: of the open one unless named.

        None if there was no such day. Raises Unavailable, NotReady.
        """
        day = day or self.read(lambda hall, _: hall.service_day)
        try:
            yield from linked_facts(self._store.log(keys.DAY_LOG(self.venue_id, day)))
        except UnavailableError as error:
            raise refusals.Unavailable() from error

    def past(self, day: str) -> Hall:
        """Fold another service day of this venue; an empty hall if there was none."""
        log = self._store.log(keys.DAY_LOG(self.venue_id, day))
        fold = Fold(log, Hall, clock=Clock(), alarm=self._alarm)
        fold.load()
        return fold.state

    def step(self) -> None:
        """Wait for news and take it; a follower calls this again and again."""
        fold, missed_news, self._missed_news = self._fold, self._missed_news, True
        entries = fold.log.wait(fold.tip.id, FOLLOW_WAIT_MS) if fold and not missed_news else []
        with self._lock:
            if fold is not None and self._fold is fold:
                if entries:
                    fold.absorb(entries)
                else:
                    fold.catch_up()
            self._settle()
            self._missed_news = False
            self._hear()

    def _press_waiting(self) -> None:
        """Do every press that waits, of whatever thread: one append, and one sync of Redis's disk, for all."""
        waiting: list[_Press[Any]] = []
        while self._waiting:
            waiting.append(self._waiting.popleft())
        try:
            self._guarded(lambda: self._press_all(waiting))
        except Exception as error:  # noqa: BLE001 - every thread must get its answer
            for press in waiting:
                press.fail(error)

    def _press_all(self, presses: list[_Press[Any]]) -> None:
        losses, sure = 0, False
        while waiting := [press for press in presses if press.waits]:
            deadline = min(press.deadline for press in waiting)
            if time.monotonic() >= deadline:
                for press in waiting:
                    if press.deadline == deadline:
                        press.fail(refusals.Unavailable())
                continue
            if not self._store.await_available(deadline):
                raise refusals.Unavailable()
            try:
                self._settle()
                drafted = self._decide(waiting, sure)
                if not drafted:
                    sure = sure or self._make_sure()
                    continue
                for press, _ in drafted:
                    press.tried = True
                answer = self._append([fact for _, facts in drafted for fact in facts], losses)
                sure = isinstance(answer, Appended)
                for press, facts in drafted if sure else []:
                    self._show(press, facts)
                losses += isinstance(answer, Behind)
            except UnavailableError as error:
                sure = False
                if error.frozen:
                    raise

    def _decide(self, presses: Sequence[_Press[Any]], sure: bool) -> list[tuple[_Press[Any], list[Fact]]]:
        """
        Ask the rule of each press what to record, as if the ones before it were recorded already.

        A press that needs none (refused, or known) is answered only if it is certain that the log
        knows no better: with nothing drafted before it, and ``sure``.
        """
        assert self._fold is not None
        hall, now_ms = self._fold.state, self._clock.now_ms()
        drafted: list[tuple[_Press[Any], list[Fact]]] = []
        with hall.draft() as take:
            for press in presses:
                try:
                    known = self._known(press)
                    facts = [] if known else press.rule(hall, now_ms)
                except Exception as refusal:  # noqa: BLE001 - of this press alone, whatever it is
                    if sure and not drafted:
                        press.fail(refusal)
                    continue
                if facts:
                    facts = [replace(fact, press=press.stamp) for fact in facts]
                    drafted.append((press, facts))
                    if press is not presses[-1] and not take(facts):
                        break
                elif sure and not drafted:
                    self._show(press, [])
        return drafted

    def _append(self, facts: list[Fact], losses: int) -> Answer:
        assert self._fold is not None
        answer = self._fold.append(facts, turn=self._turn, take_turn=losses >= LOSSES_BEFORE_TURN)
        if isinstance(answer, Appended):
            self._hear()
        elif isinstance(answer, Behind):
            self.stale_appends += 1
        elif isinstance(answer, NotYourTurn):
            time.sleep(max(1, min(answer.wait_ms, 10)) / 1000)
        return answer

    def _make_sure(self) -> bool:
        """Take what the log knows by now."""
        assert self._fold is not None
        self._fold.catch_up()
        return True

    def _known(self, press: _Press[Any]) -> KnownPress | None:
        """Give the press that had the same key. Raises KeyReused: it wished for something else."""
        assert self._fold is not None
        key = press.stamp.key
        known = self._fold.state.presses.get(key) or self._presses_before.get(key)
        if known and known.wish != press.stamp.wish:
            raise refusals.KeyReused()
        return known

    def _show(self, press: _Press[Any], facts: list[Fact]) -> None:
        """Answer a press: it recorded these facts, or was known, or had nothing to do."""
        assert self._fold is not None
        hall, known = self._fold.state, None if facts else self._known(press)
        is_of_today = known is None or press.stamp.key in hall.presses
        outcome = Outcome(
            facts, known.ticket_id if known else getattr(facts[0], "ticket_id", None) if facts else None,
            hall.service_day if is_of_today else hall.previous_day or "",
            replayed=known is not None and not press.tried,
        )  # fmt: skip
        try:
            press.finish(press.show(hall, self._clock.now_ms(), outcome))
        except Exception as error:  # noqa: BLE001 - of this press alone
            press.fail(error)

    def _hear(self) -> None:
        """Note that the log was heard just now, so that what is known here is the truth."""
        self.heard_at = time.monotonic()
        if self._fold is not None:
            self._fold.state.heard_ms = self._clock.now_ms()

    def _catch_up(self) -> None:
        if self._fold is not None:
            self._fold.catch_up()
        self._settle()

    def _settle(self) -> None:
        """Take the next step of the day until none is left: every step is an append that one process wins."""
        for _ in range(SETTLE_STEPS_MAX):
            if self._is_settled() or not self._next_step():
                self._remember_day_before()
                return
        raise refusals.Unavailable()

    def _is_settled(self) -> bool:
        hall = self._fold.state if self._fold else None
        return (
            hall is not None
            and hall.house is not None
            and hall.is_open
            and hall.run_id == self._store.run_id
            and hall.house_seq >= self._house.edition.seq
            and self._today(hall.house) <= hall.service_day
        )

    def _next_step(self) -> bool:
        """Take one step towards an open day; False if there is nothing to do."""
        edition = self._house.edition
        if self._fold is None:
            return self._enter_day()
        hall, now_ms = self._fold.state, self._clock.now_ms()
        if hall.next_day is not None:
            self._name_day(hall.next_day)
            self._fold = None
            return True
        if edition.house is None or self.venue_id not in edition.house.venues:
            raise refusals.NotReady()
        if hall.epoch and hall.run_id != self._store.run_id:
            self._fold.load_again()
            hall = self._fold.state
        epoch, run_id = secrets.token_hex(6), self._store.run_id
        if not hall.epoch:
            previous, link = self._day_before()
            facts = rules.open_day(
                hall, venue_id=self.venue_id, day=self._days.state.last or "", previous=previous,
                previous_link=link, house=edition.house, house_seq=edition.seq,
                epoch=epoch, run_id=run_id, now_ms=now_ms,
            )  # fmt: skip
        else:
            facts = (
                rules.begin_epoch(hall, epoch=epoch, run_id=run_id, now_ms=now_ms)
                or rules.adopt_house(hall, house=edition.house, house_seq=edition.seq, now_ms=now_ms)
                or rules.close_day(hall, now_ms=now_ms)
            )
        if facts:
            self._fold.append(facts, turn=self._turn)
        return bool(facts)

    def _enter_day(self) -> bool:
        """Fold the day that the venue's log of days names; name the first one if it names none."""
        self._days.catch_up()
        day = self._days.state.last
        if day is None:
            house = self._house.edition.house
            if house is None or self.venue_id not in house.venues:
                raise refusals.NotReady()
            self._name_day(self._today(house))
            return True
        log = self._store.log(keys.DAY_LOG(self.venue_id, day))
        fold = Fold(log, Hall, clock=self._clock, alarm=self._alarm, on_facts=self._tell)
        fold.load()
        self._fold = fold
        return True

    def _name_day(self, day: str) -> None:
        self._days.catch_up()
        if self._days.state.last is None or self._days.state.last < day:
            self._days.append([DayNamed(at_ms=self._clock.now_ms(), service_day=day)], turn=self._turn)

    def _day_before(self) -> tuple[Hall | None, str]:
        """Give the day before the last one named, and its last link."""
        days = self._days.log.read_back("+", 2)
        if len(days) < 2:
            return None, ""
        named = decode(days[1].data)
        assert isinstance(named, DayNamed)
        log = self._store.log(keys.DAY_LOG(self.venue_id, named.service_day))
        return Hall(service_day=named.service_day), log.tip().link

    def _remember_day_before(self) -> None:
        """Remember the presses of the last minutes of the day before, for retries over the turn."""
        hall = self._fold.state if self._fold else Hall()
        if self._remembered_for == hall.service_day:
            return
        self._remembered_for, self._presses_before = hall.service_day, {}
        since_ms = hall.opened_ms - RETRY_WINDOW_MS
        if hall.previous_day is None or self._clock.now_ms() > hall.opened_ms + RETRY_WINDOW_MS:
            return
        log, before = self._store.log(keys.DAY_LOG(self.venue_id, hall.previous_day)), "+"
        while page := log.read_back(before):
            for entry in page:
                try:
                    fact = decode(entry.data)
                except UnknownFactError:
                    continue
                if fact.at_ms < since_ms:
                    return
                if fact.press:
                    known = KnownPress(fact.press.wish, getattr(fact, "ticket_id", None))
                    self._presses_before[fact.press.key] = known
            before = page[-1].id

    def _today(self, house: House) -> str:
        venue = house.venues[self.venue_id]
        return service_day(self._clock.now_ms(), venue.time_zone, venue.day_starts_at)

    def _tell(self, facts: list[Fact]) -> None:
        for listener in self.listeners:
            listener(facts)

    def _locked(self, act: Callable[[], T], deadline: float) -> T:
        with _Held(self._lock, deadline):
            return self._guarded(act)

    def _guarded(self, act: Callable[[], T]) -> T:
        """Turn what the log may say into refusals."""
        try:
            result = act()
            self.upgrade_needed = False
            return result
        except UpgradeNeededError as error:
            self.upgrade_needed = True
            raise refusals.UpgradeNeeded() from error
        except UnavailableError as error:
            raise refusals.Unavailable() from error


class _Held:
    """A lock held, waited for until a deadline at most. Raises Unavailable."""

    def __init__(self, lock: threading.Lock, deadline: float) -> None:
        self._lock, self._deadline = lock, deadline

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=max(0.0, self._deadline - time.monotonic())):
            raise refusals.Unavailable()

    def __exit__(self, *exc: object) -> None:
        self._lock.release()
