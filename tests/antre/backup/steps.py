"""Steps that backup tests share: back up, restore, open the restored hall."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from antre.backup import make, restore
from antre.backup.files import Backups
from antre.hall_data import HallData, LiveLogs
from rig.history.hall_with_past import VENUE, HallWithPast
from waitingroom.facts import TicketIssued
from waitingroom.live.halls import Halls
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.fold import linked_facts
from waitingroom.log.redis_log import RedisStore
from waitingroom.log.seen_days import SeenDays

PASSPHRASE = "five words nobody will guess"


def back_up(hall: HallWithPast, backups: Backups, **more: Any) -> make.BackupResult:
    """Make a backup of the hall."""
    return make.back_up(hall.store, hall.data, backups, **more)


def put_back(
    store: RedisStore, there: HallData, backups: Backups, tmp_path: Path, **more: Any
) -> restore.RestoreResult:
    """Restore the last backup into another place."""
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir(exist_ok=True)
    return restore.restore(store, there, backups, unpacked, **more)


def open_hall(store: RedisStore, data: HallData) -> Any:
    """Return the hall as a newly started service folds it."""
    halls = Halls(
        store,
        alarm=lambda event, **fields: None,
        archive=ArchiveFolder(data.archive),
        seen=SeenDays(data.seen, "x"),
    )
    halls.house.load()
    return halls.get(VENUE)


def numbers(store: RedisStore, data: HallData, day: str) -> list[str]:
    """Return the numbers issued on a day, in order."""
    log = LiveLogs(store, data.archive).day(VENUE, day)
    return [fact.ticket_id for _, fact in linked_facts(log) if isinstance(fact, TicketIssued)]
