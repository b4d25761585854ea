"""The browser of the tests: the machine's Chromium, or the test library's own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserType

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The shell first: the same engine without a desktop's windows, which cost a second of a core for every page."""
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic", "--disable-print-preview",
]  # fmt: skip
"""Without its preview a print is over at once; with it, a page that printed cannot be made a PDF of."""
LOUD = "--autoplay-policy=no-user-gesture-required"
"""Sound may begin by itself, as on a TV in kiosk mode."""


def executable(chromium: BrowserType) -> str | None:
    """Return the path of a Chromium, None: there is none."""
    found = next((path for name in NAMES if (path := shutil.which(name))), chromium.executable_path)
    return found if Path(found).exists() else None


def launch(chromium: BrowserType, *flags: str, executable_path: str | None = None) -> Browser:
    """Start it, or what is at another path, as the tests need it."""
    return chromium.launch(executable_path=executable_path or executable(chromium), args=[*FLAGS, *flags])
