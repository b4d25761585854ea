"""A child process: started, restarted when it dies, stopped together with its own children."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

YOUNG_S = 5.0
BACKOFF_MAX_S = 2.0


class Child:
    """A process in a group of its own; its output goes to a log file."""

    def __init__(self, name: str, command: Sequence[str], *, env: Mapping[str, str], log: Path) -> None:
        self.name = name
        self.restarts = 0
        self._command, self._env, self._log = list(command), dict(env), log
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._next_start_at = 0.0
        self._pause_s = 0.0

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it."""
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, env=self._env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip
        self._started_at = time.monotonic()

    def exit_status(self) -> int | None:
        """Give its exit status if it is no longer running."""
        return self._process.poll() if self._process else None

    def restart_if_dead(self) -> bool:
        """Restart it if it died: at once, or after a growing pause if it ran less than YOUNG_S; say whether it was."""
        now = time.monotonic()
        if self._process is None or self.exit_status() is None:
            return False
        if not self._next_start_at:
            self._signal(signal.SIGKILL)
            young = now - self._started_at < YOUNG_S
            self._pause_s = min(BACKOFF_MAX_S, self._pause_s * 2 or 0.2) if young else 0.0
            self._next_start_at = now + self._pause_s
        if now < self._next_start_at:
            return False
        self._next_start_at = 0.0
        self.restarts += 1
        self.start()
        return True

    def ask_to_stop(self) -> None:
        """Send TERM."""
        if self._process and self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()

    def stop(self, deadline: float) -> None:
        """Wait until it is gone, until ``deadline`` (monotonic), then kill it and its children."""
        if self._process is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, deadline - time.monotonic()))
        self._signal(signal.SIGKILL)
        self._process.wait()

    def _signal(self, number: signal.Signals) -> None:
        """Signal the whole group: a dead master must not leave workers that hold its port."""
        if self._process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, number)
