"""
The log: an append-only sequence of entries, each linked to all entries before it by a hash chain.

An entry is a fact's bytes ``f`` and its link ``h`` = sha1(previous link + f), in hex. Its id is "<sequence>-0".
This module has the protocol and the in-memory log, ``redis_log`` the one in Redis. Both pass
``tests/waitingroom/log/test_log.py``.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from hashlib import sha1
from typing import NamedTuple, Protocol

PAGE = 1_000
"""Maximum entries of one response, so that no command blocks Redis for long."""

TURN_MS = 50
"""How long the next append is reserved for a process that lost four races (docs/adr/0002)."""


class Entry(NamedTuple):
    """One entry as stored in the log; link is "" if the entry was added by hand without one."""

    id: str
    data: bytes
    link: str

    @property
    def stored_link(self) -> str:
        """The link that the next entry builds on, even if this entry is foreign."""
        return self.link or sha1(self.data, usedforsecurity=False).hexdigest()


class Tip(NamedTuple):
    """The id and link of the last entry of a log, or of the last one that a reader has read."""

    id: str = "0-0"
    link: str = ""

    @property
    def seq(self) -> int:
        """The sequence: the first part of the id."""
        return int(self.id.partition("-")[0])


class Appended(NamedTuple):
    """The facts were appended directly after the tip on which they were decided."""

    now_ms: int


class Behind(NamedTuple):
    """Nothing was appended: these entries follow the tip (there may be more than this page)."""

    now_ms: int
    missed: list[Entry]


class NotYourTurn(NamedTuple):
    """Nothing was appended: the next append is reserved for another process for up to wait_ms."""

    now_ms: int
    wait_ms: int


class Missing(NamedTuple):
    """
    Nothing was appended: entries after the tip, up to the sequence ``last_seq``, were removed from the log.

    On a retry, the facts must follow that sequence.
    """

    now_ms: int
    last_seq: int


class PastDiffers(NamedTuple):
    """Nothing was appended: the log is shorter than the tip, or has another entry at the tip's id."""

    now_ms: int


Answer = Appended | Behind | NotYourTurn | Missing | PastDiffers


class UnavailableError(Exception):
    """The log is unavailable. ``frozen``: it did not respond in time, so other callers should not wait for it either."""

    def __init__(self, why: str, *, frozen: bool = False) -> None:
        super().__init__(why)
        self.frozen = frozen


class ReadableLog(Protocol):
    """A log that can be read, in Redis or in an archive. Every method may raise UnavailableError."""

    name: str

    def read(self, after: str, count: int = PAGE) -> tuple[int, list[Entry]]:
        """Return Redis's time in ms and up to ``count`` entries after this id, oldest first."""

    def read_back(self, before: str, count: int = PAGE) -> list[Entry]:
        """Return up to ``count`` entries before this id ("+": from the end), newest first."""

    def entry(self, id: str) -> Entry | None:
        """Return the entry with this id."""

    def tip(self) -> Tip:
        """Return the log's last entry."""


class Log(ReadableLog, Protocol):
    """A log that can be read and appended to. Every method may raise UnavailableError."""

    @property
    def run_id(self) -> str:
        """
        The run id of the server that holds the log; "" before the first connection.

        If it changes, after a restart or a failover, the end of the log may be lost.
        """

    def append(
        self, tip: Tip, payloads: Sequence[tuple[bytes, str]], *,
        turn: str, take_turn: bool = False, last_seq: int = 0,
    ) -> Answer:  # fmt: skip
        """
        Append these (data, link) pairs atomically if the log's tip is ``tip``.

        turn: id of the appending process; take_turn: if behind, reserve the next append for TURN_MS; last_seq: the last
        sequence known to be missing after the tip; the entries follow it.
        """

    def wait(self, after: str, timeout_ms: int) -> list[Entry]:
        """Wait on a separate connection for entries after this id; empty on timeout."""

    def confirm_replicated(self) -> None:
        """Confirm that the server is still the primary: enough replicas acknowledge, if the store requires replicas."""


class Store(Protocol):
    """Storage of logs, in Redis or in memory."""

    def log(self, name: str) -> Log:
        """Return the log of this name."""

    def await_available(self, deadline: float) -> bool:
        """
        Wait until the store responds again, at most until ``deadline`` (time.monotonic); return whether it does.

        Return False immediately while it is frozen, since waiting would be in vain.
        """


def all_entries(log: ReadableLog) -> Iterator[Entry]:
    """Yield every entry of a log, oldest first, reading page by page. May raise UnavailableError."""
    after = "0-0"
    while page := log.read(after)[1]:
        yield from page
        after = page[-1].id


def link_of(before: str, data: bytes) -> str:
    """Return the link of an entry; it covers the entry and, through ``before``, all earlier entries."""
    return sha1(link_bytes(before) + data, usedforsecurity=False).hexdigest()


def link_bytes(link: str) -> bytes:
    """Return a link as stored in the log: hex, or arbitrary bytes that were added by hand."""
    return link.encode("utf-8", "surrogateescape")


def link_all(tip: Tip, payloads: Sequence[bytes]) -> list[tuple[bytes, str]]:
    """Compute the links of these payloads, starting from the tip."""
    linked, before = [], tip.link
    for data in payloads:
        before = link_of(before, data)
        linked.append((data, before))
    return linked


class Chain:
    """
    Checks the links of entries one by one and tracks the tip.

    An entry follows if its link is based on the previous entry's stored link, or on the link which that entry
    should have had. So a flipped bit in a fact or link costs exactly one entry.
    """

    __slots__ = ("_computed", "tip")

    def __init__(self) -> None:
        self.tip = Tip()
        self._computed = ""

    def follows(self, entry: Entry) -> bool:
        """Return whether the entry's link is correct; the tip does not change."""
        return entry.link == link_of(self.tip.link, entry.data) or (
            self._computed != self.tip.link and entry.link == link_of(self._computed, entry.data)
        )

    def take(self, entry: Entry, *, follows: bool) -> None:
        """Make the entry the tip."""
        self._computed = entry.link if follows else link_of(self.tip.link, entry.data)
        self.tip = Tip(entry.id, entry.stored_link)


class MemoryLog:
    """An in-memory log for tests; it behaves like the one in Redis."""

    def __init__(self, name: str, store: MemoryStore) -> None:
        self.name = name
        self.entries: list[Entry] = []
        self.removed_seq = 0
        self._store = store
        self._turn: tuple[str, float] | None = None

    @property
    def run_id(self) -> str:
        """See Log.run_id."""
        return self._store.run_id

    def append(
        self, tip: Tip, payloads: Sequence[tuple[bytes, str]], *,
        turn: str, take_turn: bool = False, last_seq: int = 0,
    ) -> Answer:  # fmt: skip
        """See Log.append."""
        with self._store.grown:
            now_ms, now = self._store.now_ms(), time.monotonic()
            if self._turn and self._turn[1] <= now:
                self._turn = None
            if self.tip() != tip:
                mine = self.entry(tip.id)
                if tip != Tip() and (mine is None or mine.stored_link != tip.link):
                    return PastDiffers(now_ms)
                if take_turn and self._turn is None:
                    self._turn = (turn, now + TURN_MS / 1000)
                return Behind(now_ms, self.read(tip.id)[1])
            if self._turn and self._turn[0] != turn:
                return NotYourTurn(now_ms, int((self._turn[1] - now) * 1000))
            seq = max(tip.seq, last_seq)
            if self.removed_seq > seq:
                return Missing(now_ms, self.removed_seq)
            for data, link in payloads:
                seq += 1
                self.entries.append(Entry(f"{seq}-0", data, link))
            self._turn = None
            self._store.grown.notify_all()
            return Appended(now_ms)

    def confirm_replicated(self) -> None:
        """See Log.confirm_replicated."""

    def remove(self, id: str) -> None:
        """Remove an entry, as XDEL does: its sequence is never used again."""
        self.entries[:] = [entry for entry in self.entries if entry.id != id]
        self.removed_seq = max(self.removed_seq, id_key(id)[0])

    def read(self, after: str, count: int = PAGE) -> tuple[int, list[Entry]]:
        """See Log.read."""
        later = [entry for entry in self.entries if id_key(entry.id) > id_key(after)]
        return self._store.now_ms(), later[:count]

    def read_back(self, before: str, count: int = PAGE) -> list[Entry]:
        """See Log.read_back."""
        earlier = [e for e in self.entries if before == "+" or id_key(e.id) < id_key(before)]
        return earlier[::-1][:count]

    def entry(self, id: str) -> Entry | None:
        """See Log.entry."""
        return next((entry for entry in self.entries if entry.id == id), None)

    def tip(self) -> Tip:
        """See Log.tip."""
        return Tip(self.entries[-1].id, self.entries[-1].stored_link) if self.entries else Tip()

    def wait(self, after: str, timeout_ms: int) -> list[Entry]:
        """See Log.wait."""
        with self._store.grown:
            self._store.grown.wait_for(lambda: bool(self.read(after)[1]), timeout_ms / 1000)
            return self.read(after)[1]


class MemoryStore:
    """An in-memory store for tests, which may set its clock and run id."""

    def __init__(self, now_ms: int | None = None) -> None:
        self.run_id = secrets.token_hex(20)
        self.grown = threading.Condition(threading.RLock())
        self.fixed_now_ms = now_ms
        self._logs: dict[str, MemoryLog] = {}

    def now_ms(self) -> int:
        """Return the fixed time if set, else the system time, ms UTC."""
        return self.fixed_now_ms if self.fixed_now_ms is not None else time.time_ns() // 1_000_000

    def log(self, name: str) -> MemoryLog:
        """Return the log of this name."""
        return self._logs.setdefault(name, MemoryLog(name, self))

    def await_available(self, deadline: float) -> bool:
        """Return True; memory is always available."""
        return True


def id_key(id: str) -> tuple[int, int]:
    """Return a sort key for entry ids."""
    first, _, second = id.partition("-")
    return int(first), int(second or 0)
