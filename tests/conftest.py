"""
Real parts for the tests: the system's Redis and the wheel's Valkey, each started on demand.

Tests whose part is missing are skipped at home, with a reason, and fail in CI (``CI=true``).
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


# Examples have no deadline and are not random, unless more of them are requested (``make endure``).
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
    """Run the longest tests first, so that no worker is left alone with one at the end."""
    items.sort(
        key=lambda item: next(n for n, part in enumerate(LONGEST_FIRST) if item.nodeid.startswith(part))
    )


@pytest.fixture(scope="session")
def redis_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The system's Redis."""
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
    """A primary, a replica and three sentinels; tests must not stop any of them."""
    servers = SentinelSet(server("redis"), tmp_path_factory.mktemp("sentinel"))
    yield servers
    servers.kill()


@pytest.fixture(scope="session")
def cluster_set(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClusterSet]:
    """A cluster of three primaries with a replica each; tests must not stop any of them."""
    servers = ClusterSet(server("redis"), tmp_path_factory.mktemp("cluster"), replicas=1)
    yield servers
    servers.kill()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """The system's Redis, for a single test."""
    try:
        binary = server("redis")
    except pytest.skip.Exception:
        binary = server("valkey")
    engine = engine_at(binary, tmp_path / "redis")
    yield engine
    engine.kill()


@pytest.fixture
def redis_store(engine: Engine) -> Iterator[RedisStore]:
    """A store on its own Redis."""
    store = RedisStore(engine.url)
    store.start()
    yield store
    store.stop()


@pytest.fixture(scope="session")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    """A running hall, shared by several tests, each with its own tickets."""
    from rig.running import RunningHall

    running = RunningHall(tmp_path_factory.mktemp("hall"))
    yield running
    running.stop()


@pytest.fixture
def fresh_hall(hall: RunningHall) -> Iterator[RunningHall]:
    """The running hall with a new venue for a single test, which may change its house."""
    with hall.anew():
        yield hall


@pytest.fixture
def own_hall(tmp_path: Path) -> Iterator[RunningHall]:
    """A hall started for a single test, which may kill its processes; it has no accounts yet."""
    from rig.running import RunningHall

    running = RunningHall(tmp_path / "own")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium."""
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as started:
        if executable(started.chromium) is None:
            missing("no Chromium")
        chromium = launch(started.chromium)
        yield chromium
        chromium.close()
