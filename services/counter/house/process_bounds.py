"""Resource limits of a process that works on an uploaded file; the process sets them before reading the file."""

from __future__ import annotations

import contextlib
import os
import resource
from collections.abc import Sequence
from pathlib import Path

OOM_SCORE_ADJ = "1000"
"""When memory runs out, the kernel kills this process before those that serve the hall."""


def keep(arguments: Sequence[str]) -> None:
    """Apply the limits that ``bounded_process.run`` passes on the command line."""
    memory_bytes, cpu_s, nice = (int(argument) for argument in arguments)
    os.nice(nice)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(OOM_SCORE_ADJ)
    for kind, limit in (
        (resource.RLIMIT_AS, memory_bytes), (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0),
    ):  # fmt: skip
        resource.setrlimit(kind, (limit, limit))
