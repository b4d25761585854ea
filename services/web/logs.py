"""One JSON line per event on standard error; a request id ties kiosk, fact and board together."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson

WRITE_EVERY_S = 0.2
"""What a `kill -9` may cost of ordinary lines; facts are in the log by then."""

_LOG = logging.getLogger("antre")


class JsonLine(logging.Formatter):
    """Formats a record as JSON: the event, its fields, and the service that says so."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """Give one line."""
        line = {
            "event": record.getMessage(),
            **record.__dict__.get("fields", {}),
            "level": record.levelname.lower(),
            "service": self._service,
            "timestamp": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=repr).decode()


class LinesTogether(logging.Handler):
    """
    Writes lines a few times a second, all that wait in one go; a warning at once, and what waits before it.

    A line written for itself is a system call in the middle of every press, at which all other
    presses overtake it (docs/speed.md).
    """

    def __init__(self, out: TextIO) -> None:
        super().__init__()
        self._out = out
        self._waiting: list[str] = []
        self._ended = threading.Event()
        threading.Thread(target=self._write_on, name="log-lines", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Take a record; a fault of ours in it is told as the standard library tells it."""
        try:
            self._waiting.append(self.format(record))
            if record.levelno >= logging.WARNING:
                self.flush()
        except Exception:  # noqa: BLE001 - no press fails because of its line
            self.handleError(record)

    def flush(self) -> None:
        """Write what waits."""
        with self.lock or contextlib.nullcontext():
            lines, self._waiting = self._waiting, []
            if lines:
                self._out.write("\n".join(lines) + "\n")
                self._out.flush()

    def close(self) -> None:
        """Write what waits, and end."""
        self._ended.set()
        with contextlib.suppress(OSError, ValueError):
            self.flush()
        super().close()

    def _write_on(self) -> None:
        while not self._ended.wait(WRITE_EVERY_S):
            with contextlib.suppress(OSError, ValueError):
                self.flush()


def start_logs(service: str, level: str) -> None:
    """Send every event of this process to standard error as one JSON line."""
    for before in _LOG.handlers[:]:
        _LOG.removeHandler(before)
        before.close()
    lines = LinesTogether(sys.stderr)
    lines.setFormatter(JsonLine(service))
    _LOG.addHandler(lines)
    _LOG.propagate = False
    _LOG.setLevel(level.upper())


def tell(event: str, **fields: Any) -> None:
    """Say what happened."""
    _LOG.info(event, extra={"fields": fields})


def alarm(event: str, **fields: Any) -> None:
    """Say that something was wrong with the log; the queue goes on."""
    _LOG.warning(event, extra={"fields": fields})


def fault(event: str, error: Exception, **fields: Any) -> None:
    """Say that we have a defect, and where."""
    _LOG.error(event, exc_info=error, extra={"fields": fields})
