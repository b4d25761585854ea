"""The faults from outside: attackers in the hall's own network, without an account, beside a hall at work."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack

import requests

from faults.arena import ANSWER_WITHIN_S, Arena, settle
from faults.load import Json, Load
from faults.scenarios import Fault, Healed, Hurt
from rig import body_attackers
from rig.running import SERVICES

QUIET_S, ATTACK_S = 3.0, 5.0
SLOWER_MAX = 2.0
"""How much slower an honest press may be beside an attacker: so many times its 99th percentile without one."""
NOTICEABLE = 0.25
"""Answers within this part of the hall's own start are never called slow: the attacker needs the same two cores."""

Strike = Callable[[Arena], AbstractContextManager[object]]
"""Attacks the hall from when it is entered until it is left."""


def under_attack(strike: Strike) -> Hurt:
    """Judge the same load with and without an attacker: presses, health, and how soon boards show a call."""

    def hurt(arena: Arena, load: Load) -> Healed:
        began = time.monotonic()
        settle(QUIET_S)
        quiet = Pace(arena, began, time.monotonic())
        with strike(arena):
            began = time.monotonic()
            dead = _without_health(arena, began + ATTACK_S)
            attacked = Pace(arena, began, time.monotonic())
        healed_at = time.monotonic()
        return Healed(healed_at, wrongs=(*dead, *attacked.wrongs(quiet)), note=f"{quiet} → {attacked}")

    return hurt


class Pace:
    """How fast the hall was between two moments of the monotonic clock; all figures in seconds."""

    def __init__(self, arena: Arena, began: float, ended: float) -> None:
        lines = arena.witness.lines()
        self._bound_s = arena.hall.promised(ANSWER_WITHIN_S)
        self._noticeable_s = arena.hall.started_s * NOTICEABLE
        presses = [p for p in lines if p["saw"] == "press" and began <= p["began"] and p["ended"] <= ended]
        self.answers = sorted(p["slowest"] for p in presses)
        called = [p for p in presses if p["verb"] == "next" and p["status"] == 200 and p["ticket"]]
        boards = [line for line in lines if line["saw"] == "board"]
        self.shown = sorted(_shown_after(p, boards) for p in called if p["ended"] < ended - self._bound_s / 2)

    @property
    def p99(self) -> float:
        """The 99th percentile of the answers to presses; infinite if none was answered."""
        return _p99(self.answers)

    def wrongs(self, quiet: Pace) -> list[str]:
        """Give what this pace breaks, compared with the one without an attacker."""
        found = []
        if self.p99 > max(SLOWER_MAX * quiet.p99, self._noticeable_s):
            found.append(f"L2 99 % of the presses took {quiet.p99:.3f} s, and {self.p99:.3f} s under attack")
        if self.shown and self.shown[-1] > self._bound_s:
            found.append(f"D1 a call was on no board for {self.shown[-1]:.1f} s under attack")
        return found

    def __str__(self) -> str:
        return f"{len(self.answers)} presses, p99 {self.p99 * 1000:.0f} ms"


def _p99(sorted_values: list[float]) -> float:
    return (
        sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * 0.99))]
        if sorted_values
        else float("inf")
    )


def _shown_after(press: Json, boards: list[Json]) -> float:
    """Give how long after its answer every screen had shown a call."""
    call = [press["ticket"], press["counter"]]
    firsts: dict[str, float] = {}
    for board in boards:
        if call in board["calls"]:
            firsts.setdefault(board["screen"], board["at"])
    never, screens = float("inf"), {board["screen"] for board in boards}
    return max((firsts.get(screen, never) for screen in screens), default=never) - float(press["ended"])


def _without_health(arena: Arena, until: float) -> list[str]:
    """Ask every service for its health until then; gives who did not answer."""
    dead: set[str] = set()
    while time.monotonic() < until:
        for name in SERVICES:
            try:
                requests.get(f"{arena.hall.ready[name]}/healthz", timeout=ANSWER_WITHIN_S).raise_for_status()
            except requests.RequestException:
                dead.add(name)
        settle(0.1)
    return [f"/healthz of {name} did not answer under attack" for name in sorted(dead)]


def _heavy_bodies(arena: Arena) -> AbstractContextManager[object]:
    """Send what unpacks: pictures and house files from a signed-in page, deep JSON from anybody."""
    strikes = ExitStack()
    for strike in (body_attackers.pictures, body_attackers.house_files, body_attackers.deep_bodies):
        strikes.enter_context(strike(arena.hall))
    return strikes


OUTSIDERS: tuple[Fault, ...] = (
    Fault(47, "bodies that unpack: pictures, house files, deep JSON", under_attack(_heavy_bodies)),
)
