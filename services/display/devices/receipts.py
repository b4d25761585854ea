"""
Receipts: that a device showed or spoke a call, or why it stayed silent. Bounded, in memory.

A receipt counts only for a call the hall has, sent by a paired device of its venue. Open boards, which nobody
paired, send none: each display process notes to how many it sent the call. Display processes share receipts through a short stream, which also restores them after a restart. Nothing else depends on them.
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

CALLS_MAX = 200
"""Calls of a venue whose receipts are kept, and how far back the call of a receipt is searched."""
ENTRIES_MAX = 1_000
"""Entries in the shared stream."""
UNSENT_MAX = 2_000
"""Receipts that wait for Redis; beyond this the oldest are not shared with other processes."""
FOLLOW_WAIT_MS = 2_000
SHOWN, SPOKEN, SILENT, OPEN = "shown", "spoken", "silent", "open"
REASON_MAX = 20
BATCH_S = 0.1
"""Receipts are collected for so long before they are sent to the other processes."""
RETRY_S = 1.0


class Receipt(NamedTuple):
    """
    One device's receipt of one call. kind: SHOWN, SPOKEN or SILENT; or OPEN, of a display process, in place of a device.

    day, seq: of the call's latest recall; at_ms: when the display received it, ms UTC; of OPEN: to how many open
    boards it sent the call; why: it was silent.
    """

    day: str
    seq: int
    device_id: str
    kind: str
    at_ms: int
    why: str = ""


@dataclass(slots=True)
class CallReceipts:
    """
    The receipts of one call: by device id, the time (ms UTC) or the reason of its silence.

    open: by display process, to how many open boards it sent the call.
    """

    shown: dict[str, int] = field(default_factory=dict)
    spoken: dict[str, int] = field(default_factory=dict)
    silent: dict[str, str] = field(default_factory=dict)
    open: dict[str, int] = field(default_factory=dict)

    def add(self, receipt: Receipt) -> bool:
        """Add a receipt; False: the device sent one of this kind before."""
        kinds: dict[str, dict[str, Any]] = {
            SHOWN: self.shown, SPOKEN: self.spoken, SILENT: self.silent, OPEN: self.open,
        }  # fmt: skip
        of_kind = kinds[receipt.kind]
        if receipt.device_id in of_kind:
            return False
        of_kind[receipt.device_id] = receipt.why if receipt.kind == SILENT else receipt.at_ms
        return True


class Receipts:
    """The receipts of one venue. on_news: called whenever one is new, while no lock of ours is held."""

    def __init__(self, stream: BoundedStream, on_news: Callable[[], None]) -> None:
        self._stream, self._on_news = stream, on_news
        self.process_id, self._after = secrets.token_hex(6), "0-0"
        self._calls: OrderedDict[tuple[str, int], CallReceipts] = OrderedDict()
        self._guard = threading.Lock()
        self._unsent: list[Receipt] = []
        self._has_unsent = threading.Event()

    def take(self, receipt: Receipt) -> bool:
        """Take a receipt from a device connected here; False: it was not new. ``send`` shares it."""
        if not self._add([receipt]):
            return False
        with self._guard:
            self._unsent = [*self._unsent, receipt][-UNSENT_MAX:]
        self._has_unsent.set()
        self._on_news()
        return True

    def of(self, day: str, seq: int) -> CallReceipts:
        """Return a copy of the receipts of a call."""
        with self._guard:
            receipts = self._calls.get((day, seq), CallReceipts())
            shown, spoken, silent, is_open = receipts.shown, receipts.spoken, receipts.silent, receipts.open
            return CallReceipts(dict(shown), dict(spoken), dict(silent), dict(is_open))

    def __len__(self) -> int:
        return len(self._calls)

    def run(self) -> None:
        """Send unsent receipts for ever; while Redis is away they wait."""
        while True:
            self._has_unsent.wait()
            self._has_unsent.clear()
            time.sleep(BATCH_S)
            try:
                self.send()
            except UnavailableError:
                time.sleep(RETRY_S)
                self._has_unsent.set()

    def send(self) -> None:
        """Send all unsent receipts to the other processes in one entry. Raises UnavailableError: they stay unsent."""
        with self._guard:
            unsent, self._unsent = self._unsent, []
        if not unsent:
            return
        try:
            self._stream.append(json.dumps([self.process_id, unsent]).encode())
        except UnavailableError:
            with self._guard:
                self._unsent = [*unsent, *self._unsent][-UNSENT_MAX:]
            raise

    def step(self) -> None:
        """Wait for receipts from other processes and take them; called again and again by a follower."""
        received: list[Receipt] = []
        for id, data in self._stream.wait(self._after, FOLLOW_WAIT_MS):
            self._after = id
            received += self._read(data)
        if self._add(received):
            self._on_news()

    def _read(self, data: bytes) -> list[Receipt]:
        """Read an entry of another process; a malformed one is passed over."""
        try:
            process_id, rows = json.loads(data)
            return [] if process_id == self.process_id else [Receipt(*row) for row in rows]
        except (ValueError, TypeError):
            return []

    def _add(self, receipts: Iterable[Receipt]) -> bool:
        """Add receipts; say whether any was new."""
        is_news = False
        with self._guard:
            for receipt in receipts:
                of_call = self._calls.setdefault((receipt.day, receipt.seq), CallReceipts())
                is_news = of_call.add(receipt) or is_news
            while len(self._calls) > CALLS_MAX:
                self._calls.popitem(last=False)
        return is_news


def call_by_seq(hall: Hall, seq: int) -> Call | None:
    """Return the call whose latest press has this sequence, among the latest CALLS_MAX; None if there is none."""
    return next((c for c in islice(reversed(hall.calls.values()), CALLS_MAX) if c.seq == seq), None)


def called_now(hall: Hall, counter_id: str) -> Call | None:
    """Return the call a counter waits for, None if it waits for nobody."""
    opened = hall.counters.get(counter_id)
    ticket = hall.tickets.get(opened.ticket_id) if opened and opened.ticket_id else None
    return hall.calls.get(ticket.ticket_id) if ticket and ticket.state == CALLED else None
