"""The zeros of numbers and codes, as a real browser draws them, and the fonts they come from."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from playwright.sync_api import Page

from rig.browsers.pages import KIOSK, Pages
from rig.running import RunningHall

STATIC = Path(__file__).parents[2] / "services" / "web" / "static"
DARK_IN_THE_MIDDLE = """async (role) => {
  const family = getComputedStyle(document.documentElement).getPropertyValue(role).split(",")[0];
  const font = `700 200px ${family}`;
  const loaded = await document.fonts.load(font, "0");
  const canvas = new OffscreenCanvas(400, 400), ink = canvas.getContext("2d");
  ink.font = font;
  ink.textAlign = "center";
  const size = ink.measureText("0");
  ink.fillText("0", 200, 200 + (size.actualBoundingBoxAscent - size.actualBoundingBoxDescent) / 2);
  return { faces: loaded.length, dark: ink.getImageData(200, 200, 1, 1).data[3] };
}"""


def zero(page: Page, role: str) -> bool:
    """Return whether the zero of a role's font has ink in its middle."""
    drawn = page.evaluate(DARK_IN_THE_MIDDLE, role)
    assert drawn["faces"] == 1, f"{role}: its font was not loaded"
    return bool(drawn["dark"] > 127)


def test_numbers_have_a_plain_zero_and_codes_a_slashed_one(hall: RunningHall, pages: Pages) -> None:
    kiosk = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", KIOSK)

    assert not zero(kiosk, "--sans")
    assert not zero(kiosk, "--mono")
    assert zero(kiosk, "--code")


def test_vendored_files_are_those_that_are_named() -> None:
    named = re.findall(r"^\| `([^`]+)` \|.*`([0-9a-f]+)` \|$", (STATIC / "VENDORED.md").read_text(), re.M)

    assert {name for name, _ in named} >= {
        f"fonts/{font.name}" for font in (STATIC / "fonts").glob("*.woff*")
    }
    for name, digest in named:
        assert hashlib.sha256((STATIC / name).read_bytes()).hexdigest() == digest, name
