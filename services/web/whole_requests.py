"""
A gunicorn worker whose threads never wait for a client (docs/adr/0015-slow-clients.md).

gunicorn's ``gthread`` reads requests and writes responses in its threads, so sixteen slow clients block the
service. Here the event loop buffers a request until it is complete and only then hands it to a thread, where
gunicorn parses and serves it from memory. The loop also sends whatever part of the response the kernel did not
accept immediately.
"""

from __future__ import annotations

import contextlib
import re
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from typing import Any

from gunicorn.http import get_parser
from gunicorn.util import write_error
from gunicorn.workers.gthread import STOP_KEEPALIVE_LINGER, ThreadWorker

from services.web import open_files
from services.web.request_body import BODY_BYTES_MAX

HEAD_BYTES_MAX = 32_768
"""A larger request head is rejected without waiting for its end; gunicorn's own limits on lines are lower."""
BUFFERED_BYTES_MAX = BODY_BYTES_MAX + 1
"""A longer body is an upload: dispatched once this much has arrived; an authorized route reads the rest in its thread."""
REQUEST_WITHIN_S = 10.0
"""Time limit from the connection, or from the first byte, to the complete request."""
RESPONSE_WITHIN_S = 10.0
RETRY_LATER = (b"HTTP/1.1 429", b"HTTP/1.1 503")
RETRY_LATER_DELAY_S = 0.5
"""Delay before a 429 or 503 is sent, without a thread: a client that retries at once makes two requests a second."""
LINGER_S = 2.0
"""How long a closed connection is still read; otherwise a client that is still sending would lose the response."""

UPLOADS_MAX = 4
"""Concurrent uploads; each needs a thread."""
UPLOAD_TIMEOUT_S = 300.0
UPLOAD_IDLE_S = 10.0

CHUNK_BYTES = 65_536
ACCEPTS_MAX = 64
"""Connections accepted in one iteration of the loop."""
DEADLINE_CHECK_S = 0.25

UNKNOWN_LENGTH = 2**60
"""The length of a chunked request. Only uploads may be chunked; others are rejected before their body is read."""

_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n", re.IGNORECASE)


class Outbox:
    """A stand-in for the client's socket that buffers the response; gunicorn writes to it and has nothing to read."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        """Buffer a part of the response."""
        self.parts.append(data)

    send = sendall

    def recv(self, size: int) -> bytes:
        """Return b"": end of input."""
        return b""

    def gettimeout(self) -> float:
        """Return 0: it never blocks."""
        return 0.0

    def ignore(self, *values: object) -> None:
        """Do nothing: the loop closes the socket."""

    setblocking = settimeout = shutdown = close = ignore


class Connection:
    """A client connection: the request received so far, the response not yet sent, and a deadline."""

    initialized, is_http2 = True, False
    """Attributes that ThreadWorker.handle reads."""

    def __init__(self, client_socket: socket.socket, client: Any, server: Any) -> None:
        client_socket.setblocking(False)
        client_socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket, self.client, self.server = client_socket, client, server
        self.sock, self.parser = Outbox(), None
        self.received, self.unsent = bytearray(), b""
        self.length: int | None = None
        self.needed = 0
        self.is_upload = self.is_delayed = self.keeps_alive = False
        self.deadline = 0.0

    def init(self) -> None:
        """Do nothing: a parser is created for each request."""

    def receive(self) -> bool:
        """Receive the available bytes; return False if the client disconnected."""
        try:
            data = self.socket.recv(CHUNK_BYTES)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if data and not self.received:
            self.deadline = time.monotonic() + REQUEST_WITHIN_S
        searched = max(0, len(self.received) - 3)
        self.received += data
        self.measure(searched)
        return bool(data)

    def measure(self, searched: int = 0) -> None:
        """Determine the request's length once its head is complete; gunicorn's parser interprets the head."""
        if self.length is not None:
            return
        end = self.received.find(b"\r\n\r\n", searched)
        if end < 0:
            return
        head = end + 4
        length = _LENGTH.search(self.received, 0, head)
        if _CHUNKED.search(self.received, 0, head):
            self.length, self.needed = UNKNOWN_LENGTH, head
        else:
            self.length = head + (int(length[1]) if length else 0)
            self.needed = min(self.length, head + BUFFERED_BYTES_MAX)
        self.is_upload = self.needed < self.length

    @property
    def is_head_too_long(self) -> bool:
        """Whether the incomplete head already exceeds HEAD_BYTES_MAX."""
        return self.length is None and len(self.received) > HEAD_BYTES_MAX

    @property
    def is_ready(self) -> bool:
        """Whether the request is complete, or is an upload of which enough has arrived."""
        return self.length is not None and len(self.received) >= self.needed

    def take_request(self) -> Iterator[bytes]:
        """Yield the bytes of the request, reading the rest of an upload from the socket; then start the next request."""
        assert self.length is not None
        whole, missing = bytes(self.received[: self.length]), self.length - len(self.received)
        del self.received[: self.length]
        self.length = None
        yield whole
        deadline = time.monotonic() + UPLOAD_TIMEOUT_S
        while missing > 0 and (left := deadline - time.monotonic()) > 0:
            self.socket.settimeout(min(UPLOAD_IDLE_S, left))
            try:
                data = self.socket.recv(min(missing, CHUNK_BYTES))
            except OSError:
                return
            if not data:
                return
            missing -= len(data)
            yield data

    def flush(self) -> bool:
        """Send as much of the response as the kernel accepts; return False if the client disconnected."""
        self.unsent += b"".join(self.sock.parts)
        self.sock.parts.clear()
        try:
            while self.unsent:
                self.unsent = self.unsent[self.socket.send(self.unsent) :]
        except BlockingIOError:
            return True
        except OSError:
            return False
        return True


class WholeRequestWorker(ThreadWorker):  # type: ignore[misc]
    """A threaded gunicorn worker whose event loop receives requests and sends responses."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._waiting: dict[Connection, None] = {}
        self._uploads, self._queued_uploads = 0, deque[Connection]()
        self._delayed = deque[tuple[float, Connection]]()

    def init_process(self) -> None:
        """Raise the limit of open files to fit the maximum number of connections."""
        open_files.raise_limit(self.worker_connections)
        super().init_process()

    def accept(self, listener: Any) -> None:
        """Accept pending connections; if there is no room, close the one that has waited longest."""
        for _ in range(ACCEPTS_MAX):
            if self.nr_conns >= min(self.worker_connections - 1, open_files.sockets_max()):
                self._make_room()
            try:
                client_socket, client = listener.accept()
                conn = Connection(client_socket, client, listener.getsockname())
            except OSError as error:
                if error.errno in open_files.EXHAUSTED:
                    self._make_room()
                    time.sleep(open_files.PAUSE_S)
                return
            self.nr_conns += 1
            self._await_request(conn, REQUEST_WITHIN_S)

    def _make_room(self) -> None:
        if self._waiting:
            self._abort(next(iter(self._waiting)))

    def handle(self, conn: Connection) -> bool:
        """Serve a request, in a thread."""
        conn.parser = get_parser(self.cfg, conn.take_request(), conn.client)
        keeps_alive = bool(super().handle(conn))
        conn.socket.setblocking(False)
        conn.is_delayed = bool(conn.sock.parts) and conn.sock.parts[0].startswith(RETRY_LATER)
        return (conn.is_delayed or conn.flush()) and keeps_alive

    def _keepalive_after(self, conn: Connection, keepalive: bool) -> bool:
        """Close after an upload: its unread rest would have to be read in the thread."""
        return bool(keepalive and not conn.is_upload and super()._keepalive_after(conn, keepalive))

    def finish_request(self, conn: Connection, fs: Future[bool]) -> None:
        """Continue with a connection whose request was served."""
        conn.keeps_alive = not fs.cancelled() and fs.exception() is None and fs.result()
        if conn.is_upload:
            self._uploads -= 1
            if self._queued_uploads:
                self._serve(self._queued_uploads.popleft())
        if conn.is_delayed:
            self._delayed.append((time.monotonic() + RETRY_LATER_DELAY_S, conn))
        else:
            self._finish_response(conn)

    def murder_keepalived(self, force: bool = False) -> None:
        """Close connections whose deadline has passed."""
        now = time.monotonic()
        for conn in [conn for conn in self._waiting if force or conn.deadline <= now]:
            self._abort(conn)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for events, at most DEADLINE_CHECK_S so that deadlines are checked."""
        super().wait_for_and_dispatch_events(min(timeout, DEADLINE_CHECK_S))
        while self._delayed and (not self.alive or self._delayed[0][0] <= time.monotonic()):
            self._finish_response(self._delayed.popleft()[1])

    def _cap_keepalive(self, deadline: float) -> None:
        for conn in self._waiting:
            conn.deadline = min(conn.deadline, deadline)

    def _await_request(self, conn: Connection, within_s: float) -> None:
        self._wait(conn, selectors.EVENT_READ, self._receive, within_s)

    def _receive(self, conn: Connection) -> None:
        if not conn.receive():
            self._drop(conn)
        elif conn.is_ready:
            self._release(conn)
            self._serve(conn)
        elif conn.is_head_too_long:
            self._release(conn)
            write_error(conn.sock, 431, "Request Header Fields Too Large", "")
            self._finish_response(conn)

    def _serve(self, conn: Connection) -> None:
        if conn.is_upload and self._uploads >= UPLOADS_MAX:
            self._queued_uploads.append(conn)
            return
        self._uploads += conn.is_upload
        self.enqueue_req(conn)

    def _finish_response(self, conn: Connection) -> None:
        """Send the rest of the response, then wait for the next request or close."""
        if not conn.flush():
            self._close(conn)
        elif conn.unsent:
            self._wait(conn, selectors.EVENT_WRITE, self._send, RESPONSE_WITHIN_S)
        elif not conn.keeps_alive:
            with contextlib.suppress(OSError):
                conn.socket.shutdown(socket.SHUT_WR)
            self._wait(conn, selectors.EVENT_READ, self._discard, LINGER_S)
        else:
            self._await_next(conn)

    def _await_next(self, conn: Connection) -> None:
        conn.measure()
        if conn.is_ready:
            self._serve(conn)
        elif conn.received:
            self._await_request(conn, REQUEST_WITHIN_S)
        else:
            self._await_request(conn, self.cfg.keepalive if self.alive else STOP_KEEPALIVE_LINGER)

    def _send(self, conn: Connection) -> None:
        if not conn.flush():
            self._drop(conn)
        elif not conn.unsent:
            self._release(conn)
            self._finish_response(conn)

    def _discard(self, conn: Connection) -> None:
        try:
            if not conn.socket.recv(CHUNK_BYTES):
                self._drop(conn)
        except BlockingIOError:
            pass
        except OSError:
            self._drop(conn)

    def _wait(
        self, conn: Connection, event: int, handler: Callable[[Connection], None], within_s: float
    ) -> None:
        conn.deadline = time.monotonic() + within_s
        self._waiting[conn] = None
        self.poller.register(conn.socket, event, partial(self._dispatch, conn, handler))

    def _dispatch(
        self, conn: Connection, handler: Callable[[Connection], None], client_socket: socket.socket
    ) -> None:
        if conn in self._waiting:  # not dropped since the poller returned
            handler(conn)

    def _release(self, conn: Connection) -> None:
        del self._waiting[conn]
        self.poller.unregister(conn.socket)

    def _abort(self, conn: Connection) -> None:
        """
        Close the connection; reply 408 if a request is incomplete.

        Without a response, a gateway would consider the service failed and stop sending requests to it.
        """
        if conn.received:
            write_error(conn.sock, 408, "Request Timeout", "")
            conn.flush()
        self._drop(conn)

    def _drop(self, conn: Connection) -> None:
        self._release(conn)
        self._close(conn)

    def _close(self, conn: Connection) -> None:
        self.nr_conns -= 1
        conn.socket.close()
