"""A running hall, started with ``antre run`` as a user starts it, and methods to use it and to kill its parts."""

from __future__ import annotations

import atexit
import copy
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import requests

from antre import first_house
from rig.contract import check_problem
from rig.waiting import PATIENCE_S, wait_for
from services.counter.house.house_file import SAMPLE
from waitingroom.house.model import with_all_day
from waitingroom.house.reader import read_house
from waitingroom.local_time import service_day

ROOT = Path(__file__).parents[1]
SERVICES = ("ticketing", "counter", "display", "reports")
HOUSE_FIELDS = ("name", "motto", "pronunciations")
START_WITHIN_S = 180.0
SECTIONS = ("venues", "agencies", "services", "counters")


PORTS, PORTS_EACH, PORTS_APART = 12_000, 2_500, 10
"""Below the system's ephemeral ports, which begin at 32,768; each of eight pytest workers has its own range."""
_taken: list[socket.socket] = []


@atexit.register
def _free_ports() -> None:
    for probe in _taken:
        probe.close()


def free_base_port() -> int:
    """Return a PORT with PORT+1 to PORT+4 free; keep PORT+9 bound, so that no other test process takes the same."""
    first = PORTS + PORTS_EACH * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:])
    count = PORTS_EACH // PORTS_APART
    for n in range(count):
        base = first + (os.getpid() + n) % count * PORTS_APART
        with ExitStack() as probes:
            try:
                *_, last = (probes.enter_context(_bound(port)) for port in (*range(base, base + 5), base + 9))
            except OSError:
                continue
            _taken.append(last.dup())
            return base
    raise AssertionError("no free ports")


def _bound(port: int) -> socket.socket:
    probe = socket.socket()
    try:
        probe.bind(("127.0.0.1", port))
    except OSError:
        probe.close()
        raise
    return probe


HERE = {"ANTRE_PUBLIC_URL": "http://127.0.0.1", "ANTRE_SPARES": "0"}
"""Phones in tests are on this machine; spare processes would only slow down tests that never kill a service."""


class RunningHall:
    """
    ``antre run`` in its own folder.

    started_s: how long the start took until ready, under the machine's load at that time.
    """

    command: Sequence[str] = ("run",)
    """Arguments of ``antre``."""
    before: Sequence[str] = ()
    """Prefix of every command, such as ``ip netns exec …``, if it runs elsewhere."""

    def __init__(
        self, folder: Path, *, port: int | None = None, env: dict[str, str] | None = None,
        root: Path = ROOT, **options: str,
    ) -> None:  # fmt: skip
        self.folder = folder
        self._admin: Clerk | None = None
        self.port = port or free_base_port()
        flags = [part for name, value in options.items() for part in (f"--{name}", value)]
        folder.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        with (folder / "run.out").open("ab") as out:
            self.process = subprocess.Popen(
                [*self.before, sys.executable, "-m", "antre.cli", *self.command, "--port", str(self.port), *flags],
                cwd=folder, env={**os.environ, "PYTHONPATH": str(root)} | HERE | (env or {}),
                stdout=out, stderr=out,
            )  # fmt: skip
        wait_for(lambda: self.ready_file or self.process.poll() is not None, START_WITHIN_S, "ready.json")
        assert self.process.poll() is None, self.output
        self.started_s = time.monotonic() - began
        self.ready: dict[str, Any] = json.loads(self.ready_file.read_text()) if self.ready_file else {}
        self.venue = self.ready["venue"]
        self.tickets = f"{self.ready['ticketing']}/api/ticketing/v1"
        self.counters = f"{self.ready['counter']}/api/counter/v1"

    def scaled(self, seconds: float) -> float:
        """Scale a promised duration to this machine: at least two starts of the hall."""
        return max(seconds, 2 * self.started_s)

    @property
    def ready_file(self) -> Path | None:
        """Path of ready.json: in ``.run``, or in ``.run/<port>`` if another hall uses the folder too; None: not ready."""
        places = [self.folder / ".run" / str(self.port) / "ready.json", self.folder / ".run" / "ready.json"]
        return next((p for p in places if p.exists() and f':{self.port + 1}"' in p.read_text()), None)

    @property
    def output(self) -> str:
        """Return the output of ``antre run``."""
        return (self.folder / "run.out").read_text()

    def logs(self, name: str) -> str:
        """Return the log of a child process."""
        return (self.folder / ".run" / "log" / f"{name}.log").read_text()

    def stop(self) -> float:
        """Send Ctrl-C and wait for the exit; return how long it took, in seconds."""
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                raise
        return time.monotonic() - began

    def children(self) -> dict[str, int]:
        """Return the process id of each living child by its name."""
        pids = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                comm, _, rest = stat.read_text().rpartition(")")
                parent = int(rest.split()[1])
                command = (stat.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except (OSError, IndexError):
                continue
            serves = "antre.serve" not in command or "(antre-" in comm  # else it starts, or is a spare
            if parent == self.process.pid and command and serves:
                name = next((n for n in SERVICES if f"services.{n}" in command), "redis")
                pids[name] = int(stat.parent.name)
        return pids

    def kill(self, name: str) -> int:
        """kill -9 a child; return its process id."""
        pid = self.children()[name]
        os.kill(pid, signal.SIGKILL)
        return pid

    def is_restarted(self, name: str, was: int) -> bool:
        """Return whether a child runs again after it was killed as process ``was``."""
        return self.children().get(name, was) != was

    def answers(self) -> bool:
        """Return whether every service is ready."""
        try:
            return all(requests.get(f"{self.ready[s]}/readyz", timeout=1).ok for s in SERVICES)
        except requests.RequestException:
            return False

    def issue(self, service: str = "ktp-el", **headers: str) -> requests.Response:
        """Ask for a ticket."""
        return requests.post(
            f"{self.tickets}/venues/{self.venue}/tickets",
            json={"service": service},
            headers=headers,
            timeout=PATIENCE_S,
            hooks={"response": check_problem},
        )

    def clerk(self, username: str | None = None, password: str | None = None) -> Clerk:
        """Sign in; without a username, return the session of this run's account, which saves a password hash."""
        if username is None:
            return self.admin.beside()
        return Clerk(self, username, password or self.ready["staff"]["password"])

    @property
    def admin(self) -> Clerk:
        """Session of this run's account: signed in once, and again if the session has ended."""
        if self._admin is None or not self._admin.http.get(f"{self.counters}/session", timeout=PATIENCE_S).ok:
            self._admin = Clerk(self, **self.ready["staff"])
        return self._admin

    def account(
        self, *roles: str, name: str | None = None, agencies: Sequence[str] = (), calls_numbers: bool = False
    ) -> dict[str, str]:
        """Create an account with these roles, or reset the password of the one with this name; return its credentials."""
        admin, name = self.admin, name or f"{roles[0]}-{uuid.uuid4().hex[:6]}"
        fields = {"roles": roles, "agencies": list(agencies), "calls_numbers": calls_numbers}
        url = f"{self.counters}/staff/{name}"
        saved = send_with_retry(lambda: admin.http.post(url, json=fields, timeout=PATIENCE_S))
        assert saved.status_code == 200, saved.text
        if "password" not in saved.json():
            saved = send_with_retry(lambda: admin.http.post(f"{url}/password", json={}, timeout=PATIENCE_S))
        return {"username": name, "password": saved.json()["password"]}

    def staff(self, *roles: str, **account: Any) -> Clerk:
        """Create an account as ``account`` does, and sign in with it."""
        return self.clerk(**self.account(*roles, **account))

    def house(self) -> dict[str, Any]:
        """Return the content of the house."""
        answer = self.admin.http.get(f"{self.counters}/house", timeout=PATIENCE_S)
        content: dict[str, Any] = answer.json()["content"]
        return content

    def edit_house(self, change: Callable[[dict[str, Any]], None]) -> None:
        """Let ``change`` modify the content in place, and save each part that differs, as the admin's page does."""
        before = self.house()
        after = copy.deepcopy(before)
        change(after)
        fields = [{key: house[key] for key in HOUSE_FIELDS if key in house} for house in (before, after)]
        if fields[0] != fields[1]:
            self._save("house", before=fields[0], value=fields[1])
        for section in SECTIONS:
            items = {(item.get("venue"), item["id"]): item for item in before[section]}
            for item in after[section]:
                was = items.get((item.get("venue"), item["id"]))
                if was != item:
                    self._save(f"house/{section}/{item['id']}", before=was, value=item, even_so=True)

    @contextmanager
    def anew(self) -> Iterator[RunningHall]:
        """
        Open the sample house with a new venue id in place of the first: no earlier numbers, calls or changes.

        Much cheaper than starting a hall. Accounts and devices stay. The previous house is restored afterwards.
        """
        venue, house = self.venue, self.house()
        self._open(f"{SAMPLE}-{uuid.uuid4().hex[:6]}", sample())
        try:
            yield self
        finally:
            for pid in self.children().values():
                os.kill(pid, signal.SIGCONT)
            wait_for(self.answers, what="every service at work")
            self._open(venue, house)

    def _open(self, venue: str, house: dict[str, Any]) -> None:
        """Import a house with its first venue renamed to ``venue``, and wait until the services know it."""
        text = json.dumps(house).replace(f'"{house["venues"][0]["id"]}"', f'"{venue}"')
        self._save("house/import", text=text, even_so=True)
        self.venue = self.ready["venue"] = venue
        urls = [f"{self.tickets}/venues/{venue}", f"{self.ready['display']}/api/display/v1/voice/{venue}"]
        wait_for(lambda: all(requests.get(url, timeout=PATIENCE_S).ok for url in urls), what=f"{venue} open")

    def _save(self, path: str, **body: Any) -> None:
        saved = self.admin.http.post(f"{self.counters}/{path}", json=body, timeout=PATIENCE_S)
        assert saved.status_code == 200, saved.text

    def antre(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run another ``antre`` command against this hall."""
        return subprocess.run(
            [*self.before, sys.executable, "-m", "antre.cli", *arguments], cwd=self.folder, text=True, capture_output=True,
            env={**os.environ, "PYTHONPATH": str(ROOT), "ANTRE_REDIS_URL": self.ready["redis"]}, timeout=120, check=False,
        )  # fmt: skip


def sample() -> dict[str, Any]:
    """Return the sample house as a hall opens it with ``--hours always``: all day."""
    content = first_house.sample_house()
    now_ms = round(time.time() * 1000)
    today = {
        v.id: service_day(now_ms, v.time_zone, v.day_starts_at) for v in read_house(content).venues.values()
    }
    return with_all_day(content, today)


def sign_in(http: requests.Session, url: str, staff: dict[str, str]) -> str:
    """Sign in; return the CSRF token."""
    # The pause before a retry can outlast a keep-alive connection, which the service may close during the retry.
    fresh = {"Connection": "close"}
    answer = send_with_retry(lambda: http.post(url, json=staff, timeout=PATIENCE_S, headers=fresh))
    assert answer.ok, answer.text
    return str(answer.json()["csrf_token"])


def send_with_retry(send: Callable[[], requests.Response]) -> requests.Response:
    """Send a request and retry while the response is 503, because passwords are hashed one at a time."""
    deadline = time.monotonic() + PATIENCE_S
    while (answer := send()).status_code == HTTPStatus.SERVICE_UNAVAILABLE and time.monotonic() < deadline:
        time.sleep(float(answer.headers["Retry-After"]))
    return answer


def _connection() -> requests.Session:
    http = requests.Session()
    # The service may close a keep-alive connection just as the next press is sent, and a press is not sent twice.
    http.headers["Connection"] = "close"
    http.hooks["response"].append(check_problem)
    return http


class Clerk:
    """A signed-in session of staff."""

    def __init__(self, hall: RunningHall, username: str, password: str) -> None:
        self._hall = hall
        self.http = _connection()
        self.http.headers["X-CSRF-Token"] = sign_in(
            self.http, f"{hall.counters}/session", {"username": username, "password": password}
        )

    def beside(self) -> Clerk:
        """Return a copy of the session with its own connections, for another thread."""
        other = copy.copy(self)
        other.http = _connection()
        other.http.headers["X-CSRF-Token"] = self.http.headers["X-CSRF-Token"]
        other.http.cookies.update(self.http.cookies)
        return other

    @property
    def base(self) -> str:
        """URL of the counters of the hall's current venue."""
        return f"{self._hall.counters}/venues/{self._hall.venue}/counters"

    def press(self, counter: str, verb: str, /, *, key: str | None = None, **body: Any) -> requests.Response:
        """Send a verb to a counter."""
        return self.http.post(
            f"{self.base}/{counter}/{verb}", json=body, timeout=PATIENCE_S,
            headers={"Idempotency-Key": key or uuid.uuid4().hex, "Accept-Language": "en"},
        )  # fmt: skip

    def state(self, counter: str) -> dict[str, Any]:
        """Return a counter's state."""
        state: dict[str, Any] = self.http.get(f"{self.base}/{counter}", timeout=PATIENCE_S).json()
        return state

    def ask(self, method: str, path: str, **body: Any) -> requests.Response:
        """Send a request to a path below the venue; ``key`` is an idempotency key."""
        key = {"Idempotency-Key": body.pop("key")} if "key" in body else {}
        return self.http.request(
            method, f"{self.base.removesuffix('/counters')}/{path}", json=body or None, timeout=PATIENCE_S,
            headers={"Accept-Language": "en"} | key,
        )  # fmt: skip
