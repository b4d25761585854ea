"""
The turns at a hall's counters: the venue's order of calling, and what each duty has called so far.

A *duty* is the set of services that a counter serves today. Counters with the same duty share one count, so the order
does not depend on which of them presses first (docs/adr/0025).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from waitingroom.policy import NEWCOMER, CallingOrder, Claim, Line, Next

Duty = tuple[str, ...]
"""Service ids, in the house's order."""


@dataclass(slots=True)
class Turns:
    """A day's order of calling, and by duty the number of calls by claim since priority last passed."""

    order: CallingOrder = field(default_factory=CallingOrder)
    since: dict[Duty, int] = field(default_factory=dict)
    _places: dict[tuple[int, ...], tuple[tuple[int, ...], dict[Claim, int]]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """Cache by lines: their stamps, and the order of calling computed for these stamps."""

    def adopt(self, order: CallingOrder) -> None:
        """Use this order from now on; the counts restart if ``between`` changed."""
        if order.between != self.order.between:
            self.since = {}
        self.order = order

    def called(self, duty: Duty, basis: str) -> None:
        """Count a call on this basis."""
        self.since[duty] = self.order.after(basis, self._since(duty))

    def undone(self, duty: Duty, basis: str) -> None:
        """Remove a call on this basis from the count."""
        self.since[duty] = self.order.without(basis, self._since(duty))

    def upcoming(self, duties: Collection[Duty], lines: Collection[Line]) -> Iterator[Next]:
        """
        Yield the tickets in the order in which they would be called from these lines.

        With several duties, as if all calls were made by the one whose next call lets priority pass.
        """
        return self.order.calls(lines, self._most_since(duties))

    def place(self, claim: Claim, duties: Collection[Duty], lines: Collection[Line]) -> int:
        """Count the tickets before a waiting claim; O(log n) while no ticket in these lines has priority."""
        if self.order.between is None or not any(line.of(True) for line in lines):
            return sum(line.before(claim, priority=p) for line in lines for p in (False, True))
        key, since = tuple(map(id, lines)), self._most_since(duties)
        stamps = (since, self.order.between, *(line.stamp for line in lines))
        cached = self._places.get(key)
        if cached is None or cached[0] != stamps:
            cached = stamps, {upcoming.claim: n for n, upcoming in enumerate(self.order.calls(lines, since))}
            self._places[key] = cached
        return cached[1][claim]

    def place_of_newcomer(self, duties: Collection[Duty], lines: Collection[Line]) -> int:
        """Count the tickets that would be called before a ticket with priority issued now."""
        newcomer = Line()
        newcomer.join(NEWCOMER, priority=True)
        order = self.order.calls([*lines, newcomer], self._most_since(duties))
        return next(n for n, upcoming in enumerate(order) if upcoming.claim == NEWCOMER)

    def _since(self, duty: Duty) -> int:
        """Return the count of a duty; it starts high enough for the first priority ticket to pass."""
        return self.since.get(duty, self.order.between or 0)

    def _most_since(self, duties: Collection[Duty]) -> int:
        return max(map(self._since, duties), default=0)
