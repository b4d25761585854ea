"""Redis over TLS: facts are stored with each engine, and an untrusted certificate is named in the error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from antre.doctor import checks as doctor
from antre.doctor.findings import BAD
from rig.engines.engine import server
from rig.engines.sets import ClusterSet, EngineSet, SentinelSet, Server
from rig.engines.tls import Authority
from rig.history.hall_with_past import data_in
from rig.waiting import PATIENCE_S, wait_for
from waitingroom import keys
from waitingroom.log.base import Appended, Tip, link_all
from waitingroom.log.redis_log import RedisStore, Vault

DAY_LOG = keys.DAY_LOG("hall", "2026-03-02")


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "authority")


@pytest.fixture
def single(authority: Authority, tmp_path: Path) -> Iterator[Server]:
    one = Server(server("redis"), tmp_path / "redis", "word", authority=authority)
    yield one
    one.kill()


def stores_facts(url: str, replicas: int) -> bool:
    """Write a fact and a secret, and read them back."""
    store = RedisStore(url, replicas=replicas)
    store.start()
    try:
        wait_for(lambda: store.why_writes_fail() == "", PATIENCE_S, "a writable Redis")
        log, payloads = store.log(DAY_LOG), link_all(Tip(), [b"fact"])
        assert isinstance(log.append(Tip(), payloads, turn="t"), Appended)
        Vault(store).put(keys.BACKUP(), b"word")
        return log.tip().link == payloads[0][1] and Vault(store).get(keys.BACKUP()) == b"word"
    finally:
        store.stop()


def test_facts_are_kept_by_a_redis_that_speaks_tls(single: Server) -> None:
    assert single.url.startswith("rediss://")
    assert stores_facts(single.url, 0)


@pytest.mark.parametrize("kind", [SentinelSet, partial(ClusterSet, primaries=1)])
def test_and_by_several_that_speak_it_to_each_other_too(
    kind: Callable[..., EngineSet], authority: Authority, tmp_path: Path
) -> None:
    servers = kind(server("redis"), tmp_path / "servers", replicas=1, authority=authority)
    with ExitStack() as ends:
        ends.callback(servers.kill)
        assert servers.url.startswith(("rediss+sentinel://", "rediss+cluster://"))
        assert stores_facts(servers.url, 1)


def test_a_certificate_that_nobody_vouches_for_is_refused_in_words(single: Server, tmp_path: Path) -> None:
    other = Authority(tmp_path / "other")
    url = f"{single.url.partition('?')[0]}?{other.option}"
    store = RedisStore(url)

    assert not store.ping()
    assert "the certificate of Redis is not trusted (" in store.why_writes_fail()
    assert "docs/operating.md" in store.why_writes_fail()
    [finding] = [one for one in doctor.examine(data_in(url, tmp_path / "hall")) if one.name.en == "Redis"]
    assert (finding.state, finding.what.en) == (BAD, "its certificate is not trusted")
    assert finding.todo is not None
    assert "ssl_ca_certs" in finding.todo.en


def test_so_is_one_that_names_another_server(single: Server) -> None:
    store = RedisStore(single.url.replace("127.0.0.1", "localhost"))

    assert "the certificate of Redis is not trusted (Hostname mismatch" in store.why_writes_fail()
