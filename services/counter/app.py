"""The counter service's app: ``gunicorn -c python:services.web.server 'services.counter.app:create_app()'``."""

from __future__ import annotations

from flask import Flask, request

from services.counter import pages
from services.counter.accounts import api as staff_api
from services.counter.accounts import session_api
from services.counter.context import CounterContext, context
from services.counter.hall import counters_api, hall_api, notices_api, reception_api
from services.counter.house import devices_api, house_api, lists_api, media_api, start_api
from services.counter.outreach import outreach_api
from services.counter.satisfaction import follow_ups_api
from services.staff import sign_in
from services.web.app import create_service
from services.web.settings import Settings, read_settings
from waitingroom.refusals import LogLost

API = "/api/counter/v1/"


def create_app(settings: Settings | None = None) -> Flask:
    """Create the app and start following the halls."""
    context = CounterContext(settings or read_settings())
    app = create_service(context, "services.counter")
    sign_in.init_app(app, context.accounts.sessions)
    _init_lost_log(app)
    for module in (
        session_api, counters_api, hall_api, notices_api, reception_api, house_api, start_api, lists_api, media_api, staff_api,
        devices_api, follow_ups_api, outreach_api, pages,
    ):  # fmt: skip
        app.register_blueprint(module.routes)
    context.start()
    return app


def _init_lost_log(app: Flask) -> None:
    """Refuse every API request with LogLost if the house is lost: its accounts are gone too, so no sign-in can succeed."""

    @app.before_request
    def refuse_all() -> None:
        if request.path.startswith(API) and context().halls.is_lost:
            raise LogLost()
