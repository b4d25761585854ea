"""Staff are warned when Redis or a disk fills up, or Redis cannot save, before the hall stops issuing numbers."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import redis
import requests
from prometheus_client import generate_latest
from prometheus_client.registry import CollectorRegistry

from rig.cast import all_day_content, press
from rig.engines.engine import Engine
from rig.running import RunningHall
from rig.waiting import PATIENCE_S, wait_for
from services.display.boards.feed import Feed, HallPanel
from services.web.storage import StorageWatch
from waitingroom.counter_access import CounterAccess
from waitingroom.live.halls import Halls
from waitingroom.log.redis_log import RedisStore


class Usage(NamedTuple):
    """Disk usage as shutil returns it, bytes."""

    total: int
    used: int
    free: int


NINE_MS = 1_780_880_400_000
WITA = "Asia/Makassar"


@pytest.fixture
def watch(redis_store: RedisStore, tmp_path: Path) -> StorageWatch:
    return StorageWatch(redis_store, [tmp_path, None], lambda: NINE_MS)


def test_what_a_real_redis_uses_is_compared_with_what_it_may_use(
    watch: StorageWatch, redis_store: RedisStore, engine: Engine
) -> None:
    used, _ = redis_store.memory()
    with engine.client() as client:
        client.config_set("maxmemory", used * 4)

    watch.step()

    assert watch.shares["memory"] == pytest.approx(0.25, rel=0.2)
    assert "memory" not in kinds(watch)


def kinds(watch: StorageWatch) -> list[str]:
    return [need["kind"] for need in watch.attention(WITA)]


def test_from_seventy_percent_on_staff_are_told_until_it_is_clearly_less(watch: StorageWatch) -> None:
    percents = []
    for percent in (69, 70, 68, 90, 64, 69):
        watch.take_memory(percent, 100)
        percents.append([need["percent"] for need in watch.attention(WITA)])

    assert percents == [[], [70], [68], [90], [], []]


def test_staff_read_since_when_what_is_full_and_what_to_do_in_both_languages(watch: StorageWatch) -> None:
    watch.take_memory(71, 100)

    [need] = watch.attention(WITA)

    assert (need["kind"], need["since"], need["percent"]) == ("memory", "2026-06-08T09:00:00.000+08:00", 71)
    assert need["text"] == {
        "id": "Penyimpanan antrean terisi 71 %", "en": "The queue's storage is 71 % full",
    }  # fmt: skip
    assert need["more"]["en"].startswith("Tell operations today.")


def test_without_a_limit_nothing_is_said_and_no_figure_given(watch: StorageWatch) -> None:
    watch.take_memory(10**9, 0)

    assert watch.attention(WITA) == []
    assert "antre_redis_memory_ratio" not in figures(watch)


def figures(watch: StorageWatch) -> dict[str, float]:
    registry = CollectorRegistry()
    registry.register(watch)
    samples = re.findall(r"^(antre_\w+) (\S+)$", generate_latest(registry).decode(), re.M)
    return {name: float(value) for name, value in samples}


def test_the_fullest_disk_of_the_data_is_watched_and_one_that_is_gone_is_not_guessed(
    watch: StorageWatch, monkeypatch: pytest.MonkeyPatch, redis_store: RedisStore, tmp_path: Path
) -> None:
    watch.step()
    assert 0 < figures(watch)["antre_disk_ratio"] < 1

    full = {tmp_path: 92, tmp_path / "other": 40}

    def usage(folder: Path) -> Usage:
        if folder not in full:
            raise FileNotFoundError(folder)
        return Usage(200, full[folder], 100 - full[folder])  # the same amount is reserved for root

    monkeypatch.setattr(shutil, "disk_usage", usage)
    folders = [tmp_path / "other", tmp_path, tmp_path / "gone"]
    several = StorageWatch(redis_store, folders, lambda: NINE_MS)
    several.step()

    assert [need["text"]["id"] for need in several.attention(WITA)] == ["Disk komputer utama terisi 92 %"]
    assert several.warns() == ["the disk of the data is 92 % full"]
    assert StorageWatch(redis_store, [tmp_path / "gone"], lambda: NINE_MS).shares == {}


def test_a_redis_that_cannot_save_is_the_first_thing_staff_read(
    watch: StorageWatch, redis_store: RedisStore, engine: Engine
) -> None:
    with engine.client() as client:
        folder, name = (str(client.config_get(name)[name]) for name in ("dir", "dbfilename"))
        in_the_way = Path(folder) / name
        in_the_way.mkdir()
        client.bgsave()
        wait_for(redis_store.failed_saves, what="the snapshot that fails")
        in_the_way.rmdir()
    watch.step()
    watch.take_memory(71, 100)

    assert watch.unsaved == ("rdb_last_bgsave_status",)
    assert kinds(watch) == ["unsaved", "memory"]
    assert watch.attention(WITA)[0]["more"]["id"].startswith("Beri tahu petugas TI sekarang.")
    assert watch.warns()[0] == "Redis cannot save: rdb_last_bgsave_status"
    assert figures(watch)["antre_redis_unsaved"] == 1

    watch.record_unsaved(())
    assert kinds(watch) == ["memory"]


def test_supervisor_admin_and_operations_are_told_that_redis_is_nearly_full(hall: RunningHall) -> None:
    admin = hall.staff("admin", name="admin.storage")
    supervisor = hall.staff("supervisor", name="supervisor.storage")
    with redis.Redis.from_url(hall.ready["redis"]) as client:
        before = client.config_get("maxmemory")["maxmemory"]
        client.config_set("maxmemory", int(client.info("memory")["used_memory"] * 1.25))
        try:
            wait_for(lambda: of_kind(supervisor.ask("GET", "live")), what="the supervisor's alarm")
            needs = of_kind(supervisor.ask("GET", "live"))
            url = f"{hall.counters}/house"
            also = of_kind(admin.http.get(url, timeout=PATIENCE_S))
            ready = requests.get(f"{hall.ready['counter']}/readyz", timeout=PATIENCE_S)
        finally:
            client.config_set("maxmemory", before)

    assert needs == also
    assert (ready.status_code, ready.json()["lacks"]) == (200, [])
    assert re.search(r"^Redis's memory is \d\d % full$", "\n".join(ready.json()["warns"]), re.M)


def test_a_supervisors_live_page_is_told_too(watch: StorageWatch, redis_store: RedisStore) -> None:
    halls = Halls(redis_store, alarm=lambda *_, **__: None)
    halls.house.load()
    halls.save_house(lambda now: all_day_content(), press=press("house"))
    feed = Feed(
        halls.get("hall"), lambda *_: None, lambda: b"secret", on_shown=lambda took_s: None, storage=watch
    )
    watch.take_memory(71, 100)

    [(event, state)] = feed.add("/counter", HallPanel("siti", CounterAccess(acts=True)))

    assert (event, state["attention"][0]["kind"]) == ("hall", "memory")


def of_kind(response: requests.Response) -> list[dict[str, Any]]:
    return [need for need in response.json()["attention"] if need["kind"] == "memory"]
