"""The drift of a box's clock, reported in words; times are never corrected."""

from __future__ import annotations

import pytest

from waitingroom.outreach.drift import Drift, drift_to_box, drift_to_hall, measured, words

MINUTE, HOUR = 60_000, 3_600_000


@pytest.mark.parametrize(
    ("drift", "english"),
    [
        (Drift(-900, 100), "The laptop's clock agrees with the hall's."),
        (Drift(3 * MINUTE, 3 * MINUTE + 900), "The laptop's clock is 3 min ahead of the hall's."),
        (Drift(-HOUR - 900, -HOUR), "The laptop's clock is 1 h behind the hall's."),
        (Drift(2 * MINUTE, None), "The laptop's clock is ahead by at least 2 min."),
        (Drift(None, -26 * HOUR), "The laptop's clock is behind by at least 1 d 2 h."),
        (Drift(-90_000, None), "The laptop's clock is behind by 1 min 30 s at most, the time of carrying the file included."),
        (Drift(None, 4_000), "The laptop's clock is ahead by 4 s at most, the time of carrying the file included."),
        (Drift(None, None), "The laptop's clock was not measured."),
    ],
)  # fmt: skip
def test_what_is_known_is_said_and_no_more(drift: Drift, english: str) -> None:
    indonesian, in_english = words(drift)

    assert in_english.startswith(english)
    assert indonesian.startswith("Jam laptop")


def test_online_the_difference_lies_between_asking_and_the_answer() -> None:
    """The hall reported 1,000,000 rounded down to a second, while 200 ms passed on the laptop."""
    drift = measured(asked_ms=1_005_000, answered_ms=1_005_200, hall_ms=1_000_000, hall_precision_ms=1_000)

    assert drift == Drift(4_000, 5_200)


def test_a_file_bounds_one_side_alone_because_carrying_it_took_an_unknown_time() -> None:
    assert drift_to_box(hall_ms=1_000, box_ms=9_000) == Drift(None, 8_000)
    assert drift_to_hall(box_ms=9_000, hall_ms=10_000) == Drift(-1_000, None)
