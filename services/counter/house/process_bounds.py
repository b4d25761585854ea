"""The bounds of a process that works on one uploaded file, kept by the process itself before it reads the file."""

from __future__ import annotations

import contextlib
import os
import resource
from collections.abc import Sequence
from pathlib import Path

FIRST_TO_DIE = "1000"
"""Where memory runs out, the kernel ends this process before those that serve the hall."""


def keep(arguments: Sequence[str]) -> None:
    """Keep the bounds that ``bounded_process.run`` names on the command line."""
    memory_bytes, cpu_s, nice = (int(argument) for argument in arguments)
    os.nice(nice)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_DIE)
    for kind, most in (
        (resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0),
    ):  # fmt: skip
        resource.setrlimit(kind, (most, most))
