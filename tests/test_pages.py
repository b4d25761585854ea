"""The pages' pure parts, tested by Node's own test runner."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from rig.engines.engine import missing

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "tests" / "pages"
COLUMNS_MAX = 110
GENERATED = "old-tv.js"


def test_the_pages_pure_parts() -> None:
    node = shutil.which("node")
    if node is None:
        missing("no node")

    ran = subprocess.run([str(node), PAGES / "all.js"], capture_output=True, text=True, check=False)

    assert ran.returncode == 0, ran.stdout[-4000:] + ran.stderr[-2000:]
    assert f"# files {len(list(PAGES.rglob('*.test.js')))}\n" in ran.stdout, "a test file was not run"


def test_no_line_of_javascript_is_too_long_to_read() -> None:
    files = [
        path
        for folder in ("services", "tests", "scripts", "deploy")
        for path in (ROOT / folder).rglob("*.js")
        if not {"vendor", "node_modules"} & set(path.parts) and path.name != GENERATED
    ]

    too_long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > COLUMNS_MAX
    ]

    assert len(files) > 100
    assert too_long == []
