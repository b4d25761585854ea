"""Wait for what must happen, on a machine of any speed."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE_S = 60.0
"""A wait gives up after so long: it catches what hangs on any machine, and promises no speed."""


def wait_for(is_so: Callable[[], object], within_s: float = PATIENCE_S, what: str = "it") -> None:
    """Wait until it is so, with a deadline; never longer than needed."""
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, f"{what} did not happen within {within_s} s"
        time.sleep(0.01)
