"""Opening, closing and adopting: the rules that run without a press."""

import pytest

from rig.cast import DAY, MINUTE, OpenHall, house_content
from waitingroom import refusals, rules
from waitingroom.facts import DayClosed, EpochBegan, HouseAdopted
from waitingroom.house.reader import read_house


def test_a_day_opens_once() -> None:
    hall = OpenHall()
    assert hall.hall.house is not None

    again = rules.open_day(
        hall.hall, venue_id="hall", day=DAY, previous_day=None, previous_link="", house=hall.hall.house,
        house_seq=1, epoch="second", run_id="life", now_ms=hall.now_ms,
    )  # fmt: skip

    assert again == []


def test_a_day_closes_only_when_the_venues_own_calendar_has_moved_on() -> None:
    hall = OpenHall()
    before_four = hall.now_ms + 18 * 60 * MINUTE

    assert rules.close_day(hall.hall, now_ms=before_four) == []
    (closed,) = rules.close_day(hall.hall, now_ms=before_four + 2 * 60 * MINUTE)

    assert isinstance(closed, DayClosed)
    assert closed.next_day == "2026-06-09"


def test_a_closed_day_expires_open_tickets_and_takes_no_press() -> None:
    hall = OpenHall()
    hall.issue()
    hall.issue()
    hall.open()
    hall.press("next")

    hall.record(rules.close_day(hall.hall, now_ms=hall.now_ms + 24 * 60 * MINUTE))

    assert {t.state for t in hall.hall.tickets.values()} == {"expired"}
    with pytest.raises(refusals.DayIsClosed):
        hall.issue()
    with pytest.raises(refusals.DayIsClosed):
        hall.press("next")


def test_a_newer_house_is_adopted_once_and_an_older_one_never() -> None:
    hall = OpenHall()
    content = house_content()
    content["counters"].append({"id": "9", "venue": "hall", "zone": "east", "agencies": ["bpjs"]})
    newer = read_house(content)

    (adopted,) = hall.record(rules.adopt_house(hall.hall, house=newer, house_seq=2, now_ms=hall.now_ms))

    assert isinstance(adopted, HouseAdopted)
    hall.open("9")
    assert rules.adopt_house(hall.hall, house=newer, house_seq=2, now_ms=hall.now_ms) == []
    assert rules.adopt_house(hall.hall, house=newer, house_seq=1, now_ms=hall.now_ms) == []


def test_an_epoch_begins_when_redis_has_another_life() -> None:
    hall = OpenHall()

    assert rules.begin_epoch(hall.hall, epoch="second", run_id="life", now_ms=hall.now_ms) == []
    (began,) = hall.record(rules.begin_epoch(hall.hall, epoch="second", run_id="next", now_ms=hall.now_ms))

    assert isinstance(began, EpochBegan)
    assert (hall.hall.epoch, hall.hall.run_id) == ("second", "next")
