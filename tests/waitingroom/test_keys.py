"""Every Redis key is made in ``waitingroom/keys.py``, and each service's user may access exactly the keys it makes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from antre.containers.secrets import APPENDS, VAULT
from rig.running import ROOT
from waitingroom import keys

FAMILIES = {name: family for name, family in vars(keys).items() if isinstance(family, keys.Family)}
ELSEWHERE = {"staff:", "device:"}
"""Also prefixes of actors' names, which are not keys: "staff:siti", "device:5c1e0a"."""
FAMILIES_APPENDED = {family for families in APPENDS.values() for family in families}
COMMANDS = {command for rights in VAULT.values() for command in rights}
TAKES_A_KEY = {
    "get", "put", "get_all", "put_all", "take", "drop", "renewed", "count", "keys", "join", "leave", "members",
    "log", "stream",
}  # fmt: skip


def families_of(*commands: str) -> set[keys.Family]:
    """Return the key families on which any service uses one of these vault commands."""
    return {family for rights in VAULT.values() for c in commands for family in rights.get(c, ())}


def sources() -> Iterator[tuple[Path, ast.AST]]:
    """Yield every module of the product except the one that makes the keys."""
    for top in ("waitingroom", "services", "antre"):
        for file in sorted((ROOT / top).rglob("*.py")):
            if file != ROOT / "waitingroom" / "keys.py":
                yield file.relative_to(ROOT), ast.parse(file.read_text("utf-8"))


def beginning(node: ast.AST) -> str | None:
    """Return the constant text that a string begins with; None if the node is not a string."""
    if isinstance(node, ast.JoinedStr):
        return beginning(node.values[0]) if node.values else ""
    if isinstance(node, ast.FormattedValue):
        return ""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def test_no_other_module_spells_the_beginning_of_a_key() -> None:
    spelled = {family.name.partition("*")[0] for family in FAMILIES.values() if "*" in family.name}
    beginnings = {keys.PREFIX + "{", keys.DEVICES_VERSION.name, *spelled} - {"{"} - ELSEWHERE

    matches = [
        (str(file), node.lineno, text)
        for file, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, (ast.Constant, ast.JoinedStr)) and (text := beginning(node))
        if " " not in text and (text.startswith(tuple(beginnings)) or text in ("{", keys.HOUSE_LOG.name))
    ]

    assert matches == []


def test_a_log_a_stream_and_the_vault_are_never_asked_with_a_string() -> None:
    matches = [
        (str(file), node.lineno)
        for file, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in TAKES_A_KEY and ast.unparse(node.func.value).endswith(("vault", "store"))
        if node.args and beginning(node.args[0]) is not None
    ]

    assert matches == []


def test_a_key_is_made_of_its_parts() -> None:
    assert keys.PREFIX + keys.DAY_LOG("mpp", "2026-11-23") == "antre:{mpp}:2026-11-23:log"
    assert keys.press_turn(keys.PREFIX + keys.DAYS_LOG("mpp")) == "antre:{mpp}:days:turn"
    assert keys.VAULT + keys.SIGN_IN_TRIES("a", "b") == "antre:{house}:tries:a:b"
    assert keys.VAULT + keys.PAIRINGS("") == "antre:{house}:pairings:"
    with pytest.raises(AssertionError):
        keys.SESSION()


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES.keys())
def test_every_family_belongs_to_a_service_and_its_pattern_matches_its_keys(family: keys.Family) -> None:
    key = family.under + family(*["x"] * family.name.count("*"))

    assert fnmatchcase(key, family.pattern)
    assert family in {keys.PROBE, keys.REPLICATED, *FAMILIES_APPENDED, *families_of(*COMMANDS)}


def test_what_a_service_reads_some_service_writes() -> None:
    assert families_of("mget", "getdel", "smembers", "xread") <= families_of("set", "sadd", "xadd")
