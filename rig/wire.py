"""A TCP proxy between a screen and the display that can drop all data both ways without closing a connection."""

from __future__ import annotations

import contextlib
import socket
import threading
from urllib.parse import urlsplit

from rig.waiting import PATIENCE_S, wait_for


class Wire:
    """A TCP proxy to ``url``; screens connect to its own attribute ``url``."""

    def __init__(self, url: str, host: str = "127.0.0.1") -> None:
        target = urlsplit(url)
        self._target = (target.hostname or "127.0.0.1", target.port or 80)
        self._carries = threading.Event()
        self._carries.set()
        self._listener = socket.create_server((host, 0), backlog=64)
        self.url = f"http://{host}:{self._listener.getsockname()[1]}"
        self._open: set[socket.socket] = set()
        threading.Thread(target=self._serve, daemon=True).start()

    def swallow(self) -> None:
        """Stop forwarding, without closing any connection."""
        self._carries.clear()

    def heal(self) -> None:
        """Forward again, including the data that was held back."""
        self._carries.set()

    def close(self) -> None:
        """Stop listening and close all connections."""
        self._carries.set()
        self._listener.close()
        for end in list(self._open):
            _close(end)
        wait_for(lambda: not self._open, what="all connections of the wire to be closed")

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
            far = socket.create_connection(self._target, timeout=PATIENCE_S)
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
