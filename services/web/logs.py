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
"""A `kill -9` may lose the ordinary lines of so long; facts are already in the hall's log."""

_LOG = logging.getLogger("antre")


class JsonLine(logging.Formatter):
    """Formats a record as JSON: the event, its fields, and the service."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """Return one line."""
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


class BatchedLines(logging.Handler):
    """
    Writes lines in batches a few times a second; a warning at once, after the lines that wait.

    Writing each line by itself would be a system call in the middle of every press, in which all other
    presses overtake it (docs/speed.md).
    """

    def __init__(self, out: TextIO) -> None:
        super().__init__()
        self._out = out
        self._waiting: list[str] = []
        self._ended = threading.Event()
        threading.Thread(target=self._write_on, name="log-lines", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Queue a record; an error in formatting it is reported as the standard library does."""
        try:
            self._waiting.append(self.format(record))
            if record.levelno >= logging.WARNING:
                self.flush()
        except Exception:  # noqa: BLE001 - no press fails because of its line
            self.handleError(record)

    def flush(self) -> None:
        """Write the lines that wait."""
        with self.lock or contextlib.nullcontext():
            lines, self._waiting = self._waiting, []
            if lines:
                self._out.write("\n".join(lines) + "\n")
                self._out.flush()

    def close(self) -> None:
        """Write the lines that wait, and end."""
        self._ended.set()
        with contextlib.suppress(OSError, ValueError):
            self.flush()
        super().close()

    def _write_on(self) -> None:
        while not self._ended.wait(WRITE_EVERY_S):
            with contextlib.suppress(OSError, ValueError):
                self.flush()


def start_logs(service: str, level: str) -> None:
    """Write every event of this process to standard error as one JSON line."""
    for before in _LOG.handlers[:]:
        _LOG.removeHandler(before)
        before.close()
    lines = BatchedLines(sys.stderr)
    lines.setFormatter(JsonLine(service))
    _LOG.addHandler(lines)
    _LOG.propagate = False
    _LOG.setLevel(level.upper())


def info(event: str, **fields: Any) -> None:
    """Log an event."""
    _LOG.info(event, extra={"fields": fields})


def warning(event: str, **fields: Any) -> None:
    """Log an event that somebody should look at; the queue goes on."""
    _LOG.warning(event, extra={"fields": fields})


def error(event: str, cause: Exception, **fields: Any) -> None:
    """Log a defect of ours with its traceback."""
    _LOG.error(event, exc_info=cause, extra={"fields": fields})
