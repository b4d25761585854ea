"""
``antre secrets FOLDER``: generate the containers' secrets at the first start and keep them.

There is one folder per service, a volume that only its container mounts: Redis's users with the hashes of their
passwords, each service's Redis URL, and the URL of history in SQL. There are no default passwords.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import secrets
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from antre.containers.engines import SINGLE, Engine
from services.web.settings import read_namespace
from waitingroom import keys
from waitingroom.keys import Family

SQLITE, POSTGRES = "sqlite:////history/history.db", "postgresql+psycopg://antre:{password}@postgres/antre"
"""URLs of history: in a file, or in PostgreSQL if the profile POSTGRES_PROFILE is on."""
POSTGRES_PROFILE = "postgres"
OWN_FILE, OTHERS_FILE = 0o400, 0o444
"""File modes. Redis and PostgreSQL run as other users, so their files are readable by all; only their volumes hold them."""

RESTORE = "restore"

_HALL_LOGS = (keys.DAY_LOG, keys.DAYS_LOG)
APPENDS: dict[str, tuple[Family, ...]] = {
    "ticketing": _HALL_LOGS, "display": _HALL_LOGS, "counter": (*_HALL_LOGS, keys.HOUSE_LOG), "reports": (),
    "backup": (), RESTORE: (),
}  # fmt: skip
"""The logs that each service appends to: ticketing, display and counter may open a day; only counter saves the house."""

DROPS: dict[str, tuple[Family, ...]] = {"reports": (keys.DAY_LOG,)}
"""
The logs that a service drops from Redis once they are archived (``RedisStore.drop_archived``).

Redis ACLs cannot be limited to a script: a user that may unlink a key in a script may also unlink it directly. So
only a service that takes no presses has this right (docs/adr/0028).
"""

READS_OF_LOGS = ("xrange", "xrevrange", "xread", "xinfo|stream")

VAULT: dict[str, dict[str, tuple[Family, ...]]] = {
    "ticketing": {
        "mget": (keys.SECRET, keys.DEVICE, keys.DEVICE_TOKEN, keys.BACKUP),
        "set": (keys.SECRET,),
    },
    "counter": {
        "mget": (
            keys.SECRET, keys.STAFF, keys.FIRST_ADMIN, keys.SESSION, keys.PAIRING, keys.DEVICES_VERSION, keys.DEVICE, keys.DEVICE_TOKEN, keys.DEVICE_LIVE,
            keys.BACKUP,
            keys.OUTREACH,
        ),
        "set": (
            keys.SECRET, keys.STAFF, keys.FIRST_ADMIN, keys.SESSION, keys.SIGN_IN_TRIES, keys.SIGN_IN_WAIT,
            keys.PASS, keys.REPLAY_PASS, keys.PAIRING_POLL, keys.DEVICES_VERSION, keys.DEVICE, keys.DEVICE_TOKEN,
            keys.OUTREACH,
        ),
        "getdel": (keys.FIRST_ADMIN, keys.PAIRING),
        "getex": (keys.SESSION,),
        "del": (keys.SESSION, keys.DEVICE, keys.DEVICE_TOKEN, keys.DEVICE_LIVE),
        "incrby": (keys.SIGN_IN_TRIES,),
        "pttl": (keys.SIGN_IN_WAIT,),
        "sadd": (keys.SESSIONS, keys.DEVICES),
        "srem": (keys.SESSIONS, keys.DEVICES),
        "smembers": (keys.SESSIONS, keys.DEVICES),
    },
    "display": {
        "mget": (
            keys.SECRET, keys.REPLAY_PASS, keys.PAIRING_POLL, keys.DEVICES_VERSION, keys.DEVICE, keys.DEVICE_TOKEN,
            keys.DEVICE_LIVE, keys.BACKUP,
        ),
        "set": (keys.SECRET, keys.PAIRING, keys.PAIRINGS, keys.PAIRING_POLL, keys.DEVICE_LIVE),
        "getdel": (keys.PASS, keys.PAIRING_POLL),
        "incrby": (keys.PAIRINGS,),
        "smembers": (keys.DEVICES,),
        "xadd": (keys.RECEIPTS,),
        "xread": (keys.RECEIPTS,),
    },
    "reports": {
        "mget": (keys.SECRET, keys.SESSION, keys.BACKUP, keys.WEBHOOKS_SECRET), "set": (keys.WEBHOOKS_SECRET,),
    },
    "backup": {"mget": keys.BACKED_UP, "get": keys.BACKED_UP, "smembers": keys.BACKED_UP_SETS, "set": (keys.BACKUP,)},
    RESTORE: dict.fromkeys(("mget", "set", "del"), (keys.RESTORING,)),
}  # fmt: skip
"""Other rights of each service, by command. One MGET may read for several threads, so it includes all keys that are read."""

RESTORES = (
    "xadd", "xrange", "xrevrange", "xread", "xinfo|stream", "evalsha", "get", "set", "del", "mget", "pttl", "sadd", "smembers",
    "unlink", "rename",
)  # fmt: skip
"""
The rights of a restore on all keys of Antre. Only the container that restores mounts this volume, and it runs only when
it is started by hand.
"""

WITHOUT_KEYS = (
    "auth", "hello", "ping", "select", "quit", "info", "time", "multi", "exec", "script|load",
)  # fmt: skip
"""Commands without keys that every service uses."""
MORE_WITHOUT_KEYS = {"counter": ("scan",), "backup": ("scan",), RESTORE: ("scan",)}

MEASURES = ("counter",)
"""Services that measure the memory usage of keys."""

DEFAULT_USER = "off resetpass allkeys allchannels allcommands"
"""
It is impossible to sign in as the default user, but it has every right: Redis replays its append-only file as this
user, and without rights it would silently drop every transaction.
"""

HEALTH_USER = "on >health resetkeys resetchannels nocommands +ping"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the target folder; profiles, engine and namespace come from the environment."""
    parser.add_argument("folder", type=Path)
    parser.set_defaults(act=lambda arguments: _make_from_environment(arguments.folder))


def _make_from_environment(folder: Path) -> int:
    variables = {"profiles": "COMPOSE_PROFILES", "engine_name": "ANTRE_ENGINE"}
    options = {name: os.environ.get(variable, "") for name, variable in variables.items()}
    return make(folder, namespace=read_namespace(), **options)


def make(folder: Path, profiles: str = "", namespace: str = "", engine_name: str = SINGLE) -> int:
    """
    Generate missing secrets; return the exit status.

    profiles: active profiles of Docker Compose, comma-separated; engine_name: one of ``containers.engines.ENGINES``.

    namespace: of a house that shares its Redis: its services' folders are in a folder of that name, its users are
    prefixed with it, and the users of other houses are kept in Redis's file.

    Existing passwords are kept; the rights of their users are always rewritten, because a newer version of Antre may
    need more (Redis reads them when it starts).
    """
    own, prefix = folder / namespace, keys.prefix_of(namespace)
    _make_history(own, is_postgres=POSTGRES_PROFILE in profiles.split(","))
    try:
        engine = Engine(engine_name, folder)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    lines = [f"user default {DEFAULT_USER}", f"user health {HEALTH_USER}", *engine.users()]
    names = {service: f"{namespace}-{service}" if namespace else service for service in VAULT}
    for service, user in names.items():
        file = own / service / "redis-url"
        password = urlsplit(file.read_text()).password if file.exists() else secrets.token_urlsafe(24)
        assert password, file
        digest = hashlib.sha256(password.encode()).hexdigest()
        head = ["user", user, "on", f"#{digest}", "resetkeys", "resetchannels", "nocommands"]
        lines.append(" ".join([*head, *engine.rights(prefix), *_rights(service, prefix)]))
        _write_new(file, engine.url(user, password), OWN_FILE)
    users = folder / "redis" / "users.acl"
    old_lines = users.read_text().splitlines() if users.exists() else []
    lines += [line for line in old_lines if _is_of_other_house(line, namespace)]
    for name, text in engine.files():
        _write_new(folder / name, text, OTHERS_FILE)
    if sorted(old_lines) == sorted(lines):
        print("The secrets are there already.")
        return 0
    _write(users, "\n".join(lines), OTHERS_FILE)
    print("Made the secrets.")
    return 0


def _is_of_other_house(line: str, namespace: str) -> bool:
    """Return whether an ACL line is for a user of another house."""
    user = line.split()[1] if line.strip() else ""
    house, _, service = user.rpartition("-")
    return service in VAULT and house != namespace


def _make_history(folder: Path, *, is_postgres: bool) -> None:
    """Generate PostgreSQL's password, used or not, and write the URL of history for the reports service."""
    file, url = folder / "postgres" / "password", folder / "reports" / "history-url"
    if not file.exists():
        _write(file, secrets.token_urlsafe(24), OTHERS_FILE)
    where = POSTGRES.format(password=file.read_text().strip()) if is_postgres else SQLITE
    _write_new(url, where, OWN_FILE)


def _rights(service: str, prefix: str) -> Iterator[str]:
    """
    Yield the ACL rules of a service for keys with this prefix: each command only with the keys that it needs.

    No rule allows removing a log entry or replacing a log; DROPS lists who may drop whole logs. Commands sent by
    scripts are checked too.
    """
    yield from (f"+{command}" for command in (*WITHOUT_KEYS, *MORE_WITHOUT_KEYS.get(service, ())))
    if APPENDS[service]:
        logs, turns = _logs_and_turns(APPENDS[service], prefix)
        yield _selector(("evalsha",), "~", (*logs, *turns))
        yield _selector(("xadd",), "~", [*logs, keys.PROBE.pattern_in(prefix)])
        yield _selector(("get", "set", "del", "pttl"), "~", turns)
    if service in DROPS:
        logs, turns = _logs_and_turns(DROPS[service], prefix)
        yield _selector(("evalsha", "unlink"), "~", (*logs, *turns))
    yield _selector(READS_OF_LOGS, "%R~", [log.pattern_in(prefix) for log in (*_HALL_LOGS, keys.HOUSE_LOG)])
    if service == RESTORE:
        yield _selector(RESTORES, "~", [f"{prefix}*"])
    if service in MEASURES:
        yield _selector(("memory|usage",), "%R~", [f"{prefix}*"])
    for command, families in VAULT[service].items():
        yield _selector((command,), "~", [family.pattern_in(prefix) for family in families])


def _logs_and_turns(families: Sequence[Family], prefix: str) -> tuple[list[str], list[str]]:
    logs = [log.pattern_in(prefix) for log in families]
    return logs, [keys.press_turn(log) for log in logs]


def _selector(commands: Sequence[str], access: str, patterns: Sequence[str]) -> str:
    """Return an ACL selector that allows these commands only on keys of these patterns."""
    words = (*(f"+{command}" for command in commands), *(access + pattern for pattern in patterns))
    return f"({' '.join(words)})"


def _write_new(file: Path, text: str, mode: int) -> None:
    """Write a file unless it already has this text."""
    if not file.exists() or file.read_text().strip() != text:
        _write(file, text, mode)


def _write(file: Path, text: str, mode: int) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    hidden = file.with_suffix(".tmp")
    hidden.unlink(missing_ok=True)
    hidden.touch(mode=0o600)
    hidden.write_text(text + "\n")
    hidden.chmod(mode)
    hidden.replace(file)
