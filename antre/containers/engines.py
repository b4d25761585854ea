"""
Additional secrets for containers with a replicated Redis (``deploy/compose.*.yml``).

``ANTRE_ENGINE`` selects the engine: empty for a single Redis, ``sentinel`` for a primary and its replica with three
sentinels, ``cluster`` for a cluster. The servers authenticate to each other as separate users, whose passwords are not
given to any service.
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
"""The servers that a service connects to for discovery; for a cluster, the first one that responds is enough."""
PRIMARY = "antre"
"""The name of the primary in the sentinels."""

REPLICATION = "+psync +replconf +ping"
WATCHING = (
    "allchannels +multi +slaveof +ping +exec +subscribe +config|rewrite +role +publish +info +client|setname"
    " +client|kill +script|kill"
)  # as required by the documentation of Redis Sentinel
FORMING = "allkeys allchannels +@all"
"""The rights of the container that forms the cluster once, before services use it; only that container has the password."""
WAITING = ("+@connection", "-@dangerous")
"""
Additional rights of a service with several servers: WAIT, WAITAOF, ASKING, READONLY and COMMAND.

They are granted by category, because Redis refuses to start if an ACL names a command that it does not have.
"""
CLUSTERED = ("+cluster|slots", "+cluster|shards")
"""Additional rights for discovery in a cluster."""

PASSWORD_BYTES = 24


class Engine:
    """The users, files and URLs of an engine. folder: of the secrets; passwords are generated once and kept."""

    def __init__(self, name: str, folder: Path) -> None:
        """Raise ValueError if there is no such engine."""
        if name not in ENGINES:
            raise ValueError(f"ANTRE_ENGINE: {name!r} is none of {', '.join(filter(None, ENGINES))}")
        self.name, self._folder = name, folder

    def url(self, service: str, password: str) -> str:
        """Return the Redis URL of a service."""
        who = f"{service}:{password}@{SERVERS[self.name]}"
        if self.name == SENTINEL:
            return f"redis+sentinel://{who}/{PRIMARY}?sentinel_password={self._password('sentinel')}"
        return f"redis+cluster://{who}" if self.name == CLUSTER else f"redis://{who}/0"

    def rights(self, prefix: str) -> Iterator[str]:
        """Yield additional ACL rules of a service, for discovering servers and waiting for replicas. prefix: of keys."""
        if self.name == SINGLE:
            return
        yield from WAITING
        yield from CLUSTERED if self.name == CLUSTER else ()
        yield f"(+set ~{keys.REPLICATED.pattern_in(prefix)})"

    def users(self) -> Iterator[str]:
        """Yield the ACL lines of the servers' own users."""
        if self.name != SINGLE:
            yield self._user("replica", REPLICATION)
        if self.name == SENTINEL:
            yield self._user("watch", WATCHING)
        if self.name == CLUSTER:
            yield self._user("form", FORMING)

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the files that the engine's containers read: path in the folder, and text."""
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
        """Return the password of this name from the folder of Redis's secrets; generate it if it does not exist."""
        file = self._folder / "redis" / f"{name}.password"
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(PASSWORD_BYTES) + "\n")
            file.chmod(0o400)
        return file.read_text().strip()
