"""
Run work on an uploaded file in a process of its own: bounded in memory and time, and after the clerks' presses.

A file that unpacks to more than it may is refused there; this process, which holds the presses of all clerks,
grows by the answer alone. One file is worked on at a time, because two could exceed a container's memory.
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
"""Requests that wait for their turn, each of which holds a thread of the service."""
TURN_WITHIN_S = 20.0


class Bounds(NamedTuple):
    """memory_bytes: of its address space; cpu_s: of computing; within_s: of the wall clock; nice: of its priority."""

    memory_bytes: int
    cpu_s: int
    within_s: float
    nice: int


class FilesBusy(refusals.Unavailable):
    """Other files are being worked on."""

    slug = "files-busy"
    words: ClassVar[tuple[str, str]] = (
        "Berkas lain sedang diolah. Belum ada yang disimpan. Coba lagi sebentar.",
        "Other files are being worked on. Nothing was saved. Try again in a moment.",
    )


class OutOfBoundsError(Exception):
    """The process died, or ran out of memory or time."""


class _Turns:
    """One at a time; a few wait, the others are refused at once."""

    def __init__(self) -> None:
        self._places = threading.BoundedSemaphore(WAITING_MAX + 1)
        self._turn = threading.Lock()

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for a turn and have it. Raises FilesBusy."""
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
    Return what a module prints when it is run with ``source`` as its standard input.

    The module has to call ``process_bounds.keep`` before it reads. It gets none of our settings: secrets are among them.
    Raises:
        FilesBusy, OutOfBoundsError
    """
    given: dict[str, object] = {"input": source} if isinstance(source, bytes) else {"stdin": source}
    arguments = [str(value) for value in (bounds.memory_bytes, bounds.cpu_s, bounds.nice)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environment |= {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    with _turns.take():
        try:
            done = subprocess.run(  # type: ignore[call-overload]  # noqa: S603
                [sys.executable, "-m", module, *arguments], **given, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, timeout=bounds.within_s, check=True,
                env=environment,
            )  # fmt: skip
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            logs.warning("file_out_of_bounds", module=module, status=getattr(error, "returncode", "late"))
            raise OutOfBoundsError from error
    printed: bytes = done.stdout
    return printed
