"""A fault by file descriptors: every service has too few of them while an outsider opens sockets."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from faults.arena import Arena, settle
from faults.load import Load
from faults.outsiders import at_each_service, processes_of, under_attack
from faults.scenarios import Fault, Healed
from rig.attackers import slow_clients
from rig.running import SERVICES

FILES, SOCKETS = 600, 650
"""Files that each process of a service may have open, and sockets that the outsider holds at each service."""
REST_S = 2.0
BUSY_MAX = 0.9
"""Maximum share of the time that a thread of a service may run, or wait for a core, while nobody presses; a loop that spins: 1."""
LOG_BYTES_MAX = 20_000
"""Maximum growth of a service's log meanwhile."""


def files_exhausted(arena: Arena, load: Load) -> Healed:
    """Lower every service's limit of open files, end its connections to Redis, and hold more sockets than that."""
    problems: list[str] = []

    @contextmanager
    def strike(_: Arena) -> Iterator[None]:
        before = _all_processes(arena)
        with _few_files(arena), at_each_service(arena, lambda url: slow_clients.half_open(url, SOCKETS)):
            arena.command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
            yield
            with load.at_rest():
                settle(REST_S)
                problems.extend(_spinning(arena))
        ended = {pid: name for pid, name in before.items() if not Path(f"/proc/{pid}").exists()}
        problems.extend(f"a process of {name} ended" for name in ended.values())

    healed = under_attack(strike)(arena, load)
    note = f"{FILES} files each, {SOCKETS} sockets; {healed.note}"
    return healed._replace(wrongs=(*healed.wrongs, *problems), note=note)


def _all_processes(arena: Arena) -> dict[int, str]:
    """Return the name of the service of each process."""
    leaders = arena.hall.children()
    return {pid: name for name in SERVICES for pid in processes_of(leaders[name])}


@contextmanager
def _few_files(arena: Arena) -> Iterator[None]:
    """Allow each process of a service only FILES file descriptors."""
    with ExitStack() as restored:
        for pid in _all_processes(arena):
            before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
            restored.callback(_set_limit, pid, before)
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (FILES, before[1]))
        yield


def _set_limit(pid: int, limit: tuple[int, int]) -> None:
    with suppress(ProcessLookupError):
        resource.prlimit(pid, resource.RLIMIT_NOFILE, limit)


def _spinning(arena: Arena) -> list[str]:
    """Return the services that are busy or write to their logs, although nobody presses."""
    pids, began = _all_processes(arena), time.monotonic()
    runs, logged = _run_s(pids), _logged(arena)
    settle(REST_S)
    took_s, runs_after, logged_after = time.monotonic() - began, _run_s(pids), _logged(arena)
    problems = []
    for name in SERVICES:
        grown = logged_after[name] - logged[name]
        busiest = max(
            (
                ended - runs.get(thread, ended)
                for thread, ended in runs_after.items()
                if pids[thread[0]] == name
            ),
            default=0.0,
        )
        if busiest > BUSY_MAX * took_s:
            problems.append(f"{name} was busy for {busiest:.1f} of {took_s:.1f} s while nobody pressed")
        if grown > LOG_BYTES_MAX:
            problems.append(f"{name} logged {grown} bytes while nobody pressed")
    return problems


def _run_s(pids: dict[int, str]) -> dict[tuple[int, str], float]:
    """Return the seconds that each thread ran or waited for a core: a loop that spins always does either."""
    seconds = {}
    for pid in pids:
        for file in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            with suppress(OSError):
                ran_ns, waited_ns, _ = map(int, file.read_text().split())
                seconds[pid, file.parent.name] = (ran_ns + waited_ns) / 1e9
    return seconds


def _logged(arena: Arena) -> dict[str, int]:
    return {name: len(arena.hall.logs(name)) for name in SERVICES}


FILE_FAULTS = (Fault(33, "file descriptors exhausted", files_exhausted, hall="outside"),)
