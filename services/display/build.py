"""The build id of the board's page that this service serves."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

STATIC = (Path(__file__).parent / "static", Path(__file__).parents[1] / "web" / "static")
SCRIPTS = (".js", ".css")


@cache
def page_build() -> str:
    """Return eight hex digits that change with every change of the page's scripts and styles."""
    digest = hashlib.sha256()
    for folder in STATIC:
        for file in sorted(folder.rglob("*")):
            if file.suffix in SCRIPTS:
                digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:8]
