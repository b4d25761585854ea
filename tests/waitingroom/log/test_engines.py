"""Guarantees of replicated servers: facts survive failovers and slot moves, and wait for a replica."""

from __future__ import annotations

import secrets
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis.crc import key_slot

from antre.backup.hall_cut import take_cut
from rig.engines.engine import server
from rig.engines.sets import ClusterSet, EngineSet, SentinelSet
from rig.waiting import wait_for
from waitingroom import keys
from waitingroom.log.base import Appended, Behind, Tip, UnavailableError, link_all
from waitingroom.log.redis_log import RedisLog, RedisStore, Vault

VENUE, DAY = "hall", "2026-03-02"
KEY = keys.PREFIX + keys.DAY_LOG(VENUE, DAY)
PATIENCE_S = 60.0


@pytest.fixture(params=["redis", "valkey"])
def sentinels(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SentinelSet]:
    """A primary with a replica, which tests may kill or stop."""
    servers = SentinelSet(server(request.param), tmp_path / "sentinel", down_after_ms=1_000)
    yield servers
    servers.kill()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[ClusterSet]:
    """A cluster of three primaries, each with a replica, which tests may kill or stop."""
    servers = ClusterSet(
        server("redis"), tmp_path / "cluster", primaries=3, replicas=1, node_timeout_ms=2_000
    )
    yield servers
    servers.kill()


@pytest.fixture
def open_store() -> Iterator[Callable[..., RedisStore]]:
    """Return a function that opens stores; they are closed afterwards."""
    opened: list[RedisStore] = []

    def open_one(servers: EngineSet, replicas: int = 0) -> RedisStore:
        store = RedisStore(servers.url, replicas=replicas)
        store.start()
        opened.append(store)
        return store

    yield open_one
    for store in opened:
        store.stop()


def log_of(store: RedisStore) -> RedisLog:
    return store.log(keys.DAY_LOG(VENUE, DAY))


def append(log: RedisLog, *payloads: bytes) -> object:
    tip = log.tip()
    return log.append(tip, link_all(tip, payloads), turn="me")


def append_until_taken(log: RedisLog, payload: bytes) -> None:
    """Append as a press does: retry at the log's tip while the outcome is uncertain, until the entry is there."""

    def taken() -> bool:
        try:
            if payload in [entry.data for entry in log.read("0-0")[1]]:
                return True
            return isinstance(append(log, payload), Appended)
        except UnavailableError:
            return False

    wait_for(taken, PATIENCE_S, f"{payload!r} to be appended")


def data(log: RedisLog) -> list[bytes]:
    return [entry.data for entry in log.read("0-0")[1]]


def test_nothing_is_taken_or_told_before_a_replica_has_it(
    sentinels: SentinelSet, open_store: Callable[..., RedisStore]
) -> None:
    waiting, other, hasty = open_store(sentinels, 1), open_store(sentinels, 1), open_store(sentinels)
    log, reader, follower = log_of(waiting), log_of(other), log_of(open_store(sentinels, 1))
    wait_for(lambda: _took(lambda: append(log, b"one")), PATIENCE_S, "a replica that confirms")
    assert data(reader) == [b"one"]
    assert follower.wait("0-0", 1_000)[0].data == b"one"
    replicas = sentinels.replicas_of(
        next(one for one in sentinels.servers if one.port == sentinels.primary())
    )

    for replica in replicas:
        replica.signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        with pytest.raises(UnavailableError, match="only 0 of 1 replicas"):
            append(log, b"two")
        assert time.monotonic() - began < 5
        assert data(log_of(hasty)) == [
            b"one",
            b"two",
        ]  # it is in the log, but waiting stores do not acknowledge it
        with pytest.raises(UnavailableError, match="only 0 of 1 replicas"):
            reader.read("1-0")
        with pytest.raises(UnavailableError, match="only 0 of 1 replicas"):
            reader.confirm_replicated()  # as before a refusal, which must not rest on a former primary's log
        with pytest.raises(UnavailableError, match="only 0 of 1 replicas"):
            reader.append(
                Tip(), link_all(Tip(), [b"late"]), turn="you"
            )  # nor may a stale append be refused because of unconfirmed entries
        with pytest.raises(UnavailableError, match="only 0 of 1 replicas"):
            follower.wait("1-0", 1_000)
        with pytest.raises(UnavailableError, match="only 0 of 1 replicas"):
            Vault(waiting).put("staff:siti", b"account")
        assert "replicas" in waiting.why_writes_fail()
    finally:
        for replica in replicas:
            replica.signal(signal.SIGCONT)

    wait_for(lambda: _took(lambda: reader.read("1-0")), PATIENCE_S, "the resumed replicas")
    assert follower.wait("1-0", 1_000)[0].data == b"two"
    wait_for(lambda: not waiting.why_writes_fail(), PATIENCE_S, "ready again")


@pytest.mark.parametrize("how", ["planned", "kill -9"])
def test_facts_outlive_a_failover_by_sentinel(
    sentinels: SentinelSet, how: str, open_store: Callable[..., RedisStore]
) -> None:
    log = log_of(open_store(sentinels, 1))
    append_until_taken(log, b"one")
    before, run_id = sentinels.primary(), log.run_id

    if how == "planned":
        sentinels.fail_over_from(sentinels.holder(KEY))
        append_until_taken(log, b"two")
        wait_for(lambda: sentinels.primary() != before, PATIENCE_S, "another primary")
    else:
        killed = next(one for one in sentinels.servers if one.port == before)
        killed.kill()
        wait_for(lambda: sentinels.primary() != before, PATIENCE_S, "another primary")
        sentinels.restart_as_replica(killed)
        append_until_taken(log, b"two")
    append_until_taken(log, b"three")

    assert data(log) == [b"one", b"two", b"three"]
    assert log.run_id != run_id


@pytest.mark.parametrize("how", ["planned", "kill -9"])
def test_facts_outlive_a_failover_in_a_cluster(
    cluster: ClusterSet, how: str, open_store: Callable[..., RedisStore]
) -> None:
    log, vault = log_of(open_store(cluster)), Vault(open_store(cluster))
    append_until_taken(log, b"one")
    primary, run_id = cluster.owner(key_slot(KEY.encode())), log.run_id
    [replica] = cluster.replicas_of(primary)
    wait_for(
        lambda: replica.replication()["slave_repl_offset"] >= primary.replication()["master_repl_offset"],
        what="the replica",
    )

    if how == "planned":
        replica.ask("CLUSTER", "FAILOVER")
    else:
        primary.kill()
    wait_for(lambda: replica.replication()["role"] == "master", PATIENCE_S, "the failover")
    append_until_taken(log, b"two")

    assert data(log) == [b"one", b"two"]
    assert log.run_id != run_id
    wait_for(lambda: _took(lambda: vault.put("staff:siti", b"account")), PATIENCE_S, "the vault")
    assert vault.get("staff:siti") == b"account"


def test_appends_and_followers_go_on_while_a_venues_slot_moves_to_a_new_primary_and_back(
    cluster: ClusterSet, open_store: Callable[..., RedisStore]
) -> None:
    slot, store = key_slot(KEY.encode()), open_store(cluster)
    log, received, shut, stopped = log_of(store), [], threading.Event(), threading.Event()
    append_until_taken(log, b"first")
    home = cluster.owner(slot)

    def follow() -> None:
        follower, after = log_of(store), "0-0"
        while not stopped.is_set():
            try:
                for entry in follower.wait(after, 500) or follower.read(after)[1]:
                    received.append(entry.data)
                    after = entry.id
            except UnavailableError:
                time.sleep(0.05)

    def press() -> None:
        writer, n = log_of(open_store(cluster)), 0
        while not shut.is_set():
            append_until_taken(writer, f"n{n}".encode())
            n += 1

    threads = [threading.Thread(target=work, daemon=True) for work in (follow, press)]
    for thread in threads:
        thread.start()
    added = cluster.add()
    for to in (added, home):
        before = len(received)
        cluster.move_slot(slot, to, keys_at_once=1)
        wait_for(lambda before=before: len(received) > before + 5, PATIENCE_S, "facts after the move")  # type: ignore[misc]
    shut.set()
    threads[1].join(PATIENCE_S)

    contents = data(log)
    assert contents == [b"first", *(f"n{n}".encode() for n in range(len(contents) - 1))]
    wait_for(lambda: received == contents, PATIENCE_S, "the follower")
    stopped.set()
    threads[0].join(PATIENCE_S)


def test_a_log_while_its_slot_is_half_moved_is_asked_for_where_it_is(
    cluster: ClusterSet, open_store: Callable[..., RedisStore]
) -> None:
    """The source replies ASK for keys that it no longer has, and TRYAGAIN for several keys of which it has some."""
    slot, store = key_slot(KEY.encode()), open_store(cluster)
    log = log_of(store)
    append_until_taken(log, b"one")
    home = cluster.owner(slot)
    to = next(one for one in cluster.primaries() if one is not home)

    with cluster.half_moved(slot, to):
        assert data(log) == [b"one"]
        assert [entry.data for entry in log.read_back("+")] == [b"one"]
        assert isinstance(append(log, b"two"), Appended)
        assert data(log) == [b"one", b"two"]

    append_until_taken(log, b"three")
    assert data(log_of(open_store(cluster))) == [b"one", b"two", b"three"]


def test_every_key_of_a_venue_is_in_one_slot_and_those_of_the_house_in_one(
    open_store: Callable[..., RedisStore],
) -> None:
    venue = {key_slot(family.under.encode() + family("loket", *["x"] * (family.name.count("*") - 1)).encode())
             for family in _families() if "{*}" in family.name}  # fmt: skip
    house = {key_slot((family.under + family(*["x"] * family.name.count("*"))).encode())
             for family in _families() if "{*}" not in family.name}  # fmt: skip

    assert len(venue) == len(house) == 1
    log = keys.PREFIX + keys.DAY_LOG("loket", DAY)
    assert {key_slot(one.encode()) for one in (keys.press_turn(log), keys.replicated(log))} == venue


def test_the_vault_counts_and_scans_over_a_cluster(
    cluster_set: ClusterSet, open_store: Callable[..., RedisStore]
) -> None:
    store = open_store(cluster_set, 1)
    vault, word = Vault(store), secrets.token_hex(4)

    assert vault.put(f"staff:{word}", b"1", only_new=True)
    assert not vault.put(f"staff:{word}", b"2", only_new=True)
    vault.put_all({f"pass:{word}": b"3", f"session:{word}": b"4"}, ttl_s=60)
    assert vault.get_all([f"staff:{word}", f"pass:{word}", "nobody"]) == [b"1", b"3", None]
    assert set(vault.keys("s")) >= {f"staff:{word}", f"session:{word}"}
    assert vault.take(f"pass:{word}") == b"3"
    assert vault.take(f"pass:{word}") is None
    assert [vault.count(f"tries:{word}:x", 60), vault.count(f"tries:{word}:x", 60)] == [1, 2]
    assert 0 < vault.left_s(f"tries:{word}:x") <= 60
    assert vault.renewed(f"session:{word}", 90) == b"4"
    vault.join(f"sessions:{word}", "a")
    assert vault.members(f"sessions:{word}") == ["a"]
    vault.leave(f"sessions:{word}", "a")
    vault.drop(f"staff:{word}")
    assert vault.get(f"staff:{word}") is None
    assert vault.secret(word) == vault.secret(word)
    assert store.memory()[0] > 0
    assert store.failed_saves() == ()
    assert store.why_writes_fail() == ""


def test_a_backups_cut_has_the_logs_of_every_slot(
    cluster_set: ClusterSet, open_store: Callable[..., RedisStore]
) -> None:
    store, vault = open_store(cluster_set), Vault(open_store(cluster_set))
    vault.put("staff:budi", b"account")
    tips = {}
    for venue in ("north", "south", "west"):
        log = store.log(keys.DAYS_LOG(venue))
        if log.tip() == Tip():
            append(log, b'{"kind":"DayNamed","at_ms":1,"service_day":"2026-03-02"}')
        tips[venue] = log.tip()

    cut = take_cut(store)

    assert {venue: tip for venue, tip in cut.named.items() if venue in tips} == tips
    assert cut.values[keys.VAULT + "staff:budi"] == b"account"
    assert cut.at_ms > 0


def test_a_day_leaves_a_cluster_when_it_is_archived(
    cluster_set: ClusterSet, open_store: Callable[..., RedisStore]
) -> None:
    store = open_store(cluster_set)
    log = store.log(keys.DAY_LOG("archived", DAY))
    append(log, b"one")

    assert not store.drop_archived("archived", DAY, Tip("1-0", "another"))
    assert store.drop_archived("archived", DAY, log.tip())
    assert log.tip() == Tip()


def test_who_is_behind_in_a_cluster_is_given_what_it_missed_while_it_waits(
    cluster_set: ClusterSet, open_store: Callable[..., RedisStore]
) -> None:
    log = open_store(cluster_set, 1).log(keys.DAY_LOG(secrets.token_hex(4), DAY))
    append(log, b"one")

    answer = log.append(Tip(), link_all(Tip(), [b"late"]), turn="you")

    assert isinstance(answer, Behind)
    assert [entry.data for entry in answer.missed] == [b"one"]


def _families() -> list[keys.Family]:
    return [one for one in vars(keys).values() if isinstance(one, keys.Family)]


def _took(act: Callable[[], object]) -> bool:
    try:
        act()
    except UnavailableError:
        return False
    return True
