"""How good shown waits were."""

from __future__ import annotations

import pytest

from rig.cast import OpenHall
from waitingroom import rules
from waitingroom.views.waits import score_shown
from waitingroom.waits.estimate import Estimates
from waitingroom.waits.scene import scene
from waitingroom.waits.score import Score, Told, score, score_by, told_of

MINUTE = 60_000
SAID = [
    Told("ktp", 8, 10, 20, 15.0), Told("ktp", 8, 10, 20, 5.0), Told("ktp", 9, 10, 20, 31.0),
    Told("kk", 9, 90, None, 120.0), Told("kk", 9, 0, 5, 0.1),
]  # fmt: skip


def test_a_score_counts_what_was_inside_under_and_late_by_hand() -> None:
    found = score(SAID)

    assert found == Score(
        n=4, bias=pytest.approx((0 + 10 - 16 - 30) / 4), median_error=pytest.approx(13),
        mean_error=pytest.approx(14), inside=0.5, under=0.75, late=0.25,
    )  # fmt: skip
    assert score([SAID[4]]) is None, "who is called at once is no achievement"


def test_it_is_scored_by_service_and_by_hour() -> None:
    assert {name: one.n for name, one in score_by(SAID, lambda one: one.service_id).items()} == {
        "ktp": 3,
        "kk": 1,
    }
    assert {name: one.n for name, one in score_by(SAID, lambda one: one.hour).items()} == {8: 2, 9: 2}


def test_staff_read_it_whole_and_by_service_and_by_hour_in_the_order_of_the_day() -> None:
    shown = score_shown([*SAID, Told("kk", 10, 0, 5, 7.0)])

    assert shown["all"] == {
        "n": 5, "bias_min": -8.1, "median_error_min": 10.0, "mean_error_min": 12.1, "inside": 0.4, "under": 0.6,
        "late": 0.2,
    }  # fmt: skip
    assert [(one["service"], one["n"]) for one in shown["services"]] == [("kk", 2), ("ktp", 3)]
    assert [(one["hour"], one["n"]) for one in shown["hours"]] == [(8, 2), (9, 2), (10, 1)]
    assert score_shown(SAID[4:]) == {"all": None, "services": [], "hours": []}


def test_what_was_told_is_in_the_fact_and_the_first_call_judges_it() -> None:
    hall = OpenHall()
    hall.open("1")
    for _ in range(4):
        told = Estimates(scene(hall.hall, hall.now_ms)).of_newcomer("ktp")
        hall.record(rules.issue(hall.hall, service_id="ktp", now_ms=hall.now_ms, told=told))
    hall.issue("ktp")
    for minutes in (3, 3, 3):
        hall.now_ms += minutes * MINUTE
        hall.press("next", finish=True)

    found = told_of(hall.facts, lambda at_ms: at_ms // 3_600_000)

    assert [(one.low, one.high, one.waited) for one in found] == [(0, 5, 3.0), (5, 10, 6.0), (10, 20, 9.0)]
