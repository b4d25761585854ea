"""
The files of a place of backups, and the manifests that say which of them belong together.

    days/<venue>/<day>.<tip>.sealed    a day that is over, written once: its archive file
    media/<name>.sealed                a picture or a video, written once
    recordings/<sha256>.sealed         a recording of a voice, written once; certificates/ likewise
    runs/<stamp>.rest.sealed           a ZIP: the house, the logs of days, the days that are open, the vault, SQL
    runs/<stamp>.manifest.sealed       written last: every file of this backup, with its SHA-256
    runs/<stamp>.restored-1            empty: this backup was restored once

A backup is what a manifest names; without its manifest it was never made. Every file is sealed (``sealed_file``).
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
"""What is written, and what is read: the first had no ``others``."""
SEALED = ".sealed"
MANIFEST = ".manifest" + SEALED
RUNS = "runs/"
RESTORED = ".restored-"
"""In the name of an empty file that says that a backup was restored; a number follows."""
READ_BYTES = 1 << 20


class BackupError(CommandFailed):
    """There is no such backup, or it cannot be used; the text says why and what to do."""


class FileOfBackup(NamedTuple):
    """A sealed file as the manifest knows it: its size in bytes, and the SHA-256 of what stands on the disk."""

    size: int
    sha256: str


class DayOfBackup(NamedTuple):
    """A day that is over. file: its name; in_redis, archived: where the hall had it."""

    venue: str
    day: str
    file: str
    in_redis: bool
    archived: bool


class Manifest(NamedTuple):
    """
    One whole backup. stamp: its name; made_ms: the moment it shows, by Redis's clock, ms UTC; venues: that have days.

    media: file by the name of the picture or video; problems: what could not be read, in words; others: for each folder
    beside the hall's own (``HallData.others``) the file by the path in that folder.
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
        """How many bytes the files of this backup have."""
        return sum(file.size for file in self.files.values())

    def encode(self) -> bytes:
        """Return it as JSON."""
        return json.dumps({"format": FORMAT, **self._asdict()}).encode()

    @classmethod
    def decode(cls, data: bytes) -> Manifest:
        """Read what ``encode`` wrote. Raises BackupError: a newer program wrote it."""
        wire: dict[str, Any] = json.loads(data)
        if (found := wire.pop("format")) not in FORMATS:
            raise BackupError(
                f"This backup has format {found}, and this program reads {FORMAT}: use a newer Antre."
            )
        return cls(**wire | {
            "days": tuple(DayOfBackup(*day) for day in wire["days"]), "problems": tuple(wire["problems"]),
            "venues": tuple(wire["venues"]),
            "files": {name: FileOfBackup(*file) for name, file in wire["files"].items()},
        })  # fmt: skip


class Backups:
    """The backups of one place, opened and sealed by one passphrase. Every method may raise PlaceError."""

    def __init__(self, place: Place, sealer: Sealer) -> None:
        self.place, self._sealer = place, sealer

    def stamps(self) -> list[str]:
        """Return the names of the backups that were made to their end, oldest first."""
        names = (name.removeprefix(RUNS) for name in self.place.sizes() if name.startswith(RUNS))
        return sorted(name.removesuffix(MANIFEST) for name in names if name.endswith(MANIFEST))

    def manifest(self, stamp: str) -> Manifest:
        """Read a manifest. Raises BackupError: it was cut or changed, or the passphrase is another."""
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
        """Seal what ``source`` has as the file of this name; when this returns it is on the disk."""
        found: list[FileOfBackup] = []

        def write(target: BinaryIO) -> None:
            counted = _Counted(target)
            self._sealer.seal(source, cast(BinaryIO, counted))
            found.append(FileOfBackup(counted.size, counted.digest.hexdigest()))

        self.place.write(name, write)
        return found[0]

    def opened(self, name: str) -> Iterator[bytes]:
        """Return what a file has. Raises BackupError: it does not open."""
        with self.place.read(name) as source:
            try:
                yield from self._sealer.opened(source)
            except SealError as error:
                raise BackupError(f"{self.place.name}: {name} does not open: {error}.") from error

    def fetch(self, name: str, to: Path) -> None:
        """Write what a file has to ``to``. Raises BackupError, OSError."""
        with to.open("wb") as out:
            for chunk in self.opened(name):
                out.write(chunk)

    def wrong_files(self, manifest: Manifest) -> Iterator[str]:
        """Read every file of a backup, and say which are missing, cut or changed."""
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
        """Write the manifest: from now on the backup is there."""
        self.seal(f"{RUNS}{manifest.stamp}{MANIFEST}", io.BytesIO(manifest.encode()))

    def note_restore(self, stamp: str) -> int | None:
        """
        Note that a backup is restored, and give how often it was before; None: the place takes no note.

        Who restores the same backup twice gave out numbers after the first time that the backup does not know.
        """
        mark = f"{RUNS}{stamp}{RESTORED}"
        before = sum(name.startswith(mark) for name in self.place.sizes())
        try:
            self.place.write(f"{mark}{before + 1}", lambda out: None)
        except PlaceError:
            return None
        return before

    def newest(self, at: str | None = None) -> Manifest:
        """Return the newest backup, or the one whose name begins like ``at``. Raises BackupError."""
        stamps = [stamp for stamp in self.stamps() if stamp.startswith(at or "")]
        if not stamps:
            which = f" that begins with {at}" if at else ""
            raise BackupError(f"There is no whole backup{which} in {self.place.name}.")
        return self.manifest(stamps[-1])

    def prune(self, keep: int) -> int:
        """
        Remove all backups but the newest ``keep``, and the files that none of these names; give how many files went.

        None goes while one of the newest does not open, for what it names is not known.
        """
        try:
            kept = [self.manifest(stamp) for stamp in self.stamps()[-keep:]]
        except BackupError:
            return 0
        needed = {name for manifest in kept for name in manifest.files}
        needed |= {f"{RUNS}{manifest.stamp}{MANIFEST}" for manifest in kept}
        stamps = {manifest.stamp for manifest in kept}
        old = [
            name for name in self.place.sizes()
            if (name.endswith(SEALED) and name not in needed)
            or (RESTORED in name and name.removeprefix(RUNS).partition(RESTORED)[0] not in stamps)
        ]  # fmt: skip
        self.place.remove(sorted(old, key=lambda name: not name.endswith(MANIFEST)))
        return len(old)


class _Counted:
    """Writes on, and counts the bytes and their digest."""

    def __init__(self, target: BinaryIO) -> None:
        self._target, self.size, self.digest = target, 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.size += len(data)
        self.digest.update(data)
        return self._target.write(data)
