"""A kiosk prints by its browser: reception's slip, once for each number, in the configured paper width."""

from __future__ import annotations

import json
import re

import pytest

from rig.browsers.pages import KIOSK, Pages, wait_until
from rig.devices import paired_kiosks, post
from rig.running import RunningHall

COUNTED = "window.prints = 0; addEventListener('beforeprint', () => { window.prints += 1; });"
MM_PER_POINT = 25.4 / 72


@pytest.mark.parametrize("width_mm", [58, 80])
def test_a_kiosk_with_paper_prints_each_number_once_and_leaves_nothing_of_it(
    fresh_hall: RunningHall, pages: Pages, width_mm: int
) -> None:
    # Given a paired kiosk that prints, and a counter that calls, so that the slip has an estimated wait
    hall = fresh_hall
    hall.clerk().press("1", "open")
    device = paired_kiosks(hall, 1)[0]
    assert (
        post(hall, hall.admin, f"/devices/{device.id}", paper_mm=width_mm).json()["device"]["paper_mm"]
        == width_mm
    )
    script = f"localStorage.setItem('antre-device', {json.dumps(device.token)}); {COUNTED}"
    kiosk = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", KIOSK, before=script)
    kiosk.wait_for_selector("[data-agency]")
    wait_until(kiosk, f"document.body.dataset.paper === '{width_mm}'")

    # When a number is taken
    kiosk.click('[data-agency="dukcapil"]')
    kiosk.click('[data-service="ktp-el"]')
    kiosk.click("[data-take]")
    wait_until(kiosk, "window.prints === 1")
    number = kiosk.get_attribute("[data-ticket-number]", "data-ticket-number") or ""

    # Then only the slip is on the paper, in its width, and the screen asks to take it
    assert "Ambil kertas nomor Anda." in kiosk.inner_text("main")
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", kiosk.pdf(prefer_css_page_size=True))
    assert [round(float(width) * MM_PER_POINT) for width, _ in boxes] == [width_mm]
    kiosk.emulate_media(media="print")
    slip = kiosk.inner_text(".paper")
    assert number in slip
    assert "Jalan Timor Raya" in slip
    assert "Perkiraan tunggu" in slip
    assert re.search(r"^loket \d", slip, re.MULTILINE)
    assert not kiosk.locator("main").is_visible()
    assert kiosk.evaluate(
        "[...document.querySelectorAll('.paper, .paper .row')].every((one) => one.scrollWidth <= one.clientWidth)"
    )
    kiosk.emulate_media(media="screen")
    kiosk.evaluate("window.prints = 0")

    # And nothing of it remains for the next visitor
    kiosk.click(".done")
    wait_until(kiosk, "document.querySelector('.printed').childElementCount === 0")
    assert kiosk.evaluate("window.prints") == 0


def test_a_kiosk_without_paper_prints_nothing_and_says_where_there_is_some(
    hall: RunningHall, pages: Pages
) -> None:
    kiosk = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", KIOSK, before=COUNTED)
    kiosk.click('[data-agency="samsat"]')
    kiosk.click('[data-service="pajak-tahunan"]')
    kiosk.click("[data-take]")
    kiosk.wait_for_selector("[data-ticket-number]")

    assert "Minta kertas di meja informasi" in kiosk.inner_text("main")
    kiosk.click(".done")
    wait_until(kiosk, "document.body.dataset.screen === 'agencies'")
    assert kiosk.evaluate("window.prints") == 0
