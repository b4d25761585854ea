"""A separate network for a TV, linked to the hall, that can drop every packet (needs root, ip, iptables)."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

NEAR, FAR = "10.203.77.1", "10.203.77.2"


class NotPossible(Exception):
    """This machine lacks a requirement of a fault; the text says which."""


class Cable:
    """A network namespace and the link to it. NEAR is this machine's address for the TV."""

    def __init__(self) -> None:
        """Raises NotPossible if not root, if ip or iptables is missing, or if the kernel does not allow it."""
        self.name, self._link = f"antre-tv-{os.getpid()}", f"antre{os.getpid() % 100_000}"
        if sys.platform != "linux" or os.geteuid() != 0:
            raise NotPossible("needs root, for a network of its own")
        if missing := [tool for tool in ("ip", "iptables") if shutil.which(tool) is None]:
            raise NotPossible(f"needs {' and '.join(missing)}")
        try:
            self._do("ip", "netns", "add", self.name)
            self._do(
                "ip", "link", "add", self._link, "type", "veth", "peer", "name", "tv", "netns", self.name
            )
            self._do("ip", "address", "add", f"{NEAR}/30", "dev", self._link)
            self._do("ip", "link", "set", self._link, "up")
            self._inside("ip", "address", "add", f"{FAR}/30", "dev", "tv")
            self._inside("ip", "link", "set", "lo", "up")
            self._inside("ip", "link", "set", "tv", "up")
            self._inside("iptables", "-L", "-n")
        except NotPossible:
            self.close()
            raise

    def browser(self, executable: str, folder: Path) -> str:
        """Return the path of a script that starts a browser in the TV's namespace."""
        script = folder / "browser-at-the-tv"
        script.write_text(f'#!/bin/sh\nexec ip netns exec {self.name} {executable} "$@"\n')
        script.chmod(0o755)
        return str(script)

    def swallow(self) -> None:
        """Drop every packet in both directions, without an error at either end."""
        self._inside("iptables", "-A", "INPUT", "-i", "tv", "-j", "DROP")
        self._inside("iptables", "-A", "OUTPUT", "-o", "tv", "-j", "DROP")

    def heal(self) -> None:
        """Stop dropping packets."""
        self._inside("iptables", "-F")

    def close(self) -> None:
        """Delete the namespace and the link."""
        with contextlib.suppress(NotPossible):
            self._do("ip", "netns", "delete", self.name)
        with contextlib.suppress(NotPossible):
            self._do("ip", "link", "delete", self._link)

    def _inside(self, *command: str) -> None:
        self._do("ip", "netns", "exec", self.name, *command)

    def _do(self, *command: str) -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotPossible(f"{' '.join(command[:3])}: {done.stderr.strip()[:120]}")
