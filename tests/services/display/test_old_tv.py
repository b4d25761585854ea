"""The generated script for old TVs is up to date with the board's sources; this needs no build tool."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

from rig.running import ROOT

STATIC = ROOT / "services" / "display" / "static"
SHARED = ROOT / "services" / "web" / "static"
TOOLS = ROOT / "scripts" / "old_tv"
MADE = (STATIC / "old-tv.js").read_text("utf-8")
HEAD, BODY = re.fullmatch(r"(/\*\n.*?\*/\n)(.*)", MADE, re.DOTALL).groups()  # type: ignore[union-attr]
_IMPORT = re.compile(r'^(?:import|export)\b[^;]*?"(\.[^"]+)";', re.MULTILINE)


def header(name: str) -> str:
    """Return a value from the header of the generated file."""
    return HEAD.partition(f" * {name}: ")[2].partition("\n")[0]


def imported(source: Path) -> set[Path]:
    """List the files that a source imports, resolved as browsers do."""
    names = _IMPORT.findall(source.read_text("utf-8"))
    return {
        (SHARED / name.rpartition("shared/")[2] if "shared/" in name else source.parent / name).resolve()
        for name in names
    }


def test_it_was_made_of_todays_sources_so_run_make_old_tv_after_changing_them() -> None:
    digest = hashlib.sha256()
    for name in header("Sources").split():
        digest.update(name.encode() + b"\0" + (ROOT / name).read_bytes() + b"\0")

    assert header("Sources sha256") == digest.hexdigest(), "make old-tv"
    assert header("Body sha256") == hashlib.sha256(BODY.encode()).hexdigest(), (
        "the file was edited: make old-tv"
    )


def test_its_sources_are_all_that_its_page_imports_and_the_boards_own() -> None:
    files, todo = set[Path](), {STATIC / "old" / "old-tv.js"}
    while todo:
        source = todo.pop()
        files.add(source)
        todo |= imported(source) - files

    named = {ROOT / name for name in header("Sources").split() if not name.startswith("scripts/")}
    assert named == files
    shared = {
        "board/announcer.js",
        "board/state.js",
        "board/lines.js",
        "board/words.js",
        "board/draw.js",
        "board/sizes.js",
    }
    assert {STATIC / name for name in shared} <= named


def test_its_tools_are_named_by_exact_version_and_locked_without_an_address() -> None:
    tools = json.loads((TOOLS / "package.json").read_text())["devDependencies"]
    lock = json.loads((TOOLS / "package-lock.json").read_text())["packages"]

    assert header("Made by") == ", ".join(f"{name} {version}" for name, version in tools.items())
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in tools.values())
    assert all(lock[f"node_modules/{name}"]["version"] == version for name, version in tools.items())
    assert not any("resolved" in package for package in lock.values())
    assert all("integrity" in package for path, package in lock.items() if path)


def test_its_style_is_of_2011() -> None:
    style = re.sub(r"/\*.*?\*/", "", (STATIC / "old-tv.css").read_text("utf-8"), flags=re.DOTALL)

    for later in (
        "var(", "--", "grid", "flex", "gap:", "inset:", "clip-path", ":has(", ":not(", ":is(", "calc(", "clamp(", "woff2",
    ):  # fmt: skip
        assert later not in style, later
