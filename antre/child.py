"""A child of ``antre run``: started, started anew when it ends, replaced by a newer version, stopped with its own children."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

YOUNG_S = 5.0
BACKOFF_MAX_S = 2.0
LEAVES_WITHIN_S = 6.0
"""A replaced instance answers what it has for so long; gunicorn's own limit is 3 s."""
SPARE_NEEDS_MB = 400
"""A spare takes up to 65 MB; none is kept on a machine that has less than this left."""
SPARE_AGAIN_S = 60.0
"""After a spare that died by itself there is none for so long: what is on the disk does not start."""


class Instance:
    """
    One process of a child, in a group of its own; its output goes to a log file.

    A service's instance imports what it needs, waits to be told to serve, and tells over a pipe when it can work
    (``antre/serve.py``).
    """

    def __init__(
        self, command: Sequence[str], *, env: Mapping[str, str], log: Path, listening: socket.socket | None
    ) -> None:
        self.started_at = time.monotonic()
        self.is_ready = False
        self.ready_fd = -1
        """Readable once it says that it can work; -1: nothing more will be said."""
        more: dict[str, str] = {}
        fds: list[int] = []
        if listening:
            self.ready_fd, tells = os.pipe()
            more = {"ANTRE_LISTEN_FD": str(listening.fileno()), "ANTRE_READY_FD": str(tells)}
            fds = [listening.fileno(), tells]
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as out:
            self._popen = subprocess.Popen(
                command, env={**env, **more}, stdout=out, stderr=out, start_new_session=True, pass_fds=fds,
                stdin=subprocess.PIPE if listening else subprocess.DEVNULL,
            )  # fmt: skip
        if listening:
            os.close(tells)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._popen.pid

    def serve(self) -> None:
        """Tell it to serve."""
        if self._popen.stdin:
            with contextlib.suppress(
                BrokenPipeError
            ):  # it has ended, which is seen when its status is asked for
                self._popen.stdin.write(b"serve\n")
                self._popen.stdin.flush()
            with contextlib.suppress(BrokenPipeError):
                self._popen.stdin.close()

    def exit_status(self) -> int | None:
        """Return its exit status if it is no longer running."""
        return self._popen.poll()

    def look(self) -> None:
        """Take in whether it said that it can work."""
        if self.ready_fd >= 0 and select.select([self.ready_fd], [], [], 0)[0]:
            self.is_ready = os.read(self.ready_fd, 1) != b""
            self._close_pipe()

    def ask_to_stop(self) -> None:
        """Send TERM."""
        if self.exit_status() is None:
            with contextlib.suppress(ProcessLookupError):
                self._popen.terminate()

    def end(self, deadline: float = 0.0) -> None:
        """Wait until it is gone, until ``deadline`` (monotonic), then kill it and what it started."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(max(0.0, deadline - time.monotonic()))
        # The whole group: a dead master must not leave workers behind.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._popen.wait()
        if self._popen.stdin:
            with contextlib.suppress(BrokenPipeError):
                self._popen.stdin.close()
        self._close_pipe()

    def _close_pipe(self) -> None:
        if self.ready_fd >= 0:
            os.close(self.ready_fd)
        self.ready_fd = -1


class Child:
    """
    What runs under a name: the instance that serves, perhaps a warm spare, and during an upgrade the next one.

    listening: the socket of a service; it is open as long as ``antre run`` is, so that who comes while no instance
    serves waits, and is not turned away. keeps_spare: have an instance wait that has imported everything.
    """

    def __init__(
        self, name: str, command: Sequence[str], *, env: Mapping[str, str], log: Path,
        listening: socket.socket | None = None, keeps_spare: bool = False,
    ) -> None:  # fmt: skip
        self.name, self.log = name, log
        self._command, self._env, self._listening = list(command), dict(env), listening
        self._keeps_spare = keeps_spare
        self._current: Instance | None = None
        self._spare: Instance | None = None
        self._next: Instance | None = None
        self._leaving: Instance | None = None
        self._served_at = self._no_spare_until = 0.0
        self._next_start_at = 0.0
        self._pause_s = 0.0

    @property
    def pid(self) -> int | None:
        """The process id of the instance that serves."""
        return self._current.pid if self._current else None

    @property
    def is_service(self) -> bool:
        """Whether it listens."""
        return self._listening is not None

    @property
    def is_ready(self) -> bool:
        """Whether the instance that serves said that it can work."""
        return self._current is not None and self._current.is_ready

    @property
    def ready_fds(self) -> list[int]:
        """What becomes readable when an instance can work."""
        return [one.ready_fd for one in self._instances() if one.ready_fd >= 0]

    @property
    def rest_s(self) -> float:
        """In how many seconds something is due here; a day if nothing is."""
        due = [self._next_start_at] if self._next_start_at else []
        return max(0.0, min(due) - time.monotonic()) if due else 86_400.0

    def start(self) -> None:
        """Let the spare serve, or a new instance if there is none."""
        self._current, self._spare = self._spare or self._make(), None
        self._current.serve()
        self._served_at = time.monotonic()

    def exit_status(self) -> int | None:
        """Return the exit status of the instance that served, if it is no longer running."""
        return self._current.exit_status() if self._current else None

    def look(self) -> None:
        """Take in what the instances said."""
        for one in self._instances():
            one.look()
        if self._spare and self._spare.exit_status() is not None:
            self.drop_spare()
            self._no_spare_until = time.monotonic() + SPARE_AGAIN_S

    def restart_if_dead(self) -> bool:
        """Start it again if it died: at once, or after a growing pause if it served less than YOUNG_S; say whether."""
        now = time.monotonic()
        if self._current is None or self.exit_status() is None:
            return False
        if not self._next_start_at:
            self._current.end()
            young = now - self._served_at < YOUNG_S
            self._pause_s = min(BACKOFF_MAX_S, self._pause_s * 2 or 0.2) if young else 0.0
            self._next_start_at = now + self._pause_s
        if now < self._next_start_at:
            return False
        self._next_start_at = 0.0
        self.start()
        return True

    def keep_spare(self) -> None:
        """Have a spare, once the instance that serves can work, and where there is memory for it."""
        is_wanted = self._keeps_spare and self.is_ready and self._spare is None
        if is_wanted and time.monotonic() >= self._no_spare_until and memory_left_mb() > SPARE_NEEDS_MB:
            self._spare = self._make()

    def drop_spare(self) -> None:
        """Have no spare: it has an old version, or has died."""
        if self._spare:
            self._spare.end()
        self._spare = None

    def begin_next(self) -> None:
        """Start the version that is on the disk now, beside the one that serves; they share the socket."""
        self._next = self._make()
        self._next.serve()

    @property
    def is_next_decided(self) -> bool:
        """Whether the next one can work, or has ended."""
        return self._next is not None and (self._next.is_ready or self._next.exit_status() is not None)

    def take_next(self) -> bool:
        """Let the next one serve alone, and ask the one before it to leave; False: it cannot work and was ended."""
        coming, self._next = self._next, None
        assert coming is not None
        if not coming.is_ready or coming.exit_status() is not None:
            coming.end()
            return False
        self._leaving, self._current = self._current, coming
        self._served_at = time.monotonic()
        if self._leaving:
            self._leaving.ask_to_stop()
        return True

    def has_left(self) -> bool:
        """Return whether the replaced instance is gone; one that takes too long is killed."""
        leaving = self._leaving
        if leaving and (
            leaving.exit_status() is not None or time.monotonic() > self._served_at + LEAVES_WITHIN_S
        ):
            leaving.end()
            self._leaving = None
        return self._leaving is None

    def ask_to_stop(self) -> None:
        """Ask every instance to stop."""
        for one in self._instances():
            one.ask_to_stop()

    def stop(self, deadline: float) -> None:
        """Wait until every instance is gone, until ``deadline`` (monotonic), then kill them and what they started."""
        for one in self._instances():
            one.end(deadline)

    def _make(self) -> Instance:
        return Instance(self._command, env=self._env, log=self.log, listening=self._listening)

    def _instances(self) -> list[Instance]:
        return [one for one in (self._current, self._spare, self._next, self._leaving) if one]


def memory_left_mb() -> int:
    """Say how much memory is left; enough where the machine does not say it."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return SPARE_NEEDS_MB + 1
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("MemAvailable")), 0)
