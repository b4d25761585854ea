"""Reloads of a board (F5, at night, by an admin) and jumps of the wall clock: each call is announced exactly once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from rig.browsers.pages import BOARD, Pages, wait_until
from rig.browsers.waiting_room import (
    called,
    has_voice,
    listed,
    paired_tv,
    press_one,
    shown,
    until_announced,
)
from rig.running import RunningHall
from rig.waiting import PATIENCE_S, wait_for

pytest.importorskip("playwright.sync_api")

HOUR_MS = 3_600_000
JUMPS_MS = (-2 * HOUR_MS, 2 * HOUR_MS, 24 * HOUR_MS)

JUMPY = """
globalThis.jumpMs = 0;
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) { super(...(given.length ? given : [RealDate.now() + jumpMs])); }
  static now() { return RealDate.now() + jumpMs; }
};
"""
"""Adds a wall clock that the test can move; the monotonic clock is unaffected, as on a TV."""

FORGETFUL = """
Object.defineProperty(globalThis, "sessionStorage", { get() { throw new DOMException("denied", "SecurityError"); } });
"""
"""Makes the browser's storage for pages unavailable."""

LOADED_WITHIN_MS = 40_000


@pytest.fixture(scope="module")
def hall(hall: RunningHall) -> Iterator[RunningHall]:
    """A separate venue, where every test uses counters that have not called yet."""
    with hall.anew():
        yield hall


def test_a_board_loaded_anew_announces_no_call_again_and_what_came_since(
    hall: RunningHall, pages: Pages
) -> None:
    clerk = hall.clerk()
    board = pages.open(f"{hall.ready['display']}/board/{hall.venue}?agency=dukcapil", BOARD)
    wait_until(board, "document.body.dataset.state === 'quiet'")
    clerk.press("3", "open")
    clerk.press("4", "open")

    # Given a call that was just lit
    first = press_one(clerk, hall, "3", "ktp-el")
    until_announced(board, 1)

    # When the page is reloaded twice
    for _ in range(2):
        board.reload()
        wait_until(board, "document.body.dataset.state === 'cooled'")

    # Then that call is on the panel, unlit, and not announced; the next is
    assert board.locator("main .number").inner_text() == first
    assert shown(board) == []
    second = press_one(clerk, hall, "4", "ktp-el")
    until_announced(board, 1)
    assert board.locator("main .number").inner_text() == second
    assert len(shown(board)) == 1
    assert listed(board) == [second, first]


def test_what_waits_to_be_announced_when_the_page_is_loaded_anew_is_announced_after(
    hall: RunningHall, pages: Pages
) -> None:
    clerk = hall.clerk()
    board = pages.open(f"{hall.ready['display']}/board/{hall.venue}?agency=bpjs-kesehatan", BOARD)
    wait_until(board, "document.body.dataset.state === 'quiet'")
    for counter in ("5", "6"):
        clerk.press(counter, "open")

    press_one(clerk, hall, "5", "jkn-daftar")
    until_announced(board, 1)
    waiting = press_one(clerk, hall, "6", "jkn-daftar")
    wait_until(board, f"Number(document.body.dataset.seq) >= {called(hall)[-1][0]}")
    board.reload()

    until_announced(board, 1)
    assert board.locator("main .number").inner_text() == waiting
    wait_for(lambda: len(shown(board)) == 1, what="one announcement")


def test_in_a_browser_that_keeps_nothing_a_board_still_works(hall: RunningHall, pages: Pages) -> None:
    """It announces recent calls again: hearing a call twice is better than missing it."""
    clerk = hall.clerk()
    board = pages.open(f"{hall.ready['display']}/board/{hall.venue}?counter=12", BOARD, before=FORGETFUL)
    wait_until(board, "document.body.dataset.state === 'quiet'")
    clerk.press("12", "open")
    press_one(clerk, hall, "12", "pbb")
    until_announced(board, 1)

    board.reload()

    until_announced(board, 1)
    assert len(shown(board)) == 1


def test_a_wall_clock_that_jumps_by_hours_and_a_day_changes_nothing_on_a_board(
    hall: RunningHall, pages: Pages
) -> None:
    clerk = hall.clerk()
    board = pages.open(f"{hall.ready['display']}/board/{hall.venue}?counter=14", BOARD, before=JUMPY)
    wait_until(board, "document.body.dataset.state === 'quiet'")
    clerk.press("14", "open")
    date = board.locator("header .date").inner_text()

    for n, jump_ms in enumerate(JUMPS_MS, 1):
        board.evaluate("ms => { jumpMs = ms; }", jump_ms)
        number = press_one(clerk, hall, "14", "bayar")

        until_announced(board, n)
        assert board.locator("main .number").inner_text() == number
        assert len(shown(board)) == n
        assert board.evaluate("document.body.dataset.state") == "calling"
        assert board.locator("header .date").inner_text() == date
        wait_for(
            lambda: board.locator("header .clock").inner_text() == hall_clock(hall), what="the hall's time"
        )


def hall_clock(hall: RunningHall) -> str:
    """Return the hall's time as a board displays it, "09.41"."""
    now = requests.get(f"{hall.tickets}/venues/{hall.venue}", timeout=PATIENCE_S).json()["now"]
    return str(now[11:16]).replace(":", ".")


def test_the_night_and_a_command_load_the_page_anew_only_while_nothing_is_on_air(
    hall: RunningHall, loud_pages: Pages
) -> None:
    """Given a paired TV with sound that is told to reload, at night and by an admin, while it announces a call."""
    clerk = hall.clerk()
    tv, device = paired_tv(loud_pages, hall, clerk, "TV 1", query="&counter=17")
    wait_until(tv, "document.body.dataset.sound === 'on' && document.body.dataset.state === 'quiet'")
    clerk.press("17", "open")
    tv.evaluate(
        "addEventListener('pagehide', () => { sessionStorage.said = antreTrace.map((e) => e.kind).join(); })"
    )

    press_one(clerk, hall, "17", "npwp")
    until_announced(tv, 1)
    with tv.expect_navigation(timeout=LOADED_WITHIN_MS):
        tv.evaluate("""() => {
          const { plan } = document.querySelector("antre-board");
          plan.day("2000-01-01", performance.now(), 0);
          plan.day("2000-01-02", performance.now(), 0);
        }""")
        response = clerk.http.post(f"{hall.counters}/devices/{device}/reload", json={}, timeout=PATIENCE_S)
        assert response.ok, response.text

    # Then it finished announcing the call first, and the new page does not repeat it
    wait_until(tv, "document.body.dataset.device === 'paired' && document.body.dataset.state === 'cooled'")
    announced = tv.evaluate("sessionStorage.said").split(",")
    assert announced[-1] == ("spoken" if has_voice(hall) else "silent"), announced
    assert shown(tv) == []
