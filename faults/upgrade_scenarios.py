"""The upgrades of the table: services of two versions side by side under load."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import tarfile
import time
from pathlib import Path

import requests

from faults.arena import Arena, settle
from faults.load import Load
from faults.network import NotPossible
from faults.sabotage import PRODUCT
from faults.scenarios import Fault, Healed
from rig.running import ROOT, SERVICES
from rig.waiting import PATIENCE_S, wait_for

BEFORE = "a7c8e01"
"""The version to upgrade from: the last commit before services could be replaced in a serving hall."""
SIDE_BY_SIDE_S = 1.5


def product_of(commit: str, folder: Path) -> Path:
    """Extract the product of a commit into a folder. Raises NotPossible if the history does not contain it."""
    packed = subprocess.run(["git", "archive", commit, *PRODUCT], cwd=ROOT, capture_output=True, check=False)
    if packed.returncode:
        raise NotPossible(f"the history of this repository does not reach back to {commit}")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as files:
        files.extractall(folder, filter="data")
    return folder


def services_replaced(arena: Arena, load: Load) -> Healed:
    """Replace the files of the previous version by the current ones; then stop each service, which restarts with them."""
    shutil.move(arena.root, arena.root.with_name("before"))
    for part in PRODUCT:
        shutil.copytree(ROOT / part, arena.root / part)
    away_s = 0.0
    for name in SERVICES:
        old_pid = arena.hall.children()[name]
        began = time.monotonic()
        os.kill(old_pid, signal.SIGTERM)
        wait_for(lambda name=name, old_pid=old_pid: _is_back(arena, name, old_pid), what=f"the new {name}")  # type: ignore[misc]
        away_s = max(away_s, time.monotonic() - began)
        settle(SIDE_BY_SIDE_S)
    return Healed(time.monotonic(), note=f"from {BEFORE}, each away for up to {away_s:.1f} s")


def upgraded(arena: Arena, load: Load | None = None) -> Healed:
    """Run ``antre upgrade``: each service's next instance is ready before the previous one ends."""
    before = arena.hall.children()
    ready = arena.hall.ready_file
    assert ready is not None
    done = arena.hall.antre("upgrade", "--ready", str(ready))
    after = arena.hall.children()
    wrongs = [f"antre upgrade: {done.stdout}{done.stderr}"] if done.returncode else []
    wrongs += [f"{name} was not replaced" for name in SERVICES if before[name] == after.get(name)]
    return Healed(time.monotonic(), wrongs=tuple(wrongs))


def _is_back(arena: Arena, name: str, gone: int) -> bool:
    if not arena.hall.is_restarted(name, gone):
        return False
    try:
        return requests.get(f"{arena.hall.ready[name]}/readyz", timeout=PATIENCE_S).ok
    except requests.RequestException:
        return False


UPGRADES = (
    Fault(38, "upgraded in a rush", upgraded, heals=("issue", "next", "board"), hall="busy"),
    Fault(
        38,
        "upgraded in a rush, from the version before",
        services_replaced,
        heals=("issue", "next", "board"),
        quick=False,
        before=BEFORE,
    ),
)
