"""What a board does for its TV: it moves a little against burn-in, and keeps the screen on."""

from __future__ import annotations

import pytest

from rig.browsers.pages import BOARD, Pages, wait_until
from rig.layout.boards import IS_READY, STAGE, MadeUpBoard
from rig.layout.houses import SHORT, made_up_house
from rig.running import RunningHall

DRIFT_PX = 4
MINUTES = 240
PLACES = """async ([house, board, minutes]) => {
  const places = [];
  for (let n = 0; n < minutes; n += 10) {
    await stage.play([[house, board, 10 * 60_000]]);
    const { left, top } = document.querySelector("main").getBoundingClientRect();
    places.push([left, top]);
  }
  return places;
}"""
"""Returns where the board's middle part stands, every ten minutes."""
WAKE_LOCKS = """
window.asked = [];
const wakeLock = { request: async (kind) => { window.asked.push(kind); return new EventTarget(); } };
Object.defineProperty(navigator, "wakeLock", { value: wakeLock });
"""


@pytest.mark.parametrize("page", ["board", "tv"])
def test_within_hours_a_board_moves_by_a_few_pixels(hall: RunningHall, pages: Pages, page: str) -> None:
    screen = pages.blank(BOARD, before=STAGE)
    screen.goto(f"{hall.ready['display']}/{page}/{hall.venue}")
    wait_until(screen, IS_READY)
    (shown,) = MadeUpBoard(made_up_house(1, SHORT)).states()["nobody called"]

    places = screen.evaluate(PLACES, [shown.house, shown.board, MINUTES])

    for along in zip(*places, strict=True):
        assert 1 <= max(along) - min(along) <= 2 * DRIFT_PX + 1


@pytest.mark.parametrize("screen", ["board", "phone"])
def test_a_screen_that_somebody_watches_is_kept_on(hall: RunningHall, pages: Pages, screen: str) -> None:
    address = {
        "board": f"{hall.ready['display']}/board/{hall.venue}",
        "phone": hall.issue("kk").json()["url"],
    }

    page = pages.open(address[screen], BOARD, before=WAKE_LOCKS)

    wait_until(page, "window.asked.length === 1 && window.asked[0] === 'screen'")
