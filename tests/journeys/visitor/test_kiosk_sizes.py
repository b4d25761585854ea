"""Every touch target of a kiosk is large enough for a finger, and names are complete, at every size."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from rig.browsers.pages import Pages, wait_until
from rig.devices import poll, post, request_code
from rig.running import RunningHall

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES = [(1080, 1920), (1920, 1080), (1280, 1024), (768, 1024)]
TARGET_U, TARGET_MM, MM_PER_INCH = 105, 15, 25.4
ROUNDING_PX = 1

SMALLEST_PX = """() => Math.min(...[...document.querySelectorAll("antre-kiosk button")]
  .map((button) => button.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)))"""
CUT = """() => [...document.querySelectorAll("antre-kiosk button, antre-kiosk button *, .take *")]
  .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
  .map((element) => element.textContent)"""
LARGER = 1.3
TEXT_SIZES = """() => [...document.querySelectorAll("antre-kiosk *")]
  .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((element) => element.checkVisibility() && !element.matches(".prefix"))
  .filter((element) => !element.closest('[data-aid="isLarge"], .more, .rate-entry'))
  .map((element) => [element.matches(".clock b") ? "clock" : element.textContent,
    parseFloat(getComputedStyle(element).fontSize)])"""
"""Returns every text with its size in px, except an agency's letter, which is large anyway, and what an aid changes."""


def unit(width: int, height: int) -> float:
    """Return the kiosk's unit in px, as its style sheet does."""
    return min(width / 1560, height / 1320) if width >= height else min(width / 1080, height / 1920)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_button_is_as_large_as_a_finger_and_every_name_is_whole(
    hall: RunningHall, pages: Pages, width: int, height: int
) -> None:
    kiosk = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", {"width": width, "height": height})
    kiosk.wait_for_selector("[data-agency]")

    for aid in (None, "isLarge", "isLow"):
        if aid:
            kiosk.click(f'[data-aid="{aid}"]')
        for language in ("en", "id"):
            kiosk.click(f'[data-language="{language}"]')
            wait_until(kiosk, f"document.documentElement.lang === '{language}'")
            assert kiosk.evaluate(SMALLEST_PX) >= TARGET_U * unit(width, height) - ROUNDING_PX
            assert kiosk.evaluate(CUT) == []

    kiosk.click("[data-find]")
    kiosk.wait_for_selector("[data-key]")
    assert kiosk.evaluate(SMALLEST_PX) >= TARGET_U * unit(width, height) - ROUNDING_PX
    assert kiosk.evaluate(CUT) == []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_larger_text_is_larger_everywhere(hall: RunningHall, pages: Pages, width: int, height: int) -> None:
    kiosk = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", {"width": width, "height": height})
    kiosk.wait_for_selector("[data-agency]")

    for opened in ("[data-find]", "main [data-home]", '[data-agency="dukcapil"]'):
        usual = text_sizes(kiosk)
        kiosk.click('[data-aid="isLarge"]')
        wait_until(kiosk, "document.body.classList.contains('large')")
        large = text_sizes(kiosk)
        assert len(usual) > 10
        assert {
            text: px for text, px in usual.items() if large.get(text, 0) < LARGER * px - ROUNDING_PX
        } == {}
        kiosk.click('[data-aid="isLarge"]')
        kiosk.click(opened)


def text_sizes(kiosk: Page) -> dict[str, float]:
    """Return the size of every text in px."""
    return dict(kiosk.evaluate(TEXT_SIZES))


def test_at_a_kiosk_whose_inches_are_known_every_button_is_15_mm(hall: RunningHall, pages: Pages) -> None:
    inches, width, height = 10.1, 768, 1024
    pairing = request_code(hall)
    wish = {"name": "Kiosk 10 inch", "kind": "kiosk", "venue": hall.venue, "inches": inches}
    assert post(hall, hall.admin, "/devices", code=pairing["code"], **wish).status_code == 200
    token = json.dumps(poll(hall, pairing["secret"]).json()["token"])

    kiosk = pages.open(
        f"{hall.ready['ticketing']}/kiosk/{hall.venue}", {"width": width, "height": height},
        before=f"localStorage.setItem('antre-device', {token})",
    )  # fmt: skip
    kiosk.wait_for_selector("[data-agency]")

    px = TARGET_MM * (width**2 + height**2) ** 0.5 / (inches * MM_PER_INCH)
    for opened in (None, "[data-find]"):
        if opened:
            kiosk.click(opened)
            kiosk.wait_for_selector("[data-key]")
        wait_until(kiosk, f"({SMALLEST_PX})() >= {px - ROUNDING_PX}")
        assert kiosk.evaluate(CUT) == []
