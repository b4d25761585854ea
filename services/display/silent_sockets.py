"""
Limit idle sockets, those without a request in progress, so that the server always has room for a request.

Eventlet's server accepts no connection while its pool is full, not even a health check or a board.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any


class SilentSockets:
    """The server's sockets without a request in progress, the longest idle first."""

    def __init__(self, silent_max: int, on_close: Callable[[], None]) -> None:
        self._silent_max, self._on_close = silent_max, on_close
        self._silent: dict[Any, None] = {}
        self._guard = threading.Lock()

    def add(self, raw: Any) -> None:
        """Add a socket; close the longest idle one if there are too many."""
        with self._guard:
            self._silent[raw] = None
            is_full = len(self._silent) > self._silent_max
        if is_full:
            self.close_oldest()

    def close_oldest(self) -> bool:
        """Close the longest idle socket; return whether there was one."""
        with self._guard:
            oldest = next(iter(self._silent), None)
            self._silent.pop(oldest, None)
        if oldest is None:
            return False
        self._on_close()
        with contextlib.suppress(OSError):
            oldest.shutdown(socket.SHUT_RDWR)
        return True

    def discard(self, raw: Any) -> bool:
        """Remove a socket; return whether it was there."""
        with self._guard:
            return self._silent.pop(raw, self) is None

    @contextlib.contextmanager
    def answering(self, raw: Any) -> Iterator[None]:
        """Exclude a socket while its request is being answered."""
        was_silent = self.discard(raw)
        try:
            yield
        finally:
            if was_silent:
                self.add(raw)


class ServerPool:
    """Eventlet's pool for a server; an accepted socket counts as silent until its first request."""

    def __init__(self, pool: Any, silent: SilentSockets) -> None:
        self._pool, self._silent = pool, silent
        self.waitall, self.running = pool.waitall, pool.running

    def spawn(self, serve: Callable[..., None], connection: list[Any]) -> Any:
        """Serve an accepted connection: [address, socket, state]."""
        raw = connection[1]
        self._silent.add(raw)
        greenthread = self._pool.spawn(serve, connection)
        greenthread.link(lambda _: self._silent.discard(raw))
        return greenthread
