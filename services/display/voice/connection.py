"""
The voice's process as the display sees it: started, asked over a socket pair, ended.

A socket pair works on threads and where sockets are green alike (docs/adr/0001).
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
"""Longer than a speech program may take (espeak.SAYS_WITHIN_S)."""
START_WITHIN_S = 10.0
WAV_BYTES_MAX = 4_000_000
ROOT = Path(__file__).parents[3]
_ENVIRONMENT = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "VIRTUAL_ENV")
"""The variables that are passed on: the process has no use for Redis or its password."""


class CannotSpeak(Exception):
    """The process answered that it cannot speak this; the text says why."""


class VoiceProcess:
    """A running process of the voice. Raises OSError, EOFError, ValueError if it does not work."""

    def __init__(self, recordings: Path | None) -> None:
        self._socket, theirs = socket.socketpair()
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        command = [sys.executable, "-m", "services.display.voice.process"]
        with theirs:
            self._child = subprocess.Popen(  # noqa: S603 - our own module
                [*command, *([str(recordings)] if recordings else [])],
                stdin=theirs.fileno(), stdout=theirs.fileno(), stderr=subprocess.DEVNULL,
                env=environment | {"PYTHONPATH": os.pathsep.join(paths)},
            )  # fmt: skip
        self._socket.settimeout(START_WITHIN_S)
        self._answers: BinaryIO = self._socket.makefile("rb")
        try:
            self.engine: str | None = self._line()["engine"]
        except BaseException:
            self.end()
            raise
        self._socket.settimeout(ANSWER_WITHIN_S)

    def ask(self, message: dict[str, Any]) -> bytes:
        """Return the WAV of a request. Raises CannotSpeak."""
        self._socket.sendall(json.dumps(message).encode() + b"\n")
        line = self._line()
        if "error" in line:
            raise CannotSpeak(line["error"])
        size = int(line["bytes"])
        if size > WAV_BYTES_MAX:
            raise ValueError(f"{size} bytes")
        data = self._answers.read(size)
        if len(data) != size:
            raise EOFError
        return data

    def end(self) -> None:
        """End the process."""
        with contextlib.suppress(OSError):
            self._answers.close()
            self._socket.close()
        self._child.kill()
        self._child.wait()

    def _line(self) -> dict[str, Any]:
        line = self._answers.readline()
        if not line:
            raise EOFError
        answer: dict[str, Any] = json.loads(line)
        return answer
