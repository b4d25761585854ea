"""
Inject every fault of the table into a running hall, and let the checker judge the result: ``make faults``.

Everything derives from one seed. Two halls run side by side, or one with --keep. Returns 1 if a fault violated a
guarantee, or a sabotaged variant was not rejected.
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
from faults.file_scenarios import FILE_FAULTS
from faults.foreign_scenarios import FOREIGN_FAULTS
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
ALL = (*FAULTS, *UPGRADES, *BOARD_FAULTS, *REDIS_FAULTS, *FOREIGN_FAULTS, *FILE_FAULTS, *OUTSIDERS)
PROOF = ROOT / "docs" / "proof" / "faults.md"
COLUMNS = ("fault", "presses", "acknowledged", "lost", "doubled", "slowest answer", "healed in", "")

Row = dict[str, Any]


class Report:
    """The table of a run, printed as it grows, and whether anything failed."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.not_possible: list[str] = []
        self.has_failed = False

    def add_line(self, line: str) -> None:
        """Print a line of the table and store it."""
        self.lines.append(line)
        print(line, flush=True)

    def begin_table(self, columns: tuple[str, ...]) -> None:
        """Print the head of a table."""
        self.add_line("| " + " | ".join(columns) + " |")
        self.add_line("|" + "---|" * len(columns))

    def add_fault(self, fault: Fault, row: Row) -> None:
        """Add the result of a fault."""
        if "not_possible" in row:
            self.not_possible.append(f"{fault.number} {fault.name}")
            self.add_line(
                f"| {self.not_possible[-1]} |  |  |  |  |  |  | **not possible here**: {row['not_possible']} |"
            )
            return
        self.has_failed |= bool(row["wrongs"])
        self.add_line(_line(fault, row))
        for wrong in row["wrongs"][:8]:
            print(f"    WRONG {wrong}", flush=True)

    def add_sabotage(self, sabotage: Sabotage, row: Row) -> None:
        """Add the reason why a sabotaged variant was rejected; a variant that was not rejected is a failure."""
        self.has_failed |= not row["wrongs"]
        why = row["wrongs"][0] if row["wrongs"] else "**not rejected**"
        self.add_line(f"| {sabotage.name} | {sabotage.number} | {why[:110]} |")


def main() -> int:
    """Run the requested faults, print the table, and write it with --keep."""
    options = _parser().parse_args()
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(1 << 30)
    print(f"seed {seed}", flush=True)
    began, report = time.monotonic(), Report()
    try:
        _run_all(options, seed, report)
    except CannotRun as error:
        print(error, file=sys.stderr)
        return 1
    if report.not_possible:
        print(f"\nNOT POSSIBLE HERE, so not shown: {'; '.join(report.not_possible)}")
    print(f"\n{'FAILED' if report.has_failed else 'passed'} in {time.monotonic() - began:.0f} s, seed {seed}")
    if options.keep and not report.has_failed and not report.not_possible:
        _keep(report.lines, seed, time.monotonic() - began)
    return 1 if report.has_failed else 0


def _run_all(options: argparse.Namespace, seed: int, report: Report) -> None:
    """Run the selected faults and sabotages, two halls at a time, or one with --keep. Raises CannotRun."""
    only = {int(n) for n in options.only.split(",") if n}
    selected = [f for f in ALL if (not only or f.number in only) and (f.quick or not options.quick)]
    sabotages = [s for s in SABOTAGES if not options.no_sabotage and (not only or s.number in only)]
    with ProcessPoolExecutor(1 if options.keep else 2) as pool:
        halls = pool.map(partial(_run_hall, seed), _by_hall(selected))
        verdicts = pool.map(partial(_sabotaged, seed), sabotages)
        report.begin_table(COLUMNS)
        for index, row in (pair for rows in halls for pair in rows):
            report.add_fault(ALL[index], row)
        if sabotages:
            report.add_line("")
            report.begin_table(("sabotaged variant", "shown by fault", "rejected for"))
        for sabotage, row in zip(sabotages, verdicts, strict=True):
            report.add_sabotage(sabotage, row)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make faults", description=__doc__)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--quick", action="store_true", help="leave out what takes long")
    parser.add_argument("--only", default="", help="numbers of faults, comma-separated")
    parser.add_argument("--no-sabotage", action="store_true", help="leave out the sabotaged variants")
    parser.add_argument("--keep", action="store_true", help=f"write {PROOF.relative_to(ROOT)}")
    return parser


def _by_hall(faults: list[Fault]) -> list[list[int]]:
    """Group the faults that share a hall, as indices of ALL; largest group first."""
    groups: dict[str, list[int]] = {}
    for fault in faults:
        groups.setdefault(fault.hall or f"{fault.number} {fault.name}", []).append(ALL.index(fault))
    return sorted(groups.values(), key=len, reverse=True)


def run(faults: list[Fault], *, seed: int, sabotage: Sabotage | None = None) -> list[Row]:
    """Run faults on one hall, one after another until a guarantee is violated; return their rows."""
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
                rows.append(_inject(fault, arena))
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


def _inject(fault: Fault, arena: Arena) -> Row:
    def with_load(ticketing: list[str] | None) -> Row:
        clients: dict[str, Any] = {"ticketing": ticketing} if fault.works else {"kiosks": 0, "clerks": 0}
        with arena.load(**clients) as load:
            settle(WARM_S if fault.works else 0)
            healed = fault.inject(arena, load)
            recovered = (
                _await(lambda: arena.witness.first_after(healed.at, fault.heals))
                if fault.heals
                else healed.at
            )
            settle(AFTER_S)
            load.stop()
            called = [
                int(id.partition("-")[0])
                for id, f, _ in arena.entries()
                if any(kind in f for kind in (b'"TicketCalled"', b'"TicketRecalled"', b'"PressUndone"'))
            ]
            bound_s = arena.hall.scaled(HEALED_BOUND_S)
            load.boards_settled(called[-1] if called else 0, bound_s)
            settle(0.2)
            row = arena.judge(healed.damaged_at, healed.missing, healed.foreign)
            row["wrongs"] = [*row["wrongs"], *healed.wrongs, *load.failed]
            row["healed_s"] = None if recovered is None else recovered - healed.at
            if recovered is None or recovered - healed.at > bound_s:
                row["wrongs"].append(f"L1 not healed within {bound_s:.1f} s: {row['healed_s']}")
            notes = [healed.note] + (
                [f"{row['lost_by_damage']} lost by the damage"] if healed.damaged_at else []
            )
            row["note"] = ", ".join(note for note in notes if note)
        return row

    if fault.number != 28:
        return with_load(None)
    with arena.shifted_ticketing(7_200) as ahead, arena.shifted_ticketing(-7_200) as behind, \
            arena.shifted_ticketing(86_400) as tomorrow:  # fmt: skip
        return with_load([ahead, behind, tomorrow])


def _run_hall(seed: int, indices: list[int]) -> list[tuple[int, Row]]:
    """Run the faults of one hall; after one that violated a guarantee the others get a new hall."""
    done: list[tuple[int, Row]] = []
    while left := indices[len(done) :]:
        try:
            rows = run([ALL[index] for index in left], seed=seed)
        except NotPossible as error:
            rows = [{"not_possible": str(error)}]
        done += zip(left, rows, strict=False)
    return done


def _sabotaged(seed: int, sabotage: Sabotage) -> Row:
    """Run the fault that exposes a sabotage; retry, since a race may hide it."""
    for n in range(SABOTAGE_ATTEMPTS_MAX):
        [row] = run([_by_number(sabotage.number)], seed=seed + n, sabotage=sabotage)
        if row["wrongs"]:
            break
    return row


def _await(find: Callable[[], float | None]) -> float | None:
    deadline = time.monotonic() + HEAL_WITHIN_S
    while time.monotonic() < deadline:
        if (at := find()) is not None:
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
