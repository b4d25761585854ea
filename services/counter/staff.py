"""
Staff accounts and sessions, kept in the vault and never in a log.

Passwords are hashed with argon2id. A session is a random 256-bit token; the vault
knows its SHA-256 only. Logs name a session by a public id, which opens nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import threading
from dataclasses import asdict, dataclass, field
from typing import ClassVar

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from services.web import problems
from waitingroom.redis_log import Vault
from waitingroom.refusals import Malformed, Refusal

ROLES = ("clerk", "supervisor", "reception", "admin", "auditor")
ACTS_AT_COUNTERS = frozenset({"clerk", "supervisor", "admin"})
ACTS_UNOPENED = frozenset({"supervisor"})
"""Roles that may act at a counter they have not opened (a later issue gives them a page for it)."""

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
PASSWORD_MIN = 12
VERIFIES_AT_ONCE_MAX = 2
"""One argon2id verification takes about 0.1 s of a core; the hall needs the other one."""
FAILURES_MAX = 10
FAILURES_WINDOW_S = 300

_hasher = PasswordHasher()
_verifying = threading.BoundedSemaphore(VERIFIES_AT_ONCE_MAX)
_DUMMY_HASH = _hasher.hash("nobody has this password")


class SignInWrong(Refusal):
    """The user name or the password does not match; which, is not told."""

    slug, kind = "sign-in-wrong", problems.UNAUTHORIZED
    words: ClassVar[tuple[str, str]] = (
        "Nama pengguna atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi.",
        "User name or password does not match. Check both and try again.",
    )


class SignInWait(Refusal):
    """Too many failures of this account from this address."""

    slug, kind = "sign-in-wait", problems.THROTTLED
    words: ClassVar[tuple[str, str]] = (
        "Terlalu banyak percobaan. Coba lagi dalam {minutes} menit, atau minta bantuan admin.",
        "Too many tries. Try again in {minutes} minutes, or ask an admin.",
    )


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who works here. No agencies: every agency."""

    username: str
    password_hash: str
    roles: tuple[str, ...]
    agencies: tuple[str, ...] = ()

    @property
    def actor(self) -> str:
        """The account as facts name it."""
        return f"staff:{self.username}"

    def may_serve(self, agencies: tuple[str, ...]) -> bool:
        """Say whether the account may act at a counter of these agencies."""
        return bool(ACTS_AT_COUNTERS & set(self.roles)) and (
            not self.agencies or bool(set(self.agencies) & set(agencies))
        )


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in. ``id`` is the public one that facts may name."""

    id: str
    username: str
    csrf_token: str
    roles: tuple[str, ...] = field(default=())
    agencies: tuple[str, ...] = field(default=())

    @property
    def account(self) -> Account:
        """The account as it was at sign-in, without its hash."""
        return Account(self.username, "", tuple(self.roles), tuple(self.agencies))


class StaffRoom:
    """The accounts and sessions of a house."""

    def __init__(self, vault: Vault, session_s: int) -> None:
        self._vault = vault
        self._session_s = session_s

    def add(self, username: str, *, roles: tuple[str, ...], agencies: tuple[str, ...] = ()) -> str:
        """
        Add an account, or give an existing one a new password and roles; returns the password, once.

        Raises:
            Malformed: the user name or a role is none.
        """
        if not USERNAME.fullmatch(username):
            raise Malformed(why="username: 2 to 32 of a-z, 0-9, '.', '_', '-'")
        if not roles or set(roles) - set(ROLES):
            raise Malformed(why=f"roles: some of {', '.join(ROLES)}")
        password = secrets.token_urlsafe(12)
        account = Account(username, _hasher.hash(password), roles, agencies)
        self._vault.put(f"staff:{username}", json.dumps(asdict(account)).encode())
        return password

    def sign_in(self, username: str, password: str, *, address: str) -> tuple[str, Session]:
        """
        Give a new session and its token.

        Raises:
            SignInWrong, SignInWait. Only failures count, per account and address, so that
            nobody can lock somebody else out.
        """
        failures = f"failures:{_digest(username)[:22]}:{_digest(address)[:22]}"
        if int(self._vault.get(failures) or 0) >= FAILURES_MAX:
            raise SignInWait(minutes=FAILURES_WINDOW_S // 60, retry_after_s=FAILURES_WINDOW_S)
        raw = self._vault.get(f"staff:{username}") if USERNAME.fullmatch(username) else None
        stored = json.loads(raw) if raw else None
        if not _verify(stored["password_hash"] if stored else _DUMMY_HASH, password) or stored is None:
            self._vault.count(failures, FAILURES_WINDOW_S)
            raise SignInWrong()
        token = secrets.token_urlsafe(32)
        session = Session(
            id=secrets.token_urlsafe(9), username=username, csrf_token=secrets.token_urlsafe(24),
            roles=tuple(stored["roles"]), agencies=tuple(stored["agencies"]),
        )  # fmt: skip
        self._vault.put(
            f"session:{_digest(token)}", json.dumps(asdict(session)).encode(), ttl_s=self._session_s
        )
        return token, session

    def session(self, token: str, *, at_work: bool) -> Session | None:
        """Give the session of a token, living on if its owner is at work; None if it ended or never was."""
        if not 20 <= len(token) <= 100:
            return None
        key = f"session:{_digest(token)}"
        raw = self._vault.renewed(key, self._session_s) if at_work else self._vault.get(key)
        if raw is None:
            return None
        stored = json.loads(raw)
        return Session(
            stored["id"], stored["username"], stored["csrf_token"],
            tuple(stored["roles"]), tuple(stored["agencies"]),
        )  # fmt: skip

    def sign_out(self, token: str) -> None:
        """End a session."""
        self._vault.drop(f"session:{_digest(token)}")


def _verify(hashed: str, password: str) -> bool:
    with _verifying:
        try:
            return _hasher.verify(hashed, password)
        except VerificationError:
            return False


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
