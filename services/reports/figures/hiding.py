"""
Hide small counts in public figures, so that no visitor can be identified. Pure.

A count below ``SMALL`` is hidden. If the total of several parts is public, enough other parts are hidden that the
small ones cannot be computed from the total. Source: primary and complementary cell suppression as used by
statistical offices (Handbook on Statistical Disclosure Control, 2010, section 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

SMALL = 5
"""The smallest count that is published, apart from 0."""

K = TypeVar("K")


def published(count: int) -> int | None:
    """Return a count if it may be published; None if it must be hidden."""
    return None if 0 < count < SMALL else count


def published_parts(parts: Mapping[K, int]) -> dict[K, int | None]:
    """
    Return the parts of a public total in their order, with None for those that must be hidden.

    The hidden parts are at least two and sum up to SMALL or more, or they are all the parts that are not 0.
    """
    ascending = sorted((key for key in parts if parts[key]), key=lambda key: parts[key])
    hidden = {key for key in ascending if parts[key] < SMALL}
    for key in ascending:
        if not hidden or (len(hidden) > 1 and sum(parts[one] for one in hidden) >= SMALL):
            break
        hidden.add(key)
    return {key: None if key in hidden else count for key, count in parts.items()}
