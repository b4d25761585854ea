"""
Keep small counts out of public figures, so that nobody can be singled out. Pure.

A count below ``SMALL`` is hidden; and where a total is public beside its parts, so are enough others that what is
hidden cannot be computed from the total. Source: primary and complementary cell suppression, as statistical offices
do it (Handbook on Statistical Disclosure Control, 2010, section 4).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

SMALL = 5
"""The smallest count that is published, apart from none at all."""

K = TypeVar("K")


def published(count: int) -> int | None:
    """Return a count as it may be published; None: it is hidden."""
    return None if 0 < count < SMALL else count


def published_parts(parts: Mapping[K, int]) -> dict[K, int | None]:
    """
    Return the parts of a public total as they may be published, in their order; None: hidden.

    Those hidden are at least two and SMALL together, or all that are not 0.
    """
    ascending = sorted((key for key in parts if parts[key]), key=lambda key: parts[key])
    hidden = {key for key in ascending if parts[key] < SMALL}
    for key in ascending:
        if not hidden or (len(hidden) > 1 and sum(parts[one] for one in hidden) >= SMALL):
            break
        hidden.add(key)
    return {key: None if key in hidden else count for key, count in parts.items()}
