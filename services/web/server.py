"""
How gunicorn serves ticketing and counter, wherever they run:

``gunicorn -c python:services.web.server 'services.ticketing.app:create_app()'``
"""

from services.web.settings import environment

_given = environment()

bind = f"{_given.get('host', '127.0.0.1')}:{_given.get('port', '8000')}"
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
