"""A house file: YAML for people, with line numbers in every complaint."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import yaml

from waitingroom.house import HouseInvalid
from waitingroom.house import Path as ContentPath
from waitingroom.house_reader import read_house

CATALOGUE = Path(__file__).parents[1] / "catalogue"
FILE_BYTES_MAX = 2_000_000


class HouseFileWrong(Exception):
    """The file is no house; the text names every line that is wrong."""


def sample_path(name: str) -> Path:
    """Give the sample house of this name. Raises HouseFileWrong: there is none."""
    path = CATALOGUE / f"{name}.yaml"
    if "/" in name or not path.exists():
        known = ", ".join(sorted(p.stem for p in CATALOGUE.glob("*.yaml")))
        raise HouseFileWrong(
            f"Berkas {name!r} tidak ada; contoh: {known}. / No file {name!r}; samples: {known}."
        )
    return path


def read_house_file(path: Path) -> dict[str, Any]:
    """
    Read a house file and check it.

    Raises:
        HouseFileWrong: names every wrong line, field, and what was expected.
    """
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise HouseFileWrong(f"{path.name}: terlalu besar. / too large.")
        text = path.read_text("utf-8")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        # A date is a date to YAML and a text to the house; the log holds JSON.
        content = json.loads(json.dumps(yaml.safe_load(text), default=str))
    except (OSError, UnicodeDecodeError) as error:
        raise HouseFileWrong(f"{path}: tidak dapat dibaca. / cannot be read: {error}") from error
    except (yaml.YAMLError, TypeError, RecursionError) as error:
        raise HouseFileWrong(f"{path.name}: bukan YAML. / not YAML: {error}") from error
    repeated = _repeated_keys(node)
    if repeated:
        raise HouseFileWrong("\n".join(repeated))
    try:
        read_house(content)
    except HouseInvalid as error:
        lines = []
        for problem in error.problems:
            line, name = _line_of(node, problem.path), problem.path[-1] if problem.path else "house"
            lines.append(
                f'Baris {line}, kolom "{name}": diharapkan {problem.expected}, tertulis "{problem.found}".'
                f' / Line {line}, field "{name}": expected {problem.expected}, found "{problem.found}".'
            )
        raise HouseFileWrong("\n".join(lines)) from error
    found: dict[str, Any] = content
    return found


def _line_of(node: yaml.Node | None, path: ContentPath) -> int:
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


def _repeated_keys(node: yaml.Node | None) -> list[str]:
    """Say which keys stand twice in one mapping: YAML would silently take the last."""
    found: list[str] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if str(key.value) in seen:
                line = key.start_mark.line + 1
                found.append(f'Baris {line}: "{key.value}" tertulis dua kali. / Line {line}: written twice.')
            seen.add(str(key.value))
            found += _repeated_keys(value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            found += _repeated_keys(value)
    return found
