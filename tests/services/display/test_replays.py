"""Replays of a day on a test TV: who may start one, what its screen receives, and that no other screen does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from threading import Barrier
from typing import Any

import pytest

from rig.running import Clerk, RunningHall
from rig.screens import Refused, Screen, calls, service_of
from rig.waiting import wait_for
from services.display.boards.replays import REPLAYS_MAX

COUNTER = "21"
DAY_STARTS_AT = "04:00"


@pytest.fixture(scope="module")
def maria(hall: RunningHall) -> Clerk:
    return hall.staff("supervisor", name="maria.replay")


@pytest.fixture
def called(hall: RunningHall, maria: Clerk) -> dict[str, Any]:
    """A call within this minute that is already finished: its number, time and minute."""
    service = service_of(hall, maria, COUNTER)
    hall.issue(service)
    ticket = maria.press(COUNTER, "next").json()["ticket"]
    maria.press(COUNTER, "finish")
    maria.press(COUNTER, "close")
    return {"number": ticket["number"], "at": ticket["called_at"], "minute": ticket["called_at"][11:16]}


def code_of(maria: Clerk, hall: RunningHall, **wish: Any) -> str:
    response = maria.ask("POST", "replays", **wish)
    assert response.status_code == 200, response.text
    return str(response.json()["board"].partition("?replay=")[2])


def replaying(hall: RunningHall, code: str, **more: Any) -> Screen:
    return Screen(hall.ready["display"], "/board", {"venue": hall.venue, "replay": code} | more)


def test_a_screen_is_told_the_day_again_from_a_minute_on(
    hall: RunningHall, maria: Clerk, called: dict[str, Any]
) -> None:
    screen = replaying(hall, code_of(maria, hall, minute=called["minute"], speed=10))

    assert screen.next("house")["venue"]["id"] == hall.venue
    first = screen.next("board")
    assert not any(call["number"] == called["number"] for call in first["calls"])
    assert first["now"][:16] == called["at"][:16]
    assert screen.next("replay") == {"day": first["service_day"], "speed": 10, "state": "playing"}
    board = screen.next("board", where=lambda state: calls(state, called["number"]))
    assert board["now"] >= called["at"]
    assert board["heard"] == board["now"]
    assert screen.next("replay", state="over")["day"] == first["service_day"]
    beats = [screen.next("heartbeat") for _ in range(2)]
    screen.close()
    assert beats[0]["now"] == beats[1]["now"]
    assert beats[1]["epoch"] == board["epoch"]


@pytest.mark.usefixtures("called")
def test_a_replay_runs_ten_times_as_fast_when_asked_to(hall: RunningHall, maria: Clerk) -> None:
    # Two replays from the first minute of the day, before any event
    screens = [replaying(hall, code_of(maria, hall, minute=DAY_STARTS_AT, speed=speed)) for speed in (1, 10)]

    ran_s = []
    for screen in screens:
        first, second = (datetime.fromisoformat(screen.next("heartbeat")["now"]) for _ in range(2))
        ran_s.append((second - first).total_seconds())
        screen.close()

    assert 5 < ran_s[1] / ran_s[0] < 20


def test_a_screen_that_lost_its_connection_goes_on_where_it_was_by_its_code_as_typed(
    hall: RunningHall, maria: Clerk, called: dict[str, Any]
) -> None:
    code = code_of(maria, hall, minute=called["minute"]).lower()
    at = datetime.fromisoformat(called["at"])

    screen = replaying(hall, code, at=round(at.timestamp() * 1000))

    board = screen.next("board")
    screen.close()
    assert calls(board, called["number"])
    assert board["now"] >= at.isoformat(timespec="milliseconds")


def test_a_replay_shows_what_its_board_is_for(
    hall: RunningHall, maria: Clerk, called: dict[str, Any]
) -> None:
    code = code_of(maria, hall, minute=called["minute"], speed=10)

    other = replaying(hall, code, counter="1")
    own = replaying(hall, code, counter=COUNTER)

    # The call is replayed although its ticket was finished and its counter closed a moment later.
    assert (
        own.next("board", where=lambda message: calls(message, called["number"]))["desk"]["state"]
        == "calling"
    )
    boards = []
    while (message := other.events.get(timeout=8))[1].get("state") != "over":
        boards += [message[1]] if message[0] == "board" else []
    assert boards
    assert not any(calls(board, called["number"]) for board in boards)
    other.close()
    own.close()
    with pytest.raises(Refused, match="unknown-counter"):
        replaying(hall, code, counter="99")


def test_only_so_many_screens_replay_at_once_and_one_that_left_makes_room(
    hall: RunningHall, maria: Clerk, called: dict[str, Any]
) -> None:
    code = code_of(maria, hall, minute=called["minute"])
    screens = [replaying(hall, code) for _ in range(REPLAYS_MAX)]

    with pytest.raises(Refused, match="replay-full"):
        replaying(hall, code)
    screens.pop().close()

    def is_let_in() -> bool:
        with suppress(Refused):
            screens.append(replaying(hall, code))
        return len(screens) == REPLAYS_MAX

    wait_for(is_let_in, what="its place")
    screens[-1].next("replay", state="playing")
    for screen in screens:
        screen.close()


def test_of_many_that_ask_in_one_moment_no_more_are_let_in(
    hall: RunningHall, maria: Clerk, called: dict[str, Any]
) -> None:
    code = code_of(maria, hall, minute=called["minute"])
    together = Barrier(3 * REPLAYS_MAX)

    def ask_for_one(_: int) -> Screen | None:
        together.wait(10)
        with suppress(Refused):
            return replaying(hall, code)
        return None

    with ThreadPoolExecutor(together.parties) as pool:
        screens = [screen for screen in pool.map(ask_for_one, range(together.parties)) if screen]

    assert len(screens) <= REPLAYS_MAX
    for screen in screens:
        screen.close()


def test_nobody_else_hears_of_a_replay(hall: RunningHall, maria: Clerk, called: dict[str, Any]) -> None:
    board = Screen(hall.ready["display"], "/board", {"venue": hall.venue})
    board.next("board")
    before = maria.ask("GET", "live").json()
    screen = replaying(hall, code_of(maria, hall, minute=called["minute"], speed=10))
    screen.next("replay", state="over")
    screen.close()

    board.next("heartbeat")
    after = maria.ask("GET", "live").json()
    board.close()
    assert after["seq"] == before["seq"]
    assert [event for event, _ in board.events.queue if event == "replay"] == []


def test_supervisors_and_admins_may_let_a_day_be_replayed_others_not(hall: RunningHall) -> None:
    answers = {
        role: hall.staff(role, name=f"{role}.replays").ask("POST", "replays", minute="09:41").status_code
        for role in ("supervisor", "admin", "clerk", "reception", "auditor")
    }  # fmt: skip

    assert answers == {"supervisor": 200, "admin": 200, "clerk": 403, "reception": 403, "auditor": 403}


@pytest.mark.parametrize(
    ("wish", "slug"),
    [
        ({"minute": "09:41", "day": "2020-01-01"}, "unknown-day"),
        ({"minute": "09:41", "day": "2020-13-01"}, "malformed"),
        ({"minute": "9:41"}, "malformed"),
        ({"minute": "09:41", "speed": 7}, "malformed"),
        ({}, "malformed"),
    ],
)
def test_a_day_that_cannot_be_replayed_is_refused_in_words(
    hall: RunningHall, maria: Clerk, wish: dict[str, Any], slug: str
) -> None:
    response = maria.ask("POST", "replays", **wish)

    assert response.json()["slug"] == slug
    assert response.json()["detail"]
