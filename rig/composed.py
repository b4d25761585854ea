"""The hall in containers, brought up by the command a user brings it up with, as a project of its own."""

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
"""A command of the engine is given up after so long: it builds images in minutes, and takes all down in seconds."""

ALL = ("--profile", "*")
"""Of whatever profile: a container that stays holds its network, and the next hall cannot have that."""

ANSWERED_WITHIN_S = 20.0
"""Far beyond any honest answer, and far within the time that slow clients would hold a thread for."""


class EngineHangs(Exception):
    """A command of the engine did not end; the text says which, and what it had said."""


class Composed:
    """
    The hall of docker-compose.yml, as a project of its own on a port of its own.

    overlay: a file that is laid over it. ``$ANTRE_COMPOSE`` (default ``docker compose``) is the command; one that is
    set there names docker-compose.yml by itself.
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
        """Return what the command printed; it must succeed."""
        done = self.run(*self.command, *arguments, given=given, within_s=within_s)
        assert done.returncode == 0, f"{arguments}: {done.stdout[-3000:]}{done.stderr[-3000:]}"
        return done.stdout

    def docker(self, *arguments: str) -> str:
        done = self.run("docker", *arguments)
        assert done.returncode == 0, f"{arguments}: {done.stderr}"
        return done.stdout.strip()

    def kill(self, service: str) -> None:
        """kill -9 the container's first process, from outside: the engine must not take it for a wish."""
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
        """Take all down; once more if the engine hangs over it, which is none of the hall's doing."""
        try:
            self(*ALL, "down", *arguments, within_s=DOWN_WITHIN_S)
        except EngineHangs as hang:
            print(hang)  # noqa: T201 - of the machine, for who reads the tests
            self(*ALL, "down", *arguments, within_s=DOWN_WITHIN_S)

    def run(
        self, *command: str, given: str | None = None, within_s: float = COMMAND_WITHIN_S
    ) -> subprocess.CompletedProcess[str]:
        """Run a command. Raises EngineHangs, and then leaves none of its processes."""
        with subprocess.Popen(
            command, cwd=ROOT, env=self.env, text=True, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        ) as process:  # fmt: skip
            try:
                said, complained = process.communicate(given, within_s)
            except subprocess.TimeoutExpired as hang:
                last = b"".join(part[-1000:] for part in (hang.stdout, hang.stderr) if part)
                raise EngineHangs(
                    f"{shlex.join(command)}: the engine gave no end to this within {within_s:.0f} s, and was killed."
                    f" It had said: {last.decode(errors='replace')}"
                ) from None
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
        return subprocess.CompletedProcess(command, process.returncode, said, complained)


@contextmanager
def composed(overlay: str = "") -> Iterator[Composed]:
    """Return a hall that is not up yet; takes it down in the end. Without an engine the test is skipped, or fails if one is named."""
    hall = Composed(overlay)
    if not hall.has_engine():
        if "ANTRE_COMPOSE" in os.environ:
            pytest.fail(f"{os.environ['ANTRE_COMPOSE']}: no engine answers", pytrace=False)
        pytest.skip("no Docker engine: the compose journey was not run")
    yield hall
    hall.down("-v", "--remove-orphans")


def house_open_now() -> str:
    """The sample house as a file, open all day today and tomorrow: a test comes at any hour."""
    content = yaml.safe_load(sample_path(SAMPLE).read_text("utf-8"))
    day = (datetime.now(UTC) + timedelta(hours=4)).date()
    content = with_all_day(content, {venue["id"]: str(day) for venue in content["venues"]})
    return json.dumps(content, default=str)


def take_a_number(compose: Composed, service: str = "ktp-el") -> requests.Response:
    """As the public takes one."""
    return requests.post(compose.url + TICKETS, json={"service": service}, timeout=ANSWERED_WITHIN_S)
