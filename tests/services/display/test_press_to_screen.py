"""The press-to-screen metric counts each call once, when it is sent to boards that show its counter."""

from __future__ import annotations

import time
from typing import Any

import pytest

from rig.cast import NINE, all_day_content, at_counter, press
from services.display.boards.feed import Feed
from waitingroom import counter_rules, rules
from waitingroom.facts import Fact
from waitingroom.live.halls import Halls
from waitingroom.live.live_hall import LiveHall
from waitingroom.log.base import MemoryStore
from waitingroom.views.board import WHOLE, Selection


class Measured:
    """A hall with counter 1 open, a feed of it, and the measured times in seconds."""

    def __init__(self) -> None:
        halls = Halls(MemoryStore(now_ms=NINE), alarm=lambda *_, **__: None)
        halls.house.load()
        halls.save_house(lambda now: all_day_content(), press=press("house"))
        self.live: LiveHall = halls.get("hall")
        self.press("open", counter_rules.open_counter)
        self.took_s: list[float] = []
        self.read: list[Fact] = []
        self.live.listeners.append(self.read.extend)
        self.feed = Feed(self.live, lambda *_: None, lambda: b"secret", self.took_s.append)

    def press(self, key: str, rule: Any, **wish: Any) -> None:
        self.live.press(
            lambda hall, now_ms: rule(hall, at_counter("1", "siti", now_ms), **wish),
            stamp=press(key), show=lambda hall, now_ms, outcome: None,
        )  # fmt: skip

    def call(self, key: str) -> None:
        self.live.press(
            lambda hall, now_ms: rules.issue(hall, service_id="ktp", now_ms=now_ms), stamp=press(f"issue {key}"),
            show=lambda hall, now_ms, outcome: None,
        )  # fmt: skip
        self.press(key, counter_rules.call_next, finish=True)
        self.send()

    def send(self) -> None:
        self.feed._send_due(time.monotonic())


@pytest.fixture
def measured() -> Measured:
    return Measured()


def test_a_call_and_its_recall_are_each_measured_once_for_all_boards(measured: Measured) -> None:
    for board in (WHOLE, WHOLE, Selection(counter="1")):
        measured.feed.add("/board", board)

    measured.call("first")
    measured.press("again", counter_rules.recall)
    measured.send()

    assert len(measured.took_s) == 2
    assert all(took_s < 60 for took_s in measured.took_s)


def test_calls_that_are_read_again_after_a_restart_of_redis_are_not_measured_again(
    measured: Measured,
) -> None:
    measured.feed.add("/board", WHOLE)
    measured.call("first")
    assert len(measured.took_s) == 1

    for listener in measured.live.listeners:
        listener(list(measured.read))
    measured.send()

    assert len(measured.took_s) == 1


def test_a_call_that_no_board_shows_is_not_measured(measured: Measured) -> None:
    measured.feed.add("/board", Selection(counter="2"))

    measured.call("first")

    assert measured.took_s == []


def test_a_call_from_before_the_feed_is_not_measured(measured: Measured) -> None:
    measured.feed.add("/board", WHOLE)
    measured.feed._began_at = time.monotonic() + 60

    measured.call("first")

    assert measured.took_s == []
