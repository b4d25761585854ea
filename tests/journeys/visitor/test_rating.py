"""Visitors give feedback: by phone with a survey and free words, at a paired kiosk, at the counter's tablet."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest

from rig.browsers.pages import KIOSK, PHONE, Pages, wait_until
from rig.devices import Kiosk, paired_device
from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S, wait_for
from tests.journeys.axe import serious

if TYPE_CHECKING:
    from playwright.sync_api import Page

TABLET = {"width": 1280, "height": 800}
SETTLED = "document.body.dataset.settled?.includes('any')"


@pytest.fixture
def clerk(fresh_hall: RunningHall) -> Clerk:
    clerk = fresh_hall.staff("clerk")
    assert clerk.press("1", "open").ok
    return clerk


def served(hall: RunningHall, clerk: Clerk) -> dict[str, Any]:
    issued = hall.staff("reception").ask("POST", "tickets", service="ktp-el", key=uuid.uuid4().hex)
    assert issued.ok, issued.text
    assert clerk.press("1", "next").ok
    assert clerk.press("1", "finish").ok
    ticket: dict[str, Any] = issued.json()
    return ticket


def at_device(pages: Pages, url: str, size: dict[str, int], device: Kiosk) -> Page:
    return pages.open(url, size, before=f"localStorage.setItem('antre-device', {json.dumps(device.token)})")


def faces(hall: RunningHall) -> dict[str, int]:
    """Return how many ratings the figures have by channel."""
    url = f"{hall.ready['reports']}/api/reports/v1/venues/{hall.venue}/satisfaction"
    response = hall.admin.http.get(url, timeout=PATIENCE_S)
    assert response.ok, response.text
    counts: dict[str, int] = response.json()["channels"]
    return counts


@pytest.mark.parametrize("language", ["id", "en"])
def test_on_the_phone_a_face_then_a_survey_then_free_words(
    fresh_hall: RunningHall, clerk: Clerk, pages: Pages, language: str
) -> None:
    hall = fresh_hall
    page = pages.open(f"{hall.ready['ticketing']}/ticket/{served(hall, clerk)['token']}", PHONE)

    # When the visit has ended, three faces are on the page, without a press
    page.wait_for_selector(".face")
    if language == "en":
        page.click("header button")
        wait_until(page, "document.documentElement.lang === 'en'")
    assert serious(page) == []
    page.click('[data-face="3"]')
    page.wait_for_selector("[data-survey]")
    assert page.get_attribute('[data-face="3"]', "aria-pressed") == "true"
    page.fill("#remark", "Cepat dan ramah.")
    page.click(".remark [type=submit]")
    page.wait_for_selector(".thanks")
    assert serious(page) == []

    # And the survey is one page; unanswered questions are named, and chosen answers stay
    page.click("[data-survey]")
    page.wait_for_selector("fieldset")
    assert page.locator("fieldset").count() == 9
    page.locator("fieldset").first.locator("label").nth(2).click()
    page.click("[type=submit]")
    page.wait_for_selector('[data-question="1"].missing')
    page.reload()
    page.wait_for_selector("fieldset .chosen")
    assert serious(page) == []
    for n in range(9):
        page.locator("fieldset").nth(n).locator("label").nth(3).click()
    page.click("[type=submit]")
    page.wait_for_selector(".thanks")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    # Then it offers the anti-corruption survey
    page.click("a.act >> nth=0")
    page.wait_for_selector("fieldset")
    assert page.locator("fieldset").count() == 5
    assert "/survey/ipak" in page.url
    wait_for(lambda: faces(hall)["phone"] == 1, what="the rating in the figures")


def test_at_a_paired_kiosk_a_number_then_a_face_and_then_it_is_home_for_the_next(
    fresh_hall: RunningHall, clerk: Clerk, pages: Pages
) -> None:
    hall = fresh_hall
    ticket, device = served(hall, clerk), paired_device(hall, "Mesin 1")
    page = at_device(pages, f"{hall.ready['ticketing']}/kiosk/{hall.venue}", KIOSK, device)
    page.wait_for_selector("[data-rate]")
    assert serious(page) == []

    wait_until(page, SETTLED)
    page.click("[data-rate]")
    page.wait_for_selector(f'[data-ratable="{ticket["number"]}"]')
    assert serious(page) == []
    wait_until(page, SETTLED)
    page.click(f'[data-ratable="{ticket["number"]}"]')
    page.wait_for_selector(".face")
    wait_until(page, SETTLED)
    page.click('[data-face="2"]')
    page.wait_for_selector('[data-rating="thanks"]')
    assert serious(page) == []

    page.wait_for_selector("[data-agency]")
    wait_for(lambda: faces(hall)["kiosk"] == 1, what="the rating in the figures")


def test_a_kiosk_that_is_not_paired_asks_nobody(fresh_hall: RunningHall, pages: Pages) -> None:
    page = pages.open(f"{fresh_hall.ready['ticketing']}/kiosk/{fresh_hall.venue}", KIOSK)

    page.wait_for_selector("[data-agency]")
    assert page.locator("[data-rate]").count() == 0


def test_the_tablet_rests_until_a_visit_at_its_counter_ends_and_asks_about_that_one(
    fresh_hall: RunningHall, clerk: Clerk, pages: Pages
) -> None:
    hall = fresh_hall
    tablet = paired_device(hall, "Tablet 1", "tablet")
    base = f"{hall.ready['ticketing']}/rate/{hall.venue}"
    mine = at_device(pages, f"{base}/1", TABLET, tablet)
    other = at_device(pages, f"{base}/2", TABLET, tablet)
    for page in (mine, other):
        page.wait_for_selector('body[data-screen="idle"]')
        assert serious(page) == []

    ticket = served(hall, clerk)
    mine.wait_for_selector(f'[data-number="{ticket["number"]}"]')
    assert serious(mine) == []
    assert other.get_attribute("body", "data-screen") == "idle"
    mine.click('[data-face="1"]')
    mine.wait_for_selector('body[data-screen="thanks"]')
    mine.wait_for_selector('body[data-screen="idle"]')
    wait_for(lambda: faces(hall)["tablet"] == 1, what="the rating in the figures")

    # And an unpaired one only displays how to pair it
    stranger = pages.open(f"{base}/1", TABLET)
    stranger.wait_for_selector('body[data-screen="refused"]')
    stranger.click("[data-pair]")
    stranger.wait_for_selector("antre-device .code, antre-device [data-code]")
