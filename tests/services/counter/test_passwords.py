"""Passwords: whose turn does not come is told that many sign in, never that the password is wrong."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from services.counter.accounts import passwords
from services.counter.accounts.passwords import HASHES_AT_ONCE_MAX, SignInsBusy


def test_a_turn_that_does_not_come_is_told_as_such_and_the_next_one_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Slow:
        """A hasher that takes as long as the test wants."""

        def __init__(self) -> None:
            self.at_work, self.over = [Event() for _ in range(HASHES_AT_ONCE_MAX)], Event()

        def hash(self, password: str) -> str:
            self.at_work[int(password)].set()
            assert self.over.wait(10)
            return f"hash of {password}"

        def verify(self, hash_: str, password: str) -> bool:
            return hash_ == f"hash of {password}"

    slow: Any = Slow()
    monkeypatch.setattr(passwords, "_hasher", slow)
    monkeypatch.setattr(passwords, "TURN_WAIT_S", 0.01)
    with ThreadPoolExecutor() as pool:
        hashes = [pool.submit(passwords.hashed, str(n)) for n in range(HASHES_AT_ONCE_MAX)]
        assert all(one.wait(10) for one in slow.at_work)

        with pytest.raises(SignInsBusy):
            passwords.verify("hash of 1", "1")

        slow.over.set()
        assert [one.result() for one in hashes] == [f"hash of {n}" for n in range(HASHES_AT_ONCE_MAX)]
    assert passwords.verify("hash of 1", "1")
