"""Staff are told that Redis fills up long before it takes no more numbers."""

from __future__ import annotations

import pytest
from prometheus_client import generate_latest
from prometheus_client.registry import CollectorRegistry

from rig.engine import Engine
from services.web.redis_memory import RedisMemory
from waitingroom.log.redis_log import RedisStore

NINE_MS = 1_780_880_400_000
WITA = "Asia/Makassar"


@pytest.fixture
def memory(redis_store: RedisStore) -> RedisMemory:
    return RedisMemory(redis_store, lambda: NINE_MS)


def test_what_a_real_redis_uses_is_compared_with_what_it_may_use(
    memory: RedisMemory, redis_store: RedisStore, engine: Engine
) -> None:
    used, _ = redis_store.memory()
    with engine.client() as client:
        client.config_set("maxmemory", used * 4)

    memory.step()

    assert memory.share == pytest.approx(0.25, rel=0.2)
    assert memory.attention(WITA) == []


def test_from_seventy_percent_on_staff_are_told_until_it_is_clearly_less(memory: RedisMemory) -> None:
    told = []
    for percent in (69, 70, 68, 90, 64, 69):
        memory.take(percent, 100)
        told.append([need["percent"] for need in memory.attention(WITA)])

    assert told == [[], [70], [68], [90], [], []]


def test_since_when_is_said_in_the_halls_own_time(memory: RedisMemory) -> None:
    memory.take(71, 100)

    [need] = memory.attention(WITA)

    assert need == {"kind": "memory", "since": "2026-06-08T09:00:00.000+08:00", "percent": 71}


def test_without_a_limit_nothing_is_said_and_no_figure_given(memory: RedisMemory) -> None:
    memory.take(10**9, 0)
    registry = CollectorRegistry()
    registry.register(memory)

    assert memory.attention(WITA) == []
    assert b"\nantre_redis_memory_ratio " not in generate_latest(registry)
