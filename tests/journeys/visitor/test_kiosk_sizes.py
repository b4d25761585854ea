"""Every touch target of a kiosk is large enough for a finger, and names are complete, at every size."""

from __future__ import annotations

import json

import pytest

from rig.browsers.pages import Pages, wait_until
from rig.devices import poll, post, request_code
from rig.running import RunningHall

SIZES = [(1080, 1920), (1920, 1080), (1280, 1024), (768, 1024)]
TARGET_U, TARGET_MM, MM_PER_INCH = 105, 15, 25.4
ROUNDING_PX = 1

SMALLEST_PX = """() => Math.min(...[...document.querySelectorAll("antre-kiosk button")]
  .map((button) => button.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)))"""
CUT = """() => [...document.querySelectorAll("antre-kiosk button, antre-kiosk button *, .take *")]
  .filter(({ scrollWidth, clientWidth }) => clientWidth > 0 && scrollWidth > clientWidth + 1)
  .map((element) => element.textContent)"""
BODY_PX = "parseFloat(getComputedStyle(document.querySelector('.tile .what b')).fontSize)"


def unit(width: int, height: int) -> float:
    """Return the kiosk's unit in px, as its style sheet does."""
    return min(width / 1560, height / 1320) if width >= height else min(width / 1080, height / 1920)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_button_is_as_large_as_a_finger_and_every_name_is_whole(
    hall: RunningHall, pages: Pages, width: int, height: int
) -> None:
    kiosk = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", {"width": width, "height": height})
    kiosk.wait_for_selector("[data-agency]")
    usual_px = kiosk.evaluate(BODY_PX)

    for aid in (None, "isLarge", "isLow"):
        if aid:
            kiosk.click(f'[data-aid="{aid}"]')
        for language in ("en", "id"):
            kiosk.click(f'[data-language="{language}"]')
            wait_until(kiosk, f"document.documentElement.lang === '{language}'")
            assert kiosk.evaluate(SMALLEST_PX) >= TARGET_U * unit(width, height) - ROUNDING_PX
            assert kiosk.evaluate(CUT) == []
    assert kiosk.evaluate(BODY_PX) >= 1.3 * usual_px - ROUNDING_PX

    kiosk.click("[data-find]")
    kiosk.wait_for_selector("[data-key]")
    assert kiosk.evaluate(SMALLEST_PX) >= TARGET_U * unit(width, height) - ROUNDING_PX
    assert kiosk.evaluate(CUT) == []


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
