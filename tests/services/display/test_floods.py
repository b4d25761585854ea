"""Attacks on the display's sockets: ended, bounded in memory, never at others' cost (rig/attackers/sockets.py)."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from rig.attackers import sockets as attackers
from rig.attackers.sockets import board_packet, flood, frame, open_socket
from rig.running import Clerk, RunningHall
from rig.screens import Refused, Screen, calls, display_beside, service_of
from rig.waiting import PATIENCE_S, wait_for

COUNTER = "20"
CALLS = 5
CROWD, STAYS = 1_500, 0.6
"""At most this share of a crowd's memory stays allocated; it was 0.9 when memory was not returned to the system."""
ANSWER_PINGS_S = 2.0
FILES = 150


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


FLOODS = {
    "unknown events": attackers.UNKNOWN_EVENT,
    "known events": attackers.REPORT,
    "pings of engine.io": attackers.ENGINE_PING,
    "pongs": attackers.ENGINE_PONG,
    "no-operations": attackers.ENGINE_NOOP,
    "unknown namespaces": frame("40/nowhere,"),
    "refused connects": frame('40/board,{"venue":"moon"}'),
    "malformed packets": frame("42/board,["),
    "binary messages": frame("x" * 1_000, attackers.BINARY),
    "pings of the websocket": attackers.WEBSOCKET_PING,
    "a message without end": frame("", attackers.CONTINUATION, final=False),
}
"""The frame that is sent repeatedly."""


@pytest.mark.parametrize("what", FLOODS)
def test_a_flood_is_ended_whatever_it_says_and_boards_hear_every_call(
    hall: RunningHall, clerk: Clerk, service: str, display: str, what: str
) -> None:
    watching = Screen(display, "/board", {"venue": hall.venue})
    with open_socket(display) as flooder:
        flooder.sendall(frame(board_packet(hall.venue)))
        if what == "a message without end":
            flooder.sendall(frame("4", final=False))

        assert flood(flooder, FLOODS[what], PATIENCE_S)

    number = hall.issue(service).json()["number"]
    clerk.press(COUNTER, "next", finish=True)
    assert watching.next("board", where=partial(calls, number=number))
    watching.close()


def test_boards_hear_every_call_while_a_flooder_comes_back_again_and_again(
    hall: RunningHall, clerk: Clerk, service: str, display: str
) -> None:
    watching = Screen(display, "/board", {"venue": hall.venue})
    with attackers.flooding(display, hall.venue, attackers.UNKNOWN_EVENT):
        wait_for(lambda: refused(display, "flood") > 2, what="the flooder to return")
        for _ in range(CALLS):
            number = hall.issue(service).json()["number"]
            clerk.press(COUNTER, "next", finish=True)
            watching.next("board", where=partial(calls, number=number))
    watching.close()
    assert_nobody_left(display)


def test_a_paired_board_may_say_what_boards_say_and_no_more(
    hall: RunningHall, display: str, devices_of: Any
) -> None:
    _, token = devices_of()
    with open_socket(display) as board:
        board.sendall(frame(f"40/board,{json.dumps({'venue': hall.venue, 'device': token})}"))
        wait_for(lambda: figure(display, "antre_sockets", kind="house") == 1, what="the board")
        board.sendall(attackers.REPORT * 100)
        probe = Screen(display, "/board", {"venue": hall.venue})
        assert probe.next("heartbeat")
        assert figure(display, "antre_sockets", kind="house") == 1

        assert flood(board, attackers.REPORT, PATIENCE_S)
        probe.close()
    assert_nobody_left(display)


def test_who_names_no_namespace_is_sent_away_though_it_answers_pings(hall: RunningHall, display: str) -> None:
    hellos: list[list[str]] = [[], ['40/board,{"venue":"moon"}'], [board_packet(hall.venue), "41/board,"]]
    with ExitStack() as held:
        board = open_held(held, display, board_packet(hall.venue))
        wordless = [open_held(held, display, *hello) for hello in hellos]
        stop = threading.Event()
        held.callback(stop.set)
        threading.Thread(target=answer_pings, args=([board, *wordless], stop), daemon=True).start()

        wait_for(
            lambda: all(is_ended(client) for client in wordless), what="the silent clients to be disconnected"
        )
        assert not is_ended(board)
    assert_nobody_left(display)


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_a_full_house_still_has_places_for_its_own_screens(
    hall: RunningHall, clerk: Clerk, devices_of: Any, mode: str
) -> None:
    _, token = devices_of()
    with display_beside(hall, mode, ANTRE_DISPLAY_CLIENTS_MAX="2") as display, ExitStack() as held:
        for _ in range(2):
            held.callback(Screen(display, "/board", {"venue": hall.venue}).close)
        for _ in range(4):
            open_held(held, display)

        with pytest.raises(Refused, match="board-full"):
            Screen(display, "/board", {"venue": hall.venue})
        paired = Screen(display, "/board", {"venue": hall.venue, "device": token})
        panel = Screen(display, "/counter", {"pass": clerk.state(COUNTER)["pass"]})

        assert paired.next("board")
        assert panel.next("counter")
        for path in ("/healthz", "/readyz"):
            assert requests.get(display + path, timeout=PATIENCE_S).ok
        for screen in (paired, panel):
            screen.close()


def test_silent_sockets_without_number_keep_nobody_out(hall: RunningHall) -> None:
    with display_beside(hall, "eventlet", ANTRE_DISPLAY_CLIENTS_MAX="100") as display, ExitStack() as held:
        at = urlsplit(display)
        for _ in range(CROWD):
            held.enter_context(socket.create_connection((at.hostname or "", at.port or 80), PATIENCE_S))

        assert requests.get(f"{display}/healthz", timeout=PATIENCE_S / 4).ok
        assert admitted(held, display, hall.venue)


@pytest.mark.parametrize("crowd", ["silent", "wordless", "boards"])
def test_who_opens_more_sockets_than_files_may_be_open_keeps_the_house_out_of_nothing(
    hall: RunningHall, devices_of: Any, crowd: str
) -> None:
    _, token = devices_of()
    with display_beside(hall, "eventlet", files_max=FILES) as display, ExitStack() as held:
        at, hello = urlsplit(display), [board_packet(hall.venue)] if crowd == "boards" else []
        for _ in range(FILES * 2):
            if crowd == "silent":
                held.enter_context(socket.create_connection((at.hostname or "", at.port or 80), PATIENCE_S))
            else:
                with suppress(OSError):
                    open_held(held, display, *hello)

        assert requests.get(f"{display}/healthz", timeout=PATIENCE_S / 4).ok
        assert admitted(held, display, hall.venue, device=token)


def test_one_address_takes_its_share_and_no_more(hall: RunningHall, devices_of: Any) -> None:
    _, token = devices_of()
    with display_beside(hall, "eventlet", ANTRE_DISPLAY_ADDRESS_MAX="2") as display, ExitStack() as held:
        for _ in range(2):
            assert admitted(held, display, hall.venue)

        assert not admitted(held, display, hall.venue)
        assert admitted(held, display, hall.venue, device=token)
        assert admitted(held, display, hall.venue, source="127.0.0.2")


def test_behind_the_gateway_an_address_is_the_visitors(hall: RunningHall) -> None:
    settings = {"ANTRE_DISPLAY_ADDRESS_MAX": "1", "ANTRE_BEHIND_GATEWAY": "1"}
    with display_beside(hall, "eventlet", **settings) as display, ExitStack() as held:
        assert admitted(held, display, hall.venue, X_Forwarded_For="10.1.1.1")
        assert admitted(held, display, hall.venue, X_Forwarded_For="10.1.1.2")

        assert not admitted(held, display, hall.venue, X_Forwarded_For="10.1.1.2")
        assert not admitted(held, display, hall.venue, X_Forwarded_For="10.9.9.9, 10.1.1.2")


def test_the_memory_of_those_who_left_returns(hall: RunningHall) -> None:
    with display_beside(hall, "eventlet") as display:
        before = resident_mb(display)
        with ExitStack() as held:
            for _ in range(CROWD):
                open_held(held, display)
            under = resident_mb(display)

        most = before + (under - before) * STAYS
        wait_for(lambda: resident_mb(display) < most, 2 * PATIENCE_S, f"less than {most} MB, of {under}")


def resident_mb(display: str) -> float:
    """Return the resident memory of a display, MB."""
    return figure(display, "process_resident_memory_bytes") / 2**20


def open_held(held: ExitStack, display: str, *messages: str, **more: Any) -> socket.socket:
    """Open a socket until the stack closes, and send these messages."""
    client = held.enter_context(open_socket(display, **more))
    client.settimeout(PATIENCE_S)
    for message in messages:
        client.sendall(frame(message))
    return client


def admitted(held: ExitStack, display: str, venue: str, device: str = "", **more: Any) -> bool:
    """Return whether one more board is admitted."""
    hello = f"40/board,{json.dumps({'venue': venue, 'device': device})}"
    client, received = open_held(held, display, hello, **more), b""
    while True:
        received += client.recv(65_536)
        if b"44/board" in received:
            assert b"board-full" in received
            return False
        if b'40/board,{"sid"' in received:
            return True


def answer_pings(clients: list[socket.socket], stop: threading.Event) -> None:
    while not stop.wait(ANSWER_PINGS_S):
        for client in clients:
            with suppress(OSError):
                client.sendall(attackers.ENGINE_PONG)


def is_ended(client: socket.socket) -> bool:
    """Return whether the server closed this connection, after reading all pending data."""
    client.setblocking(False)
    try:
        while client.recv(65_536):
            pass
    except BlockingIOError:
        return False
    except OSError:
        return True
    return True


def assert_nobody_left(display: str) -> None:
    """Wait until the display has no connected screens."""
    kinds = ("newcomer", "public", "house")
    wait_for(
        lambda: not any(figure(display, "antre_sockets", kind=kind) for kind in kinds),
        what="all screens to be gone",
    )


def refused(display: str, reason: str) -> float:
    return figure(display, "antre_sockets_refused_total", reason=reason)


def figure(display: str, name: str, **labels: str) -> float:
    """Return the value of one of the display's metrics; 0 if it does not exist yet."""
    text = requests.get(f"{display}/metrics", timeout=PATIENCE_S).text
    within = ",".join(f'{key}="{value}"' for key, value in labels.items())
    series = f"{name}{{{within}}}" if within else name
    match = re.search(rf"^{re.escape(series)} (\S+)$", text, re.MULTILINE)
    return float(match[1]) if match else 0.0
