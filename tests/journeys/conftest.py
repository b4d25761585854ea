"""Browsers, pages and halls for the journeys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from rig.browsers.browser import LOUD, launch
from rig.browsers.pages import Pages, Tabs

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from rig.running import RunningHall


@pytest.fixture(scope="session")
def tabs(browser: Browser) -> Iterator[Tabs]:
    opened = Tabs(browser)
    yield opened
    opened.close()


@pytest.fixture
def pages(tabs: Tabs) -> Iterator[Pages]:
    opened = Pages(tabs.browser, tabs)
    yield opened
    opened.close()
    assert opened.errors == []


@pytest.fixture(scope="module")
def desks(hall: RunningHall) -> Iterator[RunningHall]:
    """A separate venue for a file's clerk journeys; Imigrasi's numbers have four digits."""
    from rig.browsers.desk import prepare_desks

    with hall.anew():
        prepare_desks(hall, widths={"imigrasi": 4})
        yield hall


@pytest.fixture
def loud_browser(browser: Browser) -> Iterator[Browser]:
    """A browser that lets pages play sound without a user gesture, as a TV in kiosk mode does."""
    launched = launch(browser.browser_type, LOUD)
    yield launched
    launched.close()


@pytest.fixture
def loud_pages(loud_browser: Browser) -> Iterator[Pages]:
    opened = Pages(loud_browser)
    yield opened
    opened.close()
    assert opened.errors == []
