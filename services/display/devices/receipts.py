"""
What boards said of a venue's calls: shown and spoken, by which device and when. Bounded, in memory.

A receipt counts only for a call that the hall has, told by a paired device of its venue. Display
processes share them through a short stream, which also brings them back after a restart; nobody's truth
depends on it.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from waitingroom.hall import Hall
from waitingroom.log.base import UnavailableError
from waitingroom.log.redis_log import BoundedStream
from waitingroom.state import CALLED, Call

CALLS_KEPT = 200
"""Calls of a venue whose receipts are remembered, and how far back a receipt's call is looked for."""
ENTRIES_KEPT = 1_000
WAITING_MAX = 2_000
"""Receipts that wait for Redis; beyond, the oldest are only known here."""
FOLLOW_WAIT_MS = 2_000
SHOWN, SPOKEN, SILENT = "shown", "spoken", "silent"
KINDS = (SHOWN, SPOKEN, SILENT)
WHY_MAX = 20
SEND_S = 0.1
"""Receipts of so long go to the other processes together."""
AGAIN_S = 1.0

Json = dict[str, Any]


class Receipt(NamedTuple):
    """
    One device said of one call: shown, spoken, or silent and why.

    day, seq: the call's, of its latest recall; at_ms: when the display heard it, ms UTC.
    """

    day: str
    seq: int
    device_id: str
    kind: str
    at_ms: int
    why: str = ""


@dataclass(slots=True)
class CallReceipts:
    """What devices said of one call: device id to ms UTC, or to why."""

    shown: dict[str, int] = field(default_factory=dict)
    spoken: dict[str, int] = field(default_factory=dict)
    silent: dict[str, str] = field(default_factory=dict)


class Receipts:
    """The receipts of one venue. on_news: called with none of our locks held, whenever one is new."""

    def __init__(self, stream: BoundedStream, on_news: Callable[[], None]) -> None:
        self._stream, self._on_news = stream, on_news
        self._me, self._after = secrets.token_hex(6), "0-0"
        self._calls: OrderedDict[tuple[str, int], CallReceipts] = OrderedDict()
        self._guard = threading.Lock()
        self._waiting: list[Receipt] = []
        self._has_news = threading.Event()

    def take(self, receipt: Receipt) -> bool:
        """Take what a device here said; False: it was known. It goes to the other processes by ``send``."""
        if not self._learn([receipt]):
            return False
        with self._guard:
            self._waiting = [*self._waiting, receipt][-WAITING_MAX:]
        self._has_news.set()
        self._on_news()
        return True

    def of(self, day: str, seq: int) -> CallReceipts:
        """Give what was said of a call."""
        with self._guard:
            told = self._calls.get((day, seq), CallReceipts())
            return CallReceipts(dict(told.shown), dict(told.spoken), dict(told.silent))

    def __len__(self) -> int:
        return len(self._calls)

    def run(self) -> None:
        """Send for ever what waits, a few times a second; while Redis is away it waits on."""
        while True:
            self._has_news.wait()
            self._has_news.clear()
            time.sleep(SEND_S)
            try:
                self.send()
            except UnavailableError:
                time.sleep(AGAIN_S)
                self._has_news.set()

    def send(self) -> None:
        """Tell the other processes, all that waits in one entry. Raises UnavailableError: it waits on."""
        with self._guard:
            waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            self._stream.append(json.dumps([self._me, waiting]).encode())
        except UnavailableError:
            with self._guard:
                self._waiting = [*waiting, *self._waiting][-WAITING_MAX:]
            raise

    def step(self) -> None:
        """Wait for what other processes heard, and take it; a follower calls this again and again."""
        entries = self._stream.wait(self._after, FOLLOW_WAIT_MS)
        found: list[Receipt] = []
        for id, data in entries:
            self._after = id
            found += self._read(data)
        if self._learn(found):
            self._on_news()

    def _read(self, data: bytes) -> list[Receipt]:
        """Read an entry of another process; what is none is passed over."""
        try:
            by, told = json.loads(data)
            return [] if by == self._me else [Receipt(*receipt) for receipt in told]
        except (ValueError, TypeError):
            return []

    def _learn(self, receipts: Iterable[Receipt]) -> bool:
        news = False
        with self._guard:
            for day, seq, device_id, kind, at_ms, why in receipts:
                told = self._calls.setdefault((day, seq), CallReceipts())
                kinds: dict[str, dict[str, Any]] = {
                    SHOWN: told.shown,
                    SPOKEN: told.spoken,
                    SILENT: told.silent,
                }
                known = kinds[kind]
                if device_id not in known:
                    known[device_id] = why if kind == SILENT else at_ms
                    news = True
            while len(self._calls) > CALLS_KEPT:
                self._calls.popitem(last=False)
        return news


def call_of(hall: Hall, seq: int) -> Call | None:
    """Give the call whose latest press has this sequence, among the latest; None: there is none."""
    return next((c for c in islice(reversed(hall.calls.values()), CALLS_KEPT) if c.seq == seq), None)


def call_in_hand(hall: Hall, counter_id: str) -> Call | None:
    """Give the call of the ticket that a counter called and waits for, None if it waits for nobody."""
    opened = hall.counters.get(counter_id)
    ticket = hall.tickets.get(opened.ticket_id) if opened and opened.ticket_id else None
    if ticket is None or ticket.state != CALLED:
        return None
    return hall.calls.get(ticket.ticket_id)
