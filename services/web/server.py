"""
How gunicorn serves ticketing, counter and reports, wherever they run:

``gunicorn -c python:services.web.server 'services.ticketing.app:create_app()'``
"""

import gc
from importlib import import_module
from typing import Any

from services.web.readiness import tell_when_ready
from services.web.settings import environment

_given = environment()

bind = f"{_given.get('host', '127.0.0.1')}:{_given.get('port', '8000')}"
if listen_fd := _given.get("listen_fd"):
    bind = f"fd://{listen_fd}"
worker_class = "services.web.whole_requests.WholeRequestWorker"
workers = 1
threads = 16
"""Presses that wait together are appended together (docs/speed.md)."""
worker_connections = 4_000
backlog = 4_096
graceful_timeout = 3
limit_request_line = 4_094
limit_request_fields = 100
limit_request_field_size = 8_190
sendfile = False
control_socket_disable = True
loglevel = "warning"


def when_ready(server: Any) -> None:
    """
    Import the service before its worker is forked: one that died is followed by another that has nothing to import.

    HUP therefore brings no new version: start the service anew.
    """
    import_module(server.app.app_uri.partition(":")[0])
    gc.collect()
    gc.freeze()  # the pages stay shared with the worker


def post_worker_init(worker: Any) -> None:
    """Tell when the service can work."""
    context = worker.wsgi.extensions["antre"]
    tell_when_ready(context, context.settings.ready_fd)
