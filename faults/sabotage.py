"""Sabotaged variants of the product, each broken in one place, which the checker must reject."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import NamedTuple

from rig.running import ROOT

PRODUCT = ("waitingroom", "services", "antre", "catalogue")


class Sabotage(NamedTuple):
    """One variant: ``right`` is replaced by ``wrong`` in ``file``; number: of the fault that exposes it."""

    name: str
    file: str
    right: str
    wrong: str
    number: int


SABOTAGES = (
    Sabotage(
        "request keys ignored", "waitingroom/live/live_hall.py",
        "earlier = self._fold.state.presses.get(key) or self._days.presses_before.get(key)", "earlier = None", 2,
    ),
    Sabotage("the tip's link not compared", "waitingroom/log/append.lua", " or tip_link ~= ARGV[2]", "", 39),
    Sabotage(
        "the tip not compared at all", "waitingroom/log/append.lua",
        "if tip_id ~= ARGV[1] or tip_link ~= ARGV[2] then", "if false then", 40,
    ),
    Sabotage(
        "last in, first out", "waitingroom/policy.py",
        "merge(*(line.of(priority) for line in lines))", "merge(*(line.of(priority)[::-1] for line in lines))", 40,
    ),
    Sabotage(
        "priority passes always", "waitingroom/policy.py",
        "return self.between is not None and since >= self.between and other[0][0] >= 0",
        "return self.between is not None", 40,
    ),
    Sabotage(
        "calls in turn not counted anew after a pass", "waitingroom/policy.py",
        "            return 0\n", "            return since\n", 40,
    ),
    Sabotage(
        "calls in turn counted by counter", "waitingroom/hall.py",
        "        return self.services_of(counter_id)\n", "        return (*self.services_of(counter_id), counter_id)\n", 40,
    ),
    Sabotage(
        "facts decided once, before the race for the append", "waitingroom/live/live_hall.py",
        "facts = [] if earlier else press.rule(hall, now_ms)",
        "facts = press.facts if press.tried else [] if earlier else press.rule(hall, now_ms); press.facts = facts", 28,
    ),
    Sabotage(
        "answered before the disk has it", "antre/redis_server.py", 'fsync: str = "always"', 'fsync: str = "everysec"', 6,
    ),
    Sabotage(
        "an undone call stays on the boards", "waitingroom/hall.py",
        "        self._put_call_back(before.ticket_id, before.call)\n", "", 21,
    ),
    Sabotage(
        "boards told of the first state only", "services/display/boards/feed.py",
        "if self._last.get((namespace, topic)) != content:", "if self._last.get((namespace, topic)) is None:", 40,
    ),
)  # fmt: skip


ANSWERS_EARLY = Sabotage(
    "answered before the replica has it", "waitingroom/log/pinned.py",
    "if not on_disk or have < self._replicas:", "if False:", 0,
)  # fmt: skip
"""Exposed by ``failovers``, not by a fault of the table."""


def sabotaged(sabotage: Sabotage, folder: Path) -> Path:
    """Copy the product into a folder with this sabotage applied; return the folder."""
    for part in PRODUCT:
        shutil.copytree(ROOT / part, folder / part)
    file = folder / sabotage.file
    text = file.read_text("utf-8")
    assert text.count(sabotage.right) == 1, f"{sabotage.name}: the place to break is no longer there"
    file.write_text(text.replace(sabotage.right, sabotage.wrong), "utf-8")
    return folder
