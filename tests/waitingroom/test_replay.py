"""A replayed day: at each time its screen displays what the boards displayed then."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from rig.cast import DAY, MINUTE, NINE, OpenHall
from waitingroom.hall import Hall
from waitingroom.replay import Replay
from waitingroom.views.board import board

ALL = 1_000


def morning() -> OpenHall:
    """A hall where A-001 is called after a minute, that is undone five seconds later, and called after two minutes."""
    hall = OpenHall()
    hall.issue("ktp")
    hall.open()
    for verb, after_s in (("next", 60), ("undo", 65), ("next", 120)):
        hall.now_ms = NINE + after_s * 1_000
        hall.press(verb)
    return hall


def replay_of(hall: OpenHall) -> Replay:
    return Replay(enumerate(hall.facts, 1))


def displayed(replay: Replay, at_ms: int) -> list[str]:
    return [call["number"] for call in board(replay.hall, at_ms)["calls"]]


def test_it_tells_the_facts_up_to_a_time_and_no_further() -> None:
    replay = replay_of(morning())

    seen = []
    for after_s in (0, 59, 60, 64, 65, 119, 120, 999):
        replay.tell(NINE + after_s * 1_000, ALL)
        seen.append(displayed(replay, NINE + after_s * 1_000))

    assert seen == [[], [], ["A-001"], ["A-001"], [], [], ["A-001"], ["A-001"]]
    assert replay.next_ms is None
    assert replay.hall.service_day == DAY


def test_the_day_is_open_at_once_whenever_it_was_opened() -> None:
    replay = replay_of(morning())

    assert replay.hall.is_open
    assert displayed(replay, NINE - 60 * MINUTE) == []
    assert replay.tell(NINE - 60 * MINUTE, ALL) == []


def test_a_day_that_never_was_is_over_and_not_open() -> None:
    replay = Replay([])

    assert not replay.hall.is_open
    assert replay.next_ms is None
    assert replay.tell(NINE, ALL) == []


def test_no_more_is_told_in_one_go_than_was_asked_for() -> None:
    hall = morning()
    replay = replay_of(hall)
    end = NINE + 60 * MINUTE

    breaths = []
    while messages := replay.tell(end, 2):
        breaths.append(len(messages))

    assert set(breaths[:-1]) == {2}
    assert replay.hall.seq == len(hall.facts)


@given(times_s=st.lists(st.integers(0, 150), min_size=1, max_size=8), most=st.integers(1, 3))
def test_however_it_is_told_the_hall_is_the_fold_of_what_was_told(times_s: list[int], most: int) -> None:
    hall = morning()
    replay = replay_of(hall)
    for after_s in sorted(times_s):
        until = NINE + after_s * 1_000
        while replay.tell(until, most):
            pass

    folded = Hall()
    for seq, fact in enumerate(hall.facts, 1):
        if fact.at_ms <= until:
            folded.apply(seq, fact)
    assert board(replay.hall, until) == board(folded, until)
