"""Layout faults of a page, measured in the browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rig.running import RunningHall
from rig.waiting import wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Page

SCRIPT = Path(__file__).with_name("layout.js").read_text().replace("export ", "")
"""Functions that report layout faults, for a script that runs in the page."""
MEASURE = f"() => {{ {SCRIPT}; return layoutFaults(); }}"
STILL = """() => new Promise((done) => {
    let last = "";
    const look = () => {
        const now = JSON.stringify([...document.querySelectorAll("body *")].slice(0, 400).map((one) => {
            const { x, y, width, height } = one.getBoundingClientRect();
            return [x, y, width, height].map(Math.round);
        }));
        if (now === last) return done(true);
        last = now;
        return setTimeout(() => requestAnimationFrame(look), 60);
    };
    document.fonts.ready.then(look);
})"""
"""Waits until nothing on the page moves."""

Size = tuple[int, int]


def faults_of(page: Page, size: Size) -> list[str]:
    """Return the layout faults of a page at a size in CSS pixels, one line each (layout.js)."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.evaluate(STILL)
    faults: list[str] = page.evaluate(MEASURE)
    return faults


def move_in(hall: RunningHall, house: dict[str, Any]) -> None:
    """Give a hall another house with one venue, and wait until the services know it."""
    saved = hall.admin.http.post(
        f"{hall.counters}/house/import", json={"text": json.dumps(house), "even_so": True}, timeout=60
    )
    assert saved.status_code == 200, saved.text
    hall.venue = hall.ready["venue"] = house["venues"][0]["id"]
    wait_for(lambda: hall.admin.http.get(f"{hall.tickets}/venues/{hall.venue}").ok, what="the house")
    wait_for(
        lambda: hall.admin.http.get(f"{hall.ready['display']}/api/display/v1/voice/{hall.venue}").ok,
        what="the house",
    )
