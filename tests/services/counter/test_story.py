"""Stories of past days: what happened to a number, and how accurate the predicted waits were."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest

from rig.history.day_before import Called, called_on_the_day_before
from rig.running import Clerk, RunningHall
from rig.screens import Screen, calls
from waitingroom.waits.estimate import Wait

SERVICE, COUNTER = "kirim", "29"


class NextDay(NamedTuple):
    """A hall, and what was called in it on the day before."""

    hall: RunningHall
    yesterday: Called
    maria: Clerk


@pytest.fixture(scope="module")
def next_day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NextDay]:
    folder = tmp_path_factory.mktemp("story")
    yesterday = called_on_the_day_before(folder, service=SERVICE, counter=COUNTER, told=Wait(2, 4))
    running = RunningHall(folder)
    yield NextDay(running, yesterday, running.staff("supervisor", name="maria.story"))
    running.stop()


def test_the_story_of_a_number_is_of_the_day_that_was_asked_for(next_day: NextDay) -> None:
    hall, (number, day, _), maria = next_day
    assert hall.issue(SERVICE).json()["number"] == number

    then = maria.ask("GET", f"tickets/{number}/story?day={day}").json()
    today = maria.ask("GET", f"tickets/{number}/story").json()

    assert [fact["kind"] for fact in then["facts"]] == ["issued", "called", "finished"]
    assert (then["day"], {fact["counter"] for fact in then["facts"]}) == (day, {None, COUNTER})
    assert [fact["kind"] for fact in today["facts"]] == ["issued"]
    assert today["day"] > day


def test_the_story_of_a_minute_is_of_the_day_that_was_asked_for(next_day: NextDay) -> None:
    _, yesterday, maria = next_day

    minute_story = maria.ask("GET", f"story?minute={yesterday.minute}&day={yesterday.day}").json()

    assert minute_story["day"] == yesterday.day
    assert [fact["number"] for fact in minute_story["facts"] if fact["kind"] == "called"] == [
        yesterday.number
    ]


def test_another_day_is_replayed_from_its_call_on(next_day: NextDay) -> None:
    hall, yesterday, maria = next_day
    answer = maria.ask("POST", "replays", minute=yesterday.minute, day=yesterday.day, speed=10).json()
    code = answer["board"].partition("?replay=")[2]

    screen = Screen(hall.ready["display"], "/board", {"venue": hall.venue, "replay": code})

    board = screen.next("board", where=lambda state: calls(state, yesterday.number))
    screen.close()
    assert (answer["day"], board["service_day"]) == (yesterday.day, yesterday.day)


def test_the_waits_of_a_day_are_scored_as_its_visitors_were_told_them(next_day: NextDay) -> None:
    hall, (_, day, _), maria = next_day

    then, today = maria.ask("GET", f"waits?day={day}").json(), maria.ask("GET", "waits").json()

    one = {
        "n": 1, "bias_min": pytest.approx(1.5, abs=0.2), "median_error_min": pytest.approx(1.5, abs=0.2),
        "mean_error_min": pytest.approx(1.5, abs=0.2), "inside": 1.0, "under": 1.0, "late": 0.0,
    }  # fmt: skip
    assert then["day"] == day
    assert then["all"] == one
    assert then["services"] == [{"service": SERVICE} | one]
    assert [hour["n"] for hour in then["hours"]] == [1]
    assert today == {"day": today["day"], "all": None, "services": [], "hours": []}
    assert today["day"] > day
    elsewhere = hall.staff("supervisor", name="yanti.story", agencies=["dukcapil"])
    assert elsewhere.ask("GET", f"waits?day={day}").json()["all"] is None, "out of reach"


@pytest.mark.parametrize(
    ("path", "slug", "words"),
    [
        ("tickets/Z-999/story?day={day}", "unknown-number", "There was no number Z-999 on "),
        ("tickets/Z-999/story", "unknown-number", "There is no number Z-999 today."),
        (
            "story?minute=09:41&day=2020-06-08",
            "unknown-day",
            "There is no record of a queue on 8 June 2020.",
        ),
        ("story?minute=09:41&day=2020-13-08", "malformed", ""),
        ("tickets/Z-999/story?day=kemarin", "malformed", ""),
        ("story?minute=9:41", "malformed", ""),
        ("waits?day=2020-06-08", "unknown-day", "There is no record of a queue on 8 June 2020."),
        ("waits?day=kemarin", "malformed", ""),
    ],
)
def test_what_was_not_is_said_in_words(next_day: NextDay, path: str, slug: str, words: str) -> None:
    _, yesterday, maria = next_day

    body = maria.ask("GET", path.format(day=yesterday.day)).json()

    assert body["slug"] == slug
    assert words in body["detail"]
