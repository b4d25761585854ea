"""
Rules for new passwords, and turns for hashing, limited so that a flood of sign-ins delays neither presses nor known PCs.

One password is hashed at a time. Known PCs and all other clients wait in two separate lanes, which alternate. Each
lane has few places, and few per owner; a request that finds no place is refused at once with a time to retry.
"""

from __future__ import annotations

import secrets
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from services.counter.accounts.hashing import Hasher
from services.counter.accounts.weak_passwords import is_weak
from services.counter.refusals import (
    PASSWORD_LENGTH_MIN,
    PasswordShort,
    PasswordWeak,
    SignInsBusy,
)

LENGTH_MAX = 200
WAITING_MAX = 3
"""Places in a lane; both lanes and the one at work take less than half of the service's 16 threads."""
WAITING_EACH_MAX = 2
"""Places in a lane for one owner, so that one address cannot fill the lane."""
TURN_WAIT_S = 2.0
"""How long a sign-in waits for its turn; with the hash itself the response comes within 5 s."""
AGAIN_MAX_S = 3
"""Maximum random jitter of the time to retry, so that not all clients retry at once."""


class Source(NamedTuple):
    """
    Where a sign-in attempt comes from, as determined by ``known_pc.source_of``.

    counted: the key under which attempts are counted. owner: the key that limits places in a lane. is_known:
    somebody signed in at this PC before.
    """

    counted: str
    owner: str
    is_known: bool


def check(password: str, username: str) -> None:
    """Raise PasswordShort or PasswordWeak if a new password is not acceptable."""
    if not PASSWORD_LENGTH_MIN <= len(password) <= LENGTH_MAX:
        raise PasswordShort()
    if is_weak(password, username):
        raise PasswordWeak()


class HashTurns:
    """Turns to use the hasher, one at a time."""

    def __init__(self, hasher: Hasher) -> None:
        self._hasher = hasher
        self._changed = threading.Condition()
        self._lanes: dict[bool, deque[_Waiting]] = {True: deque(), False: deque()}
        self._is_taken = self._was_known = False

    def check(self, source: Source) -> None:
        """Raise SignInsBusy if the lane is full, so that a flood is refused before the vault is read."""
        with self._changed:
            self._check(source)

    @contextmanager
    def turn(self, source: Source) -> Iterator[Hasher]:
        """Wait for a turn. Raises SignInsBusy if the lane is full, or after TURN_WAIT_S."""
        self._take(source)
        try:
            yield self._hasher
        finally:
            with self._changed:
                self._is_taken = False
                self._changed.notify_all()

    def _take(self, source: Source) -> None:
        waiting, lane = _Waiting(source), self._lanes[source.is_known]
        with self._changed:
            self._check(source)
            lane.append(waiting)
            try:
                if not self._changed.wait_for(lambda: self._is_next(waiting), TURN_WAIT_S):
                    raise _busy()
                self._is_taken, self._was_known = True, source.is_known
            finally:
                lane.remove(waiting)
                self._changed.notify_all()

    def _check(self, source: Source) -> None:
        lane = self._lanes[source.is_known]
        if len(lane) >= WAITING_MAX or sum(w.owner == source.owner for w in lane) >= WAITING_EACH_MAX:
            raise _busy()

    def _is_next(self, waiting: _Waiting) -> bool:
        """Return whether this request is next: first in its lane, and its lane's turn."""
        lane, other = self._lanes[waiting.is_known], self._lanes[not waiting.is_known]
        is_lanes_turn = not other or self._was_known != waiting.is_known
        return not self._is_taken and is_lanes_turn and lane[0] is waiting


class _Waiting:
    """A waiting request; compared by identity."""

    def __init__(self, source: Source) -> None:
        self.owner, self.is_known = source.owner, source.is_known


def _busy() -> SignInsBusy:
    return SignInsBusy(retry_after_s=1 + secrets.randbelow(AGAIN_MAX_S))
