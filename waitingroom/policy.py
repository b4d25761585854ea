"""
Who is next: one small object, so that the order of calling can change without touching the rules.

A ticket that joins a line gets a *claim*, a sort key; the smallest claim is called first. Today's order is arrival
(docs/adr/0003): the sequence of the fact by which the ticket joined the line, which no clock can reorder. A ticket
that is put back at another place gets a claim for that place; the others keep theirs.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable

Claim = tuple[tuple[int, ...], str]
"""
(place, ticket id). Places compare as tuples do: (12,) is the place of who joined at sequence 12,
(-40,) is before all who joined, (12, -40) is directly behind (12,) and before (12, -38).
"""

FIRST, LAST, AFTER_TWO, ARRIVAL = "first", "last", "after-two", "arrival"


class Line:
    """The tickets waiting for one service, in the order of their claims."""

    __slots__ = ("_claims",)

    def __init__(self) -> None:
        self._claims: list[Claim] = []

    def __len__(self) -> int:
        return len(self._claims)

    def join(self, claim: Claim) -> None:
        """Add a ticket; O(log n) to find the place."""
        insort(self._claims, claim)

    def leave(self, claim: Claim) -> None:
        """Take a ticket out, which must be in this line."""
        place = bisect_left(self._claims, claim)
        assert self._claims[place : place + 1] == [claim], claim
        del self._claims[place]

    def first(self) -> Claim | None:
        """Give the smallest claim, None if nobody waits."""
        return self._claims[0] if self._claims else None

    def head(self, count: int | None = None) -> list[Claim]:
        """Give the first ``count`` claims in order, by default all."""
        return self._claims[:count]

    def before(self, claim: Claim) -> int:
        """Count the tickets with a better claim than this one."""
        return bisect_left(self._claims, claim)


class ArrivalOrder:
    """First come, first called, over all the lines a counter serves."""

    BASIS = "arrival"

    def claim(self, *, seq: int, ticket_id: str) -> Claim:
        """Give the claim of a ticket that joins a line by the fact at ``seq``."""
        return (seq,), ticket_id

    def claim_at(
        self, place: str, *, seq: int, ticket_id: str, arrival: Claim, lines: Iterable[Line]
    ) -> Claim:
        """
        Give the claim of a ticket put back by the fact at ``seq``.

        place: FIRST, LAST, AFTER_TWO or ARRIVAL; arrival: the claim it came with; lines: those in which "after-two" counts.
        """
        if place == ARRIVAL:
            return arrival
        if place == FIRST:
            return (-seq,), ticket_id
        before = self.upcoming(lines, 2) if place == AFTER_TWO else []
        if len(before) < 2:
            return (seq,), ticket_id
        return (*before[1][0], -seq), ticket_id

    def next_claim(self, lines: Iterable[Line]) -> Claim | None:
        """Give the best claim over these lines, None if nobody waits."""
        return min((claim for line in lines if (claim := line.first())), default=None)

    def upcoming(self, lines: Iterable[Line], count: int) -> list[Claim]:
        """Give the next ``count`` claims over these lines, in the order of calling."""
        return sorted(claim for line in lines for claim in line.head(count))[:count]

    def ahead(self, claim: Claim, lines: Iterable[Line]) -> int:
        """Count the tickets of these lines that would be called before this claim."""
        return sum(line.before(claim) for line in lines)


POLICY = ArrivalOrder()
