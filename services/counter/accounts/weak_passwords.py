"""
Whether a password is among the first that anybody tries. Pure.

The pages say the same before they send (``static/staff/new-password.js``); both are held to one list of examples,
tests/contracts/weak-passwords.json.
"""

from __future__ import annotations

import re

ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p")  # fmt: skip
"""The alphabet, the digits, the rows of a keyboard and its columns."""
PIECE_MIN = 3
"""So many characters along a row are a sequence."""
NAME_MIN = 3
"""A shorter user name stands in many good passwords."""
COMMON = {
    "admin", "administrator", "alhamdulillah", "allahuakbar", "antrean", "antrian", "assalamualaikum",
    "bismillah", "cantik", "cintaku", "default", "doraemon", "football", "ganteng", "garuda",
    "haleluya", "iloveyou", "indonesia", "insyaallah", "internet", "jakarta", "kantor", "katasandi",
    "komputer", "kupang", "letmein", "loket", "masyaallah", "merdeka", "monyet", "pancasila", "pass",
    "passw0rd", "password", "pelayanan", "persib", "petugas", "princess", "rahasia", "sandi", "sayang",
    "sayangku", "secret", "selamatdatang", "subhanallah", "superman", "terimakasih", "tuhan",
    "tuhanyesus", "welcome", "yesus",
}  # fmt: skip
"""Words that many passwords are made of, with digits or signs around them."""


def is_weak(password: str, username: str) -> bool:
    """
    Return whether a password is easily guessed.

    It contains the user name, has no letter (a phone number, a NIK), is one piece repeated or made of sequences,
    or a common word with digits and signs around it.
    """
    typed = password.lower()
    if len(username) >= NAME_MIN and username.lower() in typed:
        return True
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", typed)
    if not core or core in COMMON:
        return True
    return any(_is_repeated(text) or _is_sequence(text) for text in (typed, core))


def _is_repeated(text: str) -> bool:
    """Return whether a text is one piece over and over, its end perhaps cut: "aaaa", "rahasiarahasia", "abcabca"."""
    return any(text[size:] == text[:-size] for size in range(1, len(text) // 2 + 1))


def _is_sequence(text: str) -> bool:
    """Return whether a text is made of pieces of rows alone, in either direction: "abc123", "qwerty654321"."""
    while text:
        size = next((n for n in range(len(text), PIECE_MIN - 1, -1) if _is_along_a_row(text[:n])), 0)
        if not size:
            return False
        text = text[size:]
    return True


def _is_along_a_row(text: str) -> bool:
    return any(text in row or text[::-1] in row for row in ROWS)
