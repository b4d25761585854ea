"""A paired kiosk asks whether its visitor has priority by law, where the house enables it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import requests

from rig import checker
from rig.browsers.pages import KIOSK, Pages, wait_until
from rig.devices import Kiosk, paired_kiosks
from rig.running import RunningHall
from rig.waiting import PATIENCE_S, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Page

ASKS, REASON, DROPS = "[data-ask-priority]", '[data-reason="pregnant"]', "[data-drop-priority]"


def open_service(hall: RunningHall, pages: Pages, kiosk: Kiosk | None) -> Page:
    """Open a kiosk at the screen with the button that takes a number for an ID card."""
    token = f"localStorage.setItem('antre-device', {json.dumps(kiosk.token)})" if kiosk else ""
    page = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", KIOSK, before=token)
    page.click('[data-agency="dukcapil"]')
    page.click('[data-service="ktp-el"]')
    page.wait_for_selector("[data-take]")
    return page


def take(kiosk: Page) -> str:
    kiosk.click("[data-take]")
    kiosk.wait_for_selector("[data-ticket-number]")
    return kiosk.get_attribute("[data-ticket-number]", "data-ticket-number") or ""


def venue_catalogue(hall: RunningHall) -> dict[str, Any]:
    """Return the venue's catalogue, as a kiosk reads it."""
    catalogue: dict[str, Any] = requests.get(f"{hall.tickets}/venues/{hall.venue}", timeout=PATIENCE_S).json()
    return catalogue


def issued(hall: RunningHall, number: str) -> dict[str, Any]:
    """Return the fact of issue of a number, as the log has it."""
    log = checker.read_log(hall.ready["redis"], hall.venue, venue_catalogue(hall)["service_day"])
    facts = [json.loads(fact) for _, fact, _ in log]
    return next(one for one in facts if one["kind"] == "TicketIssued" and one["ticket_id"] == number)


def test_a_paired_kiosk_asks_once_the_house_says_so_and_the_number_carries_the_reason(
    fresh_hall: RunningHall, pages: Pages
) -> None:
    # Given a paired kiosk in a house that does not enable the question
    hall = fresh_hall
    device = paired_kiosks(hall, 1)[0]
    kiosk = open_service(hall, pages, device)
    assert kiosk.locator(ASKS).count() == 0
    assert issued(hall, take(kiosk)).get("priority") is None

    # When the house enables it, and a visitor gives a reason, withdraws it, and gives it again
    hall.edit_house(lambda house: house["venues"][0].update(kiosk_priority=True, only_paired_kiosks=False))
    wait_for(lambda: venue_catalogue(hall)["asks_priority"], what="the edited house")
    kiosk = open_service(hall, pages, device)
    for taken_back in (True, False):
        kiosk.click(ASKS)
        kiosk.click(REASON)
        kiosk.wait_for_selector(DROPS)
        assert "Prioritas: Hamil atau menyusui" in kiosk.inner_text("main")
        if taken_back:
            kiosk.click(DROPS)
    number = take(kiosk)

    # Then the log has the reason, and the screen with the number does not mention it
    assert issued(hall, number)["priority"] == "pregnant"
    assert "rioritas" not in kiosk.inner_text("antre-kiosk")
    assert "pregnant" not in kiosk.evaluate("JSON.stringify(localStorage)")

    # And the next visitor begins without it; an unpaired kiosk does not ask
    kiosk.click(".done")
    wait_until(kiosk, "document.body.dataset.screen === 'agencies'")
    kiosk.click('[data-agency="dukcapil"]')
    kiosk.click('[data-service="ktp-el"]')
    kiosk.wait_for_selector(ASKS)
    assert issued(hall, take(kiosk)).get("priority") is None
    assert open_service(hall, pages, None).locator(ASKS).count() == 0
