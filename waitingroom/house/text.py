"""
Cleans up typed and pasted text and finds unintended characters in it. Pure.

Text from Word, PDF and web pages may have unusual spaces, invisible characters and decomposed letters that look right.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_SPACES = re.compile("[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000\u3164]+")
"""All kinds of spaces and line ends; a text of the house is one line."""
_IGNORED = re.compile("[\xad\u200b\u2060\ufeff]")
"""Characters that only mark line breaks or Unicode text; they are removed."""
_DAMAGED = "\ufffc\ufffd"
"""Replacement characters for a lost object or letter."""
_NAMELESS = {
    "Cc": "CONTROL CHARACTER", "Cs": "HALF A CHARACTER (SURROGATE)", "Co": "PRIVATE USE", "Cn": "NOT ASSIGNED",
}  # fmt: skip
"""Names for characters without a Unicode name, by category."""


class UnintendedCharacter(NamedTuple):
    """An unintended character, such as "U+202E RIGHT-TO-LEFT OVERRIDE", and its position in the text, from 1."""

    character: str
    place: int


def tidy(text: str) -> str:
    """Normalize a text: NFC, single plain spaces, none at its ends, no invisible characters."""
    return unicodedata.normalize("NFC", _SPACES.sub(" ", _IGNORED.sub("", text)).strip(" "))


def find_unintended(text: str) -> UnintendedCharacter | None:
    """Return the first unintended character: control, direction, private use, surrogate or replacement."""
    for place, character in enumerate(text, 1):
        if not character.isprintable() or character in _DAMAGED:
            return UnintendedCharacter(f"{_code(character)} {_name(character)}", place)
    return None


def shown(text: str) -> str:
    """Make a text safe for a message: characters that cannot be displayed are replaced by their codes."""
    return "".join(
        c if c.isprintable() and c not in _DAMAGED else f"[{_code(c)}]" for c in _SPACES.sub(" ", text)
    )


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def _name(character: str) -> str:
    return unicodedata.name(character, None) or _NAMELESS.get(unicodedata.category(character), "CHARACTER")
