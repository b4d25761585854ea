"""
Bring the files of outreach boxes home repeatedly until killed: ``antre outreach bring-home`` as a process for kill tests.

    python -m rig.history.homecoming_worker REDIS_URL ARCHIVE_FOLDER FILES_FOLDER

Prints "at work" once it has started. Files that were not brought home yet are taken first, in random order.
"""

from __future__ import annotations

import random
import sys
import threading
from pathlib import Path

from rig.cast import press
from rig.history.worker import say
from services.counter.accounts.accounts import Accounts
from services.counter.outreach.outreach import Outreach
from waitingroom.live.halls import Halls
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.redis_log import RedisStore, Vault
from waitingroom.outreach import homecoming
from waitingroom.outreach.refusals import Torn
from waitingroom.refusals import Refusal

BATCH = 5
"""Entries per append: a day of some hundred needs many appends, so that a kill leaves it half appended."""
REST_S = 0.02
"""Pause between two files, so that days continue to be followed."""


def main(redis_url: str, archive_folder: str, files_folder: str) -> None:
    """Bring one file home after another."""
    homecoming.BATCH = BATCH
    store, folder, done = RedisStore(redis_url), Path(files_folder), set[Path]()
    vault = Vault(store)
    outreach = Outreach(
        Halls(store, alarm=say), vault, Accounts(vault, 3600), alarm=say, archive=ArchiveFolder(Path(archive_folder))
    )  # fmt: skip
    sys.stdout.write("at work\n")
    sys.stdout.flush()
    rest = threading.Event()
    while True:
        files = set(folder.glob("*.antre"))
        if files:
            file = random.choice(sorted(files - done or files))
            if is_home(outreach, file):
                done.add(file)
        rest.wait(REST_S)


def is_home(outreach: Outreach, file: Path) -> bool:
    """Bring a file home; return False if it was refused, for example as torn or because Redis is unavailable."""
    try:
        with file.open("rb") as opened:
            outreach.bring_home(opened, press(file.name))
    except Refusal as refusal:
        if not isinstance(refusal, Torn):
            say("not_brought_home", file=file.name, why=str(refusal))
        return False
    return True


if __name__ == "__main__":
    main(*sys.argv[1:])
