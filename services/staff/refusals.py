"""The refusals of sessions and permissions."""

from __future__ import annotations

from typing import ClassVar

from services.web import problems
from waitingroom import refusals
from waitingroom.refusals import Refusal


class NoSession(Refusal):
    """The request has no session."""

    slug, kind = "no-session", problems.UNAUTHORIZED
    words: ClassVar[tuple[str, str]] = (
        "Anda belum masuk. Silakan masuk dahulu.",
        "You are not signed in. Please sign in.",
    )


class SessionEnded(Refusal):
    """The session expired after inactivity, or a day after sign-in."""

    slug, kind = "session-ended", problems.UNAUTHORIZED
    words: ClassVar[tuple[str, str]] = (
        "Anda perlu masuk lagi: lama tidak aktif, atau sudah sehari sejak masuk. Pekerjaan Anda tersimpan.",
        "Please sign in again: you were inactive for a while, or signed in a day ago. Your work is saved.",
    )


class SessionForced(Refusal):
    """An admin ended the session."""

    slug, kind = "session-forced", problems.UNAUTHORIZED
    words: ClassVar[tuple[str, str]] = (
        "Admin mengakhiri akses akun ini pukul {time}. Hubungi admin bila perlu.",
        "An admin signed this account out at {time}. Ask an admin if needed.",
    )


class PasswordChanged(Refusal):
    """The account's password was changed in another session, which ended this one."""

    slug, kind = "password-changed", problems.UNAUTHORIZED
    words: ClassVar[tuple[str, str]] = (
        "Kata sandi akun ini diganti dari tempat lain pukul {time}. Masuk dengan yang baru. Bila bukan Anda, hubungi admin.",
        "This account's password was changed elsewhere at {time}. Sign in with the new one. If that was not you, ask an admin.",
    )


class CsrfMissing(Refusal):
    """The request does not carry the session's CSRF token."""

    slug, kind = "csrf-missing", refusals.FORBIDDEN
    words: ClassVar[tuple[str, str]] = (
        "Permintaan ini tidak berasal dari halaman Anda. Muat ulang halaman, lalu coba lagi.",
        "This request did not come from your page. Reload the page and try again.",
    )


class Forbidden(Refusal):
    """The account may not do this."""

    slug, kind = "forbidden", refusals.FORBIDDEN
    words: ClassVar[tuple[str, str]] = (
        "Akun Anda tidak punya izin untuk ini. Mintalah kepada koordinator.",
        "Your account may not do this. Ask the coordinator.",
    )


class AccountOff(Refusal):
    """The account was switched off; disclosed only to clients with its password or a session."""

    slug, kind = "account-off", problems.UNAUTHORIZED
    words: ClassVar[tuple[str, str]] = (
        "Akun ini tidak aktif. Hubungi admin.",
        "This account is off. Ask an admin.",
    )


SESSION_REFUSALS = (
    NoSession, SessionEnded, SessionForced, PasswordChanged, AccountOff, Forbidden, refusals.Unavailable,
    refusals.LogLost,
)  # fmt: skip
"""Refusals that every route that needs a permission may raise."""

CHANGE_REFUSALS = (*SESSION_REFUSALS, CsrfMissing)
"""The same for routes that change something."""
