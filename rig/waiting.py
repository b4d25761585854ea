"""Wait for what must happen, on a machine of any speed."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_S = 60.0
"""A wait gives up after so long: it catches what hangs on any machine, and promises no speed."""

PAUSE_S, PAUSE_MAX_S, PAUSE_GROWS = 0.01, 0.1, 1.2
"""How long it rests before it asks again: what is asked of a page costs both of them some milliseconds."""


def wait_for(is_so: Callable[[], object], within_s: float = PATIENCE_S, what: str = "it") -> None:
    """Wait until it is so, with a deadline; hardly longer than needed, and without keeping a core busy by asking."""
    began, pause_s = time.monotonic(), PAUSE_S
    while not is_so():
        assert time.monotonic() < began + within_s, f"{what} did not happen within {within_s} s"
        time.sleep(pause_s)
        pause_s = min(PAUSE_MAX_S, pause_s * PAUSE_GROWS)
