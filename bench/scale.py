"""
Measure the cost of a house with more venues and screens: ``make scale VENUES="1 10 50 300"``. Asserts nothing.

Each size runs as users run it: Redis and the four services, one process each, on this machine. Prints tables of
memory, threads, CPU and starts, of edits, and of screens. docs/scale.md explains them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import redis
import requests

from bench.client import Screens
from rig.country import COUNTERS, country, venue_id
from rig.running import ROOT, RunningHall
from rig.waiting import wait_for

SERVICES = ("ticketing", "counter", "display", "reports")
REST_S, IDLE_S = 10.0, 20.0
"""Pause before the idle hall is measured, so that days are open and caches are warm; duration of that measurement."""
EDITS = 15
READY_WITHIN_S = 300.0
SCREEN_REST_S, SCREEN_S = 5.0, 10.0
CONNECT_WITHIN_S, CONNECT_ALL_WITHIN_S = 60.0, 180.0
CALLS = 20
MANY_SCREENS = {"ANTRE_DISPLAY_CLIENTS_MAX": "20000", "ANTRE_DISPLAY_ADDRESS_MAX": "20000"}
"""Limits of a display that serves many venues; all screens here connect from one address."""
TICK = os.sysconf("SC_CLK_TCK")

Say = Callable[[str], None]


def main() -> int:
    """Measure each requested size."""
    parser = argparse.ArgumentParser(prog="make scale", description=__doc__)
    parser.add_argument("--venues", type=int, nargs="*", default=[1, 10, 50, 300])
    parser.add_argument(
        "--screens", type=int, nargs="*", default=[], help="boards at each venue, one table row each"
    )
    parser.add_argument("--port", type=int, help="of the hall; else a free one")
    parser.add_argument(
        "--core", action="store_true", help="one process without any service, as scale_core measures it"
    )
    parser.add_argument("--keep", type=Path, help="a file to append the rows to")
    options = parser.parse_args()

    def say(line: str) -> None:
        print(line, flush=True)
        if options.keep:
            with options.keep.open("a", encoding="utf-8") as file:
                file.write(line + "\n")

    for venues in options.venues:
        if options.core:
            command = [sys.executable, "-m", "bench.scale_core", str(venues)]
            say(subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip())
            continue
        with tempfile.TemporaryDirectory(prefix="antre-scale-") as name:
            _measure(venues, options.screens, Path(name), options.port, say)
    return 0


def _measure(venues: int, screens: list[int], folder: Path, port: int | None, say: Say) -> None:
    hall = RunningHall(folder / "hall", port=port, env=MANY_SCREENS, hours="real")
    try:
        loaded_s = _load(hall, venues, folder / "house.json")
        say(f"### {venues} venues of {COUNTERS} counters")
        say(
            f"- whole house saved by `antre house load` and every day open in every service: {loaded_s:.1f} s"
        )
        for line in _starts(hall, venues):
            say(line)
        time.sleep(REST_S)
        for line in _idle(hall):
            say(line)
        for line in _edits(hall, venues):
            say(line)
        for count in screens:
            say(asyncio.run(_screens(hall, venues, count)))
    finally:
        hall.stop()


def _load(hall: RunningHall, venues: int, file: Path) -> float:
    """Return how long it takes until a house of ``venues`` venues is open in every service, s."""
    file.write_text(json.dumps(country(venues)))
    began = time.monotonic()
    done = hall.antre("house", "load", str(file))
    assert done.returncode == 0, done.stderr
    hall.venue = hall.ready["venue"] = venue_id(1)
    wait_for(lambda: all(_is_ready(hall, service) for service in SERVICES), READY_WITHIN_S, "every day open")
    return time.monotonic() - began


def _is_ready(hall: RunningHall, service: str) -> bool:
    try:
        return requests.get(f"{hall.ready[service]}/readyz", timeout=30).ok
    except requests.RequestException:
        return False


def _starts(hall: RunningHall, venues: int) -> list[str]:
    """Kill each service, and Redis; return lines with the time until each is ready again, s."""
    lines = []
    for name in (*SERVICES, "redis"):
        was = hall.kill(name)
        began = time.monotonic()
        wait_for(lambda name=name, was=was: hall.is_restarted(name, was), READY_WITHIN_S, name)
        awaited = SERVICES if name == "redis" else (name,)
        wait_for(
            lambda awaited=awaited: all(_is_ready(hall, service) for service in awaited),
            READY_WITHIN_S,
            f"{name} ready",
        )
        lines.append(f"- {name} killed: ready again after {time.monotonic() - began:.1f} s")
    return lines


def _idle(hall: RunningHall) -> list[str]:
    """Return lines with memory, threads and CPU of each process while idle, and the size of Redis's data."""
    children = hall.children()
    before = {name: _cpu_s(pid) for name, pid in children.items()}
    time.sleep(IDLE_S)
    lines = ["| process | memory, MiB | threads | CPU of one core, idle |", "|---|---|---|---|"]
    for name, pid in sorted(children.items()):
        share = (_cpu_s(pid) - before[name]) / IDLE_S
        lines.append(f"| {name} | {_memory_mb(pid):.0f} | {_threads(pid)} | {share:.1%} |")
    with redis.Redis.from_url(hall.ready["redis"], protocol=2) as client:
        info: dict[str, Any] = client.info()
        logs = sum(client.memory_usage(key) or 0 for key in client.scan_iter("antre:*log", count=1_000))
        house = client.memory_usage("antre:{house}:log") or 0
    lines.append(
        f"- Redis: {info['connected_clients']} connections, {info['used_memory'] / 2**20:.1f} MiB, of it "
        f"{logs / 2**20:.1f} MiB logs, the house's {house / 2**20:.2f} MiB"
    )
    return lines


def _edits(hall: RunningHall, venues: int) -> list[str]:
    """Edit a counter of one venue repeatedly; return lines with the response time, CPU per process, and bytes written."""
    children, took_ms = hall.children(), []
    one = {"id": "1", "venue": venue_id((venues + 1) // 2), "zone": "z0", "agencies": ["agency-0"]}
    url, http = f"{hall.counters}/house/counters/{one['id']}", hall.admin.http
    with redis.Redis.from_url(hall.ready["redis"], protocol=2) as client:
        before_cpu, before = {name: _cpu_s(pid) for name, pid in children.items()}, _written(client)
        for n in range(EDITS):
            other = {**one, "sign": f"{n}A"} if n < EDITS - 1 else one
            now = one if n == 0 else {**one, "sign": f"{n - 1}A"}
            began = time.perf_counter()
            saved = http.post(url, json={"before": now, "value": other, "even_so": True}, timeout=60)
            saved.raise_for_status()
            took_ms.append((time.perf_counter() - began) * 1000)
            time.sleep(0.4)
        time.sleep(1.0)
        after = _written(client)
    spent_s = {name: _cpu_s(pid) - before_cpu[name] for name, pid in children.items()}
    touched = [name for name in after if after[name] != before.get(name)]
    grew = {name: (after[name][1] - before[name][1]) / EDITS for name in touched}
    spent = ", ".join(f"{name} {spent * 1000 / EDITS:.0f}" for name, spent in sorted(spent_s.items()))
    return [
        f"- an edit of a counter: {statistics.median(took_ms):.0f} ms to its answer ({min(took_ms):.0f} to {max(took_ms):.0f}); "
        f"CPU of each process, ms: {spent} (idle CPU of that time within)",
        f"- an edit of a counter writes to {len(touched)} logs, bytes each: "
        + ", ".join(f"{name.decode()} {size:.0f}" for name, size in sorted(grew.items())),
    ]


def _written(client: redis.Redis) -> dict[bytes, tuple[int, int]]:
    """Return {log: (entries, bytes)}."""
    sizes = {}
    for name in client.scan_iter("antre:*log", count=1_000):
        last: Any = client.xrevrange(name, count=40)
        size = sum(len(value) for _, entry in last for value in entry.values())
        sizes[name] = (client.xlen(name), size if client.xlen(name) < 40 else client.memory_usage(name) or 0)
    return sizes


async def _screens(hall: RunningHall, venues: int, count: int) -> str:
    """
    Connect ``count`` boards at every venue, as far as possible, and call at one.

    Return a line with the time to the venue's last board, and the display's CPU and memory.
    """
    pid, screens, others, full = hall.children()["display"], Screens(), Screens(), "all connected"
    before, began, connected = _memory_mb(pid), time.monotonic(), 0
    for n in range(1, venues + 1):
        some = screens if n == 1 else others
        try:
            where = [{"venue": venue_id(n)}] * count
            await asyncio.wait_for(some.connect(hall.ready["display"], "/board", where), CONNECT_WITHIN_S)
        except (AssertionError, OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            full = f"the next venue's did not connect within {CONNECT_WITHIN_S:.0f} s: {error!r}"
            break
        connected += count
        if time.monotonic() - began > CONNECT_ALL_WITHIN_S:
            full = f"stopped after {CONNECT_ALL_WITHIN_S:.0f} s"
            break
    connected_s = time.monotonic() - began
    await asyncio.sleep(SCREEN_REST_S)
    cpu, began = _cpu_s(pid), time.monotonic()
    await asyncio.sleep(SCREEN_S)
    share = (_cpu_s(pid) - cpu) / (time.monotonic() - began)
    hall.admin.press("1", "open").raise_for_status()
    took_ms = [await _call(hall, screens) for _ in range(CALLS)]
    memory = _memory_mb(pid)
    await screens.close()
    await others.close()
    return (
        f"- {count} boards at each of {venues} venues: {connected} connected in {connected_s:.1f} s ({full}); display "
        f"{share:.1%} of a core while nothing is called, {memory:.0f} MiB ({(memory - before) * 1024 / max(1, connected):.1f} "
        f"KiB each); a call at one venue is on its last board after {statistics.median(took_ms):.0f} ms "
        f"(slowest {max(took_ms):.0f})"
    )


async def _call(hall: RunningHall, screens: Screens) -> float:
    """Issue and call a number; return the time from the press to the venue's last board, ms."""
    answer = await asyncio.to_thread(hall.issue, "service-0")
    number = answer.json()["id"]
    received = screens.all_received(f'"calls":[{{"number":"{number}"'.encode())
    began = time.perf_counter()
    await asyncio.to_thread(lambda: hall.admin.press("1", "next", finish=True).raise_for_status())
    took_ms = (await asyncio.wait_for(received, 30) - began) * 1000
    await asyncio.sleep(0.3)
    return took_ms


def _cpu_s(pid: int) -> float:
    """Return the CPU time of a process and its children, s."""
    ticks = 0
    for one in _tree(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / TICK


def _memory_mb(pid: int) -> float:
    """Return the memory of a process and its children in MiB, as proportional set size (PSS)."""
    rollups = (Path(f"/proc/{one}/smaps_rollup").read_text() for one in _tree(pid))
    return sum(float(_line(text, "Pss:")) for text in rollups) / 1024


def _threads(pid: int) -> int:
    return sum(int(_line(Path(f"/proc/{one}/status").read_text(), "Threads:")) for one in _tree(pid))


def _tree(pid: int) -> list[int]:
    """Return a process and all its children."""
    pids = [pid]
    for one in pids:
        for task in Path(f"/proc/{one}/task").iterdir():
            pids += map(int, (task / "children").read_text().split())
    return pids


def _line(text: str, name: str) -> str:
    return next(line.split()[1] for line in text.splitlines() if line.startswith(name))


if __name__ == "__main__":
    sys.exit(main())
