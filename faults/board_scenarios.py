"""The faults of boards: each disturbs what real boards receive, and is judged by what they showed and announced."""

from __future__ import annotations

import signal
import time

from faults.arena import Arena, settle
from faults.load import Load
from faults.network import Cable
from faults.scenarios import Fault, Healed
from faults.screens import Screens, around

OFF_S = 60.0
CALLS = 12
STALE_S = 16.0


def tv_off(arena: Arena, load: Load) -> Healed:
    """TVs are off for a minute during twelve calls."""

    def inject(seen: Screens) -> float:
        seen.switch_off()
        seen.call_during(OFF_S, CALLS)
        at = time.monotonic()
        seen.switch_on()
        return at

    # The closed pages took their records of announcements with them.
    return _healed(*around(arena, inject))


def display_killed(arena: Arena, load: Load) -> Healed:
    """kill -9 of the display during a call."""

    def inject(seen: Screens) -> float:
        seen.call()
        arena.signal("display", signal.SIGKILL)
        seen.call()
        return time.monotonic()

    return _healed(*around(arena, inject, voice_died=True))


def redis_restarted(arena: Arena, load: Load) -> Healed:
    """Redis is killed while boards announce, and stays down until they are stale."""

    def inject(seen: Screens) -> float:
        seen.call()
        with arena.redis_down():
            settle(STALE_S)
        at = time.monotonic()
        seen.call()
        return at

    return _healed(*around(arena, inject, must_be_stale=True))


def black_hole(arena: Arena, load: Load) -> Healed:
    """Every packet of the TVs' network is dropped for a minute, during twelve calls."""
    cable = Cable()
    try:

        def inject(seen: Screens) -> float:
            cable.swallow()
            seen.call_during(OFF_S, CALLS)
            cable.heal()
            return time.monotonic()

        return _healed(*around(arena, inject, must_be_stale=True, cable=cable))
    finally:
        cable.close()


def _healed(at: float, outcome: tuple[list[str], str]) -> Healed:
    wrongs, note = outcome
    return Healed(at, wrongs=tuple(wrongs), note=note)


BOARD_FAULTS = (
    Fault(1, "boards: Redis away for 16 s", redis_restarted, works=False, heals=(), quick=False),
    Fault(22, "boards: display killed", display_killed, works=False, heals=()),
    Fault(22, "boards: TVs off for a minute", tv_off, works=False, heals=(), quick=False),
    Fault(23, "boards: network black-holed for a minute", black_hole, works=False, heals=(), quick=False),
)
