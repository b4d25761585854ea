"""A Redis that responds but rejects facts is not ready and says why; it becomes ready again by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rig.engines.engine import Engine
from rig.waiting import wait_for
from tests.waitingroom.live.test_live_hall import issue, premises
from waitingroom import keys, refusals
from waitingroom.log.redis_log import RedisStore


def ready(store: RedisStore) -> Callable[[], bool]:
    return lambda: not store.why_writes_fail()


@pytest.mark.parametrize(
    ("hurt", "heal", "why"),
    [
        (["CONFIG", "SET", "maxmemory", "1mb"], ["CONFIG", "SET", "maxmemory", "0"], "its memory is full"),
        (["REPLICAOF", "127.0.0.1", "1"], ["REPLICAOF", "NO", "ONE"], "it is a read-only replica"),
    ],
    ids=["memory", "replica"],
)
def test_a_redis_that_refuses_writes_says_why(
    redis_store: RedisStore, engine: Engine, hurt: list[str], heal: list[str], why: str
) -> None:
    live = premises(redis_store).get("hall")
    issue(live, "k1")
    assert redis_store.why_writes_fail() == ""
    with engine.client() as client:
        client.execute_command(*hurt)

        wait_for(lambda: not ready(redis_store)(), what="not ready")

        assert redis_store.ping()
        assert why in redis_store.why_writes_fail()
        with pytest.raises(refusals.Unavailable):
            issue(live, "k2")
        client.execute_command(*heal)
    wait_for(ready(redis_store), what="ready again")
    assert issue(live, "k2").ticket_id == "A-002"


def test_an_error_of_the_script_is_no_secret_until_an_append_works_again(
    redis_store: RedisStore, engine: Engine
) -> None:
    """The turn's key has a wrong type, set by another program; no probe detects it."""
    live = premises(redis_store).get("hall")
    issue(live, "k1")
    turn = keys.press_turn(keys.PREFIX + keys.DAY_LOG("hall", live.read(lambda hall, _: hall.service_day)))
    with engine.client() as client:
        client.sadd(turn, "x")
        with pytest.raises(refusals.Unavailable):
            issue(live, "k2")

        assert "WRONGTYPE" in redis_store.why_writes_fail()
        client.delete(turn)

    assert issue(live, "k2").ticket_id == "A-002"
    wait_for(ready(redis_store), what="ready again")
