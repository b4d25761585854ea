"""Findings of ``antre doctor``: one line per check, in Indonesian and English, with advice."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

OK, WARN, BAD, UNKNOWN = "ok", "warn", "bad", "unknown"

MARKS = {
    "id": {OK: "baik", WARN: "awas", BAD: "SALAH", UNKNOWN: "?"},
    "en": {OK: "ok", WARN: "warn", BAD: "WRONG", UNKNOWN: "?"},
}
SUMMARY = {
    "id": "{bad} salah, {warn} perlu diawasi, {unknown} tidak dapat diketahui dari sini.",
    "en": "{bad} wrong, {warn} to watch, {unknown} that cannot be known from here.",
}


class Words(NamedTuple):
    """A sentence in Indonesian and in English."""

    id: str
    en: str

    def of(self, language: str) -> str:
        """Return the sentence in one language."""
        return self.id if language == "id" else self.en


class Finding(NamedTuple):
    """The result of one check: its name, its state in code and words, and advice; todo: None if there is none."""

    name: Words
    state: str
    what: Words
    todo: Words | None = None


def report(findings: Sequence[Finding], *, language: str, as_json: bool) -> int:
    """Print the findings; return the exit status, 1 if any is bad."""
    counts = {state: sum(one.state == state for one in findings) for state in (OK, WARN, BAD, UNKNOWN)}
    if as_json:
        print(json.dumps([
            {
                "name": one.name.en, "state": one.state, "what": one.what._asdict(),
                "todo": one.todo._asdict() if one.todo else None,
            }
            for one in findings
        ], ensure_ascii=False, indent=2))  # fmt: skip
        return int(counts[BAD] > 0)
    width = max(len(one.name.of(language)) for one in findings)
    for one in findings:
        print(f"{MARKS[language][one.state]:5}  {one.name.of(language):{width}}  {one.what.of(language)}")
        if one.todo and one.state != OK:
            print(f"{'':5}  {'':{width}}  → {one.todo.of(language)}")
    print(SUMMARY[language].format(**counts))
    return int(counts[BAD] > 0)
