"""
Places for backups: a folder, for example on a USB stick, or a folder on another machine by ssh.

A file is written under a temporary name, synced to disk and then renamed, so that a named file is always complete.
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
"""Suffix of files that are being written."""
SSH = ("ssh", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10")
"""BatchMode: no prompts, since a scheduled backup cannot answer them."""

Write = Callable[[BinaryIO], None]
"""write(target): writes the complete content of a file."""


class PlaceError(CommandFailed):
    """The backup place cannot be used; the text says why and what to do."""


class Place(Protocol):
    """A place for backups. Names are relative paths with "/". Every method may raise PlaceError."""

    name: str

    def sizes(self) -> dict[str, int]:
        """Return the size of every complete file, by name."""

    def read(self, name: str) -> BinaryIO:
        """Open a file for reading; the caller closes it."""

    def write(self, name: str, write: Write) -> None:
        """Write a file by ``write``; it gets its name only once it is completely on disk."""

    def remove(self, names: Iterable[str]) -> None:
        """Delete files."""

    def alone(self, *, makes: bool) -> AbstractContextManager[None]:
        """Lock the place against other backups; ``makes``: create the place if it does not exist."""


class FolderPlace:
    """A folder on this machine: another disk, a USB stick, a network share."""

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
            sync_folder(folder)  # a manifest must not reappear after a power cut without its files

    @contextmanager
    def alone(self, *, makes: bool) -> Iterator[None]:
        """See Place.alone; with ``makes``, also delete partial files of an earlier backup that was killed."""
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
    A folder on another machine that ``ssh`` reaches without prompts: with a key and a known host.

    The other machine needs only standard Unix tools.
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
        output = self._run(f"cd {self._quoted()} && find . -type f ! -name '.*' -exec wc -c {{}} ';'")
        lines = (line.split(None, 1) for line in output.decode().splitlines())
        return {name.removeprefix("./"): int(size) for size, name in lines}

    def read(self, name: str) -> BinaryIO:
        """See Place.read; the complete file is fetched first."""
        fetched = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - its caller closes it
        self._run(f"cat {self._quoted(name)}", to=fetched)
        fetched.seek(0)
        return fetched

    def write(self, name: str, write: Write) -> None:
        """See Place.write; the file is completed locally first, so that a local error leaves nothing on the other machine."""
        file, folder = self._quoted(name), self._quoted(str(PurePosixPath(name).parent))
        hidden = self._quoted(str(PurePosixPath(name).with_name(f".{PurePosixPath(name).name}{HIDDEN}")))
        with cast(BinaryIO, tempfile.TemporaryFile()) as content:
            write(content)
            content.seek(0)
            self._run(
                f"umask 077 && mkdir -p {folder} && cat > {hidden} && sync && mv {hidden} {file} && sync",
                source=content,
            )

    def remove(self, names: Iterable[str]) -> None:
        """See Place.remove."""
        if some := " ".join(self._quoted(name) for name in names):
            self._run(f"rm -f {some}")

    @contextmanager
    def alone(self, *, makes: bool) -> Iterator[None]:
        """See Place.alone; the lock applies only to backups from this machine."""
        mark = Path(tempfile.gettempdir()) / f"antre-backup-{sha256(self.name.encode()).hexdigest()[:16]}"
        mark.mkdir(mode=0o700, exist_ok=True)
        with FolderPlace(mark).alone(makes=makes):
            self._run(f"{'umask 077 && mkdir -p' if makes else 'ls -d'} {self._quoted()}")
            yield

    def _quoted(self, name: str = "") -> str:
        return shlex.quote(str(self._path / name))

    def _run(self, command: str, *, source: BinaryIO | None = None, to: BinaryIO | None = None) -> bytes:
        result = subprocess.run(
            [*SSH, *self._options, "--", self._host, command], check=False,
            stdin=source if source else subprocess.DEVNULL, stdout=to or subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        if result.returncode:
            why = result.stderr.decode(errors="replace").strip()[-300:]
            raise PlaceError(f"{self._host} does not do it: {why or result.returncode}")
        return result.stdout or b""


def place_of(name: str) -> Place:
    """Return the place of this name: a folder, or ssh://user@machine/path. Raises PlaceError."""
    if not name.startswith("ssh://"):
        return FolderPlace(Path(name).absolute())
    if shutil.which("ssh") is None:
        raise PlaceError("There is no ssh on this machine: install openssh-client, or give a folder.")
    return SshPlace(name)


def make_folder(folder: Path) -> None:
    """Create a folder and its parents, accessible only by the owner, and sync their names to disk. Raises OSError."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)
