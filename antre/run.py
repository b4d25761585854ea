"""
``antre run``: run the whole hall with one command, without Docker and without root.

It starts Redis and the four services on the loopback interface, loads the sample house if there is no house, opens the
hall at any hour (unless HOURS=real or an admin has set an exception for today), creates a one-off staff account,
restarts processes that die, replaces each service by a newer version on ``antre upgrade``, and stops everything on
Ctrl-C. Data is kept in ``.run/data``.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import json
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, TextIO
from urllib.parse import urlsplit

from antre import first_house
from antre.child import Child
from antre.failure import CommandFailed
from antre.redis_server import RedisFolder, find_server
from antre.upgrade import DONE, SIGNAL, STOPPED, UPGRADE_LOG
from services.counter.accounts.accounts import Accounts
from services.staff.permissions import ROLES
from services.web.public_address import is_own_machine
from services.web.settings import read_namespace, read_replicas
from waitingroom.house.model import House
from waitingroom.live.halls import Follower, Halls
from waitingroom.log.redis_log import RedisStore, Vault
from waitingroom.log.seen_days import SeenDays
from waitingroom.refusals import LogLost, Unavailable, UpgradeNeeded

PORTS = {"ticketing": 1, "counter": 2, "display": 3, "reports": 4}
READY_TIMEOUT_S = 90.0
STOP_TIMEOUT_S = 2.5
POLL_EVERY_S = 0.1
"""Poll interval while waiting for the hall to start."""
WATCH_EVERY_S = 1.0
"""Maximum pause of the watch loop; the end of a child, a signal or a child that becomes ready ends it at once."""
BACKLOG = 4_096
"""Connections that may wait while a service restarts."""
SPARES = ("ticketing", "counter", "display")
"""Services with a spare, because presses or screens wait for them. ``ANTRE_SPARES=0`` disables spares."""
RENEW_EVERY_S = 1.0
PRIVATE = 0o077
"""The umask: no access for group and others."""
FOLLOW_REST_S = 1.0
"""Pause between reads of the log; long, since this process only needs the house."""


BROKEN_SIGNS = ("Bad file format reading the append only file", "Error reading the append only file")
WARN_EVERY_S = 60.0
"""Minimum interval between warnings about a Redis that keeps dying."""

LOG_LOST = """The queue's log is gone, or older than the one that ran here: {folder}
Nothing was opened, so that no number is given out twice. Put the backup of this folder back and start again.
If there is none, or the older log is the right one: antre begin-anew (docs/runbook.md, "The log is gone").
If antre restore was stopped before its end, do it again: nothing half restored is opened."""

BROKEN_LOG = """Redis cannot read its log: {folder}/appendonlydir
Stop, copy this folder, then cut the log at the broken place; what stood behind it is lost:
    redis-check-aof --fix {folder}/appendonlydir/*.manifest
Or put the backup back. docs/runbook.md, "Redis does not start"."""

ANY_HOST = "0.0.0.0"  # noqa: S104
NO_PHONES = """No phone finds this hall by a QR code: it is at 127.0.0.1. Try it with phones: make run HOST=0.0.0.0, then
open the kiosk by this machine's address in the network, or set ANTRE_PUBLIC_URL=http://<that address>.

"""


class CannotStart(CommandFailed):
    """The hall cannot start; the text says what to do."""


def add_arguments(run: argparse.ArgumentParser) -> None:
    """Add ports, address and hours."""
    run.add_argument("--port", type=int, default=8000, help="services listen on PORT+1 to PORT+4")
    run.add_argument("--host", default="127.0.0.1", help="0.0.0.0 for the LAN")
    run.add_argument("--hours", choices=["always", "real"], default="always")
    run.set_defaults(act=lambda a: Run(port=a.port, host=a.host, real_hours=a.hours == "real").go())


class Run:
    """One run of the hall: its folder, its child processes and its house."""

    def __init__(
        self, *, port: int, host: str, real_hours: bool, folders: Sequence[Path] = (), box: str = ""
    ) -> None:  # fmt: skip
        """folders: candidates for the data folder, of which the first that no other run uses is taken; box: name of the outreach box, if any."""
        os.umask(PRIVATE)  # also for children: data contains secrets, and logs contain visitors' actions
        self.folder, self._lock = _own_folder(port, folders)
        self._box = box
        self._port, self._host, self._real_hours = port, host, real_hours
        self._children: list[Child] = []
        self._listening: dict[str, socket.socket] = {}
        self._stopping = self._upgrade_requested = False
        self._warned_at = float("-inf")
        self._redis_url = os.environ.get("ANTRE_REDIS_URL", "")

    def go(self) -> int:
        """Run until Ctrl-C; return the exit status."""
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(SIGNAL, self._request_upgrade)
        self._wake_on_signals()
        self._ready_file.unlink(missing_ok=True)
        try:
            self._listen()
            self._start_redis()
            store = RedisStore(self._redis_url, read_namespace(), read_replicas())
            store.start()
            halls = Halls(
                store,
                alarm=_alarm,
                rest_s=FOLLOW_REST_S,
                seen=SeenDays(self._seen_folder, "run"),
                box=self._box,
            )
            self._wait("Redis", store.ping)
            self._wait("The log", partial(self._begin, store))
            halls.start()
            self._wait("The house", partial(self._prepare_house, halls))
            password = Accounts(Vault(store), 3600, halls.clock.now_ms).add("petugas", roles=ROLES)
            self._start_services()
            for child in self._services:
                self._wait(child.name, lambda child=child: child.is_ready)  # type: ignore[misc]
            self._announce(password, halls.house.edition.house)
            if not self._real_hours:
                renew = partial(first_house.open_whatever_the_hour, halls)
                Follower("hours", renew, _alarm, RENEW_EVERY_S).start()
            self._watch()
            return 0
        except CannotStart as error:
            if not self._stopping:
                print(f"\n{error}", file=sys.stderr)
                return 1
            return 0
        finally:
            self._ready_file.unlink(missing_ok=True)
            self._stop_children()

    def _stop_children(self) -> None:
        """Stop all children concurrently, Redis after those that write to it."""
        deadline = time.monotonic() + STOP_TIMEOUT_S
        for child in self._children[::-1]:
            if child.name != "redis":
                child.ask_to_stop()
        for child in self._children[::-1]:
            if child.name == "redis":
                child.ask_to_stop()
            child.stop(deadline)

    def _begin(self, store: RedisStore) -> bool:
        """Hook that runs before the house is loaded; return False to be called again."""
        return True

    @property
    def _seen_folder(self) -> Path:
        return Path(os.environ.get("ANTRE_SEEN_DIR") or self.folder / "data" / "seen")

    @property
    def _ready_file(self) -> Path:
        return self.folder / "ready.json"

    def _listen(self) -> None:
        """Open the socket of every service; it stays open even while the service restarts. Raises CannotStart."""
        for name, offset in PORTS.items():
            address = (self._host, self._port + offset)
            try:
                self._listening[name] = socket.create_server(address, backlog=BACKLOG)
            except OSError as error:
                raise CannotStart(
                    f"{self._host}:{self._port + offset}, wanted for {name}, cannot be used: {error.strerror}.\n"
                    f"Stop what runs there, or choose others: make run PORT={self._port + 10_000}"
                ) from error

    def _start_redis(self) -> None:
        if not self._redis_url:
            data = self.folder / "data"
            redis = RedisFolder(data, find_server(data))
            self._redis_url = redis.url
            self._add("redis", redis.command)

    def _start_services(self) -> None:
        for name, offset in PORTS.items():
            command = [sys.executable, "-m", "antre.serve", f"services.{name}"]
            self._add(name, command, ANTRE_PORT=str(self._port + offset))

    @property
    def _services(self) -> list[Child]:
        return [child for child in self._children if child.is_service]

    def _add(self, name: str, command: list[str], **env: str) -> None:
        origins = " ".join(f":{self._port + offset}" for offset in PORTS.values())
        full = {
            **os.environ, "ANTRE_REDIS_URL": self._redis_url, "ANTRE_HOST": self._host,
            "ANTRE_DISPLAY_URL": f":{self._port + PORTS['display']}", "ANTRE_PAGE_ORIGINS": origins,
            "ANTRE_TICKETING_URL": f":{self._port + PORTS['ticketing']}",
            "ANTRE_COUNTER_URL": f":{self._port + PORTS['counter']}",
            "ANTRE_REPORTS_URL": f":{self._port + PORTS['reports']}",
            "ANTRE_SEEN_DIR": str(self._seen_folder), "ANTRE_OUTREACH_BOX": self._box,
            "MALLOC_ARENA_MAX": "2",  # sixteen threads would keep sixteen pools of freed memory
            "ANTRE_MEDIA_DIR": os.environ.get("ANTRE_MEDIA_DIR") or str(self.folder / "data" / "media"),
            "ANTRE_HISTORY_URL": os.environ.get("ANTRE_HISTORY_URL") or f"sqlite:///{self.folder / 'data' / 'history.db'}",
            "ANTRE_ARCHIVE_DIR": os.environ.get("ANTRE_ARCHIVE_DIR") or str(self.folder / "data" / "archive"),
            "PYTHONPATH": str(Path(__file__).parents[1]), **env,
        }  # fmt: skip
        child = Child(
            name, command, env=full, log=self.folder / "log" / f"{name}.log", listening=self._listening.get(name),
            keeps_spare=name in SPARES and os.environ.get("ANTRE_SPARES") != "0",
        )  # fmt: skip
        self._children.append(child)
        child.start()

    def _prepare_house(self, halls: Halls) -> bool:
        """Load a house if needed and open its days; return False if Redis did not respond in time."""
        try:
            first_house.load_if_none(halls)
            if self._real_hours:
                first_house.keep_real_hours(halls)
            else:
                first_house.open_whatever_the_hour(halls)
            for hall in halls.all():
                hall.settle()
        except LogLost as error:
            raise CannotStart(LOG_LOST.format(folder=self.folder / "data")) from error
        except UpgradeNeeded:
            raise
        except Unavailable:
            return False
        return True

    def _watch(self) -> None:
        while not self._stopping:
            self._check_children()
            for child in self._services:
                child.keep_spare()
            if self._upgrade_requested:
                self._upgrade()
                self._upgrade_requested = False
            self._pause(WATCH_EVERY_S)

    def _check_children(self) -> None:
        """Update the state of children and restart those that died."""
        for child in self._children:
            child.look()
            status = child.exit_status()
            if child.restart_if_dead():
                print(f"{_clock()}  {child.name} stopped ({status}) and was started again.", flush=True)
                if child.name == "redis":
                    self._warn_if_redis_log_broken()

    def _pause(self, max_s: float) -> None:
        """Wait until a child ends or becomes ready, a signal arrives, or a restart is due."""
        fds = [self._signals, *(fd for child in self._children for fd in child.ready_fds)]
        select.select(fds, [], [], min([max_s, *(child.rest_s for child in self._children)]))
        with contextlib.suppress(BlockingIOError):
            os.read(self._signals, 4_096)

    def _wake_on_signals(self) -> None:
        """Make every signal, including SIGCHLD, end a pause."""
        self._signals, end = os.pipe()
        os.set_blocking(self._signals, False)
        os.set_blocking(end, False)
        signal.set_wakeup_fd(end, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)

    def _upgrade(self) -> None:
        """Replace each service in turn by the version on disk; the old instance serves until the new one is ready."""
        log = self.folder / UPGRADE_LOG
        for child in self._services:
            child.drop_spare()
        for child in self._services:
            began = time.monotonic()
            child.begin_next()
            self._await(lambda child=child: child.is_next_decided, READY_TIMEOUT_S)  # type: ignore[misc]
            if not child.take_next():
                _report(
                    log,
                    f"{STOPPED} {child.name}: the new version does not start, the old one serves on. {child.log}",
                )
                return
            self._await(child.has_left, READY_TIMEOUT_S)
            _report(log, f"{child.name}: the new version serves, after {time.monotonic() - began:.1f} s.")
        _report(log, f"{DONE} (antre run itself is the old one until it is stopped and started.)")

    def _await(self, is_done: Callable[[], bool], timeout_s: float) -> None:
        """Keep watching until ``is_done``, the timeout, or the stop of the hall."""
        deadline = time.monotonic() + timeout_s
        while not self._stopping and time.monotonic() < deadline:
            self._check_children()
            if is_done():
                return
            self._pause(POLL_EVERY_S)

    def _wait(self, what: str, is_ready: Callable[[], bool]) -> None:
        deadline = time.monotonic() + READY_TIMEOUT_S
        while not self._stopping:
            for child in self._children:
                child.look()
            if is_ready():
                return
            for child in self._children:
                if child.exit_status() is not None and time.monotonic() > deadline - READY_TIMEOUT_S + 3:
                    self._check_redis_log()
                    raise CannotStart(f"{child.name} does not start. Read {child.log}")
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"{what} is not ready after {READY_TIMEOUT_S:.0f} s. Read {self.folder / 'log'}"
                )
            self._pause(POLL_EVERY_S)
        raise CannotStart("stopped")

    def _check_redis_log(self) -> None:
        """Raise CannotStart if Redis cannot read its append-only file."""
        log = self.folder / "log" / "redis.log"
        if log.exists() and any(sign in log.read_text(errors="replace")[-4_000:] for sign in BROKEN_SIGNS):
            raise CannotStart(BROKEN_LOG.format(folder=self.folder / "data"))

    def _warn_if_redis_log_broken(self) -> None:
        try:
            self._check_redis_log()
        except CannotStart as error:
            if time.monotonic() > self._warned_at + WARN_EVERY_S:
                self._warned_at = time.monotonic()
                print(error, file=sys.stderr, flush=True)

    def _announce(self, password: str, house: House | None) -> None:
        urls = {name: self._local_url(name) for name in PORTS}
        venue = next(iter(house.venues), "") if house else ""
        ready = {
            "redis": self._redis_url, "namespace": read_namespace(), **urls, "venue": venue, "pid": os.getpid(),
            "staff": {"username": "petugas", "password": password},
        }  # fmt: skip
        hidden = self._ready_file.with_suffix(".tmp")
        hidden.touch(mode=0o600)
        hidden.write_text(json.dumps(ready, indent=2))
        hidden.replace(self._ready_file)
        self._print_welcome(urls, venue, password)

    def _print_welcome(self, urls: dict[str, str], venue: str, password: str) -> None:
        """Print the addresses and the account."""
        open_pages = (
            f"  Kiosk      {urls['ticketing']}/kiosk/{venue}\n"
            f"  Counter    {urls['counter']}/counter\n"
            f"  Board      {urls['display']}/board/{venue}\n"
        )
        print(
            "Antre is open. / Antre sudah buka.\n\n"
            f"{open_pages if venue else ''}"
            f"  Settings   {urls['counter']}/admin\n"
            f"  Reports    {urls['reports']}/reports/house\n\n"
            f"  Staff      petugas   {password}   (made for this run)\n"
            f"  Log files  {self.folder / 'log'}\n\n"
            f"{self._phone_hint}"
            "Ctrl-C stops everything; the data stays.",
            flush=True,
        )

    @property
    def _phone_hint(self) -> str:
        """A hint that phones cannot reach this hall by QR codes, or ""."""
        public_url = os.environ.get("ANTRE_PUBLIC_URL", "")
        host = urlsplit(public_url).hostname or "" if public_url else self._host
        return NO_PHONES if host != ANY_HOST and is_own_machine(host) else ""

    def _local_url(self, name: str) -> str:
        host = "127.0.0.1" if self._host == ANY_HOST else self._host
        return f"http://{host}:{self._port + PORTS[name]}"

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _request_upgrade(self, number: int, frame: FrameType | None) -> None:
        self._upgrade_requested = True


def _own_folder(port: int, folders: Sequence[Path] = ()) -> tuple[Path, TextIO]:
    """Return the run's folder and lock: of ``folders``, else ``.run``, or ``.run/<port>`` if another run uses that. Raises CannotStart."""
    for path in folders or (Path(".run"), Path(f".run/{port}")):
        folder = path.absolute()
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)  # an earlier version may have created it with another mode
        lock = (folder / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            continue
        return folder, lock
    raise CannotStart(f"Antre runs here already with PORT={port}. Stop it, or choose another PORT.")


def _report(file: Path, line: str) -> None:
    """Report the progress of an upgrade on stdout and, through the file, to ``antre upgrade``."""
    print(f"{_clock()}  {line}", flush=True)
    with file.open("a") as out:
        out.write(line + "\n")


def _alarm(event: str, **fields: Any) -> None:
    print(f"{_clock()}  {event} {fields}", file=sys.stderr, flush=True)


def _clock() -> str:
    return time.strftime("%H.%M.%S")
