"""The pages' pure parts, tested by Node's own test runner."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from rig.engine import missing

PAGES = Path(__file__).parent / "pages"


def test_the_pages_pure_parts() -> None:
    node = shutil.which("node")
    if node is None:
        missing("no node")

    ran = subprocess.run([str(node), PAGES / "all.js"], capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]
    assert f"# tests {count_tests()}" in ran.stdout


def count_tests() -> int:
    """Count the tests that the files hold, of which none may be left out."""
    return sum(file.read_text("utf-8").count("\ntest(") for file in PAGES.rglob("*.test.js"))
