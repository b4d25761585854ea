"""Estimated waits: how they are made, where they are hidden, and how accurate they are on simulated days."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest

from bench.waits import Guess, Watch, figures
from rig.cast import NINE, OpenHall, house_content
from rig.history.random_days import SHAPES, Day
from waitingroom.facts import HouseAdopted
from waitingroom.views import visitor
from waitingroom.waits.estimate import Estimates, Wait
from waitingroom.waits.scene import scene

MINUTE = 60_000
PLANNED = 0.9 * 5 + 0.6
"""Expected minutes per call of the small house's KTP, from its 5 minutes."""


def hall_with(*counters: str, **venue: object) -> OpenHall:
    content = house_content()
    content["venues"][0] |= venue
    hall = OpenHall(content)
    for counter in counters:
        hall.open(counter, f"clerk {counter}")
    return hall


def expected(hall: OpenHall, ticket_id: str) -> float | None:
    """Return the expected minutes of a ticket; None if hidden."""
    wait = Estimates(scene(hall.hall, hall.now_ms)).of(hall.hall.tickets[ticket_id].claim)
    return round(wait.expected, 2) if wait else None


def displayed_range(hall: OpenHall, ticket_id: str) -> tuple[int, int | None] | None:
    wait = Estimates(scene(hall.hall, hall.now_ms)).of(hall.hall.tickets[ticket_id].claim)
    return (wait.low, wait.high) if wait else None


def minutes_pass(hall: OpenHall, minutes: float) -> None:
    hall.now_ms += int(minutes * MINUTE)


def test_two_counters_take_the_tickets_one_after_the_other() -> None:
    hall = hall_with("1", "2")
    numbers = [hall.issue("ktp") for _ in range(5)]

    waits = [expected(hall, number) for number in numbers]

    assert waits == [0, 0, PLANNED, PLANNED, 2 * PLANNED]


def test_who_is_being_served_is_counted_with_the_time_that_is_left_and_half_of_it_at_least() -> None:
    hall = hall_with("1")
    first, second = hall.issue("ktp"), hall.issue("ktp")
    hall.press("next", session_id="clerk 1")
    minutes_pass(hall, 2)
    assert expected(hall, second) == round(PLANNED - 2, 2)

    minutes_pass(hall, 60)
    assert expected(hall, second) == PLANNED / 2
    assert expected(hall, first) is None, "the ticket no longer waits"


def test_the_pace_of_today_counts_and_a_forgotten_call_hardly() -> None:
    slow = hall_with("1")
    for minutes in (12.0, 12.0, 12.0, 12.0, 12.0, 90.0):
        slow.issue("ktp")
        slow.press("next", session_id="clerk 1")
        minutes_pass(slow, minutes)
        slow.press("finish", session_id="clerk 1")
    one, two = slow.issue("ktp"), slow.issue("ktp")

    paced = expected(slow, two)

    assert expected(slow, one) == 0
    rate = (10 * PLANNED + 5 * 12 + 36) / (16 * PLANNED)
    assert paced == pytest.approx(PLANNED * rate, abs=0.01)


def test_a_pause_counts_with_its_return_time_and_without_one_nobody_knows() -> None:
    hall = hall_with("1")
    number = hall.issue("ktp")

    hall.press("pause", session_id="clerk 1", reason="prayer", until_ms=hall.now_ms + 20 * MINUTE)
    minutes = expected(hall, number)
    hall.press("pause", session_id="clerk 1", reason="prayer")
    hidden = displayed_range(hall, number)
    hall.open("2", "clerk 2")

    assert (minutes, hidden) == (20, None)
    assert expected(hall, number) == 0


@pytest.mark.parametrize("service", ["ktp", "jkn"])
@pytest.mark.parametrize("between", [0, 1, 2])
def test_a_newcomer_with_priority_is_told_what_the_order_of_calling_then_gives(
    service: str, between: int
) -> None:
    hall = hall_with("1", "4", rules={"between_priority": between})
    for n in range(12):
        hall.issue(("ktp", "jkn")[n % 2], priority="elderly" if n in (3, 4, 9) else None)
        if n % 5 == 4:
            hall.press("next", session_id="clerk 1")
            minutes_pass(hall, 1)
            hall.press("finish", session_id="clerk 1")
    hall.press("next", session_id="clerk 1")
    hall.press("next", "4", "clerk 4")
    before = Estimates(scene(hall.hall, hall.now_ms)).of_newcomer(service, priority=True)
    ahead = hall.hall.ahead_of_newcomer(service, priority=True)

    number = hall.issue(service, priority="disabled")

    after = Estimates(scene(hall.hall, hall.now_ms)).of(hall.hall.tickets[number].claim)
    assert before
    assert after
    assert before.expected == pytest.approx(after.expected)
    assert before.expected > 0
    assert ahead == hall.hall.ahead(hall.hall.tickets[number])


def test_a_newcomer_with_priority_waits_behind_those_with_priority_who_came_since() -> None:
    hall = hall_with("1")
    for _ in range(6):
        hall.issue("ktp")
    estimates = Estimates(scene(hall.hall, hall.now_ms))

    def minutes() -> float:
        wait = estimates.of_newcomer("ktp", hall.hall, priority=True)
        assert wait
        return wait.expected

    alone = minutes()
    hall.issue("ktp")
    beside_another = minutes()
    hall.issue("ktp", priority="elderly")

    assert alone == beside_another == 0
    assert minutes() == pytest.approx(3 * PLANNED), "the other one and two by arrival go first"


def test_of_two_absent_counters_the_first_comes_sooner_than_one_alone_would() -> None:
    hall = hall_with(
        "4", hours=dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "08:45-15:00")
    )
    hall.press("pause", "4", "clerk 4", reason="meeting", until_ms=hall.now_ms + 120 * MINUTE)
    at_one_of_two, at_the_only_one = hall.issue("ktp"), hall.issue("jkn")

    first, only = expected(hall, at_one_of_two), expected(hall, at_the_only_one)

    assert (first, only) == (round(8 * math.log(2 / 1.5), 2), round(8 * math.log(2), 2))


def test_calls_far_ahead_take_longer_for_counters_pause() -> None:
    hall = hall_with("1")
    numbers = [hall.issue("ktp") for _ in range(20)]

    waits = [expected(hall, number) or 0.0 for number in numbers]

    steps = [later - sooner for sooner, later in pairwise(waits)]
    assert steps[0] == pytest.approx(PLANNED, abs=0.01)
    assert steps[-1] == pytest.approx(PLANNED / 0.93, abs=0.02)


def test_the_upper_end_without_priority_is_wider_the_more_have_it() -> None:
    def upper(priority: str | None) -> float:
        hall = hall_with("1")
        others = [hall.issue("ktp") for _ in range(8)]
        hall.issue("ktp", priority=priority)
        wait = Estimates(scene(hall.hall, hall.now_ms)).of(hall.hall.tickets[others[-1]].claim)
        assert wait
        return wait.upper / wait.expected

    assert upper("elderly") > upper(None)


def test_nobody_is_told_a_wait_where_no_counter_is_open_long_after_opening() -> None:
    hall = OpenHall(house_content(), now_ms=NINE)
    number = hall.issue("ktp")

    assert displayed_range(hall, number) is None
    assert visitor.ticket(hall.hall, hall.hall.tickets[number], "t", hall.now_ms)["wait_note"] == {
        "id": "Belum ada loket yang memanggil.", "en": "No counter is calling yet.",
    }  # fmt: skip


def test_a_wait_is_explained_in_the_venues_own_word_for_its_counters() -> None:
    hall = hall_with("1", "2", counter_word="ruang")
    number = hall.issue("ktp")

    def note() -> Any:
        return visitor.ticket(hall.hall, hall.hall.tickets[number], "t", hall.now_ms)["wait_note"]

    for counter in ("1", "2"):
        hall.press("pause", counter, f"clerk {counter}", reason="break")
    assert note() == {
        "id": "Semua ruang Dukcapil tutup sementara.", "en": "Every room of Dukcapil is closed for a short time.",
    }  # fmt: skip

    for counter in ("1", "2"):
        hall.press("close", counter, f"clerk {counter}")
    assert note() == {"id": "Belum ada ruang yang memanggil.", "en": "No room is calling yet."}


def test_a_planned_break_is_waited_for() -> None:
    hall = hall_with(
        "1",
        hours=dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "08:00-09:10, 10:00-15:00"),
    )
    numbers = [hall.issue("ktp") for _ in range(3)]

    waits = [expected(hall, number) for number in numbers]

    assert waits == [0, PLANNED, 60], "the third would be called within the break, which ends at ten"


def test_priority_waits_less_and_the_others_a_little_longer() -> None:
    hall = hall_with("1")
    others = [hall.issue("ktp") for _ in range(4)]
    pregnant = hall.issue("ktp", priority="pregnant")

    assert expected(hall, pregnant) == 0
    assert expected(hall, others[0]) == round(PLANNED * (1 + 0.2 / 2), 2)


@pytest.mark.parametrize(
    ("wait", "expected"),
    [
        (Wait(0, 2), (0, 5)), (Wait(11, 15.01), (10, 20)), (Wait(15, 25), (15, 25)), (Wait(89, 130), (85, 130)),
        (Wait(90, 120), (90, None)), (Wait(400, 520), (90, None)),
    ],
)  # fmt: skip
def test_a_range_is_told_in_steps_of_five_minutes_and_beyond_ninety_only_that_it_is_more(
    wait: Wait, expected: tuple[int, int | None]
) -> None:
    assert (wait.low, wait.high) == expected


def test_a_newcomer_is_told_what_he_is_told_once_he_has_his_number() -> None:
    hall = hall_with("1", "3")
    for service in ("ktp", "ktp", "kk", "jkn"):
        hall.issue(service)
    newcomer = Estimates(scene(hall.hall, hall.now_ms)).of_newcomer("ktp")

    number = hall.issue("ktp")

    assert newcomer is not None
    assert round(newcomer.expected, 2) == expected(hall, number)


def test_somebody_who_waits_for_a_counter_alone_and_a_service_that_is_no_more_breaks_nothing() -> None:
    hall = hall_with("1", "2", "3")
    sent, left = hall.issue("ktp"), hall.issue("jkn")
    hall.press("next", session_id="clerk 1")
    hall.press("transfer", session_id="clerk 1", to_counter="2")
    smaller = house_content()
    smaller["services"] = [one for one in smaller["services"] if one["id"] == "kk"]
    hall.record([HouseAdopted(at_ms=hall.now_ms, house_seq=2, content=smaller, policy=2)])

    assert expected(hall, sent) == 0
    assert expected(hall, left) is None
    assert displayed_range(hall, hall.issue("kk")) is not None


def test_the_note_names_the_counter_that_is_away_and_when_it_is_back() -> None:
    hall = hall_with("1", "2")
    number = hall.issue("ktp")
    hall.press("pause", "2", "clerk 2", reason="break", until_ms=hall.now_ms + 20 * MINUTE)

    note = visitor.ticket(hall.hall, hall.hall.tickets[number], "t", hall.now_ms)["wait_note"]

    assert note == {
        "id": "Loket 2 tutup sementara. Buka lagi pukul 09.20.",
        "en": "Counter 2 is closed for a short time. Back at 09.20.",
    }


def test_a_number_newer_than_the_estimates_says_what_its_visitor_was_told() -> None:
    hall = hall_with("1")
    current = Estimates(scene(hall.hall, hall.now_ms))
    hall.now_ms += 500
    number = hall.issue("ktp", told=Wait(17.0, 24.0))

    def wait_now(estimates: Estimates) -> tuple[int, int, str]:
        wait_json = visitor.ticket(hall.hall, hall.hall.tickets[number], "t", hall.now_ms, estimates)["wait"]
        return wait_json["low_min"], wait_json["high_min"], wait_json["at"]

    assert wait_now(current) == (15, 25, "2026-06-08T09:00:00.500+08:00")
    minutes_pass(hall, 1)
    assert wait_now(Estimates(scene(hall.hall, hall.now_ms)))[0] == 0


def test_where_every_counter_is_away_the_note_says_so_and_when_the_first_one_known_is_back() -> None:
    hall = hall_with("1", "2")
    number = hall.issue("ktp")
    hall.press("pause", "1", "clerk 1", reason="break")
    hall.press("pause", "2", "clerk 2", reason="break")

    def notes() -> tuple[str, str]:
        on_phone = visitor.ticket(hall.hall, hall.hall.tickets[number], "t", hall.now_ms)["wait_note"]
        agencies = visitor.venue(hall.hall, hall.now_ms)["agencies"]
        at_kiosk = next(s for a in agencies for s in a["services"] if s["id"] == "ktp")["wait_note"]
        return on_phone["id"], at_kiosk["id"]

    assert set(notes()) == {"Semua loket Dukcapil tutup sementara."}
    hall.press("pause", "2", "clerk 2", reason="break", until_ms=hall.now_ms + 20 * MINUTE)
    assert set(notes()) == {"Semua loket Dukcapil tutup sementara. Buka lagi pukul 09.20."}


@pytest.mark.parametrize("shape", SHAPES[:2], ids=lambda shape: shape.name)
def test_on_simulated_days_the_shown_end_holds_for_most(shape: object) -> None:
    """The same days as ``make waits``, but far fewer: this detects breakage, and ``make waits`` measures accuracy."""
    guesses: list[Guess] = []
    for seed in range(900, 906):
        watch = Watch()
        day = Day(SHAPES[[s.name for s in SHAPES].index(shape.name)], seed, priority=0.1, look=watch).play()  # type: ignore[attr-defined]
        guesses += watch.guesses(day)

    row = figures(guesses, [])

    assert row["n"] > 500
    assert row["mean error"] < 10
    assert row["bias"] < 4
    assert row["shown end covers, %"] > 75
    assert row["MSE / rolling wait"] < 0.7
