"""
``antre run``: the whole hall from one command, without Docker and without root.

Starts Redis and the four services on the loopback, loads the sample house if there is
none, opens the hall whatever the hour (unless HOURS=real, or an admin decided about today), makes a one-off staff
account, restarts what dies, and stops everything on Ctrl-C. Data stays in ``.run/data``.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, TextIO
from urllib.parse import urlsplit

from antre import first_house
from antre.child import Child
from antre.redis_server import RedisFolder, find_server
from services.counter.accounts.accounts import Accounts
from services.staff.permissions import ROLES
from services.web.public_address import is_own_machine
from waitingroom.halls import Halls
from waitingroom.house.model import House
from waitingroom.log.redis_log import RedisStore, Vault
from waitingroom.log.seen_days import SeenDays
from waitingroom.refusals import LogLost, Unavailable, UpgradeNeeded

PORTS = {"ticketing": 1, "counter": 2, "display": 3, "reports": 4}
READY_WITHIN_S = 90.0
STOP_WITHIN_S = 2.5
LOOK_EVERY_S = 0.1
RENEW_EVERY_S = 1.0
PRIVATE = 0o077
"""Bits of a mode that nobody else gets."""
FOLLOW_REST_S = 1.0
"""This process only needs the house, so it reads the log rarely."""


BROKEN_SIGNS = ("Bad file format reading the append only file", "Error reading the append only file")
SAY_EVERY_S = 60.0
"""How often it is said what to do about a Redis that dies again and again."""

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


class CannotStart(Exception):
    """The hall did not come up; the text says what to do."""


class Run:
    """One run: its folder, its children, its house."""

    def __init__(
        self, *, port: int, host: str, real_hours: bool, folders: Sequence[Path] = (), box: str = ""
    ) -> None:  # fmt: skip
        """folders: where the data may be, the first that no other run has; box: the outreach box that this is, if any."""
        os.umask(
            PRIVATE
        )  # of this process and its children: the data holds secrets, the logs what visitors did
        self.folder, self._lock = _own_folder(port, folders)
        self._box = box
        self._port, self._host, self._real_hours = port, host, real_hours
        self._children: list[Child] = []
        self._stopping = False
        self._said_at = float("-inf")
        self._redis_url = os.environ.get("ANTRE_REDIS_URL", "")

    def go(self) -> int:
        """Run until Ctrl-C; give the exit status."""
        signal.signal(signal.SIGINT, self._stop)
        signal.signal(signal.SIGTERM, self._stop)
        self._ready_file.unlink(missing_ok=True)
        try:
            self._check_ports()
            self._start_redis()
            store = RedisStore(self._redis_url, int(os.environ.get("ANTRE_REDIS_WAIT") or 0))
            store.start()
            halls = Halls(
                store,
                alarm=_say,
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
            for name in PORTS:
                self._wait(name, partial(_ready, self._local_url(name)))
            self._announce(password, halls.house.edition.house)
            self._watch(halls)
            return 0
        except CannotStart as error:
            if not self._stopping:
                print(f"\n{error}", file=sys.stderr)
                return 1
            return 0
        finally:
            self._ready_file.unlink(missing_ok=True)
            deadline = time.monotonic() + STOP_WITHIN_S
            for child in self._children[::-1]:
                if child.name != "redis":
                    child.ask_to_stop()
            for child in self._children[::-1]:
                if child.name == "redis":
                    child.ask_to_stop()
                child.stop(deadline)

    def _begin(self, store: RedisStore) -> bool:
        """Do what comes before the house is read; False: not yet."""
        return True

    @property
    def _seen_folder(self) -> Path:
        return Path(os.environ.get("ANTRE_SEEN_DIR") or self.folder / "data" / "seen")

    @property
    def _ready_file(self) -> Path:
        return self.folder / "ready.json"

    def _check_ports(self) -> None:
        for name, offset in PORTS.items():
            with socket.socket() as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    trial.bind((self._host, self._port + offset))
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
            port = self._port + offset
            gunicorn = ["gunicorn", "-c", "python:services.web.server", f"services.{name}.app:create_app()"]
            module = ["services.display.serve"] if name == "display" else gunicorn
            self._add(name, [sys.executable, "-m", *module], ANTRE_PORT=str(port))

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
        child = Child(name, command, env=full, log=self.folder / "log" / f"{name}.log")
        self._children.append(child)
        child.start()

    def _prepare_house(self, halls: Halls) -> bool:
        """Have a house and its days open; False: not yet, for Redis did not answer in time."""
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

    def _watch(self, halls: Halls) -> None:
        renew_at = 0.0
        while not self._stopping:
            for child in self._children:
                status = child.exit_status()
                if child.restart_if_dead():
                    print(f"{_clock()}  {child.name} stopped ({status}) and was started again.", flush=True)
                    if child.name == "redis":
                        self._say_if_redis_log_broken()
            if time.monotonic() >= renew_at:
                renew_at = time.monotonic() + RENEW_EVERY_S
                try:
                    if not self._real_hours:
                        first_house.open_whatever_the_hour(halls)
                except Unavailable:
                    renew_at = time.monotonic() + 1.0
            time.sleep(LOOK_EVERY_S)

    def _wait(self, what: str, is_so: Callable[[], bool]) -> None:
        deadline = time.monotonic() + READY_WITHIN_S
        while not self._stopping:
            if is_so():
                return
            for child in self._children:
                if child.exit_status() is not None and time.monotonic() > deadline - READY_WITHIN_S + 3:
                    self._check_redis_log()
                    raise CannotStart(f"{child.name} does not start. Read {child._log}")
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"{what} is not ready after {READY_WITHIN_S:.0f} s. Read {self.folder / 'log'}"
                )
            time.sleep(LOOK_EVERY_S)
        raise CannotStart("stopped")

    def _check_redis_log(self) -> None:
        """Raise CannotStart if Redis refuses its append-only file."""
        log = self.folder / "log" / "redis.log"
        if log.exists() and any(sign in log.read_text(errors="replace")[-4_000:] for sign in BROKEN_SIGNS):
            raise CannotStart(BROKEN_LOG.format(folder=self.folder / "data"))

    def _say_if_redis_log_broken(self) -> None:
        try:
            self._check_redis_log()
        except CannotStart as error:
            if time.monotonic() > self._said_at + SAY_EVERY_S:
                self._said_at = time.monotonic()
                print(error, file=sys.stderr, flush=True)

    def _announce(self, password: str, house: House | None) -> None:
        urls = {name: self._local_url(name) for name in PORTS}
        venue = next(iter(house.venues), "") if house else ""
        ready = {
            "redis": self._redis_url, **urls, "venue": venue,
            "staff": {"username": "petugas", "password": password},
        }  # fmt: skip
        hidden = self._ready_file.with_suffix(".tmp")
        hidden.touch(mode=0o600)
        hidden.write_text(json.dumps(ready, indent=2))
        hidden.replace(self._ready_file)
        self._say_open(urls, venue, password)

    def _say_open(self, urls: dict[str, str], venue: str, password: str) -> None:
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
            f"{self._phones}"
            "Ctrl-C stops everything; the data stays.",
            flush=True,
        )

    @property
    def _phones(self) -> str:
        """Say that codes lead no phone here, if so."""
        public_url = os.environ.get("ANTRE_PUBLIC_URL", "")
        host = urlsplit(public_url).hostname or "" if public_url else self._host
        return NO_PHONES if host != ANY_HOST and is_own_machine(host) else ""

    def _local_url(self, name: str) -> str:
        host = "127.0.0.1" if self._host == ANY_HOST else self._host
        return f"http://{host}:{self._port + PORTS[name]}"

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True


def _own_folder(port: int, folders: Sequence[Path] = ()) -> tuple[Path, TextIO]:
    """Give this run's folder: ``.run``, or ``.run/<port>`` beside another run, or as an outreach box has it; and its lock."""
    for path in folders or (Path(".run"), Path(f".run/{port}")):
        folder = path.absolute()
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)  # an earlier version may have made it
        lock = (folder / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            continue
        return folder, lock
    raise CannotStart(f"Antre runs here already with PORT={port}. Stop it, or choose another PORT.")


def _ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=1) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _say(event: str, **fields: Any) -> None:
    print(f"{_clock()}  {event} {fields}", file=sys.stderr, flush=True)


def _clock() -> str:
    return time.strftime("%H.%M.%S")
