"""The app of the display service: the board pages, and the live connections of all pages."""

from __future__ import annotations

from flask import Flask
from flask_socketio import SocketIO

from services.display import pages
from services.display.context import DisplayContext
from services.display.screens import Screens
from services.display.sockets import create_sockets
from services.display.voice import api as voice_api
from services.web.app import create_service
from services.web.settings import Settings, read_settings


def create_app(settings: Settings | None = None) -> tuple[Flask, SocketIO, Screens]:
    """Make the app and its sockets, and start following the halls."""
    context = DisplayContext(settings or read_settings())
    app = create_service(context, "services.display")
    socketio, screens = create_sockets(app, context)
    app.register_blueprint(pages.routes)
    app.register_blueprint(voice_api.routes)
    context.start()
    return app, socketio, screens
