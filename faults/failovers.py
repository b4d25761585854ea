"""
Run failovers repeatedly under load, and let the checker judge the result.

``make failovers COUNT=50`` runs 50 of each kind: with Sentinel and in a cluster, planned and by kill -9 of the primary, with
ANTRE_REDIS_WAIT=1 and a replica for each primary; CORE_COUNT of each on the core alone. Then a venue's slot moves to an
added primary and back, and with Sentinel one planned failover happens while every service is replaced. Finally, without
WAIT and with a sabotaged product, a replica lags behind when its primary dies.

Long runs can be split: with ROWS=FILE each run appends its failovers to a file, and KEEP=1 makes one table of the file.
Rows of several versions or machines make no table.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

from redis.crc import key_slot

from antre.redis_server import find_server
from faults.arena import Arena, CannotRun, settle
from faults.failover_table import (
    BEHIND,
    CORE,
    HTTP,
    KILLED,
    PLANNED,
    PROOF,
    SABOTAGED,
    SLOT,
    UNSAFE,
    Row,
    Rows,
)
from faults.load import Load
from faults.sabotage import ANSWERS_EARLY, Sabotage, sabotaged
from faults.scenarios import Healed
from faults.upgrade_scenarios import upgraded
from rig.engines.sets import ClusterSet, EngineSet, SentinelSet
from rig.running import ROOT, SERVICES
from rig.rushes.core_rush import CoreRush
from rig.waiting import wait_for

WARM_S, AFTER_S = 1.0, 0.5
HEAL_WITHIN_S, RIGHT_WITHIN_S = 40.0, 5.0
STANDS_STILL_S = 2.5
"""How long the replica is frozen before its primary dies: longer than a press waits for a replica."""
A_FEW_S = 0.3
"""The same without WAIT: short, so that the log does not lose so much that it counts as a different one (log_lost)."""
DOWN_AFTER_MS = 1_500
CORE_PAUSE_S = 0.01
UPGRADED = "planned, while every service is upgraded"
HOUSE = "antre:{house}:log"


class Servers:
    """Redis servers and the faults on them. log_key: the key of the venue's log; waits: whether ANTRE_REDIS_WAIT is set."""

    servers: EngineSet
    log_key: str
    waits: bool
    in_sync_at: float | None = None
    """When the last new primary had a replica in sync again."""

    def inject(self, act: Callable[[], float], *, damaged: bool = False) -> Row:
        """Run a fault under load; see the two subclasses."""
        raise NotImplementedError

    def stop(self) -> None:
        """Stop everything."""
        raise NotImplementedError

    def take_over(self, how: str, key: str) -> float:
        """Fail over the primary that holds this key; return when the new primary took over."""
        primary = self.servers.holder(key)
        replica = self.servers.follower_of(primary)
        if how == PLANNED:
            self.servers.fail_over_from(primary)
        elif how == KILLED:
            primary.kill()
        else:
            self.servers.kill_far_ahead(primary, STANDS_STILL_S if self.waits else A_FEW_S)
        self.servers.await_taken_over(replica)
        at = time.monotonic()
        self.servers.restart_as_replica(primary)
        self.servers.await_replica(replica)
        self.in_sync_at = time.monotonic()
        return at

    def in_sync_s(self, since: float) -> float:
        """Return how long the new primary had no replica in sync."""
        return max(0.0, (self.in_sync_at or since) - since)

    def move_slot(self) -> float:
        """Add a primary and its replica, move the venue's slot there and back, and remove them again."""
        servers, slot = self.servers, key_slot(self.log_key.encode())
        assert isinstance(servers, ClusterSet)
        home, added = servers.owner(slot), servers.add()
        replica = servers.add_replica(added)
        servers.move_slot(slot, added)
        settle(WARM_S)
        servers.move_slot(slot, home)
        at = self.in_sync_at = time.monotonic()
        for one in (replica, added):
            servers.remove(one)
        return at


class Stage(Servers):
    """A hall on a set of servers."""

    def __init__(
        self, folder: Path, engines: str, *, seed: int, wait: int, root: Path = ROOT, refuses: bool = True
    ) -> None:
        """refuses: the primary refuses writes without a replica (min-replicas-to-write)."""
        self.servers, self.waits = _servers(engines, folder / "servers", wait if refuses else 0), wait > 0
        try:
            self.arena = Arena(
                folder / "arena", seed=seed, root=root, log_url=lambda key: self.servers.holder(key).url,
                env={"ANTRE_REDIS_URL": self.servers.url, "ANTRE_REDIS_WAIT": str(wait)},
            )  # fmt: skip
        except BaseException:
            self.servers.kill()
            raise
        self.log_key = f"antre:{{{self.arena.hall.venue}}}:{self.arena.day}:log"

    def stop(self) -> None:
        """Stop the hall and the servers."""
        self.arena.stop()
        self.servers.kill()

    def inject(self, act: Callable[[], float], *, damaged: bool = False) -> Row:
        """
        Run a fault under load; return the checker's verdict and the durations until recovery.

        act: returns when another server took over, time.monotonic(); damaged: earlier acknowledged presses may be lost.
        """
        arena, alarms = self.arena, self._alarms()
        arena.watch()
        load = arena.load()
        load.start()
        settle(WARM_S)
        began = time.monotonic()
        taken_over = act()
        recovered = self._await_all(taken_over)
        settle(AFTER_S)
        load.stop()
        row = self._judge(load, taken_over if damaged else None)
        row["stood_s"] = _stood(load, began)
        row["gap_s"] = _gap(load, began)
        row["right_s"] = None if recovered is None else max(0.0, recovered - taken_over)
        row["in_sync_s"] = self.in_sync_s(taken_over)
        row["alarms"] = self._alarms() - alarms
        if recovered is None:
            row["wrongs"].append(f"L1 not back within {HEAL_WITHIN_S} s")
        elif row["right_s"] > arena.hall.scaled(RIGHT_WITHIN_S):
            row["wrongs"].append(f"D1 right {row['right_s']:.1f} s after the election")
        return row

    def inject_during_upgrade(self) -> Row:
        """Run a planned failover while ``antre upgrade`` replaces one service after another."""
        hall, healed = self.arena.hall, list[Healed]()
        before = hall.children()

        def act() -> float:
            with ThreadPoolExecutor(1) as pool:
                upgrade = pool.submit(upgraded, self.arena)
                wait_for(
                    lambda: hall.is_restarted(SERVICES[0], before[SERVICES[0]]), what="the first new service"
                )
                self.take_over(PLANNED, self.log_key)
                healed.append(upgrade.result())
            return time.monotonic()

        row = self.inject(act)
        row["wrongs"] = [*row["wrongs"], *healed[0].wrongs]
        return row

    def _await_all(self, at: float) -> float | None:
        deadline = time.monotonic() + HEAL_WITHIN_S
        while time.monotonic() < deadline:
            if (recovered := self.arena.witness.first_after(at, ("issue", "next", "board"))) is not None:
                return recovered
            time.sleep(0.02)
        return None

    def _judge(self, load: Load, damaged_at: float | None) -> Row:
        called = [
            n for n, (_, fact, _) in enumerate(self.arena.entries(), 1)
            if any(kind in fact for kind in (b'"TicketCalled"', b'"TicketRecalled"', b'"PressUndone"'))
        ]  # fmt: skip
        load.boards_settled(called[-1] if called else 0, self.arena.hall.scaled(RIGHT_WITHIN_S))
        settle(0.2)
        row = self.arena.judge(damaged_at)
        load.close()
        row["wrongs"] = [*row["wrongs"], *load.failed]
        return row

    def _alarms(self) -> int:
        """Return the number of past_differs and log_lost alarms of all services."""
        return sum(
            self.arena.hall.logs(name).count(word)
            for name in SERVICES
            for word in ("past_differs", "log_lost")
        )


class CoreStage(Servers):
    """The core alone on a set of servers: no HTTP, no boards, the halls of two processes (``rig.rushes.core_rush``)."""

    log_key = "antre:{hall}:days"

    def __init__(self, folder: Path, engines: str, *, wait: int, refuses: bool = True) -> None:
        self.servers, self.waits = _servers(engines, folder / "servers", wait if refuses else 0), wait > 0
        self._rush = CoreRush(self.servers, wait, pause_s=CORE_PAUSE_S)

    def stop(self) -> None:
        """Stop the load and the servers."""
        self._rush.close()
        self.servers.kill()

    def inject(self, act: Callable[[], float], *, damaged: bool = False) -> Row:
        """Run a fault under load; return the checker's verdict and the durations until recovery."""
        rush, alarms, answered = self._rush, self._rush.alarms, len(self._rush.acknowledged)
        rush.start()
        rush.await_presses()
        began = time.monotonic()
        taken_over = act()
        rush.await_presses(4)
        recovered = time.monotonic()
        rush.stop()
        wrongs = rush.wrongs()
        doubled = [wrong for wrong in wrongs if wrong.startswith(("S2", "S7"))]
        return {
            "acknowledged": len(rush.acknowledged) - answered, "lost": len(rush.lost()), "lost_by_damage": 0,
            "doubled": len(doubled), "stood_s": rush.slowest_s(began), "right_s": max(0.0, recovered - taken_over),
            "in_sync_s": self.in_sync_s(taken_over), "slowest_s": 0.0, "alarms": rush.alarms - alarms,
            "wrongs": [] if damaged else [*(f"S1 lost: {one}" for one in rush.lost()), *wrongs],
        }  # fmt: skip


def _servers(engines: str, folder: Path, wait: int) -> EngineSet:
    more = (f"min-replicas-to-write {wait}",) if wait else ()
    if engines == "Sentinel":
        return SentinelSet(find_server(), folder, down_after_ms=DOWN_AFTER_MS, more=more)
    return ClusterSet(find_server(), folder, replicas=1, node_timeout_ms=DOWN_AFTER_MS, more=more)


@contextmanager
def stage(
    engines: str, *, seed: int, wait: int, sabotage: Sabotage | None = None, core: bool = False
) -> Iterator[Servers]:
    """Yield a stage in a temporary folder; core: without services."""
    folder = Path(tempfile.mkdtemp(prefix="antre-failover-"))
    one: Servers
    try:
        if core:
            one = CoreStage(folder, engines, wait=wait)
        else:
            root = sabotaged(sabotage, folder / "product") if sabotage else ROOT
            one = Stage(folder, engines, seed=seed, wait=wait, root=root, refuses=sabotage is None)
        try:
            yield one
        finally:
            one.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stood(load: Load, began: float) -> float:
    """Return the duration of the longest press, from its first try to its answer."""
    presses = [line for line in load.witness.lines() if line["saw"] == "press" and line["ended"] > began]
    return max((line["ended"] - line["began"] for line in presses), default=0.0)


def _gap(load: Load, began: float) -> float:
    """Return the longest time without a successful press."""
    ends = sorted(
        line["ended"]
        for line in load.witness.lines()
        if line["saw"] == "press" and line["status"] in (200, 201)
    )
    ends = [end for end in ends if end > began - WARM_S]
    return max((b - a for a, b in pairwise(ends)), default=0.0)


def failovers(rows: Rows, group: str, count: int, seed: int) -> None:
    """
    Run ``count`` failovers of each kind; every third is of the server that holds the house.

    In a cluster a venue's slot moves too; behind Sentinel a failover coincides with an upgrade.
    """
    for engines in ENGINES:
        with stage(engines, seed=seed, wait=1, core=group == CORE) as at:
            for how in (PLANNED, KILLED, BEHIND):
                for n in range(count):
                    key = HOUSE if n % 3 == 2 else at.log_key
                    row = at.inject(lambda how=how, key=key: at.take_over(how, key))  # type: ignore[misc]
                    rows.add(group, f"{engines}: {how}", row)
            for _ in range(max(1, count // 10)):
                if engines == "Cluster":
                    rows.add(group, f"Cluster: {SLOT} to a new primary and back", at.inject(at.move_slot))
                elif isinstance(at, Stage):
                    rows.add(group, f"Sentinel: {UPGRADED}", at.inject_during_upgrade())


def unsafe(seed: int, sabotage: Sabotage | None) -> Row:
    """Kill the primary while its replica is frozen: without WAIT, or with a product that answers too early."""
    with stage("Sentinel", seed=seed, wait=1 if sabotage else 0, sabotage=sabotage) as at:
        return at.inject(lambda: at.take_over(BEHIND, at.log_key), damaged=sabotage is None)


ENGINES = ("Sentinel", "Cluster")


def main() -> int:
    """Run the requested failovers, print the tables, and write them with --keep; return 1 if a guarantee was violated."""
    options = _parser().parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 30)
    print(f"seed {seed}", flush=True)
    rows = Rows(options.rows, seed)
    try:
        for group, count in ((HTTP, options.count), (CORE, options.core_count)):
            if count:
                failovers(rows, group, count, seed)
        for n in range(-(-options.count // 4)):
            rows.add(UNSAFE, f"Sentinel: {BEHIND}", unsafe(seed + n, None))
        if options.count:
            rows.add(SABOTAGED, ANSWERS_EARLY.name, unsafe(seed, ANSWERS_EARLY))
    except CannotRun as error:
        print(error, file=sys.stderr)
        return 1
    print(rows.tables())
    print(f"{'passed' if rows.good else 'FAILED'}, seed {seed}")
    if options.keep:
        rows.keep(DOWN_AFTER_MS / 1000, STANDS_STILL_S)
    return 0 if rows.good else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make failovers", description=__doc__)
    parser.add_argument(
        "--count", type=int, default=1, help="failovers of each kind, of a hall with all its services"
    )
    parser.add_argument("--core-count", type=int, default=1, help="failovers of each kind, of the core alone")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--rows", type=Path, default=None, help="a file of what was done, which is added to")
    parser.add_argument("--keep", action="store_true", help=f"write {PROOF.relative_to(ROOT)}")
    return parser


if __name__ == "__main__":
    sys.exit(main())
