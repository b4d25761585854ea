"""
The connections of screens to this process: how many may be open, and when one is dropped.

A connection is a newcomer until a namespace admits it as public (a phone, an unpaired board) or as one of the
house's own (a paired TV, a staff panel). Each kind has its own limit, so public screens cannot use up the
capacity for the house's screens, and newcomers take none from admitted ones: above their limit the oldest is dropped.
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
"""Maximum number of the house's own screens, in addition to public ones."""
OTHERS = 200
"""How many more newcomers, and idle sockets, are allowed than public screens; a browser opens several at once."""
NEWCOMER_S = 10.0
"""Time to be admitted by a namespace before a newcomer is dropped; a panel first gets its pass from the counter service."""
WINDOW_S = 10.0
MESSAGES_MAX = {NEWCOMER: 50, PUBLIC: 50, HOUSE: 200}
"""Messages allowed per WINDOW_S. Phones only answer a ping every 10 s; paired TVs also send reports and receipts."""
READS_PER_MESSAGE, BYTES_PER_MESSAGE = 4, 200
"""Limits input that is no message, such as ping frames of the websocket protocol itself."""
LOG_EVERY_S = 10.0


class Connection:
    """A websocket: its client address, the namespaces that admitted it, and what it sent in the current window."""

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
        """The highest kind that a namespace admitted it as."""
        kinds = self.namespaces.values()
        return HOUSE if HOUSE in kinds else PUBLIC if kinds else NEWCOMER

    def count(self, now: float, *, messages: int = 0, reads: int = 0, received: int = 0) -> bool:
        """Count input, ``received`` in bytes; return False if it exceeds a limit of the current window."""
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
    """All connections of this process; closed: how many have ended so far. clock: seconds."""

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

    # The life of a connection.

    def open(self, raw: Any, address: str) -> Connection:
        """Add a newcomer; drop the oldest one if there are too many."""
        connection = Connection(raw, address, self.clock())
        with self._guard:
            self._newcomers[connection] = None
            oldest = next(iter(self._newcomers)) if len(self._newcomers) > self._public_max + OTHERS else None
        if oldest:
            self.drop(oldest, "crowded")
        return connection

    def admit(self, connection: Connection, namespace: str, kind: str) -> bool:
        """Admit it to a namespace; if its kind or its address is at the limit, count a refusal and return False."""
        with self._guard:
            reason = self._full_reason(connection, kind)
            if reason is None:
                self._set_namespaces(connection, {**connection.namespaces, namespace: kind})
        if reason:
            self.count_refusal(reason)
        return reason is None

    def leave(self, connection: Connection, namespace: str) -> None:
        """Remove it from a namespace; without any namespace it is a newcomer again."""
        with self._guard:
            remaining = {name: kind for name, kind in connection.namespaces.items() if name != namespace}
            if remaining != connection.namespaces:
                self._set_namespaces(connection, remaining)

    def close(self, connection: Connection) -> None:
        """Remove a connection that has ended."""
        with self._guard:
            self._set_namespaces(connection, {})
            self._newcomers.pop(connection, None)
            self.closed += 1

    def drop(self, connection: Connection, reason: str) -> None:
        """Shut a connection's socket down at once; its server then ends the request, which calls ``close``."""
        if connection.is_dropped:
            return
        connection.is_dropped = True
        self.count_refusal(reason)
        with contextlib.suppress(OSError):
            connection.raw.shutdown(socket.SHUT_RDWR)

    def make_room(self) -> None:
        """Close the longest idle socket, or drop the oldest newcomer if no socket is idle."""
        if self.silent.close_oldest():
            return
        with self._guard:
            oldest = next((newcomer for newcomer in self._newcomers if not newcomer.is_dropped), None)
        if oldest:
            self.drop(oldest, "crowded")

    def drop_overdue(self) -> None:
        """Drop newcomers that no namespace has admitted within NEWCOMER_S."""
        latest = self.clock() - NEWCOMER_S
        with self._guard:
            overdue = [newcomer for newcomer in self._newcomers if newcomer.since <= latest]
        for newcomer in overdue:
            self.drop(newcomer, "wordless")

    def _full_reason(self, connection: Connection, kind: str) -> str | None:
        """Return why there is no room, None if there is; a connection counts once, whatever its namespaces."""
        if connection.kind in (kind, HOUSE):
            return None
        if kind == HOUSE:
            return "house-full" if self._admitted[HOUSE] >= HOUSE_MAX else None
        if self._admitted[PUBLIC] >= self._public_max:
            return "full"
        return "address-full" if self._addresses[connection.address] >= self._address_max else None

    def _set_namespaces(self, connection: Connection, namespaces: dict[str, str]) -> None:
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

    # Metrics.

    def count_refusal(self, reason: str) -> None:
        """Count a refusal or a drop, and log it at most once per LOG_EVERY_S for each reason."""
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
