"""The records of a day: journeys, stop by stop, and shifts."""

from __future__ import annotations

import pytest

from rig.cast import MINUTE, OpenHall
from rig.history.records import check_like_hall, records_of
from waitingroom import rules
from waitingroom.figures.records import (
    EXPIRED,
    LEFT,
    NO_SHOW,
    OPEN,
    SERVED,
    TAKEN_BACK,
    TRANSFERRED,
    DayRecords,
    Stop,
)


@pytest.fixture
def hall() -> OpenHall:
    return OpenHall()


def after(hall: OpenHall, minutes: float) -> None:
    hall.now_ms += round(minutes * MINUTE)


def records(hall: OpenHall) -> DayRecords:
    result = records_of(hall.facts)
    check_like_hall(result, hall.hall)
    return result


def stop(hall: OpenHall, number: str) -> Stop:
    return records(hall).journeys[number].stops[-1]


def test_a_visit_is_measured_from_its_number_to_its_end(hall: OpenHall) -> None:
    hall.open("1")
    number = hall.issue("ktp")
    after(hall, 7)
    hall.press("next")
    after(hall, 1)
    hall.press("start")
    after(hall, 5)
    hall.press("finish", outcome="done")

    journey = records(hall).journeys[number]

    assert journey.wait_ms == 7 * MINUTE
    (one,) = journey.stops
    assert (one.walk_ms, one.service_ms, one.handling_ms) == (MINUTE, 5 * MINUTE, 6 * MINUTE)
    assert (one.end, one.counter_id, one.basis, one.outcome, one.calls) == (SERVED, "1", "arrival", "done", 1)


def test_time_on_hold_is_no_service_and_in_nobodys_hands(hall: OpenHall) -> None:
    hall.open("1")
    number = hall.issue("ktp")
    hall.press("next")
    hall.press("start")
    after(hall, 2)
    hall.press("hold")
    after(hall, 30)
    hall.press("resume", number=number)
    after(hall, 3)
    hall.press("finish")

    assert stop(hall, number).service_ms == 5 * MINUTE
    assert stop(hall, number).handling_ms == 5 * MINUTE


def test_one_visit_has_a_stop_for_each_service_and_each_wait_begins_when_it_joins(hall: OpenHall) -> None:
    hall.open("1")
    hall.open("3", "budi")
    number = hall.issue("ktp", stops=("jkn",))
    after(hall, 4)
    hall.press("next")
    hall.press("start")
    after(hall, 6)
    hall.press("finish")
    after(hall, 9)
    hall.press("next", "3", "budi")

    first, second = records(hall).journeys[number].stops

    assert (first.service_id, first.end) == ("ktp", SERVED)
    assert (second.service_id, second.end) == ("jkn", OPEN)
    assert second.called_ms is not None
    assert second.called_ms - second.joined_ms == 9 * MINUTE


def test_a_transfer_ends_a_stop_and_begins_another(hall: OpenHall) -> None:
    hall.open("1")
    number = hall.issue("ktp")
    hall.press("next")
    hall.press("start")
    hall.press("transfer", service_id="jkn")

    assert [one.end for one in records(hall).journeys[number].stops] == [TRANSFERRED, OPEN]


def test_an_undone_call_never_happened(hall: OpenHall) -> None:
    hall.open("1")
    number = hall.issue("ktp")
    waiting = records(hall).journeys
    after(hall, 3)
    hall.press("next")
    hall.press("undo")

    assert records(hall).journeys == waiting
    after(hall, 4)
    hall.press("next")
    assert records(hall).journeys[number].wait_ms == 7 * MINUTE


def test_the_number_of_an_undone_walk_in_was_nobodys(hall: OpenHall) -> None:
    hall.open("1")
    hall.press("walk-in", service_id="ktp")
    hall.press("undo")

    (journey,) = records(hall).journeys.values()
    assert journey.end == TAKEN_BACK


def test_a_walk_in_waited_for_nothing_that_we_know(hall: OpenHall) -> None:
    hall.open("1")
    hall.press("walk-in", service_id="ktp")

    (journey,) = records(hall).journeys.values()
    assert journey.is_walk_in
    assert journey.wait_ms is None


def test_numbers_taken_back_are_back_once_that_is_undone(hall: OpenHall) -> None:
    number, now = hall.issue("ktp"), hall.now_ms
    hall.record(rules.take_back(hall.hall, origin="public", from_ms=0, until_ms=now, now_ms=now))
    assert stop(hall, number).end == TAKEN_BACK
    hall.record(rules.undo_taking_back(hall.hall, seq=len(hall.facts), now_ms=now))
    assert stop(hall, number).end == OPEN


def test_the_end_of_the_day_tells_no_shows_from_those_who_were_never_called(hall: OpenHall) -> None:
    hall.open("1")
    missed, left, waiting = hall.issue("ktp"), hall.issue("ktp"), hall.issue("ktp")
    hall.cancel(left)
    hall.press("next")
    hall.press("no-show")
    after(hall, 20 * 60)
    hall.record(rules.close_day(hall.hall, now_ms=hall.now_ms))

    ends = {number: journey.end for number, journey in records(hall).journeys.items()}
    assert ends == {missed: NO_SHOW, left: LEFT, waiting: EXPIRED}


def test_a_shift_ends_with_its_close_or_with_its_last_press(hall: OpenHall) -> None:
    opened = hall.now_ms
    hall.open("1")
    hall.open("2", "budi")
    after(hall, 60)
    hall.press("pause", reason="break")
    after(hall, 15)
    hall.press("open")
    last_press = hall.now_ms
    hall.press("close", "2", "budi")
    after(hall, 20 * 60)
    hall.record(rules.close_day(hall.hall, now_ms=hall.now_ms))

    one, two = records(hall).shift_list()
    assert (one.opened_ms, one.closed_ms, one.paused_ms) == (opened, last_press, 15 * MINUTE)
    assert two.closed_ms == last_press
