"""
Whose turn it is at the counters of a hall: the venue's order of calling, and what each duty has called so far.

A *duty* is the set of services that a counter serves today. Counters with the same duty share one count, so that the
order is the same whichever of them presses first (docs/adr/0025).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from waitingroom.policy import NEWCOMER, CallingOrder, Claim, Line, Next

Duty = tuple[str, ...]
"""The services, in the house's order."""


@dataclass(slots=True)
class Turns:
    """The order of calling of a day, and by duty how many were called by claim since the last that passed."""

    order: CallingOrder = field(default_factory=CallingOrder)
    since: dict[Duty, int] = field(default_factory=dict)
    _places: dict[tuple[int, ...], tuple[tuple[int, ...], dict[Claim, int]]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """By lines: their stamps, and the order of calling as it was with them."""

    def adopt(self, order: CallingOrder) -> None:
        """Call in this order from now on; another number between those that pass begins to count anew."""
        if order.between != self.order.between:
            self.since = {}
        self.order = order

    def called(self, duty: Duty, basis: str) -> None:
        """Count a call on this basis."""
        self.since[duty] = self.order.after(basis, self._since(duty))

    def undone(self, duty: Duty, basis: str) -> None:
        """Count a call on this basis no longer."""
        self.since[duty] = self.order.without(basis, self._since(duty))

    def upcoming(self, duties: Collection[Duty], lines: Collection[Line]) -> Iterator[Next]:
        """Return who is called next from these lines; by several duties, as if the one that lets pass next called all."""
        return self.order.calls(lines, self._most_since(duties))

    def place(self, claim: Claim, duties: Collection[Duty], lines: Collection[Line]) -> int:
        """Count who is before a waiting claim; O(log n) while nobody in these lines has priority."""
        if self.order.between is None or not any(line.of(True) for line in lines):
            return sum(line.before(claim, priority=p) for line in lines for p in (False, True))
        key, since = tuple(map(id, lines)), self._most_since(duties)
        stamps = (since, self.order.between, *(line.stamp for line in lines))
        known = self._places.get(key)
        if known is None or known[0] != stamps:
            known = stamps, {one.claim: n for n, one in enumerate(self.order.calls(lines, since))}
            self._places[key] = known
        return known[1][claim]

    def place_of_newcomer(self, duties: Collection[Duty], lines: Collection[Line]) -> int:
        """Count who would be called before somebody with priority who came now."""
        newcomer = Line()
        newcomer.join(NEWCOMER, priority=True)
        order = self.order.calls([*lines, newcomer], self._most_since(duties))
        return next(n for n, one in enumerate(order) if one.claim == NEWCOMER)

    def _since(self, duty: Duty) -> int:
        """Return the count of a duty; the day begins with enough to let the first one pass."""
        return self.since.get(duty, self.order.between or 0)

    def _most_since(self, duties: Collection[Duty]) -> int:
        return max(map(self._since, duties), default=0)
