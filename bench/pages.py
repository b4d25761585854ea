"""Time until the clerk's page is usable with the CPU slowed four times, against a fixed loop of about a second."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from rig.browsers.browser import launch
from rig.browsers.desk import Desk
from rig.browsers.pages import Pages
from rig.running import RunningHall

ROUNDS = 5
SLOWER = 4
WORK = """() => {
  const began = performance.now();
  let sum = 0;
  for (let n = 0; n < 2e8; n += 1) sum += n % 7;
  return [performance.now() - began, sum];
}"""
"""The floor: a loop of about a second on the slowed machine."""

AddRow = Callable[[str, list[float], list[float], str], None]


def measure(add_row: AddRow) -> None:
    """Load the page repeatedly with its cache disabled."""
    from playwright.sync_api import sync_playwright

    folder = Path(tempfile.mkdtemp(prefix="antre-bench-"))
    hall = RunningHall(folder)
    try:
        with sync_playwright() as started, closing(Pages(launch(started.chromium))) as pages:
            hall.ready["siti"] = hall.account("clerk")
            clerk = Desk(pages, hall, "siti", "11")
            devtools = clerk.page.context.new_cdp_session(clerk.page)
            devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            devtools.send("Network.enable")
            devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
            ready, work = [], []
            for _ in range(ROUNDS):
                clerk.page.reload()
                clerk.shows("[data-main]")
                ready.append(clerk.page.evaluate("performance.getEntriesByName('antre-ready')[0].startTime"))
                work.append(clerk.page.evaluate(WORK)[0])
        add_row("clerk's page ready, CPU slowed 4 ×", ready, work, "ms")
    finally:
        hall.stop()
        shutil.rmtree(folder, ignore_errors=True)
