"""``antre backup``: once or on a schedule."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from antre.backup.files import BackupError, Backups, Manifest
from antre.backup.make import KEEP, BackupResult, back_up
from antre.backup.passphrase import passphrase
from antre.backup.place import PlaceError, place_of
from antre.hall_data import hall_data
from antre.open_hall import open_store
from services.web.sealed_file import Sealer, SealError
from waitingroom.log.base import UnavailableError

RETRYABLE = (BackupError, PlaceError, SealError, OSError, SQLAlchemyError, UnavailableError)
"""Errors after which a scheduled backup is retried."""
RETRY_S = 600.0
"""Pause before a failed scheduled backup is retried, in seconds."""
PRIVATE = 0o077
"""The umask: no access for group and others."""
UNITS = {"m": 60, "h": 3_600, "d": 86_400}


def add_arguments(make: argparse.ArgumentParser) -> None:
    """Add target, retention, schedule and list options."""
    make.add_argument("to", metavar="TO", help="a folder, a stick, or ssh://user@machine/path")
    make.add_argument("--keep", type=int, default=KEEP, help="backups that stay (%(default)s)")
    make.add_argument("--every", type=_seconds, metavar="TIME", help="again and again: 24h, 90m")
    make.add_argument("--list", action="store_true", help="say which backups are there")
    make.set_defaults(act=_backup)


def _backup(arguments: argparse.Namespace) -> int:
    os.umask(PRIVATE)
    backups = Backups(place_of(arguments.to), Sealer(passphrase(is_new=True)))
    if arguments.list:
        return _list(backups)
    if not arguments.every:
        print(_made_words(back_up(open_store(), hall_data(), backups, keep=max(1, arguments.keep))))
        return 0
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    wait_s = _due_in(backups, arguments.every)
    print(f"The next backup to {backups.place.name} in {wait_s:.0f} s.", flush=True)
    while not stopped.wait(wait_s):
        began = time.monotonic()
        try:
            print(
                _made_words(back_up(open_store(), hall_data(), backups, keep=max(1, arguments.keep))),
                flush=True,
            )
            wait_s = max(0.0, arguments.every - (time.monotonic() - began))
        except RETRYABLE as error:
            wait_s = min(RETRY_S, arguments.every)
            print(f"No backup was made: {error}. Tried again in {wait_s:.0f} s.", file=sys.stderr, flush=True)
    return 0


def _due_in(backups: Backups, every_s: float) -> float:
    """Return the seconds until the next backup is due, so that a restart makes no extra one."""
    try:
        stamps = backups.stamps()
    except (PlaceError, OSError):
        stamps = []
    if not stamps:
        return 0.0
    last = datetime.strptime(stamps[-1], "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
    return max(0.0, min(every_s, (last + timedelta(seconds=every_s) - datetime.now(UTC)).total_seconds()))


def _list(backups: Backups) -> int:
    for stamp in backups.stamps():
        try:
            manifest = backups.manifest(stamp)
            words = f"{len(manifest.days)} days that are over, {_size(manifest.size)}"
        except BackupError as error:
            words = str(error)
        print(f"{stamp}  {words}")
    return 0


def _made_words(made: BackupResult) -> str:
    manifest = made.manifest
    lines = [
        f"Backup {manifest.stamp}: {len(manifest.days)} days that are over, today, the house, accounts, devices and "
        f"{len(manifest.media)} pictures and videos{_others_words(manifest)}; {_size(manifest.size)}, {made.written} files new, "
        f"{made.took_s:.1f} s."
    ]
    return "\n".join([*lines, *(f"  Not as it should be: {problem}" for problem in manifest.problems)])


def _others_words(manifest: Manifest) -> str:
    return "".join(f", {len(files)} files of {kind}" for kind, files in manifest.others.items() if files)


def _seconds(text: str) -> float:
    """Parse a duration such as 24h, 90m or 2d into seconds."""
    number, unit = text[:-1], text[-1:]
    if unit not in UNITS or not number.isdigit() or int(number) < 1:
        raise argparse.ArgumentTypeError(f"{text}: write 24h, 90m or 2d")
    return float(int(number) * UNITS[unit])


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
