"""The address of Redis, parsed from its URL."""

from __future__ import annotations

import pytest

from rig.engines.engine import Engine
from waitingroom.log.redis_client import CLUSTER, SENTINEL, SINGLE, RedisUrlWrong, read_url
from waitingroom.log.redis_log import RedisStore


@pytest.mark.parametrize("url", ["redis://h", "redis://:word@h:6380/1", "rediss://u:w@h/0?ssl_cert_reqs=none", "unix:///run/redis.sock"])  # fmt: skip
def test_one_server_is_named_as_ever(url: str) -> None:
    assert read_url(url).kind == SINGLE
    assert all(host == "h" and port in (6379, 6380) for host, port in read_url(url).servers)
    assert RedisStore(url).url == url


def test_sentinels_are_named_with_the_primarys_name_and_a_password_of_their_own() -> None:
    place = read_url(
        "redis+sentinel://ticketing:wo%40rd@s1,s2:7001,[::1]:7002/antre?sentinel_password=other&db=2"
    )

    assert place.kind == SENTINEL
    assert place.servers == (("s1", 26379), ("s2", 7001), ("::1", 7002))
    assert place.service == "antre"
    assert place.options == {"username": "ticketing", "password": "wo@rd", "db": 2, "ssl": False}
    assert place.sentinel_options == {"ssl": False, "password": "other"}


def test_a_cluster_is_named_by_some_of_its_servers() -> None:
    place = read_url("redis+cluster://:word@c1:7000,c2/")

    assert (place.kind, place.servers) == (CLUSTER, (("c1", 7000), ("c2", 6379)))
    assert place.options == {"password": "word", "ssl": False}


def test_tls_is_meant_for_the_sentinels_too() -> None:
    place = read_url("rediss+sentinel://:w@s1/antre?ssl_ca_certs=/run/ca.pem")

    assert place.options["ssl"] is place.sentinel_options["ssl"] is True
    assert place.options["ssl_ca_certs"] == place.sentinel_options["ssl_ca_certs"] == "/run/ca.pem"
    assert read_url("rediss+cluster://c1").options["ssl"] is True


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://h", "it begins with none of redis://"),
        ("", "it begins with none of redis://"),
        ("redis://h?db=x", "Invalid value for 'db'"),
        ("redis+sentinel://s1,s2", "it lacks the primary's name"),
        ("redis+sentinel://s1/a/b", "it lacks the primary's name"),
        ("redis+sentinel://s1,,s2/a", "it lacks a server"),
        ("redis+sentinel://s1:x/a", "Port could not be cast"),
        ("redis+cluster://", "it lacks a server"),
        ("redis+cluster://c1/1", "no database but 0"),
        ("redis+cluster://c1?db=1", "no database but 0"),
        ("redis+cluster://c1?timeout=3", "timeout: no such option"),
        ("redis+sentinel://s1/a?password_of_sentinel=x", "password_of_sentinel: no such option"),
    ],
)
def test_a_url_that_leads_nowhere_is_refused_in_words(url: str, why: str) -> None:
    with pytest.raises(RedisUrlWrong, match=why.replace("'", ".")):
        read_url(url)


def test_a_store_stops_while_its_pulse_opens_a_connection(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = RedisStore(engine.url)
    client = store.commands
    close = client.close

    def ping_and_close() -> None:
        assert store.ping()
        close()

    monkeypatch.setattr(client, "close", ping_and_close)
    store.stop()
