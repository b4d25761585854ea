"""Refusals of the pages and APIs for webhooks and readers."""

from __future__ import annotations

from typing import ClassVar

from services.web import problems
from waitingroom.refusals import CONFLICT, INVALID, NOT_FOUND, THROTTLED, Refusal


class UnknownWebhook(Refusal):
    """The webhook does not exist or was deleted."""

    slug, kind = "unknown-webhook", NOT_FOUND
    words: ClassVar[tuple[str, str]] = (
        "Webhook ini tidak ada, atau sudah dihapus. Muat ulang halaman.",
        "There is no such webhook, or it was deleted. Reload the page.",
    )


class UnknownReader(Refusal):
    """The reader does not exist."""

    slug, kind = "unknown-reader", NOT_FOUND
    words: ClassVar[tuple[str, str]] = (
        "Pembaca ini tidak ada. Muat ulang halaman.",
        "There is no such reader. Reload the page.",
    )


class TooManyWebhooks(Refusal):
    """The maximum number of webhooks is reached."""

    slug, kind = "too-many-webhooks", CONFLICT
    words: ClassVar[tuple[str, str]] = (
        "Sudah ada {count_max} webhook, paling banyak. Hapus satu yang tidak dipakai.",
        "There are {count_max} webhooks already, which is the most. Delete one that is not in use.",
    )


class TooManyReaders(Refusal):
    """The maximum number of readers with a valid token is reached."""

    slug, kind = "too-many-readers", CONFLICT
    words: ClassVar[tuple[str, str]] = (
        "Sudah ada {count_max} pembaca, paling banyak. Cabut satu yang tidak dipakai.",
        "There are {count_max} readers already, which is the most. Revoke one that is not in use.",
    )


class AddressNotAllowed(Refusal):
    """Webhooks may not be sent to this address: it is the hall's own database, or not a receiver's address."""

    slug, kind = "address-not-allowed", INVALID
    words: ClassVar[tuple[str, str]] = (
        "Ke alamat ini tidak ada yang dikirim: alamat basis data antrean sendiri atau alamat khusus jaringan. "
        "Tulis alamat program penerima, mis. https://penerima.example/antre.",
        "Nothing is sent to this address: it is the queue's own database, or a special address of the network. "
        "Write the receiving program's address, such as https://receiver.example/antre.",
    )


class UnknownToken(Refusal):
    """The reader token is wrong or was revoked."""

    slug, kind = "unknown-token", problems.UNAUTHORIZED
    words: ClassVar[tuple[str, str]] = (
        "Token ini salah atau sudah dicabut. Mintalah yang baru kepada admin.",
        "This token is wrong or was revoked. Ask an admin for a new one.",
    )


class TooManyReads(Refusal):
    """A reader exceeded its rate limit. Carries ``retry_after_s``."""

    slug, kind = "too-many-reads", THROTTLED
    words: ClassVar[tuple[str, str]] = (
        "Angka diminta terlalu sering. Coba lagi dalam {retry_after_s} detik.",
        "Figures are asked for too often. Try again in {retry_after_s} seconds.",
    )
