"""A log that is gone, or older than what was read before, is not appended to: its numbers would be issued again."""

from __future__ import annotations

from pathlib import Path

import pytest

from rig.cast import DAY, MINUTE, NINE, press
from rig.engines.engine import Engine
from rig.waiting import wait_for
from tests.waitingroom.live.test_live_hall import issue, premises, silent
from waitingroom import keys, refusals
from waitingroom.live.halls import Halls
from waitingroom.log import seen_days
from waitingroom.log.base import MemoryStore, UnavailableError
from waitingroom.log.redis_log import RedisStore
from waitingroom.log.seen_days import LOST_MAX, SeenDays

DAY_MS = 24 * 60 * MINUTE
LOG = keys.PREFIX + keys.DAY_LOG("hall", DAY)


def hall_that_saw(store: object, folder: Path, name: str) -> Halls:
    halls = Halls(store, alarm=silent, seen=SeenDays(folder, name))  # type: ignore[arg-type]
    halls.house.load()
    return halls


def keep_seen(halls: Halls) -> Halls:
    halls.seen.keep()
    return halls


def test_nothing_is_issued_after_flushall_by_the_processes_that_run(
    redis_store: RedisStore, engine: Engine
) -> None:
    halls = premises(redis_store)
    live = halls.get("hall")
    assert [issue(live, key).ticket_id for key in ("k1", "k2")] == ["A-001", "A-002"]
    with engine.client() as client:
        client.flushall()

        for key in ("k3", "k4"):
            with pytest.raises(refusals.LogLost):
                issue(live, key)
        halls.house.step()
        with pytest.raises(refusals.LogLost):
            halls.get("hall")

        assert client.keys("*:log") == []
        assert "gone" in halls.lacks()[0]


def test_nothing_is_issued_after_flushall_by_processes_that_start_anew(
    redis_store: RedisStore, engine: Engine, tmp_path: Path
) -> None:
    premises(redis_store)
    halls = hall_that_saw(redis_store, tmp_path, "one")
    issue(halls.get("hall"), "k1")
    keep_seen(halls)
    with engine.client() as client:
        client.flushall()

    anew = hall_that_saw(redis_store, tmp_path, "another")

    with pytest.raises(refusals.LogLost):
        anew.get("hall")
    with pytest.raises(refusals.LogLost):
        premises_of(anew)


def premises_of(halls: Halls) -> None:
    from rig.cast import all_day_content

    halls.save_house(lambda now: all_day_content(), press=press("house anew"))


def test_a_days_log_that_was_deleted_alone_is_missed(redis_store: RedisStore, engine: Engine) -> None:
    halls = premises(redis_store)
    live = halls.get("hall")
    issue(live, "k1")
    day = live.read(lambda hall, _: hall.service_day)
    with engine.client() as client:
        client.delete(keys.PREFIX + keys.DAY_LOG("hall", day))

    with pytest.raises(refusals.LogLost):
        issue(live, "k2")

    assert halls.lacks()[0].startswith("hall: the queue's log in Redis is gone")


def test_yesterdays_backup_is_not_taken_for_today(tmp_path: Path) -> None:
    store = MemoryStore(now_ms=NINE)
    premises(store)
    halls = hall_that_saw(store, tmp_path, "one")
    issue(halls.get("hall"), "k1")
    backup = {name: list(log.entries) for name, log in store._logs.items()}
    store.fixed_now_ms = NINE + DAY_MS
    halls.clock.set_redis_time(store.fixed_now_ms)
    assert issue(halls.get("hall"), "k2").service_day > DAY
    keep_seen(halls)
    for name, log in store._logs.items():
        log.entries[:] = backup.get(name, [])

    for process in (halls, hall_that_saw(store, tmp_path, "another")):
        with pytest.raises(refusals.LogLost):
            issue(process.get("hall"), "k3")

    assert {name: list(log.entries) for name, log in store._logs.items() if log.entries} == backup


@pytest.mark.parametrize(("lost", "goes_on"), [(5, True), (LOST_MAX + 1, False)])
def test_what_a_power_cut_may_take_stops_nobody_and_a_backup_of_this_morning_does(
    lost: int, goes_on: bool
) -> None:
    store = MemoryStore(now_ms=NINE)
    live = premises(store).get("hall")
    for n in range(LOST_MAX + 5):
        issue(live, f"k{n}")
    live.settle()
    log = store.log(keys.DAY_LOG("hall", DAY))
    log.entries[:] = log.entries[:-lost]

    if goes_on:
        assert issue(live, "after").ticket_id
    else:
        with pytest.raises(refusals.LogLost):
            issue(live, "after")


def test_it_goes_on_by_itself_when_the_log_is_back(tmp_path: Path) -> None:
    store = MemoryStore(now_ms=NINE)
    premises(store)
    halls = hall_that_saw(store, tmp_path, "one")
    live = halls.get("hall")
    issue(live, "k1")
    keep_seen(halls)
    log = store.log(keys.DAY_LOG("hall", DAY))
    backup = list(log.entries)
    log.entries.clear()
    with pytest.raises(refusals.LogLost):
        issue(live, "k2")

    log.entries[:] = backup

    assert issue(live, "k2").ticket_id == "A-002"
    assert not live.is_lost


def test_it_begins_anew_in_every_process_once_what_was_seen_is_forgotten(tmp_path: Path) -> None:
    store = MemoryStore(now_ms=NINE)
    premises(store)
    processes = [hall_that_saw(store, tmp_path, name) for name in ("one", "two")]
    for halls in processes:
        issue(halls.get("hall"), f"key of {halls.seen._name}")
        keep_seen(halls)
    store.log(keys.DAY_LOG("hall", DAY)).entries.clear()
    for halls in processes:
        with pytest.raises(refusals.LogLost):
            issue(halls.get("hall"), "k2")

    SeenDays(tmp_path, "command").forget()

    assert [issue(halls.get("hall"), f"k{n}").ticket_id for n, halls in enumerate(processes)] == [
        "A-001",
        "A-002",
    ]


def test_a_followed_hall_notes_by_itself_what_it_saw(redis_store: RedisStore, tmp_path: Path) -> None:
    premises(redis_store)
    halls = hall_that_saw(redis_store, tmp_path, "ticketing")
    issue(halls.get("hall"), "k1")
    halls.start()
    try:
        wait_for((tmp_path / "ticketing.json").exists, what="the file")
    finally:
        halls.stop()

    assert SeenDays(tmp_path).of("hall").entries >= 4


def test_a_redis_that_is_not_there_yet_is_no_lost_log(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text('{"hall": ["2026-06-08", 12]}')
    engine.kill()
    store = RedisStore(engine.url)
    halls = Halls(store, alarm=silent, seen=SeenDays(tmp_path, "one"))
    with pytest.raises(UnavailableError):
        halls.house.load()

    with pytest.raises(refusals.NotReady):
        halls.get("hall")

    assert "no house" in halls.lacks()[0]
    store.stop()


def test_a_file_that_was_cut_says_nothing_and_the_others_count(tmp_path: Path) -> None:
    (tmp_path / "cut.json").write_text('{"hall": ["2026-')
    (tmp_path / "odd.json").write_text("[1]")
    (tmp_path / "whole.json").write_text('{"hall": ["2026-06-08", 12]}')

    seen = SeenDays(tmp_path)

    assert seen.of("hall") == seen_days.SeenDay("2026-06-08", 12)
