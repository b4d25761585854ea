"""
Keeps an in-memory state up to date with its log: reads new entries, checks every link, appends at the tip.

The house, a venue's days and a hall all use this fold; each is a state with ``apply(seq, fact)`` and ``skip(seq)``.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from waitingroom.collector import collector_off
from waitingroom.facts import Fact, UnknownFactError, decode, encode
from waitingroom.log.base import (
    Answer,
    Appended,
    Behind,
    Chain,
    Entry,
    Log,
    Missing,
    PastDiffers,
    ReadableLog,
    Tip,
    UnavailableError,
    id_key,
    link_all,
)
from waitingroom.state import CannotApplyError

READ_PAGE = 2_000
"""Entries per read while folding; other threads may run between two pages."""

Alarm = Callable[..., None]
"""alarm(event, **fields) reports that something is wrong with the log; the queue continues."""


class State(Protocol):
    """The state that a fold builds from its log."""

    def apply(self, seq: int, fact: Fact) -> None:
        """Apply one fact. Raises CannotApplyError."""

    def skip(self, seq: int, missing: int = 0) -> None:
        """Skip a foreign entry, or ``missing`` entries of which the last has this sequence."""


S = TypeVar("S", bound=State)


class Clock:
    """
    The log's time: the later of Redis's time and the last fact's, each advanced by the local monotonic clock.

    So the time advances even if Redis's clock is set back, and the system clocks of the services do not matter.
    """

    def __init__(self) -> None:
        self._redis_offset = self._fact_offset = -_ticks_ms()

    def set_redis_time(self, now_ms: int) -> None:
        """Set Redis's current time."""
        self._redis_offset = now_ms - _ticks_ms()

    def advance_to_fact(self, at_ms: int) -> None:
        """Make sure that the time is not earlier than this fact."""
        self._fact_offset = max(self._fact_offset, at_ms - _ticks_ms())

    def now_ms(self) -> int:
        """Return the time, ms UTC; milliseconds since the clock was created until the first time is set."""
        return _ticks_ms() + max(self._redis_offset, self._fact_offset)


class UpgradeNeededError(Exception):
    """The log has a fact of a newer version; this process must not write to it."""


class Fold(Generic[S]):
    """
    A state and the log it is folded from. Not thread-safe: the owner must hold a lock.

    fresh: creates an empty state; alarm: called for foreign or missing entries and a lost past; on_facts: called
    with each batch of applied facts, oldest first, under the owner's lock. foreign, count: number of foreign entries
    and of all entries read so far; is_read: the log was read to its end at least once.
    """

    def __init__(
        self, log: Log, fresh: Callable[[], S], *, clock: Clock, alarm: Alarm,
        on_facts: Callable[[list[Fact]], None] = lambda facts: None,
    ) -> None:  # fmt: skip
        self.log = log
        self.state = fresh()
        self.foreign = self.count = 0
        self.is_read = False
        self._fresh = fresh
        self._chain, self._last_seq = Chain(), 0
        self._clock = clock
        self._alarm = alarm
        self._on_facts = on_facts

    @property
    def tip(self) -> Tip:
        """The last entry included in the state."""
        return self._chain.tip

    def load(self) -> None:
        """
        Fold the log from its start; if it cannot be read to its end, keep the previous state.

        Python's cyclic garbage collector is off meanwhile: a fold creates no cycles, and searching for them
        doubles the time needed for a whole day (docs/speed.md).
        """
        before = self.state, self._chain, self.foreign, self.count, self._last_seq, self.is_read
        self.state, self._chain = self._fresh(), Chain()
        self.foreign = self.count = self._last_seq = 0
        self.is_read = False
        try:
            with collector_off():
                self.catch_up()
        except UnavailableError:
            self.state, self._chain, self.foreign, self.count, self._last_seq, self.is_read = before
            raise

    def load_again(self) -> None:
        """Fold from the start because the log may have changed before our tip; raise an alarm if our tip is gone."""
        if self.tip != Tip() and not self._log_has_tip():
            self._alarm("past_differs", log=self.log.name, id=self.tip.id)
        self.load()

    def catch_up(self) -> None:
        """Read to the end of the log; fold from the start if its past differs from ours."""
        while True:
            now_ms, entries = self.log.read(self.tip.id, READ_PAGE)
            self._clock.set_redis_time(now_ms)
            self.absorb(entries)
            if len(entries) < READ_PAGE:
                break
            time.sleep(0)
        self.is_read = True
        self.check_tip()

    def check_tip(self) -> None:
        """Fold from the start if the log no longer has our tip, because it was truncated or refilled."""
        if self.tip != Tip() and not self._log_has_tip():
            self.load_again()

    def absorb(self, entries: Sequence[Entry]) -> None:
        """
        Apply the entries after our tip; ignore earlier ones.

        Raises:
            UpgradeNeededError: a fact of a newer version; the state ends before it.
        """
        applied: list[Fact] = []
        try:
            last = id_key(self.tip.id)
            for entry in entries:
                if (position := id_key(entry.id)) > last:
                    if not self._take(entry, position[0], applied):
                        self.load_again()
                        return
                    last = position
        finally:
            if applied:
                self._clock.advance_to_fact(applied[-1].at_ms)
                self._on_facts(applied)

    def append(self, facts: Sequence[Fact], *, turn: str, take_turn: bool = False) -> Answer:
        """Append facts at our tip and apply them; if behind, apply the missed entries instead."""
        linked = link_all(self.tip, [encode(fact) for fact in facts])
        answer = self.log.append(self.tip, linked, turn=turn, take_turn=take_turn, last_seq=self._last_seq)
        self._clock.set_redis_time(answer.now_ms)
        if isinstance(answer, Appended):
            self._apply_own(facts, linked)
        elif isinstance(answer, Behind):
            self.absorb(answer.missed)
        elif isinstance(answer, Missing):
            self._skip_missing(answer.last_seq)
        elif isinstance(answer, PastDiffers):
            self.load_again()
        return answer

    def append_behind(self, count: int, facts: Sequence[Fact], *, turn: str) -> Answer:
        """Append facts after a gap of ``count`` sequences, which every fold treats as missing entries."""
        linked = link_all(self.tip, [encode(fact) for fact in facts])
        answer = self.log.append(self.tip, linked, turn=turn, last_seq=self._last_seq + count)
        if isinstance(answer, Appended):
            self.catch_up()
        return answer

    def _apply_own(self, facts: Sequence[Fact], linked: Sequence[tuple[bytes, str]]) -> None:
        """Apply the facts just appended without reading them back; tests/contracts proves that this is equivalent."""
        seq, applied = self._last_seq, []
        for fact, (data, link) in zip(facts, linked, strict=True):
            seq += 1
            entry = Entry(f"{seq}-0", data, link)
            if self._apply(seq, fact, entry):
                applied.append(fact)
            self._advance(entry, seq, follows=True)
        self._clock.advance_to_fact(facts[-1].at_ms)
        self._on_facts(applied)

    def _apply(self, seq: int, fact: Fact, entry: Entry) -> bool:
        try:
            self.state.apply(seq, fact)
            return True
        except CannotApplyError as error:
            self._alarm("fact_passed_over", log=self.log.name, id=entry.id, why=str(error))
            return False

    def _take(self, entry: Entry, seq: int, applied: list[Fact]) -> bool:
        """Process one entry; return False if our past is not the log's."""
        follows = self._chain.follows(entry)
        if not follows:
            if self.tip != Tip() and not self._log_has_tip():
                return False
            self.foreign += 1
            self.state.skip(seq)
            self._alarm("foreign_entry", log=self.log.name, id=entry.id)
        else:
            try:
                fact = decode(entry.data)
            except UnknownFactError as error:
                raise UpgradeNeededError(str(error)) from error
            if seq > self._last_seq + 1 and self.tip != Tip():  # else the log begins here, as the link proves
                self._skip_missing(seq - 1)
            if self._apply(seq, fact, entry):
                applied.append(fact)
        self._advance(entry, seq, follows=follows)
        return True

    def _advance(self, entry: Entry, seq: int, *, follows: bool) -> None:
        self._chain.take(entry, follows=follows)
        self._last_seq = max(seq, self._last_seq)
        self.count += 1

    def _skip_missing(self, seq: int) -> None:
        """Skip the entries up to this sequence, which were removed from the log."""
        missing = seq - self._last_seq
        self._alarm("entries_missing", log=self.log.name, after=self._last_seq, count=missing)
        self.state.skip(seq, missing)
        self._last_seq = seq

    def _log_has_tip(self) -> bool:
        entry = self.log.entry(self.tip.id)
        return entry is not None and entry.stored_link == self.tip.link


def linked_facts(log: ReadableLog) -> Iterator[tuple[int, Fact]]:
    """Yield every linked fact of a log with its sequence, oldest first. May raise UnavailableError."""
    chain = Chain()
    while True:
        _, entries = log.read(chain.tip.id, READ_PAGE)
        for entry in entries:
            follows = chain.follows(entry)
            chain.take(entry, follows=follows)
            if follows:
                with contextlib.suppress(UnknownFactError):
                    yield chain.tip.seq, decode(entry.data)
        if len(entries) < READ_PAGE:
            return


def _ticks_ms() -> int:
    return time.monotonic_ns() // 1_000_000
