"""
The public name of a counter in both languages, made only here: "Loket 3", "Ruang 1", "Ruang Foto".

A numbered name consists of a word and a *sign*, "Ruang" and "1"; boards show the sign in large type and the voice reads
it as a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from waitingroom.house.model import COUNTER_WORDS, CounterName, Text

_SIGN = re.compile(r"[A-Za-z]{0,2}-?\d{1,4}-?[A-Za-z]?|[A-Z]{1,2}")
"""The sign at the end of a name: "3", "14B", "P-2", "A"."""
_RANGE_MIN = 3
"""Minimum count of consecutive numbers that are written as a range."""


def counter_name(
    counter_id: str, *, kind: str, name: str = "", name_en: str = "", sign: str = ""
) -> CounterName:
    """
    Return the name of a counter.

    kind: the venue's word for its counters, a key of COUNTER_WORDS; name, name_en: the counter's own name, if any;
    sign: the sign above the counter; by default its id, or the end of its own name.
    """
    if not name:
        word, sign = COUNTER_WORDS[kind], sign or counter_id
        return _numbered(word, sign, Text(f"{word.id} {sign}", name_en or f"{word.en} {sign}"))
    first, _, last = name.rpartition(" ")
    suffix = sign if sign and name.endswith(f" {sign}") else last if first and _SIGN.fullmatch(last) else ""
    if not suffix:
        full = Text(name, name_en or name)
        return CounterName(full, full, full if sign else None, sign)
    first = name.removesuffix(f" {suffix}")
    match = next((word for word in COUNTER_WORDS.values() if word.id.casefold() == first.casefold()), None)
    english = name_en or (f"{match.en} {suffix}" if match else name)
    return _numbered(Text(first, match.en if match else first), suffix, Text(name, english))


def counters_text(names: Iterable[CounterName]) -> Text:
    """List several counters in the form used inside a sentence: "loket 1–4", "counters 5, 7", "loket 5, ruang 1"."""
    parts = [_join_same_word(list(group)) for _, group in groupby(names, key=lambda one: one.word)]
    return Text(", ".join(part.id for part in parts), ", ".join(part.en for part in parts))


def _join_same_word(names: list[CounterName]) -> Text:
    """List counters that share a word."""
    word, signs = names[0].word, [one.sign for one in names]
    if len(names) == 1 or word is None:
        return Text(", ".join(one.inside.id for one in names), ", ".join(one.inside.en for one in names))
    figures = [int(sign) for sign in signs if sign.isdecimal()]
    is_range = len(signs) >= _RANGE_MIN and figures == list(
        range(figures[0], figures[0] + len(signs)) if figures else ()
    )
    listed = f"{signs[0]}–{signs[-1]}" if is_range else ", ".join(signs)
    inside = _inside(word)
    return Text(f"{inside.id} {listed}", f"{inside.en}s {listed}")


def _numbered(word: Text, sign: str, full: Text) -> CounterName:
    word = Text(word.id, full.en.removesuffix(sign).strip() or word.en)
    inside = _inside(word)
    return CounterName(
        full, Text(inside.id + full.id[len(word.id) :], inside.en + full.en[len(word.en) :]), word, sign
    )


def _inside(word: Text) -> Text:
    """Return a word in the form used inside a sentence: lower case, unless the word is the counter's own."""
    standard = {text.lower() for one in COUNTER_WORDS.values() for text in (one.id, one.en)}
    return Text(*(text.lower() if text.lower() in standard else text for text in (word.id, word.en)))
