"""The browser of the tests: the machine's Chromium, or Playwright's own."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserType

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The headless shell first: the same engine without desktop windows, which cost a second of CPU time per page."""
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--disable-quic", "--disable-print-preview",
]  # fmt: skip
"""Without print preview a print ends at once; with it, a page that has printed cannot be saved as PDF."""
LOUD = "--autoplay-policy=no-user-gesture-required"
"""Allow sound without a user gesture, as on a TV in kiosk mode."""


def executable(chromium: BrowserType) -> str | None:
    """Return the path of a Chromium, or None."""
    path = next((path for name in NAMES if (path := shutil.which(name))), chromium.executable_path)
    return path if Path(path).exists() else None


def launch(chromium: BrowserType, *flags: str, executable_path: str | None = None) -> Browser:
    """Start the browser, or the one at ``executable_path``, with the flags the tests need."""
    return chromium.launch(executable_path=executable_path or executable(chromium), args=[*FLAGS, *flags])
