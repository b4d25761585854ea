"""
WSGI middleware for every request: id, deadline, response headers, log line and metrics.

Not implemented as Flask hooks, whose lookups slow down every press (docs/speed.md).
"""

from __future__ import annotations

import itertools
import re
import secrets
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, g, request
from werkzeug.wsgi import get_host

from services.web import logs
from services.web.metrics import Metrics
from services.web.openapi import SEEN
from services.web.origins import origin_allowed
from services.web.problems import SAFE, CrossSite
from services.web.settings import Settings
from waitingroom.live.live_hall import PRESS_DEADLINE_S

MASKED_PREFIXES = ("/ticket/", "/api/ticketing/v1/tickets/")
UNCACHED_TYPES = ("application/json", "application/problem+json", "text/html")
"""Content types of responses that no cache may store."""

_NOT_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9]")

UNLOGGED_PREFIXES = ("/healthz", "/readyz", "/metrics", "/api/display/v1/venues/")
"""Paths not logged: monitoring and old TVs request them every second, which would hide other log lines."""


class RequestMiddleware:
    """Wraps a service's WSGI app; stores each request's id and start time in ``environ["antre.…"]``."""

    def __init__(self, app: Flask, settings: Settings, metrics: Metrics) -> None:
        self._inner, self._display_url, self._metrics = app.wsgi_app, settings.display_url, metrics
        self._unlogged = (f"{app.static_url_path}/", *UNLOGGED_PREFIXES)
        self._process, self._count = secrets.token_hex(4), itertools.count()
        self._page_origins = settings.page_origins
        app.before_request(self._begin)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Handle a request."""
        supplied = environ.get("HTTP_X_REQUEST_ID", "")
        is_valid = supplied.isascii() and supplied.isalnum() and len(supplied) <= 40
        if is_valid and supplied == _NOT_ALPHANUMERIC.sub("", environ.get("HTTP_IDEMPOTENCY_KEY", "")):
            is_valid = False  # ids appear in logs and facts, and the key gives access to the ticket
        request_id = environ["antre.request_id"] = supplied if is_valid else self._new_id()
        began = environ["antre.began"] = time.monotonic()

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            headers.append(("X-Request-Id", request_id))
            if hall := g.get("hall"):
                headers.append((SEEN, str(hall.position)))
            self._add_headers(environ, headers)
            self._log(environ, int(status[:3]), time.monotonic() - began)
            return start_response(status, headers, exc_info)

        return self._inner(environ, start)

    def _begin(self) -> None:
        """Set ``g.request_id`` and ``g.deadline`` for the route. Raises CrossSite."""
        environ = request.environ
        g.request_id = environ["antre.request_id"]
        g.deadline = environ["antre.began"] + PRESS_DEADLINE_S
        if environ.get("HTTP_SEC_FETCH_SITE") == "cross-site" and environ["REQUEST_METHOD"] not in SAFE:
            origin = environ.get("HTTP_ORIGIN", "null")
            if not origin_allowed(origin, get_host(environ), self._page_origins):
                raise CrossSite()

    def _new_id(self) -> str:
        """Return a unique request id, without the system call that a random id needs."""
        return f"{self._process}{next(self._count):08x}"

    def _add_headers(self, environ: WSGIEnvironment, headers: list[tuple[str, str]]) -> None:
        policy = content_security_policy(self._display_url, get_host(environ), environ["wsgi.url_scheme"])
        present = dict(headers)
        headers += [
            ("Content-Security-Policy", policy),
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
        ]
        if "Cache-Control" not in present and present.get("Content-Type", "").startswith(UNCACHED_TYPES):
            headers.append(("Cache-Control", "no-store"))

    def _log(self, environ: WSGIEnvironment, status: int, duration_s: float) -> None:
        path = environ["PATH_INFO"]
        self._metrics.count_response(status, g.get("verb"), duration_s)
        if not path.startswith(self._unlogged):
            why = {"why": g.why} if "why" in g else {}
            logs.info(
                "request", request_id=environ["antre.request_id"], method=environ["REQUEST_METHOD"],
                path=masked(path), status=status, took_ms=round(duration_s * 1000, 1), **why,
            )  # fmt: skip


@lru_cache(maxsize=100)
def content_security_policy(display_url: str, host: str, scheme: str) -> str:
    """Return the policy of every page: same origin, plus the display's live connection, media and voice."""
    sources = display_sources(display_url, host, scheme)
    connect, media = " ".join(["'self'", *sources]), " ".join(["'self'", *sources[:1]])
    return (
        f"default-src 'self'; img-src {media} data:; media-src {media}; connect-src {connect}; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def display_sources(display_url: str, host: str, scheme: str) -> list[str]:
    """Return the CSP sources of the display: its HTTP and WebSocket origins; empty for the same origin."""
    if not display_url:
        return []
    secure = scheme == "https"
    base = f"{scheme}://{host.rsplit(':', 1)[0]}{display_url}" if display_url.startswith(":") else display_url
    if not display_url.startswith(":"):
        secure = display_url.startswith("https")
    return [base, base.replace("https://" if secure else "http://", "wss://" if secure else "ws://", 1)]


def masked(path: str) -> str:
    """Return a path for the log with a ticket's token masked, since the token gives access to the ticket."""
    for prefix in MASKED_PREFIXES:
        if path.startswith(prefix):
            rest = path[len(prefix) :].partition("/")
            return f"{prefix}…{rest[1]}{rest[2]}"
    return path
