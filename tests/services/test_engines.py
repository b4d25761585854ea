"""Every service on a primary behind Sentinel and on a cluster, with responses that wait for a replica."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from rig.cast import all_day_content, press
from rig.engines.engine import server
from rig.engines.sets import ClusterSet, EngineSet, SentinelSet
from rig.waiting import PATIENCE_S, wait_for
from services.web.context import Context
from services.web.settings import Settings
from waitingroom.live.halls import Halls
from waitingroom.log.redis_log import RedisStore

SERVICES = ("ticketing", "counter", "display", "reports")


@pytest.fixture(params=["Sentinel", "Cluster"])
def servers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EngineSet]:
    """A set of servers with a house."""
    one: EngineSet = (
        SentinelSet(server("redis"), tmp_path / "servers")
        if request.param == "Sentinel"
        else ClusterSet(server("redis"), tmp_path / "servers", replicas=1)
    )
    store = RedisStore(one.url, replicas=1)
    store.start()
    halls = Halls(store, alarm=lambda event, **fields: None)
    wait_for(lambda: store.why_writes_fail() == "", PATIENCE_S, "a replica that confirms")
    halls.house.load()
    halls.save_house(lambda now: all_day_content(), press=press("house"))
    store.stop()
    yield one
    one.kill()


@pytest.fixture
def app_of(servers: EngineSet, tmp_path: Path) -> Iterator[Callable[[str], Any]]:
    """Return a function that creates services; they are stopped afterwards."""
    contexts: list[Context] = []

    def make(service: str) -> Any:
        settings = Settings(
            redis_url=servers.url, redis_wait=1, display_async="threading", seen_dir=tmp_path / "seen",
            archive_dir=tmp_path / "archive", history_url=f"sqlite:///{tmp_path}/history.db",
        )  # fmt: skip
        made = import_module(f"services.{service}.app").create_app(settings)
        app = made[0] if isinstance(made, tuple) else made
        contexts.append(app.extensions["antre"])
        return app.test_client()

    yield make
    for context in contexts:
        context.stop()


def test_every_service_is_ready_and_a_number_is_given(app_of: Callable[[str], Any]) -> None:
    clients = {service: app_of(service) for service in SERVICES}

    for service, client in clients.items():
        wait_for(lambda client=client: client.get("/readyz").status_code == 200, PATIENCE_S, service)  # type: ignore[misc]
        assert "antre_redis_unsaved 0.0" in client.get("/metrics").text

    taken = clients["ticketing"].post("/api/ticketing/v1/venues/hall/tickets", json={"service": "ktp"})
    assert (taken.status_code, taken.json["number"]) == (201, "A-001")
    assert clients["ticketing"].get(f"/api/ticketing/v1/tickets/{taken.json['token']}").status_code == 200
