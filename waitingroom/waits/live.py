"""The latest estimates of a live hall: computed at most once a second, and never under the lock used by presses."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from waitingroom.hall import Hall
from waitingroom.waits.estimate import Estimates
from waitingroom.waits.scene import Scene, scene

FRESH_S = 1.0
TakeScene = Callable[[Callable[[Hall, int], Scene], float | None], Scene]
"""take(scene, deadline) calls ``scene`` with the hall and the current time under its lock, and returns the result."""


class LiveWaits:
    """Shared estimates; one thread computes new ones, while the other threads get the previous ones."""

    def __init__(self, take: TakeScene) -> None:
        self._take = take
        self._making = threading.Lock()
        self._made: tuple[float, Estimates] | None = None

    def get(self, deadline: float | None = None) -> Estimates:
        """Return estimates that are at most about a second old. Raises what reading the hall raises."""
        latest = self._made
        if latest is not None and time.monotonic() < latest[0] + FRESH_S:
            return latest[1]
        if not self._making.acquire(blocking=latest is None):
            assert latest is not None
            return latest[1]
        try:
            latest = time.monotonic(), Estimates(self._take(scene, deadline))
            self._made = latest
            return latest[1]
        finally:
            self._making.release()
