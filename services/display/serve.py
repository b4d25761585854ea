"""
Run the display service: ``python -m services.display.serve``.

Only this file imports eventlet, and only if ``ANTRE_DISPLAY_ASYNC=eventlet``
(docs/adr/0001); otherwise the same service runs on threads.
"""

from __future__ import annotations

import os

ASYNC = os.environ.get("ANTRE_DISPLAY_ASYNC", "eventlet")
if ASYNC == "eventlet":
    import eventlet
    import eventlet.wsgi

    eventlet.monkey_patch()

import errno  # noqa: E402
import gc  # noqa: E402
import io  # noqa: E402
import logging  # noqa: E402
import signal  # noqa: E402
import socket  # noqa: E402
import sys  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402
from types import FrameType  # noqa: E402
from typing import Any  # noqa: E402

from werkzeug.serving import make_server  # noqa: E402

from services.display.app import create_app  # noqa: E402
from services.display.connections import HOUSE_MAX, OTHERS, Connections  # noqa: E402
from services.display.silent_sockets import ServerPool  # noqa: E402
from services.web import open_files  # noqa: E402
from services.web.readiness import notify_when_ready  # noqa: E402
from services.web.request_body import BODY_BYTES_MAX  # noqa: E402
from services.web.settings import InvalidSettings, Settings, read_settings  # noqa: E402

GC_THRESHOLD = 50_000
"""A garbage collection takes 100 ms at 1,000 screens; run rarely and after gc.freeze it costs a third (speed.md)."""

SILENT_S = 30.0
"""Timeout of a socket without input; a screen responds to a ping every 10 s."""
REQUEST_SOCKETS = 200
"""Reserve for sockets with a request in progress (pages, files), and for connections to Redis."""

REQUEST_WITHIN_S = 10.0
"""Timeout from the connection, or the previous request, to the end of a request's body, however slowly it arrives."""
TIMEOUT_RESPONSE = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

BYE_S = 0.3


class RequestTimeout(Exception):
    """A request did not arrive completely within REQUEST_WITHIN_S."""


if ASYNC == "eventlet":

    class Protocol(eventlet.wsgi.HttpProtocol):  # type: ignore[misc]
        """Reads a whole request, within a timeout, before passing it to the application."""

        def handle_one_request(self) -> None:
            """Serve a request, or abandon it on timeout."""
            self._timer, self._has_head = eventlet.Timeout(REQUEST_WITHIN_S, RequestTimeout()), False
            try:
                super().handle_one_request()
            except RequestTimeout:
                self.close_connection = True
                if self._has_head:
                    self.wfile.write(TIMEOUT_RESPONSE)
                    self.wfile.flush()
            finally:
                self._timer.cancel()

        def get_environ(self) -> dict[str, Any]:
            """Read the body; do not read one that is too large or of unknown length, and close the connection after it."""
            environ: dict[str, Any] = super().get_environ()
            self._has_head, length = True, int(environ.get("CONTENT_LENGTH") or 0)
            if "HTTP_TRANSFER_ENCODING" in environ or length > BODY_BYTES_MAX:
                self.close_connection = True
            elif length:
                environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(length))
            self._timer.cancel()
            return environ


class Listener:
    """The listening socket for eventlet's server, which would end if accept fails, as with too many open files."""

    def __init__(self, listening: Any, pool: ServerPool, connections: Connections) -> None:
        self._listening, self._pool, self._connections = listening, pool, connections

    def accept(self) -> Any:
        """Accept a connection; if there is no room for it, make some."""
        accepted = self._accept()
        if self._pool.running() >= open_files.sockets_max():
            self._connections.make_room()
            eventlet.sleep(0)  # so that those accepted before are read, and the closed one ends
        return accepted

    def _accept(self) -> Any:
        while True:
            try:
                return self._listening.accept()
            except OSError as error:
                if error.errno in (errno.EBADF, errno.EINVAL):  # it was closed
                    raise
                if error.errno in open_files.EXHAUSTED:
                    self._connections.make_room()
            eventlet.sleep(open_files.PAUSE_S)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._listening, name)


def main() -> int:
    """Serve until SIGTERM or SIGINT; then tell screens to reconnect, and exit within two seconds."""
    try:
        settings = read_settings()
    except InvalidSettings as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    public_max = settings.display_clients_max
    sockets_max = (
        public_max + HOUSE_MAX + 2 * (public_max + OTHERS) + REQUEST_SOCKETS
    )  # twice: newcomers and idle sockets
    open_files.raise_limit(sockets_max)
    app, _, screens = create_app(settings)
    open_files.warn_if_few(sockets_max)

    def leave() -> None:
        screens.send_bye()
        time.sleep(BYE_S)
        screens.context.stop()
        logging.shutdown()  # os._exit does not write lines that are still queued
        os._exit(0)

    def stop(number: int, frame: FrameType | None) -> None:
        if ASYNC == "eventlet":
            eventlet.spawn(leave)  # starting a thread would block the event loop that has to start it
        else:
            threading.Thread(target=leave, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)
    notify_when_ready(screens.context, settings.ready_fd)
    if ASYNC == "eventlet":
        pool = ServerPool(eventlet.GreenPool(sockets_max), screens.connections.silent)
        eventlet.wsgi.server(
            Listener(_listening(settings), pool, screens.connections),
            app,
            custom_pool=pool,
            socket_timeout=SILENT_S,
            protocol=Protocol,
            log_output=False,
        )
    else:
        make_server(settings.host, settings.port, app, threaded=True, fd=settings.listen_fd).serve_forever()
    return 0


def _listening(settings: Settings) -> Any:
    """
    Return the socket to listen on.

    socketio.run would use a backlog of 50, but after a restart 2,000 screens reconnect at once.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    if settings.listen_fd is None:
        return eventlet.listen((settings.host, settings.port), family, settings.display_clients_max)
    return socket.socket(family, fileno=settings.listen_fd)


if __name__ == "__main__":
    sys.exit(main())
