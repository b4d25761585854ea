"""One JSON line per event on standard error; a request id ties kiosk, fact and board together."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import Any

import orjson

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


def start_logs(service: str, level: str) -> None:
    """Send every event of this process to standard error as one JSON line."""
    lines = logging.StreamHandler(sys.stderr)
    lines.setFormatter(JsonLine(service))
    _LOG.handlers, _LOG.propagate = [lines], False
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
