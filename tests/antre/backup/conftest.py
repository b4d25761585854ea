"""Fixtures for backups: a hall to back up, a place for its backups, and another machine for restores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from antre.backup.files import Backups
from antre.backup.place import FolderPlace
from antre.hall_data import HallData
from rig.engines.engine import Engine, engine_at, server
from rig.history.hall_with_past import HallWithPast, data_in
from services.web.sealed_file import Sealer
from tests.antre.backup.steps import PASSPHRASE
from waitingroom.log.redis_log import RedisStore


@pytest.fixture
def hall(redis_store: RedisStore, tmp_path: Path) -> HallWithPast:
    return HallWithPast(redis_store, tmp_path / "here")


@pytest.fixture
def other_engine(tmp_path: Path) -> Iterator[Engine]:
    engine = engine_at(server("redis"), tmp_path / "other-redis")
    yield engine
    engine.kill()


@pytest.fixture
def other(other_engine: Engine) -> Iterator[RedisStore]:
    store = RedisStore(other_engine.url)
    store.start()
    yield store
    store.stop()


@pytest.fixture(scope="session")
def sealer() -> Sealer:
    """One sealer for all tests, because deriving its key is slow on purpose."""
    return Sealer(PASSPHRASE)


@pytest.fixture
def backups(tmp_path: Path, sealer: Sealer) -> Backups:
    return Backups(FolderPlace(tmp_path / "stick"), sealer)


@pytest.fixture
def there(other: RedisStore, tmp_path: Path) -> HallData:
    return data_in(other.url, tmp_path / "there")
