"""``antre upgrade``: rolling upgrade of every service while ``antre run`` keeps serving (docs/adr/0035)."""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import signal
import sys
import time
from pathlib import Path

from antre.failure import CommandFailed

SIGNAL = signal.SIGUSR2
"""The signal that makes ``antre run`` upgrade; the same one that gunicorn uses."""
UPGRADE_LOG = "log/upgrade.log"
DONE = "Upgraded."
STOPPED = "Not upgraded:"
TIMEOUT_S = 600.0
POLL_EVERY_S = 0.2


class CannotUpgrade(CommandFailed):
    """There is no running hall to upgrade, or it did not respond; the text says what to do."""


def add_arguments(upgrade: argparse.ArgumentParser) -> None:
    """Add the path of the hall's ready file."""
    upgrade.add_argument("--ready", type=Path, default=Path(".run/ready.json"))
    upgrade.set_defaults(act=lambda a: upgrade_hall(a.ready))


def _check_runs(folder: Path) -> None:
    """Raise OSError if no hall runs in this folder; a running hall holds its lock."""
    with (folder / "lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
    raise OSError("no hall runs here")


def upgrade_hall(ready: Path) -> int:
    """Make the hall of this ``ready.json`` upgrade and print its progress; return 1 if a service stays at the old version."""
    try:
        _check_runs(ready.parent)
        pid = int(json.loads(ready.read_text())["pid"])
        log = ready.parent / UPGRADE_LOG
        offset = log.stat().st_size if log.exists() else 0
        os.kill(pid, SIGNAL)
    except (OSError, KeyError, ValueError) as error:
        raise CannotUpgrade(
            f"No running hall is known from {ready}. Start it: make run. One that an older version than this started "
            "is stopped (Ctrl-C) and started."
        ) from error
    deadline = time.monotonic() + TIMEOUT_S
    while time.monotonic() < deadline:
        text = log.read_bytes()[offset:].decode() if log.exists() else ""
        lines = text[: text.rfind("\n") + 1]
        offset += len(lines.encode())
        for line in lines.splitlines():
            print(line, flush=True)
            if line.startswith((DONE, STOPPED)):
                return 0 if line.startswith(DONE) else 1
        if not Path(f"/proc/{pid}").exists():
            break
        time.sleep(POLL_EVERY_S)
    print(f"The hall did not say how its upgrade ended. Read {log}", file=sys.stderr)
    return 1
