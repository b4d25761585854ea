"""The counter service's app: ``gunicorn 'services.counter.app:create_app()'``."""

from __future__ import annotations

from flask import Flask

from services.counter import api, devices_api, hall_api, house_api, pages, reception_api, sign_in, staff_api
from services.web.app import create_service
from services.web.settings import Settings, read_settings


def create_app(settings: Settings | None = None) -> Flask:
    """Make the app and begin to follow the halls."""
    app = create_service("counter", "services.counter", settings or read_settings())
    sign_in.init_app(app)
    for room in (sign_in, api, hall_api, reception_api, house_api, staff_api, devices_api, pages):
        app.register_blueprint(room.routes)
    app.extensions["antre"].start()
    return app
