"""Many screens: over a thousand, one too many, some that never read and some that never send."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import requests
import websocket

from bench.client import Screens
from rig.browsers.pages import PHONE, Pages
from rig.running import Clerk, RunningHall
from rig.screens import Refused, Screen, display_beside, service_of
from rig.waiting import PATIENCE_S, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser

COUNTER = "20"
CROWD = 1_100
"""More than eventlet's default limit of 1,024 connections."""
WORDLESS = 1_500
CALLS_MAX = 1_000
ANSWER_EVERY_S = 2.0


@pytest.fixture(scope="module")
def clerk(hall: RunningHall) -> Clerk:
    return hall.clerk()


@pytest.fixture
def service(hall: RunningHall, clerk: Clerk) -> Iterator[str]:
    """An open service of COUNTER, with an empty line and no current ticket."""
    yield service_of(hall, clerk, COUNTER)
    clerk.press(COUNTER, "finish")
    clerk.press(COUNTER, "close")


def test_over_a_thousand_boards_hear_a_call_and_one_too_many_is_refused(
    hall: RunningHall, clerk: Clerk, service: str
) -> None:
    async def crowd(display: str) -> None:
        screens = Screens()
        await screens.connect(display, "/board", [{"venue": hall.venue}] * CROWD)
        number = (await asyncio.to_thread(hall.issue, service)).json()["number"]
        received = screens.all_received(f'"calls":[{{"number":"{number}"'.encode())
        await asyncio.to_thread(clerk.press, COUNTER, "next")
        await asyncio.wait_for(received, 30)

        await asyncio.to_thread(one_too_many, display)
        await screens.close()

    def one_too_many(display: str) -> None:
        assert requests.get(f"{display}/healthz", timeout=PATIENCE_S).ok
        with pytest.raises(Refused, match="board-full"):
            Screen(display, "/board", {"venue": hall.venue})

    with display_beside(hall, "eventlet", ANTRE_DISPLAY_CLIENTS_MAX=str(CROWD)) as display:
        with ThreadPoolExecutor(1) as beside:  # another test's browser has an event loop in this thread
            beside.submit(asyncio.run, crowd(display)).result()
        wait_for(lambda: figure(display, "antre_screens_connected") == 0, what="the crowd to disconnect")
        Screen(display, "/board", {"venue": hall.venue}).close()


def test_a_phone_too_many_reads_it_in_words_and_is_let_in_later(hall: RunningHall, browser: Browser) -> None:
    with (
        display_beside(hall, "eventlet", ANTRE_DISPLAY_CLIENTS_MAX="1") as display,
        closing(Pages(browser)) as pages,
    ):
        first = Screen(display, "/board", {"venue": hall.venue})
        page = pages.open(f"{display}/board/{hall.venue}?layout=phone", PHONE)

        page.get_by_text("sedang dilihat banyak orang").wait_for()
        first.close()
        wait_for(lambda: figure(display, "antre_screens_connected") == 1, what="the phone to be admitted")


@pytest.mark.parametrize("mode", ["eventlet", "threading"])
def test_a_screen_that_answers_pings_and_reads_nothing_is_dropped_and_harms_nobody(
    hall: RunningHall, clerk: Clerk, service: str, mode: str
) -> None:
    with display_beside(hall, mode) as display:
        watching = Screen(display, "/board", {"venue": hall.venue})
        frozen = never_reads(display, {"venue": hall.venue})
        wait_for(lambda: figure(display, "antre_screens_connected") == 2, what="both screens")

        answered_at = 0.0
        for calls in range(CALLS_MAX):
            if time.monotonic() > answered_at + ANSWER_EVERY_S:
                answered_at = time.monotonic()
                with suppress(OSError):
                    frozen.send("3")
            number = hall.issue(service).json()["number"]
            called = clerk.press(COUNTER, "next", finish=True).json()
            assert called["ticket"]["number"] == number
            watching.next("board", where=lambda board, number=number: board["calls"][0]["number"] == number)
            if calls % 20 == 0 and figure(display, "antre_slow_screens_dropped_total"):
                break

        assert figure(display, "antre_slow_screens_dropped_total") == 1
        assert figure(display, "antre_screens_connected") == 1
        frozen.shutdown()
        watching.close()


def test_fifteen_hundred_sockets_that_never_say_a_word_keep_nobody_out(hall: RunningHall) -> None:
    with display_beside(hall, "eventlet") as display, ExitStack() as held:
        at = urlsplit(display)
        for _ in range(WORDLESS):
            held.enter_context(socket.create_connection((at.hostname, at.port), timeout=PATIENCE_S))

        assert requests.get(f"{display}/healthz", timeout=PATIENCE_S).ok
        screen = Screen(display, "/board", {"venue": hall.venue})
        assert screen.next("board")
        screen.close()


def never_reads(display: str, auth: dict[str, str]) -> websocket.WebSocket:
    """Connect a board with the smallest possible receive buffer, and read only the server's welcome."""
    client = websocket.create_connection(
        display.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket", timeout=PATIENCE_S,
        sockopt=((socket.SOL_SOCKET, socket.SO_RCVBUF, 1_024),),
    )  # fmt: skip
    client.send(f"40/board,{json.dumps(auth)}")
    assert any(client.recv().startswith("40") for _ in range(9))
    return client


def figure(display: str, name: str) -> float:
    """Return the value of one of the display's metrics."""
    text = requests.get(f"{display}/metrics", timeout=PATIENCE_S).text
    match = re.search(rf"^{name} (\S+)$", text, re.MULTILINE)
    assert match, name
    return float(match[1])
