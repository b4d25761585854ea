"""
The containers' secrets, made at the first start and kept: ``antre secrets FOLDER``.

One folder a service, each a volume that only that container mounts: Redis's users with
the hashes of their passwords, and each service's address of Redis. Nothing has a default.
"""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from waitingroom import keys

REDIS = "redis:6379"


def _patterns(*families: keys.Family) -> tuple[str, ...]:
    return tuple(family.pattern for family in families)


_APPENDED = tuple(log.pattern for log in (keys.DAY_LOG, keys.DAYS_LOG, keys.HOUSE_LOG))
LOGS = (*_APPENDED, *map(keys.press_turn, _APPENDED), keys.SECRET.pattern, keys.PROBE.pattern)
KEYS: dict[str, tuple[str, ...]] = {
    "ticketing": LOGS,
    "counter": LOGS + _patterns(
        keys.STAFF, keys.FIRST_ADMIN, keys.SESSION, keys.SESSIONS, keys.SIGN_IN_TRIES, keys.SIGN_IN_WAIT,
        keys.PASS, keys.REPLAY_PASS, keys.DEVICES, keys.DEVICES_VERSION, keys.DEVICE, keys.DEVICE_TOKEN,
        keys.DEVICE_LIVE, keys.PAIRING, keys.PAIRING_POLL,
    ),
    "display": LOGS + _patterns(
        keys.PASS, keys.REPLAY_PASS, keys.PAIRING, keys.PAIRINGS, keys.PAIRING_POLL, keys.DEVICE_LIVE, keys.RECEIPTS,
    ),
}  # fmt: skip
"""What each service may change."""

READS = {
    "ticketing": _patterns(keys.DEVICE, keys.DEVICE_TOKEN),
    "display": _patterns(keys.DEVICES, keys.DEVICES_VERSION, keys.DEVICE, keys.DEVICE_TOKEN),
}
"""What each service may read besides."""

COMMANDS = (
    "auth", "hello", "ping", "select", "quit", "info", "time",
    "multi", "exec", "xrange", "xrevrange", "xread", "xadd", "xinfo|stream", "evalsha", "script|load",
    "get", "mget", "set", "getdel", "getex", "del", "incrby", "pttl",
)  # fmt: skip
"""What ``waitingroom/log/redis_log.py`` and its script send to Redis for every service."""

MORE_COMMANDS = {"counter": ("sadd", "srem", "smembers", "scan"), "display": ("smembers",)}
"""Further commands, for accounts, sessions and devices."""

DEFAULT_USER = "off resetpass allkeys allchannels allcommands"
"""
Nobody can sign in as this user, and yet it has every right: Redis replays its append-only file as the
default user, and a default user without commands makes it drop every transaction in silence.
"""

HEALTH_USER = "on >health resetkeys resetchannels nocommands +ping"


def make(folder: Path) -> int:
    """
    Make what is missing; give the exit status.

    Existing passwords stay; the rights of their users are written anew, because a newer version of Antre may
    need more of them (Redis reads them when it starts).
    """
    lines = [f"user default {DEFAULT_USER}", f"user health {HEALTH_USER}"]
    for service, patterns in KEYS.items():
        file = folder / service / "redis-url"
        password = urlsplit(file.read_text()).password if file.exists() else secrets.token_urlsafe(24)
        assert password, file
        digest = hashlib.sha256(password.encode()).hexdigest()
        may = [f"~{pattern}" for pattern in patterns] + [
            f"%R~{pattern}" for pattern in READS.get(service, ())
        ]
        may += [f"+{command}" for command in (*COMMANDS, *MORE_COMMANDS.get(service, ()))]
        lines.append(" ".join(["user", service, "on", f"#{digest}", "resetchannels", "nocommands", *may]))
        if not file.exists():
            _write(file, f"redis://{service}:{password}@{REDIS}/0")
    users, text = folder / "redis" / "users.acl", "\n".join(lines)
    if users.exists() and users.read_text().strip() == text:
        print("The secrets are there already.")
        return 0
    _write(users, text)
    print("Made the secrets.")
    return 0


def _write(file: Path, text: str) -> None:
    """Write a file that the container of another user may read too: only its own volume holds it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    hidden = file.with_suffix(".tmp")
    hidden.write_text(text + "\n")
    hidden.chmod(0o444)
    hidden.replace(file)
