"""
Slow screens: limit the queue of a screen that does not read, then disconnect it.

A screen that is gone is disconnected by its ping timeout within 18 s. One that answers pings but does not read (a
frozen tab) would make its queue grow without limit, because python-engineio's queues are unbounded.
"""

from __future__ import annotations

import contextlib
import socket
from typing import Any

from flask_socketio import SocketIO
from prometheus_client import CollectorRegistry, Counter

from services.display.connections import Connections
from services.display.incoming import CONNECTION, raw_socket
from services.web import logs

UNREAD_MAX = 40
"""Maximum number of unread messages; a board of a busy hall receives about one a second, of 4 KB at most."""
WATCH_EVERY_S = 1.0
SEND_BUFFER_BYTES = 32_768
"""Size of the kernel's send buffer for a screen (it doubles this); the default may be megabytes."""


class SlowScreens:
    """Watches the queue of every screen, and disconnects those that do not read."""

    def __init__(self, socketio: SocketIO, connections: Connections, registry: CollectorRegistry) -> None:
        self._socketio, self._connections = socketio, connections
        self._dropped = Counter(
            "antre_slow_screens_dropped", "Screens dropped because they did not read.", registry=registry
        )

    def run(self) -> None:
        """Watch forever."""
        while True:
            self._socketio.sleep(WATCH_EVERY_S)
            for screen in list(self._socketio.server.eio.sockets.values()):
                unread = screen.queue.qsize()
                if unread > UNREAD_MAX and not screen.closed:
                    self._dropped.inc()
                    logs.warning("slow_screen_dropped", unread=unread)
                    environ = self._socketio.server.environ.get(screen.sid)
                    screen.close(wait=False, abort=True)
                    if environ:
                        self._connections.drop(environ[CONNECTION], "unread")


def bound_buffer(environ: dict[str, Any]) -> None:
    """Limit the kernel's send buffer for the screen of this request."""
    connection = raw_socket(environ)
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
