"""
Run every test: ``make test``.

In CI a failed journey is rerun once, alone, after all other tests. If it fails again, the run is red; if it
passes, it is listed as *unsteady*, to be fixed. Other tests are never rerun, and at home no test is.

The failures are printed last, so that a reader of a long run finds them at its end.
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
FAILURE_LINES_MAX = 25
"""How many lines of each failure are printed at the end."""
JOURNEYS = "tests/journeys/"
NETWORKS = tuple(f"{JOURNEYS}test_{name}.py" for name in ("compose", "compose_engines", "outreach"))
"""Journeys that create networks; each change makes Chromium abort its loads, so they run beside browserless tests."""
WORKERS = os.environ.get("WORKERS", "4")
"""Twice the cores of CI, because journeys mostly wait."""
TESTS_FAILED, HUNG = 1, -signal.SIGKILL
NETWORKS_WITHIN_S = 900
"""Seconds until the run counts as hung; it takes 400 s, and each of its steps has its own timeout."""
TURN, LONGEST_RUN = time(4), timedelta(minutes=15)
"""The start of the sample house's service day; numbers restart then, which would break a journey in progress."""


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
    with TemporaryFile() as output, _with_networks(output) as networks:
        statuses += [_pytest("others", *together, "tests", "--ignore", JOURNEYS), _end_of(networks)]
        output.seek(0)
        print(output.read().decode(), flush=True)
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


def _with_networks(output: IO[bytes]) -> subprocess.Popen[bytes]:
    """Start the journeys that create networks; they mostly wait, so they run beside other tests."""
    own = ("-o", f"cache_dir={NETWORKS_CACHE}", "--cache-clear")
    return subprocess.Popen(
        _command("networks", *own, *NETWORKS),
        cwd=ROOT,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )


def _end_of(networks: subprocess.Popen[bytes]) -> int:
    """Return the exit status of the journeys with networks; kill them when they hang, to print their output."""
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
    """List each failed test of a report with the end of its output."""
    if not report.exists():
        return []
    failures = []
    for case in ElementTree.parse(report).iter("testcase"):
        for wrong in (*case.iter("failure"), *case.iter("error")):
            lines = (wrong.text or wrong.get("message") or "").splitlines()[-FAILURE_LINES_MAX:]
            failures.append("\n".join([f"{case.get('classname')}::{case.get('name')}", *lines]))
    return failures


def _pytest(part: str, *arguments: str) -> int:
    return subprocess.run(_command(part, *arguments), cwd=ROOT, check=False).returncode


def _command(part: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "pytest", f"--junit-xml={REPORTS[part]}", *arguments]


if __name__ == "__main__":
    sys.exit(main())
