"""Clients that hold connections open without finishing a request, with plain sockets."""

from __future__ import annotations

import contextlib
import resource
import select
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

HEAD = b"POST / HTTP/1.1\r\nHost: hall\r\nContent-Type: application/json\r\n"
MISSING_BYTES = 200
TRICKLE_EVERY_S = 0.5
CONNECT_WITHIN_S = 10.0
OTHER_FILES = 200


@contextlib.contextmanager
def half_open(url: str, count: int) -> Iterator[None]:
    """Hold ``count`` connections that never send a byte."""
    with _hold_connections(url, count, start=b"", trickle=b""):
        yield


@contextlib.contextmanager
def partial_heads(url: str, count: int) -> Iterator[None]:
    """Hold ``count`` requests whose head grows by a byte twice a second and never ends."""
    with _hold_connections(url, count, start=HEAD + b"X-Slow: ", trickle=b"a"):
        yield


@contextlib.contextmanager
def slow_bodies(url: str, count: int, path: str = "/", begun_bytes: int = 1) -> Iterator[None]:
    """Hold ``count`` requests with a complete head, whose body comes a byte at a time after ``begun_bytes`` bytes."""
    head = HEAD.replace(b"/", path.encode(), 1) + b"Content-Length: %d\r\n\r\n" % (
        begun_bytes + MISSING_BYTES
    )
    with _hold_connections(url, count, start=head + b" " * begun_bytes, trickle=b" "):
        yield


@contextlib.contextmanager
def _hold_connections(url: str, count: int, *, start: bytes, trickle: bytes) -> Iterator[None]:
    """Hold ``count`` connections during the context, and replace each that the server closes."""
    _raise_file_limit(count)
    address = (urlsplit(url).hostname or "", urlsplit(url).port or 80)
    done = threading.Event()
    connections = [_connect(address, start) for _ in range(count)]

    def hold() -> None:
        while not done.wait(TRICKLE_EVERY_S):
            for n in _ended(connections, trickle):
                connections[n].close()
                with contextlib.suppress(OSError):
                    connections[n] = _connect(address, start)

    holder = threading.Thread(target=hold, daemon=True)
    holder.start()
    try:
        yield
    finally:
        done.set()
        holder.join()
        for one in connections:
            one.close()


def _connect(address: tuple[str, int], start: bytes) -> socket.socket:
    one = socket.create_connection(address, timeout=CONNECT_WITHIN_S)
    if start:
        one.sendall(start)
    one.setblocking(False)
    return one


def _ended(connections: list[socket.socket], trickle: bytes) -> list[int]:
    """Send each connection its next byte; return the indices of those that the server has answered or closed."""
    indices = {one.fileno(): n for n, one in enumerate(connections)}
    poller = select.poll()
    for file in indices:
        if file >= 0:
            poller.register(file, select.POLLIN)
    ended = {indices[file] for file, _ in poller.poll(0)} | {n for file, n in indices.items() if file < 0}
    for n, one in enumerate(connections):
        if trickle and n not in ended:
            try:
                one.send(trickle)
            except BlockingIOError:
                pass
            except OSError:
                ended.add(n)
    return sorted(ended)


def _raise_file_limit(count: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = count + OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(needed, hard), hard))
