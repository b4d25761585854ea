"""The passphrase that seals backups."""

from __future__ import annotations

import getpass
import sys

from antre.backup.files import BackupError
from services.web.settings import environment

PASSPHRASE_MIN = 12
"""Letters: whoever finds a stick may guess as long as they like."""


def passphrase(*, is_new: bool) -> str:
    """Return the passphrase: of ANTRE_BACKUP_PASSPHRASE, of its file, or asked. Raises BackupError, SettingsWrong."""
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
