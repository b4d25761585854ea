"""
Attackers in a process of their own, which gives way to everybody else on this machine.

In a hall they have machines of their own: here they must not take the cores, nor the interpreter, of those whose
answers are timed beside them.
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
"""After its last request was answered."""

Tally = Counter[str]
"""How often the attackers were answered what."""


class Raid:
    """An attack under way, as its threads see it."""

    def __init__(self, begun: Event, over: Event) -> None:
        self._begun, self._over, self._guard = begun, over, threading.Lock()
        self.tally: Tally = Counter()

    def begin(self) -> None:
        """Say that the attack is under way."""
        self._begun.set()

    @property
    def is_over(self) -> bool:
        """Whether the attackers shall end."""
        return self._over.is_set()

    def rest(self, seconds: float) -> None:
        """Do nothing for a while, or until the attackers shall end."""
        self._over.wait(seconds)

    def count(self, answer: str) -> None:
        """Note an answer."""
        with self._guard:
            self.tally[answer] += 1


Attack = Callable[..., None]
"""attack(raid, number of this thread, *arguments) attacks until the raid is over; calls raid.begin()."""


@contextmanager
def raid(attack: Attack, *arguments: Any, threads: int = 1, niceness: int = NICENESS) -> Iterator[Tally]:
    """Attack from so many threads while the block runs; from its start they are at it. The tally is complete after it."""
    context = multiprocessing.get_context("spawn")
    begun, over, (told, telling) = context.Event(), context.Event(), context.Pipe(duplex=False)
    process = context.Process(
        target=_carry_out, args=(attack, arguments, threads, niceness, begun, over, telling), daemon=True
    )
    process.start()
    telling.close()
    tally: Tally = Counter()
    try:
        assert begun.wait(PATIENCE_S), "the attack did not begin"
        yield tally
        over.set()
        assert told.poll(ENDS_WITHIN_S), "the attack did not end"
        tally.update(told.recv())
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
    telling: Connection,
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
    telling.send(dict(here.tally))
