"""
Measure Antre against floors, alternating in the same run: ``make bench``. Asserts nothing.

A ratio is Antre's value over the floor's in the same round; the table shows the median and the range.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time

from bench import core, pages, reports, services
from rig.running import ROOT

PROOF = ROOT / "docs" / "proof" / "speed.md"
TARGETS = {
    "issue/s, 32": "≥ 0.6", "next/s, 40": "≥ 0.6", "issue, open loop 300/s, p99": "≤ 2.0",
    "press to last of 50 boards, p50": "≤ 1.5", "press to last of 50 boards, p99": "≤ 2.0",
    "press to last of 200 boards, p99": "≤ 2.0", "200 boards and 2,000 phones, p99": "≤ 2.0",
    "next with 5,000": "≤ 1.3", "memory per screen": "≤ 1.3", "idle memory": "≤ 1.3", "cold start": "≤ 2.0",
    "fold of": "≤ 4.0", "the same with 100 issues/s meanwhile, p99": "≤ 2.5", "issue/s, AOF": "≥ 0.9",
    "clerk's page ready": "≤ 1.5",
}  # fmt: skip
"""The initial target ratio, by the beginning of a row's name."""


def main() -> int:
    """Print the table, and write it with --keep."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--keep", action="store_true", help=f"write {PROOF.relative_to(ROOT)}")
    parser.add_argument("--core", action="store_true", help="only the core")
    options = parser.parse_args()
    began, lines = time.monotonic(), []

    def print_line(line: str) -> None:
        lines.append(line)
        print(line, flush=True)

    def add_row(what: str, ours: list[float], floor: list[float], unit: str) -> None:
        ratios = [a / b if b else float("nan") for a, b in zip(ours, floor, strict=True)]
        target = next((value for start, value in TARGETS.items() if what.startswith(start)), "")
        middle = statistics.median(ratios)
        met = "" if not target else "yes" if _holds(middle, target) else "**no**"
        spread = f" ({min(ratios):.2f} to {max(ratios):.2f})" if len(ratios) > 1 else ""
        print_line(
            f"| {what} | {_figure(ours)} {unit} | {_figure(floor)} {unit} | {middle:.2f} ×{spread} | {target} | {met} |"
        )

    print_line("| what | Antre | floor | ratio: median (range) | asked at first | met |")
    print_line("|---|---|---|---|---|---|")
    core.measure(add_row)
    if not options.core:
        reports.measure(add_row)
        services.measure(add_row)
        pages.measure(add_row)
    if options.keep:
        _keep(lines, time.monotonic() - began)
    return 0


def _holds(ratio: float, target: str) -> bool:
    bound = float(target[2:])
    return ratio >= bound if target[0] == "≥" else ratio <= bound


def _figure(values: list[float]) -> str:
    middle = statistics.median(values)
    return f"{middle:,.0f}" if middle >= 100 else f"{middle:.2f}"


def _keep(lines: list[str], took_s: float) -> None:
    server = shutil.which("redis-server") or "redis-server"
    version = subprocess.run([server, "--version"], capture_output=True, text=True, check=False).stdout
    engine = next((word[2:] for word in version.split() if word.startswith("v=")), "")
    PROOF.parent.mkdir(parents=True, exist_ok=True)
    PROOF.write_text(
        "# Speed\n\n"
        "`make bench KEEP=1` wrote this. A floor is the least code that does the same work with the same libraries "
        "([floors.py](../../bench/floors.py)), on a Redis of its own with the same settings. Floor and Antre alternate in "
        "every round, five rounds unless only one figure is given. Load generator, services and Redis share the cores.\n\n"
        f"{time.strftime('%d %B %Y')}, {took_s:.0f} s; {os.cpu_count()} shared cores, {platform.system()}, "
        f"Python {platform.python_version()}, Redis {engine} with `appendfsync always`.\n\n"
        + "\n".join(lines)
        + "\n",
        "utf-8",
    )
    print(f"Wrote {PROOF.relative_to(ROOT)}")


if __name__ == "__main__":
    sys.exit(main())
