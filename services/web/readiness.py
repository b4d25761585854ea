"""Readiness notification to the parent process that started this service."""

from __future__ import annotations

import contextlib
import os
import threading
import time

from services.web.context import Context

LOOK_EVERY_S = 0.02


def notify_when_ready(context: Context, pipe: int | None) -> None:
    """
    Write a byte into the pipe once the service is ready; do nothing if ``pipe`` is None.

    pipe: file descriptor, from the setting ``ready_fd``.
    """
    if pipe is not None:
        threading.Thread(target=_tell, args=(context, pipe), name="readiness", daemon=True).start()


def _tell(context: Context, pipe: int) -> None:
    while context.lacks():
        time.sleep(LOOK_EVERY_S)
    with contextlib.suppress(OSError):  # an earlier worker notified the parent, which has closed its end
        os.write(pipe, b"1")
        os.close(pipe)
