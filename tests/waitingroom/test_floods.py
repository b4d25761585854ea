"""Floods as supervisors see them: the densest ten minutes of one origin, and the taking back that can be undone."""

from __future__ import annotations

from typing import Any

import pytest

from rig.cast import MINUTE, OpenHall, all_day_content
from waitingroom import rules
from waitingroom.counter_access import CounterAccess
from waitingroom.rules import TAKEN_BACK_UNDO_MS, PublicTaking
from waitingroom.views import hall as hall_views
from waitingroom.views.floods import FLOOD_NUMBERS


def attention(opened: OpenHall) -> list[dict[str, Any]]:
    view = hall_views.hall(opened.hall, opened.now_ms, session_id="rudi", access=CounterAccess(acts=True))
    return [need for need in view["attention"] if need["kind"] in ("flood", "taken-back")]


def take(opened: OpenHall, origin: str, numbers: int, pause_ms: int = 0) -> None:
    for _ in range(numbers):
        opened.issue("ktp", public=PublicTaking(origin, kiosks_paired=False))
        opened.now_ms += pause_ms


def test_many_numbers_of_one_origin_in_a_short_time_are_a_flood() -> None:
    opened = OpenHall(all_day_content())
    began = opened.now_ms
    take(opened, "phone", FLOOD_NUMBERS, pause_ms=1_000)
    take(opened, "other", FLOOD_NUMBERS - 1)

    needs = attention(opened)

    assert [(need["origin"], need["numbers"], need["minutes"]) for need in needs] == [
        ("phone", FLOOD_NUMBERS, 3)
    ]
    assert (needs[0]["from_ms"], needs[0]["by_kiosk"]) == (began, False)


@pytest.mark.parametrize("pause_ms", [8_000, 60_000])
def test_one_kiosk_on_a_busy_morning_is_none(pause_ms: int) -> None:
    opened = OpenHall(all_day_content())
    take(opened, "phone", 2 * FLOOD_NUMBERS, pause_ms)

    assert attention(opened) == []


def test_the_densest_ten_minutes_are_named_and_stay_until_somebody_acts() -> None:
    opened = OpenHall(all_day_content())
    take(opened, "phone", 20, MINUTE)
    began = opened.now_ms
    take(opened, "phone", FLOOD_NUMBERS, 10)
    opened.now_ms += 60 * MINUTE

    (flood,) = attention(opened)
    assert flood["numbers"] >= FLOOD_NUMBERS
    assert flood["from_ms"] <= began <= flood["until_ms"]


def test_after_taking_it_back_the_flood_is_gone_and_can_be_undone_for_a_while() -> None:
    opened = OpenHall(all_day_content())
    take(opened, "phone", FLOOD_NUMBERS)
    (flood,) = attention(opened)
    opened.record(
        rules.take_back(
            opened.hall, origin=flood["origin"], from_ms=flood["from_ms"], until_ms=flood["until_ms"],
            now_ms=opened.now_ms,
        )
    )  # fmt: skip

    (done,) = attention(opened)
    assert (done["kind"], done["numbers"], done["seq"]) == ("taken-back", FLOOD_NUMBERS, len(opened.facts))

    opened.now_ms += TAKEN_BACK_UNDO_MS + 1
    assert attention(opened) == []
