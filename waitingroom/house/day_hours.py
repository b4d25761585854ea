"""A day's opening hours: one or more spans with breaks between them. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

SPANS_MAX = 6
"""Maximum spans of a day; more are considered a typing error."""


class Span(NamedTuple):
    """A part of a service day, in minutes from its local midnight; ``end`` is exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class DayHours:
    """The spans of a day in chronological order, at least one, separated by breaks."""

    spans: tuple[Span, ...]

    def __post_init__(self) -> None:
        assert self.spans
        assert misplaced(self.spans) is None, self.spans

    @property
    def opens(self) -> int:
        """When the day's first span starts."""
        return self.spans[0].start

    @property
    def closes(self) -> int:
        """When the day's last span ends."""
        return self.spans[-1].end

    @property
    def breaks(self) -> tuple[Span, ...]:
        """The breaks between the spans."""
        return tuple(Span(before.end, after.start) for before, after in pairwise(self.spans))


def misplaced(spans: Sequence[Span]) -> int | None:
    """Return the index of the first span that overlaps, touches or precedes the one before it; None if none does."""
    for n, (before, after) in enumerate(pairwise(spans)):
        if after.start <= before.end:
            return n + 1
    return None
