"""``antre fsck``: check every log of this hall, an archive or a backup."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from antre.backup import fsck
from antre.backup.files import RUNS, BackupError, Backups
from antre.backup.logs import BackupLogs
from antre.backup.passphrase import passphrase
from antre.backup.place import place_of
from antre.hall_data import ArchivedLogs, LiveLogs, hall_data
from antre.open_hall import open_store
from services.web.sealed_file import Sealer


def add_arguments(check: argparse.ArgumentParser) -> None:
    """Add source and output options."""
    check.add_argument(
        "source", nargs="?", metavar="FROM", help="an archive or backups; by default this hall"
    )
    check.add_argument("--at", metavar="STAMP", help="another backup than the newest")
    check.add_argument("--json", action="store_true", help="print what was found as JSON")
    check.set_defaults(act=_fsck)


def _fsck(arguments: argparse.Namespace) -> int:
    if not arguments.source:
        logs = LiveLogs(open_store(), hall_data().archive)
        hidden = [fsck.LogReport(name, wrongs=[why]) for name, why in logs.archive_problems()]
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
            return fsck.report([fsck.LogReport(f"backup {manifest.stamp}", 0, wrong)], as_json=arguments.json)
        return fsck.report(
            list(fsck.check(BackupLogs(backups, manifest, Path(folder)))), as_json=arguments.json
        )
