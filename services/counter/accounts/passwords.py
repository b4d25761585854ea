"""
Passwords: what a new one must be, and turns to hash, so few that neither a press nor a known PC waits for a storm.

One password is hashed at a time. PCs that signed in before and all others wait in lanes of their own, whose turns
alternate; in a lane few wait, and few of one owner. Whoever finds no place is told at once when to come again.
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
"""Who waits in one lane: with the other lane's and the one at work less than half of the service's 16 threads."""
WAITING_EACH_MAX = 2
"""Of those of one owner: one address cannot fill the lane of all others."""
TURN_WAIT_S = 2.0
"""A sign-in waits so long for its turn; with the hash itself it is answered within 5 s."""
AGAIN_MAX_S = 3
"""Whoever is told to come again is told a random time up to this one: not all come at the same moment."""


class Source(NamedTuple):
    """
    Where a try to sign in comes from, as ``known_pc.source_of`` says.

    counted: under which name its tries are counted. owner: whose places in a lane it takes. is_known: the PC
    signed in before.
    """

    counted: str
    owner: str
    is_known: bool


def check(password: str, username: str) -> None:
    """Raise PasswordShort or PasswordWeak if this cannot be an account's new password."""
    if not PASSWORD_LENGTH_MIN <= len(password) <= LENGTH_MAX:
        raise PasswordShort()
    if is_weak(password, username):
        raise PasswordWeak()


class HashTurns:
    """Gives turns to hash, one at a time; ``hasher`` is for whoever has the turn."""

    def __init__(self, hasher: Hasher) -> None:
        self._hasher = hasher
        self._changed = threading.Condition()
        self._lanes: dict[bool, deque[_Waiting]] = {True: deque(), False: deque()}
        self._is_taken = self._was_known = False

    def check(self, source: Source) -> None:
        """Raise SignInsBusy if there is no place to wait: a storm is refused at once, without asking the vault."""
        with self._changed:
            self._check(source)

    @contextmanager
    def turn(self, source: Source) -> Iterator[Hasher]:
        """Wait for a turn. Raises SignInsBusy: no place to wait, or it did not come within TURN_WAIT_S."""
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
        """Return whether this one has the next turn: the first of its lane, unless the other lane's turn is now."""
        lane, other = self._lanes[waiting.is_known], self._lanes[not waiting.is_known]
        is_lanes_turn = not other or self._was_known != waiting.is_known
        return not self._is_taken and is_lanes_turn and lane[0] is waiting


class _Waiting:
    """Somebody who waits; equal to nobody else."""

    def __init__(self, source: Source) -> None:
        self.owner, self.is_known = source.owner, source.is_known


def _busy() -> SignInsBusy:
    return SignInsBusy(retry_after_s=1 + secrets.randbelow(AGAIN_MAX_S))
