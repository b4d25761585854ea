"""The load generator: minimal HTTP and WebSocket clients on one event loop."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]


class Http:
    """One keep-alive connection that posts JSON."""

    def __init__(self, url: str, headers: dict[str, str] | None = None) -> None:
        self._at = urlsplit(url)
        self._more = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        self._reader: asyncio.StreamReader | None = None

    async def post(self, path: str, body: Json) -> tuple[int, bytes]:
        """Post; return the status and the body. Reconnect if the idle connection was closed."""
        try:
            return await self._post(path, body)
        except (asyncio.IncompleteReadError, ConnectionError):
            self._reader = None
            return await self._post(path, body)

    async def _post(self, path: str, body: Json) -> tuple[int, bytes]:
        if self._reader is None:
            self._reader, self._writer = await asyncio.open_connection(self._at.hostname, self._at.port)
        data = json.dumps(body).encode()
        self._writer.write(
            f"POST {path} HTTP/1.1\r\nHost: {self._at.netloc}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(data)}\r\n{self._more}\r\n".encode()
            + data
        )
        head = await self._reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").lower().split("\r\n")
        length = next(int(line[15:]) for line in lines if line.startswith("content-length:"))
        answer = await self._reader.readexactly(length)
        if "connection: close" in lines:
            self._writer.close()
            self._reader = None
        return int(lines[0].split()[1]), answer


async def closed_loop(presses: list[Callable[[], Any]], seconds: float) -> float:
    """Let every client press again as soon as it gets a response; return responses per second."""
    counts, until = [0] * len(presses), time.perf_counter() + seconds

    async def work(n: int, press: Callable[[], Any]) -> None:
        while time.perf_counter() < until:
            await press()
            counts[n] += 1

    began = time.perf_counter()
    await asyncio.gather(*(work(n, press) for n, press in enumerate(presses)))
    return sum(counts) / (time.perf_counter() - began)


async def open_loop(
    presses: list[Callable[[], Any]], rate: float, seconds: float, seed: int
) -> tuple[list[float], float]:
    """
    Press at Poisson arrivals; return all latencies since the due time (s), and the generator's median lateness (s).

    A client that still waits for a response is not reused: another one makes the press.
    """
    chance, free, latencies, late = random.Random(seed), list(presses), [], []
    due, end, tasks = time.perf_counter(), time.perf_counter() + seconds, []

    async def press(one: Callable[[], Any], due: float) -> None:
        await one()
        latencies.append(time.perf_counter() - due)
        free.append(one)

    while (due := due + chance.expovariate(rate)) < end:
        if (pause := due - time.perf_counter()) > 0:
            await asyncio.sleep(pause)
        late.append(time.perf_counter() - due)
        while not free:
            await asyncio.sleep(0.001)
        tasks.append(asyncio.create_task(press(free.pop(0), due)))
    await asyncio.gather(*tasks)
    return latencies, sorted(late)[len(late) // 2] if late else 0.0


class Screens:
    """Many WebSocket screens; reports when all boards have received a text."""

    def __init__(self) -> None:
        self._awaited: tuple[bytes, int, asyncio.Future[float]] | None = None
        self._writers: list[asyncio.StreamWriter] = []
        self._tasks: list[asyncio.Task[None]] = []
        self.boards = 0

    async def connect(self, url: str, namespace: str, auths: list[Json]) -> None:
        """Connect a screen for each of these auth payloads."""
        gate = asyncio.Semaphore(20)

        async def one(auth: Json) -> None:
            async with gate:
                await self._connect(url, namespace, auth)

        await asyncio.gather(*(one(auth) for auth in auths))
        if namespace == "/board":
            self.boards += len(auths)

    async def idle(self, url: str, count: int) -> None:
        """Connect ``count`` screens that receive no events."""
        boards = self.boards
        await self.connect(url, "/board", [{}] * count)
        self.boards = boards

    def all_received(self, text: bytes) -> asyncio.Future[float]:
        """Return a future of the time at which the last board received a message containing this text."""
        future: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._awaited = (text, self.boards, future)
        return future

    async def close(self) -> None:
        """Close all connections."""
        for task in self._tasks:
            task.cancel()
        for writer in self._writers:
            writer.close()

    async def _connect(self, url: str, namespace: str, auth: Json) -> None:
        at = urlsplit(url)
        reader, writer = await asyncio.open_connection(at.hostname, at.port)
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            f"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: {at.netloc}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        await reader.readuntil(b"\r\n\r\n")
        await _frame(reader)
        _send(writer, f"40{namespace},{json.dumps(auth)}")
        while not (answer := await _frame(reader)).startswith(b"40"):
            assert not answer.startswith(b"44"), answer
        self._writers.append(writer)
        self._tasks.append(asyncio.create_task(self._watch(reader, writer, namespace == "/board")))

    async def _watch(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, is_board: bool
    ) -> None:
        last_text = b""
        try:
            while True:
                frame = await _frame(reader)
                if frame == b"2":
                    _send(writer, "3")
                elif is_board and self._awaited is not None:
                    text, left, future = self._awaited
                    if last_text != text and text in frame:
                        last_text = text
                        self._awaited = (text, left - 1, future)
                        if left == 1 and not future.done():
                            future.set_result(time.perf_counter())
        except (asyncio.IncompleteReadError, ConnectionError):
            return


def _send(writer: asyncio.StreamWriter, text: str) -> None:
    data, mask = text.encode(), os.urandom(4)
    size = (
        bytes([0x81, 0x80 | len(data)])
        if len(data) < 126
        else bytes([0x81, 0xFE]) + len(data).to_bytes(2, "big")
    )
    writer.write(size + mask + bytes(b ^ mask[n % 4] for n, b in enumerate(data)))


async def _frame(reader: asyncio.StreamReader) -> bytes:
    _, size = await reader.readexactly(2)
    if size == 126:
        size = int.from_bytes(await reader.readexactly(2), "big")
    elif size == 127:
        size = int.from_bytes(await reader.readexactly(8), "big")
    return await reader.readexactly(size)
