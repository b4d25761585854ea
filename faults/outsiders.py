"""The faults from outside: attackers in the hall's network, mostly without an account, during normal load."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import requests

from faults.arena import ANSWER_WITHIN_S, Arena, settle
from faults.load import Json, Load
from faults.scenarios import Fault, Healed, Inject
from rig.attackers import bodies, numbers, sign_ins, slow_clients, sockets
from rig.running import SERVICES, sign_in

QUIET_S, ATTACK_S, AFTER_S = 3.0, 5.0, 1.0
SLOWER_MAX = 2.0
"""Maximum slowdown of presses under attack, as a factor of their 99th percentile without one."""
LEAKED_MB_MAX = 100
"""Maximum growth of a service's memory through an attack."""
NOTICEABLE = 0.1
"""Responses within this share of the hall's start time never count as slow: the attacker uses the same two cores."""

UNREAD_BOARDS, UNREAD_S, NOTICED_S = 20, 120.0, 5.0
"""
Boards that never read; how long to wait until all were disconnected, and until they notice.

A busy board is sent one state a second, and a bounded number of them may wait.
"""

Strike = Callable[[Arena], AbstractContextManager[object]]
"""Returns a context manager that attacks the hall while it is active."""


def under_attack(strike: Strike) -> Inject:
    """Compare the same load with and without an attacker: presses, health, calls on boards, and leaked memory."""

    def inject(arena: Arena, load: Load) -> Healed:
        began = time.monotonic()
        settle(QUIET_S)
        quiet, before = Pace(arena, began, time.monotonic()), _memory_mb(arena)
        with strike(arena):
            began = time.monotonic()
            unhealthy = _without_health(arena, began + ATTACK_S)
            attacked, under = Pace(arena, began, time.monotonic()), _memory_mb(arena)
        healed_at = time.monotonic()
        settle(AFTER_S)
        after = _memory_mb(arena)
        leaks = [
            f"{name} kept {after[name] - before[name]} MB of an attack"
            for name in SERVICES
            if after[name] - before[name] > LEAKED_MB_MAX
        ]
        memory = ", ".join(f"{name} {before[name]}→{under[name]}→{after[name]}" for name in SERVICES)
        note = f"{quiet} → {attacked}; MB: {memory}"
        return Healed(healed_at, wrongs=(*unhealthy, *leaks, *attacked.wrongs(quiet)), note=note)

    return inject


class Pace:
    """Response times of the hall between two moments of the monotonic clock; all figures in seconds."""

    def __init__(self, arena: Arena, began: float, ended: float) -> None:
        lines = arena.witness.lines()
        self._bound_s = arena.hall.scaled(ANSWER_WITHIN_S)
        self._noticeable_s = arena.hall.started_s * NOTICEABLE
        presses = [p for p in lines if p["saw"] == "press" and began <= p["began"] and p["ended"] <= ended]
        self.answers = sorted(p["slowest"] for p in presses)
        called = [p for p in presses if p["verb"] == "next" and p["status"] == 200 and p["ticket"]]
        boards = [line for line in lines if line["saw"] == "board"]
        seqs = _seqs_of_calls(arena)
        self.delays = sorted(
            _board_delay(p, seqs[p["ticket"], p["counter"]], boards)
            for p in called
            if p["ended"] < ended - self._bound_s / 2
        )

    @property
    def p99(self) -> float:
        """99th percentile of the response times of presses; infinite if none was answered."""
        return _p99(self.answers)

    def wrongs(self, quiet: Pace) -> list[str]:
        """Return the violations of this pace, compared with the one without an attacker."""
        problems = []
        if self.p99 > max(SLOWER_MAX * quiet.p99, self._noticeable_s):
            problems.append(
                f"L2 99 % of the presses took {quiet.p99:.3f} s, and {self.p99:.3f} s under attack"
            )
        if self.delays and self.delays[-1] > self._bound_s:
            problems.append(f"D1 a call was on no board for {self.delays[-1]:.1f} s under attack")
        return problems

    def __str__(self) -> str:
        return f"{len(self.answers)} presses, p99 {self.p99 * 1000:.0f} ms"


def _p99(sorted_values: list[float]) -> float:
    return (
        sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * 0.99))]
        if sorted_values
        else float("inf")
    )


def _board_delay(press: Json, seq: int, boards: list[Json]) -> float:
    """Return how long after the response all screens had a state that includes the call, even if no longer listed."""
    firsts: dict[str, float] = {}
    for board in boards:
        if board["seq"] >= seq:
            firsts.setdefault(board["screen"], board["at"])
    never, screens = float("inf"), {board["screen"] for board in boards}
    return max((firsts.get(screen, never) for screen in screens), default=never) - float(press["ended"])


def _seqs_of_calls(arena: Arena) -> dict[tuple[str, str], int]:
    """Return the sequence of the last call of each ticket to each counter."""
    facts = ((int(id.partition("-")[0]), json.loads(fact)) for id, fact, _ in arena.entries())
    return {(f["ticket_id"], f["counter_id"]): seq for seq, f in facts if f["kind"] == "TicketCalled"}


def _without_health(arena: Arena, until: float) -> list[str]:
    """Check the health of every service until then; return those that did not respond."""
    dead: set[str] = set()
    while time.monotonic() < until:
        for name in SERVICES:
            try:
                requests.get(f"{arena.hall.ready[name]}/healthz", timeout=ANSWER_WITHIN_S).raise_for_status()
            except requests.RequestException:
                dead.add(name)
        settle(0.1)
    return [f"/healthz of {name} did not answer under attack" for name in sorted(dead)]


def _memory_mb(arena: Arena) -> dict[str, int]:
    """Return the resident memory of each service with all its processes, in MB."""
    leaders = arena.hall.children()
    return {name: round(sum(map(_resident_kb, processes_of(leaders[name]))) / 1024) for name in SERVICES}


def processes_of(leader: int) -> list[int]:
    """Return the processes of a service's process group."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) == leader:
                found.append(int(folder.name))
        except ProcessLookupError:
            continue
    return found


def _resident_kb(process: int) -> int:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)


@contextmanager
def at_each_service(arena: Arena, hold: Callable[[str], AbstractContextManager[None]]) -> Iterator[None]:
    """Hold connections of every service at once."""
    with ExitStack() as held:
        for name in SERVICES:
            held.enter_context(hold(arena.hall.ready[name]))
        yield


def flood_of_numbers(arena: Arena, load: Load) -> Healed:
    """Take numbers at full speed from one address: it is rate limited, and kiosks and clerks continue."""
    floods: list[numbers.Flood] = []

    @contextmanager
    def strike(_: Arena) -> Iterator[None]:
        with numbers.number_flood(arena.hall.ready["ticketing"], arena.hall.venue, arena.services) as flood:
            floods.append(flood)
            yield

    healed, (flood,) = under_attack(strike)(arena, load), floods
    if 0 < flood.taken <= flood.share:
        return healed
    wrong = f"{flood.taken} numbers for one address, {flood.share:.0f} at most"
    return healed._replace(wrongs=(*healed.wrongs, wrong))


def storm_of_sign_ins(arena: Arena, load: Load) -> Healed:
    """Try wrong passwords of an account, and unknown names; the account can still sign in at its known PC."""
    url, staff, problems = f"{arena.hall.counters}/session", arena.hall.account("clerk"), list[str]()
    pc = requests.Session()
    sign_in(pc, url, staff)

    @contextmanager
    def strike(_: Arena) -> Iterator[None]:
        with sign_ins.sign_in_storm(url, names=[staff["username"]]):
            yield
            began = time.monotonic()
            try:
                sign_in(pc, url, staff)
            except AssertionError as error:
                problems.append(f"L2 an account was locked out of its own PC: {error}"[:200])
            if time.monotonic() - began > arena.hall.scaled(ANSWER_WITHIN_S):
                problems.append(
                    f"L2 an account signed in at its own PC after {time.monotonic() - began:.1f} s"
                )

    healed = under_attack(strike)(arena, load)
    return healed._replace(wrongs=(*healed.wrongs, *problems))


def boards_never_reading(arena: Arena, load: Load) -> Healed:
    """Boards that answer pings but read nothing: each is disconnected before much is queued for it."""
    tallies: list[sockets.Tally] = []

    @contextmanager
    def strike(_: Arena) -> Iterator[None]:
        with sockets.never_reading(arena.hall.ready["display"], arena.hall.venue, UNREAD_BOARDS) as tally:
            tallies.append(tally)
            yield
            deadline = time.monotonic() + UNREAD_S
            while _unread_dropped(arena) < UNREAD_BOARDS and time.monotonic() < deadline:
                settle(0.5)
            settle(NOTICED_S)

    healed, (tally,) = under_attack(strike)(arena, load), tallies
    if tally["ended"] >= UNREAD_BOARDS:
        return healed._replace(note=f"{tally['ended']} disconnected; {healed.note}")
    wrong = f"R1 {UNREAD_BOARDS} boards read nothing, and {tally['ended']} of them were disconnected"
    return healed._replace(wrongs=(*healed.wrongs, wrong))


def _unread_dropped(arena: Arena) -> int:
    """Return how many boards the display has disconnected because they did not read."""
    metrics = requests.get(f"{arena.hall.ready['display']}/metrics", timeout=ANSWER_WITHIN_S).text
    counts = [line for line in metrics.splitlines() if line.startswith("antre_slow_screens_dropped_total ")]
    return round(float(counts[0].split()[-1])) if counts else 0


def _display(attack: Callable[..., AbstractContextManager[object]], *more: object) -> Strike:
    return lambda arena: attack(arena.hall.ready["display"], arena.hall.venue, *more)


def _outside(number: int, name: str, strike: Strike, *, quick: bool = True) -> Fault:
    return Fault(number, name, under_attack(strike), quick=quick, hall="outside")


OUTSIDERS = (
    _outside(
        41,
        "60 slow bodies at each service",
        lambda a: at_each_service(a, lambda url: slow_clients.slow_bodies(url, 60)),
    ),
    _outside(42, "a socket at full speed: unknown events", _display(sockets.flooding, sockets.UNKNOWN_EVENT)),
    Fault(44, "a storm of sign-ins", storm_of_sign_ins, hall="outside"),
    Fault(45, "a flood of numbers from one address", flood_of_numbers, hall="outside"),
    _outside(47, "pictures that unpack, from a signed-in page", lambda a: bodies.pictures(a.hall)),
    _outside(
        25,
        "1,500 half-open sockets at each service",
        lambda a: at_each_service(a, lambda url: slow_clients.half_open(url, 1_500)),
        quick=False,
    ),
    _outside(
        41,
        "200 slow heads at each service",
        lambda a: at_each_service(a, lambda url: slow_clients.partial_heads(url, 200)),
        quick=False,
    ),
    _outside(
        42, "a socket at full speed: known events", _display(sockets.flooding, sockets.REPORT), quick=False
    ),
    _outside(
        42, "a socket at full speed: pings", _display(sockets.flooding, sockets.ENGINE_PING), quick=False
    ),
    _outside(
        43,
        "300 sockets that name no namespace",
        lambda a: sockets.wordless(a.hall.ready["display"]),
        quick=False,
    ),
    _outside(47, "house files of 1.7 MB", lambda a: bodies.house_files(a.hall), quick=False),
    _outside(47, "deep JSON from anybody", lambda a: bodies.deep_bodies(a.hall), quick=False),
    Fault(26, "boards that never read", boards_never_reading, quick=False, hall="outside"),
    _outside(27, "1,000 boards reconnect at once", _display(sockets.reconnecting), quick=False),
)
