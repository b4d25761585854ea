"""Moving a visitor to another venue: one new number there, the old one ends here, a retry changes nothing."""

from __future__ import annotations

import time
from typing import Any

import pytest

from rig.cast import NINE, all_day_content, at_counter, press
from waitingroom import counter_rules, refusals, rules
from waitingroom.live.halls import Halls
from waitingroom.live.moving import Move, move_to_venue
from waitingroom.log.base import MemoryStore


def two_venues() -> dict[str, Any]:
    content = all_day_content()
    content["venues"].append(content["venues"][0] | {"id": "annex", "name": "Annex"})
    content["agencies"][0]["places"].append({"venue": "annex", "zone": "east"})
    content["counters"].append({"id": "9", "venue": "annex", "zone": "east", "agencies": ["dukcapil"]})
    return content


class Moving:
    """A visitor at counter 1 of the hall, to be moved to the annex."""

    def __init__(self) -> None:
        self.halls = Halls(MemoryStore(now_ms=NINE), alarm=lambda event, **fields: None)
        self.halls.house.load()
        self.halls.save_house(lambda now: two_venues(), press=press("house"))
        self.hall, self.annex = self.halls.get("hall"), self.halls.get("annex")
        self.do(
            lambda now, now_ms: rules.issue(now, service_id="ktp", now_ms=now_ms, priority="elderly"), "i"
        )
        for rule in (counter_rules.open_counter, counter_rules.call_next):
            self.do(lambda now, now_ms, rule=rule: rule(now, at_counter("1", "siti", now_ms)), rule.__name__)

    def do(self, rule: Any, key: str) -> None:
        self.hall.press(rule, stamp=press(key), show=lambda *_: None)

    def move(self, key: str = "move", page_ticket: str | None = "A-001", **more: Any) -> str | None:
        """Press transfer; return the number at the annex that the old ticket names."""
        wish: dict[str, Any] = {
            "service_id": None,
            "note": "bawa KK",
            "deadline": time.monotonic() + 3,
        } | more
        move = Move(
            self.hall, self.annex, lambda now, now_ms: at_counter("1", "siti", now_ms, page_ticket),
            press(key), **wish,
        )  # fmt: skip
        return move_to_venue(move, show=lambda now, now_ms, outcome: now.tickets["A-001"].moved_to)

    def numbers(self) -> dict[str, str]:
        return self.annex.read(lambda now, _: {t.ticket_id: t.state for t in now.tickets.values()})


def test_the_visitor_gets_a_number_there_with_note_and_priority_and_the_old_one_ends() -> None:
    moving = Moving()

    assert moving.move() == "annex/A-001"

    there = moving.annex.read(lambda now, _: now.tickets["A-001"])
    assert (there.state, there.note, there.priority) == ("waiting", "bawa KK", "elderly")
    assert (there.service_id, there.moved_from) == ("ktp", "hall/2026-06-08/A-001")
    assert moving.hall.read(lambda now, _: now.tickets["A-001"].state) == "moved"


def test_a_retry_issues_no_second_number() -> None:
    moving = Moving()

    assert [moving.move(), moving.move()] == ["annex/A-001"] * 2
    assert moving.numbers() == {"A-001": "waiting"}


def test_a_stale_page_issues_no_number() -> None:
    moving = Moving()

    with pytest.raises(refusals.StalePage):
        moving.move(page_ticket="A-777")

    assert moving.numbers() == {}


def test_a_number_there_is_cancelled_if_the_old_one_can_no_longer_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moving = Moving()
    really = moving.annex.press

    def finished_meanwhile(rule: Any, **more: Any) -> Any:
        answer = really(rule, **more)
        if len(moving.numbers()) == 1 and moving.numbers()["A-001"] == "waiting":
            moving.do(
                lambda now, now_ms: counter_rules.finish(now, at_counter("1", "siti", now_ms)), "finish"
            )
        return answer

    monkeypatch.setattr(moving.annex, "press", finished_meanwhile)

    with pytest.raises(refusals.StalePage):
        moving.move()

    assert moving.numbers() == {"A-001": "cancelled"}
