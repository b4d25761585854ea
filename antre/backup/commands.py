"""``antre backup``, ``antre restore`` and ``antre fsck``: their arguments, their passphrase, and what they say."""

from __future__ import annotations

import argparse
import fcntl
import getpass
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from antre.backup import fsck
from antre.backup.files import RUNS, BackupError, Backups, Manifest
from antre.backup.logs import BackupLogs
from antre.backup.make import KEEP, Made, back_up
from antre.backup.place import PlaceError, place_of
from antre.backup.restore import Restored, restore
from antre.hall_data import RUN, ArchivedLogs, HallData, LiveLogs, hall_data
from antre.redis_server import RedisFolder, find_server
from services.web.sealed_file import Sealer, SealError
from services.web.settings import environment
from waitingroom.local_time import iso
from waitingroom.log.base import UnavailableError
from waitingroom.log.redis_log import RedisStore

ERRORS = (BackupError, PlaceError, SealError, OSError, SQLAlchemyError)
"""What is said in words and ends a command; UnavailableError besides."""
PASSPHRASE_MIN = 12
"""Letters: whoever finds a stick may guess as long as they like."""
AGAIN_S = 600.0
"""On a schedule: when a backup that failed is tried again."""
REDIS_WITHIN_S = 60.0
NOT_NOTED = "The place of the backups cannot be written. If you restore this same backup again, say --left-out, and more than this time."
UNTIL_WE_END = '"$0" "$@" & redis=$!; cat; kill "$redis"; wait "$redis"'
"""Runs Redis until this process closes its pipe, or is killed: two of them on one folder would ruin its file."""
PRIVATE = 0o077
"""Bits of a mode that nobody else gets."""
UNITS = {"m": 60, "h": 3_600, "d": 86_400}

StoreOf = Callable[[], RedisStore]


def add_commands(commands: Any, store: StoreOf) -> None:
    """Add the commands; ``store`` gives the Redis of the hall that runs."""
    make = commands.add_parser("backup", help="back up the whole hall while it runs, sealed by a passphrase")
    make.add_argument("to", metavar="TO", help="a folder, a stick, or ssh://user@machine/path")
    make.add_argument("--keep", type=int, default=KEEP, help="backups that stay (%(default)s)")
    make.add_argument("--every", type=_seconds, metavar="TIME", help="again and again: 24h, 90m")
    make.add_argument("--list", action="store_true", help="say which backups are there")
    make.set_defaults(act=lambda arguments: _backup(arguments, store))

    back = commands.add_parser("restore", help="put a backup into an empty place")
    back.add_argument("source", metavar="FROM", help="where the backups are, as for antre backup")
    back.add_argument("--at", metavar="STAMP", help="another backup than the newest: how its name begins")
    back.add_argument("--left-out", type=int, metavar="N", help="numbers of each agency that are left out")
    back.set_defaults(act=_restore)

    check = commands.add_parser("fsck", help="check every log: its chain, and what the queue promises")
    check.add_argument(
        "source", nargs="?", metavar="FROM", help="an archive or backups; by default this hall"
    )
    check.add_argument("--at", metavar="STAMP", help="another backup than the newest")
    check.add_argument("--json", action="store_true", help="print what was found as JSON")
    check.set_defaults(act=lambda arguments: _fsck(arguments, store))


def passphrase(*, is_new: bool) -> str:
    """Give the passphrase: of ANTRE_BACKUP_PASSPHRASE, of its file, or asked. Raises BackupError, SettingsWrong."""
    found = environment().get("backup_passphrase")
    if not found and sys.stdin.isatty():
        found = getpass.getpass("Passphrase of the backups: ")
    if not found:
        raise BackupError(
            "Backups are sealed by a passphrase: set ANTRE_BACKUP_PASSPHRASE, or ANTRE_BACKUP_PASSPHRASE_FILE to a file "
            "that holds it. Write it down on paper as well: without it no backup can be opened by anybody."
        )
    if is_new and len(found) < PASSPHRASE_MIN:
        raise BackupError(
            f"The passphrase has {len(found)} letters: take {PASSPHRASE_MIN} or more, five words for example."
        )
    return found


def _backup(arguments: argparse.Namespace, store: StoreOf) -> int:
    os.umask(PRIVATE)
    backups = Backups(place_of(arguments.to), Sealer(passphrase(is_new=True)))
    if arguments.list:
        return _list(backups)
    if not arguments.every:
        print(_made_words(back_up(store(), hall_data(), backups, keep=max(1, arguments.keep))))
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
                _made_words(back_up(store(), hall_data(), backups, keep=max(1, arguments.keep))), flush=True
            )
            wait_s = max(0.0, arguments.every - (time.monotonic() - began))
        except (*ERRORS, UnavailableError) as error:
            wait_s = min(AGAIN_S, arguments.every)
            print(f"No backup was made: {error}. Tried again in {wait_s:.0f} s.", file=sys.stderr, flush=True)
    return 0


def _due_in(backups: Backups, every_s: float) -> float:
    """Give in how many seconds the next backup is due, so that a restart makes no extra one."""
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


def _made_words(made: Made) -> str:
    manifest = made.manifest
    lines = [
        f"Backup {manifest.stamp}: {len(manifest.days)} days that are over, today, the house, accounts, devices and "
        f"{len(manifest.media)} pictures and videos{_others_words(manifest)}; {_size(manifest.size)}, {made.written} files new, "
        f"{made.took_s:.1f} s."
    ]
    return "\n".join([*lines, *(f"  Not as it should be: {problem}" for problem in manifest.problems)])


def _others_words(manifest: Manifest) -> str:
    return "".join(f", {len(files)} files of {kind}" for kind, files in manifest.others.items() if files)


def _restore(arguments: argparse.Namespace) -> int:
    os.umask(PRIVATE)
    data, backups = hall_data(), Backups(place_of(arguments.source), Sealer(passphrase(is_new=False)))
    if arguments.left_out is not None and arguments.left_out < 0:
        raise BackupError("--left-out takes a number from 0 on.")
    with ExitStack() as stack:
        url = stack.enter_context(_redis_of_run()) if data.is_of_run else data.redis_url
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="antre-restore-")))
        store = RedisStore(url, data.namespace, data.replicas)
        store.start()
        stack.callback(store.stop)
        if not store.await_available(time.monotonic() + REDIS_WITHIN_S):
            raise UnavailableError("Redis does not answer")
        done = restore(
            store,
            data,
            backups,
            folder,
            at=arguments.at,
            left_out=arguments.left_out,
            step=lambda words: print(f"  {words}", flush=True),
        )
        print(_restored_words(done, data))
    return 0


def _restored_words(done: Restored, data: HallData) -> str:
    moment = iso(done.manifest.made_ms, "UTC")[:16].replace("T", " ")
    lines = [
        f"Restored in {done.took_s:.1f} s: the hall as it was at {moment} UTC. What happened after that is not in it.",
        "Numbers go on behind a gap, so that none is given out twice:",
        *(
            f"  {one.venue}  {one.agency}: the last that is known is {one.prefix}-{one.last}, the next is {one.prefix}-{one.next}"
            for one in done.goes_on
        ),
        "If somebody holds a higher number than that, restore again into an empty place with a larger --left-out.",
        *(() if done.is_noted else (NOT_NOTED,)),
        *(f"Not put back: {why}." for why in done.left),
        "Make a new backup soon: what is given out from now on is not in this one.",
        "Everybody signs in anew; TVs, kiosks and printers stay paired, and links on phones open.",
        f"Start it: {'antre run' if data.is_of_run else 'start the services (docs/runbook.md, Restore)'}",
    ]
    return "\n".join(lines)


@contextmanager
def _redis_of_run() -> Iterator[str]:
    """Start the Redis of this folder's ``.run``, where no hall may run meanwhile. Raises BackupError."""
    RUN.mkdir(mode=0o700, exist_ok=True)
    data = (RUN / "data").absolute()
    with (RUN / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BackupError(
                "A hall runs in this folder: stop it first (Ctrl-C), or restore in another folder."
            ) from error
        redis, log_folder = RedisFolder(data, find_server(data)), RUN / "log"
        log_folder.mkdir(exist_ok=True)
        with (log_folder / "restore.log").open("ab") as log:
            process = subprocess.Popen(
                ["/bin/sh", "-c", UNTIL_WE_END, *redis.command], stdin=subprocess.PIPE, stdout=log, stderr=log,
                start_new_session=True, pass_fds=(lock.fileno(),),
            )  # fmt: skip
        try:
            yield redis.url
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(REDIS_WITHIN_S)


def _fsck(arguments: argparse.Namespace, store: StoreOf) -> int:
    if not arguments.source:
        logs = LiveLogs(store(), hall_data().archive)
        hidden = [fsck.Checked(name, wrongs=[why]) for name, why in logs.archive_wrongs()]
        return fsck.report([*fsck.check(logs), *hidden], as_json=arguments.json)
    place = place_of(arguments.source)
    if not any(name.startswith(RUNS) for name in place.sizes()):
        archive = Path(arguments.source)
        if not ArchivedLogs(archive).venues():
            raise BackupError(f"{archive} holds no archive and no backup.")
        return fsck.report(list(fsck.check(ArchivedLogs(archive))), as_json=arguments.json)
    backups = Backups(place, Sealer(passphrase(is_new=False)))
    with tempfile.TemporaryDirectory(prefix="antre-fsck-") as folder:
        manifest = backups.newest(arguments.at)
        if wrong := list(backups.wrong_files(manifest)):
            return fsck.report([fsck.Checked(f"backup {manifest.stamp}", 0, wrong)], as_json=arguments.json)
        return fsck.report(
            list(fsck.check(BackupLogs(backups, manifest, Path(folder)))), as_json=arguments.json
        )


def _seconds(text: str) -> float:
    """Read a length of time: 24h, 90m, 2d."""
    number, unit = text[:-1], text[-1:]
    if unit not in UNITS or not number.isdigit() or int(number) < 1:
        raise argparse.ArgumentTypeError(f"{text}: write 24h, 90m or 2d")
    return float(int(number) * UNITS[unit])


def _size(size: int) -> str:
    return f"{size / 1_000_000:.1f} MB"
