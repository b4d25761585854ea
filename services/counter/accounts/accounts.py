"""Staff accounts, stored in the vault and never in a log: add, change, sign in, and the first admin."""

from __future__ import annotations

import re
import secrets
import threading
from collections.abc import Callable
from dataclasses import replace

from services.counter.accounts import passwords
from services.counter.accounts.hashing import Argon2Hasher, Hasher
from services.counter.accounts.known_pc import source_of_session
from services.counter.accounts.passwords import HashTurns, Source
from services.counter.accounts.tries import SignInTries
from services.counter.refusals import (
    FirstWrong,
    LastAdmin,
    NameTaken,
    PasswordWrong,
    SignInWrong,
    UnknownAccount,
)
from services.staff.account import (
    USERNAME,
    Account,
    AccountChange,
    RecordChange,
    check_account,
    no_record,
)
from services.staff.permissions import ADMIN
from services.staff.refusals import AccountOff
from services.staff.sessions import FORCED, OFF, PASSWORD, Session, Sessions, digest
from waitingroom import keys
from waitingroom.devices.pairing import new_code
from waitingroom.log.redis_log import Vault
from waitingroom.refusals import KeyReused

BY_ADMIN = Source("admin", "admin", True)
"""Source of password hashes for accounts that an admin or a command creates."""
FIRST_CODE_S = 3600
FIRST_CODE_LENGTH = 12
"""60 bits."""


class Accounts:
    """The accounts of a house and their sessions. clock: returns ms UTC. hasher: in this process by default."""

    def __init__(
        self, vault: Vault, session_s: int, clock: Callable[[], int] = lambda: 0, hasher: Hasher | None = None
    ) -> None:
        self._vault = vault
        self.sessions = Sessions(vault, session_s, clock)
        self._turns = HashTurns(hasher or Argon2Hasher())
        self._tries = SignInTries(vault)
        self._changing = threading.Lock()

    def get(self, username: str) -> Account | None:
        """Return an account, or None if it does not exist."""
        raw = self._vault.get(keys.STAFF(username)) if USERNAME.fullmatch(username) else None
        return Account.decode(raw) if raw else None

    def all(self) -> list[Account]:
        """List every account, sorted by name."""
        names = sorted(key.removeprefix(keys.STAFF("")) for key in self._vault.keys(keys.STAFF("")))
        return [account for name in names if (account := self.get(name))]

    def add(
        self, username: str, *, roles: tuple[str, ...], agencies: tuple[str, ...] = (),
        calls_numbers: bool = False, record: RecordChange = no_record,
    ) -> str:  # fmt: skip
        """
        Add an account, or reset an existing one's password and roles; return the new password, which is not stored.

        Raises:
            Malformed: the user name or a role is invalid. SignInsBusy.
        """
        check_account(username, roles, agencies)
        password = secrets.token_urlsafe(12)
        with self._changing:
            before = self.get(username)
            after = Account(username, self._hash(password), roles, agencies, True, calls_numbers)
            self._save(before, after, "reset" if before else "created", record)
        return password

    def change(
        self, username: str, *, roles: tuple[str, ...], agencies: tuple[str, ...], active: bool,
        calls_numbers: bool, record: RecordChange,
    ) -> str | None:  # fmt: skip
        """
        Change an account, or add it; return the password of a new one, which is not stored, else None.

        Raises:
            Malformed. LastAdmin: no active admin would be left. SignInsBusy.
        """
        check_account(username, roles, agencies)
        with self._changing:
            before = self.get(username)
            if before is None:
                password = secrets.token_urlsafe(12)
                hash = self._hash(password)
                self._save(
                    None, Account(username, hash, roles, agencies, active, calls_numbers), "created", record
                )
                return password
            after = replace(
                before, roles=roles, agencies=agencies, active=active, calls_numbers=calls_numbers
            )
            if after != before:
                self._check_admin_left(before, after)
                action = "changed" if after.active == before.active else "on" if after.active else "off"
                self._save(before, after, action, record)
            return None

    def reset_password(self, username: str, *, record: RecordChange) -> str:
        """Set and return a random password; end the account's sessions. Raises UnknownAccount, SignInsBusy."""
        password = secrets.token_urlsafe(12)
        with self._changing:
            before = self._require(username)
            after = replace(before, password_hash=self._hash(password))
            self._save(before, after, "password", record)
        return password

    def take_in(self, account: Account) -> None:
        """Store an account of another house with its password hash: an outreach box imports the hall's accounts so."""
        with self._changing:
            self._vault.put(keys.STAFF(account.username), account.encode())

    def switch_off(self, username: str, *, record: RecordChange) -> None:
        """Deactivate an account and end its sessions. Raises UnknownAccount, LastAdmin."""
        before = self._require(username)
        self.change(
            username, roles=before.roles, agencies=before.agencies, active=False,
            calls_numbers=before.calls_numbers, record=record,
        )  # fmt: skip

    def force_out(self, username: str, session_id: str | None = None, *, record: RecordChange) -> int:
        """End an account's sessions, or only the one with this public id; return how many. Raises UnknownAccount."""
        self._require(username)
        ending = [s for s in self.sessions.of(username) if session_id in (None, s.id)]
        if ending:
            record(AccountChange(username, "signed-out", None, {"sessions": len(ending)}))
            self.sessions.end(username, FORCED, only=session_id)
        return len(ending)

    def change_own_password(
        self, session: Session, token: str, old: str, new: str, *, key: str, record: RecordChange
    ) -> None:
        """
        Change one's own password, verified by the old one; end the account's other sessions.

        key: digest of the press. A retry of the press that changed the password changes nothing; it is verified by
        the new password, because the old one is gone.
        Raises:
            PasswordWrong, PasswordShort, PasswordWeak, SignInsBusy. SignInWait: too many wrong passwords.
            KeyReused: a retry with a different password.
        """
        passwords.check(new, session.username)
        source = source_of_session(session.username)
        is_retry = self._require(session.username).password_key == key
        if not self._verify(session.username, new if is_retry else old, source):
            raise KeyReused() if is_retry else PasswordWrong()
        hash_ = self._hash(new, source)
        with self._changing:
            before = self._require(session.username)
            if before.password_key == key:
                return
            after = replace(before, password_hash=hash_, password_key=key)
            record(AccountChange(before.username, "own-password", None, None))
            self._vault.put(keys.STAFF(before.username), after.encode())
            self.sessions.end(before.username, PASSWORD, but_token=token)

    def sign_in(self, username: str, password: str, *, source: Source) -> tuple[str, Session]:
        """
        Start a session; return its token and the session.

        Raises:
            SignInWrong, SignInWait, SignInsBusy, AccountOff.
        """
        account = self._verify(username, password, source)
        if account is None:
            raise SignInWrong()
        if not account.active:
            raise AccountOff()
        return self._start_session(account)

    def first_code(self) -> str:
        """Create a one-time code that adds the first admin, valid for FIRST_CODE_S."""
        letters = new_code(FIRST_CODE_LENGTH)
        self._vault.put(keys.FIRST_ADMIN(digest(letters)), b"1", ttl_s=FIRST_CODE_S)
        return "-".join(letters[n : n + 4] for n in range(0, FIRST_CODE_LENGTH, 4))

    def first_admin(
        self, code: str, username: str, password: str, *, record: RecordChange
    ) -> tuple[str, Session]:
        """
        Add an admin's account by a code, and sign in.

        Codes are not throttled: 60 bits cannot be guessed within an hour, and throttling would let an outsider lock
        the admin out.
        Raises:
            FirstWrong, PasswordShort, PasswordWeak, NameTaken, Malformed, SignInsBusy; the code stays valid for
            all but the first.
        """
        key = keys.FIRST_ADMIN(digest(re.sub(r"[\s-]", "", code).upper()))
        if self._vault.get(key) is None:
            raise FirstWrong()
        check_account(username, (ADMIN,), ())
        passwords.check(password, username)
        hash_ = self._hash(password, source_of_session(username))
        with self._changing:
            if self.get(username) is not None:
                raise NameTaken(username=username)
            if self._vault.take(key) is None:
                raise FirstWrong()
            account = Account(username, hash_, (ADMIN,))
            self._save(None, account, "first-admin", record)
        return self._start_session(account)

    def _verify(self, username: str, password: str, source: Source) -> Account | None:
        """
        Return the account if the password is right, else None; the attempt is counted before hashing.

        Raises:
            SignInWait, SignInsBusy.
        """
        self._turns.check(source)
        self._tries.check(username, source.counted)
        with self._turns.turn(source) as hasher:
            self._tries.count(username, source.counted)
            account = self.get(username)
            is_right = hasher.verify(account.password_hash if account else None, password)
        if is_right:
            self._tries.give_back(username, source.counted)
        return account if is_right else None

    def _hash(self, password: str, source: Source = BY_ADMIN) -> str:
        with self._turns.turn(source) as hasher:
            return hasher.hash(password)

    def _start_session(self, account: Account) -> tuple[str, Session]:
        """Start a session. Raises AccountOff, SignInWrong if the account was changed since it was verified."""
        token, session = self.sessions.start(account)
        current = self.get(account.username)
        if current != account:
            self.sessions.remove(token)
            raise AccountOff() if current and not current.active else SignInWrong()
        self.sessions.of(account.username)  # drops expired sessions from the index
        return token, session

    def _save(self, before: Account | None, after: Account, action: str, record: RecordChange) -> None:
        """Record a change, apply it, and end the account's sessions."""
        record(AccountChange(after.username, action, before.public if before else None, after.public))
        self._vault.put(keys.STAFF(after.username), after.encode())
        if before is not None:
            self.sessions.end(after.username, FORCED if after.active else OFF)

    def _check_admin_left(self, before: Account, after: Account) -> None:
        def is_admin(account: Account) -> bool:
            return account.active and ADMIN in account.roles

        others = (account for account in self.all() if account.username != before.username)
        if is_admin(before) and not is_admin(after) and not any(map(is_admin, others)):
            raise LastAdmin(username=before.username)

    def _require(self, username: str) -> Account:
        account = self.get(username)
        if account is None:
            raise UnknownAccount(username=username[:40])
        return account
