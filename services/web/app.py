"""The Flask app that every service starts from: health, metrics, problems, headers, static files."""

from __future__ import annotations

import secrets
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson
from flask import Flask, Response, g, request, send_from_directory, url_for
from flask.json.provider import JSONProvider
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from services.web import logs, metrics, openapi, problems
from services.web.openapi import Answer, Shape, documented
from services.web.requests import BODY_BYTES_MAX
from services.web.settings import Settings
from waitingroom.halls import Halls
from waitingroom.live_hall import PRESS_DEADLINE_S
from waitingroom.redis_log import RedisStore, Vault

SHARED_STATIC = Path(__file__).parent / "static"
SHARED_TEMPLATES = FileSystemLoader(Path(__file__).parent / "templates")
STATIC_MAX_AGE_S = 3600
FOLLOW_REST_S = {"ticketing": 0.05, "counter": 0.05, "display": 0.002}
"""How long a service's follower rests between two reads, so that a burst is taken together."""
MASKED_PREFIXES = ("/ticket/", "/api/ticketing/v1/tickets/")


class Ready(Shape):
    """Whether a service can work; ``lacks`` says what is missing, for operations."""

    status: str
    lacks: list[str]


class Json(JSONProvider):
    """JSON by orjson, which is many times faster than the standard library's."""

    def dumps(self, obj: Any, **options: Any) -> str:
        """Give JSON text."""
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **options: Any) -> Any:
        """Read JSON text."""
        return orjson.loads(s)


class Context:
    """What a service's routes work with; found as ``app.extensions["antre"]``."""

    def __init__(self, service: str, settings: Settings) -> None:
        self.service = service
        self.settings = settings
        self.store = RedisStore(settings.redis_url)
        self.vault = Vault(self.store)
        self.halls = Halls(self.store, alarm=logs.alarm, rest_s=FOLLOW_REST_S[service])
        self.metrics = metrics.Metrics(self.halls)
        self._ticket_secret: bytes | None = None

    @property
    def ticket_secret(self) -> bytes:
        """The house's secret under which ticket tokens are signed. May raise UnavailableError."""
        if self._ticket_secret is None:
            self._ticket_secret = self.vault.secret("tickets")
        return self._ticket_secret

    def start(self) -> None:
        """Connect and follow; Redis need not be there yet."""
        self.store.start()
        self.halls.start()

    def stop(self) -> None:
        """Stop following and close the connections."""
        self.halls.stop()
        self.store.stop()


def create_service(service: str, package: str, settings: Settings) -> Flask:
    """Make a service's app; ``package`` is where its templates and static files are."""
    logs.start_logs(service, settings.log_level)
    app = Flask(package, static_url_path=f"/static/{service}")
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES_MAX
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = STATIC_MAX_AGE_S
    app.json = Json(app)
    context = Context(service, settings)
    app.extensions["antre"] = context
    app.jinja_loader = ChoiceLoader([loader for loader in (app.jinja_loader, SHARED_TEMPLATES) if loader])
    if settings.behind_gateway:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    problems.init_app(app)
    _init_static(app, service)
    _init_health(app, context)
    _init_request_log(app, service)
    metrics.init_app(app, context.metrics)
    _init_headers(app, settings)
    return app


def _init_static(app: Flask, service: str) -> None:
    @app.get(f"/static/{service}/shared/<path:name>")
    def shared(name: str) -> Response:
        """Serve the pages' common files."""
        return send_from_directory(SHARED_STATIC, name)

    @app.context_processor
    def page_words() -> dict[str, Any]:
        def static_url(name: str) -> str:
            if name.startswith("shared/"):
                return url_for("shared", name=name.removeprefix("shared/"))
            return url_for("static", filename=name)

        return {"static_url": static_url}


def _init_health(app: Flask, context: Context) -> None:
    @app.get("/healthz")
    @documented(answers={200: Answer("The process is alive")})
    def healthz() -> dict[str, str]:
        """Say that the process is alive."""
        return {"status": "alive"}

    @app.get("/readyz")
    @documented(answers={200: Answer("It can work", Ready), 503: Answer("What is missing", Ready)})
    def readyz() -> tuple[dict[str, Any], int]:
        """Say whether the service can work, or what is missing."""
        lacks = context.halls.lacks()
        if not context.store.ping():
            lacks.append("Redis does not answer")
        return {"status": "ready" if not lacks else "not ready", "lacks": lacks}, 503 if lacks else 200

    @app.get(f"/api/{context.service}/openapi.json")
    @documented(answers={200: Answer("This document")})
    def openapi_json() -> dict[str, Any]:
        """Give the OpenAPI document."""
        return openapi.describe(app, f"Antre {context.service}")


def _init_request_log(app: Flask, service: str) -> None:
    quiet = (f"/static/{service}/", "/healthz", "/readyz", "/metrics")

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.request_id = (
            given if given.isascii() and given.isalnum() and len(given) <= 40 else secrets.token_hex(8)
        )
        g.began = time.monotonic()
        g.deadline = g.began + PRESS_DEADLINE_S

    @app.after_request
    def log(answer: Response) -> Response:
        answer.headers["X-Request-Id"] = g.get("request_id", "")
        if not request.path.startswith(quiet):
            logs.tell(
                "request", request_id=g.get("request_id"), method=request.method, path=masked(request.path),
                status=answer.status_code, took_ms=round((time.monotonic() - g.began) * 1000, 1),
            )  # fmt: skip
        return answer


def _init_headers(app: Flask, settings: Settings) -> None:
    @app.after_request
    def protect(answer: Response) -> Response:
        policy = content_security_policy(settings.display_url, request.host, request.scheme)
        answer.headers.setdefault("Content-Security-Policy", policy)
        answer.headers["X-Content-Type-Options"] = "nosniff"
        answer.headers["Referrer-Policy"] = "no-referrer"
        if answer.mimetype in ("application/json", "application/problem+json", "text/html"):
            answer.headers.setdefault("Cache-Control", "no-store")
        return answer


@lru_cache(maxsize=100)
def content_security_policy(display_url: str, host: str, scheme: str) -> str:
    """Give the policy of every page: nothing from elsewhere, but the display's live news."""
    sources = " ".join(display_sources(display_url, host, scheme))
    return (
        f"default-src 'self'; img-src 'self' data:; connect-src 'self' {sources}; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


def display_sources(display_url: str, host: str, scheme: str) -> list[str]:
    """Give the CSP sources of the display: its http and websocket addresses; none for the same origin."""
    if not display_url:
        return []
    secure = scheme == "https"
    base = f"{scheme}://{host.rsplit(':', 1)[0]}{display_url}" if display_url.startswith(":") else display_url
    if not display_url.startswith(":"):
        secure = display_url.startswith("https")
    return [base, base.replace("https://" if secure else "http://", "wss://" if secure else "ws://", 1)]


def masked(path: str) -> str:
    """Give a path as logs may show it: a ticket's token opens a ticket, so it is masked."""
    for prefix in MASKED_PREFIXES:
        if path.startswith(prefix):
            rest = path[len(prefix) :].partition("/")
            return f"{prefix}…{rest[1]}{rest[2]}"
    return path
