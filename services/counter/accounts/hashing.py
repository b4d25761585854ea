"""
Argon2id hashing, in this process or as a worker: ``python -m services.counter.accounts.hashing``.

One hash takes a core and 64 MiB for about 0.1 s, so the counter service leaves it to a low-priority worker process
(``hash_worker``). This module imports nothing from the services, to keep the worker small.
"""

from __future__ import annotations

import os
import sys
from functools import cached_property
from multiprocessing.connection import Connection
from typing import Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

NICENESS = 5
"""
Lower priority than presses. Argon2id uses four threads, which on a fully busy machine together get about the CPU time
of one other thread; with 10, sign-ins starved.
"""


class Hasher(Protocol):
    """Hashes passwords and verifies them."""

    def hash(self, password: str) -> str:
        """Hash a password."""

    def verify(self, hash_: str | None, password: str) -> bool:
        """Return whether the password matches the hash; for None (no account) return False after the same time."""


class Argon2Hasher:
    """Hashes in the calling process."""

    def __init__(self) -> None:
        self._argon2 = PasswordHasher()

    @cached_property
    def dummy(self) -> str:
        """A hash to verify when there is no account, so that a wrong name takes as long as a wrong password."""
        return self._argon2.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """See Hasher."""
        return self._argon2.hash(password)

    def verify(self, hash_: str | None, password: str) -> bool:
        """See Hasher."""
        try:
            return self._argon2.verify(hash_ or self.dummy, password) and hash_ is not None
        except (VerificationError, InvalidHashError):
            return False


def answer(connection: Connection) -> None:
    """Serve hash and verify requests until the parent process closes the connection or dies."""
    hasher = Argon2Hasher()
    assert hasher.dummy  # compute it now, so that not even the first wrong name takes longer
    while True:
        try:
            request, *arguments = connection.recv()
            connection.send(hasher.hash(*arguments) if request == "hash" else hasher.verify(*arguments))
        except (EOFError, OSError):
            return


if __name__ == "__main__":
    os.nice(NICENESS)
    answer(Connection(int(sys.argv[1])))
