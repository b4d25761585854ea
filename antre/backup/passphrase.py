"""The passphrase that seals backups."""

from __future__ import annotations

import getpass
import sys

from antre.backup.files import BackupError
from services.web.settings import environment

PASSPHRASE_MIN = 12
"""Minimum length: someone who has the backup medium can try passphrases without limit."""


def passphrase(*, is_new: bool) -> str:
    """Return the passphrase from ANTRE_BACKUP_PASSPHRASE, its file or a prompt; is_new: check its length. Raises BackupError, InvalidSettings."""
    phrase = environment().get("backup_passphrase")
    if not phrase and sys.stdin.isatty():
        phrase = getpass.getpass("Passphrase of the backups: ")
    if not phrase:
        raise BackupError(
            "Backups are sealed by a passphrase: set ANTRE_BACKUP_PASSPHRASE, or ANTRE_BACKUP_PASSPHRASE_FILE to a file "
            "that holds it. Write it down on paper as well: without it no backup can be opened by anybody."
        )
    if is_new and len(phrase) < PASSPHRASE_MIN:
        raise BackupError(
            f"The passphrase has {len(phrase)} letters: take {PASSPHRASE_MIN} or more, five words for example."
        )
    return phrase
