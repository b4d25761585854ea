"""The latest estimates of a live hall: made at most once a second, and never under the lock that presses wait for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from waitingroom.hall import Hall
from waitingroom.waits.estimate import Estimates
from waitingroom.waits.scene import Scene, scene

FRESH_S = 1.0
TakeScene = Callable[[Callable[[Hall, int], Scene], float | None], Scene]
"""take(scene, deadline) gives what ``scene`` makes of the hall and the time now, under its lock."""


class LiveWaits:
    """Estimates for whoever asks; one thread makes them, the others get the ones before meanwhile."""

    def __init__(self, take: TakeScene) -> None:
        self._take = take
        self._making = threading.Lock()
        self._made: tuple[float, Estimates] | None = None

    def get(self, deadline: float | None = None) -> Estimates:
        """Return estimates of now or a moment ago. Raises what reading the hall raises."""
        made = self._made
        if made is not None and time.monotonic() < made[0] + FRESH_S:
            return made[1]
        if not self._making.acquire(blocking=made is None):
            assert made is not None
            return made[1]
        try:
            made = time.monotonic(), Estimates(self._take(scene, deadline))
            self._made = made
            return made[1]
        finally:
            self._making.release()
