"""
Run the display service: ``python -m services.display.serve``.

eventlet lives in this file only, and only where ``ANTRE_DISPLAY_ASYNC=eventlet``
(docs/adr/0001); the same service runs on threads without it.
"""

from __future__ import annotations

import os

ASYNC = os.environ.get("ANTRE_DISPLAY_ASYNC", "eventlet")
if ASYNC == "eventlet":
    import eventlet
    import eventlet.wsgi

    eventlet.monkey_patch()

import gc  # noqa: E402
import io  # noqa: E402
import logging  # noqa: E402
import resource  # noqa: E402
import signal  # noqa: E402
import socket  # noqa: E402
import sys  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402
from types import FrameType  # noqa: E402
from typing import Any  # noqa: E402

from werkzeug.serving import make_server  # noqa: E402

from services.display.app import create_app  # noqa: E402
from services.display.connections import HOUSE_MAX, OTHERS  # noqa: E402
from services.display.silent_sockets import ServerPool  # noqa: E402
from services.web.readiness import tell_when_ready  # noqa: E402
from services.web.request_body import BODY_BYTES_MAX  # noqa: E402
from services.web.settings import Settings, SettingsWrong, read_settings  # noqa: E402

GC_THRESHOLD = 50_000
"""The collector costs 100 ms at 1,000 screens; rarely and after a freeze it costs a third (speed.md)."""

SILENT_S = 30.0
"""A socket without input for so long is closed: a screen responds to a ping every 10 s."""
OF_REQUESTS = 200
"""Sockets on which a request is being answered: pages, files; and those to Redis."""

REQUEST_WITHIN_S = 10.0
"""From one request, or the connection, to the end of the next one's head and body, however they trickle in."""
LATE = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

BYE_S = 0.3


class RequestLate(Exception):
    """A request was not whole in time."""


if ASYNC == "eventlet":

    class Protocol(eventlet.wsgi.HttpProtocol):  # type: ignore[misc]
        """Reads a request whole, within a time, before the application gets it."""

        def handle_one_request(self) -> None:
            """Serve a request, or give up one that is late."""
            self._timer, self._has_head = eventlet.Timeout(REQUEST_WITHIN_S, RequestLate()), False
            try:
                super().handle_one_request()
            except RequestLate:
                self.close_connection = True
                if self._has_head:
                    self.wfile.write(LATE)
                    self.wfile.flush()
            finally:
                self._timer.cancel()

        def get_environ(self) -> dict[str, Any]:
            """Read the body; one that is too large, or of unknown length, is refused and never read."""
            environ: dict[str, Any] = super().get_environ()
            self._has_head, length = True, int(environ.get("CONTENT_LENGTH") or 0)
            if "HTTP_TRANSFER_ENCODING" in environ or length > BODY_BYTES_MAX:
                self.close_connection = True
            elif length:
                environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(length))
            self._timer.cancel()
            return environ


def main() -> int:
    """Serve until TERM or INT; then tell screens to reconnect, and exit within two seconds."""
    try:
        settings = read_settings()
    except SettingsWrong as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    public_max = settings.display_clients_max
    sockets_max = (
        public_max + HOUSE_MAX + 2 * (public_max + OTHERS) + OF_REQUESTS
    )  # twice: newcomers and silent
    _raise_file_limit(sockets_max + OF_REQUESTS)
    app, _, screens = create_app(settings)

    def leave() -> None:
        screens.send_bye()
        time.sleep(BYE_S)
        screens.context.stop()
        logging.shutdown()  # os._exit would not write the lines still queued
        os._exit(0)

    def stop(number: int, frame: FrameType | None) -> None:
        if ASYNC == "eventlet":
            eventlet.spawn(leave)  # the start of a thread would wait, in the very loop that starts it
        else:
            threading.Thread(target=leave, daemon=True).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    gc.collect()
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)
    tell_when_ready(screens.context, settings.ready_fd)
    if ASYNC == "eventlet":
        pool = ServerPool(eventlet.GreenPool(sockets_max), screens.connections.silent)
        eventlet.wsgi.server(
            _listening(settings),
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

    Not socketio.run's, which has a backlog of 50: 2,000 screens reconnect at once after a restart.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    if settings.listen_fd is None:
        return eventlet.listen((settings.host, settings.port), family, settings.display_clients_max)
    return socket.socket(family, fileno=settings.listen_fd)


def _raise_file_limit(files: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(files, hard), hard))


if __name__ == "__main__":
    sys.exit(main())
