"""Random houses: names of any permitted length and script, one to forty agencies."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from rig.layout.houses import LONG, NAMES, house_of
from waitingroom.house.model import COUNTER_WORDS, NAME_MAX
from waitingroom.house.text import find_unintended, tidy

SCRIPTS = (
    "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "WM", "il.,", "0123456789", "ÀÉÎÕÜßÅŁžđ",
    "ꦲꦤꦕꦫꦏꦢꦠꦱꦮꦭ", "ابتثجحخدذرز", "中文办事处大厅", "กขคงจฉชซ", "अआकखगघ", "αβγδЖЩЫЮ", "-–/()&'",
)  # fmt: skip


def words_of(longest: int) -> st.SearchStrategy[str]:
    """Return a strategy for texts of any script: short words, or one word that fills the whole name."""
    word = st.sampled_from(SCRIPTS).flatmap(lambda script: st.text(script, min_size=1, max_size=14))
    sentence = st.lists(word, min_size=1, max_size=20).map(" ".join)
    one_word = st.sampled_from(SCRIPTS).flatmap(lambda script: st.text(script, min_size=1, max_size=longest))
    return (
        st.one_of(sentence, one_word)
        .map(lambda text: tidy(text[:longest]))
        .filter(lambda text: bool(text) and find_unintended(text) is None)
    )


PLAIN = ("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLNOPQRSTUVXYZ", "il.,-/", "0123456789", "ÀÉÎÕÜßÅŁžđ")
LONGEST_USED = {name: len(words) for name, words in NAMES[LONG].items()}
"""The longest names that Settings accept without a warning."""


def used_words(longest: int) -> st.SearchStrategy[str]:
    """Return a strategy for realistic texts: Latin letters, no word too long for a line, limited in total."""
    word = st.sampled_from(PLAIN).flatmap(lambda script: st.text(script, min_size=1, max_size=12))
    sentence = st.lists(word, min_size=1, max_size=10).map(" ".join)
    return sentence.map(lambda text: tidy(text[:longest])).filter(bool)


class DrawnHouse(dict[str, Any]):
    """A house whose repr in a failure is its drawn parameters, because the whole is too long to print."""

    def __init__(self, **drawn: Any) -> None:
        super().__init__(house_of(**drawn))
        self._drawn = drawn

    def __repr__(self) -> str:
        return f"DrawnHouse(**{self._drawn!r})"


@st.composite
def used_houses(draw: st.DrawFn) -> DrawnHouse:
    """Draw a house of one venue with names of realistic length."""
    names = {key: draw(used_words(longest)) for key, longest in LONGEST_USED.items()}
    names["counter"] = draw(st.one_of(st.just(""), st.just(names["counter"])))
    return DrawnHouse(
        agencies=draw(st.integers(1, 40)), words=names, width=draw(st.integers(1, 4)), word=draw(st.sampled_from(list(COUNTER_WORDS)))
    )  # fmt: skip


@st.composite
def houses(draw: st.DrawFn) -> DrawnHouse:
    """Draw a house of one venue."""
    names = {key: draw(words_of(NAME_MAX)) for key in NAMES["short"]}
    names["counter"] = draw(
        st.one_of(st.just(""), words_of(NAME_MAX - 5), words_of(NAME_MAX - 5).map("{} 14B".format))
    )
    return DrawnHouse(
        agencies=draw(st.integers(1, 40)),
        words=names,
        width=draw(st.integers(1, 6)),
        word=draw(st.sampled_from(list(COUNTER_WORDS))),
    )
