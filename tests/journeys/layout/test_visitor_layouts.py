"""Kiosks and phones of every size with names of any length: nothing is cut off or covered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from rig.browsers.pages import KIOSK, PHONE, Pages
from rig.devices import paired_kiosks
from rig.layout.houses import LONG, SHORT
from rig.layout.measure import Size, faults_of
from rig.waiting import wait_for
from tests.journeys.layout.conftest import Furnish

if TYPE_CHECKING:
    from playwright.sync_api import Page

KIOSKS: list[Size] = [(1080, 1920), (1280, 1024), (1920, 1080), (768, 1024)]
PHONES: list[Size] = [(390, 844), (360, 640)]
LOOKS = (("id", ""), ("id", "large"), ("id", "low"), ("id", "large low"), ("en", ""))
"""Languages and display aids."""
OF_A_TICKET = (("id", ""), ("id", "large"), ("en", ""))
"""Without the aid "low", which has no effect on the ticket's buttons."""
FIRST_HOUSE = (1, SHORT)
"""The only house for which the question about priority is checked, since none of its text comes from the house."""
HOUSES = pytest.mark.parametrize(
    "house", [FIRST_HOUSE, (6, LONG), (22, LONG), (40, LONG)], ids=lambda house: f"{house[0]} {house[1]}"
)
TOUCH = "document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }))"
"""Simulates a touch, so that the kiosk does not return to its start screen during the measurement."""


def looked_at(page: Page, looks: tuple[tuple[str, str], ...] = LOOKS) -> dict[object, list[str]]:
    """Return the faults of a kiosk's screen, by language, aids and size."""
    results: dict[object, list[str]] = {}
    page.evaluate(TAKES_TOUCHES)
    for language, aids in looks:
        switch(page, language, aids)
        for size in KIOSKS:
            page.evaluate(TOUCH)
            faults = faults_of(page, size)
            wait_for(
                lambda: page.evaluate(IS_SCROLLING_TOLD), what=f"a button that tells what is below: {size}"
            )
            if faults:
                results[language, aids, size] = faults
    switch(page, "id", "")
    page.evaluate("document.adoptedStyleSheets = []")
    return results


def switch(page: Page, language: str, aids: str) -> None:
    """Switch to a language and aids; retries, because a screen ignores touches right after it appears."""
    requested = {"language": language, "aids": aids.split()}
    wait_for(lambda: page.evaluate(SWITCHED, requested), what=str(requested))


TAKES_TOUCHES = """() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("button { pointer-events: auto !important }");
    document.adoptedStyleSheets = [sheet];
}"""
"""Lets buttons accept touches at once; they otherwise do so some time after each change of the screen."""

IS_SCROLLING_TOLD = """() => {
    const scroller = document.querySelector(".services, .found, .rated-numbers") ?? document.querySelector("main");
    const isBelow = scroller.scrollHeight > scroller.clientHeight + 8;
    return isBelow === Boolean(document.querySelector(".more"));
}"""
"""Returns whether there is a button for more if, and only if, something is below; the page draws it in a moment."""

SWITCHED = """({ language, aids }) => {
    document.body.dispatchEvent(new Event("pointerdown", { bubbles: true }));
    const wrong = ["large", "low"].filter((aid) => document.body.classList.contains(aid) !== aids.includes(aid));
    for (const aid of wrong) document.querySelector(`[data-aid=${{ large: "isLarge", low: "isLow" }[aid]}]`).click();
    const isOther = document.documentElement.lang !== language;
    if (isOther) document.querySelector(`[data-language=${language}]`).click();
    return !isOther && wrong.length === 0;
}"""
"""Returns whether language and aids are as requested; otherwise clicks the buttons that switch them."""


@pytest.fixture(scope="module")
def paired(furnish: Furnish) -> str:
    """Return the script that makes a page a paired kiosk of the venue, independent of its house."""
    device = paired_kiosks(furnish(*FIRST_HOUSE), 1)[0]
    return f"localStorage.setItem('antre-device', {json.dumps(device.token)})"


@HOUSES
def test_on_a_kiosk_nothing_is_cut_or_covered(
    pages: Pages, furnish: Furnish, paired: str, house: tuple[int, str]
) -> None:
    hall = furnish(*house)
    kiosk = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", KIOSK, before=paired)
    kiosk.wait_for_selector("[data-agency]")
    results = {"agencies": looked_at(kiosk)}

    kiosk.set_viewport_size({"width": 1080, "height": 1920})
    kiosk.click("[data-find]")
    kiosk.wait_for_selector("[data-found]")
    results["find"] = looked_at(kiosk)
    kiosk.set_viewport_size({"width": 1080, "height": 1920})
    kiosk.click("[data-home]")

    kiosk.set_viewport_size({"width": 1080, "height": 1920})
    agency = min(house[0], 3)
    kiosk.click(f'[data-agency="agency-{agency}"]')
    kiosk.click(f'[data-service="agency-{agency}-1"]')
    kiosk.wait_for_selector(".docs")
    kiosk.wait_for_selector(".chosen [data-wait]")
    kiosk.wait_for_selector(".chosen [data-ask-priority]")
    results["services"] = looked_at(kiosk)

    kiosk.set_viewport_size({"width": 1080, "height": 1920})
    if house == FIRST_HOUSE:
        kiosk.click("[data-ask-priority]")
        kiosk.wait_for_selector("[data-reason]")
        results["priority"] = looked_at(kiosk)
        kiosk.set_viewport_size({"width": 1080, "height": 1920})
        kiosk.click("main [data-home]")
    kiosk.click("[data-take]")
    kiosk.wait_for_selector(".facts [data-wait]")
    results["ticket"] = looked_at(kiosk, OF_A_TICKET)

    results = {screen: faults for screen, faults in results.items() if faults}
    assert results == {}, json.dumps(
        {s: {str(k): v for k, v in f.items()} for s, f in results.items()}, indent=1
    )


@pytest.mark.parametrize("agencies", [1, 3, 5])
def test_few_agencies_have_a_kiosks_width_and_none_is_an_empty_wall(
    pages: Pages, furnish: Furnish, paired: str, agencies: int
) -> None:
    hall = furnish(agencies, SHORT)
    kiosk = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", KIOSK, before=paired)
    kiosk.wait_for_selector("[data-agency]")
    results = {}
    for size in KIOSKS:
        kiosk.set_viewport_size({"width": size[0], "height": size[1]})
        if walls := kiosk.evaluate(WALLS):
            results[size] = walls

    assert results == {}


WALLS = """[...document.querySelectorAll(".tiles .tile")].map((tile) => ({
    wide: tile.offsetWidth / tile.closest("main").clientWidth,
    high: tile.offsetHeight / tile.querySelector(".prefix").offsetHeight,
})).filter(({ wide, high }) => wide < 0.45 || high > 3)"""
"""Returns tiles narrower than half of the screen, or more than three times as high as their content."""


@pytest.mark.parametrize("names", [SHORT, LONG])
def test_on_a_phone_nothing_is_cut_or_covered(pages: Pages, furnish: Furnish, names: str) -> None:
    hall = furnish(5, names)
    phone = pages.open(hall.issue("agency-3-1").json()["url"], PHONE)
    phone.wait_for_selector("[data-ahead]")

    assert {size: faults for size in PHONES if (faults := faults_of(phone, size))} == {}
