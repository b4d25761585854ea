"""Staff pages at every size, also zoomed to 200 %, with names of any length: nothing is cut off or covered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rig.browsers.pages import CLERK, Pages, give_credentials
from rig.layout.houses import LONG, LONGEST, SHORT
from rig.layout.measure import Size, faults_of
from rig.running import RunningHall
from tests.journeys.layout.conftest import Furnish

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES: list[Size] = [(1280, 800), (1366, 768), (1024, 768)]
ENLARGED: list[Size] = [(width // 2, height // 2) for width, height in SIZES]
PAGES = {
    "supervisor": ("/supervisor", ("[data-total=waiting]",)),
    "reception": ("/reception", ("[data-agency]",)),
    "an agency at reception": ("/reception", ('[data-agency="agency-1"]', ".services")),
    "choosing a counter": ("/counter", ("[data-counter-pick]",)),
    "a counter": ("/counter", ('[data-counter-pick="1"]', "[data-take-over]", "[data-main]")),
    "an agency in the settings": ("/admin#agencies/agency-1", (".form-room h2",)),
    "the venue in the settings": ("/admin#venues/balai", (".form-room h2",)),
}
"""The address of each page, and the clicks that lead to its screens."""


def opened(pages: Pages, hall: RunningHall, name: str) -> Page:
    path, (*way, target) = PAGES[name]
    page = pages.open(f"{hall.ready['counter']}{path}", CLERK)
    give_credentials(page, hall.ready["staff"])
    for pressed in way:
        page.click(pressed)
    page.wait_for_selector(target)
    return page


@pytest.mark.parametrize("house", [(1, SHORT), (40, LONG)], ids=lambda house: f"{house[0]} {house[1]}")
@pytest.mark.parametrize("name", PAGES)
def test_on_a_page_of_staff_nothing_is_cut_or_covered(
    pages: Pages, furnish: Furnish, house: tuple[int, str], name: str
) -> None:
    page = opened(pages, furnish(*house), name)
    results = {}
    for language in ("id", "en"):
        for size in (*SIZES, *ENLARGED):
            if faults := faults_of(page, size):
                results[language, size] = faults
        page.set_viewport_size({"width": 1280, "height": 800})
        page.click("[data-language]")

    assert results == {}


def test_the_longest_zone_name_keeps_the_count_of_those_who_wait_in_its_column(
    pages: Pages, furnish: Furnish
) -> None:
    page = opened(pages, furnish(22, LONGEST), "supervisor")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.wait_for_selector(".column .count")

    beyond = page.evaluate(
        "() => [...document.querySelectorAll('.column')].map((column) => column.querySelector('.count')"
        ".getBoundingClientRect().right - column.getBoundingClientRect().right)"
    )

    assert len(beyond) > 1
    assert max(beyond) <= 1
