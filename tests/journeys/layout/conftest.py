"""A hall with a made-up house, busy as on a morning."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from rig.layout.houses import made_up_house
from rig.layout.measure import move_in
from rig.running import RunningHall

Furnish = Callable[[int, str], RunningHall]


@pytest.fixture(scope="module")
def furnish(hall: RunningHall) -> Iterator[Furnish]:
    """Give the hall a house of so many agencies, people who wait, and a counter that calls and one that serves."""
    with hall.anew():
        yield lambda agencies, names: _furnished(hall, agencies, names)


def _furnished(hall: RunningHall, agencies: int, names: str) -> RunningHall:
    house = made_up_house(agencies, names)
    move_in(hall, house)
    for service in house["services"][:6]:
        for _ in range(3):
            hall.issue(service["id"])
    clerk = hall.clerk()
    for counter in house["counters"][:3]:
        clerk.press(counter["id"], "open")
        clerk.press(counter["id"], "next")
    clerk.press("1", "start")
    return hall
