"""
Staff pages are small, so that an old PC or one with an empty cache opens them at once.

Lazy imports (``import()``) do not count: the clerk's dialogs, the supervisor's panel, the password dialog.
"""

from __future__ import annotations

import gzip
import posixpath
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
OWN = ROOT / "services" / "counter" / "static"
SHARED = ROOT / "services" / "web" / "static"
GZIPPED_MAX = 60_000
_IMPORT = re.compile(r'^(?:import|export)\b[^;]*?"(\.{1,2}/[^"]+)";', re.MULTILINE)


def placed(name: str) -> Path:
    """Return the file behind an address below ``/static/counter/``."""
    return SHARED / name.removeprefix("shared/") if name.startswith("shared/") else OWN / name


def own_code(page: str) -> set[Path]:
    """List all our own files that a page loads: imported scripts, styles, the template."""
    files, todo = set[Path](), [f"{page}/{page}.js"]
    while todo:
        name = todo.pop()
        path = placed(name)
        if path in files or "vendor" in path.parts:
            continue
        files.add(path)
        todo += [posixpath.normpath(f"{name}/../{other}") for other in _IMPORT.findall(path.read_text())]
    others = (
        "shared/again.js",
        "shared/tokens.css",
        "shared/base.css",
        "staff/staff.css",
        f"{page}/{page}.css",
    )
    return files | {placed(name) for name in others} | {OWN.parent / "templates" / "staff.html"}


@pytest.mark.parametrize("page", ["clerk", "supervisor", "reception", "admin", "follow-ups", "outreach"])
def test_a_page_of_staff_is_under_60_kb_of_own_code_gzipped(page: str) -> None:
    files = own_code(page)

    gzipped = {str(path.relative_to(ROOT)): len(gzip.compress(path.read_bytes(), 6)) for path in files}

    assert {f"{page}.js", "draw.js", "tokens.css"} <= {path.name for path in files}
    assert sum(gzipped.values()) < GZIPPED_MAX, sorted(gzipped.items(), key=lambda file: -file[1])
