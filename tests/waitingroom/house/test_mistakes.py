"""Every mistake in a house has a complete text in Indonesian and English, with the same values."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from rig.cast import house_content
from rig.running import ROOT
from services.counter.house.house_file import HouseFileWrong, read_house_text
from waitingroom.house.mistakes import (
    EXPECTED,
    FIELD,
    LINE,
    SENTENCE,
    SENTENCES,
    HouseInvalid,
    Mistake,
)
from waitingroom.house.reader import read_house

READERS = (
    "waitingroom/house/reader.py",
    "waitingroom/house/values.py",
    "waitingroom/house/entry.py",
    "waitingroom/house/sheet.py",
    "services/counter/house/house_file.py",
    "services/counter/house/sheet_file.py",
    "services/counter/house/holiday_file.py",
)
WRONG = {"wrong": 1, "exists": 3, "Mistake": 1, "_wrong": 1}
"""Functions that record a mistake, with the index of their slug argument."""


def noted() -> Iterator[tuple[str, frozenset[str]]]:
    """Yield every mistake that the product can record: its slug, and the names of its values."""
    for file in READERS:
        for node in ast.walk(ast.parse((ROOT / file).read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                slug = node.args[WRONG[called]] if called in WRONG else None
                if isinstance(slug, ast.Constant):
                    yield slug.value, frozenset(keyword.arg or "" for keyword in node.keywords) - {"found"}


def fields(words: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(words) if name)


def test_every_mistake_that_can_be_noted_has_words_and_no_words_are_left_over() -> None:
    assert {slug for slug, _ in noted()} == set(EXPECTED)


@pytest.mark.parametrize("slug", EXPECTED)
def test_both_languages_name_the_values_that_the_mistake_has(slug: str) -> None:
    sentences = SENTENCES.get(slug, SENTENCE)
    by_language = [
        {name.removesuffix(f"_{language}") for name in fields(words) | fields(sentence)}
        - {"where", "expected", "found"}
        for language, words, sentence in zip(("id", "en"), EXPECTED[slug], sentences, strict=True)
    ]

    named = {
        frozenset(n.removesuffix("_id").removesuffix("_en") for n in v) for of, v in noted() if of == slug
    }
    assert [{frozenset(values)} for values in by_language] == [named] * 2


@pytest.mark.parametrize("words", [SENTENCE, LINE, FIELD])
def test_sentences_name_the_same_values(words: tuple[str, str]) -> None:
    assert fields(words[0]) == fields(words[1])


def wrong_content() -> dict[str, Any]:
    content = house_content()
    content["agencies"][0]["prefix"] = "I"
    content["services"][0] |= {"minutes": 0, "quota": -1, "agency": "dukcapil"}
    content["venues"][0]["hours"]["mon"] = "8-15"
    content["venues"][0]["time_zone"] = "WITA"
    content["counters"][0]["colour"] = "red"
    return content


def test_a_file_with_several_mistakes_is_told_in_one_language_at_a_time() -> None:
    text = yaml.safe_dump(wrong_content(), sort_keys=False)

    with pytest.raises(HouseFileWrong) as refused:
        read_house_text(text, "house.yaml")

    mistakes = refused.value.mistakes
    assert len(mistakes) == 6
    indonesian, english = ([m.text(language) for m in mistakes] for language in ("id", "en"))
    assert all(line.startswith("Baris ") and "diharapkan" in line for line in indonesian)
    assert all(line.startswith("Line ") and "expected" in line for line in english)
    for line in indonesian:
        assert not {"expected", "found", "one", "number", "letters", "more", "such"} & set(line.split())
    for line in english:
        assert not {"diharapkan", "tertulis", "salah", "satu", "bilangan", "huruf", "jam"} & set(line.split())
    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == [
        line.partition(":")[0] for line in indonesian
    ]


def test_a_house_that_no_file_holds_names_the_path() -> None:
    content = wrong_content()
    content["services"][1]["agency"] = ""

    with pytest.raises(HouseInvalid) as refused:
        read_house(content)

    assert 'services.0.minutes: diharapkan menit, lebih dari 0, tertulis "0".' in str(refused.value)
    assert 'services.0.minutes: expected minutes, more than 0, found "0".' in str(refused.value)


def test_what_has_no_line_or_no_field_names_none() -> None:
    mistake = Mistake((), "yaml", {}, "x")

    assert mistake.text("en") == 'This file: expected YAML, found "x".'
    assert mistake.text("id", 3) == 'Baris 3: diharapkan YAML, tertulis "x".'
