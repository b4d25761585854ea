"""The admin's page for days that an outreach box serves, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rig.running import RunningHall
from services.counter.outreach.out_file import opened
from tests.journeys.axe import serious

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

VENUE = "cfd"


@pytest.fixture
def page(browser: Browser, own_hall: RunningHall) -> Iterator[Page]:
    """The page of a hall for one test, because only a day without issued numbers can be handed over."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    page = context.new_page()
    page.goto(f"{own_hall.ready['counter']}/admin#file")
    staff = own_hall.ready["staff"]
    page.locator("main input").nth(0).fill(staff["username"])
    page.locator("main input").nth(1).fill(staff["password"])
    page.keyboard.press("Enter")
    page.locator("[data-outreach]").click()
    page.locator("[data-card]").first.wait_for()
    yield page
    context.close()


def hand_over(page: Page, folder: Path, *, later: int) -> tuple[bytes, str, str]:
    """Hand over the day this many days ahead; return the file, its code and the day."""
    page.select_option("#venue", VENUE)
    first = page.get_attribute("#day", "min")
    assert first is not None
    day = (date.fromisoformat(first) + timedelta(later)).isoformat()
    page.fill("#day", day)
    page.locator("[data-add-day]").click()
    page.fill("#box", "tenda-1")
    with page.expect_download() as download:
        page.locator("[data-hand-over]").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    code = page.locator("[data-code]").inner_text()
    page.locator("[data-once-done]").click()
    return path.read_bytes(), code, day


def test_an_admin_hands_a_day_over_reads_its_code_once_and_takes_it_back(
    page: Page, own_hall: RunningHall, tmp_path: Path
) -> None:
    file, code, day = hand_over(page, tmp_path, later=0)

    assert list(opened(file, code).days) == [day]
    row = page.locator(f"[data-day='{day}']")
    assert row.get_attribute("data-state") == "out"
    assert page.locator("[data-code]").count() == 0
    own_hall.venue = VENUE
    assert own_hall.issue().json()["slug"] == "day-away"
    assert serious(page) == []
    board = page.context.new_page()
    board.goto(f"{own_hall.ready['display']}/board/{VENUE}")
    board.locator(".panel .do", has_text="Hari ini nomor diberikan di lokasi").wait_for()
    assert "Belum ada nomor" not in board.inner_text(".panel")
    board.close()

    row.locator("[data-take-back]").click()
    assert "tanyakan dahulu kepada tim" in row.inner_text()
    row.locator("[data-yes]").click()
    page.locator(f"[data-day='{day}'][data-state='taken-back']").wait_for()

    assert own_hall.issue().status_code == 201
    page.set_input_files("#file", {"name": "x.antre", "mimeType": "", "buffer": file})
    page.locator("[data-bring-home]").click()
    page.locator("[data-message].bad").wait_for()
    assert "Ini bukan berkas pulang" in page.locator("[data-message]").inner_text()
