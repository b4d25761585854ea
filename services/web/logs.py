"""One JSON line per event on standard error; the request id connects kiosk, fact and board."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson

WRITE_EVERY_S = 0.2
"""Flush interval: `kill -9` may lose this much of the ordinary lines, but no facts."""

_LOG = logging.getLogger("antre")


class JsonLine(logging.Formatter):
    """Formats a record as JSON with the event, its fields and the service."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
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
    Writes lines in batches a few times a second; a warning flushes the batch immediately.

    Writing each line separately would add a system call to every press, during which all other presses
    overtake it (docs/speed.md).
    """

    def __init__(self, out: TextIO) -> None:
        super().__init__()
        self._out = out
        self._queue: list[str] = []
        self._stopped = threading.Event()
        threading.Thread(target=self._write_loop, name="log-lines", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Queue a record; formatting errors are handled as in the standard library."""
        try:
            self._queue.append(self.format(record))
            if record.levelno >= logging.WARNING:
                self.flush()
        except Exception:  # noqa: BLE001 - a log line must not fail a press
            self.handleError(record)

    def flush(self) -> None:
        """Write the queued lines."""
        with self.lock or contextlib.nullcontext():
            lines, self._queue = self._queue, []
            if lines:
                self._out.write("\n".join(lines) + "\n")
                self._out.flush()

    def close(self) -> None:
        """Write the queued lines and stop the thread."""
        self._stopped.set()
        with contextlib.suppress(OSError, ValueError):
            self.flush()
        super().close()

    def _write_loop(self) -> None:
        while not self._stopped.wait(WRITE_EVERY_S):
            with contextlib.suppress(OSError, ValueError):
                self.flush()


def start_logs(service: str, level: str) -> None:
    """Configure this process to write each event to standard error as one JSON line."""
    for previous in _LOG.handlers[:]:
        _LOG.removeHandler(previous)
        previous.close()
    lines = BatchedLines(sys.stderr)
    lines.setFormatter(JsonLine(service))
    _LOG.addHandler(lines)
    _LOG.propagate = False
    _LOG.setLevel(level.upper())


def info(event: str, **fields: Any) -> None:
    """Log an event."""
    _LOG.info(event, extra={"fields": fields})


def warning(event: str, **fields: Any) -> None:
    """Log an event that operations should check; the queue keeps working."""
    _LOG.warning(event, extra={"fields": fields})


def error(event: str, cause: Exception, **fields: Any) -> None:
    """Log an internal error with its traceback."""
    _LOG.error(event, exc_info=cause, extra={"fields": fields})
