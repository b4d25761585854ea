"""Accuracy of displayed waits: compare them with the actual waits until the call. Pure; in minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from statistics import mean, median
from typing import NamedTuple, TypeVar

from waitingroom.facts import Fact, TicketCalled, TicketIssued

LATE = 10
"""A call this many minutes after the displayed upper end counts as late."""
AT_ONCE = 0.5
"""Waits up to this many minutes are not scored."""

Key = TypeVar("Key", str, int)


class DisplayedWait(NamedTuple):
    """
    One estimate and its outcome. low, high: the displayed range, high None for more than low; waited: the actual wait.

    service_id, hour: the ticket's service, and the local hour in which the estimate was displayed.
    """

    service_id: str
    hour: int
    low: int
    high: int | None
    waited: float

    @property
    def middle(self) -> float:
        """The middle of the range; the lower end of an open range."""
        return self.low if self.high is None else (self.low + self.high) / 2


def predictions_of(facts: Iterable[Fact], hour_of: Callable[[int], int]) -> list[DisplayedWait]:
    """
    Return the waits displayed to a day's visitors when they took their numbers, for tickets called since.

    facts: of the day, in order; hour_of: returns the local hour of a time (ms UTC).
    """
    issued: dict[str, TicketIssued] = {}
    estimates = []
    for fact in facts:
        if isinstance(fact, TicketIssued) and fact.told is not None:
            issued[fact.ticket_id] = fact
        elif isinstance(fact, TicketCalled) and (ticket := issued.pop(fact.ticket_id, None)):
            assert ticket.told is not None
            waited = (fact.at_ms - ticket.at_ms) / 60_000
            estimates.append(DisplayedWait(ticket.service_id, hour_of(ticket.at_ms), *ticket.told, waited))
    return estimates


class Score(NamedTuple):
    """
    The score of n estimates. Errors refer to the middle of the range; a positive bias means that waits were overestimated.

    inside: share within the range; under: share within it or earlier; late: share called more than LATE after its end.
    Shares are from 0 to 1.
    """

    n: int
    bias: float
    median_error: float
    mean_error: float
    inside: float
    under: float
    late: float


def score(estimates: Sequence[DisplayedWait]) -> Score | None:
    """Score estimates, except for tickets called at once (AT_ONCE); None if there are none."""
    judged = [estimate for estimate in estimates if estimate.waited > AT_ONCE]
    if not judged:
        return None
    errors = [estimate.middle - estimate.waited for estimate in judged]
    return Score(
        len(judged), mean(errors), median(map(abs, errors)), mean(map(abs, errors)),
        mean(_under(estimate) and estimate.waited >= estimate.low for estimate in judged), mean(map(_under, judged)),
        mean(estimate.high is not None and estimate.waited > estimate.high + LATE for estimate in judged),
    )  # fmt: skip


def score_by(estimates: Iterable[DisplayedWait], key: Callable[[DisplayedWait], Key]) -> dict[Key, Score]:
    """Score estimates grouped by ``key`` (service, hour or other), sorted by key."""
    groups: dict[Key, list[DisplayedWait]] = {}
    for estimate in estimates:
        groups.setdefault(key(estimate), []).append(estimate)
    scored = {name: score(groups[name]) for name in sorted(groups)}
    return {name: group_score for name, group_score in scored.items() if group_score is not None}


def _under(estimate: DisplayedWait) -> bool:
    return estimate.high is None or estimate.waited <= estimate.high
