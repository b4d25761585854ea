"""
A house file: YAML (or JSON) for people, every mistake in it has its line and field.

Operations load it by the command, an admin by the page; both read it here.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import yaml

from waitingroom.house.mistakes import HouseInvalid, Mistake, Path
from waitingroom.house.reader import read_house

FILE_BYTES_MAX = 2_000_000


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
        mistake = Mistake((), "yaml", {}, _briefly(error))
        raise HouseFileWrong(
            [FileMistake(line, mistake)], f"{name}: bukan YAML. / not YAML: {error}"
        ) from error
    if repeated:
        raise HouseFileWrong(repeated)
    try:
        read_house(content)
    except HouseInvalid as error:
        raise HouseFileWrong([FileMistake(_line_of(node, m.path), m) for m in error.mistakes]) from error
    house: dict[str, Any] = content
    return house


def write_house_text(content: dict[str, Any]) -> str:
    """Give a house as a YAML file, which reads again as the same content."""
    text: str = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=110)
    return text


class _Loader(yaml.SafeLoader):
    """YAML without aliases: a few lines of them can stand for more than a memory holds."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "no aliases here", mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        return node


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
