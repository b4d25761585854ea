"""A hall with a made-up house, busy as on a morning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rig.layout.houses import made_up_house
from rig.layout.measure import move_in
from rig.running import RunningHall

Furnish = Callable[[int, str], RunningHall]


@pytest.fixture(scope="module")
def furnish(hall: RunningHall) -> Iterator[Furnish]:
    """Return a function that furnishes the hall with a house of that many agencies; see ``furnished``."""
    with hall.anew():
        yield lambda agencies, names: furnished(hall, made_up_house(agencies, names))


def furnished(hall: RunningHall, house: dict[str, Any]) -> RunningHall:
    """Move a house into the hall, with waiting visitors, two counters that call and one that serves."""
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
