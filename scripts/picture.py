"""A picture of a page as docs keep it: PNG with a palette, a third of the size, the same to the eye."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page


def keep(page: Page, path: Path) -> None:
    """Take a picture of a page and write it."""
    whole = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    palette = whole.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette.save(path, optimize=True)
