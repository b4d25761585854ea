"""A visitor who does not know which agency to choose searches for the errand, and takes the number."""

from __future__ import annotations

from rig.browsers.pages import KIOSK, Pages
from rig.running import RunningHall


def test_a_villager_types_the_errand_and_takes_a_number_for_it(hall: RunningHall, pages: Pages) -> None:
    kiosk = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", KIOSK)
    kiosk.click("[data-find]")

    # When the errand is typed by touch, with one corrected typo
    for key in (*"SEDOTX", "backspace", "space", *"WC"):
        kiosk.click(f'[data-key="{key}"]')
    assert kiosk.get_attribute("[data-typed]", "data-typed") == "SEDOT WC"

    # Then the errand is listed first, with its agency, and one more touch displays the required documents
    tile = kiosk.locator("[data-found]").first
    assert tile.locator("b").inner_text() == "Sedot WC"
    assert "DLHK" in tile.inner_text()
    tile.click()
    kiosk.wait_for_selector(".docs")
    kiosk.click("[data-take]")
    kiosk.wait_for_selector('[data-ticket-number^="LH-"]')
