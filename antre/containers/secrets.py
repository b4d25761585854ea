"""
The containers' secrets, made at the first start and kept: ``antre secrets FOLDER``.

One folder a service, each a volume that only that container mounts: Redis's users with
the hashes of their passwords, each service's address of Redis, and of history in SQL. Nothing has a default.
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
"""Where history is: in a file, or in the PostgreSQL of the profile POSTGRES_PROFILE."""
POSTGRES_PROFILE = "postgres"
OWN_FILE, OTHERS_FILE = 0o400, 0o444
"""Redis and PostgreSQL run as other users than the services, and only their own volumes hold the files that they read."""

RESTORE = "restore"

_HALL_LOGS = (keys.DAY_LOG, keys.DAYS_LOG)
APPENDS: dict[str, tuple[Family, ...]] = {
    "ticketing": _HALL_LOGS, "display": _HALL_LOGS, "counter": (*_HALL_LOGS, keys.HOUSE_LOG), "reports": (),
    "backup": (), RESTORE: (),
}  # fmt: skip
"""The logs that each service appends to: every one may open a day, and only the counter service saves the house."""

DROPS: dict[str, tuple[Family, ...]] = {"reports": (keys.DAY_LOG,)}
"""
The logs that a service takes out of Redis, once they are archived (``RedisStore.drop_archived``).

Redis knows commands and keys, no scripts and no days: what a script may unlink, its user may unlink without it. So
only a service that takes no presses may (docs/adr/0028).
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
    "backup": {"mget": keys.KEPT, "get": keys.KEPT, "smembers": keys.KEPT_SETS, "set": (keys.BACKUP,)},
    RESTORE: dict.fromkeys(("mget", "set", "del"), (keys.RESTORING,)),
}  # fmt: skip
"""What else each service does, by command. One MGET reads for several threads at once, so it has all keys that are read."""

RESTORES = (
    "xadd", "xrange", "xrevrange", "xread", "xinfo|stream", "evalsha", "get", "set", "del", "mget", "pttl", "sadd", "smembers",
    "unlink", "rename",
)  # fmt: skip
"""
What a restore does with every key of Antre's. Its volume is mounted by the container that restores, and by no other; that
one runs when somebody starts it by hand.
"""

WITHOUT_KEYS = (
    "auth", "hello", "ping", "select", "quit", "info", "time", "multi", "exec", "script|load",
)  # fmt: skip
"""What every service sends besides."""
MORE_WITHOUT_KEYS = {"counter": ("scan",), "backup": ("scan",), RESTORE: ("scan",)}

MEASURES = ("counter",)
"""Who says how much memory the keys of the house use."""

DEFAULT_USER = "off resetpass allkeys allchannels allcommands"
"""
Nobody can sign in as this user, and yet it has every right: Redis replays its append-only file as the
default user, and a default user without commands makes it drop every transaction in silence.
"""

HEALTH_USER = "on >health resetkeys resetchannels nocommands +ping"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where to; the environment says for which profiles, engine and namespace."""
    parser.add_argument("folder", type=Path)
    parser.set_defaults(act=lambda arguments: _make_as_set(arguments.folder))


def _make_as_set(folder: Path) -> int:
    of = {"profiles": "COMPOSE_PROFILES", "engine_name": "ANTRE_ENGINE"}
    chosen = {name: os.environ.get(variable, "") for name, variable in of.items()}
    return make(folder, namespace=read_namespace(), **chosen)


def make(folder: Path, profiles: str = "", namespace: str = "", engine_name: str = SINGLE) -> int:
    """
    Make what is missing; give the exit status.

    profiles: of Docker Compose that are on, with commas; engine_name: one of ``containers.engines.ENGINES``.

    namespace: of a house that shares its Redis: its services' folders stand in a folder of that name, its users have it
    in their names, and the users of other houses stay in Redis's file.

    Existing passwords stay; the rights of their users are written anew, because a newer version of Antre may
    need more of them (Redis reads them when it starts).
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
    before = users.read_text().splitlines() if users.exists() else []
    lines += [line for line in before if _is_of_other_house(line, namespace)]
    for name, text in engine.files():
        _write_new(folder / name, text, OTHERS_FILE)
    if sorted(before) == sorted(lines):
        print("The secrets are there already.")
        return 0
    _write(users, "\n".join(lines), OTHERS_FILE)
    print("Made the secrets.")
    return 0


def _is_of_other_house(line: str, namespace: str) -> bool:
    """Return whether a line of Redis's users is of another house's."""
    user = line.split()[1] if line.strip() else ""
    house, _, service = user.rpartition("-")
    return service in VAULT and house != namespace


def _make_history(folder: Path, *, is_postgres: bool) -> None:
    """Make PostgreSQL's password, whether it is used or not, and say to the reports service where history is."""
    file, url = folder / "postgres" / "password", folder / "reports" / "history-url"
    if not file.exists():
        _write(file, secrets.token_urlsafe(24), OTHERS_FILE)
    where = POSTGRES.format(password=file.read_text().strip()) if is_postgres else SQLITE
    _write_new(url, where, OWN_FILE)


def _rights(service: str, prefix: str) -> Iterator[str]:
    """
    Return what a service may do with the keys of this prefix: each command with the keys it is needed for.

    Nothing takes an entry out of a log, nor replaces a log; DROPS says who takes out whole ones. What a script sends
    is checked like all else.
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
    """Return a selector of Redis: these commands, with keys of these patterns and no others."""
    words = (*(f"+{command}" for command in commands), *(access + pattern for pattern in patterns))
    return f"({' '.join(words)})"


def _write_new(file: Path, text: str, mode: int) -> None:
    """Write a file unless it has this text."""
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
