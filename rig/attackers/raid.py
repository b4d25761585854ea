"""
Attackers in a separate process with low priority.

In reality attackers have their own machines: here they must not take the cores or the interpreter from the processes
whose response times are measured.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import Any

from rig.waiting import PATIENCE_S

NICENESS = 19
ENDS_WITHIN_S = 180.0
"""Timeout for the attackers to end; it includes their last responses."""

Tally = Counter[str]
"""Count of each response that the attackers got."""


class Raid:
    """A running attack, shared by its threads."""

    def __init__(self, begun: Event, over: Event) -> None:
        self._begun, self._over, self._guard = begun, over, threading.Lock()
        self.tally: Tally = Counter()

    def begin(self) -> None:
        """Signal that the attack has begun."""
        self._begun.set()

    @property
    def is_over(self) -> bool:
        """Whether the attackers must end."""
        return self._over.is_set()

    def rest(self, seconds: float) -> None:
        """Sleep, at most until the attackers must end."""
        self._over.wait(seconds)

    def count(self, answer: str) -> None:
        """Count a response."""
        with self._guard:
            self.tally[answer] += 1


Attack = Callable[..., None]
"""attack(raid, thread number, *arguments) calls raid.begin() and attacks until raid.is_over."""


@contextmanager
def raid(attack: Attack, *arguments: Any, threads: int = 1, niceness: int = NICENESS) -> Iterator[Tally]:
    """Attack from several threads during the context, which they have begun at its start. The tally is complete after it."""
    context = multiprocessing.get_context("spawn")
    begun, over, (receiver, sender) = context.Event(), context.Event(), context.Pipe(duplex=False)
    process = context.Process(
        target=_carry_out, args=(attack, arguments, threads, niceness, begun, over, sender), daemon=True
    )
    process.start()
    sender.close()
    tally: Tally = Counter()
    try:
        assert begun.wait(PATIENCE_S), "the attack did not begin"
        yield tally
        over.set()
        assert receiver.poll(ENDS_WITHIN_S), "the attack did not end"
        tally.update(receiver.recv())
    finally:
        process.kill()
        process.join()


def _carry_out(
    attack: Attack,
    arguments: tuple[Any, ...],
    threads: int,
    niceness: int,
    begun: Event,
    over: Event,
    sender: Connection,
) -> None:
    os.nice(niceness)
    here = Raid(begun, over)
    attackers = [
        threading.Thread(target=attack, args=(here, n, *arguments), daemon=True) for n in range(threads)
    ]
    for attacker in attackers:
        attacker.start()
    for attacker in attackers:
        attacker.join()
    sender.send(dict(here.tally))
