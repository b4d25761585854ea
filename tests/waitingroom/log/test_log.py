"""
The contract of a log, on all of them: memory, the machine's Redis, the wheel's Valkey, a primary behind
Sentinel and a cluster; the last two also with responses that wait for a replica.

Facts have one order; an append happens at the tip it was decided on, or not at all.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator

import pytest

from rig.engines.engine import Engine
from waitingroom.log import base, redis_log
from waitingroom.log.base import (
    Appended,
    Behind,
    Entry,
    Log,
    MemoryStore,
    NotYourTurn,
    PastDiffers,
    Tip,
    link_all,
    link_of,
)
from waitingroom.log.redis_log import RedisStore

WAITS = "that waits"


@pytest.fixture(
    params=[
        "memory", "redis_engine", "valkey_engine", "sentinel_set", "cluster_set", f"sentinel_set {WAITS}",
        f"cluster_set {WAITS}",
    ]
)  # fmt: skip
def log(request: pytest.FixtureRequest) -> Iterator[Log]:
    name = f"{{test}}:{secrets.token_hex(4)}:log"
    if request.param == "memory":
        yield MemoryStore().log(name)
        return
    engine, _, waits = request.param.partition(" ")
    store = RedisStore(request.getfixturevalue(engine).url, replicas=1 if waits else 0)
    store.start()
    yield store.log(name)
    store.stop()


def append(
    log: Log, *payloads: bytes, tip: Tip | None = None, turn: str = "me", take_turn: bool = False
) -> object:
    tip = log.tip() if tip is None else tip
    return log.append(tip, link_all(tip, payloads), turn=turn, take_turn=take_turn)


def test_an_empty_log_has_no_tip(log: Log) -> None:
    assert log.tip() == Tip("0-0", "")
    assert log.read("0-0")[1] == []


def test_facts_are_numbered_densely_and_linked(log: Log) -> None:
    assert isinstance(append(log, b"one"), Appended)
    assert isinstance(append(log, b"two", b"three"), Appended)

    entries = log.read("0-0")[1]

    assert [(e.id, e.data) for e in entries] == [("1-0", b"one"), ("2-0", b"two"), ("3-0", b"three")]
    assert entries[1].link == link_of(entries[0].link, b"two")
    assert log.tip() == Tip("3-0", entries[2].link)


def test_several_facts_are_appended_together_or_not_at_all(log: Log) -> None:
    append(log, b"one")

    answer = append(log, b"two", b"three", tip=Tip())

    assert isinstance(answer, Behind)
    assert [e.data for e in log.read("0-0")[1]] == [b"one"]


def test_who_is_behind_is_given_what_it_missed(log: Log) -> None:
    append(log, b"one")
    old = log.tip()
    append(log, b"two", b"three")

    answer = append(log, b"late", tip=old)

    assert isinstance(answer, Behind)
    assert [e.data for e in answer.missed] == [b"two", b"three"]


def test_missed_facts_come_in_pages(log: Log) -> None:
    append(log, *[str(n).encode() for n in range(1_500)])

    answer = append(log, b"late", tip=Tip())

    assert isinstance(answer, Behind)
    assert len(answer.missed) == 1_000
    assert log.read(answer.missed[-1].id)[1][0].data == b"1000"


def test_a_tip_further_than_the_log_is_a_past_that_differs(log: Log) -> None:
    append(log, b"one")

    answer = append(log, b"late", tip=Tip("9-0", "x"))

    assert isinstance(answer, PastDiffers)


def test_the_sleeper_of_an_aba_is_refused_at_its_own_sequence(log: Log) -> None:
    """While the writer slept, the log was truncated and refilled to the same sequence."""
    append(log, b"one")
    slept_at = Tip("1-0", link_of("", b"another one"))

    answer = append(log, b"late", tip=slept_at)

    assert isinstance(answer, PastDiffers)
    assert [e.data for e in log.read("0-0")[1]] == [b"one"]


def test_the_sleeper_is_refused_when_the_refilled_log_went_on(log: Log) -> None:
    append(log, b"one", b"two", b"three")

    answer = append(log, b"late", tip=Tip("2-0", link_of("", b"lost")))

    assert isinstance(answer, PastDiffers)


def test_a_turn_holds_back_the_others_and_is_spent_by_its_owner(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (base, redis_log):
        monkeypatch.setattr(module, "TURN_MS", 60_000)  # long enough for a slow machine
    append(log, b"one")
    assert isinstance(append(log, b"slow", tip=Tip(), turn="slow", take_turn=True), Behind)

    held_back = append(log, b"fast", turn="fast")
    owner = append(log, b"slow", turn="slow")
    after = append(log, b"fast", turn="fast")

    assert isinstance(held_back, NotYourTurn)
    assert 0 <= held_back.wait_ms <= 60_000
    assert isinstance(owner, Appended)
    assert isinstance(after, Appended)


def test_an_entry_is_found_by_its_id(log: Log) -> None:
    append(log, b"one", b"two")

    entry = log.entry("2-0")

    assert entry is not None
    assert entry.data == b"two"
    assert log.entry("7-0") is None


def test_a_log_reads_backwards(log: Log) -> None:
    append(log, b"one", b"two", b"three")

    assert [e.data for e in log.read_back("+", 2)] == [b"three", b"two"]
    assert [e.data for e in log.read_back("2-0", 5)] == [b"one"]


def test_waiting_ends_when_a_fact_arrives(log: Log) -> None:
    append(log, b"one")
    got: list[Entry] = []
    waiter = threading.Thread(target=lambda: got.extend(log.wait("1-0", 5_000)))
    waiter.start()

    append(log, b"two")
    waiter.join(5)

    assert [e.data for e in got] == [b"two"]


def test_waiting_ends_empty_when_nothing_arrives(log: Log) -> None:
    assert log.wait("0-0", 20) == []


def test_the_time_is_the_stores_own(log: Log) -> None:
    now_ms, _ = log.read("0-0")
    answer = append(log, b"one")

    assert isinstance(answer, Appended)
    assert 0 <= answer.now_ms - now_ms < 5_000


def test_an_append_does_not_read_the_first_entry_which_may_hold_a_whole_house(redis_engine: Engine) -> None:
    store = RedisStore(redis_engine.url)
    store.start()
    log = store.log(f"{{test}}:{secrets.token_hex(4)}:log")
    try:
        append(log, b"a house of 300 venues")
        with redis_engine.client() as client:
            client.config_resetstat()
            append(log, b"an edit")
            used = set(client.info("commandstats"))  # type: ignore[arg-type]
    finally:
        store.stop()
    assert "cmdstat_xadd" in used
    assert not used & {"cmdstat_xinfo", "cmdstat_xinfo|stream"}
