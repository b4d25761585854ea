"""Replay a past day from its facts on a screen of its own, never mixed with today. Pure; reads no clock."""

from __future__ import annotations

from collections.abc import Iterable

from waitingroom.facts import Fact
from waitingroom.hall import Hall
from waitingroom.state import CannotApplyError


class Replay:
    """
    One replay of a day.

    hall: the day up to the last replayed fact; it starts as the opened day.
    """

    def __init__(self, facts: Iterable[tuple[int, Fact]]) -> None:
        self.hall = Hall()
        self._facts = iter(facts)
        self._next = next(self._facts, None)
        while self._next and not self.hall.is_open:
            self._take()

    @property
    def next_ms(self) -> int | None:
        """Time of the next fact (ms UTC); None at the end."""
        return self._next[1].at_ms if self._next else None

    def tell(self, until_ms: int, most: int) -> list[Fact]:
        """Apply and return the facts up to this time (ms UTC), at most ``most``."""
        replayed: list[Fact] = []
        while self._next and self._next[1].at_ms <= until_ms and len(replayed) < most:
            replayed.append(self._next[1])
            self._take()
        return replayed

    def _take(self) -> None:
        """Apply the next fact; one that does not fit is skipped, as in the live hall."""
        assert self._next is not None
        seq, fact = self._next
        try:
            self.hall.apply(seq, fact)
        except CannotApplyError:
            self.hall.skip(seq)
        self._next = next(self._facts, None)
