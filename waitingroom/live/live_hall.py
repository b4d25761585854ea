"""
A venue's hall in one process: a lock, and presses with a deadline.

A press runs a rule and appends its facts at the tip that the rule saw. If the log has grown in between, the press
applies the new entries and runs the rule again, until its deadline. After LOSSES_BEFORE_TURN lost appends it
reserves the next one, so that a slow process is not starved. The thread that gets the lock executes all waiting
presses in one append (docs/adr/0005). The change from one day to the next is in ``days``.
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
"""From request to response: covers the lock, retries and Redis timeouts. No client should wait longer than 5 s."""

LOSSES_BEFORE_TURN = 4
FOLLOW_WAIT_MS = 2_000

T = TypeVar("T")
Rule = Callable[[Hall, int], list[Fact]]
"""rule(hall, now_ms) returns facts (none if there is nothing to do) or raises a Refusal."""


class Position(NamedTuple):
    """A position in a hall's log: an epoch, and the sequence of the last fact."""

    epoch: str
    seq: int

    @classmethod
    def parse(cls, text: str) -> Position | None:
        """Parse "epoch:sequence", the format of ``str``; None if invalid."""
        epoch, _, seq = text.rpartition(":")
        return cls(epoch, int(seq)) if epoch and seq.isascii() and seq.isdigit() and len(seq) < 16 else None

    def __str__(self) -> str:
        return f"{self.epoch}:{self.seq}"

    def is_before(self, other: Position) -> bool:
        """Return whether it is earlier in the same epoch; positions of different epochs are not ordered."""
        return self.epoch == other.epoch and self.seq < other.seq


class Outcome(NamedTuple):
    """
    The result of a press.

    facts: those it recorded (empty: nothing to do, or already done); ticket_id: the ticket concerned;
    service_day: the day it was recorded in; replayed: an earlier press with the same key recorded it.
    """

    facts: list[Fact]
    ticket_id: str | None
    service_day: str
    replayed: bool = False


class _Press(Generic[T]):
    """A press in progress: its rule, and its result once available."""

    def __init__(
        self, rule: Rule, stamp: Press, show: Callable[[Hall, int, Outcome], T], deadline: float
    ) -> None:
        self.rule, self.stamp, self.show, self.deadline = rule, stamp, show, deadline
        self.tried = self.given_up = False
        self._answers: list[T] = []
        self._error: Exception | None = None

    @property
    def waits(self) -> bool:
        """Whether a thread still waits for the result."""
        return not self._answers and self._error is None and not self.given_up

    def finish(self, answer: T) -> None:
        """Set the result."""
        self._answers.append(answer)

    def fail(self, error: Exception) -> None:
        """Set the error, unless the press already has a result."""
        if self.waits:
            self._error = error

    def answer(self) -> T:
        """Return the result, or raise the error."""
        if self._error is not None:
            raise self._error
        return self._answers[0]


class LiveHall:
    """One venue: today's hall, kept up to date with its log, and the presses on it. Thread-safe."""

    def __init__(
        self, store: Store, venue_id: str, house: LiveHouse, *,
        clock: Clock, alarm: Alarm, seen: SeenDays, past: PastDays, archive: ArchiveFolder | None,
        used_elsewhere: Callable[[str], bool], box: str = "",
    ) -> None:  # fmt: skip
        """used_elsewhere: returns whether a press with this key was recorded at another venue; box: see VenueDays."""
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
        """The position up to which this hall has read its log."""
        today = self._days.today
        return Position(today.state.epoch, today.state.seq) if today else Position("", 0)

    @property
    def is_lost(self) -> bool:
        """Whether the log lacks entries that were seen before, so that it is not used (docs/adr/0016)."""
        return self._days.is_lost

    @property
    def _fold(self) -> Fold[Hall]:
        """Today's fold; the hall must be settled."""
        assert self._days.today is not None
        return self._days.today

    def settle(self, deadline: float | None = None) -> None:
        """Bring the hall up to date and open its day. Raises Unavailable, NotReady, UpgradeNeeded."""
        with _Locked(self._lock, deadline or time.monotonic() + PRESS_DEADLINE_S):
            self._guarded(self._catch_up)

    def reach(self, seen: Position, deadline: float | None = None) -> None:
        """
        Catch up at least to the position that a client has seen, so that clients read their own writes.

        A position in an earlier epoch is ignored. Raises Unavailable: the log does not have it, or cannot be read.
        """
        here = self.position
        if here.epoch != seen.epoch or here.seq < seen.seq:
            self._settle_for_reader(deadline)
            if self.position.is_before(seen):
                raise refusals.Unavailable()

    def read(self, view: Callable[[Hall, int], T], deadline: float | None = None) -> T:
        """
        Call ``view`` with the hall and the current time under the lock, and return its result.

        Does not need Redis once the day is open, so readers never wait for a frozen or lost Redis.
        """
        deadline = deadline or time.monotonic() + PRESS_DEADLINE_S
        with _Locked(self._lock, deadline):
            if not (self._days.today and self._days.today.state.epoch):
                self._guarded(self._days.settle)
            return view(self._fold.state, self._clock.now_ms())

    def find(self, view: Callable[[Hall, int], T], deadline: float | None = None) -> T:
        """
        Return the same as ``read``, but refuse as not found only what is not in the log either.

        A process receives a fact a moment after another has recorded it; until then it must not report that a
        number does not exist. Raises Unavailable if that is uncertain now.
        """
        try:
            return self.read(view, deadline)
        except refusals.Refusal as refusal:
            if refusal.kind != refusals.NOT_FOUND:
                raise
        self._settle_for_reader(deadline)
        return self.read(view, deadline)

    def _settle_for_reader(self, deadline: float | None) -> None:
        """Settle on behalf of a reader, without holding the lock while Redis is frozen. Raises like ``settle``."""
        deadline = deadline or time.monotonic() + PRESS_DEADLINE_S
        if not self._store.await_available(deadline):
            raise refusals.Unavailable()
        self.settle(deadline)

    def press(
        self, rule: Rule, *, stamp: Press,
        show: Callable[[Hall, int, Outcome], T], deadline: float | None = None,
    ) -> T:  # fmt: skip
        """
        Record what the rule decides, exactly once, and return the result of ``show``.

        rule(hall, now_ms) returns facts or raises a Refusal; show(hall, now_ms, outcome) is
        called under the lock. deadline: time.monotonic() seconds.
        Raises:
            The rule's Refusal, KeyReused, UpgradeNeeded. Unavailable: it is uncertain whether the press was
            recorded; retry with the same key.
        """
        press = _Press(rule, stamp, show, deadline or time.monotonic() + PRESS_DEADLINE_S)
        self._waiting.append(press)
        try:
            with _Locked(self._lock, press.deadline):
                if press.waits:
                    self._press_waiting()
        finally:
            press.given_up = True
        return press.answer()

    def begin_restored(self, left_out: int) -> None:
        """Begin an epoch after a backup was restored, skipping this many sequences and numbers. Raises Unavailable."""
        with self._lock:
            self._guarded(self._days.settle)
            facts = rules.begin_restored(
                self._fold.state, epoch=secrets.token_hex(6), run_id=self._fold.log.run_id, now_ms=self._clock.now_ms(),
                left_out=left_out,
            )  # fmt: skip
            if not isinstance(self._fold.append_behind(left_out, facts, turn=self._turn), Appended):
                raise refusals.Unavailable()

    def has_recorded(self, key: str) -> bool:
        """Return whether this process knows a recorded press with this key; uses neither the lock nor Redis."""
        days = self._days
        return key in days.presses_before or (days.today is not None and key in days.today.state.presses)

    def facts(self, day: str | None = None) -> Iterator[tuple[int, Fact]]:
        """
        Yield the facts of a service day (default: today) with their sequences from its log.

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
        Return the final state of another service day of this venue; an empty hall if there was none.

        It has the day's tickets and house but not its presses. Raises DayIsBeingRead, DayDamaged, Unavailable.
        """
        if day >= self.read(lambda hall, _: hall.service_day):
            self.settle()  # another process may have opened that day already, so it is not a past day
            raise refusals.Unavailable()
        return self._past.get(self.venue_id, day, lambda: self.facts(day))

    def step(self) -> None:
        """Wait for new facts and apply them; a follower calls this in a loop."""
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
            self._mark_up_to_date()
        self._seen.keep()

    def _press_waiting(self) -> None:
        """Execute the waiting presses of all threads with one append, so that Redis syncs to disk only once."""
        waiting: list[_Press[Any]] = []
        while self._waiting:
            waiting.append(self._waiting.popleft())
        try:
            self._guarded(lambda: self._press_all(waiting))
        except Exception as error:  # noqa: BLE001 - every waiting thread must get a result
            for press in waiting:
                press.fail(error)

    def _press_all(self, presses: list[_Press[Any]]) -> None:
        losses, synced, failure = 0, False, None
        while waiting := [press for press in presses if press.waits]:
            deadline = min(press.deadline for press in waiting)
            if time.monotonic() >= deadline:
                for press in waiting:
                    if press.deadline == deadline:
                        press.fail(_unavailable(failure))
                continue
            if not self._store.await_available(deadline):
                raise _unavailable(failure)
            try:
                self._days.settle()
                drafted = self._decide(waiting, synced)
                if not drafted:
                    if not synced:
                        self._fold.log.confirm_replicated()
                        self._fold.catch_up()
                    synced = True
                    continue
                for press, _ in drafted:
                    press.tried = True
                reply = self._append([fact for _, facts in drafted for fact in facts], losses)
                synced = isinstance(reply, Appended)
                for press, facts in drafted if synced else []:
                    self._show(press, facts)
                losses += isinstance(reply, Behind)
            except UnavailableError as error:
                synced, failure = False, error
                if error.frozen:
                    raise

    def _decide(self, presses: Sequence[_Press[Any]], synced: bool) -> list[tuple[_Press[Any], list[Fact]]]:
        """
        Run the rule of each press as if the presses before it were already recorded; return what to record.

        A press that records nothing (refused, or already recorded) is completed only if this hall is certain to be
        up to date with its log: ``synced``, and nothing drafted before it.
        """
        hall, now_ms = self._fold.state, self._clock.now_ms()
        drafted: list[tuple[_Press[Any], list[Fact]]] = []
        with hall.draft() as apply_facts:
            for press in presses:
                try:
                    earlier = self._earlier(press)
                    facts = [] if earlier else press.rule(hall, now_ms)
                except Exception as refusal:  # noqa: BLE001 - any error concerns this press only
                    if synced and not drafted:
                        press.fail(refusal)
                    continue
                if facts:
                    facts = [replace(fact, press=press.stamp) for fact in facts]
                    drafted.append((press, facts))
                    if press is not presses[-1] and not apply_facts(facts):
                        break
                elif synced and not drafted:
                    self._show(press, [])
        return drafted

    def _append(self, facts: list[Fact], losses: int) -> Answer:
        reply = self._fold.append(facts, turn=self._turn, take_turn=losses >= LOSSES_BEFORE_TURN)
        if isinstance(reply, Appended):
            self._mark_up_to_date()
        elif isinstance(reply, Behind):
            self.stale_appends += 1
        elif isinstance(reply, NotYourTurn):
            time.sleep(max(1, min(reply.wait_ms, 10)) / 1000)
        return reply

    def _earlier(self, press: _Press[Any]) -> RecordedPress | None:
        """Return the earlier press with the same key, if any. Raises KeyReused if it was a different request."""
        key = press.stamp.key
        earlier = self._fold.state.presses.get(key) or self._days.presses_before.get(key)
        if earlier.wish != press.stamp.wish if earlier else self._used_elsewhere(key):
            raise refusals.KeyReused()
        return earlier

    def _show(self, press: _Press[Any], facts: list[Fact]) -> None:
        """Complete a press that recorded these facts, or whose key was recorded earlier, or that had nothing to do."""
        hall, earlier = self._fold.state, None if facts else self._earlier(press)
        is_of_today = earlier is None or press.stamp.key in hall.presses
        outcome = Outcome(
            facts, earlier.ticket_id if earlier else getattr(facts[0], "ticket_id", None) if facts else None,
            hall.service_day if is_of_today else hall.previous_day or "",
            replayed=earlier is not None and not press.tried,
        )  # fmt: skip
        try:
            press.finish(press.show(hall, self._clock.now_ms(), outcome))
        except Exception as error:  # noqa: BLE001 - concerns this press only
            press.fail(error)

    def _mark_up_to_date(self) -> None:
        """Record that the hall is now up to date with its log."""
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
        """Run an action that needs the log, and translate its errors into refusals."""
        try:
            act()
            self.upgrade_needed = False
        except UpgradeNeededError as error:
            self.upgrade_needed = True
            raise refusals.UpgradeNeeded() from error
        except UnavailableError as error:
            raise refusals.Unavailable() from error


def _unavailable(cause: UnavailableError | None) -> refusals.Unavailable:
    """Return the refusal with its cause, for the log."""
    refusal = refusals.Unavailable()
    refusal.__cause__ = cause
    return refusal


class _Locked:
    """Context manager that holds a lock; raises Unavailable if it cannot be acquired before the deadline."""

    def __init__(self, lock: threading.Lock, deadline: float) -> None:
        self._lock, self._deadline = lock, deadline

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=max(0.0, self._deadline - time.monotonic())):
            raise refusals.Unavailable()

    def __exit__(self, *exc: object) -> None:
        self._lock.release()
