"""Backup of a hall on a cluster and restore into another one: the tests of ``test_backup`` for clusters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.engines.engine import server
from rig.engines.sets import ClusterSet
from tests.antre.backup.test_backup import (  # noqa: F401
    test_a_backup_under_a_rush_comes_back_elsewhere_with_equal_logs_figures_and_accounts,
    test_a_place_where_a_hall_is_takes_no_backup,
    test_numbers_given_out_after_the_backup_are_never_given_out_again,
)
from waitingroom.log.redis_log import RedisStore


def _store(folder: Path) -> Iterator[RedisStore]:
    servers = ClusterSet(server("redis"), folder)
    store = RedisStore(servers.url)
    store.start()
    yield store
    store.stop()
    servers.kill()


@pytest.fixture
def redis_store(tmp_path: Path) -> Iterator[RedisStore]:
    yield from _store(tmp_path / "one")


@pytest.fixture
def other(tmp_path: Path) -> Iterator[RedisStore]:
    yield from _store(tmp_path / "two")
