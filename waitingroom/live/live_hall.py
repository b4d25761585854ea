"""
A venue's hall as a process knows it: one lock, and presses with a deadline.

A press asks a rule and appends its facts at the tip that the rule saw. If the log went on meanwhile, the press
takes what it missed and asks the rule again, until its deadline. After LOSSES_BEFORE_TURN lost appends it
reserves the next one, so that a slow process is not starved. The thread that gets the lock does every press
that waits for it, in one append (docs/adr/0005). How days roll stands in ``days``.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Generic, NamedTuple, TypeVar

from waitingroom import refusals, rules
from waitingroom.facts import Fact, Press
from waitingroom.hall import Hall
from waitingroom.house.live_house import LiveHouse
from waitingroom.live.days import VenueDays
from waitingroom.live.past_days import PastDays
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.archive_file import ArchiveDamagedError
from waitingroom.log.base import Answer, Appended, Behind, NotYourTurn, Store, UnavailableError
from waitingroom.log.fold import Alarm, Clock, Fold, UpgradeNeededError
from waitingroom.log.seen_days import SeenDays
from waitingroom.state import RecordedPress
from waitingroom.waits.live import LiveWaits

PRESS_DEADLINE_S = 3.0
"""From arrival to answer: covers the lock, retries and Redis's time-outs. Nobody shall wait longer than 5 s."""

LOSSES_BEFORE_TURN = 4
FOLLOW_WAIT_MS = 2_000

T = TypeVar("T")
Rule = Callable[[Hall, int], list[Fact]]
"""rule(hall, now_ms) gives facts, none if there is nothing to do, or raises a Refusal."""


class Position(NamedTuple):
    """How far a hall is known: an epoch, and the sequence of the last fact in it."""

    epoch: str
    seq: int

    @classmethod
    def parse(cls, text: str) -> Position | None:
        """Read "epoch:sequence", as ``str`` writes it; None: it is something else."""
        epoch, _, seq = text.rpartition(":")
        return cls(epoch, int(seq)) if epoch and seq.isascii() and seq.isdigit() and len(seq) < 16 else None

    def __str__(self) -> str:
        return f"{self.epoch}:{self.seq}"

    def is_before(self, other: Position) -> bool:
        """Return whether it is earlier in the same epoch; of two epochs none is before the other."""
        return self.epoch == other.epoch and self.seq < other.seq


class Outcome(NamedTuple):
    """
    What became of a press.

    facts: what it recorded (empty: nothing to do, or done before); ticket_id: the ticket it was about;
    service_day: the day that it was recorded in; replayed: an earlier press with the same key did it.
    """

    facts: list[Fact]
    ticket_id: str | None
    service_day: str
    replayed: bool = False


class _Press(Generic[T]):
    """A press under way: its rule, and its answer once there is one."""

    def __init__(
        self, rule: Rule, stamp: Press, show: Callable[[Hall, int, Outcome], T], deadline: float
    ) -> None:
        self.rule, self.stamp, self.show, self.deadline = rule, stamp, show, deadline
        self.tried = self.given_up = False
        self._answers: list[T] = []
        self._error: Exception | None = None

    @property
    def waits(self) -> bool:
        """Whether a thread still waits for the answer."""
        return not self._answers and self._error is None and not self.given_up

    def finish(self, answer: T) -> None:
        """Answer it."""
        self._answers.append(answer)

    def fail(self, error: Exception) -> None:
        """Refuse it, unless it was answered."""
        if self.waits:
            self._error = error

    def answer(self) -> T:
        """Return the answer, or raise its error."""
        if self._error is not None:
            raise self._error
        return self._answers[0]


class LiveHall:
    """One venue: today's hall, kept up to date with its log, and the presses on it."""

    def __init__(
        self, store: Store, venue_id: str, house: LiveHouse, *,
        clock: Clock, alarm: Alarm, seen: SeenDays, past: PastDays, archive: ArchiveFolder | None,
        used_elsewhere: Callable[[str], bool], box: str = "",
    ) -> None:  # fmt: skip
        """used_elsewhere: says whether the key of a press is known to be recorded at another venue; box: as VenueDays."""
        self.venue_id = venue_id
        self.listeners: list[Callable[[list[Fact]], None]] = []
        self.upgrade_needed = False
        self.stale_appends = 0
        self.heard_at = float("-inf")
        self._store, self._clock = store, clock
        self._seen, self._past, self._used_elsewhere = seen, past, used_elsewhere
        self._lock = threading.Lock()
        self._waiting: deque[_Press[Any]] = deque()
        self._turn = secrets.token_hex(8)
        self._days = VenueDays(
            store, venue_id, house, clock=clock, alarm=alarm, turn=self._turn, seen=seen, archive=archive,
            on_facts=self._tell, box=box,
        )  # fmt: skip
        self._missed_news = True
        self.waits = LiveWaits(self.read)

    @property
    def seq(self) -> int:
        """The sequence of the last fact of this hall."""
        return self._days.today.state.seq if self._days.today else 0

    @property
    def position(self) -> Position:
        """How far this hall has read its log."""
        today = self._days.today
        return Position(today.state.epoch, today.state.seq) if today else Position("", 0)

    @property
    def is_lost(self) -> bool:
        """Whether the log lacks what was seen of it, so that nothing is done on it (docs/adr/0016)."""
        return self._days.is_lost

    @property
    def _fold(self) -> Fold[Hall]:
        """The fold of today, once the hall was settled."""
        assert self._days.today is not None
        return self._days.today

    def settle(self, deadline: float | None = None) -> None:
        """Bring the hall up to date and its day open. Raises Unavailable, NotReady, UpgradeNeeded."""
        with _Held(self._lock, deadline or time.monotonic() + PRESS_DEADLINE_S):
            self._guarded(self._catch_up)

    def reach(self, seen: Position, deadline: float | None = None) -> None:
        """
        Be at least as far as a caller has seen this hall, so that nobody misses what he wrote by another process.

        An epoch that is over is no longer asked for. Raises Unavailable: the log does not have it, or cannot be read.
        """
        here = self.position
        if here.epoch != seen.epoch or here.seq < seen.seq:
            self._ask_the_log(deadline)
            if self.position.is_before(seen):
                raise refusals.Unavailable()

    def read(self, view: Callable[[Hall, int], T], deadline: float | None = None) -> T:
        """
        Return what ``view`` makes of the hall and the time now, under the lock.

        Needs no Redis once the day is open, so that a frozen or lost one keeps no reader waiting.
        """
        deadline = deadline or time.monotonic() + PRESS_DEADLINE_S
        with _Held(self._lock, deadline):
            if not (self._days.today and self._days.today.state.epoch):
                self._guarded(self._days.settle)
            return view(self._fold.state, self._clock.now_ms())

    def find(self, view: Callable[[Hall, int], T], deadline: float | None = None) -> T:
        """
        Return the same as ``read``, but refuse as not found only what the log does not hold either.

        A process hears of a fact a moment after another has recorded it, and nobody may be told in that moment
        that a number does not exist. Raises Unavailable: whether it does is not certain now.
        """
        try:
            return self.read(view, deadline)
        except refusals.Refusal as refusal:
            if refusal.kind != refusals.NOT_FOUND:
                raise
        self._ask_the_log(deadline)
        return self.read(view, deadline)

    def _ask_the_log(self, deadline: float | None) -> None:
        """Settle for a reader, who must not hold the lock while Redis is frozen. Raises as ``settle`` does."""
        deadline = deadline or time.monotonic() + PRESS_DEADLINE_S
        if not self._store.await_available(deadline):
            raise refusals.Unavailable()
        self.settle(deadline)

    def press(
        self, rule: Rule, *, stamp: Press,
        show: Callable[[Hall, int, Outcome], T], deadline: float | None = None,
    ) -> T:  # fmt: skip
        """
        Do what the rule decides, once for ever, and give what ``show`` makes of it.

        rule(hall, now_ms) gives facts or raises a Refusal; show(hall, now_ms, outcome) is
        called under the lock. deadline: time.monotonic() seconds.
        Raises:
            Refusal of the rule, KeyReused, UpgradeNeeded. Unavailable: whether it was recorded is not
            certain; ask again with the same key.
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

    def begin_restored(self, left_out: int) -> None:
        """Begin an epoch because a backup was restored, behind so many sequences and numbers. Raises Unavailable."""
        with self._lock:
            self._guarded(self._days.settle)
            facts = rules.begin_restored(
                self._fold.state, epoch=secrets.token_hex(6), run_id=self._fold.log.run_id, now_ms=self._clock.now_ms(),
                left_out=left_out,
            )  # fmt: skip
            if not isinstance(self._fold.append_behind(left_out, facts, turn=self._turn), Appended):
                raise refusals.Unavailable()

    def has_recorded(self, key: str) -> bool:
        """Return whether a press with this key is known to be recorded; without the lock, and without Redis."""
        days = self._days
        return key in days.presses_before or (days.today is not None and key in days.today.state.presses)

    def facts(self, day: str | None = None) -> Iterator[tuple[int, Fact]]:
        """
        Read the facts of a service day with their sequences from its log; of today unless ``day`` is given.

        Empty if there was no such day. Raises Unavailable, NotReady. DayDamaged: its archive cannot be read.
        """
        day = day or self.read(lambda hall, _: hall.service_day)
        try:
            yield from self._days.facts(day)
        except ArchiveDamagedError as error:
            raise refusals.DayDamaged() from error
        except UnavailableError as error:
            raise refusals.Unavailable() from error

    def past(self, day: str) -> Hall:
        """
        Return another service day of this venue as it ended; an empty hall if there was none.

        It has the day's tickets and house, not its presses. Raises DayIsBeingRead, DayDamaged, Unavailable.
        """
        if day >= self.read(lambda hall, _: hall.service_day):
            self.settle()  # another process has opened that day already: it is no past one
            raise refusals.Unavailable()
        return self._past.get(self.venue_id, day, lambda: self.facts(day))

    def step(self) -> None:
        """Wait for new facts and take them; a follower calls this again and again."""
        fold, missed_news, self._missed_news = self._days.today, self._missed_news, True
        entries = fold.log.wait(fold.tip.id, FOLLOW_WAIT_MS) if fold and not missed_news else []
        with self._lock:
            if fold is not None and self._days.today is fold:
                if entries:
                    fold.absorb(entries)
                else:
                    fold.catch_up()
            self._days.settle()
            self._missed_news = False
            self._hear()
        self._seen.keep()

    def _press_waiting(self) -> None:
        """Do the waiting presses of all threads with one append, so that Redis syncs its disk once."""
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
                self._days.settle()
                drafted = self._decide(waiting, sure)
                if not drafted:
                    if not sure:
                        self._fold.log.be_sure()
                        self._fold.catch_up()
                    sure = True
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

        A press that records nothing (refused, or recorded before) is answered only if this hall is certainly up
        to date with its log: with nothing drafted before it, and ``sure``.
        """
        hall, now_ms = self._fold.state, self._clock.now_ms()
        drafted: list[tuple[_Press[Any], list[Fact]]] = []
        with hall.draft() as take:
            for press in presses:
                try:
                    earlier = self._earlier(press)
                    facts = [] if earlier else press.rule(hall, now_ms)
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
        answer = self._fold.append(facts, turn=self._turn, take_turn=losses >= LOSSES_BEFORE_TURN)
        if isinstance(answer, Appended):
            self._hear()
        elif isinstance(answer, Behind):
            self.stale_appends += 1
        elif isinstance(answer, NotYourTurn):
            time.sleep(max(1, min(answer.wait_ms, 10)) / 1000)
        return answer

    def _earlier(self, press: _Press[Any]) -> RecordedPress | None:
        """Return the earlier press with the same key, if any. Raises KeyReused: it asked for something else."""
        key = press.stamp.key
        earlier = self._fold.state.presses.get(key) or self._days.presses_before.get(key)
        if earlier.wish != press.stamp.wish if earlier else self._used_elsewhere(key):
            raise refusals.KeyReused()
        return earlier

    def _show(self, press: _Press[Any], facts: list[Fact]) -> None:
        """Answer a press: it recorded these facts, or an earlier one did, or there was nothing to do."""
        hall, earlier = self._fold.state, None if facts else self._earlier(press)
        is_of_today = earlier is None or press.stamp.key in hall.presses
        outcome = Outcome(
            facts, earlier.ticket_id if earlier else getattr(facts[0], "ticket_id", None) if facts else None,
            hall.service_day if is_of_today else hall.previous_day or "",
            replayed=earlier is not None and not press.tried,
        )  # fmt: skip
        try:
            press.finish(press.show(hall, self._clock.now_ms(), outcome))
        except Exception as error:  # noqa: BLE001 - of this press alone
            press.fail(error)

    def _hear(self) -> None:
        """Note that the hall is up to date with its log now."""
        self.heard_at = time.monotonic()
        self._fold.state.heard_ms = self._clock.now_ms()

    def _catch_up(self) -> None:
        if self._days.today is not None:
            self._days.today.catch_up()
        self._days.settle()

    def _tell(self, facts: list[Fact]) -> None:
        for listener in self.listeners:
            listener(facts)

    def _guarded(self, act: Callable[[], None]) -> None:
        """Do what needs the log; its errors become refusals."""
        try:
            act()
            self.upgrade_needed = False
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
