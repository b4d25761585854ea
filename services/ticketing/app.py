"""The ticketing service's app: ``gunicorn -c python:services.web.server 'services.ticketing.app:create_app()'``."""

from __future__ import annotations

from flask import Flask

from services.ticketing import answers_api, api, pages
from services.ticketing.context import TicketingContext
from services.web.app import create_service
from services.web.settings import Settings, read_settings


def create_app(settings: Settings | None = None) -> Flask:
    """Create the app and start following the halls."""
    context = TicketingContext(settings or read_settings())
    app = create_service(context, "services.ticketing")
    app.register_blueprint(api.routes)
    app.register_blueprint(answers_api.routes)
    app.register_blueprint(pages.routes)
    context.start()
    return app
