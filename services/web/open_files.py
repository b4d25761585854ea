"""The limit of open files of a service's process: raised at its start, and never used up by clients alone."""

from __future__ import annotations

import errno
import resource
import sys

from services.web import logs

RESERVED = 200
"""Files besides the clients' sockets: connections to Redis, pages, data; at most half of the limit."""
PAUSE_S = 0.02
"""Pause after no connection could be accepted: the socket stays readable, so that the loop would spin."""


EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)
"""Errors of accept while this process, or the machine, has no file left."""


def raise_limit(sockets: int) -> None:
    """Raise the limit to fit this many sockets of clients, as far as the system allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = sockets + RESERVED
    if soft != resource.RLIM_INFINITY and soft < needed:
        most = needed if hard == resource.RLIM_INFINITY else min(needed, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def warn_if_few(sockets: int) -> None:
    """Log a warning if not this many sockets of clients fit into the limit."""
    if (room := sockets_max()) < sockets:
        logs.warning("few_open_files", sockets_max=room, sockets_wanted=sockets)


def sockets_max() -> int:
    """Return how many sockets of clients fit into the limit as it is now."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return sys.maxsize if soft == resource.RLIM_INFINITY else soft - min(RESERVED, soft // 2)
