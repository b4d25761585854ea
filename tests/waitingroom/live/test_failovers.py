"""Presses during a failover: no acknowledged fact is lost or doubled, and every process agrees with the log."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rig.engines.engine import server
from rig.engines.sets import ClusterSet, EngineSet, SentinelSet
from rig.rushes.core_rush import CoreRush
from waitingroom.log.pinned import Pinned

LOG = "antre:{hall}:days"
STANDS_STILL_S = 2.5
"""Longer than a press waits for a replica, seconds."""
A_FEW_S, CALM_S = 0.5, 0.05
"""Seconds of lost facts and pause between presses: few enough facts that the log still counts as the same one."""


@pytest.fixture(params=["Sentinel", "Cluster"])
def servers(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[EngineSet]:
    """Servers with a replica each."""
    more = ("min-replicas-to-write 1",)
    one: EngineSet = (
        SentinelSet(server("redis"), tmp_path / "s", down_after_ms=1_500, more=more)
        if request.param == "Sentinel"
        else ClusterSet(server("redis"), tmp_path / "s", replicas=1, node_timeout_ms=1_500, more=more)
    )
    yield one
    one.kill()


@pytest.fixture
def rush_on() -> Iterator[Callable[..., CoreRush]]:
    """Return a function that starts rushes; they are closed afterwards."""
    begun: list[CoreRush] = []

    def begin(servers: EngineSet, replicas: int, **more: float) -> CoreRush:
        rush = CoreRush(servers, replicas, **more)
        begun.append(rush)
        rush.start()
        rush.await_presses()
        return rush

    yield begin
    for rush in begun:
        rush.close()


def take_over(servers: EngineSet, how: str, frozen_s: float = STANDS_STILL_S) -> None:
    """Fail over from the venue's primary to its replica, and bring the primary back as a replica."""
    primary = servers.holder(LOG)
    replica = servers.follower_of(primary)
    if how == "planned":
        servers.fail_over_from(primary)
    elif how == "kill -9":
        primary.kill()
    else:
        servers.kill_far_ahead(primary, frozen_s)
    servers.await_taken_over(replica)
    servers.restart_as_replica(primary)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("how", ["planned", "kill -9", "its replica behind"])
def test_nothing_that_waited_for_a_replica_is_lost(
    servers: EngineSet, how: str, rush_on: Callable[..., CoreRush]
) -> None:
    rush = rush_on(servers, 1)

    take_over(servers, how)
    rush.await_presses()
    rush.stop()

    assert rush.lost() == []
    assert rush.wrongs() == []
    assert rush.alarms == 0


@pytest.mark.timeout(300)
def test_without_waiting_it_is_lost_and_noticed(tmp_path: Path, rush_on: Callable[..., CoreRush]) -> None:
    """Control test: without waiting for replicas, acknowledged facts are lost and the checks notice it."""
    servers = SentinelSet(server("redis"), tmp_path / "s", down_after_ms=1_500)
    try:
        rush = rush_on(servers, 0, pause_s=CALM_S)
        take_over(servers, "its replica behind", A_FEW_S)
        rush.await_presses()
        rush.stop()

        assert rush.lost() != []
        assert rush.alarms > 0
    finally:
        servers.kill()


@pytest.mark.timeout(300)
def test_a_hall_that_answers_before_the_replica_has_it_is_found_out(
    tmp_path: Path, rush_on: Callable[..., CoreRush], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pinned, "confirm_replicated", lambda self, wrote=False: None)
    servers = SentinelSet(server("redis"), tmp_path / "s", down_after_ms=1_500)
    try:
        rush = rush_on(servers, 1, pause_s=CALM_S)
        take_over(servers, "its replica behind", A_FEW_S)
        rush.await_presses()
        rush.stop()

        assert rush.lost() != []
    finally:
        servers.kill()
