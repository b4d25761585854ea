"""
Let another server take over, again and again, under a rush, and let the checker say what came of it.

``make failovers COUNT=50`` does 50 of each kind: by Sentinel and in a cluster, planned and by kill -9 of the primary, with
ANTRE_REDIS_WAIT=1 and a replica for each primary; CORE_COUNT of each on the core alone. Then a venue's slot moves to a
primary that is added, and back. Then without WAIT, and with a sabotaged product, a replica is behind when its primary dies.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from redis.crc import key_slot

from antre.redis_server import find_server
from faults.arena import Arena, CannotRun, settle
from faults.load import Load
from faults.sabotage import ANSWERS_EARLY, Sabotage, sabotaged
from rig.engines.sets import ClusterSet, EngineSet, SentinelSet
from rig.running import ROOT, SERVICES
from rig.rushes.core_rush import CoreRush

WARM_S, AFTER_S = 1.0, 0.5
HEAL_WITHIN_S, RIGHT_WITHIN_S = 40.0, 5.0
STANDS_STILL_S = 2.5
"""How long the replica stands still before its primary dies: longer than a press waits for it."""
A_FEW_S = 0.3
"""The same without WAIT, so that the log does not lack so much that it is taken for another one (log_lost)."""
DOWN_AFTER_MS = 1_500
CORE_PAUSE_S = 0.01
PROOF = ROOT / "docs" / "proof" / "failover.md"
PLANNED, KILLED, BEHIND, SLOT = "planned", "kill -9", "kill -9, its replica behind", "a venue's slot moves"
HOUSE = "antre:{house}:log"

Row = dict[str, Any]


class Servers:
    """A set of servers, and what may happen to them. log_key: the key of the venue's log; waits: ANTRE_REDIS_WAIT is set."""

    servers: EngineSet
    log_key: str
    waits: bool

    def hurt(self, act: Callable[[], float], *, damaged: bool = False) -> Row:
        """Let this happen in a rush; see the two stages."""
        raise NotImplementedError

    def stop(self) -> None:
        """End everything."""
        raise NotImplementedError

    def take_over(self, how: str, key: str) -> float:
        """Have another server take over from the primary of this key; give when it had."""
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
        self.servers.bring_back(primary)
        return at

    def move_slot(self) -> float:
        """Add a primary and its replica, move the venue's slot there and back, and take them away again."""
        servers, slot = self.servers, key_slot(self.log_key.encode())
        assert isinstance(servers, ClusterSet)
        home, added = servers.owner(slot), servers.add()
        replica = servers.add_replica(added)
        servers.move_slot(slot, added)
        settle(WARM_S)
        servers.move_slot(slot, home)
        at = time.monotonic()
        for one in (replica, added):
            servers.remove(one)
        return at


class Stage(Servers):
    """A hall on a set of servers."""

    def __init__(
        self, folder: Path, engines: str, *, seed: int, wait: int, root: Path = ROOT, refuses: bool = True
    ) -> None:
        """refuses: the primary itself refuses while it has no replica (min-replicas-to-write)."""
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
        """End everything."""
        self.arena.stop()
        self.servers.kill()

    def hurt(self, act: Callable[[], float], *, damaged: bool = False) -> Row:
        """
        Let this happen in a rush, and give the checker's verdict, and how long it was until all went on.

        act: gives when another server had taken over, time.monotonic(); damaged: what was answered before may be lost.
        """
        arena, alarms = self.arena, self._alarms()
        arena.watch()
        load = arena.load()
        load.start()
        settle(WARM_S)
        began = time.monotonic()
        taken_over = act()
        back = self._await_all(taken_over)
        settle(AFTER_S)
        load.stop()
        row = self._judge(load, taken_over if damaged else None)
        row["stood_s"] = _stood(load, began)
        row["gap_s"] = _gap(load, began)
        row["right_s"] = None if back is None else max(0.0, back - taken_over)
        row["alarms"] = self._alarms() - alarms
        if back is None:
            row["wrongs"].append(f"L1 not back within {HEAL_WITHIN_S} s")
        elif row["right_s"] > arena.hall.promised(RIGHT_WITHIN_S):
            row["wrongs"].append(f"D1 right {row['right_s']:.1f} s after the election")
        return row

    def _await_all(self, at: float) -> float | None:
        deadline = time.monotonic() + HEAL_WITHIN_S
        while time.monotonic() < deadline:
            if (back := self.arena.witness.first_after(at, ("issue", "next", "board"))) is not None:
                return back
            time.sleep(0.02)
        return None

    def _judge(self, load: Load, damaged_at: float | None) -> Row:
        called = [
            n for n, (_, fact, _) in enumerate(self.arena.entries(), 1)
            if any(kind in fact for kind in (b'"TicketCalled"', b'"TicketRecalled"', b'"PressUndone"'))
        ]  # fmt: skip
        load.boards_settled(called[-1] if called else 0, self.arena.hall.promised(RIGHT_WITHIN_S))
        settle(0.2)
        row = self.arena.judge(damaged_at)
        load.close()
        row["wrongs"] = [*row["wrongs"], *load.failed]
        return row

    def _alarms(self) -> int:
        """How often a service said that its past differs from the log's, or that the log is lost."""
        return sum(
            self.arena.hall.logs(name).count(word)
            for name in SERVICES
            for word in ("past_differs", "log_lost")
        )


class CoreStage(Servers):
    """The core alone on a set of servers: no HTTP, no boards, two processes' worth of halls (``rig.rushes.core_rush``)."""

    log_key = "antre:{hall}:days"

    def __init__(self, folder: Path, engines: str, *, wait: int, refuses: bool = True) -> None:
        self.servers, self.waits = _servers(engines, folder / "servers", wait if refuses else 0), wait > 0
        self._rush = CoreRush(self.servers, wait, pause_s=CORE_PAUSE_S)

    def stop(self) -> None:
        """End everything."""
        self._rush.close()
        self.servers.kill()

    def hurt(self, act: Callable[[], float], *, damaged: bool = False) -> Row:
        """Let this happen in a rush, and give what the checker says, and how long it was until all went on."""
        rush, alarms, answered = self._rush, self._rush.alarms, len(self._rush.acknowledged)
        rush.start()
        rush.await_presses()
        began = time.monotonic()
        taken_over = act()
        rush.await_presses(4)
        back = time.monotonic()
        rush.stop()
        wrongs = rush.wrongs()
        doubled = [wrong for wrong in wrongs if wrong.startswith(("S2", "S7"))]
        return {
            "acknowledged": len(rush.acknowledged) - answered, "lost": len(rush.lost()), "lost_by_damage": 0,
            "doubled": len(doubled), "stood_s": rush.slowest_s(began), "right_s": max(0.0, back - taken_over),
            "slowest_s": 0.0, "alarms": rush.alarms - alarms,
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
    """Give a stage in a folder of its own; core: without services."""
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
    """Give how long the longest press took from its first try to its answer."""
    presses = [line for line in load.witness.lines() if line["saw"] == "press" and line["ended"] > began]
    return max((line["ended"] - line["began"] for line in presses), default=0.0)


def _gap(load: Load, began: float) -> float:
    """Give the longest time in which no press was answered well."""
    ends = sorted(
        line["ended"]
        for line in load.witness.lines()
        if line["saw"] == "press" and line["status"] in (200, 201)
    )
    ends = [end for end in ends if end > began - WARM_S]
    return max((b - a for a, b in pairwise(ends)), default=0.0)


class Sum:
    """What came of several failovers of one kind."""

    def __init__(self, name: str) -> None:
        self.name, self.rows = name, list[Row]()

    def add(self, row: Row) -> None:
        """Add one."""
        self.rows.append(row)
        print(
            f"  {self.name} {len(self.rows)}: {row['acknowledged']} acknowledged, {row['lost']} lost, {row['doubled']} doubled, "
            f"stood {row['stood_s']:.1f} s, right after {row['right_s']}, alarms {row['alarms']}, {row['wrongs'][:3]}",
            flush=True,
        )

    def of(self, name: str) -> list[Any]:
        """Give one figure of each."""
        return [row[name] for row in self.rows]

    def line(self) -> str:
        """Give the line of the table."""
        stood, right = self.of("stood_s"), [s for s in self.of("right_s") if s is not None]
        lost = sum(self.of("lost")) + sum(self.of("lost_by_damage"))
        cells = [
            self.name, len(self.rows), f"{sum(self.of('acknowledged')):,}", lost, sum(self.of("doubled")),
            f"{statistics.median(stood):.1f} s", f"{max(stood):.1f} s", f"{max(right, default=0):.1f} s",
            f"{max(self.of('slowest_s')):.1f} s", sum(self.of("alarms")),
        ]  # fmt: skip
        return "| " + " | ".join(str(cell) for cell in cells) + " |"


COLUMNS = (
    "what happens", "times", "acknowledged", "lost", "doubled", "presses stood, median", "worst", "all right after the election",
    "slowest answer", "alarms",
)  # fmt: skip


def failovers(count: int, seed: int, *, core: bool) -> list[Sum]:
    """Do so many of each kind; every third in a cluster hits the house's primary. There a venue's slot moves too."""
    done = []
    for engines in ENGINES:
        with stage(engines, seed=seed, wait=1, core=core) as at:
            for how in (PLANNED, KILLED, BEHIND):
                one = Sum(f"{engines}: {how}")
                done.append(one)
                for n in range(count):
                    key = HOUSE if n % 3 == 2 else at.log_key
                    one.add(at.hurt(lambda how=how, key=key: at.take_over(how, key)))  # type: ignore[misc]
            if engines == "Cluster":
                one = Sum(f"Cluster: {SLOT} to a new primary and back")
                done.append(one)
                for _ in range(max(1, count // 10)):
                    one.add(at.hurt(at.move_slot))
    return done


def unsafe(count: int, seed: int, sabotage: Sabotage | None) -> Sum:
    """Kill the primary while its replica stands still: without WAIT, or with a product that answers early."""
    name = sabotage.name if sabotage else "without WAIT"
    one = Sum(f"Sentinel: {BEHIND}, {name}")
    for n in range(count):
        with stage("Sentinel", seed=seed + n, wait=1 if sabotage else 0, sabotage=sabotage) as at:
            one.add(at.hurt(lambda at=at: at.take_over(BEHIND, at.log_key), damaged=sabotage is None))  # type: ignore[misc]
    return one


ENGINES = ("Sentinel", "Cluster")


def main() -> int:
    """Do what was asked for, print the tables, and keep them if asked; 1 if anything was lost, doubled or too late."""
    given = _parser().parse_args()
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(1 << 30)
    print(f"seed {seed}", flush=True)
    began, good, tables = time.monotonic(), list[Sum](), list[str]()
    try:
        for name, count, core in (
            ("Over HTTP", given.count, False),
            ("On the core alone", given.core_count, True),
        ):
            if count:
                done = failovers(count, seed, core=core)
                good, tables = [*good, *done], [*tables, f"## {name}", "", *_table(done), ""]
        without = unsafe(max(1, given.count // 4), seed, None)
        early = unsafe(1, seed, ANSWERS_EARLY)
    except CannotRun as error:
        print(error, file=sys.stderr)
        return 1
    rejected = next((wrong for row in early.rows for wrong in row["wrongs"]), None)
    tables += ["## Without waiting, and a sabotaged product", "", *_table([without]), ""]
    tables += [
        f"*{ANSWERS_EARLY.name}* (sabotaged) is "
        + (f"rejected: {rejected}" if rejected else "**not rejected**")
    ]
    print("\n".join(tables))
    failed = (
        not rejected
        or any(row["wrongs"] or row["alarms"] for one in good for row in one.rows)
        or not sum(without.of("alarms"))
    )
    print(f"\n{'FAILED' if failed else 'passed'} in {time.monotonic() - began:.0f} s, seed {seed}")
    if given.keep and not failed:
        _keep(tables, given, seed, time.monotonic() - began)
    return 1 if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make failovers", description=__doc__)
    parser.add_argument(
        "--count", type=int, default=1, help="failovers of each kind, of a hall with all its services"
    )
    parser.add_argument("--core-count", type=int, default=1, help="failovers of each kind, of the core alone")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--keep", action="store_true", help=f"write {PROOF.relative_to(ROOT)}")
    return parser


def _table(sums: list[Sum]) -> list[str]:
    return ["| " + " | ".join(COLUMNS) + " |", "|" + "---|" * len(COLUMNS), *(one.line() for one in sums)]


def _keep(tables: list[str], given: argparse.Namespace, seed: int, took_s: float) -> None:
    PROOF.write_text(
        "# Failovers survived\n\n"
        "People press while another server takes over: a primary with a replica behind three sentinels, and a cluster of three "
        "primaries with a replica each, `appendfsync always`, `min-replicas-to-write 1`, `ANTRE_REDIS_WAIT=1`; a server counts as dead "
        f"after {DOWN_AFTER_MS / 1000} s. *Over HTTP*: a hall with all its services, three kiosks and four clerks who press as fast as they "
        "are answered, two boards; every third failover in a cluster is of the house's primary. *On the core alone*: two processes' worth of "
        "halls, two kiosks, two clerks. After each a checker reads the log and what the clients saw.\n\n"
        "*Lost*: acknowledged, but not in the log of who took over. *Stood*: the longest press, from its first try to its answer, 503s "
        "and tries again included. *All right*: from the election until a number was issued, one called, and a board told (the core: four "
        "presses begun after it were answered). *Slowest answer*: of one request. *Its replica behind*: it hears nothing for "
        f"{STANDS_STILL_S} s before its primary dies. *Alarms*: `past_differs` or `log_lost`.\n\n"
        f"`make failovers COUNT={given.count} CORE_COUNT={given.core_count} SEED={seed}`, {took_s:.0f} s; {os.cpu_count()} shared cores, "
        f"{platform.system()} {platform.release().split('-')[0]}, Python {platform.python_version()}; {time.strftime('%d %B %Y')}.\n\n"
        + "\n".join(tables) + "\n",
        "utf-8",
    )  # fmt: skip
    print(f"Wrote {PROOF.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
