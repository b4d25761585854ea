"""Kiosks and phones of every size in houses of any names and counts: nothing is cut or covered."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from rig.layout import Size, faults_of
from rig.layout_houses import LONG, SHORT
from rig.pages import KIOSK, PHONE, Pages
from tests.journeys.layout.conftest import Furnish

if TYPE_CHECKING:
    from playwright.sync_api import Page

KIOSKS: list[Size] = [(1080, 1920), (1280, 1024), (1920, 1080), (768, 1024)]
PHONES: list[Size] = [(390, 844), (360, 640)]
LOOKS = (("id", ""), ("id", "large"), ("id", "low"), ("id", "large low"), ("en", ""))
"""Languages and aids."""
HOUSES = pytest.mark.parametrize(
    "house", [(1, SHORT), (22, LONG), (40, LONG)], ids=lambda house: f"{house[0]} {house[1]}"
)
TOUCH = "document.body.dispatchEvent(new Event('pointerdown', { bubbles: true }))"
"""Somebody is there, so that the kiosk does not go home while it is measured."""


def looked_at(page: Page) -> dict[object, list[str]]:
    """Give what is wrong with a kiosk's screen, by language, aids and size."""
    found: dict[object, list[str]] = {}
    for language, aids in LOOKS:
        page.evaluate(f"document.querySelector('[data-language={language}]').click()")
        page.evaluate(SWITCH, aids.split())
        for size in KIOSKS:
            page.evaluate(TOUCH)
            page.wait_for_selector(SETTLED)
            if faults := faults_of(page, size):
                found[language, aids, size] = faults
    page.evaluate("document.querySelector('[data-language=id]').click()")
    return found


SETTLED = "body[data-settled~=any][data-settled~=take][data-settled~=done]"
"""A screen that has stood long enough to take touches."""

SWITCH = """wanted => {
    for (const [n, name] of ["large", "low"].entries())
        if (document.body.classList.contains(name) !== wanted.includes(name))
            document.querySelectorAll(".aids button")[n].click();
}"""
"""Switches a kiosk's larger text and lowered buttons on and off."""


@HOUSES
def test_on_a_kiosk_nothing_is_cut_or_covered(pages: Pages, furnish: Furnish, house: tuple[int, str]) -> None:
    hall = furnish(*house)
    kiosk = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", KIOSK)
    kiosk.wait_for_selector("[data-agency]")
    found = {"agencies": looked_at(kiosk)}

    kiosk.set_viewport_size({"width": 1080, "height": 1920})
    agency = min(house[0], 3)
    kiosk.click(f'[data-agency="agency-{agency}"]')
    kiosk.click(f'[data-service="agency-{agency}-1"]')
    kiosk.wait_for_selector(".docs")
    found["services"] = looked_at(kiosk)

    kiosk.set_viewport_size({"width": 1080, "height": 1920})
    kiosk.click("[data-take]")
    kiosk.wait_for_selector("[data-ticket-number]")
    found["ticket"] = looked_at(kiosk)

    found = {screen: faults for screen, faults in found.items() if faults}
    assert found == {}, json.dumps({s: {str(k): v for k, v in f.items()} for s, f in found.items()}, indent=1)


@pytest.mark.parametrize("names", [SHORT, LONG])
def test_on_a_phone_nothing_is_cut_or_covered(pages: Pages, furnish: Furnish, names: str) -> None:
    hall = furnish(5, names)
    phone = pages.open(hall.issue("agency-3-1").json()["url"], PHONE)
    phone.wait_for_selector("[data-ahead]")

    assert {size: faults for size in PHONES if (faults := faults_of(phone, size))} == {}
