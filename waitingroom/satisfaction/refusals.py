"""Refusals of visitors' ratings, survey answers and remarks."""

from __future__ import annotations

from typing import ClassVar

from waitingroom.refusals import CONFLICT, INVALID, NOT_FOUND, THROTTLED, Refusal


class NotFinished(Refusal):
    """The ticket has not been finished at a counter. Carries ``ticket``."""

    slug, kind = "not-finished", CONFLICT
    words: ClassVar[tuple[str, str]] = (
        "Nomor {ticket} belum selesai dilayani. Penilaian dapat diberikan setelah pelayanan selesai.",
        "Number {ticket} has not been served to the end. You can rate the service once it is finished.",
    )


class RatingOver(Refusal):
    """The time to rate a visit is over: its day, or half an hour at a kiosk or tablet."""

    slug, kind = "rating-over", CONFLICT
    words: ClassVar[tuple[str, str]] = (
        "Waktu untuk menilai pelayanan ini sudah lewat. Terima kasih atas kunjungan Anda.",
        "The time to rate this service is over. Thank you for your visit.",
    )


class AlreadyRated(Refusal):
    """Carries ``ticket``."""

    slug, kind = "already-rated", CONFLICT
    words: ClassVar[tuple[str, str]] = (
        "Nomor {ticket} sudah dinilai. Terima kasih.",
        "Number {ticket} has been rated already. Thank you.",
    )


class UnknownForm(Refusal):
    slug, kind = "unknown-form", NOT_FOUND
    words: ClassVar[tuple[str, str]] = (
        "Survei {form!r} tidak ada. Periksa alamatnya.",
        "There is no survey {form!r}. Check the address.",
    )


class FormReplaced(Refusal):
    """The answers are for another version of the form than the current one."""

    slug, kind = "form-replaced", CONFLICT
    words: ClassVar[tuple[str, str]] = (
        "Pertanyaan survei ini sudah diperbarui. Muat ulang halaman ini, lalu isi lagi.",
        "The questions of this survey have changed. Reload this page and answer again.",
    )


class AnswersMissing(Refusal):
    """Carries ``first``, the number of the first question without a valid answer."""

    slug, kind = "answers-missing", INVALID
    words: ClassVar[tuple[str, str]] = (
        "Pertanyaan {first} belum dijawab. Pilih satu jawaban, lalu kirim lagi.",
        "Question {first} has no answer yet. Choose one and send again.",
    )


class UnreadableRemark(Refusal):
    """Carries ``most``, the maximum length of a remark in characters."""

    slug, kind = "unreadable-remark", INVALID
    words: ClassVar[tuple[str, str]] = (
        "Pesan ini kosong, terlalu panjang, atau memuat huruf yang tidak dapat dibaca. Tulis paling banyak {most} huruf.",
        "This message is empty, too long, or has characters that cannot be read. Write {most} letters at most.",
    )


class TooManyAnswers(Refusal):
    """Too many ratings, surveys or remarks came from one client. Carries ``retry_after_s``."""

    slug, kind = "too-many-answers", THROTTLED
    words: ClassVar[tuple[str, str]] = (
        "Terlalu banyak jawaban dikirim dari sini dalam waktu singkat. Tunggu sebentar lalu coba lagi.",
        "Too many answers were sent from here in a short time. Wait a moment and try again.",
    )
