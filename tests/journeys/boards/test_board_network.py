"""
A TV whose network swallows everything for twenty seconds, without a word (make faults: a minute, by iptables).

It says within 15 s that it is stale, is right again within five seconds, and announces once what is still news.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from rig.pages import BOARD, Pages, wait_until
from rig.running import RunningHall
from rig.waiting import PATIENCE_S, wait_for
from rig.waiting_room import (
    STATE_TRACE,
    called,
    has_voice,
    listed,
    press_one,
    shown,
    stale_after_s,
    until_announced,
)
from rig.wire import Wire

pytest.importorskip("playwright.sync_api")

HOLE_S = 20
STALE_WITHIN_S, FRESH_WITHIN_S = 15.0, 5.0
BUSY_S = 0.5
"""A machine with more pages than cores draws a little late."""


@pytest.fixture
def wire(own_hall: RunningHall) -> Iterator[Wire]:
    """The cable from the display to the TVs."""
    wire = Wire(own_hall.ready["display"])
    yield wire
    wire.close()


@pytest.mark.timeout(150)
def test_a_tv_whose_network_swallows_all_is_stale_then_fresh_and_says_once_what_is_news(
    own_hall: RunningHall, wire: Wire, loud_pages: Pages
) -> None:
    hall, clerk = own_hall, own_hall.clerk()
    said = "spoken" if has_voice(hall) else "silent"
    boards = [loud_pages.open(f"{wire.url}/board/{hall.venue}", BOARD, before=STATE_TRACE) for _ in range(2)]
    for board in boards:
        wait_until(board, "document.body.dataset.state === 'quiet' && document.body.dataset.sound === 'on'")
    for counter in ("3", "4"):
        clerk.press(counter, "open")

    # Given a call that was said, when the wire swallows all, and three more are called, one of them over at once
    press_one(clerk, hall, "3", "ktp-el")
    for board in boards:
        until_announced(board, 1, said)
    wire.swallow()
    began = time.monotonic()
    for counter in ("3", "4", "3"):
        press_one(clerk, hall, counter, "ktp-el")

    # Then every board says in time that it is stale
    for board in boards:
        wait_until(board, "document.body.dataset.state === 'stale'", STALE_WITHIN_S + 5)
        assert all(after < STALE_WITHIN_S + BUSY_S for after in stale_after_s(board))
        assert len(shown(board)) == 1
    wait_for(lambda: time.monotonic() > began + HOLE_S, HOLE_S + 5, "the end of the hole")

    # And when the wire carries again, it is right in five seconds, its list whole, and it says what is news, once
    wire.heal()
    healed = time.monotonic()
    calls = called(hall)
    numbers = [number for _, number, _ in calls]
    for board in boards:
        wait_until(board, "document.body.dataset.state !== 'stale'", PATIENCE_S)
    assert time.monotonic() - healed < own_hall.promised(FRESH_WITHIN_S) + BUSY_S
    news = [calls[0][0], calls[2][0], calls[3][0]]
    for board in boards:
        until_announced(board, len(news), said, 40)
        assert shown(board) == shown(board, "shown") == shown(board, said) == news
        assert listed(board) == numbers[::-1]
