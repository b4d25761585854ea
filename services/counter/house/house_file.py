"""
A house file: YAML (or JSON) for people, with line and field in every complaint.

Operations load it by the command, an admin by the page; both read it here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import yaml

from waitingroom.house.model import HouseInvalid, Path, Problem
from waitingroom.house.reader import read_house

FILE_BYTES_MAX = 2_000_000

_IN_ENGLISH = (
    (r"zona waktu seperti (.+)", r"a time zone such as \1"),
    (r"tanggal tidak sebelum (.+)", r"a date not before \1"),
    (r"berkas yang diunggah \((.+)\)", r"an uploaded file (\1)"),
    (r"(file|text), bukan (file|text)", r"\1, not \2"),
    (r"venue untuk zona ini", "a venue for these zones"),
    (
        r"ucapan: huruf, angka, koma, atau \[\[fonem\]\]",
        "words to say: letters, figures, commas, or [[phonemes]]",
    ),
    (r"tulisan dan ucapannya, paling banyak (\d+)", r"what is written and how it is said, \1 at most"),
    (r"closed, hours, atau all_day: salah satu", "one of closed, hours, all_day"),
    (r"days atau date: salah satu", "one of days, date"),
    (r"nama hari libur", "the holiday's name"),
    (r"1 atau 2 huruf besar", "1 or 2 capital letters"),
    (r"huruf yang tidak mudah tertukar \((?:bukan) (.+)\)", r"letters that are not mistaken (not \1)"),
    (r"menit, lebih dari 0", "minutes, more than 0"),
    (r"awalan lain daripada (.+)", r"another prefix than that of \1"),
    (r"venue yang ada", "a venue that exists"),
    (r"zona yang ada", "a zone that exists"),
    (r"instansi yang ada", "an agency that exists"),
    (r"layanan yang ada", "a service that exists"),
    (r"daftar kolom \(mapping\)", "fields (a mapping)"),
    (r"salah satu dari (.+)", r"one of \1"),
    (r"daftar, paling banyak (\d+)", r"a list, \1 at most"),
    (r"id yang belum dipakai", "an id not used yet"),
    (r"teks, 1 sampai (\d+) huruf", r"text, 1 to \1 letters"),
    (r"id dari a-z, 0-9, -", "an id of a-z, 0-9, -"),
    (r"bilangan (\d+) sampai (\d+)", r"a number from \1 to \2"),
    (r"satu kali saja", "only once"),
    (r"true atau false", "true or false"),
    (r"tanggal seperti (.+)", r"a date such as \1"),
    (r"jam seperti (.+)", r"a time such as \1"),
)
"""What house_reader expects, in Indonesian → in English."""


class Complaint(NamedTuple):
    """One thing wrong with a file: its line (None: not known), the field, what was expected and found."""

    line: int | None
    path: Path
    expected: str
    found: str

    @property
    def field(self) -> str:
        """The field's name; "house" for the whole."""
        return str(self.path[-1]) if self.path else "house"

    def text(self, language: str) -> str:
        """Say it in "id" or "en"."""
        if language == "en":
            return (
                f'Line {self.line}, field "{self.field}": expected {in_english(self.expected)}, '
                f'found "{self.found}".'
            )
        return (
            f'Baris {self.line}, kolom "{self.field}": diharapkan {self.expected}, tertulis "{self.found}".'
        )


class HouseFileWrong(Exception):
    """The file is no house; the text names every line that is wrong, in both languages."""

    def __init__(self, text: str, complaints: Sequence[Complaint] = ()) -> None:
        super().__init__(text)
        self.complaints = complaints


def read_house_text(text: str, name: str) -> dict[str, Any]:
    """
    Read a house from the text of a file and check it; ``name`` is what complaints call the file.

    Raises:
        HouseFileWrong: names every wrong line, field, and what was expected.
    """
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            made = loader.construct_document(node) if node else None
        finally:
            loader.dispose()
        # A date is a date to YAML and a text to the house; the log holds JSON.
        content = json.loads(json.dumps(made, default=str))
        repeated = _repeated_keys(node)
    except (yaml.YAMLError, TypeError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise HouseFileWrong(
            f"{name}: bukan YAML. / not YAML: {error}", [Complaint(line, (), "YAML", _briefly(error))]
        ) from error
    if repeated:
        raise HouseFileWrong("\n".join(_both(complaint) for complaint in repeated), repeated)
    try:
        read_house(content)
    except HouseInvalid as error:
        complaints = [_complaint(node, problem) for problem in error.problems]
        raise HouseFileWrong("\n".join(map(_both, complaints)), complaints) from error
    found: dict[str, Any] = content
    return found


def write_house_text(content: dict[str, Any]) -> str:
    """Give a house as a YAML file, which reads again as the same content."""
    text: str = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)
    return text


def in_english(expected: str) -> str:
    """Give what house_reader expects in English."""
    for pattern, english in _IN_ENGLISH:
        if found := re.fullmatch(pattern, expected):
            return found.expand(english)
    return expected


class _Loader(yaml.SafeLoader):
    """YAML without aliases: a few lines of them can stand for more than a memory holds."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "no aliases here", mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        return node


def _complaint(node: yaml.Node | None, problem: Problem) -> Complaint:
    return Complaint(_line_of(node, problem.path), problem.path, problem.expected, problem.found)


def _both(complaint: Complaint) -> str:
    return f"{complaint.text('id')} / {complaint.text('en')}"


def _briefly(error: Exception) -> str:
    return str(getattr(error, "problem", None) or type(error).__name__)[:80]


def _line_of(node: yaml.Node | None, path: Path) -> int:
    """Give the line of a path, or of the nearest thing above it that exists."""
    for part in path:
        below = None
        if isinstance(node, yaml.MappingNode):
            below = next((value for key, value in node.value if key.value == str(part)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            below = node.value[part]
        if below is None:
            break
        node = below
    return node.start_mark.line + 1 if node else 1


def _repeated_keys(node: yaml.Node | None, path: Path = ()) -> list[Complaint]:
    """Say which keys stand twice in one mapping: YAML would silently take the last."""
    found: list[Complaint] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                found.append(Complaint(key.start_mark.line + 1, (*path, name), "satu kali saja", name))
            seen.add(name)
            found += _repeated_keys(value, (*path, name))
    elif isinstance(node, yaml.SequenceNode):
        for n, value in enumerate(node.value):
            found += _repeated_keys(value, (*path, n))
    return found
