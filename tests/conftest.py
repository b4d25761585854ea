"""
Real parts for the tests: a Redis of the machine, a Valkey of the wheel, each started on demand.

What is missing is skipped at home, with a reason, and fails in CI (``CI=true``).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import redis

from antre.redis_server import RedisFolder, embedded_server
from tests.browser import executable, launch
from waitingroom.redis_log import RedisStore

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.running import RunningHall


def missing(what: str) -> None:
    """Skip at home, fail in CI."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what}: CI must have it", pytrace=False)
    pytest.skip(what)


PATIENCE_S = 30.0
"""A wait gives up after so long: it catches what hangs on any machine, and promises no speed."""


def wait_for(is_so: Callable[[], object], within_s: float = PATIENCE_S, what: str = "it") -> None:
    """Wait until it is so, with a deadline; never longer than needed."""
    deadline = time.monotonic() + within_s
    while not is_so():
        assert time.monotonic() < deadline, f"{what} did not happen within {within_s} s"
        time.sleep(0.01)


class Engine:
    """A real server process that a test may freeze, kill and start again."""

    def __init__(self, command: list[str], url: str) -> None:
        self.command, self.url = command, url
        self.process: subprocess.Popen[bytes] | None = None
        self.start()

    def start(self) -> None:
        """Start it, with the data it had."""
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with redis.Redis.from_url(self.url, protocol=2) as client:
            wait_for(lambda: _pings(client), what="the engine")

    def kill(self) -> None:
        """kill -9."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def client(self) -> redis.Redis:
        """Give a plain client, for looking and for damage."""
        return redis.Redis.from_url(self.url, protocol=2)


def _pings(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.exceptions.RedisError:
        return False


def server(engine: str) -> Path:
    """Give the machine's redis-server or the wheel's."""
    if engine == "redis":
        found = shutil.which("redis-server")
        if found is None:
            missing("no redis-server on the PATH")
        return Path(str(found))
    wheel = embedded_server()
    if wheel is None:
        missing("no Valkey wheel for this Python")
    return Path(str(wheel))


def _engine(found: Path, folder: Path) -> Engine:
    redis = RedisFolder(folder, found)
    return Engine(redis.command, redis.url)


@pytest.fixture(scope="session")
def redis_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The machine's Redis."""
    engine = _engine(server("redis"), tmp_path_factory.mktemp("redis"))
    yield engine
    engine.kill()


@pytest.fixture(scope="session")
def valkey_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The wheel's Valkey."""
    engine = _engine(server("valkey"), tmp_path_factory.mktemp("valkey"))
    yield engine
    engine.kill()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """The machine's Redis, for one test alone."""
    try:
        found = server("redis")
    except pytest.skip.Exception:
        found = server("valkey")
    engine = _engine(found, tmp_path / "redis")
    yield engine
    engine.kill()


@pytest.fixture
def redis_store(engine: Engine) -> Iterator[RedisStore]:
    """A store on an engine of its own."""
    store = RedisStore(engine.url)
    store.start()
    yield store
    store.stop()


@pytest.fixture(scope="session")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """A hall that runs while the tests do; several tests share it, each with tickets of its own."""
    from tests.running import RunningHall

    running = RunningHall(tmp_path_factory.mktemp("hall"))
    yield running
    running.stop()


@pytest.fixture
def own_hall(tmp_path: Path) -> Iterator[RunningHall]:
    """A hall for one test alone, that may be hurt."""
    from tests.running import RunningHall

    running = RunningHall(tmp_path / "own")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        if executable(started.chromium) is None:
            missing("no Chromium")
        chromium = launch(started.chromium)
        yield chromium
        chromium.close()
