"""
What the containers' secrets have besides where several Redis stand in for each other (``deploy/compose.*.yml``).

``ANTRE_ENGINE`` says which: nothing for one Redis, ``sentinel`` for a primary and its replica behind three sentinels,
``cluster`` for a cluster. The servers know each other by users of their own, whose passwords no service has.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from pathlib import Path

from waitingroom import keys

SINGLE, SENTINEL, CLUSTER = "", "sentinel", "cluster"
ENGINES = (SINGLE, SENTINEL, CLUSTER)
SERVERS = {
    SINGLE: "redis:6379",
    SENTINEL: "sentinel-1:26379,sentinel-2:26379,sentinel-3:26379",
    CLUSTER: ",".join(f"{name}:6379" for name in ("redis", *(f"redis-{n}" for n in range(2, 7)))),
}
"""The containers that a service may ask where things are; a cluster is as good as the first of them that answers."""
PRIMARY = "antre"
"""The primary's name at the sentinels."""

REPLICATION = "+psync +replconf +ping"
WATCHING = (
    "allchannels +multi +slaveof +ping +exec +subscribe +config|rewrite +role +publish +info +client|setname"
    " +client|kill +script|kill"
)  # what Redis's documentation of Sentinel asks for
FORMING = "allkeys allchannels +@all"
"""Who forms the cluster does so once, and opens it to the services afterwards; nobody else has this password."""
WAITING = ("+@connection", "-@dangerous")
"""
What a service sends besides where there are several servers: WAIT and WAITAOF, ASKING, READONLY and COMMAND.

Named by their kind: a Redis that lacks one of them does not start with a user that may send it.
"""
CLUSTERED = ("+cluster|slots", "+cluster|shards")
"""And to learn where things are in a cluster."""

PASSWORD_BYTES = 24


class Engine:
    """The users, files and addresses of an engine. folder: of the secrets; passwords are made once, and stay."""

    def __init__(self, name: str, folder: Path) -> None:
        """Raises ValueError: there is no such engine."""
        if name not in ENGINES:
            raise ValueError(f"ANTRE_ENGINE: {name!r} is none of {', '.join(filter(None, ENGINES))}")
        self.name, self._folder = name, folder

    def url(self, service: str, password: str) -> str:
        """Return the address of Redis for a service."""
        who = f"{service}:{password}@{SERVERS[self.name]}"
        if self.name == SENTINEL:
            return f"redis+sentinel://{who}/{PRIMARY}?sentinel_password={self._password('sentinel')}"
        return f"redis+cluster://{who}" if self.name == CLUSTER else f"redis://{who}/0"

    def rights(self, prefix: str) -> Iterator[str]:
        """Return what a service may do besides, as words of Redis's list of users: to find servers, and to wait for replicas. prefix: of keys."""
        if self.name == SINGLE:
            return
        yield from WAITING
        yield from CLUSTERED if self.name == CLUSTER else ()
        yield f"(+set ~{keys.REPLICATED.pattern_in(prefix)})"

    def users(self) -> Iterator[str]:
        """Return the lines of the servers' own users in Redis's list of users."""
        if self.name != SINGLE:
            yield self._user("replica", REPLICATION)
        if self.name == SENTINEL:
            yield self._user("watch", WATCHING)
        if self.name == CLUSTER:
            yield self._user("form", FORMING)

    def files(self) -> Iterator[tuple[str, str]]:
        """Return what the engine's containers read: a path in the folder, and its text."""
        if self.name != SINGLE:
            yield "redis/replication.conf", f"masteruser replica\nmasterauth {self._password('replica')}"
        if self.name == SENTINEL:
            word = self._password("sentinel")
            yield "sentinel/sentinel.conf", "\n".join(
                (
                    f"requirepass {word}", f"sentinel sentinel-pass {word}", f"sentinel auth-user {PRIMARY} watch",
                    f"sentinel auth-pass {PRIMARY} {self._password('watch')}",
                )
            )  # fmt: skip
        if self.name == CLUSTER:
            yield "form/password", self._password("form")

    def _user(self, name: str, rights: str) -> str:
        digest = hashlib.sha256(self._password(name).encode()).hexdigest()
        return f"user {name} on #{digest} resetkeys resetchannels nocommands {rights}"

    def _password(self, name: str) -> str:
        """Return the password of this name, made if it was not; kept where Redis's own secrets are."""
        file = self._folder / "redis" / f"{name}.password"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(PASSWORD_BYTES) + "\n")
            file.chmod(0o400)
        return file.read_text().strip()
