"""Which server continues with an existing data folder, tested with both real servers of this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from antre import redis_server
from antre.redis_server import NoRedis, find_server
from rig.engines.engine import engine_at, server


@pytest.mark.parametrize("engine", ["redis", "valkey"])
def test_data_goes_on_with_the_server_that_wrote_it_and_is_still_there(engine: str, tmp_path: Path) -> None:
    wrote = engine_at(server(engine), tmp_path)
    with wrote.client() as client:
        client.set("number", "A-001")
    wrote.kill()

    again = engine_at(find_server(tmp_path), tmp_path)

    with again.client() as client:
        assert client.get("number") == b"A-001"
    again.kill()
    assert ("valkey" in find_server(tmp_path).name) == (engine == "valkey")


def test_data_of_valkey_with_only_redis_here_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine_at(server("valkey"), tmp_path).kill()
    monkeypatch.setattr(redis_server, "embedded_server", lambda: None)
    only_redis = tmp_path / "bin"
    only_redis.mkdir()
    (only_redis / "redis-server").symlink_to(server("redis"))
    monkeypatch.setenv("PATH", str(only_redis))

    with pytest.raises(NoRedis, match=r"written by Valkey.*Install valkey-server"):
        find_server(tmp_path)


@pytest.mark.parametrize(("version", "reads"), [("0011", True), ("0012", False)], ids=["7.2", "7.4"])
def test_data_of_a_recent_redis_with_only_valkey_here_says_what_to_do(
    version: str, reads: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, only_valkey = tmp_path / "appendonlydir", tmp_path / "bin"
    folder.mkdir()
    (folder / "appendonly.aof.1.base.rdb").write_bytes(f"REDIS{version}\xfa\tredis-ver".encode("latin-1"))
    only_valkey.mkdir()
    (only_valkey / "valkey-server").symlink_to(server("valkey"))
    monkeypatch.setenv("PATH", str(only_valkey))

    if reads:
        assert find_server(tmp_path).name == "valkey-server"
        return
    with pytest.raises(NoRedis, match=r"written by Redis.*is Valkey.*Install redis-server"):
        find_server(tmp_path)


def test_a_new_folder_takes_the_first_server_of_the_path(tmp_path: Path) -> None:
    assert find_server(tmp_path) == find_server()
