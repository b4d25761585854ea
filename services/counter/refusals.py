"""Refusals for accounts and passwords."""

from __future__ import annotations

from typing import ClassVar

from services.web import problems
from waitingroom import refusals
from waitingroom.refusals import Refusal

PASSWORD_LENGTH_MIN = 12


class SignInWrong(Refusal):
    """The user name or the password does not match; the answer does not say which."""

    slug, kind = "sign-in-wrong", problems.UNAUTHORIZED
    words: ClassVar[tuple[str, str]] = (
        "Nama pengguna atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi.",
        "User name or password does not match. Check both and try again.",
    )


class SignInWait(Refusal):
    """Too many failed sign-ins with this user name from this PC or address; retry in ``seconds``."""

    slug, kind = "sign-in-wait", problems.THROTTLED
    words: ClassVar[tuple[str, str]] = (
        "Terlalu banyak percobaan. Coba lagi dalam {seconds} detik, atau minta bantuan admin.",
        "Too many tries. Try again in {seconds} seconds, or ask an admin.",
    )


class SignInsBusy(refusals.Unavailable):
    """Too many sign-ins at once."""

    slug = "sign-ins-busy"
    words: ClassVar[tuple[str, str]] = (
        "Banyak petugas masuk bersamaan. Coba lagi sebentar.",
        "Many are signing in at once. Try again in a moment.",
    )


class PasswordShort(Refusal):
    """The new password is too short or too long."""

    slug, kind = "password-short", refusals.INVALID
    words: ClassVar[tuple[str, str]] = (
        f"Buat kata sandi, paling sedikit {PASSWORD_LENGTH_MIN} karakter.",
        f"Make a password, at least {PASSWORD_LENGTH_MIN} characters.",
    )


class PasswordWeak(Refusal):
    """The new password is easy to guess."""

    slug, kind = "password-weak", refusals.INVALID
    words: ClassVar[tuple[str, str]] = (
        "Kata sandi ini mudah ditebak. Jangan pakai nama pengguna, angka saja, pengulangan, urutan seperti qwerty, atau satu kata yang lazim.",
        "This password is easily guessed. Use no user name, digits alone, repetition, sequence such as qwerty, or single common word.",
    )


class PasswordWrong(Refusal):
    """The old password does not match, so no new one is set."""

    slug, kind = "password-wrong", refusals.FORBIDDEN
    words: ClassVar[tuple[str, str]] = (
        "Kata sandi lama tidak cocok. Periksa, lalu coba lagi.",
        "The old password does not match. Check it and try again.",
    )


class FirstWrong(Refusal):
    """The code for the first admin is wrong, used or expired."""

    slug, kind = "first-wrong", problems.UNAUTHORIZED
    words: ClassVar[tuple[str, str]] = (
        "Kode tidak cocok atau sudah dipakai. Buat kode baru di komputer utama.",
        "The code does not match or was used. Make a new one on the main computer.",
    )


class NameTaken(Refusal):
    """An account with this name already exists."""

    slug, kind = "name-taken", refusals.CONFLICT
    words: ClassVar[tuple[str, str]] = (
        "Nama pengguna {username} sudah dipakai. Pilih nama lain.",
        "The user name {username} is taken. Choose another.",
    )


class UnknownAccount(Refusal):
    """There is no such account."""

    slug, kind = "unknown-account", refusals.NOT_FOUND
    words: ClassVar[tuple[str, str]] = (
        "Akun {username!r} tidak ada. Muat ulang daftar petugas.",
        "There is no account {username!r}. Reload the list of staff.",
    )


class LastAdmin(Refusal):
    """This is the last active admin, so it must stay one."""

    slug, kind = "last-admin", refusals.CONFLICT
    words: ClassVar[tuple[str, str]] = (
        "{username} adalah admin aktif terakhir. Buat admin lain dahulu.",
        "{username} is the last active admin. Make another admin first.",
    )
