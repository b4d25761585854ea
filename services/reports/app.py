"""The reports service's app: ``gunicorn -c python:services.web.server 'services.reports.app:create_app()'``."""

from __future__ import annotations

from flask import Flask

from services.reports import api, pages, public
from services.reports.context import ReportsContext
from services.reports.readers import api as readers_api
from services.reports.satisfaction import api as satisfaction_api
from services.reports.satisfaction import pages as satisfaction_pages
from services.reports.webhooks import api as webhooks_api
from services.reports.webhooks import page as webhooks_page
from services.staff import sign_in
from services.web.app import create_service
from services.web.settings import Settings, read_settings


def create_app(settings: Settings | None = None) -> Flask:
    """Create the app and start following the logs into history."""
    context = ReportsContext(settings or read_settings())
    app = create_service(context, "services.reports")
    sign_in.init_app(app, context.sessions, readers_api.check_token)
    for routes in (
        api.routes, pages.routes, public.routes, satisfaction_api.routes, satisfaction_pages.routes,
        webhooks_api.routes, readers_api.routes, webhooks_page.routes,
    ):  # fmt: skip
        app.register_blueprint(routes)
    context.start()
    return app
