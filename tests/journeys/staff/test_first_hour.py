"""A house set up only in the browser, as by a new admin: the choice of a beginning, the first hour, the first call."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from rig.browsers.desk import lit
from rig.browsers.pages import (
    BOARD,
    KIOSK,
    PICK_AGAIN_S,
    Pages,
    open_admin,
    press_main,
    save_item,
    sign_in,
    take_number,
    wait_until,
)
from rig.running import RunningHall
from rig.waiting import wait_for
from tests.journeys.axe import serious

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytest.importorskip("playwright.sync_api")

PLACE = "Mal Pelayanan Publik Kabupaten Timor Tengah Selatan"
VENUE = "mal-pelayanan-publik-kabupaten-timor-tengah-selata"
"""The first fifty letters of its name, as an id."""

LIST = """Instansi;Nama pendek;Awalan;Zona;Loket;Layanan;Menit
PT Pegadaian;Pegadaian;Y;Ketupat;88-89;Tabungan emas;6
;;;;;Gadai;8
"""
CALENDAR = """BEGIN:VCALENDAR
BEGIN:VEVENT
DTSTART;VALUE=DATE:{year}0425
SUMMARY:HUT Kota
END:VEVENT
END:VCALENDAR
"""


def choose(page: Page, selector: str, name: str, text: str) -> None:
    """Choose a file with this text."""
    page.set_input_files(selector, {"name": name, "mimeType": "text/plain", "buffer": text.encode()})


def go_on(page: Page, step: str) -> None:
    """Go to the guide's next step."""
    page.locator(f'[data-next-step="{step}"]').last.click()
    page.wait_for_selector(f'[data-guide="{step}"]')


def wait_until_lacking(page: Page, *steps: str) -> None:
    """Wait until exactly these steps are listed as not done; the page learns of some changes a moment later."""
    page.click('[data-section="start"]')
    page.wait_for_selector("[data-step]")
    undone = """[...document.querySelectorAll('[data-step][data-done="false"]')].map((step) => step.dataset.step)"""
    wait_until(page, f"{undone}.join() === '{','.join(steps)}'")


def fill_place(page: Page) -> None:
    page.fill("#f-address", "Jalan Gajah Mada 1, SoE")
    page.select_option("#f-counter_word", "ruang")
    page.fill("#f-hours-mon-0", "8")
    page.fill("#f-hours-mon-1", "12")
    page.click("#f-hours-mon-add")
    page.fill("#f-hours-mon-2", "13")
    page.fill("#f-hours-mon-3", "15")
    page.click("#f-hours-copy")
    save_item(page)


def test_a_house_is_set_up_from_nothing_in_the_browser_and_a_number_is_called(
    own_hall: RunningHall, pages: Pages
) -> None:
    """Given a first start, when the admin follows the guide, then a number is taken there, called and displayed."""
    page = open_admin(pages, own_hall, own_hall.ready["staff"])
    page.wait_for_selector("#start-name")
    assert serious(page) == []
    page.fill("#start-name", PLACE)
    page.click('[data-begin="empty"]')
    page.click("[data-yes]")
    wait_until_lacking(page, "place", "agencies", "services", "counters", "tv")

    page.click('[data-step="place"] a')
    fill_place(page)
    go_on(page, "agencies")
    page.fill("#f-name", "Dinas Kependudukan dan Pencatatan Sipil")
    page.fill("#f-short", "Dukcapil")
    save_item(page)
    page.reload()  # interrupted and continued
    page.wait_for_selector('[data-guide="agencies"]')
    go_on(page, "services")
    page.fill("#f-name", "KTP-el")
    save_item(page)
    wait_until_lacking(page, "counters", "tv")
    page.click('[data-step="counters"] a')
    save_item(page)
    go_on(page, "tv")
    tv = pages.open(f"{own_hall.ready['display']}/board/{VENUE}?pair", BOARD)
    tv.wait_for_selector("[data-code]")
    page.fill("#pair-code", tv.get_attribute("[data-code]", "data-code") or "")
    page.click("[data-pair]")
    page.wait_for_selector("[data-device]")
    wait_until_lacking(page)
    assert page.locator(".rail .dot").count() == 0, "the page has no unsaved changes"
    page.wait_for_selector("[data-ready]")
    assert serious(page) == []
    played = own_hall.antre("rush", "--visitors", "2", "--minutes", "1", "--speed", "600", "--seed", "1")
    assert played.returncode == 0, played.stderr

    desk = pages.open(f"{own_hall.ready['counter']}/counter", KIOSK)
    sign_in(desk, own_hall.ready["staff"], "1")
    kiosk = pages.open(f"{own_hall.ready['ticketing']}/kiosk/{VENUE}", KIOSK)
    number = take_number(kiosk, "dukcapil", "ktp-el")
    press_main(desk, '[data-state="called"]')

    wait_until(tv, lit(number))
    assert "Ruang" in tv.inner_text("main")
    page.click('[data-begin="done"]')
    page.wait_for_selector('[data-section="start"]', state="detached")


def test_agencies_come_from_a_spreadsheet_after_its_mistakes_were_named_and_its_changes_looked_at(
    fresh_hall: RunningHall, pages: Pages
) -> None:
    """Given a list with a wrong zone, when it is corrected, then its preview is saved and the kiosk offers it."""
    page = open_admin(pages, fresh_hall, fresh_hall.ready["staff"], "#file")

    choose(page, "#list", "daftar.csv", LIST.replace("Ketupat", "Timur"))
    problems = page.locator("[data-file-problems] li")
    problems.wait_for()
    assert "Baris 2, kolom" in problems.inner_text()
    assert "Zona" in problems.inner_text()
    choose(page, "#list", "daftar.csv", LIST)
    page.wait_for_selector('[data-changes="agencies"]')
    preview = page.inner_text("[data-preview]")
    assert serious(page) == []
    page.click("[data-save-list]")
    page.wait_for_selector("[data-preview]", state="detached")

    assert "Pegadaian" in preview
    assert "Tabungan emas Pegadaian" in preview
    kiosk = pages.open(f"{fresh_hall.ready['ticketing']}/kiosk/{fresh_hall.venue}", KIOSK)
    assert take_number(kiosk, "pegadaian", "tabungan-emas").startswith("Y-")
    choose(page, "#list", "daftar.csv", LIST)
    assert page.locator("[data-preview]").inner_text() == "Tidak ada yang berubah."


def test_holidays_are_proposed_taken_one_by_one_and_read_from_a_calendar(
    fresh_hall: RunningHall, pages: Pages
) -> None:
    """Given next year's proposal, when one day is unticked, then the others are saved, and a file adds more."""
    from playwright.sync_api import TimeoutError as NotInTime

    staff, venue = fresh_hall.ready["staff"], fresh_hall.venue
    page = open_admin(pages, fresh_hall, staff, f"#venues/{venue}")
    year = page.locator("#holiday-year option").last.inner_text()
    day = page.locator(f'[data-day="{year}-08-17"] input')

    def is_proposed() -> bool:
        page.select_option("#holiday-year", year)
        with suppress(NotInTime):
            day.wait_for(timeout=1000 * PICK_AGAIN_S)
        return bool(day.count())

    wait_for(is_proposed, what="the proposal")
    day.uncheck()
    assert serious(page) == []
    page.click("[data-take-holidays]")
    save_item(page)
    choose(page, "#holiday-file", "libur.ics", CALENDAR.format(year=year))
    page.click("[data-take-holidays]")
    save_item(page)

    exceptions = next(v for v in fresh_hall.house()["venues"] if v["id"] == venue)["exceptions"]
    days = {one["day"]: one for one in exceptions}
    assert days[f"{year}-12-25"]["note"]["id"] == "Kelahiran Yesus Kristus"
    assert days[f"{year}-12-25"]["closed"] is True
    assert f"{year}-08-17" not in days
    assert days[f"{year}-04-25"]["note"] == {"id": "HUT Kota"}


def test_a_name_that_is_too_long_is_said_while_it_is_typed_with_how_it_will_look(
    hall: RunningHall, pages: Pages
) -> None:
    page = open_admin(pages, hall, hall.ready["staff"], f"#counters/{hall.venue}/3")

    page.fill("#f-name", "Ruang Perekaman Data dan Foto KTP-el")
    page.wait_for_selector('[data-fit="slab"]')
    assert page.inner_text(".fit-sample") == "Ruang Perekaman Data dan Foto KTP-el"
    assert serious(page) == []
    page.fill("#f-name", "Ruang Foto")

    page.wait_for_selector('[data-fit="slab"]', state="detached")
