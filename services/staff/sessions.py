"""
Staff sessions, stored in the vault and never in a log.

A session is identified by a random 256-bit token, of which the vault stores the SHA-256 hash. Logs use the session's
public id, which grants no access. A session that was ended by another person or session is replaced by a tombstone
until it would have expired, so that the read that every press makes anyway also tells its page why.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from typing import NamedTuple

from services.staff.account import Account
from services.staff.permissions import HOUSE_WIDE, PERMISSIONS, permissions_of
from services.staff.refusals import Forbidden
from waitingroom import keys
from waitingroom.counter_access import CounterAccess, TicketAccess
from waitingroom.log.redis_log import Vault
from waitingroom.rate_limiter import Limit, ProcessCounts, RateLimiter

AGE_MAX_MS = 24 * 3_600_000
"""A session ends a day after sign-in, even if it is active."""
RENEW_EVERY_S = 60
"""Minimum interval between renewals of an active session, since each is a write to Redis's disk."""

FORCED, OFF, PASSWORD = "forced", "off", "password"
"""
Why a session was ended: an admin signed it out or changed the account; an admin switched the account off; the owner
changed the password in another session.
"""


@dataclass(frozen=True, slots=True)
class Session:
    """A session, with the account's data as of sign-in. id: the public id; since_ms: sign-in, ms UTC."""

    id: str
    username: str
    csrf_token: str
    roles: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    calls_numbers: bool = False
    since_ms: int = 0

    @property
    def account(self) -> Account:
        """The account as of sign-in, without the password hash."""
        return Account(self.username, "", self.roles, self.agencies, calls_numbers=self.calls_numbers)

    @property
    def permissions(self) -> frozenset[str]:
        """All permissions of its roles."""
        return _permissions_of(self.roles)

    def may(self, permission: str) -> bool:
        """Return whether one of its roles has this permission."""
        return permission in _permissions_of(self.roles)

    def check(self, permission: str) -> None:
        """Raise Forbidden unless it has this permission."""
        if not self.may(permission):
            raise Forbidden()

    @property
    def access(self) -> CounterAccess:
        """The counters at which it may act."""
        return CounterAccess(self.may("counter"), self.agencies)

    def tickets(self, permission: str) -> TicketAccess:
        """Return the tickets to which this permission applies."""
        is_house_wide = bool(HOUSE_WIDE & PERMISSIONS[permission] & set(self.roles))
        return TicketAccess(self.access, () if is_house_wide else self.agencies)

    @property
    def may_call_numbers(self) -> bool:
        """Whether it may call a waiting number out of turn; supervisors always may."""
        return self.calls_numbers or self.may("any-counter")

    @classmethod
    def decode(cls, raw: bytes) -> Session | EndedSession:
        """Parse a stored session or tombstone; other versions may have stored more or fewer fields."""
        stored = json.loads(raw)
        if "ended" in stored:
            return EndedSession(stored["ended"], stored["at_ms"])
        stored |= {"roles": tuple(stored["roles"]), "agencies": tuple(stored["agencies"])}
        return cls(**{f.name: stored[f.name] for f in fields(cls) if f.name in stored})


class EndedSession(NamedTuple):
    """The tombstone of a session; why: FORCED, OFF or PASSWORD; at_ms: when it was ended, ms UTC."""

    why: str
    at_ms: int


class Sessions:
    """The sessions of a house. clock: returns ms UTC."""

    def __init__(self, vault: Vault, session_s: int, clock: Callable[[], int]) -> None:
        self._vault, self._session_s, self._clock = vault, session_s, clock
        self._renewals = RateLimiter(ProcessCounts(), RENEW_EVERY_S)

    def get(self, token: str, *, at_work: bool) -> Session | EndedSession | None:
        """
        Return the session of a token, and renew it if ``at_work``.

        EndedSession: it was ended by an admin or from another session; None: expired, signed out, or unknown.
        """
        if not 20 <= len(token) <= 100:
            return None
        key = keys.SESSION(digest(token))
        renews = at_work and self._renewals.count(Limit(key, 1))
        raw = self._vault.renewed(key, self._session_s) if renews else self._vault.get(key)
        return self._decode(raw)

    def of(self, username: str) -> list[Session]:
        """List the active sessions of an account, oldest first."""
        return sorted((session for _, session in self._active(username)), key=lambda s: (s.since_ms, s.id))

    def start(self, account: Account) -> tuple[str, Session]:
        """Create and store a session for an account; return its token and the session."""
        token = secrets.token_urlsafe(32)
        session = Session(
            id=secrets.token_urlsafe(9), username=account.username, csrf_token=secrets.token_urlsafe(24),
            roles=account.roles, agencies=account.agencies, calls_numbers=account.calls_numbers,
            since_ms=self._clock(),
        )  # fmt: skip
        stored = json.dumps(asdict(session)).encode()
        self._vault.put(keys.SESSION(digest(token)), stored, ttl_s=self._session_s)
        self._vault.join(keys.SESSIONS(account.username), digest(token))
        return token, session

    def remove(self, token: str) -> None:
        """Remove the session of a token without a tombstone, when its owner signs out."""
        session = self.get(token, at_work=False)
        self._vault.drop(keys.SESSION(digest(token)))
        if isinstance(session, Session):
            self._vault.leave(keys.SESSIONS(session.username), digest(token))

    def end(self, username: str, why: str, *, only: str | None = None, but_token: str = "") -> None:
        """End the sessions of an account: all, or the one with public id ``only``, except that of ``but_token``."""
        tombstone = json.dumps({"ended": why, "at_ms": self._clock()}).encode()
        for token_digest, session in list(self._active(username)):
            if token_digest != digest(but_token) and only in (None, session.id):
                self._vault.put(keys.SESSION(token_digest), tombstone, ttl_s=self._session_s)
                self._vault.leave(keys.SESSIONS(username), token_digest)

    def _decode(self, raw: bytes | None) -> Session | EndedSession | None:
        """Parse a stored session; None if it is absent or has reached AGE_MAX_MS."""
        session = Session.decode(raw) if raw else None
        if isinstance(session, Session) and self._clock() - session.since_ms >= AGE_MAX_MS:
            return None
        return session

    def _active(self, username: str) -> Iterator[tuple[str, Session]]:
        """Yield each active session with the digest of its token; remove the others from the account's index."""
        for token_digest in self._vault.members(keys.SESSIONS(username)):
            raw = self._vault.get(keys.SESSION(token_digest))
            session = self._decode(raw)
            if isinstance(session, Session):
                yield token_digest, session
            else:
                self._vault.leave(keys.SESSIONS(username), token_digest)


def digest(text: str) -> str:
    """Return the SHA-256 hash under which the vault stores a secret."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@lru_cache(maxsize=64)
def _permissions_of(roles: tuple[str, ...]) -> frozenset[str]:
    return permissions_of(roles)
