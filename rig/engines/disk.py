"""A simulated disk that tracks what would survive a power cut: the synced bytes and file names."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

Names = dict[str, bytes | None]
"""Content of the files in a folder, by name; None: a subfolder."""


class Disk:
    """
    The durable content of the folder ``root`` while this process writes files there.

    A file's durable content is that of its last sync, empty if it was never synced. A folder's durable names are those of
    its last sync; later names may be durable too, since a file system may write them at any time.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._synced: dict[int, bytes] = {}
        self._durable: dict[Path, Names] = {}

    @contextmanager
    def watched(self, on_change: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Record syncs, renames and removals; on_change: called after each, where a power cut can be simulated."""
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
            def change(*paths: Any, **options: Any) -> None:
                for path in map(Path, paths):
                    if (
                        path.is_relative_to(self.root)
                        and path.exists()
                        and (name, path) != ("replace", Path(paths[0]))
                    ):
                        self._synced.pop(path.stat().st_ino, None)  # the inode may become another file's
                real[name](*paths, **options)
                if Path(paths[0]).is_relative_to(self.root):
                    on_change()

            return change

        os.fsync, os.replace, os.unlink = cast(Any, fsync), changing("replace"), changing("unlink")
        try:
            yield
        finally:
            os.fsync, os.replace, os.unlink = real["fsync"], real["replace"], real["unlink"]

    def after_power_cut(self, to: Path, is_early: Callable[[Path], bool]) -> Path:
        """Write the surviving content into ``to``; is_early: whether a folder's unsynced names are durable already."""
        shutil.rmtree(to, ignore_errors=True)
        to.mkdir(parents=True)
        self._copy_durable(self.root, to, is_early)
        return to

    def _copy_durable(self, folder: Path, to: Path, is_early: Callable[[Path], bool]) -> None:
        is_early_here = folder.is_dir() and is_early(folder)
        names = self._names(folder) if is_early_here else self._durable.get(folder, {})
        for name, content in names.items():
            if content is None:
                (to / name).mkdir()
                self._copy_durable(folder / name, to / name, is_early)
            else:
                (to / name).write_bytes(content)

    def _names(self, folder: Path) -> Names:
        entries = list(os.scandir(folder))
        return {one.name: None if one.is_dir() else self._synced.get(one.inode(), b"") for one in entries}
