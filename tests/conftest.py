"""
Real parts for the tests: a Redis of the machine, a Valkey of the wheel, each started on demand.

What is missing is skipped at home, with a reason, and fails in CI (``CI=true``).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from rig.browsers.browser import executable, launch
from rig.engines.engine import Engine, engine_at, missing, server
from rig.engines.sets import ClusterSet, SentinelSet
from waitingroom.log.redis_log import RedisStore

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from rig.running import RunningHall


# A machine's speed decides nothing, and luck only where more examples are asked for (``make endure``).
settings.register_profile(
    "antre",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="EXAMPLES" not in os.environ,
)
settings.load_profile("antre")

LONGEST_FIRST = (
    "tests/journeys/staff/", "tests/journeys/layout/", "tests/journeys/test_rush", "tests/journeys/boards/",
    "tests/journeys/", "tests/antre/", "tests/services/", "tests/",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker is left alone with it in the end."""
    items.sort(
        key=lambda item: next(n for n, part in enumerate(LONGEST_FIRST) if item.nodeid.startswith(part))
    )


@pytest.fixture(scope="session")
def redis_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The machine's Redis."""
    engine = engine_at(server("redis"), tmp_path_factory.mktemp("redis"))
    yield engine
    engine.kill()


@pytest.fixture(scope="session")
def valkey_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The wheel's Valkey."""
    engine = engine_at(server("valkey"), tmp_path_factory.mktemp("valkey"))
    yield engine
    engine.kill()


@pytest.fixture(scope="session")
def sentinel_set(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SentinelSet]:
    """A primary, a replica and three sentinels; none of them is hurt."""
    servers = SentinelSet(server("redis"), tmp_path_factory.mktemp("sentinel"))
    yield servers
    servers.kill()


@pytest.fixture(scope="session")
def cluster_set(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterSet]:
    """A cluster of three primaries with a replica each; none of them is hurt."""
    servers = ClusterSet(server("redis"), tmp_path_factory.mktemp("cluster"), replicas=1)
    yield servers
    servers.kill()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """The machine's Redis, for one test alone."""
    try:
        found = server("redis")
    except pytest.skip.Exception:
        found = server("valkey")
    engine = engine_at(found, tmp_path / "redis")
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
    from rig.running import RunningHall

    running = RunningHall(tmp_path_factory.mktemp("hall"))
    yield running
    running.stop()


@pytest.fixture
def fresh_hall(hall: RunningHall) -> Iterator[RunningHall]:
    """The hall that runs, with a venue for one test alone: nobody came yet, and its house may be changed."""
    with hall.anew():
        yield hall


@pytest.fixture
def own_hall(tmp_path: Path) -> Iterator[RunningHall]:
    """A hall started for one test alone: its processes may be killed, and it has no accounts but its own."""
    from rig.running import RunningHall

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
