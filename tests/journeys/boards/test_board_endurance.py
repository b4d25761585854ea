"""A board that runs for days: its resources do not grow after the first day, and its clock stays right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rig.running import RunningHall
from tests.journeys.boards.endurance import Endurance, grown

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytest.importorskip("playwright.sync_api")

DAYS, CALLS = 2, 100


@pytest.mark.timeout(900)
def test_after_days_of_calls_a_board_holds_no_more_than_after_the_first_and_its_clock_is_right(
    hall: RunningHall, browser: Browser
) -> None:
    """With failing nightly reloads, lost connections, and a wall clock that jumps (make endure: weeks)."""
    board = Endurance(browser, hall)
    board.day(CALLS)
    first = board.weigh()

    days = [board.day(CALLS) for _ in range(DAYS - 1)]

    assert grown(first, board.weigh()) == []
    assert board.errors == []
    for day in days:
        assert day["wrongClocks"] == 0
        assert day["staleSeen"] > 0
        assert day["lit"] > CALLS * 0.7
        assert day["pagesAsked"] > 0
    board.close()
