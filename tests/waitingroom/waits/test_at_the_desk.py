"""The supervisor's view of waits: predicted against actual ones, and the remaining wait of each queued ticket."""

from __future__ import annotations

from typing import Any

from rig.cast import MINUTE, OpenHall
from waitingroom.views import staff
from waitingroom.waits.estimate import Estimates, Wait
from waitingroom.waits.scene import scene

TOLD = Wait(17.0, 24.0)
"""Displayed as 15 to 25 minutes."""


def opened() -> OpenHall:
    hall = OpenHall()
    hall.open()
    return hall


def predicted(hall: OpenHall, counter: str = "1") -> Any:
    return staff.counter(hall.hall, hall.now_ms, counter_id=counter, session_id="siti")["ticket"]["told"]


def test_the_desk_reads_what_was_told_beside_what_it_became() -> None:
    hall = opened()
    hall.issue(told=TOLD)
    hall.now_ms += 31 * MINUTE + 59_000

    hall.press("next")

    assert predicted(hall) == {"low_min": 15, "high_min": 25, "waited_min": 31}
    hall.now_ms += MINUTE
    hall.press("recall")
    hall.press("start")
    assert predicted(hall)["waited_min"] == 31


def test_who_was_told_nothing_is_compared_with_nothing() -> None:
    hall = opened()
    hall.issue()

    hall.press("next")

    assert predicted(hall) is None


def test_what_it_became_is_the_first_call_and_one_taken_back_was_none() -> None:
    hall = opened()
    hall.issue(told=TOLD)
    hall.now_ms += 10 * MINUTE
    hall.press("next")
    hall.press("undo")
    hall.now_ms += 10 * MINUTE
    hall.press("next")
    first = predicted(hall)
    hall.press("no-show")
    hall.now_ms += 10 * MINUTE

    hall.press("call", number="A-001")

    assert first["waited_min"] == predicted(hall)["waited_min"] == 20


def test_at_another_service_nothing_was_told() -> None:
    hall = opened()
    hall.open("3", "rudi")
    moved, goes_on = hall.issue(told=TOLD), hall.issue(told=TOLD, stops=["jkn"])
    hall.press("next")
    hall.press("transfer", service_id="jkn")
    hall.press("next")
    hall.press("finish")

    for number in (moved, goes_on):
        hall.press("next", "3", "rudi", finish=True)

        assert (hall.holds("3"), predicted(hall, "3")) == (number, None)


def test_each_of_the_queue_has_how_long_it_still_waits_where_somebody_knows() -> None:
    hall = opened()
    for _ in range(4):
        hall.issue()
    hall.press("next")
    waits = Estimates(scene(hall.hall, hall.now_ms))

    def queue(counter: str, waits: Estimates | None) -> list[Any]:
        state = staff.counter(hall.hall, hall.now_ms, counter_id=counter, session_id="s", waits=waits)
        return [one["wait"] for one in state["queue"]]

    lows = [wait["low_min"] for wait in queue("1", waits)]
    assert len(lows) == 3
    assert lows == sorted(lows)
    assert lows[0] < lows[-1]
    assert queue("1", None) == [None] * 3
