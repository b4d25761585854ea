"""What a board is told: which calls need nobody any more, what a counter does, how many wait for each service."""

from __future__ import annotations

import pytest

from rig.cast import MINUTE, OpenHall
from waitingroom.views.board import Selection, board

COUNTER = Selection(counter="1")


def called() -> OpenHall:
    """A hall where A-001 is called to counter 1 and A-002 waits."""
    hall = OpenHall()
    hall.issue("ktp")
    hall.issue("ktp")
    hall.open()
    hall.press("next")
    return hall


def over(hall: OpenHall) -> list[bool]:
    return [call.get("over", False) for call in board(hall.hall, hall.now_ms)["calls"]]


@pytest.mark.parametrize("ends", [("start",), ("no-show",), ("hold",), ("start", "finish")])
def test_a_call_is_over_once_its_visitor_came_or_did_not(ends: tuple[str, ...]) -> None:
    hall = called()
    assert over(hall) == [False]

    for verb in ends:
        hall.press(verb, **({"note": "waits"} if verb == "hold" else {}))

    assert over(hall) == [True]


def test_a_recalled_number_is_still_called() -> None:
    hall = called()
    hall.now_ms += MINUTE

    hall.press("recall")

    assert over(hall) == [False]


def test_a_board_of_one_counter_is_told_what_the_counter_does() -> None:
    hall = OpenHall()
    hall.issue("ktp")

    def desk() -> tuple[str, str | None, str | None]:
        told = board(hall.hall, hall.now_ms, COUNTER)["desk"]
        return told["state"], told["number"], told["until"]

    assert desk() == ("closed", None, None)
    hall.open()
    assert desk() == ("free", None, None)
    hall.press("next")
    assert desk() == ("calling", "A-001", None)
    hall.press("start")
    assert desk() == ("serving", "A-001", None)
    hall.press("finish")
    hall.press("pause", reason="prayer", until_ms=hall.now_ms + 10 * MINUTE)
    assert desk() == ("paused", None, "2026-06-08T09:10:00.000+08:00")
    assert "prayer" not in str(board(hall.hall, hall.now_ms, COUNTER))


def test_a_board_of_an_agency_is_told_who_waits_for_each_service_and_the_whole_hall_is_not() -> None:
    hall = OpenHall()
    for service in ("ktp", "kk", "kk", "jkn"):
        hall.issue(service)

    told = board(hall.hall, hall.now_ms, Selection(agency="dukcapil"))

    assert told["services"] == [{"service": "kk", "waiting": 2}, {"service": "ktp", "waiting": 1}]
    assert not {"services", "desk"} & set(board(hall.hall, hall.now_ms))
