"""
Where backups are: a folder or a stick, or a folder on another machine by ssh.

A file is written beside its name, brought to the disk and then renamed, so that under a name there is a whole file.
"""

from __future__ import annotations

import fcntl
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol, cast
from urllib.parse import unquote, urlsplit

from antre.failure import CommandFailed
from waitingroom.log.folder import sync_folder

HIDDEN = ".part"
"""The end of names of files that are being written."""
SSH = ("ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10")
"""No questions: a backup at night has nobody to answer."""

Write = Callable[[BinaryIO], None]
"""write(target): writes a whole file."""


class PlaceError(CommandFailed):
    """The place of the backups cannot be used; the text says why and what to do."""


class Place(Protocol):
    """A place of backups. Names are relative paths with "/". Every method may raise PlaceError."""

    name: str

    def sizes(self) -> dict[str, int]:
        """Return the size of every whole file, by name."""

    def read(self, name: str) -> BinaryIO:
        """Open a file to be read, and closed, by the caller."""

    def write(self, name: str, write: Write) -> None:
        """Have ``write`` make a file, and give it its name only once all of it is on the disk."""

    def remove(self, names: Iterable[str]) -> None:
        """Remove files."""

    def alone(self, *, makes: bool) -> AbstractContextManager[None]:
        """Hold off other backups to this place; ``makes``: make the place if it is not there."""


class FolderPlace:
    """A folder of this machine: another disk, a stick, a share."""

    def __init__(self, path: Path) -> None:
        self.name, self._path = str(path), path

    def sizes(self) -> dict[str, int]:
        """See Place.sizes."""
        files = (file for file in self._path.rglob("*") if file.is_file() and not file.name.startswith("."))
        return {file.relative_to(self._path).as_posix(): file.stat().st_size for file in files}

    def read(self, name: str) -> BinaryIO:
        """See Place.read."""
        try:
            return (self._path / name).open("rb")
        except OSError as error:
            raise PlaceError(f"{self._path / name} cannot be read: {error.strerror}") from error

    def write(self, name: str, write: Write) -> None:
        """See Place.write."""
        file = self._path / name
        hidden = file.with_name(f".{file.name}{HIDDEN}")
        try:
            make_folder(file.parent)
            with hidden.open("wb") as out:
                write(out)
                out.flush()
                os.fsync(out.fileno())
            hidden.replace(file)
            sync_folder(file.parent)
        except OSError as error:
            raise PlaceError(f"{file} cannot be written: {error.strerror}") from error
        finally:
            hidden.unlink(missing_ok=True)

    def remove(self, names: Iterable[str]) -> None:
        """See Place.remove."""
        for folder, some in groupby((self._path / name for name in names), attrgetter("parent")):
            for file in some:
                file.unlink(missing_ok=True)
            sync_folder(folder)  # a manifest must not come back after a power cut when its files are gone

    @contextmanager
    def alone(self, *, makes: bool) -> Iterator[None]:
        """See Place.alone; what an earlier backup that was killed left half written goes."""
        try:
            if makes:
                make_folder(self._path)
            descriptor = os.open(self._path, os.O_RDONLY)
        except OSError as error:
            raise PlaceError(f"{self._path} cannot be used: {error.strerror}. Is the stick in?") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            for left in self._path.rglob(f".*{HIDDEN}") if makes else ():
                left.unlink(missing_ok=True)
            yield
        except BlockingIOError as error:
            raise PlaceError(
                f"Another backup to {self._path} runs now. Try again when it is done."
            ) from error
        finally:
            os.close(descriptor)


class SshPlace:
    """
    A folder on another machine that ``ssh`` reaches without a question: by a key, with the machine known.

    There it needs only the tools that every Unix has.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if not parts.hostname or parts.path in ("", "/"):
            raise PlaceError(f"{url}: write ssh://user@machine/path/of/a/folder")
        self.name = url
        self._host = f"{parts.username}@{parts.hostname}" if parts.username else parts.hostname
        self._options = ("-p", str(parts.port)) if parts.port else ()
        self._path = PurePosixPath(unquote(parts.path))

    def sizes(self) -> dict[str, int]:
        """See Place.sizes."""
        found = self._run(f"cd {self._quoted()} && find . -type f ! -name '.*' -exec wc -c {{}} ';'")
        lines = (line.split(None, 1) for line in found.decode().splitlines())
        return {name.removeprefix("./"): int(size) for size, name in lines}

    def read(self, name: str) -> BinaryIO:
        """See Place.read; the whole file is fetched first."""
        fetched = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - its caller closes it
        self._run(f"cat {self._quoted(name)}", to=fetched)
        fetched.seek(0)
        return fetched

    def write(self, name: str, write: Write) -> None:
        """See Place.write; the file is sealed here first, so that an error here leaves nothing there."""
        file, folder = self._quoted(name), self._quoted(str(PurePosixPath(name).parent))
        hidden = self._quoted(str(PurePosixPath(name).with_name(f".{PurePosixPath(name).name}{HIDDEN}")))
        with cast(BinaryIO, tempfile.TemporaryFile()) as made:
            write(made)
            made.seek(0)
            self._run(
                f"umask 077 && mkdir -p {folder} && cat > {hidden} && sync && mv {hidden} {file} && sync",
                given=made,
            )

    def remove(self, names: Iterable[str]) -> None:
        """See Place.remove."""
        if some := " ".join(self._quoted(name) for name in names):
            self._run(f"rm -f {some}")

    @contextmanager
    def alone(self, *, makes: bool) -> Iterator[None]:
        """See Place.alone: held off are other backups from this machine."""
        mark = Path(tempfile.gettempdir()) / f"antre-backup-{sha256(self.name.encode()).hexdigest()[:16]}"
        mark.mkdir(mode=0o700, exist_ok=True)
        with FolderPlace(mark).alone(makes=makes):
            self._run(f"{'umask 077 && mkdir -p' if makes else 'ls -d'} {self._quoted()}")
            yield

    def _quoted(self, name: str = "") -> str:
        return shlex.quote(str(self._path / name))

    def _run(self, command: str, *, given: BinaryIO | None = None, to: BinaryIO | None = None) -> bytes:
        done = subprocess.run(
            [*SSH, *self._options, "--", self._host, command], check=False,
            stdin=given if given else subprocess.DEVNULL, stdout=to or subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        if done.returncode:
            why = done.stderr.decode(errors="replace").strip()[-300:]
            raise PlaceError(f"{self._host} does not do it: {why or done.returncode}")
        return done.stdout or b""


def place_of(name: str) -> Place:
    """Return the place of this name: a folder, or ssh://user@machine/path. Raises PlaceError."""
    if not name.startswith("ssh://"):
        return FolderPlace(Path(name).absolute())
    if shutil.which("ssh") is None:
        raise PlaceError("There is no ssh on this machine: install openssh-client, or give a folder.")
    return SshPlace(name)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, readable by their owner alone, and have their names on the disk. Raises OSError."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)
