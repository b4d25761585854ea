"""
A house file: YAML (or JSON) for people, every mistake in it has its line and field.

Operations load it by the command, an admin by the page; both read it here. Run as a program, it reads a file in a
process of its own (``bounded_process``), because YAML takes a second to read what is sent in a moment.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any, NamedTuple

import yaml

from services.counter.house import bounded_process, process_bounds
from services.counter.house.bounded_process import Bounds
from waitingroom.house.mistakes import HouseInvalid, Mistake, Path
from waitingroom.house.reader import read_house
from waitingroom.house.values import MISTAKES_MAX

FILE_BYTES_MAX = 2_000_000
DEPTH_MAX, VALUES_MAX = 32, 100_000
"""Of a file; the sample house has 6 levels and 2,600 values."""
BOUNDS = Bounds(memory_bytes=512 * 2**20, cpu_s=20, within_s=30.0, nice=5)
"""The page waits for the answer, so its priority is only a little lower."""

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""In C, ten times as fast, wherever PyYAML was built with it."""


class FileMistake(NamedTuple):
    """One thing wrong with a file, and its line (None: not known)."""

    line: int | None
    mistake: Mistake

    def text(self, language: str) -> str:
        """Say it in "id" or "en"."""
        return self.mistake.text(language, self.line)


class HouseFileWrong(Exception):
    """The file is no house; the message names every wrong line, in both languages."""

    def __init__(self, mistakes: Sequence[FileMistake], text: str | None = None) -> None:
        super().__init__(text or "\n".join(mistake.both(line) for line, mistake in mistakes))
        self.mistakes = mistakes


def read_house_text(text: str, name: str) -> dict[str, Any]:
    """
    Read a house from the text of a file and check it; ``name``: of the file, for messages.

    Raises:
        HouseFileWrong: names the first MISTAKES_MAX wrong lines, fields, and what was expected.
    """
    try:
        _check_bounds(text)
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            made = loader.construct_document(node) if node else None
        finally:
            loader.dispose()
        # A date is a date to YAML and a text to the house; the log holds JSON.
        content = json.loads(json.dumps(made, default=str))
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
        read_house(content)
    except HouseInvalid as error:
        raise HouseFileWrong([FileMistake(_line_of(node, m.path), m) for m in error.mistakes]) from error
    house: dict[str, Any] = content
    return house


def read_house_text_apart(text: str, name: str) -> dict[str, Any]:
    """
    Do the same in a process of its own.

    Raises:
        HouseFileWrong. FilesBusy. OutOfBoundsError: it takes too much memory or time.
    """
    asked = json.dumps([name, text]).encode()
    content, mistakes = json.loads(bounded_process.run(__name__, asked, BOUNDS))
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
    """Read [name, text] from standard input; print [content, mistakes], one of them null."""
    process_bounds.keep(sys.argv[1:])
    name, text = json.load(sys.stdin)
    try:
        answer: list[Any] = [read_house_text(text, name), None]
    except HouseFileWrong as error:
        answer = [None, error.mistakes]
    json.dump(answer, sys.stdout)


def write_house_text(content: dict[str, Any]) -> str:
    """Give a house as a YAML file, which reads again as the same content."""
    text: str = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)
    return text


def _check_bounds(text: str) -> None:
    """Raise MarkedYAMLError: it has aliases, a few lines of which fill a memory; is too deep, or has too many values."""
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


def _repeated_keys(node: yaml.Node | None, path: Path = ()) -> list[FileMistake]:
    """List keys that a mapping has twice, of which YAML would silently take the last."""
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
