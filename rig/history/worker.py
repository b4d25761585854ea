"""
Follow logs into history and archive them until killed: the work of the reports service, as a process for kill tests.

    python -m rig.history.worker REDIS_URL HISTORY_URL ARCHIVE_FOLDER VENUE...

Prints "at work" once it has started. A venue's last named day counts as today.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from services.reports.history.archiving import Archiving
from services.reports.history.following import Following
from services.reports.history.history import History
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.redis_log import RedisStore

KEEP_DAYS = 14
REST_S = 0.02
"""Pause between two steps, which leaves a core to the process that writes the days."""


def main(redis_url: str, history_url: str, folder: str, *venues: str) -> None:
    """Take one step after another, as the service does every half second."""
    store, history, archive = RedisStore(redis_url), History(history_url), ArchiveFolder(Path(folder))
    following = Following(store, history, alarm=say, archive=archive)
    archiving = Archiving(store, history, following, archive, keep_days=KEEP_DAYS, alarm=say)
    sys.stdout.write("at work\n")
    sys.stdout.flush()
    rest = threading.Event()
    while True:
        try:
            step(following, archiving, venues)
        except SQLAlchemyError as error:
            say("history_not_written", why=str(error))
        rest.wait(REST_S)


def step(following: Following, archiving: Archiving, venues: tuple[str, ...]) -> None:
    """Follow the logs, and archive closed days."""
    following.step(list(venues))
    for venue in venues:
        if named := following.named_days(venue):
            archiving.step(venue, named[-1])


def say(event: str, **fields: Any) -> None:
    """Write a log event to stderr."""
    sys.stderr.write(f"{event} {fields}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
