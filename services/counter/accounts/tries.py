"""
Tries to sign in, counted before a password is hashed, so that nobody can guess one and nobody outside lock anybody in.

They are counted for a name and a source together (``known_pc.source_of``): a PC that signed in before, or an
address. Whether there is such an account makes no difference, and no name counts against another. After
FREE_MAX wrong ones, whoever tries once more makes the next one wait, twice as long each time up to
WAIT_MAX_S. A success gives its count back. So the password of one account can be tried

- from one address without a known PC: about 70 times an hour (test_tries.py has the sum);
- from N addresses: N times as often; for all accounts together never more than one worker hashes, about 10 a second;
- at a PC where the account signed in before: 70 times an hour at each, which only whoever sits there can do;
- by other accounts, at all the PCs where one of them signed in last together: 70 times an hour for each of them.

An outsider at the address of a hall can thus make a PC wait that the account never signed in at, a minute at most
each time; never a known PC.
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
"""Wrong tries of a name from a source without a wait, within WINDOW_S."""
WINDOW_S = 3600
WAIT_FIRST_S = 5
WAIT_MAX_S = 60
"""Nobody waits longer, since an address may be the whole hall's and the tries an outsider's."""
REMEMBERED_MAX = 10_000
"""Waits that this process remembers; beyond that it forgets them all, and asks the vault."""


def wait_s(count: int) -> int:
    """Return how long nobody may try after the try of this count, the first being 1."""
    return min(WAIT_MAX_S, WAIT_FIRST_S * 2 ** min(count - FREE_MAX - 1, 9)) if count > FREE_MAX else 0


class SignInTries:
    """
    The tries of every name from every source (passwords.Source.counted), in the vault.

    clock: seconds.
    """

    def __init__(self, vault: Vault, clock: Callable[[], float] = time.monotonic) -> None:
        self._vault, self._clock = vault, clock
        self._waits: dict[str, float] = {}

    def check(self, name: str, counted: str) -> None:
        """Raise SignInWait while nobody may try; repeated tries are refused without asking the vault again."""
        wait = keys.SIGN_IN_WAIT(*_digests(name, counted))
        if self._waits.get(wait, 0.0) <= self._clock():
            self._remember(wait, self._vault.left_s(wait))
        left_s = math.ceil(self._waits.get(wait, 0.0) - self._clock())
        if left_s > 0:
            raise SignInWait(seconds=left_s, retry_after_s=left_s)

    def count(self, name: str, counted: str) -> None:
        """Count a try, exactly however many come at once. Raises SignInWait: it may not be made."""
        wait = keys.SIGN_IN_WAIT(*_digests(name, counted))
        pause_s = wait_s(self._vault.count(keys.SIGN_IN_TRIES(*_digests(name, counted)), WINDOW_S))
        if pause_s and not self._vault.put(wait, b"1", ttl_s=pause_s, only_new=True):
            self.give_back(name, counted)
            raise SignInWait(seconds=pause_s, retry_after_s=pause_s)

    def give_back(self, name: str, counted: str) -> None:
        """Take a try back: it was right, or was not made."""
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
