"""
Text as people type and paste it: what is meant is taken, what nobody means is named. Pure.

Word, PDF and web pages give other spaces, invisible characters and letters in two parts, all of which look right.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_SPACES = re.compile("[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000\u3164]+")
"""Whatever stands for a space or the end of a line; a text of the house is one line."""
_NOTHING = re.compile("[\xad\u200b\u2060\ufeff]")
"""Says only where a line may break, or that the text is Unicode."""
_DAMAGED = "\ufffc\ufffd"
"""They stand for what was lost: an object, a letter."""
_NAMELESS = {
    "Cc": "CONTROL CHARACTER", "Cs": "HALF A CHARACTER (SURROGATE)", "Co": "PRIVATE USE", "Cn": "NOT ASSIGNED",
}  # fmt: skip
"""Names of characters that have none of their own, by Unicode category."""


class Unmeant(NamedTuple):
    """A character that nobody means: "U+202E RIGHT-TO-LEFT OVERRIDE", and its place in the text, from 1."""

    character: str
    place: int


def tidy(text: str) -> str:
    """Return what is meant by a text: in NFC, with single plain spaces and none at its ends."""
    return unicodedata.normalize("NFC", _SPACES.sub(" ", _NOTHING.sub("", text)).strip(" "))


def unmeant(text: str) -> Unmeant | None:
    """Return the first character that nobody means: of control, direction, private use, half or damaged ones."""
    for place, character in enumerate(text, 1):
        if not character.isprintable() or character in _DAMAGED:
            return Unmeant(f"{_code(character)} {_name(character)}", place)
    return None


def shown(text: str) -> str:
    """Return a text so that a message may hold it: codes in place of what cannot be shown."""
    return "".join(
        c if c.isprintable() and c not in _DAMAGED else f"[{_code(c)}]" for c in _SPACES.sub(" ", text)
    )


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def _name(character: str) -> str:
    return unicodedata.name(character, None) or _NAMELESS.get(unicodedata.category(character), "CHARACTER")
