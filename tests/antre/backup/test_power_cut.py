"""Power cuts during a backup or restore: the disk is consistent afterwards, in whatever order it wrote names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from antre.backup import restore
from antre.backup.files import Backups
from antre.backup.place import FolderPlace
from antre.hall_data import HallData
from rig.engines.disk import Disk
from rig.history.hall_with_past import HallWithPast
from services.web.sealed_file import Sealer
from tests.antre.backup.steps import back_up, put_back
from waitingroom.log.redis_log import RedisStore

ORDERS: dict[str, Callable[[Path], bool]] = {
    "only what was synced": lambda folder: False,
    "every name at once": lambda folder: True,
    "manifests' names first": lambda folder: folder.name == "runs",
    "manifests' names last": lambda folder: folder.name != "runs",
}
"""Orders in which a file system may persist file names that were not synced."""


def test_after_a_power_cut_in_a_backup_every_backup_that_is_there_is_whole(
    hall: HallWithPast, sealer: Sealer, tmp_path: Path
) -> None:  # fmt: skip
    (tmp_path / "disk").mkdir()
    disk, cuts = Disk(tmp_path / "disk"), 0
    on_disk = Backups(FolderPlace(tmp_path / "disk" / "stick"), sealer)

    def cut() -> None:
        nonlocal cuts
        for order, is_early in ORDERS.items():
            left = disk.after_power_cut(tmp_path / "left", is_early)
            remaining = Backups(FolderPlace(left / "stick"), sealer)
            for stamp in remaining.stamps():
                assert list(remaining.wrong_files(remaining.manifest(stamp))) == [], order
            cuts += 1

    with disk.watched(cut):
        stamps = []
        for _ in range(3):
            stamps.append(back_up(hall, on_disk, keep=1).manifest.stamp)
            hall.issue()

    assert cuts > 40
    left = Backups(
        FolderPlace(disk.after_power_cut(tmp_path / "left", ORDERS["only what was synced"]) / "stick"), sealer
    )
    assert left.stamps() == stamps[-1:]


def test_a_hall_is_shown_only_when_every_file_of_it_is_on_the_disk_and_its_mark_does_not_come_back(
    hall: HallWithPast, backups: Backups, other: RedisStore, there: HallData, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    back_up(hall, backups)
    root = there.archive.parent
    root.mkdir(exist_ok=True)
    disk = Disk(root)
    contents: dict[str, list[tuple[str, bytes]]] = {}

    def files(folder: Path) -> list[tuple[str, bytes]]:
        return sorted(
            (str(file.relative_to(folder)), file.read_bytes())
            for part in ("archive", "media") for file in (folder / part).rglob("*") if file.is_file()
        )  # fmt: skip

    real = restore._Target.show_house

    def show_house(target: Any) -> None:
        contents["left"] = files(disk.after_power_cut(tmp_path / "left", ORDERS["only what was synced"]))
        contents["there"] = files(root)
        real(target)

    monkeypatch.setattr(restore._Target, "show_house", show_house)
    with disk.watched():
        put_back(other, there, backups, tmp_path)

    assert contents["left"] == contents["there"]
    assert len(contents["left"]) > 2
    left = disk.after_power_cut(tmp_path / "left", ORDERS["only what was synced"])
    assert not restore.is_under_way(left / "seen")
