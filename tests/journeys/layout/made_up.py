"""Houses by chance: names of any length and script that a house may have, one to forty agencies."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from rig.layout.houses import NAMES, house_of
from waitingroom.house.model import COUNTER_WORDS, NAME_MAX
from waitingroom.house.text import tidy, unmeant

SCRIPTS = (
    "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "WM", "il.,", "0123456789", "ÀÉÎÕÜßÅŁžđ",
    "ꦲꦤꦕꦫꦏꦢꦠꦱꦮꦭ", "ابتثجحخدذرز", "中文办事处大厅", "กขคงจฉชซ", "अआकखगघ", "αβγδЖЩЫЮ", "-–/()&'",
)  # fmt: skip


def words_of(longest: int) -> st.SearchStrategy[str]:
    """Make words of scripts: short ones, or one that fills the whole name."""
    word = st.sampled_from(SCRIPTS).flatmap(lambda script: st.text(script, min_size=1, max_size=14))
    sentence = st.lists(word, min_size=1, max_size=20).map(" ".join)
    one_word = st.sampled_from(SCRIPTS).flatmap(lambda script: st.text(script, min_size=1, max_size=longest))
    return (
        st.one_of(sentence, one_word)
        .map(lambda text: tidy(text[:longest]))
        .filter(lambda text: bool(text) and unmeant(text) is None)
    )


@st.composite
def houses(draw: st.DrawFn) -> dict[str, Any]:
    """Make a house of one venue."""
    names = {key: draw(words_of(NAME_MAX)) for key in NAMES["short"]}
    names["counter"] = draw(
        st.one_of(st.just(""), words_of(NAME_MAX - 5), words_of(NAME_MAX - 5).map("{} 14B".format))
    )
    return house_of(
        draw(st.integers(1, 40)),
        names,
        width=draw(st.integers(1, 6)),
        word=draw(st.sampled_from(list(COUNTER_WORDS))),
    )
