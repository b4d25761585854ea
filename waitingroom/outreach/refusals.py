"""Refusals to hand over, take back, seal or bring home a day."""

from __future__ import annotations

from typing import Any

from waitingroom.local_time import date_name
from waitingroom.refusals import INVALID, NOT_FOUND, Refusal


class _OfDay(Refusal):
    """A refusal about a service day, ``day``, whose date the words write in full."""

    def _shown(self, language: str) -> dict[str, Any]:
        return self.values | {"day": date_name(self.values["day"], language)}


class DayIsPast(_OfDay):
    slug = "day-is-past"
    words = (
        "{day} sudah lewat, jadi tidak dapat diserahkan. Pilih hari ini atau hari sesudahnya.",
        "{day} is over and cannot be handed over. Choose today or a later day.",
    )


class DayHasNumbers(_OfDay):
    slug = "day-has-numbers"
    words = (
        "{day} sudah dibuka di gedung dan {count} nomor sudah diberikan di sini. Hari itu tidak dapat diserahkan lagi: "
        "layani di sini sampai selesai.",
        "{day} is open at the hall, and {count} numbers were given here. It cannot be handed over any more: "
        "serve it here to its end.",
    )


class DayHasEnded(_OfDay):
    slug = "day-has-ended"
    words = (
        "{day} sudah ditutup, jadi tidak dapat diserahkan.",
        "{day} is closed and cannot be handed over.",
    )


class DayIsWithAnother(_OfDay):
    slug = "day-with-another"
    words = (
        "{day} sudah diserahkan kepada laptop {box}. Ambil kembali dari laptop itu dahulu.",
        "{day} is handed over to the box {box}. Take it back from that box first.",
    )


class DayIsNotAway(_OfDay):
    slug = "day-not-away"
    words = (
        "{day} tidak sedang diserahkan kepada laptop mana pun.",
        "{day} is not handed over to any box.",
    )


class DayCameHome(_OfDay):
    slug = "day-came-home"
    words = (
        "{day} sudah dibawa pulang dengan {count} nomor, jadi tidak dapat diambil kembali.",
        "{day} came home with {count} numbers and cannot be taken back.",
    )


class StillServing(_OfDay):
    slug = "still-serving"
    words = (
        "{day} masih berjalan: {waiting} menunggu, {serving} di loket. Selesaikan dahulu, atau tutup juga dengan --even-so: "
        "nomor mereka lalu hangus.",
        "{day} still goes on: {waiting} wait, {serving} are at a counter. Serve them first, or close it all the same with "
        "--even-so: their numbers then expire.",
    )


class NothingToSeal(Refusal):
    slug = "nothing-to-seal"
    words = (
        "Belum ada hari yang dibuka di laptop ini, jadi belum ada yang dibawa pulang.",
        "No day was opened in this box yet, so there is nothing to bring home.",
    )


class UnknownBox(Refusal):
    slug, kind = "unknown-box", NOT_FOUND
    words = (
        "Gedung ini tidak pernah menyerahkan {venue} kepada laptop {box}. Berkas ini milik gedung lain, atau bukan dari kita.",
        "This hall never handed {venue} over to a box {box}. The file is another hall's, or not ours.",
    )


class Forged(Refusal):
    slug, kind = "forged", INVALID
    words = (
        "Tanda tangan berkas ini tidak cocok dengan laptop {box}: isinya diubah, atau dibuat pihak lain. Tidak ada yang disimpan.",
        "The signature of this file is not that of the box {box}: it was changed, or made by somebody else. Nothing was kept.",
    )


class Torn(Refusal):
    slug, kind = "torn", INVALID
    words = (
        "Berkas ini terpotong: {whole} dari {all} hari utuh ({days}). Tidak ada yang disimpan. Salin lagi berkasnya dari laptop, "
        "atau buat lagi dengan antre outreach seal.",
        "This file is cut: {whole} of {all} days are whole ({days}). Nothing was kept. Copy the file from the laptop again, "
        "or make it again with antre outreach seal.",
    )


class NoOutreachFile(Refusal):
    slug, kind = "no-outreach-file", INVALID
    words = (
        "Ini bukan berkas {kind}, atau berkasnya terpotong atau berubah. Tidak ada yang disimpan.",
        "This is no file {kind_en}, or it was cut off or changed. Nothing was kept.",
    )


class WrongCode(Refusal):
    slug, kind = "wrong-code", INVALID
    words = (
        "Kode tidak cocok dengan berkas ini, atau berkasnya rusak. Periksa kode yang tercetak saat hari diserahkan.",
        "The code does not open this file, or the file is damaged. Check the code printed at the handing over.",
    )


WHY_DAMAGED = {
    "entry": ("catatan {entry} tidak pada tempatnya", "entry {entry} is not in its place"),
    "link": ("catatan pertamanya tidak cocok", "its first entry does not fit"),
    "day": ("isinya hari atau tempat lain", "it is of another day, venue or box"),
    "file": ("berkasnya tidak dapat dibaca", "its file cannot be read"),
}
"""Why a day's log in a file is unusable, by reason, in Indonesian and English."""


class DayLogDamaged(_OfDay):
    """reason: a key of WHY_DAMAGED; entry: the id of an entry, or empty."""

    def _shown(self, language: str) -> dict[str, Any]:
        why = WHY_DAMAGED[self.values["reason"]][language == "en"].format(entry=self.values.get("entry", ""))
        return super()._shown(language) | {"why": why}

    slug, kind = "outreach-log-damaged", INVALID
    words = (
        "Catatan {day} di berkas ini rusak: {why}. Tidak ada yang disimpan.",
        "The log of {day} in this file is damaged: {why}. Nothing was kept.",
    )


WHY_ANOTHER = {
    "none": ("gedung tidak pernah menyerahkan hari itu", "the hall never handed that day over"),
    "back": ("hari itu sudah diambil kembali", "the day was taken back"),
    "other": ("hari itu diserahkan kepada laptop lain", "the day is handed over to another box"),
    "twice": ("dua laptop memakai nama {box}", "two laptops were used as {box}"),
}
"""Why a box's log differs from the hall's, by reason, in Indonesian and English."""


class AnotherLog(_OfDay):
    """reason: a key of WHY_ANOTHER; box: that wrote the file; seq: the first entry that differs."""

    def _shown(self, language: str) -> dict[str, Any]:
        why = WHY_ANOTHER[self.values["reason"]][language == "en"].format(box=self.values["box"])
        return super()._shown(language) | {"why": why}

    slug = "another-log"
    words = (
        "Gedung sudah menyimpan catatan lain untuk {day}, berbeda mulai catatan ke-{seq}: {why}. Berkas ini ditolak seluruhnya, "
        'tidak ada yang disimpan. Simpan berkasnya dan baca docs/outreach.md, "Two logs of one day".',
        "The hall has another log of {day}, different from entry {seq} on: {why}. The whole file is refused, nothing was "
        'kept. Keep the file and read docs/outreach.md, "Two logs of one day".',
    )


class NewerBox(Refusal):
    slug = "newer-box"
    words = (
        "Laptop {box} memakai Antre yang lebih baru daripada gedung ini. Perbarui gedung ini dahulu, lalu bawa pulang lagi. "
        "Tidak ada yang disimpan.",
        "The box {box} runs a newer Antre than this hall. Upgrade the hall first, then bring the file home again. "
        "Nothing was kept.",
    )
