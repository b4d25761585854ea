"""
The public name of a counter, made here and nowhere else: "Loket 3", "Ruang 1", "Ruang Foto", in both languages.

A numbered name is a word and a *sign*, which boards show in large type and the voice counts: "Ruang" and "1".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from waitingroom.house.model import COUNTER_WORDS, CounterName, Text

_SIGN = re.compile(r"[A-Za-z]{0,2}-?\d{1,4}-?[A-Za-z]?|[A-Z]{1,2}")
"""What ends a name as its number does: "3", "14B", "P-2", "A"."""
_ROW_LEAST = 3
"""So many numbers without a gap are written as a range."""


def counter_name(
    counter_id: str, *, kind: str, name: str = "", name_en: str = "", sign: str = ""
) -> CounterName:
    """
    Name a counter.

    kind: the venue's word for its counters, a key of COUNTER_WORDS; name, name_en: the counter's own, if it differs;
    sign: what stands over it, by default its id, or what its own name ends in.
    """
    if not name:
        usual, sign = COUNTER_WORDS[kind], sign or counter_id
        return _numbered(usual, sign, Text(f"{usual.id} {sign}", name_en or f"{usual.en} {sign}"))
    first, _, last = name.rpartition(" ")
    ends_in = sign if sign and name.endswith(f" {sign}") else last if first and _SIGN.fullmatch(last) else ""
    if not ends_in:
        full = Text(name, name_en or name)
        return CounterName(full, full, full if sign else None, sign)
    first = name.removesuffix(f" {ends_in}")
    known = next((word for word in COUNTER_WORDS.values() if word.id.casefold() == first.casefold()), None)
    english = name_en or (f"{known.en} {ends_in}" if known else name)
    return _numbered(Text(first, known.en if known else first), ends_in, Text(name, english))


def counters_text(names: Iterable[CounterName]) -> Text:
    """Name several counters inside a sentence: "loket 1–4", "counters 5, 7", "loket 5, ruang 1"."""
    parts = [_together(list(group)) for _, group in groupby(names, key=lambda one: one.word)]
    return Text(", ".join(part.id for part in parts), ", ".join(part.en for part in parts))


def _together(names: list[CounterName]) -> Text:
    """Name counters that have the same word."""
    word, signs = names[0].word, [one.sign for one in names]
    if len(names) == 1 or word is None:
        return Text(", ".join(one.inside.id for one in names), ", ".join(one.inside.en for one in names))
    figures = [int(sign) for sign in signs if sign.isdecimal()]
    is_row = len(signs) >= _ROW_LEAST and figures == list(
        range(figures[0], figures[0] + len(signs)) if figures else ()
    )
    listed = f"{signs[0]}–{signs[-1]}" if is_row else ", ".join(signs)
    small = _inside(word)
    return Text(f"{small.id} {listed}", f"{small.en}s {listed}")


def _numbered(word: Text, sign: str, full: Text) -> CounterName:
    word = Text(word.id, full.en.removesuffix(sign).strip() or word.en)
    inside = _inside(word)
    return CounterName(
        full, Text(inside.id + full.id[len(word.id) :], inside.en + full.en[len(word.en) :]), word, sign
    )


def _inside(word: Text) -> Text:
    """Return a word as it stands inside a sentence: small, unless it is the counter's own."""
    known = {text.lower() for one in COUNTER_WORDS.values() for text in (one.id, one.en)}
    return Text(*(text.lower() if text.lower() in known else text for text in (word.id, word.en)))
