"""
Survey forms as data: a regulation's elements, their answers, weights and grades. Pure.

A form has a version, and answers refer to form and version. So a new regulation is a new file, and the answers to the
old one keep their meaning.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from waitingroom.house.mistakes import Mistake, Path
from waitingroom.house.model import Text
from waitingroom.house.values import ValueReader

ELEMENTS_MAX = 40
QUESTION_MAX = 160
"""Maximum length of a question: the longest of the SKM has 134 characters, five lines on a phone."""
SCALE_BOUNDS = (2, 10)
"""Minimum and maximum number of answers to a question; people cannot tell more than ten apart."""
SAMPLES = ("krejcie-morgan", "none")
"""How a regulation sets the required number of answers: by its table, or not at all."""

EQUAL, PRINTED = "equal", "printed"
"""Weight of an element: 1 divided by their number, or the rounded value printed in the regulation."""


class Element(NamedTuple):
    """One question. id: as numbered in the regulation, "u1"; name: of the element; answers: lowest first."""

    id: str
    name: Text
    question: Text
    answers: tuple[Text, ...]


class Band(NamedTuple):
    """A grade: applies from the index ``least`` up to the next band."""

    grade: str
    least: Fraction
    name: Text


class Form(NamedTuple):
    """
    A form. regulation: its full name; year: of the regulation; source: where the text was taken from.

    scale: number of answers to each question; printed_weight: as printed in the regulation, "" if none; bands: best
    first, () if it is not graded; sample: one of SAMPLES; minutes: how long it takes to fill in.
    """

    id: str
    version: int
    title: Text
    regulation: str
    year: int
    source: str
    scale: int
    minutes: int
    printed_weight: str
    sample: str
    bands: tuple[Band, ...]
    elements: tuple[Element, ...]

    @property
    def weight_modes(self) -> tuple[str, ...]:
        """The weight modes that the form supports."""
        return (EQUAL, PRINTED) if self.printed_weight else (EQUAL,)

    def weight(self, mode: str) -> Fraction:
        """Return the weight of one element."""
        return Fraction(self.printed_weight) if mode == PRINTED else Fraction(1, len(self.elements))

    def weight_text(self, mode: str) -> str:
        """Return the weight in readable form: "1/9" or "0.11"."""
        return self.printed_weight if mode == PRINTED else f"1/{len(self.elements)}"


class FormInvalid(Exception):
    """The content is not a valid form; ``mistakes`` lists all errors."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(mistake.both() for mistake in mistakes))
        self.mistakes = mistakes


def read_form(content: Any) -> Form:
    """Create a form from plain data. Raises FormInvalid."""
    reader = ValueReader()
    top = reader.table(content, (), {
        "id", "version", "title", "regulation", "year", "source", "scale", "minutes", "printed_weight", "sample",
        "bands", "answers", "elements",
    })  # fmt: skip
    scale = reader.number(top, "scale", (), 4, *SCALE_BOUNDS)
    usual = _answers(reader, top, (), scale) if "answers" in top else None
    bands = reader.listed(top, "bands", (), _band, most=SCALE_BOUNDS[1])
    elements = reader.listed(
        top, "elements", (), partial(_element, scale=scale, usual=usual), most=ELEMENTS_MAX
    )
    if not elements:
        reader.wrong(("elements",), "list", 0, most=ELEMENTS_MAX)
    reader.keyed(elements, "elements")
    for n, (higher, lower) in enumerate(pairwise(bands), 1):
        if lower.least >= higher.least:
            reader.wrong(
                ("bands", n, "from"), "number", float(lower.least), least=0, most=float(higher.least)
            )
    form = Form(
        id=reader.id(top, "id", ()), version=reader.number(top, "version", (), 0, 1, 10_000),
        title=reader.text(top.get("title"), ("title",)), regulation=reader.words(top, "regulation", ()),
        year=reader.number(top, "year", (), 0, 1945, 2999), source=reader.words(top, "source", (), ""), scale=scale,
        minutes=reader.number(top, "minutes", (), 2, 1, 60),
        printed_weight=_decimal(reader, top, "printed_weight", (), ""),
        sample=reader.choice(top.get("sample", "none"), ("sample",), SAMPLES), bands=tuple(bands),
        elements=tuple(elements),
    )  # fmt: skip
    if reader.mistakes:
        raise FormInvalid(reader.mistakes)
    return form


def _element(
    r: ValueReader, value: Any, path: Path, *, scale: int, usual: tuple[Text, ...] | None
) -> Element:
    t = r.table(value, path, {"id", "name", "question", "answers"})
    answers = usual if usual is not None and "answers" not in t else _answers(r, t, path, scale)
    return Element(
        r.id(t, "id", path), r.text(t.get("name"), (*path, "name")), r.text(t.get("question"), (*path, "question"), QUESTION_MAX),
        answers,
    )  # fmt: skip


def _answers(r: ValueReader, t: dict[str, Any], path: Path, scale: int) -> tuple[Text, ...]:
    answers = r.listed(t, "answers", path, ValueReader.text, most=scale)
    if len(answers) != scale:
        r.wrong((*path, "answers"), "number", len(answers), least=scale, most=scale)
    return tuple(answers)


def _band(r: ValueReader, value: Any, path: Path) -> Band:
    t = r.table(value, path, {"grade", "from", "name"})
    return Band(
        r.words(t, "grade", path), Fraction(_decimal(r, t, "from", path, "0")), r.text(t.get("name"), (*path, "name"))
    )  # fmt: skip


def _decimal(r: ValueReader, t: dict[str, Any], key: str, path: Path, default: str) -> str:
    """Read a decimal number written as text, "0.11", so that it stays exactly as printed."""
    value = t.get(key, default)
    whole, _, decimals = str(value).partition(".")
    is_number = whole.isascii() and whole.isdigit() and (not decimals or decimals.isdigit())
    if not (isinstance(value, str) and (is_number or value == default)):
        r.wrong((*path, key), "number", value, least='"0"', most='"100.00"')
        return default or "0"
    return value
