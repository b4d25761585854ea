"""The zeros of numbers and codes, as a real browser draws them, and the fonts they come from."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from rig.browsers.pages import CLERK, KIOSK, PHONE, Pages
from rig.running import RunningHall

STATIC = Path(__file__).parents[2] / "services" / "web" / "static"
DARK_IN_THE_MIDDLE = """async (selector) => {
  const [family] = getComputedStyle(document.querySelector(selector)).fontFamily.split(",");
  const font = `700 200px ${family}`;
  const loaded = await document.fonts.load(font, "0");
  const canvas = new OffscreenCanvas(400, 400), ink = canvas.getContext("2d");
  ink.font = font;
  ink.textAlign = "center";
  const size = ink.measureText("0");
  ink.fillText("0", 200, 200 + (size.actualBoundingBoxAscent - size.actualBoundingBoxDescent) / 2);
  return { faces: loaded.length, dark: ink.getImageData(200, 200, 1, 1).data[3] };
}"""


def zero(page: Page, selector: str) -> bool:
    """Return whether the zero of an element's font has ink in its middle."""
    page.wait_for_selector(selector, state="attached")
    drawn = page.evaluate(DARK_IN_THE_MIDDLE, selector)
    assert drawn["faces"] == 1, f"{selector}: its font was not loaded"
    return bool(drawn["dark"] > 127)


@pytest.mark.parametrize(
    ("service", "path", "selector"),
    [
        ("ticketing", "kiosk/{venue}", "header .clock b"),
        ("display", "board/{venue}", "main"),
        ("display", "tv/{venue}", "main"),
        ("counter", "counter", "body"),
        ("counter", "reception", "body"),
    ],
)
def test_numbers_times_and_counts_have_a_plain_zero(
    hall: RunningHall, pages: Pages, service: str, path: str, selector: str
) -> None:
    page = pages.open(f"{hall.ready[service]}/{path.format(venue=hall.venue)}", KIOSK)

    assert not zero(page, selector)


def test_a_visitors_phone_and_paper_have_a_plain_zero(hall: RunningHall, pages: Pages) -> None:
    phone = pages.open(hall.issue("kk").json()["url"], PHONE)
    kiosk = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", KIOSK)
    kiosk.evaluate("document.body.insertAdjacentHTML('beforeend', '<article class=paper>0</article>')")

    assert not zero(phone, "[data-number]")
    assert not zero(kiosk, ".paper")


def test_a_password_has_a_slashed_zero(hall: RunningHall, pages: Pages) -> None:
    page = pages.open(f"{hall.ready['counter']}/counter", CLERK)

    assert zero(page, "input[type=password]")


def test_vendored_files_are_those_that_are_named() -> None:
    named = re.findall(r"^\| `([^`]+)` \|.*`([0-9a-f]+)` \|$", (STATIC / "VENDORED.md").read_text(), re.M)

    assert {name for name, _ in named} >= {
        f"fonts/{font.name}" for font in (STATIC / "fonts").glob("*.woff*")
    }
    for name, digest in named:
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest, name
