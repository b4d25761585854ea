"""A wire between a screen and the display that can swallow all, both ways, without closing anything: a black hole."""

from __future__ import annotations

import contextlib
import socket
import threading
from urllib.parse import urlsplit

from rig.waiting import PATIENCE_S, wait_for


class Wire:
    """A TCP proxy to ``url``; ``url`` of it is where screens connect."""

    def __init__(self, url: str, host: str = "127.0.0.1") -> None:
        there = urlsplit(url)
        self._there = (there.hostname or "127.0.0.1", there.port or 80)
        self._carries = threading.Event()
        self._carries.set()
        self._listener = socket.create_server((host, 0), backlog=64)
        self.url = f"http://{host}:{self._listener.getsockname()[1]}"
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._serve, daemon=True).start()

    def swallow(self) -> None:
        """Let nothing through any more; nobody is told."""
        self._carries.clear()

    def heal(self) -> None:
        """Carry again, also what was on its way."""
        self._carries.set()

    def close(self) -> None:
        """End it."""
        self._carries.set()
        self._listener.close()
        for end in list(self._open):
            _close(end)
        wait_for(lambda: not self._open, what="the wire to be empty")

    def _serve(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        self._carries.wait()
        try:
            far = socket.create_connection(self._there, timeout=PATIENCE_S)
        except OSError:
            _close(near)
            return
        far.settimeout(None)
        self._open |= {near, far}
        threading.Thread(target=self._carry, args=(far, near), daemon=True).start()
        self._carry(near, far)

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65_536):
                self._carries.wait()
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            _close(end)
            self._open.discard(end)


def _close(end: socket.socket) -> None:
    with contextlib.suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()
