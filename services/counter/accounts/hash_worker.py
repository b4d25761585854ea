"""A worker process that hashes passwords, so that a flood of sign-ins does not slow down presses."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

from services.counter.accounts import hashing
from services.counter.refusals import SignInsBusy

ANSWER_WITHIN_S = 3.0
"""Timeout of a request; a hash takes 0.1 s, and several times that on a busy machine."""
STARTS_MAX = 2
"""Attempts per request: one retry if the worker died."""


class HashWorker:
    """
    A Hasher in a low-priority worker process, started at the first request and restarted after it died.

    It ends with this process. One request at a time. See hashing.Hasher.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._worker: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._is_late = False

    @property
    def pid(self) -> int | None:
        """The process id of the worker, None while it is not running."""
        return self._worker.pid if self._worker else None

    def hash(self, password: str) -> str:
        """See Hasher. Raises SignInsBusy if the worker does not respond."""
        return str(self._request("hash", password))

    def verify(self, hash_: str | None, password: str) -> bool:
        """See Hasher. Raises SignInsBusy if the worker does not respond."""
        return bool(self._request("verify", hash_, password))

    def stop(self) -> None:
        """Kill the worker."""
        with self._turn:
            self._end()

    def _request(self, *request: str | None) -> Any:
        with self._turn:
            for _ in range(STARTS_MAX):
                try:
                    connection = self._connection or self._start()
                    if self._is_late:
                        self._receive(connection)  # discard the response to the request that timed out
                    connection.send(request)
                    return self._receive(connection)
                except (EOFError, OSError):
                    self._end()
            raise SignInsBusy()

    def _receive(self, connection: Connection) -> Any:
        """Receive a response. Raises SignInsBusy on timeout; kill the worker after the second one in a row."""
        if connection.poll(ANSWER_WITHIN_S):
            self._is_late = False
            return connection.recv()
        if self._is_late:
            self._end()
        else:
            self._is_late = True
        raise SignInsBusy()

    def _start(self) -> Connection:
        ours, theirs = Pipe()
        self._connection = ours
        with theirs:
            self._worker = subprocess.Popen(  # noqa: S603 - our own module, with a file descriptor
                [sys.executable, "-m", hashing.__name__, str(theirs.fileno())],
                env={"PYTHONPATH": os.pathsep.join(sys.path)},  # without the secrets of the service
                stdin=subprocess.DEVNULL, pass_fds=(theirs.fileno(),),
            )  # fmt: skip
        return ours

    def _end(self) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._worker is not None:
            self._worker.kill()
            self._worker.wait()
        self._connection = self._worker = None
        self._is_late = False
