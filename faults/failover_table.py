"""The results of failovers, optionally in a file to which several runs append, and their tables."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import time
from pathlib import Path
from typing import Any

from rig.running import ROOT

PROOF = ROOT / "docs" / "proof" / "failover.md"
HTTP, CORE, UNSAFE, SABOTAGED = (
    "Over HTTP", "On the core alone", "Without waiting", "A sabotaged product",
)  # fmt: skip
PLANNED, KILLED, BEHIND, SLOT = "planned", "kill -9", "kill -9, its replica behind", "a venue's slot moves"
COLUMNS = (
    "what happens", "times", "acknowledged", "lost", "doubled", "presses stood, median", "worst",
    "replica in sync after the election, median", "worst", "all right after the election, median", "worst", "slowest answer",
    "alarms",
)  # fmt: skip

Row = dict[str, Any]


class Rows:
    """
    The completed failovers.

    good: whether no guarantee was violated, losses without WAIT raised alarms, and the sabotaged product was rejected.
    """

    def __init__(self, file: Path | None, seed: int) -> None:
        """file: contains the rows of earlier runs, and is appended to."""
        self._file, self._seed, self._from = file, seed, _here()
        self._rows: list[Row] = []
        if file is not None and file.exists():
            self._rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]

    def add(self, group: str, name: str, row: Row) -> None:
        """Add a failover and print it."""
        record = (
            {"group": group, "name": name, "seed": self._seed, "load": os.getloadavg()[0]} | self._from | row
        )
        self._rows.append(record)
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as out:
                out.write(json.dumps(record) + "\n")
        print(
            f"  {group}, {name}: {row['acknowledged']} acknowledged, {row['lost']} lost, {row['doubled']} doubled, "
            f"stood {row['stood_s']:.1f} s, replica after {row['in_sync_s']:.1f} s, right after {row['right_s']}, "
            f"alarms {row['alarms']}, {row['wrongs'][:3]}",
            flush=True,
        )

    @property
    def good(self) -> bool:
        """See the class."""
        safe = [row for row in self._rows if row["group"] in (HTTP, CORE)]
        unsafe = self._of(UNSAFE)
        return (
            not any(row["wrongs"] or row["alarms"] for row in safe)
            and (not unsafe or any(row["alarms"] for row in unsafe))
            and all(row["wrongs"] for row in self._of(SABOTAGED))
        )

    def tables(self) -> str:
        """Return the tables of all rows as Markdown."""
        lines: list[str] = []
        for group in (HTTP, CORE, UNSAFE):
            if rows := self._of(group):
                lines += [f"## {group}", "", "| " + " | ".join(COLUMNS) + " |", "|" + "---|" * len(COLUMNS)]
                names = list(dict.fromkeys(row["name"] for row in rows))
                lines += [_line(name, [row for row in rows if row["name"] == name]) for name in names]
                wrong = [row for row in rows if row["wrongs"] or row["alarms"]] if group != UNSAFE else []
                violations = [
                    f"- Not as promised, {row['name']}: {'; '.join(row['wrongs'][:3])}" for row in wrong
                ]
                lines += ["", *violations, ""] if violations else [""]
        for row in self._of(SABOTAGED):
            verdict = f"rejected: {row['wrongs'][0]}" if row["wrongs"] else "**not rejected**"
            lines += [f"*{row['name']}* (sabotaged), seed {row['seed']}, is {verdict}", ""]
        return "\n".join(lines).rstrip("\n") + "\n"

    def keep(self, down_after_s: float, stands_still_s: float) -> None:
        """Write the proof document. Raises ValueError if the rows are of several versions or machines."""
        origins = {(row["commit"], row["machine"]) for row in self._rows}
        if len(origins) != 1:
            raise ValueError(
                f"these are of several versions or machines, and make no table: {sorted(origins)}"
            )
        ((commit, machine),) = origins
        safe = [row for row in self._rows if row["group"] in (HTTP, CORE)]
        moves = sum("slot" in row["name"] for row in safe)
        seeds, loads = sorted({row["seed"] for row in self._rows}), sorted(row["load"] for row in self._rows)
        head = _HEAD.format(
            down_after_s=down_after_s, stands_still_s=stands_still_s, done=len(safe) - moves, moves=moves, commit=commit, machine=machine.partition(", ")[2],
            seeds=", ".join(map(str, seeds)), low=loads[0], high=loads[-1], day=time.strftime("%d %B %Y"),
        )  # fmt: skip
        PROOF.write_text(f"{head}\n{self.tables()}", "utf-8")
        print(f"Wrote {PROOF.relative_to(ROOT)}")

    def _of(self, group: str) -> list[Row]:
        return [row for row in self._rows if row["group"] == group]


def _line(name: str, rows: list[Row]) -> str:
    def of(figure: str) -> list[Any]:
        return [row[figure] for row in rows if row[figure] is not None]

    def seconds(figure: str) -> list[str]:
        values = of(figure) or [0.0]
        return [f"{statistics.median(values):.1f} s", f"{max(values):.1f} s"]

    cells = [
        name, len(rows), f"{sum(of('acknowledged')):,}", sum(of("lost")) + sum(of("lost_by_damage")), sum(of("doubled")),
        *seconds("stood_s"), *seconds("in_sync_s"), *seconds("right_s"),
        f"{max(of('slowest_s')):.1f} s" if any(of("slowest_s")) else "", sum(of("alarms")),
    ]  # fmt: skip
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def _here() -> dict[str, str]:
    """Return the version and the machine of this run."""
    commit = _git("rev-parse", "--short", "HEAD") or "unknown"
    changed = " with changes" if _git("status", "--porcelain", "--untracked-files=no") else ""
    machine = (
        f"{platform.node()}, {os.cpu_count()} shared cores, {platform.system()} {platform.release().split('-')[0]}, "
        f"Python {platform.python_version()}"
    )
    return {"commit": commit + changed, "machine": machine}


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


_HEAD = """# Failovers survived

People press while another server takes over: a primary with a replica behind three sentinels, and a cluster of three \
primaries with a replica each, `appendfsync always`, `min-replicas-to-write 1`, `ANTRE_REDIS_WAIT=1`; a server counts as dead \
after {down_after_s} s. Who was primary is started again once another one is, and follows it: in a cluster by itself, behind \
Sentinel because the script of its container tells it. *Over HTTP*: a hall with all its services, three kiosks and four \
clerks who press as fast as they are answered, two boards; every third failover in a cluster is of the house's primary. *On \
the core alone*: two processes' worth of halls, two kiosks, two clerks. After each a checker reads the log and what the \
clients saw.

*Lost*: acknowledged, but not in the log of who took over. *Stood*: the longest press, from its first try to its answer, 503s \
and tries again included. *Replica in sync*: from the election until who took over has a replica, before which no answer can \
be given; it is Redis's own. *All right*: from the election until a number was issued, one called, and a board told (the core: \
four presses begun after it were answered). *Slowest answer*: of one request. *Its replica behind*: it hears nothing for \
{stands_still_s} s before its primary dies. *Alarms*: `past_differs` or `log_lost`.

{done} failovers and {moves} moves of a slot with `ANTRE_REDIS_WAIT=1`, all of version {commit}, {machine}, load {low:.0f} to {high:.0f}; seeds {seeds}; \
{day}. Made by `make failovers COUNT= CORE_COUNT= ROWS= KEEP=1`.
"""
