"""Helpers of the voice tests: utterances for calls, and the reviewed tables of spoken text."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from rig.running import ROOT
from services.display.voice import words as spoken
from services.display.voice.words import Destination, Utterance
from waitingroom.house.counter_name import counter_name
from waitingroom.house.model import SpokenStyle

TABLES = ROOT / "tests" / "contracts" / "voice"
FIGURES = SpokenStyle()
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def goal(id: str, **own: str) -> Destination:
    """Return a counter as a destination: by its id, or by its own name, name_en or sign."""
    return Destination(id, counter_name(id, kind="loket", **own))


COUNTER_3 = goal("3")


def table(name: str, head: str, rows: Iterable[Iterable[object]]) -> None:
    """Assert that the rows equal the reviewed table; UPDATE_CONTRACTS rewrites it."""
    content = "\n".join([head, *("\t".join(map(str, row)) for row in rows)]) + "\n"
    file = TABLES / f"{name}.tsv"
    if os.environ.get("UPDATE_CONTRACTS"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    assert file.read_text() == content


def say(number: str, destination: Destination = COUNTER_3, language: str = "id", style: SpokenStyle = FIGURES, times: int = 1, **more: Any) -> Utterance:  # fmt: skip
    return spoken.call(
        number=number, destination=destination, times=times, language=language, style=style, **more
    )
