"""Moving days out of Redis: into history, then the archive, and only then dropped, however often the process dies."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rig.history.played import played, write_day
from rig.history.random_days import VENUE
from services.reports.history.archiving import Archiving
from services.reports.history.following import Following
from services.reports.history.history import History
from services.reports.history.tables import OF_DAY, days
from waitingroom import keys
from waitingroom.local_time import day_after
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.archive_file import ArchivedLog
from waitingroom.log.base import Tip, UnavailableError
from waitingroom.log.redis_log import RedisStore

FIRST = "2026-06-01"
DAYS = [day_after(FIRST, n) for n in range(8)]
TODAY = DAYS[-1]
KEEP = 3
GONE = DAYS[:4]
"""Days older than KEEP days."""


class Killed(BaseException):
    """Simulates that the process is killed here."""


@pytest.fixture
def written(redis_store: RedisStore) -> RedisStore:
    for n, day in enumerate(DAYS):
        facts = played(n % 3, day)
        write_day(redis_store, day, facts[:-1] if day == TODAY else facts)
    return redis_store


def way_out(store: RedisStore, history: History, folder: Path) -> tuple[Following, Archiving]:
    archive = ArchiveFolder(folder)
    following = Following(store, history, alarm=quiet, archive=archive)
    return following, Archiving(store, history, following, archive, keep_days=KEEP, alarm=quiet)


def quiet(event: str, **fields: Any) -> None:
    """An alarm callback that does nothing."""


def everything(history: History) -> dict[str, Any]:
    return {f"{t.name} {day}": history.rows_of(t, VENUE, day) for t in (*OF_DAY, days) for day in DAYS}


def in_redis(store: RedisStore) -> list[str]:
    return [day for day in DAYS if store.log(keys.DAY_LOG(VENUE, day)).tip() != Tip()]


def test_old_days_leave_redis_and_history_can_be_made_anew_from_what_is_left(
    written: RedisStore, history: History, tmp_path: Path
) -> None:
    following, archiving = way_out(written, history, tmp_path / "archive")
    following.step([VENUE])
    before = everything(history)
    archiving.step(VENUE, TODAY)

    assert in_redis(written) == [day for day in DAYS if day not in GONE]
    assert ArchiveFolder(tmp_path / "archive").days(VENUE) == DAYS[:-1]
    assert following.rebuild(VENUE) == len(DAYS)
    assert everything(history) == before
    following, archiving = way_out(written, history, tmp_path / "archive")
    following.step([VENUE])
    archiving.step(VENUE, TODAY)
    assert everything(history) == before


def test_what_left_redis_is_read_no_more_by_archiving_however_long_ago(
    written: RedisStore, history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    following, archiving = way_out(written, history, tmp_path / "archive")
    following.step([VENUE])
    archiving.step(VENUE, TODAY)
    opened: list[str] = []
    log = ArchiveFolder.log

    def noted(folder: ArchiveFolder, venue: str, day: str) -> ArchivedLog:
        opened.append(day)
        return log(folder, venue, day)

    monkeypatch.setattr(ArchiveFolder, "log", noted)
    archiving.step(VENUE, TODAY)
    assert opened == []

    following, archiving = way_out(written, history, tmp_path / "archive")
    archiving.step(VENUE, TODAY)
    assert set(opened) == set(DAYS) - set(GONE) - {TODAY}, "after a start"


def test_a_day_that_history_does_not_have_is_neither_archived_nor_dropped(
    written: RedisStore, history: History, tmp_path: Path
) -> None:
    _, archiving = way_out(written, history, tmp_path / "archive")
    archiving.step(VENUE, TODAY)

    assert in_redis(written) == DAYS
    assert ArchiveFolder(tmp_path / "archive").days(VENUE) == []


def test_killed_anywhere_on_the_way_nothing_is_lost_or_doubled(
    written: RedisStore, history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng, folder = random.Random(5), tmp_path / "archive"
    reference = History(f"sqlite:///{tmp_path}/reference.db")
    reference.migrate()
    Following(written, reference, alarm=quiet).step([VENUE])

    def dies(method: Callable[..., Any]) -> Callable[..., Any]:
        def may_die(*of: Any, **more: Any) -> Any:
            if rng.random() < 0.15:
                raise Killed
            result = method(*of, **more)
            if rng.random() < 0.15:
                raise Killed
            return result

        return may_die

    with monkeypatch.context() as patched:
        for owner, name in (
            (History, "save"), (ArchiveFolder, "write"), (RedisStore, "drop_archived"),
        ):  # fmt: skip
            patched.setattr(owner, name, dies(getattr(owner, name)))
        for _ in range(60):
            following, archiving = way_out(written, history, folder)
            try:
                following.step([VENUE])
                archiving.step(VENUE, TODAY)
            except (Killed, UnavailableError):
                continue
    following, archiving = way_out(written, history, folder)
    following.step([VENUE])
    archiving.step(VENUE, TODAY)

    assert in_redis(written) == [day for day in DAYS if day not in GONE]
    assert everything(history) == everything(reference)
    following.rebuild(VENUE)
    assert everything(history) == everything(reference)


def test_a_damaged_archive_keeps_its_day_in_redis_and_is_told(
    written: RedisStore, history: History, tmp_path: Path
) -> None:
    following, archiving = way_out(written, history, tmp_path / "archive")
    following.step([VENUE])
    file = tmp_path / "archive" / VENUE / f"{DAYS[0]}.log.zip"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"torn")
    archiving.step(VENUE, TODAY)

    assert DAYS[0] in in_redis(written)
    assert any(DAYS[0] in warning for warning in archiving.warns)
