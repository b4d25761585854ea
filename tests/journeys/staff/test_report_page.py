"""The report page in a real Chromium: linked from the supervisor's page, accessible, printed on one A4 page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from rig.browsers.pages import WIDE, Pages, open_hall
from rig.layout.houses import LONG, NAMES
from rig.running import RunningHall
from rig.waiting import wait_for
from tests.journeys.axe import serious

if TYPE_CHECKING:
    from playwright.sync_api import Page

A4 = {"width": 703, "height": 1032}
"""Within its margins of 12 mm, at 96 pixels per inch."""


@pytest.fixture
def page(hall: RunningHall, pages: Pages) -> Page:
    """The supervisor's page, signed in, of a hall with visits."""
    for _ in range(3):
        hall.issue("ktp-el")
    return open_hall(pages, hall, hall.account("supervisor"))


def test_a_supervisor_finds_the_figures_of_the_venue_and_a_table_behind_each_plot(
    hall: RunningHall, page: Page
) -> None:
    page.click("nav a[href*='/reports/']")
    page.wait_for_selector(".tiles .tile")

    def visits() -> int:
        page.reload()
        return int(re.sub(r"\D", "", page.inner_text(".tile .value")))

    wait_for(lambda: visits() >= 3, what="the visits on the page")
    assert "/reports/" in page.url
    for plot in page.query_selector_all(".plot"):
        assert plot.get_attribute("aria-label")
    page.click("summary")
    assert page.is_visible("details table")
    page.click("details[open] table a")
    page.wait_for_selector("h1")
    assert re.search(r"period=\d{4}-\d\d-\d\d", page.url)


@pytest.mark.parametrize("language", ["id", "en"])
def test_it_is_accessible_in_both_languages_empty_and_full(
    hall: RunningHall, page: Page, language: str
) -> None:
    for period in ("", "&period=2020-02", "&period=2026"):
        page.goto(f"{hall.ready['reports']}/reports/{hall.venue}?lang={language}{period}")
        assert page.evaluate("document.documentElement.lang") == language
        assert serious(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, "the page scrolls sideways"


@pytest.mark.parametrize("part", ["agencies/dukcapil", "counters/1"])
def test_an_agency_and_a_counter_have_a_page_of_their_own(hall: RunningHall, page: Page, part: str) -> None:
    clerk = hall.clerk()
    clerk.press("1", "open")
    clerk.press("1", "next")
    clerk.press("1", "finish")
    clerk.press("1", "close")
    report = f"{hall.ready['reports']}/reports/{hall.venue}"

    def leads_there() -> bool:
        page.goto(report)
        return page.locator(f'a[href*="{part}"]').count() > 0

    wait_for(leads_there, what="a link to the report")
    name = page.locator(f'a[href*="{part}"]').first
    text = name.inner_text()
    name.click()

    page.wait_for_selector("h1")
    assert page.inner_text("h1") == text
    assert page.locator(".tiles .tile").count() == 6
    assert serious(page) == []


@pytest.mark.parametrize("size", [(1920, 1080), (1280, 720), (1080, 1920), (1024, 768)])
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_wall_fills_a_screen_of_any_shape_and_nothing_leaves_it(
    hall: RunningHall, page: Page, language: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(f"{hall.ready['reports']}/reports/wall/{hall.venue}?lang={language}")

    assert serious(page) == []
    outside = page.eval_on_selector_all(
        "#wall :is(h1, h2, p, li, svg)",
        """all => all.filter((one) => {
          const { left, right, top, bottom } = one.getBoundingClientRect();
          return left < 0 || top < 0 || right > innerWidth + 1 || bottom > innerHeight + 1;
        }).map((one) => one.textContent)""",
    )
    assert outside == []


def test_the_wall_says_since_when_it_is_old_and_is_new_again_by_itself(hall: RunningHall, page: Page) -> None:
    page.clock.install()
    address = f"{hall.ready['reports']}/reports/wall/{hall.venue}"
    page.goto(address)
    page.route(address, lambda route: route.abort())
    page.clock.run_for(61_000)
    page.wait_for_selector("#as-of.stale")
    assert page.inner_text("#as-of").startswith("Belum diperbarui sejak pukul ")
    page.unroute(address)

    page.clock.run_for(61_000)

    page.wait_for_selector("#as-of:not(.stale)")


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_public_page_is_accessible_on_a_phone_and_a_pc(
    hall: RunningHall, page: Page, language: str
) -> None:
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{hall.ready['reports']}/reports/public/{hall.venue}?lang={language}")
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page scrolls sideways"


def test_without_a_session_it_leads_to_where_one_signs_in(hall: RunningHall, pages: Pages) -> None:
    page = pages.open(f"{hall.ready['reports']}/reports/{hall.venue}", WIDE)

    assert page.inner_text("h1") == "Anda belum masuk. Silakan masuk dahulu."
    assert page.get_attribute("a.go", "href") == f"{hall.ready['counter']}/supervisor"
    assert serious(page) == []


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_month_of_forty_agencies_prints_on_one_a4_and_no_column_is_cut(
    hall: RunningHall, page: Page, language: str
) -> None:
    page.goto(f"{hall.ready['reports']}/reports/{hall.venue}?lang={language}")
    page.evaluate(
        """name => {
            const table = document.querySelector(".by-agency");
            const [agency] = table.tBodies;
            for (const { cells } of agency.rows) cells[0].textContent = name;
            table.replaceChildren(table.tHead, ...Array.from({ length: 40 }, () => agency.cloneNode(true)));
        }""",
        NAMES[LONG]["agency"],
    )
    printed = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page.emulate_media(media="print")
    page.set_viewport_size(A4)  # type: ignore[arg-type]
    assert page.evaluate("document.querySelector('.by-agency').getBoundingClientRect().right") <= A4["width"]


def test_a_month_prints_on_one_a4(hall: RunningHall, page: Page) -> None:
    page.goto(f"{hall.ready['reports']}/reports/{hall.venue}")
    printed = page.pdf(prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    page.emulate_media(media="print")
    assert page.is_visible(".signed")
    assert not page.is_visible("nav")
