"""Slow and silent clients delay no other: the hall as ``make run HOST=0.0.0.0`` opens it, without a gateway."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from functools import partial
from urllib.parse import urlsplit

import pytest
import requests

from rig.attackers.slow_clients import half_open, partial_heads, slow_bodies
from rig.running import RunningHall
from rig.waiting import PATIENCE_S
from services.web.request_body import BODY_BYTES_MAX

STRIKES = {
    "half-open": partial(half_open, count=1_500),
    "heads": partial(partial_heads, count=200),
    "bodies": partial(slow_bodies, count=60),
    "long bodies": partial(slow_bodies, count=60, begun_bytes=BODY_BYTES_MAX + 10_000),
}
BODY_READ_AT = {
    "ticketing": "/api/ticketing/v1/venues/mpp-kupang/tickets",
    "counter": "/api/counter/v1/session",
    "display": "/api/display/v1/pairings",
}
PRESSES = 5


def take_numbers(hall: RunningHall) -> None:
    """Take numbers as a kiosk does, each over a connection of its own."""
    for _ in range(PRESSES):
        assert hall.issue().status_code == 201


def see_counters(hall: RunningHall) -> None:
    """Request a counter's state as a clerk's page does."""
    clerk = hall.clerk()
    for _ in range(PRESSES):
        assert clerk.state("3")["counter"]


def load_boards(hall: RunningHall) -> None:
    """Load a board's page as a TV does."""
    for _ in range(PRESSES):
        response = requests.get(f"{hall.ready['display']}/board/{hall.venue}", timeout=PATIENCE_S)
        assert response.status_code == 200


USES = {"ticketing": take_numbers, "counter": see_counters, "display": load_boards}


@pytest.mark.parametrize("service", USES)
@pytest.mark.parametrize("strike", STRIKES)
def test_slow_clients_keep_nobody_waiting(hall: RunningHall, strike: str, service: str) -> None:
    attack: Callable[..., AbstractContextManager[None]] = STRIKES[strike]
    url = hall.ready[service]
    with attack(url, path=BODY_READ_AT[service]) if "bodies" in strike else attack(url):
        assert requests.get(f"{url}/healthz", timeout=PATIENCE_S).ok
        USES[service](hall)


def test_requests_that_trickle_are_given_up_with_an_answer(hall: RunningHall) -> None:
    with ExitStack() as held:
        waiting = {}
        for service, path in BODY_READ_AT.items():
            address = urlsplit(hall.ready[service])
            one = held.enter_context(socket.create_connection((address.hostname, address.port), timeout=0.2))
            one.sendall(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 9000\r\n\r\n".encode())
            waiting[service] = one
        began = time.monotonic()
        while waiting:
            assert time.monotonic() < began + PATIENCE_S, f"{list(waiting)} did not end"
            for service, one in list(waiting.items()):
                with suppress(TimeoutError):
                    one.sendall(b" ")
                    assert one.recv(100).startswith(b"HTTP/1.1 408 "), service
                    del waiting[service]


@pytest.mark.parametrize("service", BODY_READ_AT)
def test_a_body_without_a_length_is_refused(hall: RunningHall, service: str) -> None:
    response = requests.post(
        hall.ready[service] + BODY_READ_AT[service], data=iter([b"{}"]), timeout=PATIENCE_S
    )

    assert response.status_code == 411
    assert response.json()["slug"] == "length-required"


def test_uploads_of_strangers_that_stop_keep_no_clerk_waiting(hall: RunningHall) -> None:
    with slow_bodies(hall.ready["counter"], 60, "/api/counter/v1/media", begun_bytes=50_000):
        see_counters(hall)
