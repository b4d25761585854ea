"""The pages' pure parts, tested by ``node --test``."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from rig.engine import missing

ROOT = Path(__file__).parents[1]


def test_the_pages_pure_parts() -> None:
    node = shutil.which("node")
    if node is None:
        missing("no node")
    files = sorted(str(path) for path in (ROOT / "tests/pages").rglob("*.test.js"))

    ran = subprocess.run([str(node), "--test", *files], cwd=ROOT, capture_output=True, text=True, check=False)

    assert len(files) >= 7
    assert ran.returncode == 0, ran.stdout[-4000:]
