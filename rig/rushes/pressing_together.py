"""Presses of several threads that wait for one hall at the same time, in a known order."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from rig.waiting import wait_for
from waitingroom.facts import Fact, Press
from waitingroom.hall import Hall
from waitingroom.live.live_hall import LiveHall, Outcome

Decide = Callable[[Hall, int], list[Fact]]


def together(
    live: LiveHall, presses: Sequence[tuple[Decide, Press]], *, deadlines: Sequence[float] = ()
) -> list[Outcome | Exception]:
    """Queue all presses while the hall is locked, unlock it, and return the outcome of each."""
    answers: dict[int, Outcome | Exception] = {}

    def one(n: int) -> None:
        decide, stamp = presses[n]
        until = time.monotonic() + (deadlines[n] if deadlines else 3)
        try:
            answers[n] = live.press(
                decide, stamp=stamp, show=lambda hall, now_ms, outcome: outcome, deadline=until
            )
        except Exception as error:  # noqa: BLE001 - returned as the outcome
            answers[n] = error

    threads = [threading.Thread(target=one, args=(n,)) for n in range(len(presses))]
    with live._lock:
        for n, thread in enumerate(threads, 1):
            thread.start()
            wait_for(lambda n=n: len(live._waiting) == n, what="the press")  # type: ignore[misc]
    for thread in threads:
        thread.join()
    return [answers[n] for n in range(len(presses))]
