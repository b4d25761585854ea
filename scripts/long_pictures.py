"""Take the screenshots of boards with the longest names a house may have."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from rig.browsers.pages import BOARD, KIOSK, wait_until
from rig.layout.boards import IS_READY, STAGE, MadeUpBoard
from rig.layout.houses import LONGEST, made_up_house
from rig.running import RunningHall
from scripts.picture import LANGUAGES, save

PICTURES = (
    ("board-long", "board", BOARD, "one call"), ("board-long-quiet", "board", BOARD, "quiet"),
    ("board-long-portrait", "board", KIOSK, "one call"), ("old-tv-long", "tv", BOARD, "one call"),
)  # fmt: skip
"""Name, page, size and state."""


def take(hall: RunningHall, browser: Browser, out: Path) -> None:
    """Take all screenshots, in both languages."""
    for name, page_name, size, state in PICTURES:
        for lang in LANGUAGES:
            page = browser.new_page(viewport=size, locale="id-ID")  # type: ignore[arg-type]
            page.add_init_script(STAGE)
            page.goto(f"{hall.ready['display']}/{page_name}/{hall.venue}?lang={lang}")
            wait_until(page, IS_READY)
            messages = MadeUpBoard(made_up_house(40, LONGEST)).states()[state]
            page.evaluate("messages => stage.play(messages)", [list(one) for one in messages])
            save(page, out / f"{name}-{lang}.png")
            page.close()
