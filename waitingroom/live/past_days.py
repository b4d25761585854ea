"""
Past service days, for visitors who still hold a ticket of one.

A day can have 100,000 facts; folding it in every request would block all presses. So a separate thread folds one day
at a time, in small batches with pauses, and caches the latest few days without the data that only a live hall needs.
A few requests wait briefly for it; the others are asked to retry.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from waitingroom import refusals
from waitingroom.collector import collector_off
from waitingroom.facts import Fact
from waitingroom.hall import Hall
from waitingroom.log.fold import Alarm
from waitingroom.state import CannotApplyError

DAYS_KEPT = 2
FACTS_PER_BATCH = 200
"""Facts folded before a pause (a few ms of work), so that presses go first."""
REST_FACTOR = 2.0
"""Length of the pause, as a multiple of the batch's duration."""
WAITING_MAX = 2
"""Maximum number of requests that wait for a day at the same time: each occupies a thread of the service."""
WAIT_S = 2.0
"""How long they wait: enough for a typical day of 3,000 facts."""

Key = tuple[str, str]
"""A venue and a service day."""
ReadFacts = Callable[[], Iterator[tuple[int, Fact]]]


class PastDays:
    """The past days of all venues in one process. Thread-safe."""

    def __init__(self, alarm: Alarm) -> None:
        self._alarm = alarm
        self._changed = threading.Condition()
        self._kept: OrderedDict[Key, Hall] = OrderedDict()
        self._reading: Key | None = None
        self._failed: tuple[Key, refusals.Refusal] | None = None
        self._waiting = 0
        self._slots = threading.BoundedSemaphore(WAITING_MAX)

    def get(self, venue_id: str, day: str, facts: ReadFacts) -> Hall:
        """
        Return the final state of a day; an empty hall if there was none. ``facts`` reads its log.

        Raises:
            DayIsBeingRead: not available yet, retry shortly. Unavailable, DayDamaged: raised by ``facts``.
        """
        key = (venue_id, day)
        with self._changed:
            if key not in self._kept:
                self._begin(key, facts)
                self._wait_for(key)
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            if self._failed and self._failed[0] == key:
                raise self._failed[1]
        raise refusals.DayIsBeingRead()

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Occupy one of the WAITING_MAX slots for reading a whole day from its log. Raises DayIsBeingRead."""
        if not self._slots.acquire(blocking=False):
            raise refusals.DayIsBeingRead()
        try:
            yield
        finally:
            self._slots.release()

    def _begin(self, key: Key, facts: ReadFacts) -> None:
        if self._reading is None:
            self._reading, self._failed = key, None
            threading.Thread(target=self._read, args=(key, facts), name="past-day", daemon=True).start()

    def _wait_for(self, key: Key) -> None:
        if self._waiting >= WAITING_MAX:
            return
        self._waiting += 1
        try:
            self._changed.wait_for(lambda: key in self._kept or self._reading != key, WAIT_S)
        finally:
            self._waiting -= 1

    def _read(self, key: Key, facts: ReadFacts) -> None:
        hall: Hall | None = None
        why: refusals.Refusal = refusals.Unavailable()
        try:
            hall = _folded(facts())
        except refusals.Unavailable as refusal:
            why = refusal
        except Exception as error:  # noqa: BLE001 - the next request may try again
            self._alarm("past_day_error", venue=key[0], day=key[1], why=repr(error))
        with self._changed:
            self._reading = None
            if hall is None:
                self._failed = key, why
            else:
                self._kept[key] = hall
            while len(self._kept) > DAYS_KEPT:
                self._kept.popitem(last=False)
            self._changed.notify_all()


def _folded(facts: Iterator[tuple[int, Fact]]) -> Hall:
    """Fold a day with pauses, with the garbage collector off (see Fold.load)."""
    hall = Hall()
    with collector_off():
        for seq, fact in rested(facts):
            try:
                hall.apply(seq, fact)
            except CannotApplyError:
                hall.skip(seq)
            if fact.press:
                hall.presses.pop(fact.press.key, None)
    return hall


def rested(facts: Iterator[tuple[int, Fact]]) -> Iterator[tuple[int, Fact]]:
    """Yield the facts of a day with a pause after each batch, so that presses go first."""
    began = time.monotonic()
    for count, fact in enumerate(facts, 1):
        yield fact
        if count % FACTS_PER_BATCH == 0:
            time.sleep(REST_FACTOR * (time.monotonic() - began))
            began = time.monotonic()
