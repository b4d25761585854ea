"""Staff accounts: identity, roles, and the record of each change."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields
from typing import Any, NamedTuple

from services.staff.permissions import ROLES
from waitingroom.refusals import Malformed

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
AGENCIES_MAX = 100


@dataclass(frozen=True, slots=True)
class Account:
    """
    A staff account. Empty agencies: every agency.

    calls_numbers: may call a waiting number out of turn.
    password_key: digest of the press by which the owner last changed the password, to recognize a retry.
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
        """The fields that may be displayed and recorded: all except the password hash and key."""
        return {
            "roles": list(self.roles), "agencies": list(self.agencies), "active": self.active,
            "calls_numbers": self.calls_numbers,
        }  # fmt: skip

    def encode(self) -> bytes:
        """Serialize the account for the vault."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decode(cls, raw: bytes) -> Account:
        """Parse a stored account; other versions may have stored more or fewer fields."""
        stored = json.loads(raw)
        stored |= {"roles": tuple(stored["roles"]), "agencies": tuple(stored["agencies"])}
        return cls(**{f.name: stored[f.name] for f in fields(cls) if f.name in stored})


class AccountChange(NamedTuple):
    """A change of an account: Account.public before and after; None if the account did or does not exist."""

    username: str
    action: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


RecordChange = Callable[[AccountChange], None]
"""Writes a change of an account to the log; called before the change is applied."""


def no_record(change: AccountChange) -> None:
    """Record nothing, for an account that a run creates for itself."""


def check_account(username: str, roles: tuple[str, ...], agencies: tuple[str, ...]) -> None:
    """Raise Malformed if the user name, the roles or the number of agencies is invalid."""
    if not USERNAME.fullmatch(username):
        raise Malformed(why="username: 2 to 32 of a-z, 0-9, '.', '_', '-'")
    if not roles or set(roles) - set(ROLES):
        raise Malformed(why=f"roles: some of {', '.join(ROLES)}")
    if len(agencies) > AGENCIES_MAX:
        raise Malformed(why=f"agencies: {AGENCIES_MAX} at most")
