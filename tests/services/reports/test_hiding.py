"""Small counts in public figures: hidden, and not computable from the totals beside them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.reports.figures.hiding import SMALL, published, published_parts


def test_nobody_and_many_are_published_and_few_are_hidden() -> None:
    assert [published(n) for n in (0, 1, SMALL - 1, SMALL, 24_500)] == [0, None, None, SMALL, 24_500]


def test_a_single_small_part_hides_the_next_one_too() -> None:
    assert published_parts({"a": 2, "b": 90, "c": 7, "d": 0}) == {"a": None, "b": 90, "c": None, "d": 0}


def test_where_nothing_is_small_everything_is_published() -> None:
    assert published_parts({"a": 5, "b": 0, "c": 90}) == {"a": 5, "b": 0, "c": 90}


@given(st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.integers(0, 40)))
def test_what_is_hidden_cannot_be_computed_from_the_total(parts: dict[str, int]) -> None:
    published = published_parts(parts)

    hidden = [parts[key] for key, count in published.items() if count is None]
    assert list(published) == list(parts)
    assert all(count is None or count == parts[key] for key, count in published.items())
    assert not any(0 < count < SMALL for count in published.values() if count is not None)
    assert (
        not hidden
        or (len(hidden) > 1 and sum(hidden) >= SMALL)
        or len(hidden) == sum(map(bool, parts.values()))
    )
