"""The missed list and the hold list: their tickets, who returns, and where in the line."""

from __future__ import annotations

import pytest

from rig.cast import MINUTE, OpenHall
from waitingroom import refusals, rules
from waitingroom.facts import NoShowRecorded, TicketCalled, TicketDropped
from waitingroom.views import staff


def missed(*waiting: str) -> OpenHall:
    """A-001 missed at counter 1 (siti); these tickets still wait."""
    hall = OpenHall()
    hall.issue("ktp")
    for service in waiting:
        hall.issue(service)
    hall.open()
    hall.press("next")
    hall.press("no-show")
    return hall


@pytest.mark.parametrize(
    ("place", "queue"),
    [
        ("first", ["A-001", "A-002", "A-003", "A-004"]), ("after-two", ["A-002", "A-003", "A-001", "A-004"]),
        ("last", ["A-002", "A-003", "A-004", "A-001"]),
    ],
)  # fmt: skip
def test_a_missed_visitor_comes_back_first_last_or_after_the_next_two(place: str, queue: list[str]) -> None:
    hall = missed("ktp", "kk", "ktp")

    hall.press("return", number="A-001", place=place)

    assert hall.queue() == queue
    assert hall.hall.missed == {}


def test_after_two_with_fewer_waiting_is_last() -> None:
    hall = missed("ktp")

    hall.press("return", number="A-001", place="after-two")

    assert hall.queue() == ["A-002", "A-001"]


def test_two_who_come_back_after_two_stand_one_behind_the_other() -> None:
    hall = OpenHall()
    for _ in range(5):
        hall.issue("ktp")
    hall.open()
    for _ in range(2):
        hall.press("next")
        hall.press("no-show")

    hall.press("return", number="A-001", place="after-two")
    hall.press("return", number="A-002", place="after-two")

    assert hall.queue() == ["A-003", "A-004", "A-002", "A-001", "A-005"]


def test_two_who_come_back_first_are_called_the_latest_first() -> None:
    hall = OpenHall()
    for _ in range(3):
        hall.issue("ktp")
    hall.open()
    for _ in range(2):
        hall.press("next")
        hall.press("no-show")

    hall.press("return", number="A-001", place="first")
    hall.press("return", number="A-002", place="first")

    assert hall.queue() == ["A-002", "A-001", "A-003"]


def test_reception_brings_a_missed_visitor_back() -> None:
    hall = missed("ktp", "kk", "ktp")

    hall.record(rules.return_missed(hall.hall, ticket_id="A-001", place="after-two", now_ms=hall.now_ms))

    assert hall.queue() == ["A-002", "A-003", "A-001", "A-004"]
    with pytest.raises(refusals.NotWaiting):
        rules.return_missed(hall.hall, ticket_id="A-001", place="first", now_ms=hall.now_ms)


def test_a_missed_number_may_be_called_again_after_its_cool_down() -> None:
    hall = missed()
    hall.now_ms += 2 * MINUTE - 1_000

    with pytest.raises(refusals.TooSoon) as refused:
        hall.press("call", number="A-001")
    hall.now_ms += 1_000
    (called,) = hall.press("call", number="A-001")

    assert refused.value.values["seconds"] == 1
    assert isinstance(called, TicketCalled)
    assert called.basis == "missed"


def test_a_number_missed_three_times_leaves_the_queue_by_itself() -> None:
    hall = missed()
    for _ in range(2):
        hall.now_ms += 2 * MINUTE
        hall.press("call", number="A-001")
        facts = hall.press("no-show")

    assert [type(f) for f in facts] == [NoShowRecorded, TicketDropped]
    assert (hall.state("A-001"), hall.hall.missed) == ("expired", {})


def test_every_missed_and_held_ticket_is_listed_the_newest_first_though_the_state_has_six() -> None:
    hall = OpenHall()
    for _ in range(10):
        hall.issue("ktp")
    hall.open()
    for n in range(10):
        hall.press("next")
        hall.now_ms += MINUTE
        hall.press("hold" if n < 2 else "no-show")

    state = staff.counter(hall.hall, hall.now_ms, counter_id="1", session_id="siti")
    listed = staff.listed(hall.hall, "1")

    assert [m["number"] for m in listed["missed"]] == [f"A-{n:03}" for n in range(10, 2, -1)]
    assert [m["number"] for m in listed["held"]] == ["A-002", "A-001"]
    assert (state["missed"], state["missed_total"]) == (listed["missed"][: staff.LIST_MAX], 8)


def test_a_held_ticket_frees_the_counter_and_is_served_on_without_a_call() -> None:
    hall = OpenHall()
    hall.issue("ktp")
    hall.issue("kk")
    hall.open()
    hall.press("next")
    hall.press("start")
    hall.press("hold", note="fotokopi KK")
    calls = len(hall.hall.calls)

    hall.press("resume", number="A-001")

    assert (hall.holds(), hall.state("A-001"), len(hall.hall.calls)) == ("A-001", "serving", calls)
    assert hall.hall.held == {}


def test_a_held_ticket_can_go_back_to_the_queue() -> None:
    hall = OpenHall()
    hall.issue("ktp")
    hall.issue("kk")
    hall.open()
    hall.press("next")
    hall.press("hold")

    hall.press("return", number="A-001", place="first")

    assert hall.queue() == ["A-001", "A-002"]


def test_the_ticket_in_hand_can_go_back_to_the_queue() -> None:
    hall = OpenHall()
    hall.issue("ktp")
    hall.issue("kk")
    hall.open()
    hall.press("next")

    hall.press("return", place="last")

    assert (hall.holds(), hall.queue()) == (None, ["A-002", "A-001"])


def test_a_certain_number_is_called_out_of_turn_with_a_reason_that_is_recorded() -> None:
    hall = OpenHall()
    hall.issue("ktp")
    hall.issue("kk")
    hall.open()

    with pytest.raises(refusals.Malformed):
        hall.press("call", number="A-002")
    (called,) = hall.press("call", number="A-002", reason="membawa bayi")

    assert isinstance(called, TicketCalled)
    assert (hall.holds(), called.basis, called.reason) == ("A-002", "number", "membawa bayi")


def test_a_number_that_is_not_there_not_waiting_or_not_served_here_is_refused() -> None:
    hall = OpenHall()
    hall.issue("ktp")
    hall.issue("jkn")
    hall.cancel("A-001")
    hall.open()

    with pytest.raises(refusals.UnknownNumber):
        hall.press("call", number="A-099", reason="x")
    with pytest.raises(refusals.NotWaiting):
        hall.press("call", number="A-001", reason="x")
    with pytest.raises(refusals.NotServedHere):
        hall.press("call", number="L-001", reason="x")
    with pytest.raises(refusals.NotWaiting):
        hall.press("resume", number="L-001")


@pytest.mark.parametrize("verb", ["call", "resume", "walk-in"])
def test_a_counter_that_holds_a_ticket_takes_no_other(verb: str) -> None:
    hall = OpenHall()
    hall.issue("ktp")
    hall.open()
    hall.press("next")
    wish = {"walk-in": {"service_id": "ktp"}}.get(verb, {"number": "A-001"})

    with pytest.raises(refusals.CounterBusy):
        hall.press(verb, **wish)
