"""
Rate limits for the input of screens' sockets; a socket that sends what no screen sends is dropped.

Flask-SocketIO limits nothing: it decodes every message and starts a task for every event. So the
websocket that engine.io reads from is wrapped in one that counts first (docs/events.md).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import Any, NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask_socketio import SocketIO
from socketio import packet

from services.display.connections import Connection, Connections
from waitingroom.client_address import network_of

PATH = "/socket.io/"
CONNECTION = "antre.connection"
"""Key of the Connection in the WSGI environ of a screen's request."""
PONG, CLOSE, MESSAGE = "3", "1", "4"
CLIENT_PACKETS = (packet.CONNECT, packet.DISCONNECT, packet.EVENT)
RESERVED_EVENTS = ("connect", "disconnect")
"""Events that socketio itself triggers; the same names sent by a screen would call the same handlers."""


class SocketGate:
    """WSGI middleware around Flask-SocketIO's: opens and closes the Connection of each websocket."""

    def __init__(self, inner: WSGIApplication, connections: Connections) -> None:
        self._inner, self._connections = inner, connections

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Handle a request; one to PATH lasts as long as its websocket."""
        raw = raw_socket(environ)
        with self._connections.silent.answering(raw):
            if not environ["PATH_INFO"].startswith(PATH):
                return self._inner(environ, start_response)
            connection = self._connections.open(raw, network_of(environ.get("REMOTE_ADDR", "")))
            environ[CONNECTION] = connection
            _replace_socket(environ, CountedSocket(raw, connection, self._connections))
            try:
                return self._inner(environ, start_response)
            finally:
                self._connections.close(connection)


class CountedSocket:
    """A connection's socket, dropped when it receives too much."""

    def __init__(self, raw: Any, connection: Connection, connections: Connections) -> None:
        self._raw, self._connection, self._connections = raw, connection, connections

    def recv(self, size: int) -> bytes:
        """See socket.recv; return no bytes, as at the end, once it is too much."""
        data: bytes = self._raw.recv(size)
        if self._connection.count(self._connections.clock(), reads=1, received=len(data)):
            return data
        self._connections.drop(self._connection, "flood")
        return b""

    def shutdown(self, how: int) -> None:
        """See socket.shutdown; suppress OSError, which eventlet does not expect if the connection was dropped."""
        with contextlib.suppress(OSError):
            self._raw.shutdown(how)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)


class CountedWebSocket:
    """A websocket as engine.io uses it, dropped when it receives too much or what no screen sends."""

    def __init__(self, websocket: Any, connection: Connection, connections: Connections) -> None:
        self._websocket, self._connection, self._connections = websocket, connection, connections

    def wait(self) -> str | bytes | None:
        """Return the next message, None at the end."""
        message: str | bytes | None = self._websocket.wait()
        if message is None or self._connection.is_dropped:
            return None
        if not self._connection.count(self._connections.clock(), messages=1):
            self._connections.drop(self._connection, "flood")
            return None
        if not is_valid_client_message(message):
            self._connections.drop(self._connection, "malformed")
            return None
        return message

    def __getattr__(self, name: str) -> Any:
        return getattr(self._websocket, name)


def count_incoming(socketio: SocketIO, connections: Connections) -> None:
    """Make the server's websockets count their input."""
    engine = socketio.server.eio
    driver = engine._async["websocket"]

    def counted(handler: Any, server: Any) -> WSGIApplication:
        def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
            def handle(websocket: Any) -> Any:
                return handler(CountedWebSocket(websocket, environ[CONNECTION], connections))

            body: Iterable[bytes] = driver(handle, server)(environ, start_response)
            return body

        return serve

    engine._async = {**engine._async, "websocket": counted}


def is_valid_client_message(message: str | bytes) -> bool:
    """Return whether a screen may send this message: a pong, a close, or a Socket.IO packet to a namespace."""
    if not isinstance(message, str):
        return False
    kind, content = message[:1], message[1:]
    if kind != MESSAGE:
        return kind in (PONG, CLOSE)
    try:
        decoded = packet.Packet(encoded_packet=content)
    except (ValueError, RecursionError):
        return False
    if decoded.packet_type != packet.EVENT:
        return bool(content) and decoded.packet_type in CLIENT_PACKETS
    event = decoded.data[0] if isinstance(decoded.data, list) and decoded.data else None
    return isinstance(event, str) and event not in RESERVED_EVENTS


class _Input(NamedTuple):
    """The part of an input stream that eventlet's websocket uses."""

    counted: CountedSocket

    def get_socket(self) -> CountedSocket:
        """Return the socket."""
        return self.counted


def raw_socket(environ: WSGIEnvironment) -> Any:
    """Return the socket of a request."""
    stream = environ.get("eventlet.input")
    return environ.get("werkzeug.socket") if stream is None else stream.get_socket()


def _replace_socket(environ: WSGIEnvironment, counted: CountedSocket) -> None:
    if "eventlet.input" in environ:
        environ["eventlet.input"] = _Input(counted)
    else:
        environ["werkzeug.socket"] = counted
