"""A process that hashes for the counter service, so that a storm of sign-ins takes no time from its presses."""

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
"""A hash takes 0.1 s, several times that on a busy machine; whoever waits longer is told to come again."""
STARTS_MAX = 2
"""A question is asked so often: once more if the worker died over it."""


class HashWorker:
    """
    Hashes in one process at low priority, which starts with the first question and again after it died.

    It ends by itself when this process does. One question at a time. See hashing.Hasher.
    """

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._worker: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._is_late = False

    @property
    def pid(self) -> int | None:
        """The process id of the worker, None while there is none."""
        return self._worker.pid if self._worker else None

    def hash(self, password: str) -> str:
        """See Hasher. Raises SignInsBusy: it does not answer."""
        return str(self._ask("hash", password))

    def verify(self, hash_: str | None, password: str) -> bool:
        """See Hasher. Raises SignInsBusy: it does not answer."""
        return bool(self._ask("verify", hash_, password))

    def stop(self) -> None:
        """End the worker."""
        with self._turn:
            self._end()

    def _ask(self, *question: str | None) -> Any:
        with self._turn:
            for _ in range(STARTS_MAX):
                try:
                    connection = self._connection or self._start()
                    if self._is_late:
                        self._answer(connection)  # to the question before, whose asker is gone
                    connection.send(question)
                    return self._answer(connection)
                except (EOFError, OSError):
                    self._end()
            raise SignInsBusy()

    def _answer(self, connection: Connection) -> Any:
        """Receive an answer. Raises SignInsBusy: it is late; a worker that is late twice is replaced."""
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
            self._worker = subprocess.Popen(  # noqa: S603 - our own program, with a number
                [sys.executable, "-m", hashing.__name__, str(theirs.fileno())],
                env={"PYTHONPATH": os.pathsep.join(sys.path)},  # and no secret of the service
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
