"""The rules of a day that is handed over, taken back and sealed."""

from __future__ import annotations

from typing import Any

import pytest

from rig.cast import DAY, NINE, OpenHall, house_content
from waitingroom import facts as f
from waitingroom.facts import Fact
from waitingroom.hall import Hall
from waitingroom.house.reader import read_house
from waitingroom.outreach import refusals, rules
from waitingroom.refusals import DayIsAway

BOX = "tenda-1"


def hand_over(hall: Hall, *, day: str = DAY, today: str = DAY, box: str = BOX) -> list[Fact]:
    return rules.hand_over(
        hall, venue_id="hall", day=day, today=today, box=box, house=read_house(house_content()), house_seq=7,
        epoch="e", run_id="life", now_ms=NINE,
    )  # fmt: skip


def applied(hall: Hall, facts: list[Fact]) -> Hall:
    for fact in facts:
        hall.apply(hall.seq + 1, fact)
    return hall


def kinds(facts: list[Fact]) -> list[type[Any]]:
    return [type(fact) for fact in facts]


def test_a_day_that_nobody_opened_is_opened_and_handed_over_at_once() -> None:
    facts = hand_over(Hall())

    assert kinds(facts) == [f.DayOpened, f.EpochBegan, f.HouseAdopted, f.DayHandedOver]
    assert applied(Hall(), facts).house_seq == 7


def test_a_day_that_is_open_is_handed_over_while_nobody_holds_a_number_of_it_and_its_counters_close() -> None:
    hall = OpenHall()
    hall.open("1")

    facts = hand_over(hall.hall)

    assert kinds(facts) == [f.CounterClosed, f.DayHandedOver]
    assert not applied(hall.hall, facts).counters


def test_a_day_with_a_number_a_closed_one_and_a_past_one_are_not_handed_over() -> None:
    hall = OpenHall()
    hall.issue()
    closed = OpenHall()
    closed.record([f.DayClosed(at_ms=NINE, next_day="2026-06-09", reason="day-ended")])

    with pytest.raises(refusals.DayHasNumbers, match="day-has-numbers") as refused:
        hand_over(hall.hall)
    with pytest.raises(refusals.DayHasEnded):
        hand_over(closed.hall)
    with pytest.raises(refusals.DayIsPast):
        hand_over(Hall(), today="2026-06-09")

    assert refused.value.text("id").startswith("8 Juni 2026 sudah dibuka di gedung dan 1 nomor")


def test_a_day_is_handed_over_once_and_to_one_box() -> None:
    hall = applied(Hall(), hand_over(Hall()))

    assert hand_over(hall) == []
    with pytest.raises(refusals.DayIsWithAnother):
        hand_over(hall, box="tenda-2")


def test_a_handed_over_day_takes_no_number_at_home_but_in_its_box_and_any_reader_folds_it() -> None:
    facts = hand_over(Hall())
    home, box, reader = (applied(Hall(here=here), facts) for here in ("", BOX, None))

    assert (home.is_open, box.is_open, reader.is_open) == (False, True, True)
    with pytest.raises(DayIsAway):
        rules.rules.open_house(home)


def test_a_day_taken_back_is_the_halls_again_and_one_that_is_over_is_closed() -> None:
    facts = hand_over(Hall())
    home = applied(Hall(here=""), facts)

    back = rules.take_back(home, day=DAY, today=DAY, now_ms=NINE)
    late = rules.take_back(home, day=DAY, today="2026-06-10", now_ms=NINE)

    assert kinds(back) == [f.DayTakenBack]
    assert kinds(late) == [f.DayTakenBack, f.DayClosed]
    assert applied(home, back).is_open
    with pytest.raises(refusals.DayIsNotAway):
        rules.take_back(home, day=DAY, today=DAY, now_ms=NINE)


def test_a_day_whose_numbers_came_home_is_not_taken_back() -> None:
    hall = OpenHall()
    hall.record([f.DayHandedOver(at_ms=NINE, box=BOX)])
    hall.issue()

    with pytest.raises(refusals.DayCameHome):
        rules.take_back(hall.hall, day=DAY, today=DAY, now_ms=NINE)


def test_a_day_is_sealed_once_everybody_was_served_or_their_numbers_shall_expire() -> None:
    hall = OpenHall()
    hall.issue()

    with pytest.raises(refusals.StillServing) as refused:
        rules.seal(hall.hall, even_so=False, now_ms=NINE)
    sealed = rules.seal(hall.hall, even_so=True, now_ms=NINE)

    assert "1 menunggu" in refused.value.text("id")
    assert [(fact.reason, fact.next_day) for fact in sealed if isinstance(fact, f.DayClosed)] == [
        ("sealed", "2026-06-09")
    ]
    assert rules.seal(applied(hall.hall, sealed), even_so=False, now_ms=NINE) == []
