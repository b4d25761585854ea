"""Passwords: whoever must wait too long is told that many sign in, never that the password is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from rig.waiting import wait_for
from services.counter.accounts import passwords
from services.counter.accounts.passwords import HASHES_AT_ONCE_MAX, WAITING_MAX
from services.counter.refusals import SignInsBusy


class SlowHasher:
    """A hasher that takes until ``over``."""

    def __init__(self) -> None:
        self.at_work, self.over = [Event() for _ in range(HASHES_AT_ONCE_MAX)], Event()

    def hash(self, password: str) -> str:
        self.at_work[int(password)].set()
        assert self.over.wait(10)
        return f"hash of {password}"

    def verify(self, hash_: str, password: str) -> bool:
        return hash_ == f"hash of {password}"


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowHasher]:
    """Every turn is taken until ``over``."""
    slow: Any = SlowHasher()
    monkeypatch.setattr(passwords, "_hasher", slow)
    with ThreadPoolExecutor() as pool:
        hashes = [pool.submit(passwords.make_hash, str(n)) for n in range(HASHES_AT_ONCE_MAX)]
        assert all(one.wait(10) for one in slow.at_work)
        yield slow
        slow.over.set()
    assert [one.result() for one in hashes] == [f"hash of {n}" for n in range(HASHES_AT_ONCE_MAX)]


def test_a_turn_that_does_not_come_is_told_as_such_and_the_next_one_comes(
    slow: SlowHasher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "TURN_WAIT_S", 0.01)

    with pytest.raises(SignInsBusy):
        passwords.verify("hash of 1", "1")

    slow.over.set()
    assert passwords.verify("hash of 1", "1")


def test_so_many_wait_and_further_ones_are_refused_at_once(slow: SlowHasher) -> None:
    with ThreadPoolExecutor(WAITING_MAX) as pool:
        waiting = [pool.submit(passwords.verify, "hash of 1", "1") for _ in range(WAITING_MAX)]
        wait_for(lambda: not passwords._admitted._value, what="all of them to wait")  # type: ignore[attr-defined]

        with pytest.raises(SignInsBusy):
            passwords.verify("hash of 1", "1")

        slow.over.set()
        assert all(one.result() for one in waiting)
