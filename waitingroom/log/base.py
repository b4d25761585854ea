"""
The log: an append-only sequence of entries, each linked to all entries before it.

An entry is a fact's bytes ``f`` and its link ``h`` = sha1(previous link + f), in hex. Its id is "<sequence>-0".
Here stand the protocol and the in-memory log; ``redis_log`` has the one in Redis. Both pass
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
"""Maximum entries of one answer, so that no answer blocks Redis for long."""

TURN_MS = 50
"""How long the next append is reserved for a process that lost four (docs/adr/0002)."""


class Entry(NamedTuple):
    """One entry as it stands in the log; link is "" if it has none, because it was added by hand."""

    id: str
    data: bytes
    link: str

    @property
    def stored_link(self) -> str:
        """The link that the next entry builds on, even if this entry is foreign."""
        return self.link or sha1(self.data, usedforsecurity=False).hexdigest()


class Tip(NamedTuple):
    """The last entry of a log, or of what a reader has read: its id and its link."""

    id: str = "0-0"
    link: str = ""

    @property
    def seq(self) -> int:
        """The sequence: the first part of the id."""
        return int(self.id.partition("-")[0])


class Appended(NamedTuple):
    """The facts were appended, directly after the tip they were decided on."""

    now_ms: int


class Behind(NamedTuple):
    """Nothing was appended: these entries came after the tip (there may be more than this page)."""

    now_ms: int
    missed: list[Entry]


class NotYourTurn(NamedTuple):
    """Nothing was appended: the next append is reserved for another process, for wait_ms at most."""

    now_ms: int
    wait_ms: int


class Missing(NamedTuple):
    """
    Nothing was appended: entries after the tip, up to the sequence ``last_seq``, were taken out of the log.

    Facts that are decided anew, with this in mind, follow that sequence.
    """

    now_ms: int
    last_seq: int


class PastDiffers(NamedTuple):
    """Nothing was appended: the log is shorter, or has another entry where the tip stood."""

    now_ms: int


Answer = Appended | Behind | NotYourTurn | Missing | PastDiffers


class UnavailableError(Exception):
    """The log cannot be reached. ``frozen``: it did not answer in time, so others should not wait for it either."""

    def __init__(self, why: str, *, frozen: bool = False) -> None:
        super().__init__(why)
        self.frozen = frozen


class ReadableLog(Protocol):
    """What is read of a log, in Redis or in an archive. Every method may raise UnavailableError."""

    name: str

    def read(self, after: str, count: int = PAGE) -> tuple[int, list[Entry]]:
        """Return Redis's time in ms and up to ``count`` entries after this id, oldest first."""

    def read_back(self, before: str, count: int = PAGE) -> list[Entry]:
        """Give up to ``count`` entries before this id ("+": from the end), newest first."""

    def entry(self, id: str) -> Entry | None:
        """Return the entry with this id."""

    def tip(self) -> Tip:
        """Return the log's last entry."""


class Log(ReadableLog, Protocol):
    """One log that grows. Every method may raise UnavailableError."""

    @property
    def run_id(self) -> str:
        """
        Which run of which server has the log; "" if none was reached yet.

        After a restart, or where another server took over, the end of the log may be lost.
        """

    def append(
        self, tip: Tip, payloads: Sequence[tuple[bytes, str]], *,
        turn: str, take_turn: bool = False, last_seq: int = 0,
    ) -> Answer:  # fmt: skip
        """
        Append these (data, link) pairs all together if the log's tip is ``tip``, else none.

        turn: who appends; take_turn: if behind, reserve the next append for TURN_MS; last_seq: the last
        sequence known to be missing after the tip: the facts follow it.
        """

    def wait(self, after: str, timeout_ms: int) -> list[Entry]:
        """Wait for entries after this id, on a connection of its own; empty if none came in time."""

    def be_sure(self) -> None:
        """Be sure that this is still the log of everybody: its server has its replicas, where answers wait for them."""


class Store(Protocol):
    """Where logs are stored: in a Redis, or in memory."""

    def log(self, name: str) -> Log:
        """Return the log of this name."""

    def await_available(self, deadline: float) -> bool:
        """
        Wait until the store answers again, until ``deadline`` (time.monotonic) at most.

        False at once while it is frozen, because others wait in vain already.
        """


def all_entries(log: ReadableLog) -> Iterator[Entry]:
    """Give every entry of a log, oldest first, page by page. May raise UnavailableError."""
    after = "0-0"
    while page := log.read(after)[1]:
        yield from page
        after = page[-1].id


def link_of(before: str, data: bytes) -> str:
    """Return the link of an entry: it covers the entry and, through ``before``, all before it."""
    return sha1(link_bytes(before) + data, usedforsecurity=False).hexdigest()


def link_bytes(link: str) -> bytes:
    """Return a link as it stands in the log: hex, or any bytes that were put there by hand."""
    return link.encode("utf-8", "surrogateescape")


def link_all(tip: Tip, payloads: Sequence[bytes]) -> list[tuple[bytes, str]]:
    """Link these payloads one after the other, from the tip on."""
    linked, before = [], tip.link
    for data in payloads:
        before = link_of(before, data)
        linked.append((data, before))
    return linked


class Chain:
    """
    Checks the links of entries one by one and keeps the tip.

    An entry follows if its link builds on the stored link before it, or on the link that the entry before
    should have had. So a flipped bit, in a fact or in a link, costs exactly one entry.
    """

    __slots__ = ("_computed", "tip")

    def __init__(self) -> None:
        self.tip = Tip()
        self._computed = ""

    def follows(self, entry: Entry) -> bool:
        """Return whether the entry's link is right, without taking it."""
        return entry.link == link_of(self.tip.link, entry.data) or (
            self._computed != self.tip.link and entry.link == link_of(self._computed, entry.data)
        )

    def take(self, entry: Entry, *, follows: bool) -> None:
        """Make the entry the tip."""
        self._computed = entry.link if follows else link_of(self.tip.link, entry.data)
        self.tip = Tip(entry.id, entry.stored_link)


class MemoryLog:
    """A log in memory, for tests: the same answers as the one in Redis."""

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

    def be_sure(self) -> None:
        """See Log.be_sure."""

    def remove(self, id: str) -> None:
        """Take an entry out, as XDEL does: its sequence is never given again."""
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
    """A store in memory, for tests, which may set its clock and its run id."""

    def __init__(self, now_ms: int | None = None) -> None:
        self.run_id = secrets.token_hex(20)
        self.grown = threading.Condition(threading.RLock())
        self.fixed_now_ms = now_ms
        self._logs: dict[str, MemoryLog] = {}

    def now_ms(self) -> int:
        """Return the fixed time if there is one, else the machine's."""
        return self.fixed_now_ms if self.fixed_now_ms is not None else time.time_ns() // 1_000_000

    def log(self, name: str) -> MemoryLog:
        """Return the log of this name."""
        return self._logs.setdefault(name, MemoryLog(name, self))

    def await_available(self, deadline: float) -> bool:
        """Memory is always there."""
        return True


def id_key(id: str) -> tuple[int, int]:
    """Return a sort key for entry ids."""
    first, _, second = id.partition("-")
    return int(first), int(second or 0)
