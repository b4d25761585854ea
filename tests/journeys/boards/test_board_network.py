"""
A TV whose network silently drops everything reports that it is stale.

When the network is back, the board catches up and announces recent calls once. ``make faults`` measures how
soon, and drops packets for a minute by iptables.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rig.browsers.pages import BOARD, Pages, wait_until
from rig.browsers.waiting_room import (
    called,
    has_voice,
    listed,
    press_one,
    shown,
    until_announced,
)
from rig.running import RunningHall
from rig.wire import Wire

pytest.importorskip("playwright.sync_api")


@pytest.fixture
def wire(fresh_hall: RunningHall) -> Iterator[Wire]:
    """The network link from the display to the TVs."""
    wire = Wire(fresh_hall.ready["display"])
    yield wire
    wire.close()


def test_a_tv_whose_network_swallows_all_is_stale_then_fresh_and_says_once_what_is_news(
    fresh_hall: RunningHall, wire: Wire, loud_pages: Pages
) -> None:
    hall, clerk = fresh_hall, fresh_hall.clerk()
    kind = "spoken" if has_voice(hall) else "silent"
    boards = [loud_pages.open(f"{wire.url}/board/{hall.venue}", BOARD) for _ in range(2)]
    for board in boards:
        wait_until(board, "document.body.dataset.state === 'quiet' && document.body.dataset.sound === 'on'")
    for counter in ("3", "4"):
        clerk.press(counter, "open")

    # Given a spoken call, when the link drops everything and three more are called, one of them already over
    press_one(clerk, hall, "3", "ktp-el")
    for board in boards:
        until_announced(board, 1, kind)
    wire.swallow()
    for counter in ("3", "4", "3"):
        press_one(clerk, hall, counter, "ktp-el")

    # Then every board displays that it is stale
    for board in boards:
        wait_until(board, "document.body.dataset.state === 'stale'")
        assert len(shown(board)) == 1

    # And when the link is back, the list is complete, and recent calls are announced once
    wire.heal()
    calls = called(hall)
    numbers = [number for _, number, _ in calls]
    for board in boards:
        wait_until(board, "document.body.dataset.state !== 'stale'")
    news = [calls[0][0], calls[2][0], calls[3][0]]
    for board in boards:
        until_announced(board, len(news), kind)
        assert shown(board) == shown(board, "shown") == shown(board, kind) == news
        assert listed(board) == numbers[::-1]
