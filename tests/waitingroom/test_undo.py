"""Undo: for ten seconds a counter's last press can be undone as a whole, by a fact of its own."""

from __future__ import annotations

import pytest

from rig.cast import OpenHall, house_content
from waitingroom import refusals
from waitingroom.facts import PressUndone
from waitingroom.views.board import board


def calling(*services: str) -> OpenHall:
    """Counters 1 (siti) and 2 (budi), these tickets, the first of them called at counter 1."""
    hall = OpenHall()
    for service in services:
        hall.issue(service)
    hall.open("1", "siti")
    hall.open("2", "budi")
    hall.press("next")
    return hall


def test_an_undone_call_leaves_every_board_and_its_ticket_has_its_place_again() -> None:
    hall = calling("ktp", "kk")

    (undone,) = hall.press("undo")

    assert isinstance(undone, PressUndone)
    assert hall.holds() is None
    assert hall.queue() == ["A-001", "A-002"]
    view = board(hall.hall, hall.now_ms)
    assert view["calls"] == []
    assert [call["number"] for call in view["withdrawn"]] == ["A-001"]


def test_an_undone_next_with_finish_takes_back_both() -> None:
    hall = calling("ktp", "kk")
    hall.press("start")
    hall.press("next", finish=True)

    hall.press("undo")

    assert (hall.holds(), hall.state("A-001"), hall.state("A-002")) == ("A-001", "serving", "waiting")


def test_an_undone_finish_takes_a_ticket_back_from_its_next_stop() -> None:
    hall = OpenHall()
    hall.issue("ktp", stops=["jkn"])
    hall.open("1", "siti")
    hall.press("next")
    hall.press("finish")
    assert [claim[1] for claim in hall.hall.lines["jkn"]] == ["A-001"]

    hall.press("undo")

    assert hall.holds() == "A-001"
    assert not hall.hall.lines["jkn"]
    assert hall.hall.tickets["A-001"].stops == ("jkn",)


def test_an_undone_call_from_the_missed_list_goes_back_to_its_place_in_that_list() -> None:
    hall = calling("ktp", "ktp")
    hall.press("no-show")
    hall.press("next")
    hall.press("no-show")
    hall.now_ms += 120_000
    hall.press("call", number="A-001")

    hall.press("undo")

    assert list(hall.hall.missed) == ["A-001", "A-002"]
    assert [call.ticket_id for call in hall.hall.calls.values()] == ["A-001", "A-002"]


@pytest.mark.parametrize(
    ("verb", "wish"),
    [
        ("start", {}), ("recall", {}), ("no-show", {}), ("hold", {"note": "fotokopi"}),
        ("return", {"place": "last"}), ("transfer", {"service_id": "kk"}),
    ],
)  # fmt: skip
def test_every_press_on_a_called_ticket_can_be_taken_back(verb: str, wish: dict[str, str]) -> None:
    hall = calling("ktp", "kk")
    hall.press(verb, **wish)

    hall.press("undo")

    ticket = hall.hall.tickets["A-001"]
    assert (hall.holds(), ticket.state, ticket.calls, ticket.no_shows, ticket.note) == (
        "A-001",
        "called",
        1,
        0,
        None,
    )
    assert hall.queue() == ["A-002"]


def test_a_ticket_dropped_by_a_slip_of_the_hand_comes_back() -> None:
    content = house_content()
    content["venues"][0]["rules"] = {"no_show_max": 1}
    hall = OpenHall(content)
    hall.issue("ktp")
    hall.open()
    hall.press("next")
    hall.press("no-show")
    assert hall.state("A-001") == "expired"

    hall.press("undo")

    assert (hall.holds(), hall.state("A-001"), hall.hall.tickets["A-001"].is_dropped) == (
        "A-001",
        "called",
        False,
    )


def test_an_undone_pause_calls_again() -> None:
    hall = OpenHall()
    hall.issue("ktp")
    hall.open()
    hall.press("pause", reason="prayer")

    hall.press("undo")

    hall.press("next")
    assert hall.holds() == "A-001"


def test_an_undone_walk_in_ends_its_number_since_a_number_cannot_be_unissued() -> None:
    hall = OpenHall()
    hall.open()
    hall.press("walk-in", service_id="ktp")

    hall.press("undo")

    assert (hall.holds(), hall.state("A-001")) == (None, "cancelled")
    assert hall.issue("ktp") == "A-002"


def test_an_undo_is_refused_after_ten_seconds() -> None:
    hall = calling("ktp")
    hall.now_ms += 10_001

    with pytest.raises(refusals.UndoLate):
        hall.press("undo")


def test_an_undo_is_possible_until_the_tenth_second() -> None:
    hall = calling("ktp")
    hall.now_ms += 10_000

    hall.press("undo")

    assert hall.holds() is None


def test_only_the_last_press_is_undone_and_only_once() -> None:
    hall = calling("ktp", "kk")
    last_press = hall.hall.counters["1"].last
    assert last_press is not None
    hall.press("start")

    with pytest.raises(refusals.UndoGone):
        hall.press("undo", seq=last_press.seq)
    hall.press("undo")
    with pytest.raises(refusals.UndoGone):
        hall.press("undo")

    assert hall.state("A-001") == "called"


def test_a_transfer_cannot_be_undone_once_its_ticket_was_called() -> None:
    hall = calling("ktp")
    hall.press("transfer", service_id="kk")
    hall.press("next", "2", "budi")

    with pytest.raises(refusals.UndoMoved):
        hall.press("undo")

    assert hall.holds("2") == "A-001"


def test_a_return_cannot_be_undone_once_the_visitor_left() -> None:
    hall = calling("ktp")
    hall.press("return", place="last")
    hall.cancel("A-001")

    with pytest.raises(refusals.UndoMoved):
        hall.press("undo")


def test_a_priority_marked_meanwhile_outlives_an_undo() -> None:
    hall = calling("ktp")
    hall.mark("A-001", "elderly")

    hall.press("undo")

    assert hall.hall.tickets["A-001"].priority == "elderly"


def test_whoever_takes_a_counter_over_cannot_undo_what_was_pressed_before() -> None:
    hall = calling("ktp")
    hall.open("1", "rudi")

    with pytest.raises(refusals.UndoGone):
        hall.press("undo", session_id="rudi")


def test_nothing_is_undone_after_the_day_closed() -> None:
    hall = calling("ktp")
    hall.close_day()

    with pytest.raises(refusals.DayIsClosed):
        hall.press("undo")
