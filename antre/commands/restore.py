"""``antre restore``: restore a backup into an empty place."""

from __future__ import annotations

import argparse
import fcntl
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from antre.backup.files import BackupError, Backups
from antre.backup.passphrase import passphrase
from antre.backup.place import place_of
from antre.backup.restore import RestoreResult, restore
from antre.hall_data import RUN, HallData, hall_data
from antre.redis_server import RedisFolder, find_server
from services.web.sealed_file import Sealer
from waitingroom.local_time import iso
from waitingroom.log.base import UnavailableError
from waitingroom.log.redis_log import RedisStore

REDIS_TIMEOUT_S = 60.0
NOT_NOTED = "The place of the backups cannot be written. If you restore this same backup again, say --left-out, and more than this time."
RUN_UNTIL_EOF = '"$0" "$@" & redis=$!; cat; kill "$redis"; wait "$redis"'
"""Shell script that runs Redis until this process closes the pipe or is killed: two servers would corrupt one folder."""
PRIVATE = 0o077
"""The umask: no access for group and others."""


def add_arguments(back: argparse.ArgumentParser) -> None:
    """Add source, which backup, and the size of the gap."""
    back.add_argument("source", metavar="FROM", help="where the backups are, as for antre backup")
    back.add_argument("--at", metavar="STAMP", help="another backup than the newest: how its name begins")
    back.add_argument("--left-out", type=int, metavar="N", help="numbers of each agency that are left out")
    back.set_defaults(act=_restore)


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
        if not store.await_available(time.monotonic() + REDIS_TIMEOUT_S):
            raise UnavailableError("Redis does not answer")
        result = restore(
            store,
            data,
            backups,
            folder,
            at=arguments.at,
            left_out=arguments.left_out,
            step=lambda words: print(f"  {words}", flush=True),
        )
        print(_restored_words(result, data))
    return 0


def _restored_words(result: RestoreResult, data: HallData) -> str:
    moment = iso(result.manifest.made_ms, "UTC")[:16].replace("T", " ")
    lines = [
        f"Restored in {result.took_s:.1f} s: the hall as it was at {moment} UTC. What happened after that is not in it.",
        "Numbers go on behind a gap, so that none is given out twice:",
        *(
            f"  {one.venue}  {one.agency}: the last that is known is {one.prefix}-{one.last}, the next is {one.prefix}-{one.next}"
            for one in result.goes_on
        ),
        "If somebody holds a higher number than that, restore again into an empty place with a larger --left-out.",
        *(() if result.is_noted else (NOT_NOTED,)),
        *(f"Not put back: {why}." for why in result.left),
        "Make a new backup soon: what is given out from now on is not in this one.",
        "Everybody signs in anew; TVs, kiosks and printers stay paired, and links on phones open.",
        f"Start it: {'antre run' if data.is_of_run else 'start the services (docs/runbook.md, Restore)'}",
    ]
    return "\n".join(lines)


@contextmanager
def _redis_of_run() -> Iterator[str]:
    """Run the Redis of this folder's ``.run`` and yield its URL. Raises BackupError if a hall runs there."""
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
                ["/bin/sh", "-c", RUN_UNTIL_EOF, *redis.command], stdin=subprocess.PIPE, stdout=log, stderr=log,
                start_new_session=True, pass_fds=(lock.fileno(),),
            )  # fmt: skip
        try:
            yield redis.url
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(REDIS_TIMEOUT_S)
