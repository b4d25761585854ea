"""
Read and write house files: YAML (or JSON) in UTF-8; every mistake is reported with its line and field.

Used by the command for operations and by the admin page. Run as a program, it reads a file in a process of its own
(``bounded_process``), because parsing YAML is slow: a small upload can take seconds.
"""

from __future__ import annotations

import base64
import codecs
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import Any, NamedTuple

import yaml

from services.counter.house import bounded_process, file_kinds, process_bounds
from services.counter.house.bounded_process import Bounds
from waitingroom.house.entry import enter_house
from waitingroom.house.mistakes import HouseInvalid, Mistake, Path
from waitingroom.house.text import find_unintended, shown, tidy
from waitingroom.house.values import FOUND_MAX, MISTAKES_MAX

CATALOGUE = FilePath(__file__).parents[3] / "catalogue"
"""The sample houses."""
SAMPLE = "mpp-kupang"
FILE_BYTES_MAX = 5_000_000
DEPTH_MAX, VALUES_MAX = 32, 400_000
"""Limits of a file; the sample house has 6 levels and 2,600 values, 300 venues of 40 counters 190,000 (docs/scale.md)."""
UTF_16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
"""Windows calls such files "Unicode"."""
BOUNDS = Bounds(memory_bytes=512 * 2**20, cpu_s=20, within_s=30.0, nice=5)
"""The priority is only slightly lower, because the page waits for the response."""

_NO_TEXT = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffc\U00010000-\U0010ffff]")
"""Characters that YAML rejects, and U+FFFD, which replaces a lost character."""
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C loader, ten times as fast, if PyYAML was built with it."""


class FileMistake(NamedTuple):
    """A mistake in a file, and its line (None if unknown)."""

    line: int | None
    mistake: Mistake

    def text(self, language: str) -> str:
        """Describe the mistake in "id" or "en"."""
        return self.mistake.text(language, self.line)


class HouseFileWrong(Exception):
    """The file is not a valid house; the message lists every wrong line, in both languages."""

    def __init__(self, mistakes: Sequence[FileMistake], text: str | None = None) -> None:
        super().__init__(text or "\n".join(mistake.both(line) for line, mistake in mistakes))
        self.mistakes = mistakes


def read_house_bytes(data: bytes, name: str) -> dict[str, Any]:
    """
    Read and validate a house from the bytes of a file; ``name``: the file's name, for messages.

    Raises:
        HouseFileWrong: another kind of file, or neither UTF-8 nor UTF-16 with a BOM; and as read_house_text.
    """
    kind = file_kinds.kind_of(data[: file_kinds.HEAD_BYTES])
    if kind is not None:
        kind_id, kind_en = file_kinds.NAMES[kind]
        raise _wrong(None, "other-kind", kind_id=kind_id, kind_en=kind_en)
    if data.startswith(UTF_16_BOMS):
        return read_house_text(data.decode("utf-16", "replace"), name)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = data[before.rfind(b"\n") + 1 :].partition(b"\n")[0]
        found = line.decode("windows-1252", "replace")
        raise _wrong(before.count(b"\n") + 1, "utf-8", found=found) from error
    return read_house_text(text, name)


def read_house_text(text: str, name: str) -> dict[str, Any]:
    """
    Read and validate a house from the text of a file.

    Raises:
        HouseFileWrong: has the first MISTAKES_MAX mistakes, each with its line, field and what was expected.
    """
    if match := _NO_TEXT.search(text):
        raise _unreadable(text, match.start())
    try:
        _check_bounds(text)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            document = loader.construct_document(node) if node else None
        finally:
            loader.dispose()
        # YAML parses dates, but the house has them as text; the log stores JSON.
        content = json.loads(json.dumps(document, default=str))
        repeated = _repeated_keys(node)
    except (yaml.YAMLError, TypeError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        mistake = Mistake((), "yaml", {}, _briefly(error))
        raise HouseFileWrong(
            [FileMistake(line, mistake)], f"{name}: bukan YAML. / not YAML: {error}"
        ) from error
    if repeated:
        raise HouseFileWrong(repeated[:MISTAKES_MAX])
    try:
        return enter_house(content).content
    except HouseInvalid as error:
        raise HouseFileWrong([FileMistake(_line_of(node, m.path), m) for m in error.mistakes]) from error


def read_house_apart(data: bytes, name: str) -> dict[str, Any]:
    """
    Run read_house_bytes in a process of its own.

    Raises:
        HouseFileWrong, FilesBusy. OutOfBoundsError: it takes too much memory or time.
    """
    request = json.dumps([name, base64.b64encode(data).decode()]).encode()
    content, mistakes = json.loads(bounded_process.run(__name__, request, BOUNDS))
    if mistakes:
        raise HouseFileWrong(
            [
                FileMistake(line, Mistake(tuple(path), slug, values, found))
                for line, (path, slug, values, found) in mistakes
            ]
        )
    house: dict[str, Any] = content
    return house


def main() -> None:
    """Read [name, bytes in base64] from standard input; print [content, mistakes], one of them null."""
    process_bounds.keep(sys.argv[1:])
    name, data = json.load(sys.stdin)
    try:
        result: list[Any] = [read_house_bytes(base64.b64decode(data), name), None]
    except HouseFileWrong as error:
        result = [None, error.mistakes]
    json.dump(result, sys.stdout)


def write_house_text(content: dict[str, Any]) -> str:
    """Return a house as YAML that reads back as the same content."""
    text: str = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)
    return text


def _check_bounds(text: str) -> None:
    """Raise MarkedYAMLError if a file is too deep, has too many values, or has aliases, which can expand without limit."""
    depth = values = 0
    for event in yaml.parse(text, Loader=_Loader):
        values += isinstance(event, yaml.NodeEvent)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        problem = (
            "no aliases here" if isinstance(event, yaml.AliasEvent)
            else f"more than {DEPTH_MAX} levels" if depth > DEPTH_MAX
            else f"more than {VALUES_MAX} values" if values > VALUES_MAX
            else None
        )  # fmt: skip
        if problem:
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=event.start_mark)  # type: ignore[arg-type]


def _unreadable(text: str, at: int) -> HouseFileWrong:
    """Return the error for an unreadable character at this position."""
    line = text.count("\n", 0, at) + 1
    start = text.rfind("\n", 0, at) + 1
    content = text[start:].partition("\n")[0]
    if text[at] == "\0":  # one byte of a UTF-16 character
        return _wrong(line, "utf-8", found=content.replace("\0", ""))
    if text[at] == "\ufffd":
        return _wrong(line, "damaged", found=content)
    unwanted = find_unintended(text[at])
    assert unwanted is not None
    return _wrong(line, "character", found=content, character=unwanted.character, place=at - start + 1)


def _wrong(line: int | None, slug: str, found: str = "", **values: str | int) -> HouseFileWrong:
    return HouseFileWrong([FileMistake(line, Mistake((), slug, values, shown(found.strip())[:FOUND_MAX]))])


def _briefly(error: Exception) -> str:
    return str(getattr(error, "problem", None) or type(error).__name__)[:80]


def _line_of(node: yaml.Node | None, path: Path) -> int:
    """Return the line of a path, or of its nearest existing ancestor."""
    for part in path:
        child = None
        if isinstance(node, yaml.MappingNode):
            child = next((value for key, value in node.value if tidy(str(key.value)) == part), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            child = node.value[part]
        if child is None:
            break
        node = child
    return node.start_mark.line + 1 if node else 1


def _repeated_keys(node: yaml.Node | None, path: Path = ()) -> list[FileMistake]:
    """List duplicate keys of mappings, of which YAML would silently take the last."""
    repeated: list[FileMistake] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                repeated.append(
                    FileMistake(key.start_mark.line + 1, Mistake((*path, name), "once", {}, name))
                )
            seen.add(name)
            repeated += _repeated_keys(value, (*path, name))
    elif isinstance(node, yaml.SequenceNode):
        for n, value in enumerate(node.value):
            repeated += _repeated_keys(value, (*path, n))
    return repeated


if __name__ == "__main__":
    main()
