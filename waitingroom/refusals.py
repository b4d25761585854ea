"""
Refusals: a small exception hierarchy, each class with a stable slug, a kind, and a message in two languages.

A message says what happened, why, and what to do. One table in the services maps each kind to an HTTP status;
nothing else depends on the class.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from waitingroom.local_time import date_name

INVALID, NOT_FOUND, CONFLICT, UNAVAILABLE, FORBIDDEN, THROTTLED = (
    "invalid", "not-found", "conflict", "unavailable", "forbidden", "throttled",
)  # fmt: skip


class Refusal(Exception):
    """
    A request that cannot be granted now.

    The keyword values fill the placeholders in ``words`` and are sent as extension members of the problem document.
    """

    slug: ClassVar[str] = "refused"
    kind: ClassVar[str] = CONFLICT
    words: ClassVar[tuple[str, str]] = ("Permintaan tidak dapat dijalankan.", "This could not be done.")

    def __init__(self, **values: Any) -> None:
        super().__init__(self.slug)
        self.values = values

    def text(self, language: str) -> str:
        """Return the message in "id" or "en"."""
        words = self.words[1] if language == "en" else self.words[0]
        return words.format(**self._shown(language))

    def _shown(self, language: str) -> dict[str, Any]:
        """Return the values that fill the message's placeholders."""
        return self.values


class Malformed(Refusal):
    slug, kind = "malformed", INVALID
    words = (
        "Permintaan tidak dapat dibaca: {why}. Periksa isinya lalu kirim lagi.",
        "The request could not be read: {why}. Check it and send it again.",
    )


class KeyReused(Refusal):
    slug, kind = "key-reused", INVALID
    words = (
        "Kunci permintaan ini sudah dipakai untuk permintaan lain. Kirim lagi dengan kunci baru.",
        "This request key was used for another request. Send it again with a new key.",
    )


class UnknownVenue(Refusal):
    slug, kind = "unknown-venue", NOT_FOUND
    words = (
        "Tempat {venue!r} tidak ada. Periksa alamatnya.",
        "There is no venue {venue!r}. Check the address.",
    )


class UnknownZone(Refusal):
    slug, kind = "unknown-zone", NOT_FOUND
    words = (
        "Zona {zone!r} tidak ada di tempat ini. Periksa alamatnya.",
        "There is no zone {zone!r} at this venue. Check the address.",
    )


class UnknownAgency(Refusal):
    slug, kind = "unknown-agency", NOT_FOUND
    words = (
        "Instansi {agency!r} tidak ada di tempat ini. Periksa alamatnya.",
        "There is no agency {agency!r} at this venue. Check the address.",
    )


class UnknownService(Refusal):
    slug, kind = "unknown-service", NOT_FOUND
    words = (
        "Layanan {service!r} tidak ada. Pilih layanan dari daftar.",
        "There is no service {service!r}. Choose one from the list.",
    )


class UnknownOutcome(Refusal):
    """The house has no such outcome; ``outcomes``: the names of those it has."""

    slug, kind = "unknown-outcome", INVALID
    words = (
        "Hasil {outcome!r} tidak ada di daftar. Pilih salah satu: {outcomes}.",
        "There is no outcome {outcome!r}. Choose one of: {outcomes_en}.",
    )


class UnknownCounter(Refusal):
    slug, kind = "unknown-counter", NOT_FOUND
    words = (
        "Loket {counter!r} tidak ada di tempat ini. Pilih loket dari daftar.",
        "There is no counter {counter!r} at this venue. Choose one from the list.",
    )


class _OfDay(Refusal):
    """About a service day, ``day``, which the message writes in full: "8 Juni 2026"."""

    def _shown(self, language: str) -> dict[str, Any]:
        return self.values | {"day": date_name(self.values["day"], language)}


class UnknownDay(_OfDay):
    slug, kind = "unknown-day", NOT_FOUND
    words = (
        "Tidak ada catatan antrean tanggal {day}. Pilih tanggal lain.",
        "There is no record of a queue on {day}. Choose another day.",
    )


class UnknownTicket(Refusal):
    slug, kind = "unknown-ticket", NOT_FOUND
    words = (
        "Nomor ini tidak ditemukan. Pindai lagi kode di kertas Anda.",
        "This number was not found. Scan the code on your paper again.",
    )


class ServiceClosed(Refusal):
    """Carries ``closed_reason`` (a slug) and ``closed_text`` ({"id", "en"})."""

    slug = "service-closed"

    def text(self, language: str) -> str:
        """Return why the service is closed, in the given language."""
        words: str = self.values["closed_text"]["en" if language == "en" else "id"]
        return words


class RepeatedStop(Refusal):
    """Carries ``service`` and ``service_en``, the names of the service that was requested twice."""

    slug, kind = "repeated-stop", INVALID
    words = (
        "Layanan {service} dipilih lebih dari satu kali. Pilih setiap layanan satu kali saja.",
        "The service {service_en} was chosen more than once. Choose each service once.",
    )


class WishExpired(Refusal):
    """The time until which the number could be issued has passed."""

    slug = "wish-expired"
    words = (
        "Permintaan nomor ini sudah lewat waktu, jadi tidak ada nomor yang diambil. Silakan ambil nomor lagi.",
        "This request for a number came too late, so no number was taken. Please take a number again.",
    )


class KiosksOnly(Refusal):
    slug, kind = "kiosks-only", FORBIDDEN
    words = (
        "Nomor antrean diambil di mesin antrean atau meja informasi di dalam gedung.",
        "Numbers are taken at the ticket machine or the information desk inside the building.",
    )


class PriorityByStaff(Refusal):
    """A priority by law was requested where no staff can see the visitor."""

    slug, kind = "priority-by-staff", FORBIDDEN
    words = (
        "Prioritas diberikan di meja informasi atau di loket. Silakan beri tahu petugas.",
        "Priority is given at the information desk or at a counter. Please tell the staff.",
    )


class PublicFull(Refusal):
    """The venue's maximum of waiting public numbers is reached."""

    slug = "public-full"
    words = (
        "Antrean layanan ini sedang sangat panjang. Silakan ambil nomor di meja informasi.",
        "The queue for this service is very long now. Please take a number at the information desk.",
    )


class TooManyNumbers(Refusal):
    """Too many numbers were taken from this client. Carries ``retry_after_s``."""

    slug, kind = "too-many-numbers", THROTTLED
    words = (
        "Terlalu banyak nomor diambil dalam waktu singkat. Tunggu sebentar lalu coba lagi, atau silakan ke meja informasi.",
        "Too many numbers were taken in a short time. Wait a moment and try again, or go to the information desk.",
    )


class TooManyLeave(TooManyNumbers):
    """Too many numbers were cancelled from this client."""

    words = (
        "Terlalu banyak nomor dibatalkan dalam waktu singkat. Nomor Anda masih berlaku. Tunggu sebentar lalu coba lagi.",
        "Too many numbers were cancelled in a short time. Your number is still valid. Wait a moment and try again.",
    )


class TooManyCalls(TooManyNumbers):
    """Staff were called from this kiosk too often."""

    words = (
        "Petugas sudah sering dipanggil dari mesin ini. Silakan ke meja informasi.",
        "Staff were called from this machine very often. Please go to the information desk.",
    )


class DayIsClosed(Refusal):
    slug = "day-closed"
    words = (
        "Hari pelayanan ini sudah ditutup. Hari berikutnya sedang dibuka; coba lagi sebentar.",
        "This service day is closed. The next one is being opened; try again in a moment.",
    )


class DayIsAway(Refusal):
    slug = "day-away"
    words = (
        "Hari ini tempat ini dilayani di lapangan dengan laptop {box}. Nomor dan panggilan hanya ada di sana.",
        "This venue is run on site today, by the outreach box {box}. Numbers and calls are there alone.",
    )


class DayNotHere(Refusal):
    slug, kind = "day-not-here", UNAVAILABLE
    words = (
        "Hari ini belum diserahkan kepada laptop lapangan ini. Minta admin di gedung menyerahkannya.",
        "This day was not handed over to this outreach box. Ask the hall's admin to hand it over.",
    )


class AlreadyCalled(Refusal):
    slug = "already-called"
    words = (
        "Nomor {ticket} sudah dipanggil atau sudah selesai, jadi tidak dapat dibatalkan.",
        "Number {ticket} was called or has ended, so it can no longer be cancelled.",
    )


class _OfCounter(Refusal):
    """
    About a counter: the message has {Counter} at the start of a sentence, else {counter}.

    counter, inside: its name, and the form used inside a sentence; counter_en, inside_en: in English.
    """

    def _shown(self, language: str) -> dict[str, Any]:
        suffix = "_en" if language == "en" else ""
        return {"Counter": self.values[f"counter{suffix}"], "counter": self.values[f"inside{suffix}"]}


class CounterNotOpen(_OfCounter):
    slug = "counter-closed"
    words = ("{Counter} tutup. Buka loket dahulu.", "{Counter} is closed. Open it first.")


class CounterNotYours(_OfCounter):
    slug = "counter-not-yours"
    words = (
        "{Counter} tidak Anda buka, atau sekarang dipakai di komputer lain. Buka loket ini di sini dahulu.",
        "You have not opened {counter}, or it is now used on another computer. Open it here first.",
    )


class CounterBusy(Refusal):
    slug = "counter-busy"
    words = (
        "Loket ini masih melayani {ticket}. Selesaikan dahulu.",
        "This counter is still serving {ticket}. Finish it first.",
    )


class CounterEmpty(Refusal):
    slug = "counter-empty"
    words = (
        "Tidak ada nomor yang sedang Anda layani. Panggil nomor berikutnya dahulu.",
        "You are not serving a number. Call the next one first.",
    )


class NotInThatState(Refusal):
    slug = "wrong-state"
    words = (
        "{ticket} sudah mulai dilayani, jadi perintah ini tidak berlaku lagi.",
        "{ticket} is already being served, so this no longer applies.",
    )


class CounterOnPause(Refusal):
    slug = "counter-paused"
    words = (
        "Loket ini sedang jeda. Buka loket lagi dahulu.",
        "This counter is paused. Reopen it first.",
    )


class RecallLimit(Refusal):
    slug = "recall-limit"
    words = (
        "{ticket} sudah dipanggil ulang sebanyak yang diizinkan. Tandai tidak hadir, atau tunda.",
        "{ticket} was recalled as often as allowed. Mark it as a no-show, or hold it.",
    )


class TooSoon(Refusal):
    """Carries ``again_ms`` (ms UTC), the earliest time for a retry, and ``seconds`` until then."""

    slug = "too-soon"
    words = (
        "{ticket} baru saja dipanggil. Dapat dipanggil lagi dalam {seconds} detik.",
        "{ticket} was called just now. It may be called again in {seconds} seconds.",
    )


class NotServedHere(Refusal):
    slug = "not-served-here"
    words = ("Layanan ini tidak dilayani di loket Anda.", "Your counter does not serve this.")


class NotServedThere(_OfCounter):
    slug = "not-served-there"
    words = (
        "{Counter} tidak melayani ini hari ini. Pilih tujuan lain.",
        "{Counter} does not serve this today. Choose another.",
    )


class UnknownNumber(Refusal):
    slug, kind = "unknown-number", NOT_FOUND
    words = ("Nomor {ticket} tidak ada hari ini.", "There is no number {ticket} today.")


class UnknownNumberThen(_OfDay):
    """The day is not today."""

    slug, kind = "unknown-number", NOT_FOUND
    words = ("Tidak ada nomor {ticket} pada {day}.", "There was no number {ticket} on {day}.")


class NotWaiting(Refusal):
    slug = "not-waiting"
    words = (
        "{ticket} sedang dilayani, sudah selesai, atau tidak ada di daftar ini lagi.",
        "{ticket} is being served, has ended, or is no longer in this list.",
    )


class UndoGone(Refusal):
    slug = "undo-gone"
    words = (
        "Sudah ada perintah sesudahnya. Tidak dapat diurungkan.",
        "Something has been pressed since, or there is nothing to undo. It cannot be undone.",
    )


class UndoLate(Refusal):
    slug = "undo-late"
    words = (
        "Sudah lebih dari 10 detik. Tidak dapat diurungkan lagi.",
        "More than 10 seconds have passed. It can no longer be undone.",
    )


class TakenBackUndoLate(Refusal):
    slug = "undo-late"
    words = (
        "Sudah lebih dari {minutes} menit. Nomor itu tidak dapat dikembalikan lagi.",
        "More than {minutes} minutes have passed. Those numbers can no longer be put back.",
    )


class UndoMoved(Refusal):
    slug = "undo-moved"
    words = (
        "{ticket} sudah dipanggil di loket lain, atau pengunjungnya sudah keluar. Tidak dapat diurungkan.",
        "{ticket} was called at another counter, or its visitor has left. It cannot be undone.",
    )


class UnreadableNotice(Refusal):
    """The text is empty or contains unprintable characters."""

    slug, kind = "unreadable-notice", INVALID
    words = (
        "Pesan ini kosong atau berisi huruf yang tidak dapat ditampilkan. Tulis lagi dengan huruf biasa.",
        "This message is empty or has letters that cannot be shown. Write it again in plain letters.",
    )


class NoticeOver(Refusal):
    """The notice's end has passed or is not today."""

    slug, kind = "notice-over", INVALID
    words = (
        "Pukul {time} sudah lewat atau bukan hari ini. Tulis waktu yang masih nanti, seperti 10.30.",
        "{time} has passed or is not today. Write a later time, like 10.30.",
    )


class TooManyNotices(Refusal):
    slug = "too-many-notices"
    words = (
        "Sudah ada {most} pesan untuk yang menunggu. Akhiri salah satunya dahulu.",
        "There are {most} messages to all who wait already. End one of them first.",
    )


class StalePage(Refusal):
    """The page shows another ticket than the one the counter holds; nothing was done."""

    slug = "stale-page"
    words = (
        "Keadaan sudah berubah: loket ini sekarang memegang {holds}. Perintah Anda tidak dijalankan. "
        "Halaman ini sudah diperbarui.",
        "Things have changed: this counter now holds {holds}. Your press was not carried out. "
        "This page is up to date now.",
    )


class WouldStrand(Refusal):
    """A change of the house would leave visitors waiting with no counter to serve them; ``even_so`` forces it."""

    slug = "would-strand"
    words = (
        "{people} orang masih menunggu layanan ini. Pindahkan atau layani dahulu, atau tutup setelah nomor terakhir.",
        "{people} people still wait for this. Move or serve them first, or close after the last number.",
    )

    @classmethod
    def of(cls, stranded: Sequence[tuple[str, str, int]]) -> WouldStrand:
        """Create the refusal from a list of (venue, service, number of people waiting)."""
        services = [
            {"venue": venue, "service": service, "waiting": waiting} for venue, service, waiting in stranded
        ]
        return cls(people=sum(waiting for _, _, waiting in stranded), stranded=services)


class Unavailable(Refusal):
    slug, kind = "unavailable", UNAVAILABLE
    words = (
        "Antrean belum dapat dihubungi, jadi belum ada yang dicatat atau belum pasti tercatat. Coba lagi sebentar.",
        "The queue cannot be reached, so nothing was recorded, or it is not certain. Try again in a moment.",
    )


class NotReady(Unavailable):
    slug = "not-ready"
    words = (
        "Belum ada data gedung. Admin memulainya di Pengaturan (/admin).",
        "There is no house yet. An admin begins it under Settings (/admin).",
    )


class LogLost(Unavailable):
    """The log in Redis lacks entries that were seen before: using it would issue numbers twice."""

    slug = "log-lost"
    words = (
        "Catatan antrean hilang, jadi tidak ada nomor yang diberikan: bisa ganda. Panggil petugas TI.",
        "The record of the queue is gone, so no number is given out: it might be a double. Call operations.",
    )


class DayIsBeingRead(Unavailable):
    """Carries retry_after_s."""

    slug = "day-being-read"
    words = (
        "Catatan hari itu sedang dibaca. Coba lagi sebentar.",
        "The record of that day is being read. Try again in a moment.",
    )

    def __init__(self) -> None:
        super().__init__(retry_after_s=2)


class DayDamaged(Unavailable):
    """A day that exists only in the archive cannot be read from it."""

    slug = "day-damaged"
    words = (
        "Catatan hari itu rusak, jadi tidak dapat ditampilkan. Antrean hari ini tidak terganggu. Beri tahu petugas TI.",
        "The record of that day is damaged and cannot be shown. Today's queue is not affected. Tell operations.",
    )


class UpgradeNeeded(Unavailable):
    slug = "upgrade-needed"
    words = (
        "Program ini lebih lama daripada catatan antrean. Petugas TI: perbarui layanan ini.",
        "This program is older than the queue's log. Operations: upgrade this service.",
    )
