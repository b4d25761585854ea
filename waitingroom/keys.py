"""
Every Redis key of Antre, one family a line; nothing else in the product spells a key.

A ``*`` in a family's name stands for a part that is filled in when a key is made, and is Redis's own
wildcard when a user's rights are written (``antre/containers/secrets.py``). The braces keep what belongs
to one venue, or to the house, in one slot of a cluster.
"""

from __future__ import annotations

import re
from typing import NamedTuple

PREFIX = "antre:"
"""Before the name of every log and stream, of the house without a namespace."""
IN_VAULT = "{house}:"
VAULT = PREFIX + IN_VAULT
"""Before every key of the vault (``redis_log.Vault``), of the house without a namespace."""
NAMESPACE = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")
"""The name of a house among several on one Redis; none of them begins another's keys, since a colon ends it."""


def prefix_of(namespace: str) -> str:
    """Return what stands before every key of a namespace, "": of the only house. Raises ValueError: no namespace."""
    if not namespace:
        return PREFIX
    if NAMESPACE.fullmatch(namespace) is None:
        raise ValueError(f"{namespace[:40]!r} is no namespace: small letters, digits and hyphens, 32 at most")
    return f"{PREFIX[:-1]}-{namespace}:"


def moved(key: str, before: str, after: str) -> str:
    """Return the key of another prefix. Both as ``prefix_of`` gives them; ``key`` begins with the one before."""
    assert key.startswith(before), (key, before)
    return after + key[len(before) :]


class Family(NamedTuple):
    """The keys of one kind: what stands before them, and their name with a ``*`` for each part."""

    under: str
    name: str

    def __call__(self, *parts: str) -> str:
        """Return the name of one key, as logs and the vault take it: without what stands before it."""
        pieces = self.name.split("*")
        assert len(parts) == len(pieces) - 1, (self.name, parts)
        return "".join(piece + part for piece, part in zip(pieces, (*parts, ""), strict=True))

    @property
    def pattern(self) -> str:
        """The pattern that matches every key of this family, of the house without a namespace."""
        return self.under + self.name

    def pattern_in(self, prefix: str) -> str:
        """Return the same for the house of this prefix (``prefix_of``)."""
        return moved(self.pattern, PREFIX, prefix)


def press_turn(log_key: str) -> str:
    """Return the key that says who may append to a log next, after losing too often; it expires by itself."""
    return f"{log_key}:turn"


def replicated(key: str) -> str:
    """Return the key of the same slot that is written before a reader waits for the replicas (REPLICATED)."""
    return key[: key.index("}") + 1] + ":replicated"


# Streams.
DAY_LOG = Family(PREFIX, "{*}:*:log")  # the facts of a venue's service day: venue, day
DAYS_LOG = Family(PREFIX, "{*}:days")  # the service days of a venue: venue
HOUSE_LOG = Family(PREFIX, "{house}:log")  # the editions of the house, and changes of accounts and devices
RECEIPTS = Family(PREFIX, "{*}:receipts")  # which TVs showed and spoke a call, for a while: venue

PROBE = Family(PREFIX, "{house}:probe")  # one entry, written to see whether Redis takes writes
REPLICATED = Family(
    PREFIX, "{*}:replicated"
)  # an empty word, written before a reader waits for the replicas: venue

# The vault: secrets and accounts.
SECRET = Family(VAULT, "secret:*")  # 32 random bytes of the house: what they sign
WEBHOOKS_SECRET = Family(
    VAULT, "webhooks-secret"
)  # of the reports service alone: what webhooks' own are derived from
STAFF = Family(VAULT, "staff:*")  # an account: username
OUTREACH = Family(VAULT, "outreach:*")  # an outreach box, its secret and its days: its name
FIRST_ADMIN = Family(VAULT, "first-admin:*")  # the code that makes the first admin: its digest
SESSION = Family(VAULT, "session:*")  # a session of staff: its token's digest
SESSIONS = Family(VAULT, "sessions:*")  # the set of an account's sessions: username
SIGN_IN_TRIES = Family(VAULT, "tries:*:*")  # wrong sign-ins: digests of the name and of where they come from
SIGN_IN_WAIT = Family(VAULT, "wait:*:*")  # there until the next may be tried: the same digests

# The vault: what opens something at the display.
PASS = Family(VAULT, "pass:*")  # a live panel's, good once: its digest
REPLAY_PASS = Family(VAULT, "pass:replay:*")  # a replay's code: its digest

# The vault: devices and their pairing.
DEVICES = Family(VAULT, "devices")  # the set of the ids of all devices
DEVICES_VERSION = Family(VAULT, "devices-version")  # another value after every change of a device
DEVICE = Family(VAULT, "device:*")  # a device: id
DEVICE_TOKEN = Family(VAULT, "device-token:*")  # the id of a token's device: the token's digest
DEVICE_LIVE = Family(VAULT, "device-live:*")  # how a device was when the display last heard of it: id
PAIRING = Family(VAULT, "pairing:*")  # a screen that shows a code: the code's digest
PAIRING_POLL = Family(VAULT, "poll:*")  # whether a screen's code was entered: its secret's digest
PAIRINGS = Family(VAULT, "pairings:*")  # codes asked for lately: an address's digest

# The vault: backups.
BACKUP = Family(VAULT, "backup")  # when the last backup was made
RESTORING = Family(
    VAULT, "restoring"
)  # there while a backup is restored, so that nothing half restored is opened

KEPT = (SECRET, WEBHOOKS_SECRET, STAFF, DEVICES_VERSION, DEVICE, DEVICE_TOKEN, OUTREACH)
KEPT_SETS = (DEVICES,)
"""What a backup has of the vault (docs/adr/0032)."""
NOT_KEPT = (
    FIRST_ADMIN, SESSION, SESSIONS, SIGN_IN_TRIES, SIGN_IN_WAIT, PASS, REPLAY_PASS, DEVICE_LIVE, PAIRING, PAIRING_POLL,
    PAIRINGS, BACKUP, RESTORING,
)  # fmt: skip
"""What a backup leaves out: sessions end with it, and all else is over within hours or made anew."""
