"""
Sockets that are asking nothing: beyond a bound the oldest is closed, so that the server always has room for a request.

Eventlet's server stops accepting when its pool is full, for health checks and boards alike.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any


class SilentSockets:
    """The sockets of the server on which no request is being answered, the longest silent first."""

    def __init__(self, most: int, on_close: Callable[[], None]) -> None:
        self._most, self._on_close = most, on_close
        self._silent: dict[Any, None] = {}
        self._guard = threading.Lock()

    def add(self, raw: Any) -> None:
        """Add a socket; if there are too many, close the oldest."""
        with self._guard:
            self._silent[raw] = None
            oldest = next(iter(self._silent)) if len(self._silent) > self._most else None
            self._silent.pop(oldest, None)
        if oldest is not None:
            self._on_close()
            with contextlib.suppress(OSError):
                oldest.shutdown(socket.SHUT_RDWR)

    def discard(self, raw: Any) -> bool:
        """Forget a socket; False: it was not there."""
        with self._guard:
            return self._silent.pop(raw, self) is None

    @contextlib.contextmanager
    def answering(self, raw: Any) -> Iterator[None]:
        """While a request is answered its socket is not silent."""
        was_there = self.discard(raw)
        try:
            yield
        finally:
            if was_there:
                self.add(raw)


class ServerPool:
    """Eventlet's pool for a server, whose sockets are silent until they ask something."""

    def __init__(self, pool: Any, silent: SilentSockets) -> None:
        self._pool, self._silent = pool, silent
        self.waitall = pool.waitall

    def spawn(self, serve: Callable[..., None], connection: list[Any]) -> Any:
        """Serve a socket that was accepted: its address, itself, its state."""
        raw = connection[1]
        self._silent.add(raw)
        serving = self._pool.spawn(serve, connection)
        serving.link(lambda _: self._silent.discard(raw))
        return serving
