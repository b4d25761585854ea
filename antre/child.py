"""A child process of ``antre run``: start, restart when it ends, upgrade, and stop it with its own children."""

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

SHORT_LIVED_S = 5.0
BACKOFF_MAX_S = 2.0
LEAVE_TIMEOUT_S = 6.0
"""How long a replaced instance may take to finish its requests; gunicorn's own limit is 3 s."""
SPARE_NEEDS_MB = 400
"""Minimum free memory for keeping a spare, which takes up to 65 MB."""
SPARE_RETRY_S = 60.0
"""Pause before a new spare after one died by itself: the version on disk probably does not start."""


class Instance:
    """
    One process of a child, in its own process group; its output goes to a log file.

    The instance of a service imports what it needs, waits for ``serve``, and signals over a pipe when it is ready
    (``antre/serve.py``).
    """

    def __init__(
        self, command: Sequence[str], *, env: Mapping[str, str], log: Path, listening: socket.socket | None
    ) -> None:
        self.started_at = time.monotonic()
        self.is_ready = False
        self.ready_fd = -1
        """Becomes readable when the instance is ready or has ended; -1 after that."""
        extra_env: dict[str, str] = {}
        fds: list[int] = []
        if listening:
            self.ready_fd, ready_end = os.pipe()
            extra_env = {"ANTRE_LISTEN_FD": str(listening.fileno()), "ANTRE_READY_FD": str(ready_end)}
            fds = [listening.fileno(), ready_end]
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as out:
            self._popen = subprocess.Popen(
                command, env={**env, **extra_env}, stdout=out, stderr=out, start_new_session=True, pass_fds=fds,
                stdin=subprocess.PIPE if listening else subprocess.DEVNULL,
            )  # fmt: skip
        if listening:
            os.close(ready_end)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._popen.pid

    def serve(self) -> None:
        """Make the instance serve."""
        if self._popen.stdin:
            with contextlib.suppress(BrokenPipeError):  # it has ended; exit_status will show it
                self._popen.stdin.write(b"serve\n")
                self._popen.stdin.flush()
            with contextlib.suppress(BrokenPipeError):
                self._popen.stdin.close()

    def exit_status(self) -> int | None:
        """Return the exit status; None while it runs."""
        return self._popen.poll()

    def look(self) -> None:
        """Update ``is_ready`` from the pipe."""
        if self.ready_fd >= 0 and select.select([self.ready_fd], [], [], 0)[0]:
            self.is_ready = os.read(self.ready_fd, 1) != b""
            self._close_pipe()

    def ask_to_stop(self) -> None:
        """Send SIGTERM."""
        if self.exit_status() is None:
            with contextlib.suppress(ProcessLookupError):
                self._popen.terminate()

    def end(self, deadline: float = 0.0) -> None:
        """Wait for its end until ``deadline`` (monotonic), then kill it and its children."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(max(0.0, deadline - time.monotonic()))
        # The whole process group: a dead master must not leave workers behind.
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
    A named child: its serving instance, possibly a warm spare, and during an upgrade the next instance.

    listening: the socket of a service; it stays open as long as ``antre run`` runs, so that clients wait instead of
    being refused while no instance serves. keeps_spare: keep an instance waiting that has imported everything.
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
        """The process id of the serving instance."""
        return self._current.pid if self._current else None

    @property
    def is_service(self) -> bool:
        """Whether this is a service, with a listening socket."""
        return self._listening is not None

    @property
    def is_ready(self) -> bool:
        """Whether the serving instance is ready."""
        return self._current is not None and self._current.is_ready

    @property
    def ready_fds(self) -> list[int]:
        """The file descriptors that become readable when an instance is ready."""
        return [one.ready_fd for one in self._instances() if one.ready_fd >= 0]

    @property
    def rest_s(self) -> float:
        """Seconds until the next restart is due; a day if none is."""
        due = [self._next_start_at] if self._next_start_at else []
        return max(0.0, min(due) - time.monotonic()) if due else 86_400.0

    def start(self) -> None:
        """Make the spare serve, or a new instance if there is no spare."""
        self._current, self._spare = self._spare or self._make(), None
        self._current.serve()
        self._served_at = time.monotonic()

    def exit_status(self) -> int | None:
        """Return the exit status of the serving instance; None while it runs or if there is none."""
        return self._current.exit_status() if self._current else None

    def look(self) -> None:
        """Update the state of all instances, and drop a dead spare."""
        for one in self._instances():
            one.look()
        if self._spare and self._spare.exit_status() is not None:
            self.drop_spare()
            self._no_spare_until = time.monotonic() + SPARE_RETRY_S

    def restart_if_dead(self) -> bool:
        """Restart it if it died: at once, or with backoff if it served less than SHORT_LIVED_S; return whether it was restarted."""
        now = time.monotonic()
        if self._current is None or self.exit_status() is None:
            return False
        if not self._next_start_at:
            self._current.end()
            is_short_lived = now - self._served_at < SHORT_LIVED_S
            self._pause_s = min(BACKOFF_MAX_S, self._pause_s * 2 or 0.2) if is_short_lived else 0.0
            self._next_start_at = now + self._pause_s
        if now < self._next_start_at:
            return False
        self._next_start_at = 0.0
        self.start()
        return True

    def keep_spare(self) -> None:
        """Start a missing spare once the serving instance is ready, if there is enough memory."""
        is_missing = self._keeps_spare and self.is_ready and self._spare is None
        if is_missing and time.monotonic() >= self._no_spare_until and memory_left_mb() > SPARE_NEEDS_MB:
            self._spare = self._make()

    def drop_spare(self) -> None:
        """End the spare, because its version is old or it has died."""
        if self._spare:
            self._spare.end()
        self._spare = None

    def begin_next(self) -> None:
        """Start an instance of the version on disk next to the serving one; they share the socket."""
        self._next = self._make()
        self._next.serve()

    @property
    def is_next_decided(self) -> bool:
        """Whether the next instance is ready or has ended."""
        return self._next is not None and (self._next.is_ready or self._next.exit_status() is not None)

    def take_next(self) -> bool:
        """Switch to the next instance and stop the previous one; return False if the next one failed and was ended."""
        new, self._next = self._next, None
        assert new is not None
        if not new.is_ready or new.exit_status() is not None:
            new.end()
            return False
        self._leaving, self._current = self._current, new
        self._served_at = time.monotonic()
        if self._leaving:
            self._leaving.ask_to_stop()
        return True

    def has_left(self) -> bool:
        """Return whether the replaced instance has ended; kill it if it takes too long."""
        leaving = self._leaving
        if leaving and (
            leaving.exit_status() is not None or time.monotonic() > self._served_at + LEAVE_TIMEOUT_S
        ):
            leaving.end()
            self._leaving = None
        return self._leaving is None

    def ask_to_stop(self) -> None:
        """Send SIGTERM to every instance."""
        for one in self._instances():
            one.ask_to_stop()

    def stop(self, deadline: float) -> None:
        """Wait for the end of every instance until ``deadline`` (monotonic), then kill them and their children."""
        for one in self._instances():
            one.end(deadline)

    def _make(self) -> Instance:
        return Instance(self._command, env=self._env, log=self.log, listening=self._listening)

    def _instances(self) -> list[Instance]:
        return [one for one in (self._current, self._spare, self._next, self._leaving) if one]


def memory_left_mb() -> int:
    """Return the available memory in MB; a sufficient value if the system does not report it."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return SPARE_NEEDS_MB + 1
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("MemAvailable")), 0)
