"""Passwords: how long a new one is, and argon2id hashes, so few at a time that the hall keeps a core."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import ClassVar

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from waitingroom import refusals
from waitingroom.refusals import Refusal

LENGTH_MIN, LENGTH_MAX = 12, 200
HASHES_AT_ONCE_MAX = 2
"""One argon2id verification takes about 0.1 s of a core; the hall needs the other one."""
TURN_WAIT_S = 3.0
"""So long a sign-in waits for its turn; L2 of trust.md allows 5 s for an answer."""

_hasher = PasswordHasher()
_hashing = threading.BoundedSemaphore(HASHES_AT_ONCE_MAX)


class PasswordShort(Refusal):
    """A new password is shorter than LENGTH_MIN, or longer than anybody types."""

    slug, kind = "password-short", refusals.INVALID
    words: ClassVar[tuple[str, str]] = (
        f"Buat kata sandi, paling sedikit {LENGTH_MIN} karakter.",
        f"Make a password, at least {LENGTH_MIN} characters.",
    )


class SignInsBusy(refusals.Unavailable):
    """So many sign in at once that the turn of one did not come."""

    slug = "sign-ins-busy"
    words: ClassVar[tuple[str, str]] = (
        "Banyak petugas masuk bersamaan. Coba lagi sebentar.",
        "Many are signing in at once. Try again in a moment.",
    )


def check(password: str) -> None:
    """Raise PasswordShort if this cannot be a new password."""
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX:
        raise PasswordShort()


def hashed(password: str) -> str:
    """Hash a password. Raises SignInsBusy: too many wait."""
    with _turn():
        return _hasher.hash(password)


def verify(hash_: str, password: str) -> bool:
    """Say whether this is the password of a hash. Raises SignInsBusy: too many wait."""
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
    if not _hashing.acquire(timeout=TURN_WAIT_S):
        raise SignInsBusy()
    try:
        yield
    finally:
        _hashing.release()
