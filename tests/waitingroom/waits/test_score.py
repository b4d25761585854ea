"""The accuracy of displayed waits."""

from __future__ import annotations

from typing import Any

import pytest

from antre.score_table import score_table
from rig.cast import DAY, ZONE, OpenHall
from tests.waitingroom.test_contracts import golden
from waitingroom import rules
from waitingroom.facts import Fact, TicketCalled, TicketIssued
from waitingroom.local_time import at, clock_of
from waitingroom.views.waits import score_view
from waitingroom.waits.estimate import Estimates
from waitingroom.waits.scene import scene
from waitingroom.waits.score import DisplayedWait, Score, predictions_of, score, score_by

MINUTE = 60_000
SAID = [
    DisplayedWait("ktp", 8, 10, 20, 15.0), DisplayedWait("ktp", 8, 10, 20, 5.0), DisplayedWait("ktp", 9, 10, 20, 31.0),
    DisplayedWait("kk", 9, 90, None, 120.0), DisplayedWait("kk", 9, 0, 5, 0.1),
]  # fmt: skip


def test_a_score_counts_what_was_inside_under_and_late_by_hand() -> None:
    result = score(SAID)

    assert result == Score(
        n=4, bias=pytest.approx((0 + 10 - 16 - 30) / 4), median_error=pytest.approx(13),
        mean_error=pytest.approx(14), inside=0.5, under=0.75, late=0.25,
    )  # fmt: skip
    assert score([SAID[4]]) is None, "immediate calls are not scored"


def test_it_is_scored_by_service_and_by_hour() -> None:
    assert {name: one.n for name, one in score_by(SAID, lambda one: one.service_id).items()} == {
        "ktp": 3,
        "kk": 1,
    }
    assert {name: one.n for name, one in score_by(SAID, lambda one: one.hour).items()} == {8: 2, 9: 2}


def test_staff_read_it_whole_and_by_service_and_by_hour_in_the_order_of_the_day() -> None:
    view = score_view([*SAID, DisplayedWait("kk", 10, 0, 5, 7.0)])

    assert view["all"] == {
        "n": 5, "bias_min": -8.1, "median_error_min": 10.0, "mean_error_min": 12.1, "inside": 0.4, "under": 0.6,
        "late": 0.2,
    }  # fmt: skip
    assert [(one["service"], one["n"]) for one in view["services"]] == [("kk", 2), ("ktp", 3)]
    assert [(one["hour"], one["n"]) for one in view["hours"]] == [(8, 2), (9, 2), (10, 1)]
    assert score_view(SAID[4:]) == {"all": None, "services": [], "hours": []}


def test_what_was_told_is_in_the_fact_and_the_first_call_judges_it() -> None:
    hall = OpenHall()
    hall.open("1")
    for _ in range(4):
        wait = Estimates(scene(hall.hall, hall.now_ms)).of_newcomer("ktp")
        hall.record(rules.issue(hall.hall, service_id="ktp", now_ms=hall.now_ms, told=wait))
    hall.issue("ktp")
    for minutes in (3, 3, 3):
        hall.now_ms += minutes * MINUTE
        hall.press("next", finish=True)

    predictions = predictions_of(hall.facts, lambda at_ms: at_ms // 3_600_000)

    assert [(one.low, one.high, one.waited) for one in predictions] == [
        (0, 5, 3.0),
        (5, 10, 6.0),
        (10, 20, 9.0),
    ]


def scored_day() -> list[DisplayedWait]:
    """
    A day of three services in two hours, from its facts.

    Errors of the middle of the range: ktp 0, 10 and -16 minutes, kk 0 (more than 90) and -10.
    """
    eight = at(DAY, 8 * 60, ZONE)
    facts: list[Fact] = []

    def visitor(number: str, service: str, minute: float, waited: float | None, told: Any) -> None:
        issued_ms = eight + round(minute * MINUTE)
        facts.append(
            TicketIssued(
                at_ms=issued_ms,
                ticket_id=number,
                prefix="A",
                ordinal=len(facts),
                service_id=service,
                told=told,
            )
        )
        if waited is not None:
            called_ms = issued_ms + round(waited * MINUTE)
            facts.append(TicketCalled(at_ms=called_ms, ticket_id=number, counter_id="1", basis="arrival"))

    visitor("A-001", "ktp", 0, 15, (10, 20))  # in time
    visitor("A-002", "ktp", 10, 5, (10, 20))  # earlier than predicted
    visitor("A-003", "ktp", 60, 31, (10, 20))  # more than ten minutes late
    visitor("B-001", "kk", 65, 90, (90, None))  # in time
    visitor("B-002", "kk", 70, 30, (15, 25))  # less than ten minutes late
    visitor("L-001", "jkn", 120, 0.2, (0, 5))  # called at once: not judged
    visitor("L-002", "jkn", 121, None, (5, 15))  # not called yet
    visitor("L-003", "jkn", 122, 40, None)  # nothing predicted
    return predictions_of(
        sorted(facts, key=lambda fact: fact.at_ms), lambda at_ms: int(clock_of(at_ms, ZONE)[:2])
    )


def test_the_printed_score_of_a_day_is_what_one_computes_by_hand() -> None:
    assert score_table(score_view(scored_day())) == [
        "                              n   bias median   mean  inside   under    late",
        "all                           5   -3.2   10.0    7.2     40%     60%     20%",
        "kk                            2   -5.0    5.0    5.0     50%     50%      0%",
        "ktp                           3   -2.0   10.0    8.7     33%     67%     33%",
        "08.00                         2   +5.0    5.0    5.0     50%    100%      0%",
        "09.00                         3   -8.7   10.0    8.7     33%     33%     33%",
    ]


def test_the_same_day_is_what_the_supervisors_panel_gets() -> None:
    """Its table uses the same example as tests/pages/supervisor/score.test.js."""
    assert golden("views/score", score_view(scored_day())) == score_view(scored_day())
