"""The age of the last backup: always a metric, and on staff's pages once it is too old."""

from __future__ import annotations

import json
from typing import Any

import pytest
from prometheus_client import generate_latest
from prometheus_client.registry import CollectorRegistry

from rig.cast import all_day_content, press
from services.web.backup_age import DAY_MS, BackupAge
from services.web.storage import StorageWatch
from waitingroom import keys
from waitingroom.live.halls import Halls
from waitingroom.log.redis_log import RedisStore, Vault

WITA = "Asia/Makassar"


class Now:
    """A clock that a test sets."""

    ms = 0

    def __call__(self) -> int:
        return self.ms


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def begun(redis_store: RedisStore, now: Now) -> RedisStore:
    """A house that begins now."""
    halls = Halls(redis_store, alarm=lambda event, **fields: None)
    halls.save_house(lambda before: all_day_content(), press=press("house"))
    now.ms = halls.clock.now_ms()
    return redis_store


def attention(store: RedisStore, now: Now) -> list[dict[str, Any]]:
    age = BackupAge(store, now)
    age.step()
    return age.attention(WITA)


def made(store: RedisStore, at_ms: int) -> None:
    Vault(store).put(keys.BACKUP(), json.dumps({"at_ms": at_ms}).encode())


def test_nothing_is_said_of_a_new_house_and_a_young_backup(begun: RedisStore, now: Now) -> None:
    assert attention(begun, now) == []
    made(begun, now.ms)
    now.ms += 2 * DAY_MS

    assert attention(begun, now) == []


def test_no_house_and_no_backup_is_nothing_to_tell(redis_store: RedisStore, now: Now) -> None:
    assert attention(redis_store, now) == []


def test_after_two_days_staff_read_how_old_it_is_and_what_to_do(begun: RedisStore, now: Now) -> None:
    made(begun, now.ms)
    now.ms += 3 * DAY_MS

    [need] = attention(begun, now)

    assert need["kind"] == "backup"
    assert need["text"] == {"id": "Cadangan terakhir 3 hari lalu", "en": "The last backup is 3 days old"}
    assert need["more"]["en"].startswith("Tell operations this week.")


def test_a_house_of_two_days_without_a_backup_is_told_so(begun: RedisStore, now: Now) -> None:
    now.ms += 2 * DAY_MS + 1

    [need] = attention(begun, now)

    assert need["text"]["id"] == "Belum ada cadangan"


def test_it_stands_after_all_else_that_needs_somebody_and_its_age_is_a_figure(
    begun: RedisStore, now: Now
) -> None:
    made(begun, now.ms)
    now.ms += 3 * DAY_MS
    watch = StorageWatch(begun, [], now)
    watch.step()
    watch.take_memory(90, 100)

    needs = watch.with_attention([{"kind": "help"}], WITA)
    registry = CollectorRegistry()
    registry.register(watch)

    assert [need["kind"] for need in needs] == ["memory", "help", "backup"]
    assert f"antre_backup_age_seconds {3 * DAY_MS / 1000}" in generate_latest(registry).decode()
