"""The services against their floors, alternating in every round: over HTTP and Socket.IO, from outside."""

from __future__ import annotations

import asyncio
import gc
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

from antre.redis_server import RedisFolder, find_server, free_port
from bench.client import Http, Json, Screens, closed_loop, open_loop
from bench.core import AddRow
from rig.devices import paired_kiosks
from rig.running import ROOT, RunningHall
from rig.waiting import wait_for

CLIENTS = 32
KIOSKS = 16
"""One kiosk may take 100 numbers a second, and a fast machine issues more than a thousand."""
COUNTERS = 40
ROUNDS = 5
SECONDS = 2.0
RATE, RATE_SECONDS = 300, 3.0
CALLS = 30
CALL_PAUSE_S = 0.05
PHONES = 2_000
BUSY_RATE = 100
MANY, FEW = 5_000, 10
AGENCY, SERVICE, PREFIX = "dukcapil", "ktp-el", "A-"
OTHER_AGENCY = "bpjs-kesehatan"


class Floor:
    """The floors, running on a separate Redis with the same settings."""

    def __init__(self, folder: Path) -> None:
        self.redis = RedisFolder(folder, find_server())
        self.children = [_start(self.redis.command, {})]
        with redis.Redis.from_url(self.redis.url, protocol=2) as client:
            wait_for(lambda: _pings(client), 10, "the floor's Redis")
            client.set("session", "x" * 300)
        self.env = {"ANTRE_REDIS_URL": self.redis.url}
        self.http, self.display = f"http://127.0.0.1:{free_port()}", f"http://127.0.0.1:{free_port()}"
        self.http_start_s, self.http_pid = self.start_http()
        self.display_start_s, self.display_pid = self.start_display()

    def start_http(self) -> tuple[float, int]:
        """Start the HTTP floor; return seconds to the first 200, and its worker's process id."""
        at = self.http.rpartition("/")[2]
        return self._start(
            [sys.executable, "-m", "gunicorn", "bench.floors:http", "-k", "gthread", "-w", "1", "--threads", "8",
             "-b", at, "--no-control-socket", "--log-level", "error"], self.http,
        )  # fmt: skip

    def start_display(self) -> tuple[float, int]:
        """Start the fan-out floor; return as ``start_http`` does."""
        return self._start(
            [sys.executable, "-m", "bench.floors", self.display.rpartition(":")[2]], self.display
        )

    def stop(self) -> None:
        """Kill all floors."""
        for child in self.children[::-1]:
            child.kill()
            child.wait()

    def _start(self, command: list[str], url: str) -> tuple[float, int]:
        began = time.perf_counter()
        child = _start(command, self.env)
        self.children.append(child)
        wait_for(lambda: _alive(url), 20, "a floor")
        return time.perf_counter() - began, child.pid


class Antre:
    """The product, running as users run it, with 40 more counters for one agency."""

    def __init__(self, folder: Path) -> None:
        self.hall = RunningHall(folder)
        self.ready = self.hall.ready
        content = json.loads(self.hall.antre("house", "show").stdout)
        model = next(c for c in content["counters"] if c["agencies"] == [AGENCY])
        content["counters"] += [model | {"id": f"9{n:02}"} for n in range(COUNTERS)]
        for service in content["services"]:
            service.pop("quota", None)
        file = folder / "house.json"
        file.write_text(json.dumps(content))
        assert self.hall.antre("house", "load", str(file)).returncode == 0
        self.clerk = self.hall.clerk()
        self.kiosks = paired_kiosks(self.hall, KIOSKS)
        self.counters = [f"9{n:02}" for n in range(COUNTERS)]
        counters = self.clerk.http.get(f"{self.hall.counters}/venues/{self.hall.venue}", timeout=9).json()[
            "counters"
        ]
        self.other = next(c["id"] for c in counters if c["agencies"] == [OTHER_AGENCY])
        for counter in [*self.counters, self.other]:
            self.clerk.press(counter, "open").raise_for_status()
        self.cookies = "; ".join(f"{k}={v}" for k, v in self.clerk.http.cookies.items())
        self.issue_path = f"/api/ticketing/v1/venues/{self.hall.venue}/tickets"
        venue = requests.get(f"{self.hall.tickets}/venues/{self.hall.venue}", timeout=9).json()
        agency = next(a for a in venue["agencies"] if a["id"] == OTHER_AGENCY)
        self.other_service = next(s["id"] for s in agency["services"] if s["open"])

    def staff(self) -> Http:
        """Return a signed-in connection to the counter service."""
        return Http(
            self.ready["counter"],
            {"Cookie": self.cookies, "X-CSRF-Token": self.clerk.http.headers["X-CSRF-Token"]},
        )

    def next_path(self, counter: str) -> str:
        """Return the path of a press of *next*."""
        return f"/api/counter/v1/venues/{self.hall.venue}/counters/{counter}/next"

    def issues(self) -> list[Callable[[], Any]]:
        """Return a press of *issue* for each client."""
        return [_press(self.kiosk(n), self.issue_path, {"service": SERVICE}, 201) for n in range(CLIENTS)]

    def kiosk(self, number: int = 0) -> Http:
        """Return a paired kiosk's connection to the ticketing service, since the public may not take so many numbers."""
        return Http(self.ready["ticketing"], self.kiosks[number % KIOSKS].headers)

    def nexts(self) -> list[Callable[[], Any]]:
        """Return a press of *next* for each counter."""
        return [_press(self.staff(), self.next_path(c), {"finish": True}, 200) for c in self.counters]


def measure(add_row: AddRow) -> None:
    """Run every row."""
    with tempfile.TemporaryDirectory(prefix="antre-bench-") as name:
        floor, antre = Floor(Path(name) / "floor"), Antre(Path(name) / "hall")
        try:
            _start_and_memory(add_row, floor, antre)
            asyncio.run(_presses(add_row, floor, antre))
            asyncio.run(_screens(add_row, floor, antre))
            asyncio.run(_always(add_row, antre))
        finally:
            antre.hall.stop()
            floor.stop()


def _start_and_memory(add_row: AddRow, floor: Floor, antre: Antre) -> None:
    floors: list[float] = []
    ours: list[float] = []
    least: list[float] = []
    screens: list[float] = []
    for _ in range(3):
        for one, url, command in (
            (
                floors,
                f"http://127.0.0.1:{free_port()}",
                ["bench.floors:http", "-k", "gthread", "--threads", "8"],
            ),
            (
                ours,
                f"http://127.0.0.1:{free_port()}",
                ["-c", "python:services.web.server", "services.ticketing.app:create_app()"],
            ),
        ):
            at = url.rpartition("/")[2]
            full = [sys.executable, "-m", "gunicorn", *command, "-b", at, "--no-control-socket",
                    "--log-level", "error"]  # fmt: skip
            one.append(_cold(full, url, {"ANTRE_REDIS_URL": antre.ready["redis"]}))
        port = str(free_port())
        least.append(
            _cold([sys.executable, "-m", "bench.floors", port], f"http://127.0.0.1:{port}", floor.env)
        )
        port = str(free_port())
        screens.append(
            _cold([sys.executable, "-m", "services.display.serve"], f"http://127.0.0.1:{port}",
                  {"ANTRE_REDIS_URL": antre.ready["redis"], "ANTRE_PORT": port})
        )  # fmt: skip
    add_row("cold start, HTTP service", ours, floors, "s")
    add_row("cold start, display", screens, least, "s")
    pids = antre.hall.children()
    add_row("idle memory, HTTP service", [_tree_mb(pids["ticketing"])], [_tree_mb(floor.http_pid)], "MB")
    add_row("idle memory, display", [_tree_mb(pids["display"])], [_tree_mb(floor.display_pid)], "MB")


async def _presses(add_row: AddRow, floor: Floor, antre: Antre) -> None:
    rows: dict[str, tuple[list[float], list[float]]] = {}

    def note(row: str, ours: float, least: float) -> None:
        rows.setdefault(row, ([], []))[0].append(ours)
        rows[row][1].append(least)

    floor_issues = [_press(Http(floor.http), "/issue", {"service": SERVICE}, 201) for _ in range(CLIENTS)]
    floor_nexts = [_press(Http(floor.http), "/next", {"finish": True}, 200) for _ in range(COUNTERS)]
    issues, nexts = antre.issues(), antre.nexts()
    await closed_loop(issues, 1)
    await closed_loop(floor_issues, 1)
    for turn in range(ROUNDS):
        least = await closed_loop(floor_issues, SECONDS)
        note("issue/s, 32 clients", await closed_loop(issues, SECONDS), least)
        least = await closed_loop(floor_nexts, SECONDS)
        note("next/s, 40 counters, hundreds waiting", await closed_loop(nexts, SECONDS), least)
        ours, late = await open_loop(issues, RATE, RATE_SECONDS, turn)
        floors, floor_late = await open_loop(floor_issues, RATE, RATE_SECONDS, turn)
        note("issue, open loop 300/s, p50", _cut(ours, 50), _cut(floors, 50))
        note("issue, open loop 300/s, p99", _cut(ours, 99), _cut(floors, 99))
        note("  the generator's own lateness", late * 1000, floor_late * 1000)
    for row, (ours_, least_) in rows.items():
        add_row(row, ours_, least_, "/s" if "/s," in row and "loop" not in row else "ms")
    await _lines(add_row, antre)


async def _lines(add_row: AddRow, antre: Antre) -> None:
    """Time *next* with 5,000 waiting, against 10."""
    other = _press(antre.kiosk(), antre.issue_path, {"service": antre.other_service}, 201)
    issues = antre.issues()
    while antre.clerk.state(antre.counters[0])["waiting"] < MANY:
        await closed_loop(issues, 1)
    many, few = antre.staff(), antre.staff()
    ours: list[float] = []
    least: list[float] = []
    for _ in range(ROUNDS):
        for _ in range(FEW * 4):
            await other()
        ours.append(
            await _median_ms(_press(many, antre.next_path(antre.counters[0]), {"finish": True}, 200), FEW * 3)
        )
        least.append(
            await _median_ms(_press(few, antre.next_path(antre.other), {"finish": True}, 200), FEW * 3)
        )
    add_row("next with 5,000 waiting, against 10", ours, least, "ms")


async def _screens(add_row: AddRow, floor: Floor, antre: Antre) -> None:
    """Time from the press to the last board."""
    pids = antre.hall.children()
    board = {"venue": antre.hall.venue}
    caller, floor_caller = antre.staff(), Http(floor.http)

    for boards in (1, 50, 200):
        ours, least = Screens(), Screens()
        before = _tree_mb(pids["display"]), _tree_mb(floor.display_pid)
        await ours.connect(antre.ready["display"], "/board", [board] * boards)
        await least.connect(floor.display, "/board", [board] * boards)
        await asyncio.sleep(1.5)
        if boards == 200:
            grown = [
                (_tree_mb(pid) - was) * 1024 / boards
                for pid, was in zip((pids["display"], floor.display_pid), before, strict=True)
            ]
            add_row("memory per screen", [grown[0]], [grown[1]], "KiB")
        await _calls(
            add_row,
            f"press to last of {boards} board{'s' * (boards > 1)}",
            antre,
            floor,
            ours,
            least,
            caller,
            floor_caller,
        )
        if boards == 200:
            await _with_phones(add_row, antre, floor, ours, least, caller, floor_caller)
        await ours.close()
        await least.close()
        await asyncio.sleep(0.5)


async def _with_phones(
    add_row: AddRow,
    antre: Antre,
    floor: Floor,
    ours: Screens,
    least: Screens,
    caller: Http,
    floor_caller: Http,
) -> None:
    issuer, tokens = antre.kiosk(), []
    for _ in range(PHONES):
        _, answer = await issuer.post(antre.issue_path, {"service": SERVICE})
        tokens.append(json.loads(answer)["token"])
    await ours.connect(antre.ready["display"], "/ticket", [{"pass": token} for token in tokens])
    await least.idle(floor.display, PHONES)
    await asyncio.sleep(2)
    await _calls(add_row, "200 boards and 2,000 phones", antre, floor, ours, least, caller, floor_caller)
    floor_issues = [_press(Http(floor.http), "/issue", {"service": SERVICE}, 201) for _ in range(8)]
    stop = asyncio.Event()

    async def busy(presses: list[Callable[[], Any]]) -> None:
        while not stop.is_set():
            await open_loop(presses, BUSY_RATE, 1.0, 1)

    tasks = [asyncio.create_task(busy(antre.issues()[:8])), asyncio.create_task(busy(floor_issues))]
    await _calls(
        add_row, "the same with 100 issues/s meanwhile", antre, floor, ours, least, caller, floor_caller
    )
    stop.set()
    await asyncio.gather(*tasks)


async def _calls(
    add_row: AddRow,
    what: str,
    antre: Antre,
    floor: Floor,
    ours: Screens,
    least: Screens,
    caller: Http,
    floor_caller: Http,
) -> None:
    p50: tuple[list[float], list[float]] = ([], [])
    p99: tuple[list[float], list[float]] = ([], [])
    path = antre.next_path(antre.counters[0])
    for turn in range(ROUNDS):
        times: tuple[list[float], list[float]] = ([], [])
        for n in range(CALLS):
            received = ours.all_received(f'"calls":[{{"number":"{_expected(antre)}"'.encode())
            began = time.perf_counter()
            await caller.post(path, {"finish": True})
            times[0].append((await asyncio.wait_for(received, 10) - began) * 1000)
            await asyncio.sleep(CALL_PAUSE_S)
            mark = f"call-{turn}-{n}-{time.perf_counter_ns()}"
            received = least.all_received(mark.encode())
            began = time.perf_counter()
            await floor_caller.post("/call", {"service": mark})
            times[1].append((await asyncio.wait_for(received, 10) - began) * 1000)
            await asyncio.sleep(CALL_PAUSE_S)
        for side in (0, 1):
            p50[side].append(statistics.median(times[side]))
            p99[side].append(_cut([t / 1000 for t in times[side]], 99))
    add_row(f"{what}, p50", *p50, "ms")
    add_row(f"{what}, p99", *p99, "ms")


def _expected(antre: Antre) -> str:
    """Return the number that the next press will call."""
    number: str = antre.clerk.state(antre.counters[0])["queue"][0]["number"]
    return number


async def _always(add_row: AddRow, antre: Antre) -> None:
    """Time *issue* with the append-only file always synced, against memory only, on the same hall."""
    always: list[float] = []
    memory: list[float] = []
    issues = antre.issues()
    with redis.Redis.from_url(antre.ready["redis"], protocol=2) as client:
        for _ in range(ROUNDS):
            always.append(await closed_loop(issues, SECONDS))
            client.config_set("appendonly", "no")
            memory.append(await closed_loop(issues, SECONDS))
            client.config_set("appendonly", "yes")
            wait_for(lambda: client.info("persistence")["aof_rewrite_in_progress"] == 0, 20, "the rewrite")
    add_row("issue/s, AOF always against memory only", always, memory, "/s")


def _press(http: Http, path: str, body: Json, expected: int) -> Callable[[], Any]:
    async def press() -> None:
        status, answer = await http.post(path, body)
        assert status == expected, answer

    return press


async def _median_ms(press: Callable[[], Any], times: int) -> float:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        await press()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def _cut(seconds: list[float], percent: int) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1] * 1000


def _start(command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)} | env,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def _cold(command: list[str], url: str, env: dict[str, str]) -> float:
    gc.collect()
    began = time.perf_counter()
    child = _start(command, env)
    try:
        wait_for(lambda: _alive(url), 20, "a start")
        return time.perf_counter() - began
    finally:
        child.terminate()
        child.wait(10)


def _alive(url: str) -> bool:
    try:
        return requests.get(f"{url}/healthz", timeout=1).ok
    except requests.RequestException:
        return False


def _pings(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.exceptions.RedisError:
        return False


def _tree_mb(pid: int) -> float:
    """Return the memory of a process and its children in MB; shared pages, as of gunicorn's master and worker, count once."""
    total = 0.0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
            if int(fields["Pid"]) == pid or int(fields["PPid"]) == pid:
                rollup = (status.parent / "smaps_rollup").read_text()
                total += (
                    next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
                    / 1024
                )
        except OSError:
            continue
    return total
