"""Tells whoever started this service that it can work now, where that one asked to be told."""

from __future__ import annotations

import contextlib
import os
import threading
import time

from services.web.context import Context

LOOK_EVERY_S = 0.02


def tell_when_ready(context: Context, pipe: int | None) -> None:
    """
    Write a byte into the pipe once the service lacks nothing; do nothing without a pipe.

    pipe: its file descriptor, as the setting ``ready_fd`` has it.
    """
    if pipe is not None:
        threading.Thread(target=_tell, args=(context, pipe), name="readiness", daemon=True).start()


def _tell(context: Context, pipe: int) -> None:
    while context.lacks():
        time.sleep(LOOK_EVERY_S)
    with contextlib.suppress(OSError):  # it was told by an earlier worker, and listens no more
        os.write(pipe, b"1")
        os.close(pipe)
