"""
The files of a backup place, and the manifests that list the files of each backup.

    days/<venue>/<day>.<tip>.sealed    a past day, written once: its archive file
    media/<name>.sealed                a picture or video, written once
    recordings/<sha256>.sealed         a voice recording, written once; certificates/ likewise
    runs/<stamp>.rest.sealed           a ZIP: the house, the logs of days, the open days, the vault, SQL
    runs/<stamp>.manifest.sealed       written last: every file of this backup, with its SHA-256
    runs/<stamp>.restored-1            empty marker: this backup was restored once

A backup consists of the files in its manifest; without a manifest it does not exist. Every file except the markers is
sealed (``sealed_file``).
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from antre.backup.place import Place, PlaceError
from antre.failure import CommandFailed
from services.web.sealed_file import SealBrokenError, Sealer, SealError, WrongPassphraseError

FORMAT, FORMATS = 2, (1, 2)
"""The format that is written, and those that can be read; format 1 had no ``others``."""
SEALED = ".sealed"
MANIFEST = ".manifest" + SEALED
RUNS = "runs/"
RESTORED = ".restored-"
"""Part of the name of an empty file that marks a backup as restored, before a number."""
READ_BYTES = 1 << 20


class BackupError(CommandFailed):
    """The backup does not exist or cannot be used; the text says why and what to do."""


class FileOfBackup(NamedTuple):
    """A sealed file in a manifest: size in bytes and SHA-256, both of the sealed file on disk."""

    size: int
    sha256: str


class DayOfBackup(NamedTuple):
    """A past day. file: name of its file; in_redis, archived: where the hall had it."""

    venue: str
    day: str
    file: str
    in_redis: bool
    archived: bool


class Manifest(NamedTuple):
    """
    One complete backup. stamp: its name; made_ms: time of the cut by Redis's clock, ms UTC; venues: those with days.

    media: file by the name of the picture or video; problems: what could not be read, in words; others: by additional
    folder (``HallData.others``), the file by the path in that folder.
    """

    stamp: str
    made_ms: int
    venues: tuple[str, ...]
    rest: str
    days: tuple[DayOfBackup, ...]
    media: dict[str, str]
    files: dict[str, FileOfBackup]
    problems: tuple[str, ...] = ()
    others: dict[str, dict[str, str]] = {}  # noqa: RUF012 - never changed

    @property
    def size(self) -> int:
        """The total size of the files of this backup, in bytes."""
        return sum(file.size for file in self.files.values())

    def encode(self) -> bytes:
        """Serialize as JSON."""
        return json.dumps({"format": FORMAT, **self._asdict()}).encode()

    @classmethod
    def decode(cls, data: bytes) -> Manifest:
        """Parse the output of ``encode``. Raises BackupError if a newer version wrote it."""
        content: dict[str, Any] = json.loads(data)
        if (format := content.pop("format")) not in FORMATS:
            raise BackupError(
                f"This backup has format {format}, and this program reads {FORMAT}: use a newer Antre."
            )
        return cls(**content | {
            "days": tuple(DayOfBackup(*day) for day in content["days"]), "problems": tuple(content["problems"]),
            "venues": tuple(content["venues"]),
            "files": {name: FileOfBackup(*file) for name, file in content["files"].items()},
        })  # fmt: skip


class Backups:
    """The backups of one place, sealed with one passphrase. Every method may raise PlaceError."""

    def __init__(self, place: Place, sealer: Sealer) -> None:
        self.place, self._sealer = place, sealer

    def stamps(self) -> list[str]:
        """Return the names of the complete backups, oldest first."""
        names = (name.removeprefix(RUNS) for name in self.place.sizes() if name.startswith(RUNS))
        return sorted(name.removesuffix(MANIFEST) for name in names if name.endswith(MANIFEST))

    def manifest(self, stamp: str) -> Manifest:
        """Read a manifest. Raises BackupError: it is truncated, changed or too new; WrongPassphraseError."""
        name = f"{RUNS}{stamp}{MANIFEST}"
        try:
            with self.place.read(name) as source:
                return Manifest.decode(b"".join(self._sealer.opened(source)))
        except WrongPassphraseError as error:
            raise WrongPassphraseError(
                f"{self.place.name}: {error}. Nothing was changed. Is it the passphrase of that backup?"
            ) from error
        except (SealBrokenError, ValueError, TypeError, KeyError) as error:
            raise BackupError(
                f"{self.place.name}: {name} does not open: {error}. Nothing was changed."
            ) from error

    def seal(self, name: str, source: BinaryIO) -> FileOfBackup:
        """Seal the content of ``source`` as a file of this name, synced to disk."""
        written: list[FileOfBackup] = []

        def write(target: BinaryIO) -> None:
            counted = _Counted(target)
            self._sealer.seal(source, cast(BinaryIO, counted))
            written.append(FileOfBackup(counted.size, counted.digest.hexdigest()))

        self.place.write(name, write)
        return written[0]

    def opened(self, name: str) -> Iterator[bytes]:
        """Yield the unsealed content of a file. Raises BackupError if it cannot be unsealed."""
        with self.place.read(name) as source:
            try:
                yield from self._sealer.opened(source)
            except SealError as error:
                raise BackupError(f"{self.place.name}: {name} does not open: {error}.") from error

    def fetch(self, name: str, to: Path) -> None:
        """Write the unsealed content of a file to ``to``. Raises BackupError, OSError."""
        with to.open("wb") as out:
            for chunk in self.opened(name):
                out.write(chunk)

    def wrong_files(self, manifest: Manifest) -> Iterator[str]:
        """Read every file of a backup and describe those that are missing, truncated or changed."""
        sizes = self.place.sizes()
        for name, file in sorted(manifest.files.items()):
            if name not in sizes:
                yield f"{name} is missing"
            elif sizes[name] != file.size:
                yield f"{name} was cut off: it has {sizes[name]} bytes of {file.size}"
            elif self._digest(name) != file.sha256:
                yield f"{name} was changed"

    def _digest(self, name: str) -> str:
        digest = hashlib.sha256()
        with self.place.read(name) as source:
            while piece := source.read(READ_BYTES):
                digest.update(piece)
        return digest.hexdigest()

    def write_manifest(self, manifest: Manifest) -> None:
        """Write the manifest, which completes the backup."""
        self.seal(f"{RUNS}{manifest.stamp}{MANIFEST}", io.BytesIO(manifest.encode()))

    def note_restore(self, stamp: str) -> int | None:
        """
        Mark a backup as restored; return how often it was restored before, or None if the place is not writable.

        After an earlier restore of the same backup, numbers may have been issued that the backup does not know.
        """
        mark = f"{RUNS}{stamp}{RESTORED}"
        before = sum(name.startswith(mark) for name in self.place.sizes())
        try:
            self.place.write(f"{mark}{before + 1}", lambda out: None)
        except PlaceError:
            return None
        return before

    def newest(self, at: str | None = None) -> Manifest:
        """Return the newest backup, or the newest one whose name begins with ``at``. Raises BackupError."""
        stamps = [stamp for stamp in self.stamps() if stamp.startswith(at or "")]
        if not stamps:
            which = f" that begins with {at}" if at else ""
            raise BackupError(f"There is no whole backup{which} in {self.place.name}.")
        return self.manifest(stamps[-1])

    def prune(self, keep: int) -> int:
        """
        Delete all backups except the newest ``keep`` and all files that these do not use; return how many files.

        Nothing is deleted if one of the newest cannot be opened, since its files are then unknown.
        """
        try:
            retained = [self.manifest(stamp) for stamp in self.stamps()[-keep:]]
        except BackupError:
            return 0
        used = {name for manifest in retained for name in manifest.files}
        used |= {f"{RUNS}{manifest.stamp}{MANIFEST}" for manifest in retained}
        stamps = {manifest.stamp for manifest in retained}
        old = [
            name for name in self.place.sizes()
            if (name.endswith(SEALED) and name not in used)
            or (RESTORED in name and name.removeprefix(RUNS).partition(RESTORED)[0] not in stamps)
        ]  # fmt: skip
        self.place.remove(sorted(old, key=lambda name: not name.endswith(MANIFEST)))
        return len(old)


class _Counted:
    """A writer that also counts the bytes and computes their digest."""

    def __init__(self, target: BinaryIO) -> None:
        self._target, self.size, self.digest = target, 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self.digest.update(data)
        return self._target.write(data)
