"""One JSON line per event on standard error; a request id ties kiosk, fact and board together."""

from __future__ import annotations

import logging
import sys
from typing import Any

import orjson
import structlog


def start_logs(service: str, level: str) -> None:
    """Send every event of this process to standard error as one JSON line."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)


def _json(event: dict[str, Any], **options: Any) -> str:
    return orjson.dumps(event, default=repr).decode()


def alarm(event: str, **fields: Any) -> None:
    """Say that something was wrong with the log; the queue goes on."""
    structlog.get_logger().warning(event, **fields)
