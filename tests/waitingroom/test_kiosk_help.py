"""A visitor at a kiosk calls staff: which kiosk, since when, and that help is coming; one call at a time."""

from __future__ import annotations

from typing import Any

import pytest

from rig.cast import MINUTE, OpenHall
from waitingroom import refusals, rules
from waitingroom.counter_access import CounterAccess
from waitingroom.facts import Fact, HelpAsked, decode, encode
from waitingroom.hall import Hall
from waitingroom.views.hall import hall as hall_view


def call(hall: OpenHall, device: str = "k2", name: str = "Mesin 2") -> list[Fact]:
    return hall.record(rules.call_to_kiosk(hall.hall, device_id=device, device_name=name, now_ms=hall.now_ms))


def answer(hall: OpenHall, device: str = "k2") -> list[Fact]:
    return hall.record(rules.answer_kiosk(hall.hall, device_id=device, now_ms=hall.now_ms))


def end(hall: OpenHall, device: str = "k2") -> list[Fact]:
    return hall.record(rules.end_kiosk_help(hall.hall, device_id=device, now_ms=hall.now_ms))


def calls(hall: OpenHall) -> list[dict[str, Any]]:
    """Return the kiosks' calls, as reception and supervisors see them."""
    view = hall_view(hall.hall, hall.now_ms, session_id="s", access=CounterAccess(acts=True, agencies=()))
    return [need for need in view["attention"] if need["kind"] == "kiosk-help"]


def test_staff_see_which_kiosk_calls_and_since_when() -> None:
    hall = OpenHall()

    call(hall)

    assert calls(hall) == [{
        "kind": "kiosk-help", "device": "k2", "name": "Mesin 2", "since": "2026-06-08T09:00:00.000+08:00",
        "coming": False,
    }]  # fmt: skip


def test_a_second_press_records_nothing_and_the_first_time_stays() -> None:
    hall = OpenHall()
    call(hall)
    hall.now_ms += 5 * MINUTE

    assert call(hall) == []
    assert calls(hall)[0]["since"] == "2026-06-08T09:00:00.000+08:00"


def test_two_kiosks_call_beside_each_other() -> None:
    hall = OpenHall()
    call(hall)
    call(hall, "k1", "Mesin 1")

    end(hall, "k2")

    assert [need["name"] for need in calls(hall)] == ["Mesin 1"]


def test_somebody_comes_once_and_it_is_over_once() -> None:
    hall = OpenHall()
    call(hall)

    assert len(answer(hall)) == 1
    assert answer(hall) == []
    assert calls(hall)[0]["coming"]
    assert len(end(hall)) == 1
    assert (end(hall), answer(hall), calls(hall)) == ([], [], [])


def test_a_press_long_after_somebody_went_is_a_new_call() -> None:
    """The call was never ended, and by then another visitor is at the kiosk."""
    hall = OpenHall()
    call(hall)
    answer(hall)
    hall.now_ms += rules.KIOSK_HELP_AGAIN_MS - 1
    assert call(hall) == []

    hall.now_ms += 1
    call(hall)

    assert (calls(hall)[0]["coming"], calls(hall)[0]["since"]) == (False, "2026-06-08T09:02:00.000+08:00")


def test_a_call_ends_with_its_day() -> None:
    hall = OpenHall()
    call(hall)

    hall.close_day()

    assert hall.hall.kiosk_help == {}
    with pytest.raises(refusals.DayIsClosed):
        call(hall)


def test_a_log_of_before_folds_as_before() -> None:
    """Help of a counter keeps its wire form, and goes to its counter alone."""
    old = b'{"kind":"HelpAsked","v":1,"at_ms":5,"counter_id":"1","help":"security"}'
    hall = OpenHall()
    hall.open("1")

    hall.record([decode(old)])

    assert encode(HelpAsked(at_ms=5, counter_id="1", help="security")) == old
    opened: Hall = hall.hall
    assert (opened.counters["1"].help, opened.kiosk_help) == (opened.counters["1"].help, {})
    assert opened.counters["1"].help is not None
