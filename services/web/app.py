"""The Flask app that every service is built on: health, metrics, problems, headers, static files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
from flask import Flask, Response, send_from_directory, url_for
from flask.json.provider import JSONProvider
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from services.web import logs, metrics, openapi, problems
from services.web.context import Context
from services.web.openapi import Answer, Shape, documented
from services.web.public_address import unreachable_from_phones
from services.web.request_body import BODY_BYTES_MAX
from services.web.request_middleware import RequestMiddleware

SHARED_STATIC = Path(__file__).parent / "static"
SHARED_TEMPLATES = FileSystemLoader(Path(__file__).parent / "templates")
STATIC_MAX_AGE_S = 3600


class Ready(Shape):
    """Whether a service is ready; for operations, ``lacks``: what is missing, ``warns``: what may soon fail."""

    status: str
    lacks: list[str]
    warns: list[str]


class Json(JSONProvider):
    """JSON with orjson, which is much faster than the standard library."""

    def dumps(self, obj: Any, **options: Any) -> str:
        """Serialize to JSON text."""
        return orjson.dumps(obj).decode()

    def loads(self, s: str | bytes, **options: Any) -> Any:
        """Parse JSON text."""
        return orjson.loads(s)


def create_service(context: Context, package: str) -> Flask:
    """Create the app for a service's context; ``package`` contains its templates and static files."""
    service, settings = context.service, context.settings
    logs.start_logs(service, settings.log_level)
    if unreachable_from_phones(settings):
        logs.warning("qr_codes_lead_nowhere", public_url=settings.public_url, host=settings.host)
    app = Flask(package, static_url_path=f"/static/{service}")
    app.config["MAX_CONTENT_LENGTH"] = BODY_BYTES_MAX
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = STATIC_MAX_AGE_S
    app.json = Json(app)
    context.attach_to(app)
    app.jinja_loader = ChoiceLoader([loader for loader in (app.jinja_loader, SHARED_TEMPLATES) if loader])
    app.wsgi_app = RequestMiddleware(app, settings, context.metrics)  # type: ignore[method-assign]
    if settings.behind_gateway:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1)  # type: ignore[method-assign]
    problems.init_app(app)
    _init_static(app, service)
    _init_health(app, context)
    metrics.init_app(app, context.metrics)
    return app


def _init_static(app: Flask, service: str) -> None:
    @app.get(f"/static/{service}/shared/<path:name>")
    def shared(name: str) -> Response:
        """Serve the static files that all pages share."""
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
        """Report that the process is alive."""
        return {"status": "alive"}

    @app.get("/readyz")
    @documented(answers={200: Answer("It can work", Ready), 503: Answer("What is missing", Ready)})
    def readyz() -> tuple[dict[str, Any], int]:
        """Report whether the service is ready, or what is missing."""
        lacks = context.lacks()
        return {
            "status": "ready" if not lacks else "not ready",
            "lacks": lacks,
            "warns": context.warns(),
        }, 503 if lacks else 200

    @app.get(f"/api/{context.service}/openapi.json")
    @documented(answers={200: Answer("This document")})
    def openapi_json() -> dict[str, Any]:
        """Return this service's OpenAPI document."""
        return openapi.describe(app, f"Antre {context.service}")
