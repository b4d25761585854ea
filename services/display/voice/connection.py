"""
The display's client of the voice process: starts it, sends requests over a socket pair, ends it.

A socket pair works with threads as well as with eventlet's green sockets (docs/adr/0001).
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, BinaryIO

ANSWER_WITHIN_S = 6.0
"""Longer than the timeout of the speech program (espeak.SPEAK_TIMEOUT_S)."""
START_WITHIN_S = 10.0
WAV_BYTES_MAX = 4_000_000
ROOT = Path(__file__).parents[3]
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
"""Environment variables passed to the process; not those of Redis and its password, which it does not need."""


class CannotSpeak(Exception):
    """The process responded that it cannot speak the text; the message says why."""


class VoiceProcess:
    """A running voice process. Its methods raise OSError, EOFError, ValueError if it has failed."""

    def __init__(self, recordings: Path | None) -> None:
        self._socket, child_end = socket.socketpair()
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        command = [sys.executable, "-m", "services.display.voice.process"]
        with child_end:
            self._child = subprocess.Popen(  # noqa: S603 - our own module
                [*command, *([str(recordings)] if recordings else [])],
                stdin=child_end.fileno(), stdout=child_end.fileno(), stderr=subprocess.DEVNULL,
                env=environment | {"PYTHONPATH": os.pathsep.join(paths)},
            )  # fmt: skip
        self._socket.settimeout(START_WITHIN_S)
        self._responses: BinaryIO = self._socket.makefile("rb")
        try:
            self.engine: str | None = self._read_line()["engine"]
        except BaseException:
            self.end()
            raise
        self._socket.settimeout(ANSWER_WITHIN_S)

    def ask(self, message: dict[str, Any]) -> bytes:
        """Return the WAV of a request. Raises CannotSpeak."""
        self._socket.sendall(json.dumps(message).encode() + b"\n")
        header = self._read_line()
        if "error" in header:
            raise CannotSpeak(header["error"])
        size = int(header["bytes"])
        if size > WAV_BYTES_MAX:
            raise ValueError(f"{size} bytes")
        data = self._responses.read(size)
        if len(data) != size:
            raise EOFError
        return data

    def end(self) -> None:
        """End the process."""
        with contextlib.suppress(OSError):
            self._responses.close()
            self._socket.close()
        self._child.kill()
        self._child.wait()

    def _read_line(self) -> dict[str, Any]:
        line = self._responses.readline()
        if not line:
            raise EOFError
        message: dict[str, Any] = json.loads(line)
        return message
