"""A webhook receiver for tests: it verifies each signature and answers as the test configures it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

from standardwebhooks import Webhook


class Received(NamedTuple):
    """One request: its id, its body as JSON, and its headers in lower case."""

    id: str
    event: dict[str, Any]
    headers: dict[str, str]


class Receiver:
    """
    An HTTP server at ``url``. secret: verifies signatures, "": none are verified.

    is_live: also reject requests signed more than five minutes ago by this machine's clock, as the library does.
    answer: returns the status and headers of the response to a request.
    """

    def __init__(self, *, is_live: bool = False) -> None:
        self.secret, self.is_live = "", is_live
        self.received: list[Received] = []
        self.answer: Callable[[Received], tuple[int, dict[str, str]]] = lambda received: (204, {})
        self.drips = threading.Event()
        self.closed = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hook?of=antre"
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def ids(self) -> list[str]:
        """Ids of the received events, in order of arrival."""
        return [one.id for one in self.received]

    def close(self) -> None:
        """Stop listening."""
        self.closed.set()
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def receiving(*, is_live: bool = False) -> Iterator[Receiver]:
    """Run a receiver until the context ends."""
    receiver = Receiver(is_live=is_live)
    try:
        yield receiver
    finally:
        if not receiver.closed.is_set():
            receiver.close()


def _verify(receiver: Receiver, body: bytes, headers: dict[str, str]) -> None:
    if receiver.is_live:
        Webhook(receiver.secret).verify(body, headers)
    elif receiver.secret:
        at = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        signed = Webhook(receiver.secret).sign(headers["webhook-id"], at, body.decode())
        assert signed in headers["webhook-signature"].split(), "signed with another secret"


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            _verify(receiver, body, headers)
            received = Received(headers["webhook-id"], json.loads(body), headers)
            receiver.received.append(received)
            status, more = receiver.answer(received)
            if receiver.drips.is_set():
                self._drip()
                return
            self.send_response(status)
            for name, value in more.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def _drip(self) -> None:
            """Send a response that never ends."""
            try:
                self.wfile.write(b"HTTP/1.1 200 OK\r\n")
                while not receiver.closed.wait(0.05):
                    self.wfile.write(b"X-Slow: 1\r\n")
            except OSError:
                return

        def log_message(self, format: str, *args: Any) -> None:
            """Print nothing."""

    return Handler
