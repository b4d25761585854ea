"""The need shown to supervisors after a backup was restored into the day."""

from __future__ import annotations

from typing import Any

from waitingroom.state import Restored

TITLE = {
    "id": "Antrean dipulihkan dari cadangan pukul {time}",
    "en": "The queue was restored from a backup at {time}",
}
MORE = {
    "id": "Nomor berlanjut setelah jeda {count}, agar tidak ada nomor yang keluar dua kali. Beri nomor baru kepada "
    "pengunjung yang nomornya tidak dikenal.",
    "en": "Numbers go on after a gap of {count}, so that none is given out twice. Give a new number to visitors whose "
    "number is not known.",
}


def restored_need(restored: Restored, since: str | None) -> dict[str, Any]:
    """Return the need; since: local time of the restore in ISO 8601."""
    time = (since or "")[11:16].replace(":", ".")
    return {
        "kind": "restored", "since": since,
        "text": {language: words.format(time=time) for language, words in TITLE.items()},
        "more": {language: words.format(count=restored.left_out) for language, words in MORE.items()},
    }  # fmt: skip
