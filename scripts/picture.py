"""Helpers of the screenshot scripts: opening pages, signing in, saving."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page

LANGUAGES = ("id", "en")
SETTLE_MS = 1_300
"""Time after which animations on a page have ended."""


def open_page(browser: Browser, size: tuple[int, int], url: str) -> Page:
    """Open a page of this size, with its own cookies."""
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, locale="id-ID")
    page.goto(url)
    return page


def sign_in(page: Page, account: Mapping[str, str]) -> None:
    """Sign in on a staff page."""
    page.fill("#username", account["username"])
    page.fill("#password", account["password"])
    page.click("[type=submit]")


def in_each_language(page: Page) -> Iterator[str]:
    """Switch a page to English, then to Indonesian, which stays selected; yield each language."""
    for language in reversed(LANGUAGES):
        if page.evaluate("document.documentElement.lang") != language:
            page.click(f'[data-language="{language}"]')
        yield language


def save(page: Page, path: Path) -> None:
    """Save a screenshot of a settled page as a PNG with a palette: a third of the size, visually identical."""
    page.wait_for_timeout(SETTLE_MS)
    whole = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    palette = whole.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette.save(path, optimize=True)
