"""
Attackers on the display's WebSockets, as an outsider on the hall's Wi-Fi: without an account, with plain sockets.

Each strike is a context manager that attacks from a separate process until the context ends.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import socket
import struct
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from rig.attackers.raid import Raid, Tally, raid

CONTINUATION, TEXT, BINARY, PING = 0x0, 0x1, 0x2, 0x9
BURST = 200
"""Number of frames sent at once."""
TIMEOUT_S = 5.0
REST_S = 0.05


def frame(text: str, opcode: int = TEXT, *, final: bool = True) -> bytes:
    """Return a client's WebSocket frame; final=False: more frames of the message follow."""
    content = text.encode()
    first, length = opcode | (0x80 if final else 0), len(content)
    head = struct.pack("!BB", first, 0x80 | length) if length < 126 else (
        struct.pack("!BBH", first, 0x80 | 126, length)
    )  # fmt: skip
    return head + b"\0\0\0\0" + content


UNKNOWN_EVENT = frame('42/board,["anything",{"a":1}]')
REPORT = frame('42/board,["state",{"sound":"on","seq":1}]')
ENGINE_PING, ENGINE_PONG, ENGINE_NOOP = frame("2"), frame("3"), frame("6")
WEBSOCKET_PING = frame("", PING)


def open_socket(display: str, source: str | None = None, **headers: str) -> socket.socket:
    """Open a WebSocket to the display, from a local address, and read only the upgrade response."""
    at = urlsplit(display)
    client = socket.create_connection(
        (at.hostname or "", at.port or 80), TIMEOUT_S, source_address=(source, 0) if source else None
    )
    lines = {
        "Host": at.netloc, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
    } | {name.replace("_", "-"): value for name, value in headers.items()}  # fmt: skip
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    try:
        client.sendall(f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n{head}\r\n".encode())
        if not client.recv(4_096).startswith(b"HTTP/1.1 101"):
            raise ConnectionRefusedError("no websocket")
    except OSError:
        client.close()
        raise
    return client


def board_packet(venue: str) -> str:
    """Return the first packet of a board."""
    return f"40/board,{json.dumps({'venue': venue})}"


def flood(client: socket.socket, message: bytes, within_s: float) -> bool:
    """Send a frame repeatedly at full speed, and read the responses; return True if the server closed the connection."""
    deadline, burst = time.monotonic() + within_s, message * BURST
    client.settimeout(TIMEOUT_S)
    try:
        while time.monotonic() < deadline:
            client.sendall(burst)
            client.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                if client.recv(65_536) == b"":
                    return True
            client.settimeout(TIMEOUT_S)
    except OSError:
        return True
    return False


# Strikes.


@contextlib.contextmanager
def flooding(display: str, venue: str, message: bytes, sockets: int = 1) -> Iterator[Tally]:
    """Flood with a frame from boards that reconnect when disconnected, which is counted as "ended"."""
    with raid(_flood_on, display, board_packet(venue), message, threads=sockets, niceness=0) as tally:
        yield tally


@contextlib.contextmanager
def wordless(display: str, sockets: int = 300) -> Iterator[None]:
    """Hold sockets that never name a namespace, and reconnect when disconnected."""
    with raid(_hold, display, "", sockets, niceness=0):
        yield


@contextlib.contextmanager
def never_reading(display: str, venue: str, sockets: int = 20) -> Iterator[Tally]:
    """Hold boards that never read, but send pongs; they reconnect when disconnected, counted as "ended"."""
    with raid(_hold, display, board_packet(venue), sockets, niceness=0) as tally:
        yield tally


@contextlib.contextmanager
def reconnecting(display: str, venue: str, sockets: int = 1_000) -> Iterator[None]:
    """Connect many boards at once, then disconnect and reconnect all of them, repeatedly."""
    with raid(_reconnect_on, display, board_packet(venue), sockets, niceness=0):
        yield


def _flood_on(raid: Raid, number: int, display: str, hello: str, message: bytes) -> None:
    raid.begin()
    while not raid.is_over:
        with contextlib.suppress(OSError), open_socket(display) as client:
            client.sendall(frame(hello))
            while not raid.is_over:
                if flood(client, message, within_s=1):
                    raid.count("ended")
                    break


def _hold(raid: Raid, number: int, display: str, hello: str, sockets: int) -> None:
    clients: list[socket.socket] = []
    while not raid.is_over:
        with contextlib.suppress(OSError):
            while len(clients) < sockets:
                clients.append(_open_greeted(display, hello))
        raid.begin()
        alive = [client for client in clients if _is_alive(client, ENGINE_PONG)]
        for _ in range(len(clients) - len(alive)):
            raid.count("ended")
        clients = alive
        raid.rest(2)


def _reconnect_on(raid: Raid, number: int, display: str, hello: str, sockets: int) -> None:
    while not raid.is_over:
        clients: list[socket.socket] = []
        with contextlib.suppress(OSError):
            for _ in range(sockets):
                clients.append(_open_greeted(display, hello))
        raid.begin()
        for client in clients:
            client.close()
        raid.rest(REST_S)


def _open_greeted(display: str, hello: str) -> socket.socket:
    client = open_socket(display)
    if hello:
        client.sendall(frame(hello))
    return client


def _is_alive(client: socket.socket, answer: bytes) -> bool:
    try:
        client.setblocking(False)
        client.sendall(answer)
    except OSError:
        client.close()
        return False
    return True
