"""A hall for fault injection: the product as a user runs it, with a simulated disk and clock for Redis."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import redis
import requests

from antre.redis_server import RedisFolder, find_server, free_port
from faults.load import Load, Witness
from rig.checker import Entry, read_log
from rig.devices import paired_kiosks
from rig.running import ROOT, RunningHall
from rig.waiting import wait_for

SHIM = Path(__file__).parent / "shim.c"
AGENCY = "dukcapil"
COUNTERS = 4
KIOSKS = 3
ANSWER_WITHIN_S = 5.0
"""Maximum response time of a press; on a slow machine twice the hall's start (``RunningHall.scaled``)."""

WRAPPER = """#!/bin/sh
while [ -e "$FAULT_DIR/hold" ]; do sleep 0.02; done
LD_PRELOAD="$FAULT_DIR/shim.so" exec {server} "$@"
"""


class CannotRun(Exception):
    """The machine lacks a requirement; the text says which."""


def build_shim(folder: Path) -> None:
    """Compile the shim. Raises CannotRun without a C compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise CannotRun(
            "make faults needs a C compiler for the disk and the clock: apt install gcc libc6-dev"
        )
    subprocess.run(
        [compiler, "-O1", "-shared", "-fPIC", "-o", str(folder / "shim.so"), str(SHIM), "-ldl"], check=True
    )


def _seconds_to_noon() -> int:
    """Return the seconds until today's noon in Kupang; negative if it is past."""
    now = datetime.now(ZoneInfo("Asia/Makassar"))
    return round((now.replace(hour=12, minute=0, second=0) - now).total_seconds())


class Arena:
    """
    One running hall and the controls for faults; ``root`` is the product's source tree, possibly a sabotaged one.

    env: of the hall; names its Redis if the hall must not start one; log_url: then returns the URL of the server that
    holds a log's key.
    """

    def __init__(
        self, folder: Path, *, seed: int, root: Path = ROOT, behind_proxy: bool = False,
        env: dict[str, str] | None = None, log_url: Callable[[str], str] | None = None,
    ) -> None:  # fmt: skip
        self.folder, self.seed, self.root = folder, seed, root
        self.levers = folder / "levers"
        self.levers.mkdir(parents=True)
        build_shim(self.levers)
        self._noon_s = _seconds_to_noon()
        self.set_clock(0)
        self.proxy: Proxy | None = None
        env = {
            "ANTRE_SPARES": "1", "FAULT_DIR": str(self.levers), "PATH": f"{self._wrapper()}:{os.environ['PATH']}",
        } | (env or {})  # fmt: skip
        self._log_url = log_url
        if behind_proxy:
            self.proxy = Proxy(folder / "redis", seed)
            env["ANTRE_REDIS_URL"] = self.proxy.url
        with ExitStack() as on_failure:
            if self.proxy:
                on_failure.callback(self.proxy.stop)
            self.hall = RunningHall(folder / "hall", env=env, root=root)
            on_failure.callback(self.hall.stop)
            self._prepare()
            on_failure.pop_all()

    def _prepare(self) -> None:
        """Pair kiosks, and choose the counters and services that clients use."""
        self.redis_url = self.proxy.redis.url if self.proxy else self.hall.ready["redis"]
        first = self.hall.issue("ktp-el").json()
        self.day = first["service_day"]
        self.kiosks = paired_kiosks(self.hall, KIOSKS)
        self.hall.edit_house(lambda house: house["venues"][0].update(kiosk_priority=True))
        clerk = self.hall.clerk()
        counters = clerk.http.get(f"{self.hall.counters}/venues/{self.hall.venue}", timeout=5).json()[
            "counters"
        ]
        self.counters = [c["id"] for c in counters if AGENCY in c["agencies"]][:COUNTERS]
        serves = [{s["id"] for s in clerk.state(counter)["services"]} for counter in self.counters]
        venue = requests.get(f"{self.hall.tickets}/venues/{self.hall.venue}", timeout=5).json()
        agency = next(a for a in venue["agencies"] if a["id"] == AGENCY)
        self.services = [
            s["id"] for s in agency["services"] if s["open"] and all(s["id"] in one for one in serves)
        ]
        self.watch()

    def watch(self) -> None:
        """Start a new witness file of what clients see."""
        self.witness = Witness(self.folder / f"seen-{time.monotonic_ns()}.jsonl")

    def load(self, *, kiosks: int = 3, clerks: int = COUNTERS, ticketing: list[str] | None = None) -> Load:
        """Return a load on this hall, not started yet."""
        return Load(
            self.hall.ready, self.witness, seed=self.seed, services=self.services,
            counters=self.counters[:clerks], paired=self.kiosks, kiosks=kiosks, ticketing=ticketing,
        )  # fmt: skip

    def stop(self) -> None:
        """Stop the hall and the proxy."""
        (self.levers / "hold").unlink(missing_ok=True)
        self.hall.stop()
        if self.proxy:
            self.proxy.stop()

    def entries(self) -> list[Entry]:
        """Return the entries of the day's log."""
        return read_log(self.log_url, self.hall.venue, self.day)

    @property
    def log_url(self) -> str:
        """URL of the server that currently holds the day's log."""
        return (
            self._log_url(f"antre:{{{self.hall.venue}}}:{self.day}:log") if self._log_url else self.redis_url
        )

    def judge(
        self, damaged_at: float | None = None, missing: Sequence[int] = (), foreign: Sequence[str] = ()
    ) -> dict[str, Any]:
        """Return the verdict of the checker, a separate process that reads the log and the witness file."""
        more = ["--answer-within", str(self.hall.scaled(ANSWER_WITHIN_S))]
        more += [] if damaged_at is None else ["--damaged-at", str(damaged_at)]
        more += [part for seq in missing for part in ("--taken-out", str(seq))]
        more += [part for id in foreign for part in ("--foreign", id)]
        done = subprocess.run(
            [sys.executable, "-m", "faults.checker", self.log_url, self.hall.venue, self.day,
             str(self.witness.file), *more],
            cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        if done.returncode:
            raise AssertionError(done.stderr)
        verdict: dict[str, Any] = json.loads(done.stdout)
        return verdict

    # Controls for faults

    def signal(self, name: str, which: int) -> None:
        """Send a signal to a child's process group; wait for the child if it is being restarted."""
        wait_for(lambda: name in self.hall.children(), what=f"{name} to be there")
        os.killpg(self.hall.children()[name], which)

    def set_clock(self, off_s: int) -> None:
        """
        Shift the wall clock of Redis, which the hall uses, by ``off_s`` seconds.

        It shows noon when the hall starts, so that the service day changes only if a fault changes it.
        """
        file = self.levers / "clock"
        with file.open("r+b" if file.exists() else "wb") as out:
            out.write(struct.pack("q", self._noon_s + off_s))

    @contextmanager
    def redis_down(self) -> Iterator[Path]:
        """Kill Redis as a power cut would, yield its append-only file, and let it restart afterwards."""
        (self.levers / "hold").touch()
        pid = self.hall.children()["redis"]
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda: not self.answers_redis(), 5, "Redis to be gone")
        yield next((self.hall.folder / ".run" / "data" / "appendonlydir").glob("*.incr.aof"))
        (self.levers / "hold").unlink()

    @contextmanager
    def file_mended(self) -> Iterator[Path]:
        """Yield the append-only file of a Redis that fails to start, and let it retry afterwards."""
        (self.levers / "hold").touch()
        yield next((self.hall.folder / ".run" / "data" / "appendonlydir").glob("*.incr.aof"))
        (self.levers / "hold").unlink()

    @property
    def seen(self) -> Path:
        """Folder of the services' notes on the log they have seen."""
        return self.hall.folder / ".run" / "data" / "seen"

    def answers_redis(self) -> bool:
        """Return whether Redis's port is open."""
        host, port = self.redis_url.rpartition("@")[2].split("/")[0].split(":")
        with socket.socket() as probe:
            probe.settimeout(0.2)
            return probe.connect_ex((host, int(port))) == 0

    def synced(self) -> int:
        """Return how many bytes of the append-only file are synced to disk."""
        return int((self.levers / "synced").read_text())

    def command(self, *words: str) -> None:
        """Send a command to Redis."""
        with redis.Redis.from_url(self.redis_url, protocol=2) as client:
            client.execute_command(*words)

    @contextmanager
    def shifted_ticketing(self, off_s: int) -> Iterator[str]:
        """Run another ticketing service with a shifted clock; yield its URL."""
        levers, port = self.folder / f"clock{off_s}", free_port()
        levers.mkdir()
        (levers / "clock").write_bytes(struct.pack("q", off_s))
        env = os.environ | {
            "FAULT_DIR": str(levers), "LD_PRELOAD": str(self.levers / "shim.so"), "PYTHONPATH": str(self.root),
            "ANTRE_REDIS_URL": self.hall.ready["redis"],
        }  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "python:services.web.server", "services.ticketing.app:create_app()",
             "-b", f"127.0.0.1:{port}", "--log-level", "error"],
            cwd=self.folder, env=env, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        url = f"http://127.0.0.1:{port}"
        try:
            wait_for(lambda: _ready(url), 20, "a service with a wrong clock")
            yield url
        finally:
            process.terminate()
            process.wait(10)

    def _wrapper(self) -> Path:
        folder = self.levers / "bin"
        folder.mkdir()
        script = folder / "redis-server"
        script.write_text(WRAPPER.format(server=find_server()))
        script.chmod(0o755)
        return folder


class Proxy:
    """A TCP proxy to Redis that drops the connection after a share of the appends, so that their replies are lost."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.redis = RedisFolder(folder, find_server())
        self._process = subprocess.Popen(
            self.redis.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._chance, self.share = random.Random(seed), 0.0
        self.lost = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        self.url = self.redis.url.replace(f":{self.redis.port}/", f":{port}/")
        threading.Thread(target=self._serve, daemon=True).start()

    def stop(self) -> None:
        """Stop the proxy and its Redis."""
        self._listener.close()
        self._process.kill()
        self._process.wait()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self.redis.port), timeout=5)
        except OSError:
            client.close()
            return
        server.settimeout(None)
        doomed = threading.Event()
        threading.Thread(target=self._back, args=(server, client, doomed), daemon=True).start()
        try:
            while data := client.recv(65_536):
                if b"EVALSHA" in data and self._chance.random() < self.share:
                    doomed.set()
                server.sendall(data)
        except OSError:
            pass
        _close(server, client)

    def _back(self, server: socket.socket, client: socket.socket, doomed: threading.Event) -> None:
        try:
            while data := server.recv(65_536):
                if doomed.is_set():
                    self.lost += 1
                    break
                client.sendall(data)
        except OSError:
            pass
        _close(server, client)


def _close(*ends: socket.socket) -> None:
    for end in ends:
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            continue


def _ready(url: str) -> bool:
    try:
        return requests.get(f"{url}/readyz", timeout=1).ok
    except requests.RequestException:
        return False


def settle(seconds: float) -> None:
    """Let the load continue for a while."""
    time.sleep(seconds)
