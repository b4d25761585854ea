"""Slow and silent clients keep nobody waiting: the hall as ``make run HOST=0.0.0.0`` opens it, without a gateway."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial

import pytest
import requests

from rig.attackers import half_open, partial_heads, slow_bodies
from rig.running import RunningHall
from rig.waiting import PATIENCE_S

STRIKES = {
    "half-open": partial(half_open, count=1_500),
    "heads": partial(partial_heads, count=200),
    "bodies": partial(slow_bodies, count=60),
}
BODY_READ_AT = {
    "ticketing": "/api/ticketing/v1/venues/mpp-kupang/tickets",
    "counter": "/api/counter/v1/session",
    "display": "/api/display/v1/devices/codes",
}
PRESSES = 5


def take_numbers(hall: RunningHall) -> None:
    """Take numbers as a kiosk does, each over a connection of its own."""
    for _ in range(PRESSES):
        assert hall.issue().status_code == 201


def see_counters(hall: RunningHall) -> None:
    """Ask for a counter's state as a clerk's page does."""
    clerk = hall.clerk()
    for _ in range(PRESSES):
        assert clerk.state("3")["counter"]


def load_boards(hall: RunningHall) -> None:
    """Load a board's page as a TV does."""
    for _ in range(PRESSES):
        answer = requests.get(f"{hall.ready['display']}/board/{hall.venue}", timeout=PATIENCE_S)
        assert answer.status_code == 200


USES = {"ticketing": take_numbers, "counter": see_counters, "display": load_boards}


@pytest.mark.parametrize("service", USES)
@pytest.mark.parametrize("strike", STRIKES)
def test_slow_clients_keep_nobody_waiting(hall: RunningHall, strike: str, service: str) -> None:
    attack: Callable[..., AbstractContextManager[None]] = STRIKES[strike]
    url = hall.ready[service]
    with attack(url, path=BODY_READ_AT[service]) if strike == "bodies" else attack(url):
        assert requests.get(f"{url}/healthz", timeout=PATIENCE_S).ok
        USES[service](hall)
