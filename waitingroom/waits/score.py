"""How good shown waits were: what was told, against when the number was called. Pure; minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from statistics import mean, median
from typing import NamedTuple, TypeVar

from waitingroom.facts import Fact, TicketCalled, TicketIssued

LATE = 10
"""A visitor called so long after the upper end that he was told is counted as let down."""
AT_ONCE = 0.5
"""Who was called at once was told nothing worth judging."""

Key = TypeVar("Key", str, int)


class Told(NamedTuple):
    """
    One estimate and what became of it: low, high: the shown range, high None: more than low; waited: the truth.

    service_id, hour: of whom, and the local hour in which it was told.
    """

    service_id: str
    hour: int
    low: int
    high: int | None
    waited: float

    @property
    def middle(self) -> float:
        """The middle of what was told; of an open range its lower end."""
        return self.low if self.high is None else (self.low + self.high) / 2


def told_of(facts: Iterable[Fact], hour_of: Callable[[int], int]) -> list[Told]:
    """
    Return what the visitors of a day were told when they took their numbers, of those called since.

    facts: of the day, in order; hour_of: the local hour of a time, ms UTC.
    """
    issued: dict[str, TicketIssued] = {}
    found = []
    for fact in facts:
        if isinstance(fact, TicketIssued) and fact.told is not None:
            issued[fact.ticket_id] = fact
        elif isinstance(fact, TicketCalled) and (first := issued.pop(fact.ticket_id, None)):
            assert first.told is not None
            waited = (fact.at_ms - first.at_ms) / 60_000
            found.append(Told(first.service_id, hour_of(first.at_ms), *first.told, waited))
    return found


class Score(NamedTuple):
    """
    The score of many estimates: n of them; errors are of the range's middle, bias above 0 is told too long.

    inside: share in the range; under: share in it or earlier; late: share called more than LATE after its end. Shares 0 to 1.
    """

    n: int
    bias: float
    median_error: float
    mean_error: float
    inside: float
    under: float
    late: float


def score(told: Sequence[Told]) -> Score | None:
    """Score estimates, but for those who were called at once; None: there are none."""
    judged = [one for one in told if one.waited > AT_ONCE]
    if not judged:
        return None
    errors = [one.middle - one.waited for one in judged]
    return Score(
        len(judged), mean(errors), median(map(abs, errors)), mean(map(abs, errors)),
        mean(_under(one) and one.waited >= one.low for one in judged), mean(map(_under, judged)),
        mean(one.high is not None and one.waited > one.high + LATE for one in judged),
    )  # fmt: skip


def score_by(told: Iterable[Told], key: Callable[[Told], Key]) -> dict[Key, Score]:
    """Score them by service, hour or whatever ``key`` gives, in the order of the keys."""
    groups: dict[Key, list[Told]] = {}
    for one in told:
        groups.setdefault(key(one), []).append(one)
    scored = {name: score(groups[name]) for name in sorted(groups)}
    return {name: found for name, found in scored.items() if found is not None}


def _under(one: Told) -> bool:
    return one.high is None or one.waited <= one.high
