"""Passwords: their length, and argon2id hashes, so few at a time that the hall keeps a core and its threads."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from services.counter.refusals import PASSWORD_LENGTH_MIN, PasswordShort, SignInsBusy

LENGTH_MAX = 200
HASHES_AT_ONCE_MAX = 2
"""One argon2id verification takes about 0.1 s of a core; the hall needs the other one."""
WAITING_MAX = 6
"""Sign-ins that wait for their turn: with those at work half of the service's 16 threads, so that presses go on."""
TURN_WAIT_S = 3.0
"""A sign-in waits so long for its turn; 5 s are allowed for an answer."""

_hasher = PasswordHasher()
_hashing = threading.BoundedSemaphore(HASHES_AT_ONCE_MAX)
_admitted = threading.BoundedSemaphore(HASHES_AT_ONCE_MAX + WAITING_MAX)


def check(password: str) -> None:
    """Raise PasswordShort if this cannot be a new password: it is too short, or longer than anybody types."""
    if not PASSWORD_LENGTH_MIN <= len(password) <= LENGTH_MAX:
        raise PasswordShort()


def make_hash(password: str) -> str:
    """Hash a password. Raises SignInsBusy."""
    with _turn():
        return _hasher.hash(password)


def verify(hash_: str, password: str) -> bool:
    """Say whether this is the password of a hash. Raises SignInsBusy."""
    with _turn():
        try:
            return _hasher.verify(hash_, password)
        except VerificationError:
            return False


@cache
def dummy_hash() -> str:
    """Give the hash to verify where there is no account, so that a wrong name takes as long as a wrong password."""
    return _hasher.hash("nobody has this password")


@contextmanager
def _turn() -> Iterator[None]:
    """Wait for a turn. Raises SignInsBusy: too many wait already, or it did not come within TURN_WAIT_S."""
    if not _admitted.acquire(blocking=False):
        raise SignInsBusy()
    try:
        if not _hashing.acquire(timeout=TURN_WAIT_S):
            raise SignInsBusy()
        try:
            yield
        finally:
            _hashing.release()
    finally:
        _admitted.release()
