"""Real Redis and Valkey servers that a test may freeze, kill and restart."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
import redis

from antre.redis_server import RedisFolder, embedded_server
from rig.waiting import wait_for


def missing(what: str) -> None:
    """Skip the test because something is missing; fail it in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}: CI must have it", pytrace=False)
    pytest.skip(what)


class Engine:
    """A real server process that a test may freeze, kill and restart."""

    def __init__(self, command: list[str], url: str) -> None:
        self.command, self.url = command, url
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start the server with its existing data."""
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with redis.Redis.from_url(self.url, protocol=2) as client:
            wait_for(lambda: _pings(client), what="the engine")

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def client(self) -> redis.Redis:
        """Return a plain client, for inspection and for damage."""
        return redis.Redis.from_url(self.url, protocol=2)


def _pings(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.exceptions.RedisError:
        return False


def server(engine: str) -> Path:
    """Return the path of the machine's redis-server or of the wheel's Valkey."""
    if engine == "redis":
        executable = shutil.which("redis-server")
        if executable is None:
            missing("no redis-server on the PATH")
        return Path(str(executable))
    wheel = embedded_server()
    if wheel is None:
        missing("no Valkey wheel for this Python")
    return Path(str(wheel))


def engine_at(executable: Path, folder: Path) -> Engine:
    """Start a server on a free port, with its data in a folder."""
    redis = RedisFolder(folder, executable)
    return Engine(redis.command, redis.url)
