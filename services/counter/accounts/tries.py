"""
Rate limit of sign-in attempts, counted before hashing, against guessing passwords; outsiders cannot lock staff out.

Attempts are counted per user name and source (``known_pc.source_of``): a known PC, or an address. It makes no
difference whether the account exists, and names do not affect each other. After FREE_MAX failures, each further one
blocks the next attempt, for twice as long each time up to WAIT_MAX_S. A success is not counted. So the password of
one account can be tried

- from one address without a known PC: about 70 times an hour (test_tries.py computes it);
- from N addresses: N times as often; for all accounts together limited by the one hash worker, about 10 a second;
- at a PC where the account signed in before: 70 times an hour at each, with physical access only;
- by other accounts: for each of them, 70 times an hour at all the PCs together where it signed in last.

An outsider at a hall's address can thus block an account for up to a minute at a time, at PCs where it never signed
in; never at a known PC.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from services.counter.refusals import SignInWait
from services.staff.sessions import digest
from waitingroom import keys
from waitingroom.log.redis_log import Vault

FREE_MAX = 5
"""Failed attempts per name and source without a wait, within WINDOW_S."""
WINDOW_S = 3600
WAIT_FIRST_S = 5
WAIT_MAX_S = 60
"""The longest wait; short, because the whole hall may share an address with an attacker."""
REMEMBERED_MAX = 10_000
"""Waits cached in this process; when full, the cache is cleared and the vault is read."""


def wait_s(count: int) -> int:
    """Return the wait in seconds after the nth attempt, counted from 1."""
    return min(WAIT_MAX_S, WAIT_FIRST_S * 2 ** min(count - FREE_MAX - 1, 9)) if count > FREE_MAX else 0


class SignInTries:
    """
    Sign-in attempts per name and source (passwords.Source.counted), in the vault.

    clock: seconds.
    """

    def __init__(self, vault: Vault, clock: Callable[[], float] = time.monotonic) -> None:
        self._vault, self._clock = vault, clock
        self._waits: dict[str, float] = {}

    def check(self, name: str, counted: str) -> None:
        """Raise SignInWait during a wait; repeated attempts are refused from the cache, without the vault."""
        wait = keys.SIGN_IN_WAIT(*_digests(name, counted))
        if self._waits.get(wait, 0.0) <= self._clock():
            self._remember(wait, self._vault.left_s(wait))
        left_s = math.ceil(self._waits.get(wait, 0.0) - self._clock())
        if left_s > 0:
            raise SignInWait(seconds=left_s, retry_after_s=left_s)

    def count(self, name: str, counted: str) -> None:
        """Count an attempt, atomically. Raises SignInWait if it is not allowed."""
        wait = keys.SIGN_IN_WAIT(*_digests(name, counted))
        pause_s = wait_s(self._vault.count(keys.SIGN_IN_TRIES(*_digests(name, counted)), WINDOW_S))
        if pause_s and not self._vault.put(wait, b"1", ttl_s=pause_s, only_new=True):
            self.give_back(name, counted)
            raise SignInWait(seconds=pause_s, retry_after_s=pause_s)

    def give_back(self, name: str, counted: str) -> None:
        """Uncount an attempt that succeeded or was not made."""
        self._vault.count(keys.SIGN_IN_TRIES(*_digests(name, counted)), WINDOW_S, by=-1)

    def _remember(self, wait: str, left_s: int) -> None:
        if len(self._waits) >= REMEMBERED_MAX:
            self._waits.clear()
        if left_s:
            self._waits[wait] = self._clock() + left_s
        else:
            self._waits.pop(wait, None)


def _digests(name: str, counted: str) -> tuple[str, str]:
    return digest(name)[:22], digest(counted)[:22]
