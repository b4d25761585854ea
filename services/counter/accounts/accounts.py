"""
Staff accounts and sessions, kept in the vault and never in a log.

Passwords are hashed with argon2id. A session is a random 256-bit token; the vault
knows its SHA-256 only. Logs name a session by a public id, which opens nothing.
A session that somebody ended leaves a tombstone in its place until it would have
expired, so that its page is told what happened, by the one read that every press makes.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from functools import lru_cache
from typing import Any, NamedTuple

from services.counter.accounts import passwords
from services.counter.accounts.permissions import ADMIN, granted
from services.counter.accounts.permissions import ROLES as ROLES
from services.counter.refusals import (
    AccountOff,
    FirstWrong,
    Forbidden,
    LastAdmin,
    NameTaken,
    PasswordWrong,
    SignInWait,
    SignInWrong,
    UnknownAccount,
)
from waitingroom import keys
from waitingroom.devices.registry import new_code
from waitingroom.log.redis_log import Vault
from waitingroom.refusals import KeyReused, Malformed

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
AGENCIES_MAX = 100
FAILURES_MAX = 10
"""Failures of one account from one address in FAILURES_WINDOW_S; more are not tried."""
ADDRESS_FAILURES_MAX = 100
"""Failures of one address, whatever the accounts: a hall's PCs behind one address make fewer."""
FAILURES_WINDOW_S = 300
FIRST_CODE_S = 3600
RENEW_EVERY_S = 60.0
"""A session at work is given its whole life anew once in so long: each time is one more write to Redis's disk."""
RENEWED_KEPT = 10_000
FIRST_CODE_LENGTH = 12
"""60 bit."""

FORCED, OFF, PASSWORD = "forced", "off", "password"
"""
Why somebody ended a session: an admin by a sign-out or a change of the account; by switching the account
off; its owner by a new password, in another session.
"""


@dataclass(frozen=True, slots=True)
class Account:
    """
    Somebody who works here. No agencies: every agency.

    calls_numbers: may call a waiting number out of its turn.
    password_key: of the press by which its owner last gave it a password, so that a retry is known.
    """

    username: str
    password_hash: str
    roles: tuple[str, ...]
    agencies: tuple[str, ...] = ()
    active: bool = True
    calls_numbers: bool = False
    password_key: str = ""

    @property
    def actor(self) -> str:
        """The account as facts name it."""
        return f"staff:{self.username}"

    @property
    def public(self) -> dict[str, Any]:
        """What may be told and recorded of the account: all but its password's hash and key."""
        return {
            "roles": list(self.roles), "agencies": list(self.agencies), "active": self.active,
            "calls_numbers": self.calls_numbers,
        }  # fmt: skip

    def may(self, permission: str) -> bool:
        """Say whether one of the account's roles has a permission."""
        return permission in _granted(self.roles)

    def may_serve(self, agencies: Iterable[str]) -> bool:
        """Say whether the account may act at a counter of these agencies."""
        return self.may("counter") and (not self.agencies or bool(set(self.agencies) & set(agencies)))


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody signed in. ``id`` is the public one that facts may name; since_ms: ms UTC."""

    id: str
    username: str
    csrf_token: str
    roles: tuple[str, ...] = field(default=())
    agencies: tuple[str, ...] = field(default=())
    calls_numbers: bool = False
    since_ms: int = 0

    @property
    def account(self) -> Account:
        """The account as it was at sign-in, without its hash."""
        return Account(self.username, "", self.roles, self.agencies, calls_numbers=self.calls_numbers)

    def may(self, permission: str) -> bool:
        """Say whether one of its roles has a permission."""
        return permission in _granted(self.roles)

    def check(self, permission: str) -> None:
        """Raise Forbidden unless it has a permission."""
        if not self.may(permission):
            raise Forbidden()

    @property
    def may_call_numbers(self) -> bool:
        """Say whether it may call a waiting number out of its turn: a supervisor always may."""
        return self.calls_numbers or self.may("any-counter")

    @property
    def permissions(self) -> frozenset[str]:
        """Every permission it has."""
        return _granted(self.roles)


class Ended(NamedTuple):
    """A tombstone: somebody ended the session; why: FORCED, OFF or PASSWORD; at_ms: when, ms UTC."""

    why: str
    at_ms: int


class Change(NamedTuple):
    """An account was changed: what stood before and stands after, as Account.public; None: nothing."""

    username: str
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


Record = Callable[[Change], None]
"""record(change) writes an account's change where it stays; asked before the change is made."""


def unrecorded(change: Change) -> None:
    """Keep no record: for accounts that a run makes for itself."""


class Accounts:
    """The accounts and sessions of a house. clock: gives ms UTC."""

    def __init__(self, vault: Vault, session_s: int, clock: Callable[[], int] = lambda: 0) -> None:
        self._vault = vault
        self._session_s = session_s
        self._clock = clock
        self._changing = threading.Lock()
        self._renewed: dict[str, float] = {}

    # Accounts.

    def account(self, username: str) -> Account | None:
        """Give an account, None if there is none."""
        raw = self._vault.get(keys.STAFF(username)) if USERNAME.fullmatch(username) else None
        return _account(raw) if raw else None

    def accounts(self) -> list[Account]:
        """Give every account, by name."""
        names = sorted(key.removeprefix(keys.STAFF("")) for key in self._vault.keys(keys.STAFF("")))
        return [account for name in names if (account := self.account(name))]

    def add(
        self, username: str, *, roles: tuple[str, ...], agencies: tuple[str, ...] = (),
        calls_numbers: bool = False, record: Record = unrecorded,
    ) -> str:  # fmt: skip
        """
        Add an account, or give an existing one a new password and roles; returns the password, once.

        Raises:
            Malformed: the user name or a role is none.
        """
        _check(username, roles, agencies)
        password = secrets.token_urlsafe(12)
        with self._changing:
            before = self.account(username)
            after = Account(username, passwords.hashed(password), roles, agencies, True, calls_numbers)
            self._keep(before, after, "reset" if before else "created", record)
        return password

    def change(
        self, username: str, *, roles: tuple[str, ...], agencies: tuple[str, ...], active: bool,
        calls_numbers: bool, record: Record,
    ) -> str | None:  # fmt: skip
        """
        Make an account what it should be; a new one gets a password, which is returned, once.

        Raises:
            Malformed. LastAdmin: nobody could undo it.
        """
        _check(username, roles, agencies)
        with self._changing:
            before = self.account(username)
            if before is None:
                password = secrets.token_urlsafe(12)
                fresh = Account(username, passwords.hashed(password), roles, agencies, active, calls_numbers)
                self._keep(None, fresh, "created", record)
                return password
            after = replace(
                before, roles=roles, agencies=agencies, active=active, calls_numbers=calls_numbers
            )
            if after == before:
                return None
            self._check_admin_left(before, after)
            action = "changed" if after.active == before.active else "on" if after.active else "off"
            self._keep(before, after, action, record)
            return None

    def reset_password(self, username: str, *, record: Record) -> str:
        """Give an account a new password, which is returned, once; its sessions end. Raises UnknownAccount."""
        password = secrets.token_urlsafe(12)
        with self._changing:
            before = self._known(username)
            self._keep(before, replace(before, password_hash=passwords.hashed(password)), "password", record)
        return password

    def switch_off(self, username: str, *, record: Record) -> None:
        """Switch an account off; its sessions end. Raises UnknownAccount, LastAdmin."""
        before = self._known(username)
        self.change(
            username, roles=before.roles, agencies=before.agencies, active=False,
            calls_numbers=before.calls_numbers, record=record,
        )  # fmt: skip

    def change_own_password(
        self, session: Session, token: str, old: str, new: str, *, address: str, key: str, record: Record
    ) -> None:  # fmt: skip
        """
        Take a new password of somebody who knows the old one; the account's other sessions end.

        key: the press's. A retry of the press that gave the account its password changes nothing more,
        and is known by the new password, since the old one is gone.
        Raises:
            PasswordWrong, PasswordShort, SignInWait: too many wrong ones. KeyReused: such a retry wished
            for another password.
        """
        passwords.check(new)
        failures = self._failures(session.username, address)
        account = self._known(session.username)
        is_retry = account.password_key == key
        if not passwords.verify(account.password_hash, new if is_retry else old):
            self._failed(failures)
            raise KeyReused() if is_retry else PasswordWrong()
        with self._changing:
            before = self._known(session.username)
            if before.password_key == key:
                return
            after = replace(before, password_hash=passwords.hashed(new), password_key=key)
            record(Change(before.username, "own-password", None, None))
            self._vault.put(keys.STAFF(before.username), json.dumps(asdict(after)).encode())
            self._end_sessions(before.username, PASSWORD, but=_digest(token))

    # The first admin.

    def first_code(self) -> str:
        """Give a code by which somebody becomes an admin, once, within FIRST_CODE_S."""
        letters = new_code(FIRST_CODE_LENGTH)
        self._vault.put(keys.FIRST_ADMIN(_digest(letters)), b"1", ttl_s=FIRST_CODE_S)
        return "-".join(letters[n : n + 4] for n in range(0, FIRST_CODE_LENGTH, 4))

    def first_admin(
        self, code: str, username: str, password: str, *, address: str, record: Record
    ) -> tuple[str, Session]:
        """
        Make the account of an admin and sign in, for a code that has not been used.

        Raises:
            FirstWrong, PasswordShort, NameTaken, Malformed, SignInWait; the code stays good for all
            but the first.
        """
        failures = self._failures("first-admin", address)
        letters = re.sub(r"[\s-]", "", code).upper()
        key = keys.FIRST_ADMIN(_digest(letters))
        if self._vault.get(key) is None:
            self._failed(failures)
            raise FirstWrong()
        _check(username, (ADMIN,), ())
        passwords.check(password)
        with self._changing:
            if self.account(username) is not None:
                raise NameTaken(username=username)
            if self._vault.take(key) is None:
                raise FirstWrong()
            account = Account(username, passwords.hashed(password), (ADMIN,))
            self._keep(None, account, "first-admin", record)
        return self._new_session(account)

    # Sessions.

    def sign_in(self, username: str, password: str, *, address: str) -> tuple[str, Session]:
        """
        Give a new session and its token.

        Raises:
            SignInWrong, SignInWait, AccountOff. Only failures count, per account and address (and
            many of one address together), so that nobody can lock somebody else out.
        """
        failures = self._failures(username, address)
        account = self.account(username)
        if (
            not passwords.verify(account.password_hash if account else passwords.dummy_hash(), password)
            or account is None
        ):
            self._failed(failures)
            raise SignInWrong()
        if not account.active:
            raise AccountOff()
        return self._new_session(account)

    def session(self, token: str, *, at_work: bool) -> Session | Ended | None:
        """
        Give the session of a token, living on if its owner is at work.

        Ended: somebody ended it; None: it expired, was left, or never was.
        """
        if not 20 <= len(token) <= 100:
            return None
        key = keys.SESSION(_digest(token))
        renews = at_work and self._is_due(key)
        raw = self._vault.renewed(key, self._session_s) if renews else self._vault.get(key)
        return _session(raw) if raw else None

    def _is_due(self, key: str) -> bool:
        """Say, once in RENEW_EVERY_S, that a session is to be renewed."""
        now = time.monotonic()
        if now - self._renewed.get(key, float("-inf")) < RENEW_EVERY_S:
            return False
        if len(self._renewed) >= RENEWED_KEPT:
            self._renewed.clear()
        self._renewed[key] = now
        return True

    def sessions(self, username: str) -> list[Session]:
        """Give the living sessions of an account, oldest first; forget the ones that ended."""
        return sorted((session for _, session in self._living(username)), key=lambda s: (s.since_ms, s.id))

    def sign_out(self, token: str) -> None:
        """End a session."""
        session = self.session(token, at_work=False)
        self._vault.drop(keys.SESSION(_digest(token)))
        if isinstance(session, Session):
            self._vault.leave(keys.SESSIONS(session.username), _digest(token))

    def force_out(self, username: str, session_id: str | None = None, *, record: Record) -> int:
        """
        End the sessions of an account, or the one with this public id; give how many.

        Raises:
            UnknownAccount.
        """
        self._known(username)
        ending = [s for s in self.sessions(username) if session_id in (None, s.id)]
        if ending:
            record(Change(username, "signed-out", None, {"sessions": len(ending)}))
            self._end_sessions(username, FORCED, only=session_id)
        return len(ending)

    def _new_session(self, account: Account) -> tuple[str, Session]:
        token = secrets.token_urlsafe(32)
        session = Session(
            id=secrets.token_urlsafe(9), username=account.username, csrf_token=secrets.token_urlsafe(24),
            roles=account.roles, agencies=account.agencies, calls_numbers=account.calls_numbers,
            since_ms=self._clock(),
        )  # fmt: skip
        self._vault.put(
            keys.SESSION(_digest(token)), json.dumps(asdict(session)).encode(), ttl_s=self._session_s
        )
        self._vault.join(keys.SESSIONS(account.username), _digest(token))
        # Somebody may have changed the account since it was read, and not have seen this session.
        now = self.account(account.username)
        if now != account:
            self._vault.drop(keys.SESSION(_digest(token)))
            raise AccountOff() if now and not now.active else SignInWrong()
        self.sessions(account.username)
        return token, session

    def _living(self, username: str) -> Iterator[tuple[str, Session]]:
        """Give each living session with the digest of its token; the index forgets the others."""
        for digest in self._vault.members(keys.SESSIONS(username)):
            raw = self._vault.get(keys.SESSION(digest))
            session = _session(raw) if raw else None
            if isinstance(session, Session):
                yield digest, session
            else:
                self._vault.leave(keys.SESSIONS(username), digest)

    def _end_sessions(self, username: str, why: str, *, only: str | None = None, but: str = "") -> None:
        tombstone = json.dumps({"ended": why, "at_ms": self._clock()}).encode()
        for digest, session in list(self._living(username)):
            if digest != but and only in (None, session.id):
                self._vault.put(keys.SESSION(digest), tombstone, ttl_s=self._session_s)
                self._vault.leave(keys.SESSIONS(username), digest)

    def _keep(self, before: Account | None, after: Account, action: str, record: Record) -> None:
        """Record a change, make it, and end the sessions that had the account as it was."""
        record(Change(after.username, action, before.public if before else None, after.public))
        self._vault.put(keys.STAFF(after.username), json.dumps(asdict(after)).encode())
        if before is not None:
            self._end_sessions(after.username, FORCED if after.active else OFF)

    def _check_admin_left(self, before: Account, after: Account) -> None:
        def is_admin(account: Account) -> bool:
            return account.active and ADMIN in account.roles

        if is_admin(before) and not is_admin(after):
            others = (a for a in self.accounts() if a.username != before.username)
            if not any(is_admin(other) for other in others):
                raise LastAdmin(username=before.username)

    def _known(self, username: str) -> Account:
        account = self.account(username)
        if account is None:
            raise UnknownAccount(username=username[:40])
        return account

    def _failures(self, name: str, address: str) -> tuple[str, str]:
        """Give the keys that failures are counted under. Raises SignInWait: there were too many."""
        of_address = _digest(address)[:22]
        pair, whole = keys.SIGN_IN_FAILURES(_digest(name)[:22], of_address), keys.ADDRESS_FAILURES(of_address)
        if int(self._vault.get(pair) or 0) >= FAILURES_MAX or (
            int(self._vault.get(whole) or 0) >= ADDRESS_FAILURES_MAX
        ):
            raise SignInWait(minutes=FAILURES_WINDOW_S // 60, retry_after_s=FAILURES_WINDOW_S)
        return pair, whole

    def _failed(self, failures: tuple[str, str]) -> None:
        for key in failures:
            self._vault.count(key, FAILURES_WINDOW_S)


def _check(username: str, roles: tuple[str, ...], agencies: tuple[str, ...]) -> None:
    if not USERNAME.fullmatch(username):
        raise Malformed(why="username: 2 to 32 of a-z, 0-9, '.', '_', '-'")
    if not roles or set(roles) - set(ROLES):
        raise Malformed(why=f"roles: some of {', '.join(ROLES)}")
    if len(agencies) > AGENCIES_MAX:
        raise Malformed(why=f"agencies: {AGENCIES_MAX} at most")


def _account(raw: bytes) -> Account:
    """Read an account; one that an earlier program wrote has fewer fields."""
    stored = json.loads(raw)
    return Account(
        stored["username"], stored["password_hash"], tuple(stored["roles"]), tuple(stored["agencies"]),
        stored.get("active", True), stored.get("calls_numbers", False), stored.get("password_key", ""),
    )  # fmt: skip


def _session(raw: bytes) -> Session | Ended:
    stored = json.loads(raw)
    if "ended" in stored:
        return Ended(stored["ended"], stored["at_ms"])
    return Session(
        stored["id"], stored["username"], stored["csrf_token"], tuple(stored["roles"]),
        tuple(stored["agencies"]), stored.get("calls_numbers", False), stored.get("since_ms", 0),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _granted(roles: tuple[str, ...]) -> frozenset[str]:
    return granted(roles)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
