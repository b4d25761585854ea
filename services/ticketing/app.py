"""The ticketing service's app: ``gunicorn 'services.ticketing.app:create_app()'``."""

from __future__ import annotations

from flask import Flask

from services.ticketing import api, pages
from services.web.app import create_service
from services.web.settings import Settings, read_settings


def create_app(settings: Settings | None = None) -> Flask:
    """Make the app and begin to follow the halls."""
    app = create_service("ticketing", "services.ticketing", settings or read_settings())
    app.register_blueprint(api.routes)
    app.register_blueprint(pages.routes)
    app.extensions["antre"].start()
    return app
