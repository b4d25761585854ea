"""
A Monday morning, simulated by the rush, with three boards open in a real browser.

Each board equals the log at twenty random moments and at the end; services and Redis die meanwhile and
recover by themselves, and nothing is lost or doubled.
"""

from __future__ import annotations

import itertools
import random
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from antre.rush import Morning
from rig import checker
from rig.browsers.pages import BOARD, Pages
from rig.running import RunningHall
from rig.waiting import wait_for
from waitingroom.facts import decode
from waitingroom.hall import Hall
from waitingroom.views.board import CALLS_MAX, Selection, board

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOMENTS = 20
RUSH_WITHIN_S = 240
SELECTIONS = {
    "": Selection(),
    "?zone=ketupat": Selection(zone="ketupat"),
    "?agency=dukcapil": Selection(agency="dukcapil"),
}

READ_BOARD = """() => {
  const text = (selector) => [...document.querySelectorAll(selector)].map((e) => e.textContent);
  return {
    seq: Number(document.body.dataset.seq), epoch: document.body.dataset.epoch, state: document.body.dataset.state,
    calls: [...document.querySelectorAll("[data-call]")].map((e) => [e.dataset.number, e.dataset.counter, Number(e.dataset.seq)]),
    lit: text("main .number"), counter: text("main .sign"), earlier: text("ol.calls li .cap"),
  };
}"""


class Rush:
    """Simulated mornings in a thread, one after the other until stopped; each one's tally has all responses."""

    def __init__(self, hall: RunningHall, *, seed: int, mornings: int | None) -> None:
        self._hall, self._seeds = (
            hall,
            iter(range(seed, seed + mornings) if mornings else itertools.count(seed)),
        )
        self._is_enough = threading.Event()
        self.mornings: list[Morning] = []
        self.failed: list[BaseException] = []
        self.thread = threading.Thread(target=self._play, daemon=True)
        self.thread.start()

    def _play(self) -> None:
        try:
            for seed in self._seeds:
                morning = Morning(
                    self._hall.ready, speed=700, visitors=120, minutes=150, counters=36, seed=seed
                )
                self.mornings.append(morning)
                morning.play(lambda: None)
                if self._is_enough.is_set():
                    break
        except Exception as error:  # noqa: BLE001 - told by the test
            self.failed.append(error)

    @property
    def issued(self) -> list[str]:
        return [number for morning in self.mornings for number in morning.tally.issued]

    @property
    def is_over(self) -> bool:
        return not self.thread.is_alive()

    def await_numbers(self) -> None:
        """Wait until the rush takes another number."""
        before = len(self.issued)
        wait_for(lambda: self.failed or len(self.issued) > before, what="a number of the rush")

    def end_with_this_morning(self) -> None:
        """Start no further morning, and wait for the end of this one."""
        self._is_enough.set()
        wait_for(lambda: self.is_over, RUSH_WITHIN_S, "the end of the rush")

    def give_up(self) -> None:
        """Let every actor stop at its next press."""
        self._is_enough.set()
        for morning in self.mornings:
            morning.end()
        self.thread.join()


@pytest.fixture
def begin_rush() -> Iterator[Callable[..., Rush]]:
    """Return a function that starts a rush in a hall by its seed; rushes end with the test."""
    begun: list[Rush] = []

    def begin(hall: RunningHall, seed: int, mornings: int | None = None) -> Rush:
        begun.append(Rush(hall, seed=seed, mornings=mornings))
        return begun[-1]

    yield begin
    for rush in begun:
        rush.give_up()


class Truth:
    """The fold of the log, at any sequence."""

    def __init__(self, hall: RunningHall) -> None:
        self.day = hall.issue("kk").json()["service_day"]
        self._hall = hall

    @property
    def entries(self) -> list[checker.Entry]:
        return checker.read_log(self._hall.ready["redis"], self._hall.venue, self.day)

    def at(self, upto: int) -> Hall:
        folded = Hall()
        for id, data, _ in self.entries:
            seq = int(id.partition("-")[0])
            if seq > upto:
                break
            folded.apply(seq, decode(data))
        return folded

    def calls(self, selection: Selection, upto: int) -> list[list[Any]]:
        folded = self.at(upto)
        view = board(folded, folded.last_ms, selection)
        return [[c["number"], c["counter"], c["seq"]] for c in view["calls"]]


def compare(page: Page, selection: Selection, truth: Truth) -> None:
    """Compare a board's page with the fold at the page's own sequence."""
    displayed = page.evaluate(READ_BOARD)
    if displayed["state"] == "starting":
        return
    calls = truth.calls(selection, displayed["seq"])
    assert displayed["calls"] == calls
    assert len(calls) <= CALLS_MAX
    assert set(displayed["earlier"][::2]) <= {number for number, _, _ in calls}
    if displayed["lit"]:
        # At 700 times the speed a call may be lit after twelve later ones, so only check that it happened at
        # that counter.
        assert truth.at(displayed["seq"]).calls[displayed["lit"][0]].counter_id == displayed["counter"][0]


def boards(pages: Pages, hall: RunningHall) -> list[tuple[Page, Selection]]:
    return [
        (pages.open(f"{hall.ready['display']}/board/{hall.venue}{query}", BOARD), selection)
        for query, selection in SELECTIONS.items()
    ]


def settled(page: Page, tip: int) -> bool:
    return bool(page.evaluate("Number(document.body.dataset.seq)") >= tip)


def test_no_board_differs_from_the_log_at_any_moment_of_a_morning(
    fresh_hall: RunningHall, pages: Pages, begin_rush: Callable[..., Rush]
) -> None:
    truth, opened, rng = Truth(fresh_hall), boards(pages, fresh_hall), random.Random(42)
    rush = begin_rush(fresh_hall, 42, mornings=1)
    compared = 0

    while not rush.is_over or compared < MOMENTS:
        opened[0][0].wait_for_timeout(rng.uniform(50, 900))
        for page, selection in opened:
            compare(page, selection, truth)
        compared += 1
    last_called = max(n for n, (_, f, _) in enumerate(truth.entries, 1) if b'"TicketCalled"' in f)
    wait_for(lambda: settled(opened[0][0], last_called), what="the last call on the board")
    for page, selection in opened:
        compare(page, selection, truth)

    assert not rush.failed
    assert opened[0][0].evaluate(READ_BOARD)["calls"] == truth.calls(Selection(), len(truth.entries))
    assert checker.wrongs(truth.entries) == []
    assert set(rush.issued) <= set(checker.numbers(truth.entries))


@pytest.mark.timeout(300)
def test_any_part_killed_during_a_rush_is_soon_back_by_itself_and_nothing_is_lost(
    own_hall: RunningHall, pages: Pages, begin_rush: Callable[..., Rush]
) -> None:
    truth, opened = Truth(own_hall), boards(pages, own_hall)
    rush = begin_rush(own_hall, 43)

    for name in ("ticketing", "counter", "display", "redis"):
        rush.await_numbers()
        was = own_hall.kill(name)
        wait_for(lambda name=name, was=was: own_hall.is_restarted(name, was), what=f"{name} to be restarted")  # type: ignore[misc]
        wait_for(own_hall.answers, what=f"{name} to be back")
        assert f"{name} stopped" in own_hall.output
    rush.await_numbers()

    rush.end_with_this_morning()
    entries = truth.entries
    last_called = max(n for n, (_, f, _) in enumerate(entries, 1) if b'"TicketCalled"' in f)
    for page, selection in opened:
        wait_for(
            lambda page=page: settled(page, 1) and page.evaluate(READ_BOARD)["calls"], what="a board again"
        )
        compare(page, selection, truth)
    wait_for(lambda: settled(opened[0][0], last_called), what="the last call on the board")

    assert not rush.failed
    assert sum(morning.tally.retries for morning in rush.mornings) > 0
    assert opened[0][0].evaluate(READ_BOARD)["calls"] == truth.calls(Selection(), len(entries))
    assert checker.wrongs(entries) == []
    assert len(set(rush.issued)) == len(rush.issued)
    assert set(rush.issued) <= set(checker.numbers(entries))
    assert any(b'"redis-restarted"' in fact for _, fact, _ in entries)
