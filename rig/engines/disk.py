"""A disk that remembers what a power cut would leave of it: the bytes and the names that were brought to it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

Names = dict[str, bytes | None]
"""What the disk has of the files in a folder, by name; None: a folder."""


class Disk:
    """
    The folder ``root`` as a disk has it while files are written there in this process.

    A file has on the disk what it had when it was last synced, nothing if it never was. A folder has there the names it
    had when it was last synced; those of later may be there too, for a file system writes them when it likes.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._synced: dict[int, bytes] = {}
        self._durable: dict[Path, Names] = {}

    @contextmanager
    def watched(self, on_change: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Watch what is synced, renamed and removed; on_change: called after each, as if the power failed then."""
        real = {name: getattr(os, name) for name in ("fsync", "replace", "unlink")}

        def fsync(descriptor: int) -> None:
            real["fsync"](descriptor)
            path = Path(f"/proc/self/fd/{descriptor}").readlink()
            if path.is_relative_to(self.root):
                if path.is_dir():
                    self._durable[path] = self._names(path)
                else:
                    self._synced[path.stat().st_ino] = path.read_bytes()
                on_change()

        def changing(name: str) -> Callable[..., None]:
            def change(*given: Any, **named: Any) -> None:
                for path in map(Path, given):
                    if (
                        path.is_relative_to(self.root)
                        and path.exists()
                        and (name, path) != ("replace", Path(given[0]))
                    ):
                        self._synced.pop(path.stat().st_ino, None)  # the inode may become another file's
                real[name](*given, **named)
                if Path(given[0]).is_relative_to(self.root):
                    on_change()

            return change

        os.fsync, os.replace, os.unlink = cast(Any, fsync), changing("replace"), changing("unlink")
        try:
            yield
        finally:
            os.fsync, os.replace, os.unlink = real["fsync"], real["replace"], real["unlink"]

    def after_power_cut(self, to: Path, is_early: Callable[[Path], bool]) -> Path:
        """Write into ``to`` what is left; is_early: whether a folder's names are there although it was not synced since."""
        shutil.rmtree(to, ignore_errors=True)
        to.mkdir(parents=True)
        self._leave(self.root, to, is_early)
        return to

    def _leave(self, folder: Path, to: Path, is_early: Callable[[Path], bool]) -> None:
        is_early_here = folder.is_dir() and is_early(folder)
        names = self._names(folder) if is_early_here else self._durable.get(folder, {})
        for name, content in names.items():
            if content is None:
                (to / name).mkdir()
                self._leave(folder / name, to / name, is_early)
            else:
                (to / name).write_bytes(content)

    def _names(self, folder: Path) -> Names:
        entries = list(os.scandir(folder))
        return {one.name: None if one.is_dir() else self._synced.get(one.inode(), b"") for one in entries}
