"""
Run every test: ``make test``.

In CI a journey that failed is run once more, alone, after all others. If it fails again, the run is red; if it
passes, it is listed as *unsteady*, to be mended. Other tests are never run again, and at home no test is.

The last thing said is what failed and how: a reader of a long run sees its end.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from time import sleep
from typing import IO
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

ROOT = Path(__file__).parents[1]
CACHE = ROOT / ".pytest_cache"
NETWORKS_CACHE = CACHE / "networks"
REPORTS = {part: CACHE / "reports" / f"{part}.xml" for part in ("journeys", "others", "networks", "again")}
LINES_TOLD = 25
"""How much of each failure is told at the end."""
JOURNEYS = "tests/journeys/"
NETWORKS = tuple(f"{JOURNEYS}test_{name}.py" for name in ("compose", "compose_engines", "outreach"))
"""Journeys that make networks, of containers and of laptops: at every change of the network a Chromium breaks off all
that it is loading, so they run one after the other, beside tests without a browser."""
WORKERS = os.environ.get("WORKERS", "4")
"""Twice the cores of CI: journeys mostly wait for seconds that a hall promises."""
TESTS_FAILED, HUNG = 1, -signal.SIGKILL
NETWORKS_WITHIN_S = 900
"""Each of its steps is bounded, and it takes 400 s: this is for what no bound of its own ends."""
TURN, LONGEST_RUN = time(4), timedelta(minutes=15)
"""When the sample house's service day begins, and numbers begin anew; a journey in the midst of that would fail."""


def main() -> int:
    """Run the journeys, then all other tests and those with networks beside them; return the exit status."""
    if os.environ.get("CI") == "true":
        _wait_past_the_turn_of_the_day()
    for report in REPORTS.values():
        report.unlink(missing_ok=True)
    status = _run()
    for part, report in REPORTS.items():
        for failure in _failures(report):
            print(f"\n== failed ({part}): {failure}", flush=True)
    return status


def _run() -> int:
    together = ("-n", WORKERS, "--dist", "loadfile", "--no-loadscope-reorder")
    apart = [f"--ignore={journey}" for journey in NETWORKS]
    statuses = [_pytest("journeys", "--cache-clear", *together, JOURNEYS, *apart)]
    with TemporaryFile() as said, _with_networks(said) as networks:
        statuses += [_pytest("others", *together, "tests", "--ignore", JOURNEYS), _end_of(networks)]
        said.seek(0)
        print(said.read().decode(), flush=True)
    if not any(statuses):
        return 0
    failed = sorted(_failed(CACHE) + _failed(NETWORKS_CACHE))
    may_rerun = os.environ.get("CI") == "true" and all(test.startswith(JOURNEYS) for test in failed)
    if not (failed and may_rerun and set(statuses) <= {0, TESTS_FAILED}):
        return 1
    if _pytest("again", *failed):
        return 1
    print(
        "\n== unsteady: failed once, passed alone; mend it or say why not\n" + "\n".join(failed), flush=True
    )
    return 0


def _wait_past_the_turn_of_the_day() -> None:
    now = datetime.now(ZoneInfo("Asia/Makassar"))
    left = datetime.combine(now, TURN, now.tzinfo) - now
    if timedelta(0) <= left < LONGEST_RUN:
        print(f"waiting {left.seconds} s for the service day to turn", flush=True)
        sleep(left.seconds + 60)


def _with_networks(said: IO[bytes]) -> subprocess.Popen[bytes]:
    """Begin the journeys that make networks. They mostly wait, so they run beside other tests."""
    own = ("-o", f"cache_dir={NETWORKS_CACHE}", "--cache-clear")
    return subprocess.Popen(
        _command("networks", *own, *NETWORKS),
        cwd=ROOT,
        stdout=said,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _end_of(networks: subprocess.Popen[bytes]) -> int:
    """Return its exit status; what hangs is ended, so that the run says so instead of nothing for ever."""
    try:
        return networks.wait(NETWORKS_WITHIN_S)
    except subprocess.TimeoutExpired:
        os.killpg(networks.pid, signal.SIGKILL)
        networks.wait()
        print(
            f"\n== the journeys with networks did not end within {NETWORKS_WITHIN_S} s after all other"
            f" tests, and was killed; what it said follows",
            flush=True,
        )
        return HUNG


def _failed(cache: Path) -> list[str]:
    file = cache / "v" / "cache" / "lastfailed"
    return list(json.loads(file.read_text())) if file.exists() else []


def _failures(report: Path) -> list[str]:
    """Give each failed test of a run with the end of what it said."""
    if not report.exists():
        return []
    told = []
    for case in ElementTree.parse(report).iter("testcase"):
        for wrong in (*case.iter("failure"), *case.iter("error")):
            lines = (wrong.text or wrong.get("message") or "").splitlines()[-LINES_TOLD:]
            told.append("\n".join([f"{case.get('classname')}::{case.get('name')}", *lines]))
    return told


def _pytest(part: str, *arguments: str) -> int:
    return subprocess.run(_command(part, *arguments), cwd=ROOT, check=False).returncode


def _command(part: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", f"--junit-xml={REPORTS[part]}", *arguments]


if __name__ == "__main__":
    sys.exit(main())
