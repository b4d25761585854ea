"""
The order of calling: one small object, so that it can change without touching the rules.

A ticket that joins a line gets a *claim*, a sort key: the sequence of the fact by which it joined, which does not
depend on a clock. Tickets with a priority by law are in a separate list and are called first; each time one has
passed another ticket, the venue's number of calls goes by claim alone, so that no ticket starves (docs/adr/0003, 0025).
"""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import count, islice
from typing import NamedTuple, Protocol

Claim = tuple[tuple[int, ...], str]
"""
(place, ticket id). Places compare as tuples do: (12,) is the place of a ticket that joined at sequence 12,
(-40,) is before all that joined, (12, -40) is directly behind (12,) and before (12, -38).
"""

FIRST, LAST, AFTER_TWO, ARRIVAL = "first", "last", "after-two", "arrival"
BY_CLAIM, BY_PRIORITY = "arrival", "priority"
"""Why a ticket is next: it has the best claim, or its priority passes tickets with a better one."""

_stamps = count()


class Line:
    """
    The tickets waiting for one service, with and without priority, each ordered by claim.

    stamp: changes with every update; unique across all lines.
    """

    __slots__ = ("_claims", "stamp")

    def __init__(self) -> None:
        self._claims: tuple[list[Claim], list[Claim]] = ([], [])
        self.stamp = next(_stamps)

    def __len__(self) -> int:
        return len(self._claims[0]) + len(self._claims[1])

    def __iter__(self) -> Iterator[Claim]:
        """Iterate over all claims, best first."""
        return merge(*self._claims) if self._claims[True] else iter(self._claims[False])

    def join(self, claim: Claim, priority: bool = False) -> None:
        """Add a ticket; finds its place in O(log n)."""
        insort(self._claims[priority], claim)
        self.stamp = next(_stamps)

    def leave(self, claim: Claim, priority: bool = False) -> None:
        """Remove a ticket, which must be in this line with the given priority."""
        claims = self._claims[priority]
        place = bisect_left(claims, claim)
        assert claims[place : place + 1] == [claim], claim
        del claims[place]
        self.stamp = next(_stamps)

    def of(self, priority: bool) -> Sequence[Claim]:
        """Return the claims with or without priority, best first."""
        return self._claims[priority]

    def before(self, claim: Claim, *, priority: bool) -> int:
        """Count the tickets with, or without, priority that have a better claim than this one."""
        return bisect_left(self._claims[priority], claim)

    def behind(self, claim: Claim, *, priority: bool) -> int:
        """Count the tickets with, or without, priority that have a worse claim than this one."""
        claims = self._claims[priority]
        return len(claims) - bisect_right(claims, claim)


class Waiting(Protocol):
    """The part of a line that the order of calling needs."""

    def of(self, priority: bool) -> Sequence[Claim]:
        """Return the claims with or without priority, best first; see ``Line.of``."""


NEWCOMER: Claim = (sys.maxsize,), ""
"""The claim of a ticket issued now: behind all that wait."""
NOBODY: Claim = (), ""
"""Before every claim."""


class Next(NamedTuple):
    """The next claim to call, and why: BY_CLAIM or BY_PRIORITY."""

    claim: Claim
    basis: str


class CallingOrder(NamedTuple):
    """
    How a venue calls. between: number of calls by claim after each priority call that passed; None: claim order only.

    The parameter ``since`` is the number of calls by claim since priority last passed. stops_full: ``since`` is capped
    at ``between``, as on days of the older policy, where an undone call made priority wait for one call more.
    """

    between: int | None = None
    stops_full: bool = False

    def calls(self, lines: Iterable[Waiting], since: int) -> Iterator[Next]:
        """Yield the tickets that a counter of these lines would call, in order, if no other ticket joined."""
        lines = list(lines)
        others, first = (merge(*(line.of(priority) for line in lines)) for priority in (False, True))
        other, prior = next(others, None), next(first, None)
        while other or prior:
            if other is None or (prior is not None and prior < other):
                assert prior is not None
                yield Next(prior, BY_CLAIM)
                prior, since = next(first, None), since + 1
            elif prior is not None and self._passes(other, since):
                yield Next(prior, BY_PRIORITY)
                prior, since = next(first, None), 0
            else:
                yield Next(other, BY_CLAIM)
                other, since = next(others, None), since + 1

    def after(self, basis: str, since: int) -> int:
        """Return ``since`` after a call on this basis; any other basis leaves it unchanged."""
        if basis == BY_PRIORITY:
            return 0
        if basis != BY_CLAIM or self.between is None:
            return since
        return min(since + 1, self.between) if self.stops_full else since + 1

    def without(self, basis: str, since: int) -> int:
        """Return ``since`` after a call on this basis was undone; other counters may have called in between."""
        if basis == BY_PRIORITY:
            return self.between or 0
        return max(since - 1, 0) if basis == BY_CLAIM else since

    def _passes(self, other: Claim, since: int) -> bool:
        """Return whether priority passes this claim now; a ticket returned to first place is never passed."""
        return self.between is not None and since >= self.between and other[0][0] >= 0


def claim_of(*, seq: int, ticket_id: str) -> Claim:
    """Return the claim of a ticket that joins a line by the fact at ``seq``."""
    return (seq,), ticket_id


def claim_at(place: str, *, seq: int, ticket_id: str, arrival: Claim, upcoming: Iterable[Next]) -> Claim:
    """
    Return the claim of a ticket put back by the fact at ``seq``.

    place: FIRST, LAST, AFTER_TWO or ARRIVAL; arrival: the claim it joined with; upcoming: the next calls, for AFTER_TWO:
    the ticket goes behind the last of the next two that is called by claim.
    """
    if place == ARRIVAL:
        return arrival
    if place == FIRST:
        return (-seq,), ticket_id
    next_two = list(islice(upcoming, 2)) if place == AFTER_TWO else []
    if len(next_two) < 2:
        return (seq,), ticket_id
    last = max(upcoming_ticket.claim[0] for upcoming_ticket in next_two if upcoming_ticket.basis == BY_CLAIM)
    return (*last, -seq), ticket_id


def keeps_priority(place: str) -> bool:
    """Return whether a ticket put back at this place keeps its priority."""
    return place in (FIRST, ARRIVAL)
