"""
Argon2id, in this process or as a process of its own: ``python -m services.counter.accounts.hashing``.

One hash takes a core and 64 MiB for about 0.1 s, so that the counter service lets another process do it
(``hash_worker``), which gives way to everything else on the machine. This file imports nothing of the services,
so that the process is small.
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
A press comes first where both want a core. Argon2id hashes with four threads, so that even where every core is
wanted they get about what one other thread gets: with 10, sign-ins starved on a busy machine.
"""


class Hasher(Protocol):
    """Hashes passwords and verifies them."""

    def hash(self, password: str) -> str:
        """Hash a password."""

    def verify(self, hash_: str | None, password: str) -> bool:
        """Return whether this is the password of a hash; None: there is no hash, which takes as long to say."""


class Argon2Hasher:
    """Hashes in the process that asks."""

    def __init__(self) -> None:
        self._argon2 = PasswordHasher()

    @cached_property
    def dummy(self) -> str:
        """A hash to verify where there is none, so that a wrong name takes as long as a wrong password."""
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
    """Answer one question after the other until nobody can ask any more: whoever asked ended, however."""
    hasher = Argon2Hasher()
    assert hasher.dummy  # now, so that not even the first wrong name takes longer
    while True:
        try:
            question, *arguments = connection.recv()
            connection.send(hasher.hash(*arguments) if question == "hash" else hasher.verify(*arguments))
        except (EOFError, OSError):
            return


if __name__ == "__main__":
    os.nice(NICENESS)
    answer(Connection(int(sys.argv[1])))
