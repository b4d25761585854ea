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

REDIS = "redis:6379"

LOGS = ("antre:*:log", "antre:*:log:turn", "antre:*:days", "antre:*:days:turn", "antre:{house}:secret:*")
DEVICES = (
    "antre:{house}:devices",
    "antre:{house}:devices-version",
    "antre:{house}:device:*",
    "antre:{house}:device-token:*",
    "antre:{house}:device-live:*",
    "antre:{house}:pairing:*",
    "antre:{house}:poll:*",
)
KEYS = {
    "ticketing": LOGS,
    "counter": (
        *LOGS,
        "antre:{house}:staff:*",
        "antre:{house}:first-admin:*",
        "antre:{house}:session:*",
        "antre:{house}:sessions:*",
        "antre:{house}:failures:*",
        "antre:{house}:pass:*",
        *DEVICES,
    ),
    "display": (
        *LOGS,
        "antre:{house}:pass:*",
        "antre:{house}:pairing:*",
        "antre:{house}:pairings:*",
        "antre:{house}:poll:*",
        "antre:{house}:device-live:*",
        "antre:*:receipts",
    ),
}
"""What each service may touch."""

READS = {
    "ticketing": ("antre:{house}:device:*", "antre:{house}:device-token:*"),
    "display": (
        "antre:{house}:devices",
        "antre:{house}:devices-version",
        "antre:{house}:device:*",
        "antre:{house}:device-token:*",
    ),
}
"""What each service may look at besides, and not change."""

COMMANDS = (
    "auth", "hello", "ping", "select", "quit", "info", "time",
    "multi", "exec", "xrange", "xrevrange", "xread", "xadd", "evalsha", "script|load",
    "get", "mget", "set", "getdel", "getex", "del", "incrby", "pttl",
)  # fmt: skip
"""What ``waitingroom/log/redis_log.py`` and its script ask of Redis for every service."""

MORE_COMMANDS = {"counter": ("sadd", "srem", "smembers", "scan"), "display": ("smembers",)}
"""What only the keepers of accounts, sessions and devices ask."""

DEFAULT_USER = "off resetpass allkeys allchannels allcommands"
"""
Nobody can be this user, and yet it may everything: Redis replays its append-only file as the
default user, and a default user without commands makes it drop every transaction in silence.
"""

HEALTH_USER = "on >health resetkeys resetchannels nocommands +ping"


def make(folder: Path) -> int:
    """
    Make what is missing; give the exit status.

    Passwords once made stay; the rights of their users are written anew, so that a newer version
    of Antre may what it needs (Redis reads them when it starts).
    """
    lines = [f"user default {DEFAULT_USER}", f"user health {HEALTH_USER}"]
    for service, keys in KEYS.items():
        file = folder / service / "redis-url"
        password = urlsplit(file.read_text()).password if file.exists() else secrets.token_urlsafe(24)
        assert password, file
        digest = hashlib.sha256(password.encode()).hexdigest()
        may = [f"~{key}" for key in keys] + [f"%R~{key}" for key in READS.get(service, ())]
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
