"""
Weeks of a board in fast motion: the real page in Chromium with a simulated clock (simulation.js).

``python -m tests.journeys.boards.endurance`` plays four weeks and prints a row per week: ``make endure``.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from rig.browsers.browser import launch
from rig.browsers.pages import BOARD
from rig.running import RunningHall
from rig.screens import Screen

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WEEKS, CALLS_A_DAY = 4, 500
GROWS_MAX = 1.10
"""Maximum growth factor of each measured value after the weeks."""
SCRIPT = Path(__file__).with_name("simulation.js")
COLUMNS = ("week", "heap", "nodes", "listeners", "timers", "calls", "lit", "wrong clock")


class Weight(NamedTuple):
    """The resources of a page after garbage collection."""

    heap_bytes: int
    nodes: int
    listeners: int
    timers: int


class Endurance:
    """A board in simulated days."""

    def __init__(self, browser: Browser, hall: RunningHall) -> None:
        screen = Screen(hall.ready["display"], "/board", {"venue": hall.venue})
        house = json.dumps(screen.next("house"))
        screen.close()
        self._context = browser.new_context(viewport=BOARD)  # type: ignore[arg-type]
        self._context.add_init_script(SCRIPT.read_text().replace('"$HOUSE$"', house))
        self._page = self._context.new_page()
        self.errors: list[str] = []
        self._page.on("pageerror", lambda error: self.errors.append(str(error)))
        self._page.goto(f"{hall.ready['display']}/board/{hall.venue}")
        self._page.evaluate("customElements.whenDefined('antre-board')")
        self._tools = self._context.new_cdp_session(self._page)
        for domain in ("HeapProfiler", "Performance"):
            self._tools.send(f"{domain}.enable")

    def day(self, calls: int = CALLS_A_DAY) -> dict[str, Any]:
        """Play a day; return its results."""
        came: dict[str, Any] = self._page.evaluate("calls => simulation.day(calls)", calls)
        self._timers = came["timers"]
        return came

    def weigh(self) -> Weight:
        """Collect garbage, and measure what remains."""
        for _ in range(2):
            self._tools.send("HeapProfiler.collectGarbage")
        metrics = {
            one["name"]: int(one["value"]) for one in self._tools.send("Performance.getMetrics")["metrics"]
        }
        return Weight(metrics["JSHeapUsedSize"], metrics["Nodes"], metrics["JSEventListeners"], self._timers)

    def close(self) -> None:
        """Close the board's page."""
        self._context.close()


def grown(before: Weight, after: Weight) -> list[str]:
    """List the values that grew beyond the limit."""
    return [
        f"{name}: {was:,} → {now:,}"
        for name, was, now in zip(Weight._fields, before, after, strict=True)
        if now > was * GROWS_MAX
    ]


def main() -> int:
    """Play the weeks and print a row for each; return 1 if a value grew or a clock was wrong."""
    from playwright.sync_api import sync_playwright

    began, weights, wrongs = time.monotonic(), list[Weight](), list[str]()
    folder = Path(tempfile.mkdtemp(prefix="antre-endure-"))
    hall = RunningHall(folder)
    try:
        with sync_playwright() as started:
            browser = launch(started.chromium)
            board = Endurance(browser, hall)
            print("| " + " | ".join(COLUMNS) + " |\n" + "|---" * len(COLUMNS) + "|", flush=True)
            for week in range(1, WEEKS + 1):
                days = [board.day() for _ in range(7)]
                weights.append(board.weigh())
                calls, lit, wrong = (
                    sum(day[name] for day in days) for name in ("calls", "lit", "wrongClocks")
                )
                heap, *others = weights[-1]
                cells = (week, f"{heap / 1e6:.2f} MB", *others, f"{calls:,}", f"{lit:,}", wrong)
                print("| " + " | ".join(map(str, cells)) + " |", flush=True)
                wrongs += ["a clock on the screen was wrong"] if wrong else []
            wrongs += grown(weights[0], weights[-1]) + board.errors
            browser.close()
    finally:
        hall.stop()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{'FAILED: ' + '; '.join(wrongs) if wrongs else 'passed'} in {time.monotonic() - began:.0f} s")
    return 1 if wrongs else 0


if __name__ == "__main__":
    sys.exit(main())
