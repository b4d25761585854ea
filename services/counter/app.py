"""The counter service's app: ``gunicorn 'services.counter.app:create_app()'``."""

from __future__ import annotations

from flask import Flask

from services.counter import pages
from services.counter.accounts import api as staff_api
from services.counter.accounts import passwords, sign_in
from services.counter.hall import counters_api as api
from services.counter.hall import hall_api, reception_api
from services.counter.house import devices_api, house_api, media_api
from services.counter.house.media_folder import MediaFolder
from services.web.app import create_service
from services.web.settings import Settings, read_settings


def create_app(settings: Settings | None = None) -> Flask:
    """Make the app and begin to follow the halls."""
    app = create_service("counter", "services.counter", settings or read_settings())
    sign_in.init_app(app)
    app.extensions["antre_media"] = MediaFolder(app.extensions["antre"].settings.media_dir)
    rooms = (sign_in, api, hall_api, reception_api, house_api, media_api, staff_api, devices_api, pages)
    for room in rooms:
        app.register_blueprint(room.routes)
    passwords.dummy_hash()  # now, so that not even the first wrong name takes longer
    app.extensions["antre"].start()
    return app
