"""
A house that is set up in the browser alone, as a new admin does: asked how to begin, led through the first hour,
until a number is taken and called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rig.desk import lit
from rig.pages import BOARD, KIOSK, Pages, open_admin, sign_in, take_number, wait_until
from rig.running import RunningHall

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytest.importorskip("playwright.sync_api")

PLACE = "Mal Pelayanan Publik Kabupaten Timor Tengah Selatan"
VENUE = "mal-pelayanan-publik-kabupaten-timor-tengah-selata"
"""Fifty letters of its name."""


def save(page: Page) -> None:
    page.click("[data-save]")
    page.locator(".bar [data-message]", has_text="Tersimpan dan sudah berlaku.").wait_for()


def go_on(page: Page, step: str) -> None:
    """Follow the guide to the next step."""
    page.locator(f'[data-next-step="{step}"]').last.click()
    page.wait_for_selector(f'[data-guide="{step}"]')


def lacking(page: Page) -> list[str]:
    """Tell which steps are not done, on the page that lists them."""
    page.click('[data-section="start"]')
    page.wait_for_selector("[data-step]")
    return [
        str(step.get_attribute("data-step")) for step in page.locator('[data-step][data-done="false"]').all()
    ]


def fill_place(page: Page) -> None:
    page.fill("#f-address", "Jalan Gajah Mada 1, SoE")
    page.select_option("#f-counter_word", "ruang")
    page.fill("#f-hours-mon-0", "8")
    page.fill("#f-hours-mon-1", "12")
    page.click("#f-hours-mon-add")
    page.fill("#f-hours-mon-2", "13")
    page.fill("#f-hours-mon-3", "15")
    page.click("#f-hours-copy")
    save(page)


def test_a_house_is_set_up_from_nothing_in_the_browser_and_a_number_is_called(
    own_hall: RunningHall, pages: Pages
) -> None:
    """Given a first start, when the admin follows the guide, then a number is taken there, called and shown."""
    page = open_admin(pages, own_hall, own_hall.ready["staff"])
    page.fill("#start-name", PLACE)
    page.click('[data-begin="empty"]')
    page.click("[data-yes]")
    assert lacking(page) == ["place", "agencies", "services", "counters", "tv"]

    page.click('[data-step="place"] a')
    fill_place(page)
    go_on(page, "agencies")
    page.fill("#f-name", "Dinas Kependudukan dan Pencatatan Sipil")
    page.fill("#f-short", "Dukcapil")
    save(page)
    page.reload()  # left, and taken up again
    page.wait_for_selector('[data-guide="agencies"]')
    go_on(page, "services")
    page.fill("#f-name", "KTP-el")
    save(page)
    assert lacking(page) == ["counters", "tv"]
    page.click('[data-step="counters"] a')
    save(page)
    go_on(page, "tv")
    tv = pages.open(f"{own_hall.ready['display']}/board/{VENUE}?pair", BOARD)
    tv.wait_for_selector("[data-code]")
    page.fill("#pair-code", tv.get_attribute("[data-code]", "data-code") or "")
    page.click("[data-pair]")
    page.wait_for_selector("[data-device]")
    assert lacking(page) == []
    page.wait_for_selector("[data-ready]")

    desk = pages.open(f"{own_hall.ready['counter']}/counter", KIOSK)
    sign_in(desk, own_hall.ready["staff"], "1")
    kiosk = pages.open(f"{own_hall.ready['ticketing']}/kiosk/{VENUE}", KIOSK)
    number = take_number(kiosk, "dukcapil", "ktp-el")
    desk.click("[data-main]")

    wait_until(tv, lit(number))
    assert "Ruang" in tv.inner_text("main")
    page.click('[data-begin="done"]')
    page.wait_for_selector('[data-section="start"]', state="detached")
