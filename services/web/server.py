"""
gunicorn configuration of the ticketing, counter and reports services:

``gunicorn -c python:services.web.server 'services.ticketing.app:create_app()'``
"""

import gc
from importlib import import_module
from typing import Any

from services.web import open_files
from services.web.readiness import notify_when_ready
from services.web.settings import environment

_settings = environment()

bind = f"{_settings.get('host', '127.0.0.1')}:{_settings.get('port', '8000')}"
if listen_fd := _settings.get("listen_fd"):
    bind = f"fd://{listen_fd}"
worker_class = "services.web.whole_requests.WholeRequestWorker"
workers = 1
threads = 16
"""Concurrent presses are appended to the log in one batch (docs/speed.md)."""
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
    Import the service before its worker is forked, so that a replacement for a dead worker starts quickly.

    SIGHUP therefore does not load a new version: restart the service instead.
    """
    import_module(server.app.app_uri.partition(":")[0])
    gc.collect()
    gc.freeze()  # keeps memory pages shared with the worker


def post_worker_init(worker: Any) -> None:
    """Warn if few files may be open, and notify the parent process once the service is ready."""
    open_files.warn_if_few(worker.worker_connections)
    context = worker.wsgi.extensions["antre"]
    notify_when_ready(context, context.settings.ready_fd)
