"""Live screens in both async modes: whole states, immediate calls, heartbeats, refusals with slugs."""

from __future__ import annotations

import contextlib
import json
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import websocket
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rig.running import Clerk, RunningHall
from rig.screens import Refused, Screen, calls, display_beside, service_of
from rig.waiting import PATIENCE_S
from waitingroom.log.redis_log import RedisStore, Vault

COUNTER = "20"


@pytest.fixture(scope="module", params=["eventlet", "threading"])
def display(hall: RunningHall, request: pytest.FixtureRequest) -> Iterator[str]:
    """A second display service, in the async mode of the test."""
    with display_beside(hall, request.param) as url:
        yield url


@pytest.fixture(scope="module")
def clerk(hall: RunningHall) -> Clerk:
    return hall.clerk()


@pytest.fixture
def service(hall: RunningHall, clerk: Clerk) -> Iterator[str]:
    """An open service of COUNTER, with an empty line and no current ticket."""
    yield service_of(hall, clerk, COUNTER)
    clerk.press(COUNTER, "finish")
    clerk.press(COUNTER, "close")


def test_a_board_gets_the_names_and_the_whole_state_on_connect(hall: RunningHall, display: str) -> None:
    screen = Screen(display, "/board", {"venue": hall.venue})

    house, board = screen.next("house"), screen.next("board")

    assert house["venue"]["id"] == hall.venue
    assert len(house["agencies"]) >= 21
    assert {"seq", "epoch", "venue", "house", "calls"} <= set(board)
    assert len(json.dumps(board)) <= 4096
    screen.close()


def test_a_call_reaches_every_board_and_so_does_a_count(
    hall: RunningHall, display: str, clerk: Clerk, service: str
) -> None:
    screens = [Screen(display, "/board", {"venue": hall.venue}) for _ in range(5)]
    for screen in screens:
        screen.next("board")
    number = hall.issue(service).json()["number"]
    for screen in screens:
        assert screen.next("board", where=lambda board: board["waiting"])

    clerk.press(COUNTER, "next")
    boards = [screen.next("board", where=lambda board: calls(board, number)) for screen in screens]

    assert boards[0]["calls"][0]["counter"] == COUNTER
    recalled = clerk.press(COUNTER, "recall").json()["seq"]
    assert screens[0].next("board", seq=recalled)["calls"][0]["recalls"] == 1
    for screen in screens:
        screen.close()


def test_a_heartbeat_carries_the_sequence_and_when_the_log_was_heard(hall: RunningHall, display: str) -> None:
    screen = Screen(display, "/board", {"venue": hall.venue})

    beat = screen.next("heartbeat")

    assert {"seq", "epoch", "now"} <= set(beat)
    assert beat["heard"] <= beat["now"]
    screen.close()


def test_a_phone_is_told_its_own_place_only(
    hall: RunningHall, display: str, clerk: Clerk, service: str
) -> None:
    first, second = hall.issue(service).json(), hall.issue(service).json()
    phone = Screen(display, "/ticket", {"pass": second["token"]})
    assert phone.next("ticket", ahead=1)

    clerk.press(COUNTER, "next")
    assert phone.next("ticket", ahead=0)
    clerk.press(COUNTER, "next", finish=True)
    called = phone.next("ticket", state="called")

    assert (called["number"], called["counter"]) == (second["number"], COUNTER)
    assert first["number"] not in json.dumps(called)
    phone.close()


def test_a_clerks_panel_opens_once_with_its_pass(
    hall: RunningHall, display: str, clerk: Clerk, service: str
) -> None:
    clerk_pass = clerk.state(COUNTER)["pass"]
    panel = Screen(display, "/counter", {"pass": clerk_pass})
    assert panel.next("counter")["counter"]["id"] == COUNTER

    hall.issue(service)

    assert panel.next("counter", waiting=1)["queue"]
    with pytest.raises(Refused, match="pass-unknown"):
        Screen(display, "/counter", {"pass": clerk_pass})
    panel.close()


def test_passes_are_kept_hashed(hall: RunningHall, clerk: Clerk) -> None:
    clerk_pass = clerk.state(COUNTER)["pass"]
    store = RedisStore(hall.ready["redis"])

    keys = store.commands.keys("antre:*pass*")

    assert keys
    assert not any(clerk_pass.encode() in key for key in keys)
    assert Vault(store).get(f"pass:{clerk_pass}") is None
    store.stop()


@pytest.mark.parametrize(
    ("namespace", "auth", "slug"),
    [
        ("/board", {"venue": "moon"}, "unknown-venue"),
        ("/board", {}, "unknown-venue"),
        ("/board", {"venue": "mpp-kupang", "zone": "moon"}, "unknown-zone"),
        ("/board", {"venue": "mpp-kupang", "agency": "moon"}, "unknown-agency"),
        ("/board", {"venue": "mpp-kupang", "counter": "99"}, "unknown-counter"),
        ("/board", "mpp-kupang", "unknown-venue"),
        ("/board", {"venue": ["mpp-kupang"]}, "unknown-venue"),
        ("/board", {"venue": "a" * 5000}, "unknown-venue"),
        ("/ticket", {"pass": "forged"}, "pass-unknown"),
        ("/ticket", {"pass": None}, "pass-unknown"),
        ("/counter", {"pass": "forged"}, "pass-unknown"),
        ("/counter", None, "pass-unknown"),
        ("/board", {"venue": "mpp-kupang", "replay": "forged"}, "pass-unknown"),
        ("/board", {"venue": "mpp-kupang", "replay": ["x"], "at": "y"}, "pass-unknown"),
    ],
)
def test_who_asks_for_what_is_not_there_is_refused_with_a_slug(
    display: str, namespace: str, auth: Any, slug: str
) -> None:
    with pytest.raises(Refused, match=slug):
        Screen(display, namespace, auth)


def test_only_pages_of_the_house_may_connect(hall: RunningHall, display: str) -> None:
    screen = Screen(display, "/board", {"venue": hall.venue}, origin=f"http://127.0.0.1:{hall.port + 1}")
    screen.close()

    with pytest.raises(Refused):
        Screen(display, "/board", {"venue": hall.venue}, origin="http://evil.example")


def test_an_edit_of_the_house_is_on_every_board_at_once(hall: RunningHall, display: str) -> None:
    screen = Screen(display, "/board", {"venue": hall.venue})
    screen.next("house")
    motto = f"Beres {uuid.uuid4().hex[:20]}"

    hall.edit_house(lambda house: house.update(motto=motto))

    assert screen.next("house", where=lambda house: house["venue"]["motto"] == motto)
    assert requests.get(f"{hall.tickets}/venues/{hall.venue}", timeout=PATIENCE_S).ok
    screen.close()


def test_a_board_tells_how_long_a_service_takes_and_tells_it_anew_when_that_moves(
    hall: RunningHall, display: str, clerk: Clerk, service: str
) -> None:
    agency = next(one["agency"] for one in hall.house()["services"] if one["id"] == service)
    screen = Screen(display, "/board", {"venue": hall.venue, "agency": agency})

    def wait_range(board: dict[str, Any]) -> dict[str, Any]:
        return next((one.get("wait") or {} for one in board["services"] if one["service"] == service), {})

    hall.issue(service)
    first = wait_range(screen.next("board", where=lambda board: bool(wait_range(board))))
    for _ in range(8):
        hall.issue(service)
    later = wait_range(
        screen.next("board", where=lambda board: wait_range(board).get("low_min", 0) > first["low_min"])
    )

    assert set(first) == {"low_min", "high_min"}, "without the time, which must not cause an update"
    assert later["high_min"] is None or later["high_min"] > first["high_min"]
    screen.close()


def test_a_board_with_the_whole_rush_in_it_stays_small(hall: RunningHall, display: str) -> None:
    screen = Screen(display, "/board", {"venue": hall.venue})

    board = screen.next("board")

    assert len(board["calls"]) <= 12
    assert len(json.dumps(board, separators=(",", ":"))) <= 4096
    screen.close()


SLUGS = {
    "unknown-venue", "unknown-zone", "unknown-agency", "unknown-counter", "unknown-ticket", "pass-unknown",
    "board-full", "not-ready", "unavailable", "device-unknown", "device-elsewhere", "not-paired", "replay-full",
    "unknown-day",
}  # fmt: skip
"""All refusals that docs/events.md names."""

anything: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=80) | st.just("1e400"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=20), inner, max_size=3),
    max_leaves=6,
)
namespaces = st.sampled_from(["/board", "/counter", "/ticket"])
members = st.fixed_dictionaries(
    {},
    optional={
        name: anything | st.just("mpp-kupang")
        for name in ("venue", "zone", "agency", "counter", "pass", "device", "replay", "at")
    },
)
bounded = settings(
    max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@contextlib.contextmanager
def raw_client(display: str) -> Iterator[websocket.WebSocket]:
    """A client that may send anything, and disconnects without a close message."""
    address = display.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    client = websocket.create_connection(address, timeout=PATIENCE_S)
    try:
        yield client
    finally:
        client.shutdown()


def test_whatever_a_screen_says_it_is_for_it_is_let_in_or_refused_with_a_documented_slug(
    hall: RunningHall, display: str
) -> None:
    watching, slugs = Screen(display, "/board", {"venue": hall.venue}), []

    @bounded
    @given(namespace=namespaces, auth=anything | members)
    def run(namespace: str, auth: Any) -> None:
        with raw_client(display) as rude:
            rude.send(f"40{namespace},{json.dumps(auth)}")
            answer = next(text for _ in range(9) if (text := rude.recv()).startswith(("40", "44")))
        if answer.startswith("44"):
            slugs.append(json.loads(answer.partition(",")[2])["message"])

    run()
    assert slugs
    assert set(slugs) <= SLUGS
    watching.next("heartbeat")
    watching.close()


FRAMES = [
    ["40/board,{"], ["40/board,[]"], ['40/board,"x"'], ["40/nowhere,{}"], ["99"], ["42"], ["", "\x00"],
    ['40/board,{"venue":"mpp-kupang"}', '42/board,["board",{"calls":[]}]', "451-/board,[{}]", "43/board,1[]"],
    ['40/board,{"venue":"mpp-kupang"}', "40/board,{}", "41/board,", '42/board,["disconnect"]'],
    ["40/board," + "[" * 8_000], ['40/board,{"venue":"' + "x" * 20_000 + '"}'],
]  # fmt: skip
"""Malformed frames to send after the handshake, one connection per list."""


def test_malformed_messages_harm_nobody_else(hall: RunningHall, display: str) -> None:
    watching = Screen(display, "/board", {"venue": hall.venue})
    for frames in FRAMES:
        with raw_client(display) as rude, contextlib.suppress(OSError, websocket.WebSocketException):
            rude.settimeout(0.3)
            for frame in frames:
                rude.send(frame)
                rude.recv()

    assert watching.next("board")["seq"]
    fresh = Screen(display, "/board", {"venue": hall.venue})
    assert fresh.next("board")["seq"]
    for screen in (watching, fresh):
        screen.close()
