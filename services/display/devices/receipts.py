"""
Receipts: a device showed or spoke a call, or why it stayed silent. Bounded, in memory.

A receipt counts only for an existing call, and from a paired device of its venue. Open boards, which are not
paired, send none; instead each display process records how many of them it sent the call to. Display processes share
receipts through a short stream, which also restores them after a restart. Nothing else depends on them.
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
"""Calls of a venue whose receipts are retained, and how far back the call of a receipt is searched."""
ENTRIES_MAX = 1_000
"""Entries in the shared stream."""
UNSENT_MAX = 2_000
"""Receipts queued while Redis is unavailable; beyond this the oldest are not shared with other processes."""
FOLLOW_WAIT_MS = 2_000
SHOWN, SPOKEN, SILENT, OPEN = "shown", "spoken", "silent", "open"
REASON_MAX = 20
BATCH_S = 0.1
"""How long receipts are collected before they are sent to the other processes in one batch."""
RETRY_S = 1.0


class Receipt(NamedTuple):
    """
    One device's receipt of one call. kind: SHOWN, SPOKEN or SILENT; or OPEN, by a display process instead of a device.

    day, seq: of the call's latest press; at_ms: when the display received it, ms UTC; for OPEN: the number of open
    boards that the call was sent to; why: the reason for silence.
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
    The receipts of one call: by device id, the time (ms UTC), or the reason for silence.

    open: by display process, the number of open boards that it sent the call to.
    """

    shown: dict[str, int] = field(default_factory=dict)
    spoken: dict[str, int] = field(default_factory=dict)
    silent: dict[str, str] = field(default_factory=dict)
    open: dict[str, int] = field(default_factory=dict)

    def add(self, receipt: Receipt) -> bool:
        """Add a receipt; return False if the device already sent one of this kind."""
        kinds: dict[str, dict[str, Any]] = {
            SHOWN: self.shown, SPOKEN: self.spoken, SILENT: self.silent, OPEN: self.open,
        }  # fmt: skip
        of_kind = kinds[receipt.kind]
        if receipt.device_id in of_kind:
            return False
        of_kind[receipt.device_id] = receipt.why if receipt.kind == SILENT else receipt.at_ms
        return True


class Receipts:
    """The receipts of one venue. on_news: called after each new one, without holding a lock."""

    def __init__(self, stream: BoundedStream, on_news: Callable[[], None]) -> None:
        self._stream, self._on_news = stream, on_news
        self.process_id, self._after = secrets.token_hex(6), "0-0"
        self._calls: OrderedDict[tuple[str, int], CallReceipts] = OrderedDict()
        self._guard = threading.Lock()
        self._unsent: list[Receipt] = []
        self._has_unsent = threading.Event()

    def take(self, receipt: Receipt) -> bool:
        """Add a receipt from a device connected here, for ``send`` to share; return False if it was not new."""
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
            shown, spoken, silent, boards = receipts.shown, receipts.spoken, receipts.silent, receipts.open
            return CallReceipts(dict(shown), dict(spoken), dict(silent), dict(boards))

    def __len__(self) -> int:
        return len(self._calls)

    def run(self) -> None:
        """Send unsent receipts forever; while Redis is unavailable, retry."""
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
        """Send all unsent receipts in one stream entry. Raises UnavailableError: they remain unsent."""
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
        """Wait for receipts from other processes and add them; a follower calls this in a loop."""
        received: list[Receipt] = []
        for id, data in self._stream.wait(self._after, FOLLOW_WAIT_MS):
            self._after = id
            received += self._read(data)
        if self._add(received):
            self._on_news()

    def _read(self, data: bytes) -> list[Receipt]:
        """Read an entry of another process; ignore a malformed one."""
        try:
            process_id, rows = json.loads(data)
            return [] if process_id == self.process_id else [Receipt(*row) for row in rows]
        except (ValueError, TypeError):
            return []

    def _add(self, receipts: Iterable[Receipt]) -> bool:
        """Add receipts; return whether any was new."""
        has_new = False
        with self._guard:
            for receipt in receipts:
                of_call = self._calls.setdefault((receipt.day, receipt.seq), CallReceipts())
                has_new = of_call.add(receipt) or has_new
            while len(self._calls) > CALLS_MAX:
                self._calls.popitem(last=False)
        return has_new


def call_by_seq(hall: Hall, seq: int) -> Call | None:
    """Return the call whose latest press has this sequence, among the last CALLS_MAX; None if there is none."""
    return next((c for c in islice(reversed(hall.calls.values()), CALLS_MAX) if c.seq == seq), None)


def pending_call(hall: Hall, counter_id: str) -> Call | None:
    """Return the call whose visitor a counter waits for, None if there is none."""
    counter = hall.counters.get(counter_id)
    ticket = hall.tickets.get(counter.ticket_id) if counter and counter.ticket_id else None
    return hall.calls.get(ticket.ticket_id) if ticket and ticket.state == CALLED else None
