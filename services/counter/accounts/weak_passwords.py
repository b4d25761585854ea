"""
Detect passwords that are easy to guess. Pure.

The pages apply the same rules before sending (``static/staff/new-password.js``); both are tested with the examples in
tests/contracts/weak-passwords.json.
"""

from __future__ import annotations

import re

ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p")  # fmt: skip
"""The alphabet, the digits, and the rows and columns of a keyboard."""
PIECE_MIN = 3
"""Minimum length of a sequence along a row."""
NAME_MIN = 3
"""Shorter user names occur in many good passwords by chance."""
COMMON = {
    "admin", "administrator", "alhamdulillah", "allahuakbar", "antrean", "antrian", "assalamualaikum",
    "bismillah", "cantik", "cintaku", "default", "doraemon", "football", "ganteng", "garuda",
    "haleluya", "iloveyou", "indonesia", "insyaallah", "internet", "jakarta", "kantor", "katasandi",
    "komputer", "kupang", "letmein", "loket", "masyaallah", "merdeka", "monyet", "pancasila", "pass",
    "passw0rd", "password", "pelayanan", "persib", "petugas", "princess", "rahasia", "sandi", "sayang",
    "sayangku", "secret", "selamatdatang", "subhanallah", "superman", "terimakasih", "tuhan",
    "tuhanyesus", "welcome", "yesus",
}  # fmt: skip
"""Common words in passwords, with or without digits or signs around them."""


def is_weak(password: str, username: str) -> bool:
    """
    Return whether a password is easily guessed.

    Easily guessed: contains the user name, has no letter (a phone number, a NIK), repeats one piece, consists of
    sequences, or is a common word, with or without digits and signs around it.
    """
    typed = password.lower()
    if len(username) >= NAME_MIN and username.lower() in typed:
        return True
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", typed)
    if not core or core in COMMON:
        return True
    return any(_is_repeated(text) or _is_sequence(text) for text in (typed, core))


def _is_repeated(text: str) -> bool:
    """Return whether a text repeats one piece, the last one perhaps cut off: "aaaa", "rahasiarahasia", "abcabca"."""
    return any(text[size:] == text[:-size] for size in range(1, len(text) // 2 + 1))


def _is_sequence(text: str) -> bool:
    """Return whether a text consists of sequences only, in either direction: "abc123", "qwerty654321"."""
    while text:
        size = next((n for n in range(len(text), PIECE_MIN - 1, -1) if _is_along_a_row(text[:n])), 0)
        if not size:
            return False
        text = text[size:]
    return True


def _is_along_a_row(text: str) -> bool:
    return any(text in row or text[::-1] in row for row in ROWS)
