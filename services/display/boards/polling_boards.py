"""
Count the unpaired boards of a venue that poll; in memory only, so a restart starts from zero.

A gateway spreads polls over all display processes, so each process sees every such board within seconds and counts
it itself. The processes do not exchange these counts, because then each board would be counted twice.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable

from waitingroom.views.board import Selection

POLLED_WITHIN_S = 10.0
"""A TV polls every second, after failures at least every four seconds; one that is silent for longer is off."""
SCREENS_MAX = 200
"""More TVs than a hall has; limits what a client with made-up ids can add."""


class PollingBoards:
    """The polling boards of one venue, by the id that each page generated. clock: s, monotonic."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._polled: OrderedDict[str, tuple[float, Selection]] = OrderedDict()
        self._guard = threading.Lock()

    def note(self, screen: str, selection: Selection) -> bool:
        """Record a board's poll; return whether this board is new or shows something else."""
        now = self._clock()
        with self._guard:
            before = self._polled.pop(screen, None)
            self._polled[screen] = (now, selection)
            if len(self._polled) > SCREENS_MAX:
                self._polled.popitem(last=False)
        return before is None or before[1] != selection

    def forget_silent(self) -> bool:
        """Remove boards that have not polled within POLLED_WITHIN_S; return whether there were any."""
        since = self._clock() - POLLED_WITHIN_S
        with self._guard:
            silent = [screen for screen, (at, _) in self._polled.items() if at < since]
            for screen in silent:
                del self._polled[screen]
        return bool(silent)

    def count(self) -> Counter[Selection]:
        """Count the boards that polled within POLLED_WITHIN_S, by selection."""
        since = self._clock() - POLLED_WITHIN_S
        with self._guard:
            return Counter(selection for at, selection in self._polled.values() if at >= since)
