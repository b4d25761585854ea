"""Boards in every state, with names of any length: no text is cut off, overlaps another or leaves its box."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, NamedTuple

import pytest

from rig.browsers.pages import Pages, wait_until
from rig.layout.boards import IS_READY, STAGE, MadeUpBoard, Shown
from rig.layout.houses import LONG, LONGEST, NAMES, SHORT, house_of, made_up_house
from rig.layout.measure import SCRIPT, Size
from rig.running import RunningHall

if TYPE_CHECKING:
    from playwright.sync_api import Page

BOXES = ".slab, .desk .at, .now, .panel, .calls li, .side, .strip li, .strip, footer, header, .media"
"""The elements that a text must not leave; the innermost one counts."""
MEASURE = f"async ([shown, boxes]) => {{ {SCRIPT}; await stage.play(shown); return inkFaults(boxes); }}"
HOUSES = [(1, SHORT), (5, LONG), (22, LONGEST), (40, LONGEST)]
ENDURES = "EXAMPLES" in os.environ
"""``make endure`` draws every screen with every house in both languages; ``make test`` a selection."""

pytestmark = pytest.mark.timeout(1_200)
"""Draws hundreds of boards, which takes minutes on a slow machine."""


class Screen(NamedTuple):
    """A board's page, its query and the screen's size."""

    page: str
    size: Size
    query: str = ""


SCREENS = {
    "hall": Screen("board", (1920, 1080)), "portrait": Screen("board", (1080, 1920)),
    "small": Screen("board", (1280, 720), "&layout=small"), "tablet": Screen("board", (1280, 800), "&layout=counter"),
    "phone": Screen("board", (390, 844)),
    "old TV": Screen("tv", (1920, 1080)), "old TV, portrait": Screen("tv", (1080, 1920)),
    "old TV, small": Screen("tv", (1280, 720), "&layout=small"),
}  # fmt: skip


class Stage:
    """A board's page that displays made-up states."""

    def __init__(self, page: Page, hall: RunningHall, screen: Screen, language: str) -> None:
        self._page = page
        self._address = f"{hall.ready['display']}/{screen.page}/{hall.venue}?lang={language}{screen.query}"
        self._is_tablet = screen.query == "&layout=counter"

    def faults(self, made: MadeUpBoard, *, only: str = "") -> dict[str, list[str]]:
        """Return the layout faults of a house's boards, by state; only: a single state, where the screen has it."""
        if not self._is_tablet:
            return self._play(
                "", {state: shown for state, shown in made.states().items() if only in ("", state)}
            )
        return {
            f"{counter} {state}": issues
            for counter in made.counters
            for state, issues in self._play(f"&counter={counter}", made.desks()).items()
        }

    def _play(self, query: str, states: dict[str, list[Shown]]) -> dict[str, list[str]]:
        self._page.goto(self._address + query)
        wait_until(self._page, IS_READY)
        measured = {
            state: self._page.evaluate(MEASURE, [[list(one) for one in events], BOXES])
            for state, events in states.items()
        }
        return {state: faults for state, faults in measured.items() if faults}


def opened(pages: Pages, hall: RunningHall, screen: str, language: str) -> Stage:
    width, height = SCREENS[screen].size
    page = pages.blank({"width": width, "height": height}, before=STAGE)
    return Stage(page, hall, SCREENS[screen], language)


MAIN_SCREENS = ("hall", "portrait", "old TV")
"""All other screens share their drawing code with one of these."""
CASES = [
    (screen, language)
    for screen in SCREENS
    for language in ("id", "en")
    if ENDURES or language == "id" or screen in ("hall", "old TV")
]


def drawn_on(screen: str) -> list[tuple[int, str]]:
    """Return the houses that are drawn on a screen."""
    return HOUSES if ENDURES else [HOUSES[0], HOUSES[2]] if screen in MAIN_SCREENS else HOUSES[3:]


@pytest.mark.parametrize(("screen", "language"), CASES)
def test_on_a_board_no_text_is_cut_or_runs_into_another(
    hall: RunningHall, pages: Pages, screen: str, language: str
) -> None:
    stage = opened(pages, hall, screen, language)
    results = {
        house: faults
        for house in drawn_on(screen)
        if (faults := stage.faults(MadeUpBoard(made_up_house(*house))))
    }

    assert results == {}, json.dumps({str(house): faults for house, faults in results.items()}, indent=1)


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("name", ["Gigi", "Lobby", "j"])
def test_a_counters_short_name_stays_in_its_place_with_the_tails_of_its_letters(
    hall: RunningHall, pages: Pages, screen: str, name: str
) -> None:
    stage = opened(pages, hall, screen, "en")
    made = MadeUpBoard(house_of(5, NAMES[SHORT] | {"counter": name}))

    assert stage.faults(made, only="one call") == {}
