"""Two houses on one Redis: separate users and keys; neither reads, writes or counts the other's data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from antre.backup.hall_cut import take_cut
from antre.containers import secrets as container_secrets
from antre.containers.engines import SERVERS, SINGLE
from antre.hall_data import LiveLogs, hall_data
from antre.redis_server import free_port
from rig.cast import all_day_content, press
from rig.engines.engine import Engine, server
from rig.running import ROOT
from services.web.settings import InvalidSettings, read_settings
from waitingroom import keys, rules
from waitingroom.facts import Press
from waitingroom.live.halls import Halls
from waitingroom.log.base import Tip, UnavailableError
from waitingroom.log.redis_log import RedisStore, Vault

HOUSES = ("kupang", "kupang-dua")
"""One name is a prefix of the other."""


class Shared:
    """One Redis with the users of both houses, created one after the other in the same folder."""

    def __init__(self, folder: Path) -> None:
        self.stores: list[RedisStore] = []
        self.secrets, data, self.port = folder / "secrets", folder / "data", free_port()
        data.mkdir()
        for house in HOUSES:
            assert container_secrets.make(self.secrets, namespace=house) == 0
        command = [
            str(server("redis")), str(ROOT / "deploy" / "redis.conf"), "--port", str(self.port),
            "--bind", "127.0.0.1", "--dir", str(data), "--aclfile", str(self.secrets / "redis" / "users.acl"),
        ]  # fmt: skip
        self.engine = Engine(command, self.url(HOUSES[0], "counter"))

    def url(self, house: str, service: str) -> str:
        text = (self.secrets / house / service / "redis-url").read_text().strip()
        return text.replace(SERVERS[SINGLE], f"127.0.0.1:{self.port}")

    def store(self, house: str, service: str = "counter") -> RedisStore:
        store = RedisStore(self.url(house, service), house)
        store.start()
        self.stores.append(store)
        return store


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Shared]:
    shared = Shared(tmp_path)
    yield shared
    for store in shared.stores:
        store.stop()
    shared.engine.kill()


def issue(store: RedisStore, count: int) -> Halls:
    """Begin the small house in its namespace, and issue this many numbers; both houses have a venue "hall"."""
    halls = Halls(store, alarm=lambda event, **fields: None)
    halls.house.load()
    halls.save_house(lambda now: all_day_content() | {"name": store.namespace}, press=press("house"))
    for n in range(count):
        halls.get("hall").press(
            lambda hall, now_ms: rules.issue(hall, service_id="ktp", now_ms=now_ms),
            stamp=Press(f"k{n}", "wish", "public", "r"), show=lambda *_: None,
        )  # fmt: skip
    return halls


def test_two_houses_with_the_same_venue_count_their_own_numbers(shared: Shared) -> None:
    for house, count in zip(HOUSES, (3, 1), strict=True):
        issue(shared.store(house), count)

    for house, count in zip(HOUSES, (3, 1), strict=True):
        halls = Halls(shared.store(house, "display"), alarm=lambda event, **fields: None)
        halls.house.load()
        assert halls.current_house().name == house
        assert halls.get("hall").read(lambda hall, _: len(hall.tickets)) == count


@pytest.mark.parametrize("service", ["ticketing", "counter", "display", "reports", "backup", "restore"])
def test_no_user_of_one_house_reads_or_writes_a_key_of_the_other(shared: Shared, service: str) -> None:
    other = shared.store(HOUSES[1])
    issue(other, 1)
    Vault(other).put(keys.STAFF("siti"), b"{}")
    with pytest.raises(UnavailableError, match="refused"):
        RedisStore(shared.url(HOUSES[0], service), HOUSES[1]).log(keys.HOUSE_LOG()).tip()

    client = redis.Redis.from_url(shared.url(HOUSES[0], service), protocol=2)
    names = [
        key.decode() for key in redis.Redis.from_url(shared.url(HOUSES[1], "counter")).scan_iter("antre-*")
    ]
    assert len(names) == 4
    for name in names:
        for command in (
            ["XRANGE", name, "-", "+"], ["MGET", name], ["SET", name, "x"], ["UNLINK", name], ["DEL", name], ["GETEX", name],
            ["XADD", name, "*", "f", "x"], ["MEMORY", "USAGE", name], ["SMEMBERS", name], ["RENAME", name, "antre-x"],
        ):  # fmt: skip
            with pytest.raises(redis.exceptions.NoPermissionError):
                client.execute_command(*command)


def test_commands_see_the_logs_of_their_own_house_alone(shared: Shared, tmp_path: Path) -> None:
    issue(shared.store(HOUSES[0]), 1)
    Vault(shared.store(HOUSES[1])).put(keys.STAFF("siti"), b"{}")

    assert LiveLogs(shared.store(HOUSES[0]), tmp_path).venues() == ["hall"]
    assert LiveLogs(shared.store(HOUSES[1]), tmp_path).venues() == []
    cut = take_cut(shared.store(HOUSES[1], "backup"))
    assert (cut.house, list(cut.values)) == (Tip(), [keys.VAULT + keys.STAFF("siti")])
    assert Vault(shared.store(HOUSES[0])).keys(keys.STAFF("")) == []


def test_the_figure_of_memory_is_that_of_the_house(shared: Shared) -> None:
    issue(shared.store(HOUSES[0]), 1)
    before = shared.store(HOUSES[0]).namespace_memory()
    assert before > 1_000
    assert shared.store(HOUSES[1]).namespace_memory() == 0

    issue(shared.store(HOUSES[1]), 200)

    assert shared.store(HOUSES[0]).namespace_memory() == before


def test_making_the_secrets_of_one_house_again_keeps_the_other_house(tmp_path: Path) -> None:
    for house in ("", *HOUSES, "", *HOUSES):
        assert container_secrets.make(tmp_path, namespace=house) == 0

    users = [line.split()[1] for line in (tmp_path / "redis" / "users.acl").read_text().splitlines()]
    houses = [
        *container_secrets.VAULT,
        *(f"{house}-{s}" for house in HOUSES for s in container_secrets.VAULT),
    ]
    assert sorted(users) == sorted(["default", "health", *houses])
    assert len({(tmp_path / house / "counter" / "redis-url").read_text() for house in ("", *HOUSES)}) == 3


@pytest.mark.parametrize("wrong", ["Kupang", "a:b", "a{b", "-a", "a" * 33, "a*", "a b"])
def test_a_namespace_that_is_none_is_refused_by_services_and_commands(
    monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv("ANTRE_REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.setenv("ANTRE_NAMESPACE", wrong)

    with pytest.raises(InvalidSettings, match="ANTRE_NAMESPACE"):
        read_settings()
    with pytest.raises(InvalidSettings, match="ANTRE_NAMESPACE"):
        hall_data()


def test_commands_take_the_namespace_of_the_hall_that_runs_in_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ANTRE_REDIS_URL", raising=False)
    monkeypatch.delenv("ANTRE_NAMESPACE", raising=False)
    (tmp_path / ".run").mkdir()
    (tmp_path / ".run" / "ready.json").write_text(json.dumps({"redis": "redis://h/0", "namespace": "kupang"}))

    assert (hall_data().redis_url, hall_data().namespace) == ("redis://h/0", "kupang")


def test_without_a_namespace_every_key_stays_as_it_was() -> None:
    assert keys.prefix_of("") == "antre:"
    assert keys.prefix_of("kupang") + keys.DAY_LOG("mpp", "2026-12-01") == "antre-kupang:{mpp}:2026-12-01:log"
