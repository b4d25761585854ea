"""
The file of an archived day: a ZIP with the day's entries in blocks, so that a page can be read without the rest.

    000001.jsonl …  one entry per line, oldest first: [id, data, link], as in Redis
    index.json      {"format": 1, "venue", "day", "entries", "foreign", "tip": [id, link],
                     "blocks": [[name, first id, last id, entries, sha256], …]}

A ZIP has its directory at the end, so a truncated file cannot be opened. Bytes that are not UTF-8, which Antre never
writes, are stored with Python's "surrogateescape".
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from waitingroom import keys
from waitingroom.log.base import PAGE, Chain, Entry, Tip, UnavailableError, id_key

FORMAT = 1
INDEX = "index.json"
BLOCK_BYTES = 4_000_000
"""Size after which a block ends before it has PAGE entries: days with many saved houses have long ones."""
BLOCK_BYTES_MAX = 64_000_000
"""Maximum unpacked size of a block; ``write_file`` writes no larger ones, so they are not unpacked."""

READ_BYTES = 1_000_000

READ_ERRORS = (
    OSError, zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, TypeError, LookupError, RuntimeError,
    AttributeError, OverflowError,
)  # fmt: skip
"""Errors raised by Python's readers for a truncated or modified file."""

T = TypeVar("T")


class ArchiveDamagedError(UnavailableError):
    """The archive of a day is damaged; the text says which file, why, and what to do."""


class Archived(NamedTuple):
    """Summary of an archive: its last entry, the number of entries and of foreign ones, and the file's SHA-256."""

    tip: Tip
    entries: int
    foreign: int
    sha256: str


class _Block(NamedTuple):
    name: str
    first: str
    last: str
    entries: int
    sha256: str


def write_file(path: Path, venue_id: str, day: str, entries: Iterable[Entry]) -> int:
    """Write these entries to a file, with one block at a time in memory, and fsync it; return their number."""
    chain, count, foreign, blocks = Chain(), 0, 0, list[_Block]()
    with path.open("wb") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for block in _blocks_of(entries):
                for entry in block:
                    foreign += not (follows := chain.follows(entry))
                    chain.take(entry, follows=follows)
                name, lines = f"{len(blocks) + 1:06}.jsonl", "".join(map(_line, block)).encode()
                archive.writestr(_member(name), lines)
                digest = hashlib.sha256(lines).hexdigest()
                blocks.append(_Block(name, block[0].id, block[-1].id, len(block), digest))
                count += len(block)
            index = {
                "format": FORMAT, "venue": venue_id, "day": day, "entries": count, "foreign": foreign,
                "tip": chain.tip, "blocks": blocks,
            }  # fmt: skip
            archive.writestr(_member(INDEX), json.dumps(index))
        out.flush()
        os.fsync(out.fileno())
    return count


class ArchivedLog:
    """
    The log of an archived day, read from its file; without a file it is empty, like a log in Redis.

    The file is opened for each call, and each block is checked before its entries are returned. Every method may raise
    ArchiveDamagedError.
    """

    def __init__(self, file: Path | None, venue_id: str, day: str) -> None:
        self.name = keys.DAY_LOG(venue_id, day)
        self._file, self._venue_id, self._day = file, venue_id, day

    def read(self, after: str, count: int = PAGE) -> tuple[int, list[Entry]]:
        """See ReadableLog.read; the time is the system time."""
        return time.time_ns() // 1_000_000, self._page(lambda file: file.after(after), count)

    def read_back(self, before: str, count: int = PAGE) -> list[Entry]:
        """See ReadableLog.read_back."""
        return self._page(lambda file: file.before(before), count)

    def entry(self, id: str) -> Entry | None:
        """See ReadableLog.entry."""
        return self._with_file(lambda file: next((e for e in file.block_with(id) if e.id == id), None), None)

    def tip(self) -> Tip:
        """See ReadableLog.tip."""
        last = self.read_back("+", 1)
        return Tip(last[0].id, last[0].stored_link) if last else Tip()

    def check(self) -> Archived | None:
        """Read and check the whole file, including every link; None if there is no file."""
        return self._with_file(lambda file: file.check(), None)

    def _page(self, entries: Callable[[_File], Iterator[Entry]], count: int) -> list[Entry]:
        return self._with_file(lambda file: list(islice(entries(file), count)), [])

    def _with_file(self, take: Callable[[_File], T], empty: T) -> T:
        if self._file is None:
            return empty
        try:
            with zipfile.ZipFile(self._file) as opened:
                return take(_File(opened, self._venue_id, self._day))
        except FileNotFoundError:
            return empty
        except READ_ERRORS as error:
            raise ArchiveDamagedError(
                f"the archive {self._file} cannot be read ({error!r}): put a copy of it back, "
                'docs/runbook.md, "An archived day is damaged"'
            ) from error


class _File:
    """An open archive file. Any inconsistency raises one of READ_ERRORS."""

    def __init__(self, opened: zipfile.ZipFile, venue_id: str, day: str) -> None:
        self._opened = opened
        self._index: dict[str, Any] = json.loads(self._member(INDEX))
        if self._index["format"] != FORMAT:
            raise ValueError(f"its format is {self._index['format']}, this program reads {FORMAT}")
        if (self._index["venue"], self._index["day"]) != (venue_id, day):
            raise ValueError(f"it belongs to {self._index['venue']}, {self._index['day']}")
        self._blocks = [_Block(*block) for block in self._index["blocks"]]

    def after(self, id: str) -> Iterator[Entry]:
        """Yield the entries after this id, oldest first."""
        key = id_key(id)
        for block in self._blocks:
            if id_key(block.last) > key:
                yield from (entry for entry in self._entries(block) if id_key(entry.id) > key)

    def before(self, id: str) -> Iterator[Entry]:
        """Yield the entries before this id ("+": from the end), newest first."""
        for block in reversed(self._blocks):
            if id == "+" or id_key(block.first) < id_key(id):
                newest_first = reversed(self._entries(block))
                yield from (entry for entry in newest_first if id == "+" or id_key(entry.id) < id_key(id))

    def block_with(self, id: str) -> Iterator[Entry]:
        """Yield the entries of the block that covers this id, if any."""
        for block in self._blocks:
            if id_key(block.first) <= id_key(id) <= id_key(block.last):
                yield from self._entries(block)

    def check(self) -> Archived:
        """Check the order and link of every entry, and the totals in the index; return the summary."""
        chain, count, foreign, last = Chain(), 0, 0, (0, 0)
        for entry in self.after("0-0"):
            if (here := id_key(entry.id)) <= last:
                raise ValueError(f"{entry.id} comes after a later entry")
            foreign += not (follows := chain.follows(entry))
            chain.take(entry, follows=follows)
            count, last = count + 1, here
        totals = (count, foreign, list(chain.tip))
        if totals != (self._index["entries"], self._index["foreign"], self._index["tip"]):
            raise ValueError(f"its entries, foreign entries and tip are {totals}, unlike its index")
        return Archived(chain.tip, count, foreign, self._sha256())

    def _sha256(self) -> str:
        stream, digest = self._opened.fp, hashlib.sha256()
        assert stream is not None
        stream.seek(0)
        while piece := stream.read(READ_BYTES):
            digest.update(piece)
        return digest.hexdigest()

    def _entries(self, block: _Block) -> list[Entry]:
        lines = self._member(block.name)
        if hashlib.sha256(lines).hexdigest() != block.sha256:
            raise ValueError(f"{block.name} was changed")
        entries = [_entry(line) for line in lines.splitlines()]
        if (entries[0].id, entries[-1].id, len(entries)) != (block.first, block.last, block.entries):
            raise ValueError(f"the entries of {block.name} differ from its index")
        return entries

    def _member(self, name: str) -> bytes:
        if (size := self._opened.getinfo(name).file_size) > BLOCK_BYTES_MAX:
            raise ValueError(f"{name} has {size} bytes")
        return self._opened.read(name)


def _blocks_of(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    block, size = list[Entry](), 0
    for entry in entries:
        block.append(entry)
        size += len(entry.data)
        if len(block) == PAGE or size >= BLOCK_BYTES:
            yield block
            block, size = [], 0
    if block:
        yield block


def _line(entry: Entry) -> str:
    return json.dumps([entry.id, entry.data.decode("utf-8", "surrogateescape"), entry.link]) + "\n"


def _entry(line: bytes) -> Entry:
    id, data, link = json.loads(line)
    return Entry(id, data.encode("utf-8", "surrogateescape"), link)


def _member(name: str) -> zipfile.ZipInfo:
    """Return a ZIP member without a timestamp, so that a log always results in the same file."""
    member = zipfile.ZipInfo(name)
    member.compress_type = zipfile.ZIP_DEFLATED
    return member
