"""
Boards of randomly generated houses: ``make endure`` draws fifty of them.

Not part of ``make test``: shrinking a failing house takes minutes, and each run finds another name that is
too long.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rig.browsers.pages import Pages
from rig.layout.boards import MadeUpBoard
from rig.running import RunningHall
from tests.journeys.layout.made_up import houses
from tests.journeys.layout.test_boards import SCREENS, Stage, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EXAMPLES = int(os.environ.get("EXAMPLES", "40")) // 10


@pytest.fixture(scope="module")
def stages(hall: RunningHall, browser: Browser) -> Iterator[dict[str, Stage]]:
    """Every screen, opened once."""
    pages = Pages(browser)
    yield {
        f"{screen} {lang}": opened(pages, hall, screen, lang) for screen in SCREENS for lang in ("id", "en")
    }
    pages.close()
    assert pages.errors == []


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(house=houses(), data=st.data())
def test_so_it_is_in_any_house(stages: dict[str, Stage], house: dict[str, Any], data: st.DataObject) -> None:
    stage = stages[data.draw(st.sampled_from(sorted(stages)))]

    assert stage.faults(MadeUpBoard(house)) == {}
