"""
Boards of a venue that poll and that nobody paired: how many stand there. Kept in memory; a restart forgets them.

A gateway spreads polls over all display processes, so each hears every such board within seconds, and counts it itself:
boards that poll are not part of what processes tell each other, or each would be counted twice.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Callable

from waitingroom.views.board import Selection

POLLED_WITHIN_S = 10.0
"""A TV polls every second, after failures every four at most: one that was not heard for longer is off."""
SCREENS_MAX = 200
"""More TVs than a hall has; whoever makes ids up is counted no further."""


class PollingBoards:
    """The boards of one venue by the id that each page made up. clock: s, monotonic."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._polled: OrderedDict[str, tuple[float, Selection]] = OrderedDict()
        self._guard = threading.Lock()

    def note(self, screen: str, selection: Selection) -> bool:
        """Note that a board polls; say whether that changes how many stand."""
        now = self._clock()
        with self._guard:
            before = self._polled.pop(screen, None)
            self._polled[screen] = (now, selection)
            if len(self._polled) > SCREENS_MAX:
                self._polled.popitem(last=False)
        return before is None or before[1] != selection

    def forget_silent(self) -> bool:
        """Forget those that have not polled lately; say whether there were any."""
        since = self._clock() - POLLED_WITHIN_S
        with self._guard:
            silent = [screen for screen, (at, _) in self._polled.items() if at < since]
            for screen in silent:
                del self._polled[screen]
        return bool(silent)

    def count(self) -> Counter[Selection]:
        """Count those that polled lately, by what they show."""
        since = self._clock() - POLLED_WITHIN_S
        with self._guard:
            return Counter(selection for at, selection in self._polled.values() if at >= since)
