"""A visitor at a kiosk calls staff: reception and the supervisor see which kiosk, and one of them answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from rig.browsers.pages import CLERK, KIOSK, Pages, give_credentials, open_hall, wait_until
from rig.devices import Kiosk, paired_kiosks
from rig.running import RunningHall
from rig.waiting import PATIENCE_S

if TYPE_CHECKING:
    from playwright.sync_api import Page

CALL = "antre-kiosk footer [data-help]"
PATIENCE_MS = PATIENCE_S * 1000


def open_kiosk(hall: RunningHall, pages: Pages, kiosk: Kiosk | None = None) -> Page:
    token = f"localStorage.setItem('antre-device', {json.dumps(kiosk.token)})" if kiosk else ""
    page = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", KIOSK, before=token)
    page.wait_for_selector("[data-agency]")
    return page


def test_a_call_at_a_kiosk_reaches_reception_and_supervisor_and_somebody_goes(
    fresh_hall: RunningHall, pages: Pages
) -> None:
    hall = fresh_hall
    kiosk = open_kiosk(hall, pages, paired_kiosks(hall, 1)[0])
    supervisor = open_hall(pages, hall, hall.account("supervisor"))
    reception = pages.open(f"{hall.ready['counter']}/reception", CLERK)
    give_credentials(reception, hall.account("reception"))
    reception.wait_for_selector("#find")

    # When a visitor calls from within a choice
    kiosk.click('[data-agency="dukcapil"]')
    kiosk.click(CALL)

    # Then the kiosk says so, and both pages name the kiosk
    kiosk.wait_for_selector('[data-call="called"]')
    assert "Petugas sudah dipanggil" in kiosk.inner_text("main")
    assert "Mohon tunggu di sini" in kiosk.inner_text("main")
    expect(reception.locator("[data-kiosk-call]")).to_contain_text("Kiosk 1", timeout=PATIENCE_MS)
    expect(supervisor.locator('[data-need="kiosk-help"]')).to_contain_text("Kiosk 1", timeout=PATIENCE_MS)

    # And reception answers, which the supervisor sees, and ends the call
    reception.click('[data-kiosk-call] [data-act="attend"]')
    expect(supervisor.locator('[data-need="kiosk-help"]')).to_contain_text("menuju", timeout=PATIENCE_MS)
    supervisor.click('[data-need="kiosk-help"] [data-act="kioskHelped"]')
    expect(reception.locator("[data-kiosk-call]")).to_have_count(0, timeout=PATIENCE_MS)

    # And the kiosk still displays the visitor's screen
    kiosk.click("main [data-home]")
    kiosk.wait_for_selector('[data-service="ktp-el"]')


def test_a_kiosk_from_which_nobody_is_called_does_not_say_so(hall: RunningHall, pages: Pages) -> None:
    kiosk = open_kiosk(hall, pages)

    kiosk.click(CALL)

    wait_until(kiosk, "document.body.dataset.screen === 'help'")
    assert kiosk.get_attribute("[data-call]", "data-call") == "none"
    assert "meja informasi" in kiosk.inner_text("main")
    assert "dipanggil" not in kiosk.inner_text("main")
