"""The hall in containers, started with the Compose command as a user starts it, as a separate project."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests
import yaml

from antre.house_file import sample_path
from antre.redis_server import free_port
from rig.running import ROOT
from services.counter.house.house_file import SAMPLE
from waitingroom.house.model import with_all_day

TICKETS = f"/api/ticketing/v1/venues/{SAMPLE}/tickets"
COMMAND_WITHIN_S, DOWN_WITHIN_S = 400.0, 120.0
"""Timeouts of a command of the engine: building images takes minutes, taking everything down takes seconds."""

ALL = ("--profile", "*")
"""All profiles: a container left running keeps its network, which the next hall then cannot create."""

ANSWERED_WITHIN_S = 20.0
"""Far longer than any normal response, and far shorter than slow clients would hold a thread."""


class EngineHangs(Exception):
    """A command of the engine timed out; the text contains the command and its last output."""


class Composed:
    """
    The hall of docker-compose.yml, as a separate project on its own port.

    overlay: a second compose file. ``$ANTRE_COMPOSE`` (default ``docker compose``) is the command; if it is set, it
    must name docker-compose.yml itself.
    """

    def __init__(self, overlay: str = "") -> None:
        self.command = shlex.split(os.environ.get("ANTRE_COMPOSE", "docker compose"))
        if overlay:
            first = [] if "ANTRE_COMPOSE" in os.environ else ["-f", "docker-compose.yml"]
            self.command += [*first, "-f", overlay]
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.project = "-".join(("antre-journey", str(os.getpid()), *Path(overlay).stem.split(".")[1:]))
        self.env = {
            **os.environ, "COMPOSE_PROJECT_NAME": self.project,
            "ANTRE_PORT": str(self.port), "ANTRE_TLS_PORT": str(free_port()),
        }  # fmt: skip

    def has_engine(self) -> bool:
        if shutil.which(self.command[0]) is None or shutil.which("docker") is None:
            return False
        return self.run(*self.command, "ps").returncode == 0

    def __call__(self, *arguments: str, given: str | None = None, within_s: float = COMMAND_WITHIN_S) -> str:
        """Run a Compose command and return its output; it must succeed. given: standard input."""
        done = self.run(*self.command, *arguments, given=given, within_s=within_s)
        assert done.returncode == 0, f"{arguments}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout

    def docker(self, *arguments: str) -> str:
        done = self.run("docker", *arguments)
        assert done.returncode == 0, f"{arguments}: {done.stderr}"
        return done.stdout.strip()

    def kill(self, service: str) -> None:
        """kill -9 the container's first process from outside, so that the engine sees a crash, not a requested stop."""
        pid = self.docker("inspect", "-f", "{{.State.Pid}}", f"{self.project}-{service}-1")
        killer = f"import os; os.kill({pid}, 9)"
        self.docker(
            "run", "--rm", "--pid", "host", "--network", "none", "--user", "0", "antre:local",
            "python", "-c", killer,
        )  # fmt: skip

    def answers(self, path: str) -> bool:
        try:
            return requests.get(self.url + path, timeout=3).status_code == 200
        except requests.RequestException:
            return False

    def down(self, *arguments: str) -> None:
        """Take everything down; retry once if the engine hangs, which is not the hall's fault."""
        try:
            self(*ALL, "down", *arguments, within_s=DOWN_WITHIN_S)
        except EngineHangs as hang:
            print(hang)  # noqa: T201 - a problem of the machine, shown in the test output
            self(*ALL, "down", *arguments, within_s=DOWN_WITHIN_S)

    def run(
        self, *command: str, given: str | None = None, within_s: float = COMMAND_WITHIN_S
    ) -> subprocess.CompletedProcess[str]:
        """Run a command. Raises EngineHangs after killing all of its processes."""
        with subprocess.Popen(
            command, cwd=ROOT, env=self.env, text=True, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ) as process:  # fmt: skip
            try:
                stdout, stderr = process.communicate(given, within_s)
            except subprocess.TimeoutExpired as hang:
                last = b"".join(part[-1000:] for part in (hang.stdout, hang.stderr) if part)
                raise EngineHangs(
                    f"{shlex.join(command)}: the engine did not finish within {within_s:.0f} s, and was killed."
                    f" Last output: {last.decode(errors='replace')}"
                ) from None
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
        return subprocess.CompletedProcess(command, process.returncode, stdout, stderr)


@contextmanager
def composed(overlay: str = "") -> Iterator[Composed]:
    """
    Yield a hall that is not up yet, and take it down at the end.

    Without an engine the test is skipped, or fails if $ANTRE_COMPOSE is set.
    """
    hall = Composed(overlay)
    if not hall.has_engine():
        if "ANTRE_COMPOSE" in os.environ:
            pytest.fail(f"{os.environ['ANTRE_COMPOSE']}: no engine answers", pytrace=False)
        pytest.skip("no Docker engine: the compose journey was not run")
    yield hall
    hall.down("-v", "--remove-orphans")


def house_open_now() -> str:
    """Return the sample house as a file, open all day today and tomorrow, because tests run at any hour."""
    content = yaml.safe_load(sample_path(SAMPLE).read_text("utf-8"))
    day = (datetime.now(UTC) + timedelta(hours=4)).date()
    content = with_all_day(content, {venue["id"]: str(day) for venue in content["venues"]})
    return json.dumps(content, default=str)


def take_a_number(compose: Composed, service: str = "ktp-el") -> requests.Response:
    """Take a number as the public does."""
    return requests.post(compose.url + TICKETS, json={"service": service}, timeout=ANSWERED_WITHIN_S)
