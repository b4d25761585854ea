"""
The file home: the logs of a box's days, each in the archive's format, signed with the box's secret.

Format: a magic line; a header line of JSON, signed with HMAC-SHA256, with the length and SHA-256 of each day's file; then
these files in order. So it can be told which days of a truncated file are complete.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, NamedTuple

from services.counter.outreach.boxes import Boxes
from waitingroom.log.archive_file import ArchiveDamagedError, ArchivedLog, write_file
from waitingroom.log.base import ReadableLog, all_entries
from waitingroom.outreach.drift import Drift
from waitingroom.outreach.homecoming import BoxDay
from waitingroom.outreach.refusals import DayLogDamaged, Forged, NoOutreachFile, Torn, UnknownBox

MAGIC = b"ANTRE OUTREACH HOME 1\n"
FILE_BYTES_MAX = 24_000_000
"""About 80,000 numbers; unpacked, it fits the 32 MB of temporary storage that a container has."""
HEAD_BYTES_MAX = 100_000
READ_BYTES = 1_000_000
KIND = {"kind": "pulang", "kind_en": "that comes home"}


class Head(NamedTuple):
    """
    The header of a file home: box, venue, when it was sealed (the box's time, ms UTC), and measurements of its clock.

    days: (day, bytes, sha256) of each.
    """

    box: str
    venue: str
    sealed_ms: int
    drifts: list[tuple[int, Drift]]
    days: list[tuple[str, int, str]]


def write(
    path: Path, *, box: str, venue: str, secret: bytes, sealed_ms: int, drifts: Sequence[tuple[int, Drift]],
    logs: Sequence[tuple[str, ReadableLog]],
) -> None:  # fmt: skip
    """Write the file home atomically. Raises OSError, UnavailableError."""
    hidden = path.with_name(f".{path.name}.tmp")
    try:
        with tempfile.TemporaryDirectory(dir=path.parent) as folder, hidden.open("wb") as out:
            days = []
            for n, (day, log) in enumerate(logs):
                file = Path(folder) / str(n)
                write_file(file, venue, day, all_entries(log))
                days.append((file, day))
            head = {
                "box": box, "venue": venue, "sealed_ms": sealed_ms,
                "drifts": [[at_ms, *drift] for at_ms, drift in drifts],
                "days": [[day, file.stat().st_size, _sha256(file)] for file, day in days],
            }  # fmt: skip
            out.write(MAGIC + json.dumps(head | {"signed": _signature(head, secret)}).encode() + b"\n")
            for file, _ in days:
                with file.open("rb") as source:
                    while chunk := source.read(READ_BYTES):
                        out.write(chunk)
        hidden.replace(path)
    finally:
        hidden.unlink(missing_ok=True)


class HomeFile:
    """
    A complete file home, signed by a known box; its days can be read until it is closed.

    Creating it raises NoOutreachFile, UnknownBox, Forged, Torn, DayLogDamaged, UnavailableError.
    """

    def __init__(self, file: IO[bytes], boxes: Boxes) -> None:
        self._stack = ExitStack()
        try:
            self.head = _head(file, boxes)
            folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory()))
            self.days = [
                BoxDay(day, self._log(path, day))
                for day, path in _unpacked(file, self.head, folder)
            ]  # fmt: skip
        except BaseException:
            self.close()
            raise

    def _log(self, path: Path, day: str) -> ArchivedLog:
        log = ArchivedLog(path, self.head.venue, day)
        try:
            log.check()
        except ArchiveDamagedError as error:
            raise DayLogDamaged(day=day, reason="file") from error
        return log

    def close(self) -> None:
        """Delete the unpacked files."""
        self._stack.close()

    def __enter__(self) -> HomeFile:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _head(file: IO[bytes], boxes: Boxes) -> Head:
    """Read the header and check its signature. Raises NoOutreachFile, UnknownBox, Forged."""
    if file.read(len(MAGIC)) != MAGIC:
        raise NoOutreachFile(**KIND)
    line = file.readline(HEAD_BYTES_MAX)
    try:
        fields: dict[str, Any] = json.loads(line)
        signature = fields.pop("signed")
        drifts = [(at_ms, Drift(low, high)) for at_ms, low, high in fields["drifts"]]
        days = [(str(day), int(size), str(digest)) for day, size, digest in fields["days"]]
        head = Head(str(fields["box"]), str(fields["venue"]), int(fields["sealed_ms"]), drifts, days)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoOutreachFile(**KIND) from error
    box = boxes.get(head.box)
    if box is None or head.venue not in box.days:
        raise UnknownBox(box=head.box[:40], venue=head.venue[:40])
    if not hmac.compare_digest(str(signature), _signature(fields, box.secret)):
        raise Forged(box=head.box)
    return head


def _unpacked(file: IO[bytes], head: Head, folder: Path) -> list[tuple[str, Path]]:
    """Unpack the days' files and verify each. Raises Torn, DayLogDamaged, Forged."""
    unpacked: list[tuple[str, Path]] = []
    for n, (day, size, digest) in enumerate(head.days):
        path = folder / str(n)
        left = size
        with path.open("wb") as out:
            while left and (chunk := file.read(min(left, READ_BYTES))):
                out.write(chunk)
                left -= len(chunk)
        if left:
            complete = ", ".join(complete_day for complete_day, _ in unpacked) or "-"
            raise Torn(whole=len(unpacked), all=len(head.days), days=complete)
        if _sha256(path) != digest:
            raise DayLogDamaged(day=day, reason="file")
        unpacked.append((day, path))
    if file.read(1):
        raise Forged(box=head.box)
    return unpacked


def _signature(head: dict[str, Any], secret: bytes) -> str:
    canonical = json.dumps(head, sort_keys=True, separators=(",", ":")).encode()
    return hmac.new(secret, MAGIC + canonical, hashlib.sha256).hexdigest()


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(READ_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
