"""``antre upgrade``: a newer version of every service, one after the other, while ``antre run`` serves on (docs/adr/0035)."""

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
"""What ``antre run`` takes as the wish to upgrade; gunicorn's own signal for it."""
UPGRADE_LOG = "log/upgrade.log"
DONE = "Upgraded."
STOPPED = "Not upgraded:"
WITHIN_S = 600.0
ASK_EVERY_S = 0.2


class CannotUpgrade(CommandFailed):
    """No hall runs here that could be upgraded, or it did not answer; the text says what to do."""


def add_arguments(upgrade: argparse.ArgumentParser) -> None:
    """Add where the hall says that it runs."""
    upgrade.add_argument("--ready", type=Path, default=Path(".run/ready.json"))
    upgrade.set_defaults(act=lambda a: upgrade_hall(a.ready))


def _check_runs(folder: Path) -> None:
    """Raises OSError: no hall runs in this folder, which holds its lock as long as it does."""
    with (folder / "lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
    raise OSError("no hall runs here")


def upgrade_hall(ready: Path) -> int:
    """Ask the hall whose ``ready.json`` this is, and say how it goes; 1: a service stays at the old version."""
    try:
        _check_runs(ready.parent)
        pid = int(json.loads(ready.read_text())["pid"])
        told = ready.parent / UPGRADE_LOG
        read = told.stat().st_size if told.exists() else 0
        os.kill(pid, SIGNAL)
    except (OSError, KeyError, ValueError) as error:
        raise CannotUpgrade(
            f"No running hall is known from {ready}. Start it: make run. One that an older version than this started "
            "is stopped (Ctrl-C) and started."
        ) from error
    deadline = time.monotonic() + WITHIN_S
    while time.monotonic() < deadline:
        text = told.read_bytes()[read:].decode() if told.exists() else ""
        whole = text[: text.rfind("\n") + 1]
        read += len(whole.encode())
        for line in whole.splitlines():
            print(line, flush=True)
            if line.startswith((DONE, STOPPED)):
                return 0 if line.startswith(DONE) else 1
        if not Path(f"/proc/{pid}").exists():
            break
        time.sleep(ASK_EVERY_S)
    print(f"The hall did not say how its upgrade ended. Read {told}", file=sys.stderr)
    return 1
