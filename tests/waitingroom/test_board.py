"""The contents of a board: whose calls are over, who gets ready, counters' states, how many wait and how long."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rig.cast import MINUTE, OpenHall
from waitingroom.views import visitor
from waitingroom.views.board import READY_PER_ZONE, WHOLE, Selection, board, join_ranges
from waitingroom.views.ready import ready
from waitingroom.waits.estimate import Estimates
from waitingroom.waits.scene import scene

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
        at_desk = board(hall.hall, hall.now_ms, COUNTER)["desk"]
        return at_desk["state"], at_desk["number"], at_desk["until"]

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

    view = board(hall.hall, hall.now_ms, Selection(agency="dukcapil"))

    assert view["services"] == [{"service": "kk", "waiting": 2}, {"service": "ktp", "waiting": 1}]
    assert not {"services", "desk"} & set(board(hall.hall, hall.now_ms))


def board_with_waits(hall: OpenHall, selection: Selection = WHOLE) -> dict[str, Any]:
    return board(hall.hall, hall.now_ms, selection, Estimates(scene(hall.hall, hall.now_ms)))


def test_a_board_tells_how_long_it_takes_for_each_service() -> None:
    hall = OpenHall()
    hall.open()
    for service in ("ktp", "ktp", "kk"):
        hall.issue(service)
    newcomer = Estimates(scene(hall.hall, hall.now_ms)).of_newcomer("ktp")
    assert newcomer is not None

    view = board_with_waits(hall, Selection(agency="dukcapil"))

    wait = {"low_min": newcomer.low, "high_min": newcomer.high}
    assert [(one["service"], one["wait"]) for one in view["services"]] == [("ktp", wait), ("kk", wait)]
    assert view["waits"] == {"east": wait}
    assert "waits" not in board(hall.hall, hall.now_ms), "without estimates no wait is displayed"


def test_a_zone_whose_lines_differ_much_or_of_which_one_is_unknown_tells_no_range() -> None:
    hall = OpenHall()
    for counter in ("1", "3"):
        hall.open(counter)
    hall.issue("jkn")
    [alone] = board_with_waits(hall)["waits"].values()
    for _ in range(12):
        hall.issue("ktp")

    assert alone["high_min"] is not None
    assert board_with_waits(hall)["waits"] == {}, "jkn takes minutes, ktp an hour"


@pytest.mark.parametrize(
    ("ranges", "joined"),
    [
        ([(10, 20), (15, 30)], (10, 30)),
        ([(0, 5), (15, 25)], None),
        ([(40, 70), (45, 70)], (40, 70)),
        ([(90, None), (90, None)], (90, None)),
        ([(80, 120), (90, None)], None),
        ([(10, 20), None], None),
    ],
)
def test_ranges_are_joined_only_into_one_that_is_true_for_all(
    ranges: list[tuple[int, int | None] | None], joined: tuple[int, int | None] | None
) -> None:
    def as_json(one: tuple[int, int | None] | None) -> dict[str, int | None] | None:
        return one and {"low_min": one[0], "high_min": one[1]}

    assert join_ranges([as_json(one) for one in ranges]) == as_json(joined)


def getting_ready(hall: OpenHall, selection: Selection = WHOLE) -> list[str]:
    return [one["number"] for one in board(hall.hall, hall.now_ms, selection)["ready"]]


def on_the_phone(hall: OpenHall) -> list[str]:
    """Return the tickets whose phones display "get ready"."""
    tickets = hall.hall.tickets.values()
    return [t.ticket_id for t in tickets if visitor.ticket(hall.hall, t, "token", hall.now_ms)["ready"]]


def test_who_gets_ready_are_the_next_of_a_zone_in_the_order_of_calling_whatever_their_service() -> None:
    hall = OpenHall()
    for service in ("ktp", "ktp", "kk"):
        hall.issue(service)
    hall.open()

    assert getting_ready(hall) == hall.queue()[:READY_PER_ZONE] == ["A-001", "A-002"]


def test_one_service_at_several_counters_has_more_than_one_who_gets_ready() -> None:
    hall = OpenHall()
    for _ in range(4):
        hall.issue("ktp")
    for counter in ("1", "2", "4"):
        hall.open(counter, f"clerk {counter}")

    assert getting_ready(hall) == ["A-001", "A-002"]


def test_who_is_next_at_a_counter_of_its_own_gets_ready_before_the_second_of_a_longer_line() -> None:
    hall = OpenHall()
    for service in ("ktp", "ktp", "jkn"):
        hall.issue(service)
    hall.open("1", "siti")
    hall.open("3", "budi")

    assert getting_ready(hall) == ["A-001", "L-001"]


def test_who_waits_for_one_counter_alone_gets_ready_too() -> None:
    hall = OpenHall()
    first = hall.issue("ktp")
    hall.open("1", "siti")
    hall.open("2", "budi")
    hall.press("next")
    hall.press("transfer", to_counter="2")

    assert getting_ready(hall) == on_the_phone(hall) == [first]


def test_nobody_gets_ready_for_a_counter_that_is_closed_or_paused() -> None:
    hall = OpenHall()
    hall.issue("ktp")
    assert getting_ready(hall) == on_the_phone(hall) == []
    hall.open()
    assert getting_ready(hall) == on_the_phone(hall) == ["A-001"]

    hall.press("pause", reason="prayer", until_ms=None)

    assert getting_ready(hall) == on_the_phone(hall) == []


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.sampled_from(["ktp", "kk", "jkn"]), max_size=12), st.sets(st.sampled_from("1234"), min_size=1)
)
def test_a_board_shows_only_who_is_told_on_the_phone_and_never_one_who_is_called_after_another(
    services: list[str], counters: set[str]
) -> None:
    hall = OpenHall()
    for service in services:
        hall.issue(service)
    for counter in sorted(counters):
        hall.open(counter, f"clerk {counter}")

    in_order = [claim[1] for claim in ready(hall.hall)]

    assert sorted(in_order) == sorted(on_the_phone(hall))
    assert set(getting_ready(hall)) <= set(in_order)
    for counter in counters:
        here = [number for number in hall.queue(counter) if number in in_order]
        assert here[:1] == sorted(here, key=in_order.index)[:1]
