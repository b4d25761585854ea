"""
All Redis keys of Antre, one family per line; no other module spells out a key.

A ``*`` in a family's name is a placeholder that is filled in to build a key, and also the Redis wildcard in the ACL
rules of its users (``antre/containers/secrets.py``). The braces are hash tags: they keep all keys of a venue, or of the
house, in one cluster slot.
"""

from __future__ import annotations

import re
from typing import NamedTuple

PREFIX = "antre:"
"""Prefix of every log and stream of the house without a namespace."""
IN_VAULT = "{house}:"
VAULT = PREFIX + IN_VAULT
"""Prefix of every key of the vault (``redis_log.Vault``) of the house without a namespace."""
NAMESPACE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
"""Name of a house among several on one Redis; since a colon follows it, no name is a prefix of another's keys."""


def prefix_of(namespace: str) -> str:
    """Return the key prefix of a namespace; "" is the only house. Raises ValueError if the namespace is invalid."""
    if not namespace:
        return PREFIX
    if NAMESPACE.fullmatch(namespace) is None:
        raise ValueError(f"{namespace[:40]!r} is no namespace: small letters, digits and hyphens, 32 at most")
    return f"{PREFIX[:-1]}-{namespace}:"


def moved(key: str, before: str, after: str) -> str:
    """Replace the prefix of a key; both prefixes as returned by ``prefix_of``, and ``key`` starts with ``before``."""
    assert key.startswith(before), (key, before)
    return after + key[len(before) :]


class Family(NamedTuple):
    """The keys of one kind: their prefix, and their name with a ``*`` for each part."""

    under: str
    name: str

    def __call__(self, *parts: str) -> str:
        """Return the name of one key without its prefix, as logs and the vault expect it."""
        pieces = self.name.split("*")
        assert len(parts) == len(pieces) - 1, (self.name, parts)
        return "".join(piece + part for piece, part in zip(pieces, (*parts, ""), strict=True))

    @property
    def pattern(self) -> str:
        """The pattern that matches every key of this family in the house without a namespace."""
        return self.under + self.name

    def pattern_in(self, prefix: str) -> str:
        """Return the pattern for the house with this prefix (see ``prefix_of``)."""
        return moved(self.pattern, PREFIX, prefix)


def press_turn(log_key: str) -> str:
    """Return the key that reserves the next append to a log, for a process that lost too often; it expires."""
    return f"{log_key}:turn"


def replicated(key: str) -> str:
    """Return the key in the same slot that is written before a reader waits for the replicas (REPLICATED)."""
    return key[: key.index("}") + 1] + ":replicated"


# Streams.
DAY_LOG = Family(PREFIX, "{*}:*:log")  # the facts of a venue's service day: venue, day
DAYS_LOG = Family(PREFIX, "{*}:days")  # the service days of a venue: venue
HOUSE_LOG = Family(PREFIX, "{house}:log")  # the editions of the house, and changes to accounts and devices
RECEIPTS = Family(PREFIX, "{*}:receipts")  # which TVs showed and spoke a call, kept temporarily: venue

PROBE = Family(PREFIX, "{house}:probe")  # one entry, written to check whether Redis accepts writes
REPLICATED = Family(
    PREFIX, "{*}:replicated"
)  # an empty value, written before a reader waits for the replicas: venue

# The vault: secrets and accounts.
SECRET = Family(VAULT, "secret:*")  # 32 random bytes of the house: their purpose
WEBHOOKS_SECRET = Family(
    VAULT, "webhooks-secret"
)  # for the reports service only: the secrets of webhooks are derived from it
STAFF = Family(VAULT, "staff:*")  # an account: username
OUTREACH = Family(VAULT, "outreach:*")  # an outreach box with its secret and its days: its name
FIRST_ADMIN = Family(VAULT, "first-admin:*")  # the code that creates the first admin: its digest
SESSION = Family(VAULT, "session:*")  # a staff session: its token's digest
SESSIONS = Family(VAULT, "sessions:*")  # the set of an account's sessions: username
SIGN_IN_TRIES = Family(VAULT, "tries:*:*")  # failed sign-ins: digests of the name and of the origin
SIGN_IN_WAIT = Family(VAULT, "wait:*:*")  # exists until the next attempt is allowed: the same digests

# The vault: passes for the display service.
PASS = Family(VAULT, "pass:*")  # a single-use pass for a live panel: its digest
REPLAY_PASS = Family(VAULT, "pass:replay:*")  # a replay's code: its digest

# The vault: devices and their pairing.
DEVICES = Family(VAULT, "devices")  # the set of the ids of all devices
DEVICES_VERSION = Family(VAULT, "devices-version")  # a new value after every change to a device
DEVICE = Family(VAULT, "device:*")  # a device: id
DEVICE_TOKEN = Family(VAULT, "device-token:*")  # the id of a token's device: the token's digest
DEVICE_LIVE = Family(VAULT, "device-live:*")  # a device's last reported state at the display: id
PAIRING = Family(VAULT, "pairing:*")  # a screen that shows a pairing code: the code's digest
PAIRING_POLL = Family(VAULT, "poll:*")  # whether a screen's code was entered: its secret's digest
PAIRINGS = Family(VAULT, "pairings:*")  # recently requested codes: an address's digest

# The vault: backups.
BACKUP = Family(VAULT, "backup")  # time of the last backup
RESTORING = Family(
    VAULT, "restoring"
)  # exists while a backup is being restored, so that no half-restored data is opened

BACKED_UP = (SECRET, WEBHOOKS_SECRET, STAFF, DEVICES_VERSION, DEVICE, DEVICE_TOKEN, OUTREACH)
BACKED_UP_SETS = (DEVICES,)
"""The vault's keys that a backup contains (docs/adr/0032)."""
NOT_BACKED_UP = (
    FIRST_ADMIN, SESSION, SESSIONS, SIGN_IN_TRIES, SIGN_IN_WAIT, PASS, REPLAY_PASS, DEVICE_LIVE, PAIRING, PAIRING_POLL,
    PAIRINGS, BACKUP, RESTORING,
)  # fmt: skip
"""The vault's keys that a backup omits: sessions end with a restore; the rest expires within hours or is recreated."""
