"""The counter service's app: ``gunicorn 'services.counter.app:create_app()'``."""

from __future__ import annotations

from flask import Flask

from services.counter import api, pages, sign_in
from services.web.app import create_service
from services.web.settings import Settings, read_settings


def create_app(settings: Settings | None = None) -> Flask:
    """Make the app and begin to follow the halls."""
    app = create_service("counter", "services.counter", settings or read_settings())
    sign_in.init_app(app)
    app.register_blueprint(sign_in.routes)
    app.register_blueprint(api.routes)
    app.register_blueprint(pages.routes)
    app.extensions["antre"].start()
    return app
