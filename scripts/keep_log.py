"""
Write the kept log of this version: ``.venv/bin/python -m scripts.keep_log 2026-11-30``, at each release.

Simulates a short morning on a separate hall, and writes the day's log and a summary of the resulting hall into
tests/waitingroom/kept_logs, where tests fold it in all later versions. Of the rig it needs only ``rig/kept_logs.py``, so
that both run in an older checkout too.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import redis

from rig import kept_logs
from waitingroom.facts import decode
from waitingroom.hall import Hall

ROOT = Path(__file__).parents[1]
READY_WITHIN_S = 120.0
MORNING = ("--visitors", "36", "--minutes", "50", "--counters", "6", "--speed", "120", "--seed", "7")


def main() -> int:
    """Simulate the morning, and write its log under the name in argv."""
    name = sys.argv[1]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as folder:
        antre = [sys.executable, "-m", "antre.cli"]
        hall = subprocess.Popen(  # noqa: S603
            [*antre, "run", "--port", os.environ.get("PORT", "9580")], cwd=folder, env=env
        )
        try:
            ready = _ready(Path(folder) / ".run" / "ready.json", hall)
            subprocess.run([*antre, "rush", *MORNING], cwd=folder, env=env, check=True)  # noqa: S603
            entries = _read(ready)
        finally:
            hall.send_signal(signal.SIGINT)
            hall.wait()
    state = Hall()
    for seq, (_, fact, _) in enumerate(entries, 1):
        state.apply(seq, decode(fact))
    kept_logs.write(name, entries, state)
    print(f"{name}: {len(entries)} facts, {len(state.tickets)} tickets")  # noqa: T201
    return 0


def _ready(file: Path, hall: subprocess.Popen[bytes]) -> dict[str, Any]:
    deadline = time.monotonic() + READY_WITHIN_S
    while not file.exists():
        if hall.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("The hall did not start.")
        time.sleep(0.1)
    ready: dict[str, Any] = json.loads(file.read_text())
    return ready


def _read(ready: dict[str, Any]) -> list[tuple[str, bytes, str]]:
    """Return the entries of the venue's newest day."""
    with redis.Redis.from_url(ready["redis"], protocol=2) as client:
        keys: Any = client.keys(f"antre:{{{ready['venue']}}}:*:log")
        raw: Any = client.xrange(max(keys))
    return [(id.decode(), fields[b"f"], fields[b"h"].decode()) for id, fields in raw]


if __name__ == "__main__":
    sys.exit(main())
