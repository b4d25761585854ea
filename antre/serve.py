"""
One service of ``antre run``: ``python -m antre.serve services.ticketing``.

It imports what the service needs, which is the slowest part of its start, and serves once it reads a line from
standard input. Until then it is a spare; if standard input ends first, it exits.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import sys
from pathlib import Path

COMM = Path("/proc/self/comm")
"""The process name shown by ps, up to 15 characters."""


def main(package: str) -> int:
    """Import, wait, serve; return the exit status."""
    _set_process_name("spare")
    is_display = package == "services.display"
    module = importlib.import_module(f"{package}.serve" if is_display else "gunicorn.app.wsgiapp")
    if not is_display:
        importlib.import_module("services.web.whole_requests")
        importlib.import_module(f"{package}.app")
    gc.collect()
    if os.read(0, 1) == b"":
        return 0
    _set_process_name(f"antre-{package.rpartition('.')[2]}")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    if is_display:
        status: int = module.main()
        return status
    sys.argv = ["gunicorn", "-c", "python:services.web.server", f"{package}.app:create_app()"]
    module.run()
    return 0


def _set_process_name(name: str) -> None:
    with contextlib.suppress(OSError):
        COMM.write_text(name[:15])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
