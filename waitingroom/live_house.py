"""
The house as every service knows it: followed from its own log, live at once.

An edit is a ``HouseSaved`` fact; the days that are open adopt it into their own logs
(``live_hall``), so that a rule reads only the day's hall and a replay is exact.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

from waitingroom.facts import Fact, HouseSaved, Press
from waitingroom.fold import Alarm, Clock, Fold
from waitingroom.hall import CannotTakeError
from waitingroom.house import House
from waitingroom.house_reader import read_house
from waitingroom.log import Appended, Store

HOUSE_LOG = "{house}:log"
SAVE_TRIES_MAX = 20
FOLLOW_WAIT_MS = 2_000


class Edition(NamedTuple):
    """A house and the sequence at which it was saved; None and 0 before the first."""

    seq: int = 0
    house: House | None = None


class HouseHistory:
    """The fold of the house's log: the latest edition."""

    def __init__(self) -> None:
        self.edition = Edition()

    def apply(self, seq: int, fact: Fact) -> None:
        """Take a HouseSaved fact."""
        if not isinstance(fact, HouseSaved):
            raise CannotTakeError(type(fact).__name__)
        self.edition = Edition(seq, read_house(fact.content))

    def skip(self, seq: int) -> None:
        """A foreign entry changes nothing."""


class LiveHouse:
    """The house, kept up with its log under one lock."""

    def __init__(self, store: Store, *, clock: Clock, alarm: Alarm) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._fold = Fold(store.log(HOUSE_LOG), HouseHistory, clock=clock, alarm=alarm)

    @property
    def edition(self) -> Edition:
        """The latest edition known here."""
        return self._fold.state.edition

    def load(self) -> None:
        """Fold the log of the house."""
        with self._lock:
            self._fold.load()

    def save(self, change: Callable[[dict[str, Any] | None], dict[str, Any]], *, press: Press) -> Edition:
        """
        Save what ``change`` makes of the house's content now (None: there is no house yet).

        ``change`` is asked again if somebody else saved meanwhile, so no edit is lost.
        Raises:
            HouseInvalid: nothing was saved.
        """
        with self._lock:
            for _ in range(SAVE_TRIES_MAX):
                self._fold.catch_up()
                house = self.edition.house
                content = deepcopy(change(deepcopy(house.content) if house else None))
                read_house(content)
                fact = HouseSaved(at_ms=self._clock.now_ms(), content=content, press=press)
                if isinstance(self._fold.append([fact], turn=secrets.token_hex(8)), Appended):
                    return self.edition
            raise AssertionError(f"{SAVE_TRIES_MAX} edits of the house came in between")

    def step(self) -> None:
        """Wait for an edit and take it; a follower calls this again and again."""
        entries = self._fold.log.wait(self._fold.tip.id, FOLLOW_WAIT_MS)
        with self._lock:
            if entries:
                self._fold.absorb(entries)
            else:
                self._fold.check_tip()
