"""
The containers' secrets, made at the first start and never again: ``antre secrets FOLDER``.

One folder a service, each a volume that only that container mounts: Redis's users with
the hashes of their passwords, and each service's address of Redis. Nothing has a default.
"""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

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
    "display": (
        "antre:{house}:devices",
        "antre:{house}:devices-version",
        "antre:{house}:device:*",
        "antre:{house}:device-token:*",
    )
}
"""What each service may look at besides, and not change."""

COMMANDS = (
    "auth", "hello", "ping", "select", "quit", "info", "time",
    "multi", "exec", "xrange", "xrevrange", "xread", "xadd", "evalsha", "script|load",
    "get", "set", "getdel", "getex", "del", "incrby", "pttl",
)  # fmt: skip
"""What ``waitingroom/redis_log.py`` and its script ask of Redis for every service."""

MORE_COMMANDS = {"counter": ("sadd", "srem", "smembers", "scan", "mget"), "display": ("smembers", "mget")}
"""What only the keepers of accounts, sessions and devices ask."""

DEFAULT_USER = "off resetpass allkeys allchannels allcommands"
"""
Nobody can be this user, and yet it may everything: Redis replays its append-only file as the
default user, and a default user without commands makes it drop every transaction in silence.
"""

HEALTH_USER = "on >health resetkeys resetchannels nocommands +ping"


def make(folder: Path) -> int:
    """Make what is missing; give the exit status."""
    users = folder / "redis" / "users.acl"
    if users.exists():
        print("The secrets are there already.")
        return 0
    lines = [f"user default {DEFAULT_USER}", f"user health {HEALTH_USER}"]
    for service, keys in KEYS.items():
        password = secrets.token_urlsafe(24)
        digest = hashlib.sha256(password.encode()).hexdigest()
        may = [f"~{key}" for key in keys] + [f"%R~{key}" for key in READS.get(service, ())]
        may += [f"+{command}" for command in (*COMMANDS, *MORE_COMMANDS.get(service, ()))]
        lines.append(" ".join(["user", service, "on", f"#{digest}", "resetchannels", "nocommands", *may]))
        _write(folder / service / "redis-url", f"redis://{service}:{password}@{REDIS}/0")
    _write(users, "\n".join(lines))
    print("Made the secrets.")
    return 0


def _write(file: Path, text: str) -> None:
    """Write a file that the container of another user may read too: only its own volume holds it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    hidden = file.with_suffix(".tmp")
    hidden.write_text(text + "\n")
    hidden.chmod(0o444)
    hidden.replace(file)
