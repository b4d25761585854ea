"""
Outreach laptops: real ``antre outreach start`` processes, each in an isolated network namespace.

On a machine without network namespaces, a laptop runs beside the hall on its own ports, and a message says so.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from rig.running import RunningHall

_COUNT = itertools.count(1)
_CLOCK = Path(__file__).with_name("days_ahead.c")


class NoNetwork(Exception):
    """This machine cannot create a network namespace; the text says why."""


class Hotspot:
    """A network namespace with one veth link, over which phones and tablets reach the laptop in it."""

    def __init__(self) -> None:
        """Raises NoNetwork if not root, if ``ip`` is missing or if the kernel does not allow it."""
        n = next(_COUNT)
        self.name, self._link = f"antre-laptop-{os.getpid()}-{n}", f"al{os.getpid() % 100_000}n{n}"
        self.address = f"10.204.{os.getpid() % 250 + 1}.{4 * n + 2}"
        near = f"10.204.{os.getpid() % 250 + 1}.{4 * n + 1}"
        if os.geteuid() != 0 or shutil.which("ip") is None:
            raise NoNetwork("needs root and ip")
        try:
            _do("ip", "netns", "add", self.name)
            _do("ip", "link", "add", self._link, "type", "veth", "peer", "name", "wlan0", "netns", self.name)
            _do("ip", "address", "add", f"{near}/30", "dev", self._link)
            _do("ip", "link", "set", self._link, "up")
            for command in (
                ("address", "add", f"{self.address}/30", "dev", "wlan0"),
                ("link", "set", "lo", "up"),
                ("link", "set", "wlan0", "up"),
            ):
                _do(*self.inside, "ip", *command)
        except NoNetwork:
            self.close()
            raise

    @property
    def inside(self) -> tuple[str, ...]:
        """Prefix of a command that runs in the namespace."""
        return ("ip", "netns", "exec", self.name)

    def close(self) -> None:
        """Delete the namespace and its link."""
        for command in (("ip", "netns", "delete", self.name), ("ip", "link", "delete", self._link)):
            with contextlib.suppress(NoNetwork):
                _do(*command)


def _do(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoNetwork(f"{' '.join(command[:3])}: {done.stderr.strip()[:120]}")


class NoOtherDay(Exception):
    """This machine cannot run a hall with another date; the text says why."""


def on_another_day(days: int, folder: Path) -> tuple[str, ...]:
    """
    Return the prefix of a command whose clock is ``days`` ahead.

    folder: where the preloaded library is built; without spaces, which separate paths in LD_PRELOAD. Raises NoOtherDay.
    """
    if not days:
        return ()
    if (compiler := shutil.which("cc")) is None:
        raise NoOtherDay("needs a C compiler (Debian: apt install gcc)")
    library = folder / f"{days}_days_ahead.so"
    if not library.exists():
        options = ("-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", f"-DDAYS_AHEAD={days}")
        subprocess.run([compiler, *options, "-o", library, _CLOCK], check=True)
    return ("env", f"LD_PRELOAD={library}")


class LaterHall(RunningHall):
    """A stopped hall, restarted in a copy of its folder ``days`` later. Raises NoOtherDay."""

    def __init__(self, hall: RunningHall, folder: Path, days: int) -> None:
        shutil.copytree(hall.folder, folder)
        self.before = on_another_day(days, folder.parent)
        super().__init__(folder, port=hall.port)


class RunningLaptop(RunningHall):
    """
    ``antre outreach start FILE`` in its own folder.

    hotspot: its network, None: this machine's; days: how far its clock is ahead of this machine's. Raises NoOtherDay.
    """

    def __init__(
        self, folder: Path, file: Path, code: str, venue: str, hotspot: Hotspot | None, *, days: int = 0
    ) -> None:
        self.command = ("outreach", "start", str(file), "--code", code)
        self.before = (*(hotspot.inside if hotspot else ()), *on_another_day(days, folder.parent))
        self._venue, self._address = venue, hotspot.address if hotspot else "127.0.0.1"
        super().__init__(folder, hours="always", env={"ANTRE_REDIS_URL": "redis://127.0.0.1:1/0"})
        for name in ("ticketing", "counter", "display", "reports"):
            self.ready[name] = self.ready[name].replace("127.0.0.1", self._address)
        self.tickets = f"{self.ready['ticketing']}/api/ticketing/v1"
        self.counters = f"{self.ready['counter']}/api/counter/v1"

    @property
    def ready_file(self) -> Path | None:
        """Path of ready.json; None: not ready yet."""
        place = self.folder / ".run" / "outreach" / self._venue / "ready.json"
        return place if place.exists() else None

    def logs(self, name: str) -> str:
        """Return the log of a child process."""
        return (self.folder / ".run" / "outreach" / self._venue / "log" / f"{name}.log").read_text()


@contextlib.contextmanager
def hotspot() -> Iterator[Hotspot | None]:
    """Yield a network for a laptop, or None, with a message, where this machine allows none."""
    try:
        network = Hotspot()
    except NoNetwork as error:
        print(  # noqa: T201
            f"laptops run beside the hall, without networks of their own: {error}"
        )
        yield None
        return
    try:
        yield network
    finally:
        network.close()
