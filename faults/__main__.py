"""
Hurt a running hall in every way of the table, and let the checker say what came of it: ``make faults``.

One seed derives everything. Two run side by side, one where the table is kept. Gives 1 if a fault cost something it must not, or a sabotaged
variant was not rejected.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from faults.arena import Arena, CannotRun, settle
from faults.board_scenarios import BOARD_FAULTS
from faults.network import NotPossible
from faults.outsiders import OUTSIDERS
from faults.redis_scenarios import REDIS_FAULTS
from faults.sabotage import SABOTAGES, Sabotage, sabotaged
from faults.scenarios import FAULTS, Fault
from faults.upgrade_scenarios import UPGRADES, product_of
from rig.running import ROOT

WARM_S = 1.0
AFTER_S = 1.0
HEAL_WITHIN_S = 20.0
HEALED_BOUND_S = 5.0
SABOTAGE_ATTEMPTS_MAX = 3
ALL = (*FAULTS, *UPGRADES, *BOARD_FAULTS, *REDIS_FAULTS, *OUTSIDERS)
PROOF = ROOT / "docs" / "proof" / "faults.md"
COLUMNS = ("fault", "presses", "acknowledged", "lost", "doubled", "slowest answer", "healed in", "")

Row = dict[str, Any]


class Report:
    """The table of a run, printed as it grows, and what failed."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.not_possible: list[str] = []
        self.has_failed = False

    def tell(self, line: str) -> None:
        """Print a line of the table and keep it."""
        self.lines.append(line)
        print(line, flush=True)

    def begin(self, columns: tuple[str, ...]) -> None:
        """Begin a table."""
        self.tell("| " + " | ".join(columns) + " |")
        self.tell("|" + "---|" * len(columns))

    def add_fault(self, fault: Fault, row: Row) -> None:
        """Add what came of a fault."""
        if "not_possible" in row:
            self.not_possible.append(f"{fault.number} {fault.name}")
            self.tell(
                f"| {self.not_possible[-1]} |  |  |  |  |  |  | **not possible here**: {row['not_possible']} |"
            )
            return
        self.has_failed |= bool(row["wrongs"])
        self.tell(_line(fault, row))
        for wrong in row["wrongs"][:8]:
            print(f"    WRONG {wrong}", flush=True)

    def add_sabotage(self, sabotage: Sabotage, row: Row) -> None:
        """Add why a sabotaged variant was rejected; one that was not is a failure."""
        self.has_failed |= not row["wrongs"]
        why = row["wrongs"][0] if row["wrongs"] else "**not rejected**"
        self.tell(f"| {sabotage.name} | {sabotage.number} | {why[:110]} |")


def main() -> int:
    """Run what was asked for, print the table, and keep it if asked."""
    given = _parser().parse_args()
    seed = given.seed if given.seed is not None else random.SystemRandom().randrange(1 << 30)
    print(f"seed {seed}", flush=True)
    began, report = time.monotonic(), Report()
    try:
        _run_all(given, seed, report)
    except CannotRun as error:
        print(error, file=sys.stderr)
        return 1
    if report.not_possible:
        print(f"\nNOT POSSIBLE HERE, so not shown: {'; '.join(report.not_possible)}")
    print(f"\n{'FAILED' if report.has_failed else 'passed'} in {time.monotonic() - began:.0f} s, seed {seed}")
    if given.keep and not report.has_failed and not report.not_possible:
        _keep(report.lines, seed, time.monotonic() - began)
    return 1 if report.has_failed else 0


def _run_all(given: argparse.Namespace, seed: int, report: Report) -> None:
    """Run the chosen faults and sabotages, two halls at a time, one if the table is kept. Raises CannotRun."""
    only = {int(n) for n in given.only.split(",") if n}
    chosen = [f for f in ALL if (not only or f.number in only) and (f.quick or not given.quick)]
    broken = [s for s in SABOTAGES if not given.no_sabotage and (not only or s.number in only)]
    with ProcessPoolExecutor(1 if given.keep else 2) as pool:
        halls = pool.map(partial(_hurt_by, seed), _by_hall(chosen))
        verdicts = pool.map(partial(_sabotaged, seed), broken)
        report.begin(COLUMNS)
        for index, row in (pair for rows in halls for pair in rows):
            report.add_fault(ALL[index], row)
        if broken:
            report.tell("")
            report.begin(("sabotaged variant", "shown by fault", "rejected for"))
        for sabotage, row in zip(broken, verdicts, strict=True):
            report.add_sabotage(sabotage, row)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--quick", action="store_true", help="leave out what takes long")
    parser.add_argument("--only", default="", help="numbers of faults, comma-separated")
    parser.add_argument("--no-sabotage", action="store_true", help="leave out the sabotaged variants")
    parser.add_argument("--keep", action="store_true", help=f"write {PROOF.relative_to(ROOT)}")
    return parser


def _by_hall(chosen: list[Fault]) -> list[list[int]]:
    """Group the faults that share a hall, as indices of ALL; the longest group first."""
    groups: dict[str, list[int]] = {}
    for fault in chosen:
        groups.setdefault(fault.hall or f"{fault.number} {fault.name}", []).append(ALL.index(fault))
    return sorted(groups.values(), key=len, reverse=True)


def run(faults: list[Fault], *, seed: int, sabotage: Sabotage | None = None) -> list[Row]:
    """Run faults on one hall, one after another until something is wrong; returns their rows."""
    folder = Path(tempfile.mkdtemp(prefix="antre-fault-"))
    try:
        root = ROOT
        if sabotage:
            root = sabotaged(sabotage, folder / "product")
        elif faults[0].before:
            root = product_of(faults[0].before, folder / "product")
        arena = Arena(folder, seed=seed, root=root, behind_proxy=faults[0].behind_proxy)
        try:
            rows: list[Row] = []
            for fault in faults:
                arena.watch()
                rows.append(_hurt(fault, arena))
                if rows[-1]["wrongs"]:
                    break
            return rows
        except Exception as error:
            if sabotage is None:
                raise
            return [{"wrongs": [f"the hall broke: {error!r}"[:200]]}]
        finally:
            arena.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _hurt(fault: Fault, arena: Arena) -> Row:
    def with_load(ticketing: list[str] | None) -> Row:
        load = arena.load(ticketing=ticketing) if fault.works else arena.load(kiosks=0, clerks=0)
        load.start()
        settle(WARM_S if fault.works else 0)
        healed = fault.hurt(arena, load)
        back = _await(lambda: arena.witness.first_after(healed.at, fault.heals)) if fault.heals else healed.at
        settle(AFTER_S)
        load.stop()
        called = [
            n
            for n, (_, f, _) in enumerate(arena.entries(), 1)
            if any(kind in f for kind in (b'"TicketCalled"', b'"TicketRecalled"', b'"PressUndone"'))
        ]
        bound_s = arena.hall.promised(HEALED_BOUND_S)
        load.boards_settled(called[-1] if called else 0, bound_s)
        settle(0.2)
        row = arena.judge(healed.damaged_at, healed.missing)
        load.close()
        row["wrongs"] = [*row["wrongs"], *healed.wrongs, *load.failed]
        row["healed_s"] = None if back is None else back - healed.at
        if back is None or back - healed.at > bound_s:
            row["wrongs"].append(f"L1 not healed within {bound_s:.1f} s: {row['healed_s']}")
        notes = [healed.note] + ([f"{row['lost_by_damage']} lost by the damage"] if healed.damaged_at else [])
        row["note"] = ", ".join(note for note in notes if note)
        return row

    if fault.number != 28:
        return with_load(None)
    with arena.shifted_ticketing(7_200) as ahead, arena.shifted_ticketing(-7_200) as behind, \
            arena.shifted_ticketing(86_400) as tomorrow:  # fmt: skip
        return with_load([ahead, behind, tomorrow])


def _hurt_by(seed: int, indices: list[int]) -> list[tuple[int, Row]]:
    """Run the faults of one hall; after one that went wrong the others get a new hall."""
    done: list[tuple[int, Row]] = []
    while left := indices[len(done) :]:
        try:
            rows = run([ALL[index] for index in left], seed=seed)
        except NotPossible as why:
            rows = [{"not_possible": str(why)}]
        done += zip(left, rows, strict=False)
    return done


def _sabotaged(seed: int, sabotage: Sabotage) -> Row:
    """Run the fault that shows it; what a race decides may take more than one try to show."""
    for n in range(SABOTAGE_ATTEMPTS_MAX):
        [row] = run([_by_number(sabotage.number)], seed=seed + n, sabotage=sabotage)
        if row["wrongs"]:
            break
    return row


def _await(found: Callable[[], float | None]) -> float | None:
    deadline = time.monotonic() + HEAL_WITHIN_S
    while time.monotonic() < deadline:
        if (at := found()) is not None:
            return at
        time.sleep(0.05)
    return None


def _by_number(number: int) -> Fault:
    return next(fault for fault in FAULTS if fault.number == number)


def _line(fault: Fault, row: Row) -> str:
    healed = "" if not fault.heals else "never" if row["healed_s"] is None else f"{row['healed_s']:.1f} s"
    cells = [
        f"{fault.number} {fault.name}", f"{row['presses']:,}", f"{row['acknowledged']:,}", row["lost"], row["doubled"],
        f"{row['slowest_s']} s", healed, row["note"],
    ]  # fmt: skip
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _keep(lines: list[str], seed: int, took_s: float) -> None:
    version = subprocess.run(
        ["redis-server", "--version"], capture_output=True, text=True, check=False
    ).stdout
    engine = next((word[2:] for word in version.split() if word.startswith("v=")), "of the wheel")
    PROOF.parent.mkdir(parents=True, exist_ok=True)
    PROOF.write_text(
        "# Faults survived\n\n"
        "Each fault is injected into a running hall while three kiosks and four clerks press over HTTP as fast as they are "
        "answered and two boards watch. Then a checker, a separate process that imports nothing of the queue itself, reads the log and "
        "what the clients saw. *Lost*: acknowledged, but not in the log. *Doubled*: one number given to two people, one key "
        "with two effects, one ticket at two counters. *Healed*: from the end of the disturbance until a number is issued, "
        "one is called, and a board is updated again.\n\n"
        f"`make faults SEED={seed}`, {took_s:.0f} s; {os.cpu_count()} shared cores, {platform.system()} "
        f"{platform.release().split('-')[0]}, Python {platform.python_version()}, Redis {engine} with `appendfsync always`; "
        f"{time.strftime('%d %B %Y')}.\n\n" + "\n".join(lines) + "\n",
        "utf-8",
    )
    print(f"Wrote {PROOF.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
