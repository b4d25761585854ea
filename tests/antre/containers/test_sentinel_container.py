"""The script that a sentinel's container runs after a failover: the former primary follows the new one at once."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from rig.engines.engine import server
from rig.engines.sets import DEMOTE, SERVICE, SentinelSet, Server
from rig.waiting import PATIENCE_S


@pytest.fixture
def sentinels(tmp_path: Path) -> Iterator[SentinelSet]:
    """A primary and its replica."""
    servers = SentinelSet(server("redis"), tmp_path / "s")
    yield servers
    servers.kill()


def run_script(sentinels: SentinelSet, before: Server, after: Server, role: str = "leader") -> None:
    """Run the script as a sentinel does."""
    words = (SERVICE, role, "start", "127.0.0.1", str(before.port), "127.0.0.1", str(after.port))
    folder = Path(sentinels.sentinels[0].command[1]).parent
    subprocess.run([DEMOTE, *words], cwd=folder, check=True, timeout=PATIENCE_S, stdout=subprocess.DEVNULL)


def test_the_primary_of_before_follows_the_new_one_and_does_so_after_a_start_too(
    sentinels: SentinelSet,
) -> None:
    new, before = sentinels.servers
    before.ask("REPLICAOF", "NO", "ONE")

    run_script(sentinels, before, new, role="observer")
    assert before.replication()["role"] == "master"
    run_script(sentinels, before, new)

    assert before.replication()["master_port"] == new.port
    before.kill()
    before.start()
    assert before.replication()["master_port"] == new.port


def test_a_primary_that_leads_again_is_told_nothing(sentinels: SentinelSet) -> None:
    leads, replica = sentinels.servers

    run_script(sentinels, leads, replica)

    assert leads.replication()["role"] == "master"
