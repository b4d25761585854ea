"""
Two network namespaces that can be partitioned: every packet between them is dropped.

The calling thread, and threads it starts, are in a third namespace that reaches both. The machine's own network is not
changed, because Chromium would abort its downloads. Needs root and ip.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rig.engines.sets import Place

CLONE_NEWNET = 0x40000000
OURS, ADDRESSES = "10.206.5.1", ("10.206.5.2", "10.206.5.3")
NOBODY = "02:00:00:00:00:01"
"""A hardware address that no card has: packets to it are lost without an error."""


class NoNetwork(Exception):
    """This machine cannot create network namespaces; the text says why."""


class Partition:
    """The two places, and the partition between them."""

    def __init__(self, names: tuple[str, str]) -> None:
        self._names = names
        self.places = tuple(
            Place(address, ("ip", "netns", "exec", name))
            for address, name in zip(ADDRESSES, names, strict=True)
        )

    def cut(self) -> None:
        """Drop every packet between them."""
        for name, other in zip(self._names, reversed(ADDRESSES), strict=True):
            _ip("-n", name, "neigh", "replace", other, "lladdr", NOBODY, "dev", "eth0", "nud", "permanent")

    def heal(self) -> None:
        """End the partition."""
        for name, other in zip(self._names, reversed(ADDRESSES), strict=True):
            _ip("-n", name, "neigh", "delete", other, "dev", "eth0")


@contextmanager
def two_places() -> Iterator[Partition]:
    """Yield the two places; return this thread to its former namespace at the end. Raises NoNetwork."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        raise NoNetwork("needs root and ip")
    names = (f"antre-here-{os.getpid()}", f"antre-there-{os.getpid()}")
    libc = ctypes.CDLL(None, use_errno=True)
    with Path("/proc/thread-self/ns/net").open("rb") as before:
        if libc.unshare(CLONE_NEWNET):
            raise NoNetwork(os.strerror(ctypes.get_errno()))
        try:
            _connect(names)
            yield Partition(names)
        finally:
            for name in names:
                with suppress(NoNetwork):
                    _ip("netns", "delete", name)
            libc.setns(before.fileno(), CLONE_NEWNET)


def _connect(names: tuple[str, str]) -> None:
    _ip("link", "set", "lo", "up")
    _ip("link", "add", "between", "type", "bridge")
    _ip("address", "add", f"{OURS}/29", "dev", "between")
    _ip("link", "set", "between", "up")
    for n, (name, address) in enumerate(zip(names, ADDRESSES, strict=True)):
        _ip("netns", "add", name)
        _ip("link", "add", f"to{n}", "type", "veth", "peer", "name", "eth0", "netns", name)
        _ip("link", "set", f"to{n}", "master", "between", "up")
        for words in (
            ("address", "add", f"{address}/29", "dev", "eth0"),
            ("link", "set", "lo", "up"),
            ("link", "set", "eth0", "up"),
        ):
            _ip("-n", name, *words)


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoNetwork(f"ip {' '.join(words[:4])}: {done.stderr.strip()[:120]}")
