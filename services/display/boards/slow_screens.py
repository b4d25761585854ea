"""
Slow screens: bounds what is queued for a screen that does not read, then disconnects it.

A screen that is gone is disconnected by its ping within 18 s. One that answers pings but does not read (a frozen
tab) would make its queue grow without limit, since python-engineio's queues have none.
"""

from __future__ import annotations

import contextlib
import socket
from typing import Any

from flask_socketio import SocketIO
from prometheus_client import CollectorRegistry, Counter

from services.web import logs

UNREAD_MAX = 40
"""Messages; a board of a busy hall is sent about one a second, of 4 KB at most."""
WATCH_EVERY_S = 1.0
SEND_BUFFER_BYTES = 32_768
"""What the kernel buffers for a screen besides (it doubles this); by default it may be megabytes."""


class SlowScreens:
    """Watches the queue of every screen, and disconnects those that do not read."""

    def __init__(self, socketio: SocketIO, registry: CollectorRegistry) -> None:
        self._socketio = socketio
        self._dropped = Counter(
            "antre_slow_screens_dropped", "Screens dropped because they did not read.", registry=registry
        )

    def run(self) -> None:
        """
        Watch for ever.

        A dropped screen is forgotten at once. Its socket closes when the blocked send times out, after 18 s at
        most; on threads (the way out of eventlet) no send does, and it stays until the other end closes it.
        """
        while True:
            self._socketio.sleep(WATCH_EVERY_S)
            for connection in list(self._socketio.server.eio.sockets.values()):
                unread = connection.queue.qsize()
                if unread > UNREAD_MAX and not connection.closed:
                    self._dropped.inc()
                    logs.warning("slow_screen_dropped", unread=unread)
                    connection.close(wait=False, abort=True)


def bound_buffer(environ: dict[str, Any]) -> None:
    """Limit what the kernel buffers for the screen of this request."""
    stream = environ.get("eventlet.input")
    connection = environ.get("werkzeug.socket") if stream is None else stream.get_socket()
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
