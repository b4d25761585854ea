"""
Bring the files of outreach boxes home, each again and again, until killed: ``antre outreach bring-home`` as a process to kill.

    python -m rig.history.homecoming_worker REDIS_URL ARCHIVE_FOLDER FILES_FOLDER

Says "at work" once it has begun. Files that were never brought home are taken first, in any order.
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
"""Entries of one append: a day of some hundred takes many, and a kill leaves it half at home."""
REST_S = 0.02
"""Between two files, so that days go on being followed."""


def main(redis_url: str, archive_folder: str, files_folder: str) -> None:
    """Bring one file home after the other."""
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
    """Bring a file home; False: it was refused, as one that was torn on its way, or Redis is away."""
    try:
        with file.open("rb") as some:
            outreach.bring_home(some, press(file.name))
    except Refusal as refused:
        if not isinstance(refused, Torn):
            say("not_brought_home", file=file.name, why=str(refused))
        return False
    return True


if __name__ == "__main__":
    main(*sys.argv[1:])
