"""Wait for a condition, on a machine of any speed."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_S = 60.0
"""Default timeout of a wait: long enough for a slow machine, meant to detect hangs, not to assert speed."""

PAUSE_S, PAUSE_MAX_S, PAUSE_GROWS = 0.01, 0.1, 1.2
"""First and longest pause between two checks, and its growth factor: evaluating a page costs some milliseconds."""


def wait_for(is_so: Callable[[], object], within_s: float = PATIENCE_S, what: str = "it") -> None:
    """Poll a condition with growing pauses until it holds. Raises AssertionError after ``within_s``."""
    began, pause_s = time.monotonic(), PAUSE_S
    while not is_so():
        assert time.monotonic() < began + within_s, f"{what} did not happen within {within_s} s"
        time.sleep(pause_s)
        pause_s = min(PAUSE_MAX_S, pause_s * PAUSE_GROWS)
