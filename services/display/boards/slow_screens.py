"""
Screens that do not read: bounded, then dropped, so that one of them never costs the others anything.

A screen that is gone falls to its ping within 18 s. One that answers pings but does not read (a frozen
tab, a rude client) would let what it is sent pile up without end, since python-engineio's queues have none.
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
LOOK_EVERY_S = 1.0
SEND_BUFFER_BYTES = 32_768
"""What the kernel keeps for a screen besides (it doubles this); left alone it may keep megabytes."""


class SlowScreens:
    """Looks at the queue of every screen, and drops those that do not read."""

    def __init__(self, socketio: SocketIO, registry: CollectorRegistry) -> None:
        self._socketio = socketio
        self._dropped = Counter(
            "antre_slow_screens_dropped", "Screens dropped because they did not read.", registry=registry
        )

    def run(self) -> None:
        """
        Look again and again, for ever.

        A dropped screen is forgotten at once. Its socket ends when the send that blocks runs out of time, after
        18 s at most; on threads (the way out of eventlet) no send does, and it stays until the client goes.
        """
        while True:
            self._socketio.sleep(LOOK_EVERY_S)
            for client in list(self._socketio.server.eio.sockets.values()):
                unread = client.queue.qsize()
                if unread > UNREAD_MAX and not client.closed:
                    self._dropped.inc()
                    logs.alarm("slow_screen_dropped", unread=unread)
                    client.close(wait=False, abort=True)


def bound_buffer(environ: dict[str, Any]) -> None:
    """Let the kernel keep little of what the screen of this request was sent and has not read."""
    given = environ.get("eventlet.input")
    connection = environ.get("werkzeug.socket") if given is None else given.get_socket()
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
