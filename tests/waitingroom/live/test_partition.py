"""
A primary that is temporarily cut off from its replica and the sentinels, but not from the services.

It accepts presses but cannot confirm them: without a replica they are refused, and lost afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.engines.engine import server
from rig.engines.parted import NoNetwork, Partition, two_places
from rig.engines.sets import SentinelSet
from rig.rushes.core_rush import CoreRush, entries_on
from rig.waiting import wait_for
from waitingroom import refusals

DOWN_AFTER_MS = 1_000


@pytest.fixture
def between() -> Iterator[Partition]:
    try:
        with two_places() as places:
            yield places
    except NoNetwork as why:
        pytest.skip(f"this machine parts no networks: {why}")


def test_nothing_is_lost_that_was_answered_before_in_and_after_a_partition(
    between: Partition, tmp_path: Path
) -> None:
    servers = SentinelSet(server("redis"), tmp_path / "s", down_after_ms=DOWN_AFTER_MS, places=between.places)
    cut_off, replica = servers.servers
    rush: CoreRush | None = None
    try:
        rush = CoreRush(servers, 1)
        rush.start()
        rush.await_presses()
        log_key = rush.log_key

        # Between presses: an append in flight might reach the replica and lose only its reply
        rush.stop()
        between.cut()
        rush.start()
        wait_for(lambda: rush.refused, what="a refusal")
        servers.await_taken_over(replica)
        written = entries_on(cut_off, log_key)
        between.heal()
        rush.await_presses()
        rush.stop()

        # The old primary went on writing, and its unreplicated entries are gone
        assert not set(written) <= set(rush.entries())
        # None of them was acknowledged: each press was refused as unavailable
        assert rush.lost() == []
        assert rush.wrongs() == []
        assert rush.alarms == 0
        assert {type(one) for one in rush.refused} == {refusals.Unavailable}
        # And the log records that another server took over
        assert sum(b'"EpochBegan"' in fact for _, fact, _ in rush.entries()) > 1
    finally:
        if rush is not None:
            rush.close()
        servers.kill()
