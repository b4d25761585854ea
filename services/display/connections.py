"""
The connections of screens to this process: how many may be open, and when one is dropped.

A connection begins as a newcomer, until a namespace admits it as public (a phone, an unpaired board) or as the
house's own (a paired TV, a panel of staff). Each kind has its bound, so that outsiders cannot take the places of
the house's own screens, and newcomers cannot take anybody's: beyond their bound the oldest is dropped.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import prometheus_client
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric

from services.display.silent_sockets import SilentSockets
from services.web import logs

NEWCOMER, PUBLIC, HOUSE = "newcomer", "public", "house"
HOUSE_MAX = 500
"""The house's own screens, beside the public ones."""
OTHERS = 200
"""Newcomers, and sockets that ask nothing, beyond as many as public screens; a browser opens several at once."""
NEWCOMER_S = 10.0
"""A newcomer that no namespace has admitted by then is dropped; a panel first asks the counter service for its pass."""
WINDOW_S = 10.0
MESSAGES_MAX = {NEWCOMER: 50, PUBLIC: 50, HOUSE: 200}
"""Within WINDOW_S. Phones say that they are alive once in 10 s; paired TVs also report and send receipts."""
READS_PER_MESSAGE, BYTES_PER_MESSAGE = 4, 200
"""Bounds what arrives without becoming a message, such as pings of the websocket itself."""
LOG_EVERY_S = 10.0


class Connection:
    """A websocket: where it comes from, which namespaces admitted it, and what it sent in the current window."""

    __slots__ = (
        "address",
        "bytes",
        "is_dropped",
        "messages",
        "namespaces",
        "raw",
        "reads",
        "since",
        "window_at",
    )

    def __init__(self, raw: Any, address: str, now: float) -> None:
        self.raw, self.address, self.since = raw, address, now
        self.namespaces: dict[str, str] = {}
        self.is_dropped = False
        self._begin_window(now)

    @property
    def kind(self) -> str:
        """The best kind as which a namespace admitted it."""
        kinds = self.namespaces.values()
        return HOUSE if HOUSE in kinds else PUBLIC if kinds else NEWCOMER

    def count(self, now: float, *, messages: int = 0, reads: int = 0, received: int = 0) -> bool:
        """Count what arrived, ``received`` in bytes; False: it is too much for the current window."""
        if now >= self.window_at + WINDOW_S:
            self._begin_window(now)
        self.messages += messages
        self.reads += reads
        self.bytes += received
        most = MESSAGES_MAX[self.kind]
        return (
            self.messages <= most
            and self.reads <= most * READS_PER_MESSAGE
            and self.bytes <= most * BYTES_PER_MESSAGE
        )

    def _begin_window(self, now: float) -> None:
        self.window_at, self.messages, self.reads, self.bytes = now, 0, 0, 0


class Connections:
    """All connections of this process; closed: how many have ended. clock: seconds."""

    def __init__(
        self, registry: CollectorRegistry, *, public_max: int, address_max: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:  # fmt: skip
        self.clock = clock
        self._public_max, self._address_max = public_max, address_max
        self.closed = 0
        self._guard = threading.Lock()
        self._newcomers: dict[Connection, None] = {}
        self._admitted: Counter[str] = Counter()
        self._addresses: Counter[str] = Counter()
        self._refused = prometheus_client.Counter(
            "antre_sockets_refused", "Sockets refused or dropped, by reason.", ["reason"], registry=registry
        )
        self._logged: dict[str, tuple[float, int]] = {}
        self.silent = SilentSockets(public_max + OTHERS, lambda: self.count_refusal("silent"))
        registry.register(self)

    # From its opening to its end.

    def open(self, raw: Any, address: str) -> Connection:
        """Add a newcomer; if there are too many, drop the oldest."""
        connection = Connection(raw, address, self.clock())
        with self._guard:
            self._newcomers[connection] = None
            oldest = next(iter(self._newcomers)) if len(self._newcomers) > self._public_max + OTHERS else None
        if oldest:
            self.drop(oldest, "crowded")
        return connection

    def admit(self, connection: Connection, namespace: str, kind: str) -> bool:
        """Admit it to a namespace; False, and counted as refused: there is no room for this kind or its address."""
        with self._guard:
            reason = self._full(connection, kind)
            if reason is None:
                self._change(connection, {**connection.namespaces, namespace: kind})
        if reason:
            self.count_refusal(reason)
        return reason is None

    def leave(self, connection: Connection, namespace: str) -> None:
        """Forget a namespace; without any it is a newcomer again."""
        with self._guard:
            rest = {name: kind for name, kind in connection.namespaces.items() if name != namespace}
            if rest != connection.namespaces:
                self._change(connection, rest)

    def close(self, connection: Connection) -> None:
        """Forget a connection that has ended."""
        with self._guard:
            self._change(connection, {})
            self._newcomers.pop(connection, None)
            self.closed += 1

    def drop(self, connection: Connection, reason: str) -> None:
        """End a connection at once, whatever it is doing; its server notices, and calls ``close``."""
        if connection.is_dropped:
            return
        connection.is_dropped = True
        self.count_refusal(reason)
        with contextlib.suppress(OSError):
            connection.raw.shutdown(socket.SHUT_RDWR)

    def drop_overdue(self) -> None:
        """Drop newcomers whose time is over."""
        latest = self.clock() - NEWCOMER_S
        with self._guard:
            overdue = [newcomer for newcomer in self._newcomers if newcomer.since <= latest]
        for newcomer in overdue:
            self.drop(newcomer, "wordless")

    def _full(self, connection: Connection, kind: str) -> str | None:
        """Return the reason why there is no room, None if there is; no one takes a second place."""
        if connection.kind in (kind, HOUSE):
            return None
        if kind == HOUSE:
            return "house-full" if self._admitted[HOUSE] >= HOUSE_MAX else None
        if self._admitted[PUBLIC] >= self._public_max:
            return "full"
        return "address-full" if self._addresses[connection.address] >= self._address_max else None

    def _change(self, connection: Connection, namespaces: dict[str, str]) -> None:
        before = connection.kind
        connection.namespaces = namespaces
        self._count(connection, before, -1)
        self._count(connection, connection.kind, 1)

    def _count(self, connection: Connection, kind: str, change: int) -> None:
        if kind == NEWCOMER:
            self._newcomers.pop(connection, None)
            if change > 0:
                connection.since = self.clock()
                self._newcomers[connection] = None
            return
        self._admitted[kind] += change
        if kind == PUBLIC:
            self._addresses[connection.address] += change
            if not self._addresses[connection.address]:
                del self._addresses[connection.address]

    # Figures.

    def count_refusal(self, reason: str) -> None:
        """Count a refusal or a drop, and log it once in LOG_EVERY_S for each reason."""
        self._refused.labels(reason).inc()
        now = self.clock()
        with self._guard:
            logged_at, count = self._logged.get(reason, (-LOG_EVERY_S, 0))
            is_due = now >= logged_at + LOG_EVERY_S
            self._logged[reason] = (now, 0) if is_due else (logged_at, count + 1)
        if is_due:
            logs.warning("sockets_refused", reason=reason, count=count + 1)

    def collect(self) -> Iterator[Metric]:
        """Return the gauges at each scrape."""
        sockets = GaugeMetricFamily("antre_sockets", "Open sockets of screens, by kind.", labels=["kind"])
        sockets.add_metric([NEWCOMER], len(self._newcomers))
        for kind in (PUBLIC, HOUSE):
            sockets.add_metric([kind], self._admitted[kind])
        yield sockets
