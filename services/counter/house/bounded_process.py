"""
Process an uploaded file in a child process with limits on memory and time, at lower priority than presses.

A file that exceeds the limits fails there; the service's own process, which handles all presses, only receives the
result. Files are processed one at a time, because two could exceed a container's memory.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, ClassVar, NamedTuple

from services.web import logs
from services.web.settings import PREFIX
from waitingroom import refusals

ROOT = Path(__file__).parents[3]
WAITING_MAX = 2
"""Requests waiting for their turn; each holds a thread of the service."""
TURN_WITHIN_S = 20.0


class Bounds(NamedTuple):
    """Limits: memory_bytes: address space; cpu_s: CPU time; within_s: wall time; nice: niceness."""

    memory_bytes: int
    cpu_s: int
    within_s: float
    nice: int


class FilesBusy(refusals.Unavailable):
    """Other files are being processed."""

    slug = "files-busy"
    words: ClassVar[tuple[str, str]] = (
        "Berkas lain sedang diolah. Belum ada yang disimpan. Coba lagi sebentar.",
        "Other files are being worked on. Nothing was saved. Try again in a moment.",
    )


class OutOfBoundsError(Exception):
    """The process failed, or ran out of memory or time."""


class _Turns:
    """One turn at a time; a few requests wait, more are refused at once."""

    def __init__(self) -> None:
        self._places = threading.BoundedSemaphore(WAITING_MAX + 1)
        self._turn = threading.Lock()

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for a turn and hold it. Raises FilesBusy."""
        if not self._places.acquire(blocking=False):
            raise FilesBusy()
        try:
            if not self._turn.acquire(timeout=TURN_WITHIN_S):
                raise FilesBusy()
            try:
                yield
            finally:
                self._turn.release()
        finally:
            self._places.release()


_turns = _Turns()


def run(module: str, source: IO[bytes] | bytes, bounds: Bounds) -> bytes:
    """
    Run a module with ``source`` as its standard input; return its output.

    The module must call ``process_bounds.keep`` before it reads. It does not receive our settings, which contain secrets.
    Raises:
        FilesBusy, OutOfBoundsError
    """
    stdin: dict[str, object] = {"input": source} if isinstance(source, bytes) else {"stdin": source}
    arguments = [str(value) for value in (bounds.memory_bytes, bounds.cpu_s, bounds.nice)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    with _turns.take():
        try:
            completed = subprocess.run(  # type: ignore[call-overload]  # noqa: S603
                [sys.executable, "-m", module, *arguments], **stdin, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, timeout=bounds.within_s, check=True,
                env=environment,
            )  # fmt: skip
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            logs.warning("file_out_of_bounds", module=module, status=getattr(error, "returncode", "late"))
            raise OutOfBoundsError from error
    output: bytes = completed.stdout
    return output
