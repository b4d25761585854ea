"""
A gunicorn worker whose threads never wait for a client (docs/adr/0015-slow-clients.md).

gunicorn's ``gthread`` reads requests and writes answers in its threads, so sixteen slow clients stop the
service. Here the loop that waits for sockets receives a request until it is whole and only then gives it to
a thread, where gunicorn parses and serves it from memory; the loop sends what the kernel did not take of the answer at once.
"""

from __future__ import annotations

import contextlib
import re
import resource
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

from services.web.request_body import BODY_BYTES_MAX

HEAD_BYTES_MAX = 32_768
"""Beyond that a head is refused without waiting for its end; gunicorn's own limits on lines are lower."""
WHOLE_BYTES_MAX = BODY_BYTES_MAX + 1
"""A longer body is not for the public: it is handed out when this much of it is here, and read on by those who may."""
REQUEST_WITHIN_S = 10.0
"""From the connection, or from the first byte, to the whole request, however it trickles in."""
ANSWER_WITHIN_S = 10.0
COME_LATER = (b"HTTP/1.1 429", b"HTTP/1.1 503")
HELD_S = 0.5
"""An answer to come later is held for so long, in no thread: who asks again at once does so twice a second."""
LINGER_S = 2.0
"""A closed connection is read for so long, or the client would lose the answer to a request it is still sending."""

UPLOADS_MAX = 4
"""Long bodies that are read at once; each needs a thread."""
UPLOAD_WITHIN_S = 300.0
UPLOAD_SILENT_S = 10.0

PIECE_BYTES = 65_536
ACCEPTS_MAX = 64
"""Connections accepted in one turn of the loop."""
LOOK_EVERY_S = 0.25
OTHER_FILES = 200
"""Files besides the sockets of clients."""

UNKNOWN = 2**60
"""The length of a request in chunks. Only uploads may come so; others are refused before their body is read."""

_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n", re.IGNORECASE)


class Outbox:
    """What gunicorn takes for the client's socket: keeps the answer until the thread is done, and has nothing to read."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        """Keep a part of the answer."""
        self.parts.append(data)

    send = sendall

    def recv(self, size: int) -> bytes:
        """Return the end of the input."""
        return b""

    def gettimeout(self) -> float:
        """Return 0: it never blocks."""
        return 0.0

    def ignore(self, *values: object) -> None:
        """Do nothing: the loop closes the socket."""

    setblocking = settimeout = shutdown = close = ignore


class Connection:
    """A client: what has come of its request, what is left of its answer, and until when it may wait."""

    initialized, is_http2 = True, False
    """What ThreadWorker.handle looks at."""

    def __init__(self, client_socket: socket.socket, client: Any, server: Any) -> None:
        client_socket.setblocking(False)
        client_socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket, self.client, self.server = client_socket, client, server
        self.sock, self.parser = Outbox(), None
        self.received, self.unsent = bytearray(), b""
        self.length: int | None = None
        self.needed = 0
        self.is_upload = self.is_held = self.stays = False
        self.deadline = 0.0

    def init(self) -> None:
        """Do nothing: the parser is made for each request."""

    def receive(self) -> bool:
        """Take what is here; False: the client is gone."""
        try:
            data = self.socket.recv(PIECE_BYTES)
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
        """Note how long the request is, once its head is here; what the head means is left to gunicorn's parser."""
        if self.length is not None:
            return
        end = self.received.find(b"\r\n\r\n", searched)
        if end < 0:
            return
        head = end + 4
        length = _LENGTH.search(self.received, 0, head)
        if _CHUNKED.search(self.received, 0, head):
            self.length, self.needed = UNKNOWN, head
        else:
            self.length = head + (int(length[1]) if length else 0)
            self.needed = min(self.length, head + WHOLE_BYTES_MAX)
        self.is_upload = self.needed < self.length

    @property
    def has_too_long_a_head(self) -> bool:
        """Whether there is no use in waiting for the end of the head."""
        return self.length is None and len(self.received) > HEAD_BYTES_MAX

    @property
    def can_be_served(self) -> bool:
        """Whether the request is whole, or an upload whose beginning is here."""
        return self.length is not None and len(self.received) >= self.needed

    def take_request(self) -> Iterator[bytes]:
        """Return the bytes of the request, and begin the next one."""
        assert self.length is not None
        whole, missing = bytes(self.received[: self.length]), self.length - len(self.received)
        del self.received[: self.length]
        self.length = None
        yield whole
        deadline = time.monotonic() + UPLOAD_WITHIN_S
        while missing > 0 and (left := deadline - time.monotonic()) > 0:
            self.socket.settimeout(min(UPLOAD_SILENT_S, left))
            try:
                data = self.socket.recv(min(missing, PIECE_BYTES))
            except OSError:
                return
            if not data:
                return
            missing -= len(data)
            yield data

    def flush(self) -> bool:
        """Send what the kernel takes of the answer; False: the client is gone."""
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
    """gunicorn's threads behind a loop that receives and sends."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._waiting: dict[Connection, None] = {}
        self._uploads, self._uploads_waiting = 0, deque[Connection]()
        self._held = deque[tuple[float, Connection]]()

    def init_process(self) -> None:
        """Allow as many files as connections."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = self.worker_connections + OTHER_FILES
        if soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
        super().init_process()

    def accept(self, listener: Any) -> None:
        """Accept what waits; where there are too many connections, the one that waits longest makes room."""
        for _ in range(ACCEPTS_MAX):
            if self.nr_conns >= self.worker_connections - 1 and self._waiting:
                self._give_up(next(iter(self._waiting)))
            try:
                client_socket, client = listener.accept()
                conn = Connection(client_socket, client, listener.getsockname())
            except OSError:
                return
            self.nr_conns += 1
            self._await_request(conn, REQUEST_WITHIN_S)

    def handle(self, conn: Connection) -> bool:
        """Serve a request, in a thread."""
        conn.parser = get_parser(self.cfg, conn.take_request(), conn.client)
        stays = bool(super().handle(conn))
        conn.socket.setblocking(False)
        conn.is_held = bool(conn.sock.parts) and conn.sock.parts[0].startswith(COME_LATER)
        return (conn.is_held or conn.flush()) and stays

    def _keepalive_after(self, conn: Connection, keepalive: bool) -> bool:
        """Close after an upload: the rest of it would have to be read in the thread."""
        return bool(keepalive and not conn.is_upload and super()._keepalive_after(conn, keepalive))

    def finish_request(self, conn: Connection, fs: Future[bool]) -> None:
        """Go on with a connection whose request was served."""
        conn.stays = not fs.cancelled() and fs.exception() is None and fs.result()
        if conn.is_upload:
            self._uploads -= 1
            if self._uploads_waiting:
                self._serve(self._uploads_waiting.popleft())
        if conn.is_held:
            self._held.append((time.monotonic() + HELD_S, conn))
        else:
            self._end_answer(conn)

    def murder_keepalived(self, force: bool = False) -> None:
        """Close what has waited too long."""
        now = time.monotonic()
        for conn in [one for one in self._waiting if force or one.deadline <= now]:
            self._give_up(conn)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait for events, not longer than deadlines are looked at."""
        super().wait_for_and_dispatch_events(min(timeout, LOOK_EVERY_S))
        while self._held and (not self.alive or self._held[0][0] <= time.monotonic()):
            self._end_answer(self._held.popleft()[1])

    def _cap_keepalive(self, deadline: float) -> None:
        for conn in self._waiting:
            conn.deadline = min(conn.deadline, deadline)

    def _await_request(self, conn: Connection, within_s: float) -> None:
        self._wait(conn, selectors.EVENT_READ, self._receive, within_s)

    def _receive(self, conn: Connection) -> None:
        if not conn.receive():
            self._drop(conn)
        elif conn.can_be_served:
            self._release(conn)
            self._serve(conn)
        elif conn.has_too_long_a_head:
            self._release(conn)
            write_error(conn.sock, 431, "Request Header Fields Too Large", "")
            self._end_answer(conn)

    def _serve(self, conn: Connection) -> None:
        if conn.is_upload and self._uploads >= UPLOADS_MAX:
            self._uploads_waiting.append(conn)
            return
        self._uploads += conn.is_upload
        self.enqueue_req(conn)

    def _end_answer(self, conn: Connection) -> None:
        """Send the rest of the answer; then await the next request, or close."""
        if not conn.flush():
            self._close(conn)
        elif conn.unsent:
            self._wait(conn, selectors.EVENT_WRITE, self._send, ANSWER_WITHIN_S)
        elif not conn.stays:
            with contextlib.suppress(OSError):
                conn.socket.shutdown(socket.SHUT_WR)
            self._wait(conn, selectors.EVENT_READ, self._discard, LINGER_S)
        else:
            self._await_next(conn)

    def _await_next(self, conn: Connection) -> None:
        conn.measure()
        if conn.can_be_served:
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
            self._end_answer(conn)

    def _discard(self, conn: Connection) -> None:
        try:
            if not conn.socket.recv(PIECE_BYTES):
                self._drop(conn)
        except BlockingIOError:
            pass
        except OSError:
            self._drop(conn)

    def _wait(
        self, conn: Connection, event: int, go_on: Callable[[Connection], None], within_s: float
    ) -> None:
        conn.deadline = time.monotonic() + within_s
        self._waiting[conn] = None
        self.poller.register(conn.socket, event, partial(self._go_on, conn, go_on))

    def _go_on(
        self, conn: Connection, go_on: Callable[[Connection], None], client_socket: socket.socket
    ) -> None:
        if conn in self._waiting:  # not dropped since the poller looked
            go_on(conn)

    def _release(self, conn: Connection) -> None:
        del self._waiting[conn]
        self.poller.unregister(conn.socket)

    def _give_up(self, conn: Connection) -> None:
        """
        Close; in the middle of a request with an answer.

        Without one a gateway would think that the service failed, and keep everybody waiting.
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
