"""
How a process beside the counter service gives way to the presses.

Niceness alone does not: on two cores its threads take both in turns, and a press that comes then waits for one.
"""

from __future__ import annotations

import contextlib
import os


def give_way(niceness: int) -> None:
    """Let this process, whatever its threads, use one core alone, after others, and never interrupt them."""
    os.nice(niceness)
    with contextlib.suppress(OSError):
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
