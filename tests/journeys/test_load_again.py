"""A page whose script failed to load, because the network changed meanwhile, reloads itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route

from rig.browsers.pages import Pages
from rig.running import RunningHall

PAGES: dict[str, tuple[Callable[[RunningHall], str], str, str]] = {
    "board": (lambda hall: f"{hall.ready['display']}/board/{hall.venue}", "announcer.js", ":not([data-state=starting])"),
    "old TV": (lambda hall: f"{hall.ready['display']}/tv/{hall.venue}", "old-tv.js", ":not([data-state=starting])"),
    "clerk": (lambda hall: f"{hall.ready['counter']}/counter", "freshness.js", "[data-screen=sign-in]"),
    "kiosk": (lambda hall: f"{hall.ready['ticketing']}/kiosk/{hall.venue}", "sound.js", ":not([data-screen=starting])"),
    "phone": (lambda hall: hall.issue().json()["url"], "format.js", ":not([data-state=starting])"),
}  # fmt: skip
"""Each page's address, the script that fails to load, and the selector of its started body."""


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_lacks_a_script_loads_again_by_itself(hall: RunningHall, pages: Pages, name: str) -> None:
    address, script, started = PAGES[name]
    page = pages.blank()
    broken_off: list[str] = []

    def break_off_once(route: Route) -> None:
        if broken_off:
            route.continue_()
        else:
            broken_off.append(route.request.url)
            route.abort("internetdisconnected")

    page.route(f"**/static/**/{script}", break_off_once)
    page.goto(address(hall))

    page.wait_for_selector(f"body{started}", state="attached")
    assert len(broken_off) == 1


def test_a_page_that_lacks_nothing_loads_once(hall: RunningHall, pages: Pages) -> None:
    page: Page = pages.blank()
    loads: list[str] = []
    page.on("load", lambda loaded: loads.append(loaded.url))

    page.goto(PAGES["kiosk"][0](hall))
    page.wait_for_selector("body:not([data-screen=starting])", state="attached")

    assert len(loads) == 1
