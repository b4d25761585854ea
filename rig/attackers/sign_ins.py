"""
A storm of sign-ins: threads that try wrong passwords as fast as they are answered, in a process of their own.

They ask at once again whatever they are told: neither Retry-After nor a refusal slows them.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import requests

from rig.attackers.addresses import come_from
from rig.waiting import PATIENCE_S

NICENESS = 19
"""Attackers have machines of their own: on this one they take the time that nobody else wants."""
FIRST_ADDRESS = 10
"""Attackers of several addresses come from 127.0.0.10, 127.0.0.11, …; those of one, from where everybody does."""
BEGUN = "begun"

Tally = Counter[str]
"""
How often each slug was answered; "lost": no answer came; "closed": the service had just closed a connection that was
kept, because the attackers, who give way to all others, did not use it.
"""


@contextmanager
def sign_in_storm(
    session_url: str,
    *,
    threads: int = 40,
    names: Sequence[str] = (),
    made_up: bool = True,
    addresses: int = 1,
) -> Iterator[Tally]:
    """
    Try wrong passwords from so many threads while the block runs; the tally is complete after it.

    session_url: where one signs in. names: accounts that exist, tried in turn. made_up: every other try has a new
    name that nobody has; every one, if there are no ``names``. addresses: from so many of the loopback's.
    """
    options = {
        "url": session_url, "threads": threads, "names": list(names), "made_up": made_up or not names,
        "addresses": addresses,
    }  # fmt: skip
    tally: Tally = Counter()
    with subprocess.Popen(
        [sys.executable, "-m", "rig.attackers.sign_ins", json.dumps(options)],
        cwd=Path(__file__).parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as attackers:  # fmt: skip
        try:
            assert attackers.stdout is not None
            assert attackers.stdout.readline().strip() == BEGUN
            yield tally
            told, _ = attackers.communicate(timeout=PATIENCE_S)
            tally.update(json.loads(told))
        finally:
            attackers.kill()


class _Attackers:
    """The threads, in their process."""

    def __init__(
        self, url: str, *, threads: int, names: Sequence[str], made_up: bool, addresses: int
    ) -> None:
        self._url, self._addresses = url, addresses
        self._over, self._guard, self.tally = threading.Event(), threading.Lock(), Counter[str]()
        self._tries = zip(itertools.count(), self._all_names(names, made_up), strict=False)
        self._threads = [threading.Thread(target=self._attack, args=(n,)) for n in range(threads)]

    def begin(self) -> None:
        """Let them loose."""
        for thread in self._threads:
            thread.start()

    def end(self) -> Tally:
        """Let each end its last try; gives what they were answered."""
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE_S)
        return self.tally

    def _all_names(self, names: Sequence[str], made_up: bool) -> Iterator[str]:
        real, run = itertools.cycle(names), os.getpid()
        for n in itertools.count():
            if not names or (made_up and n % 2):
                yield f"nobody-{run}-{n}"
            else:
                yield next(real)

    def _attack(self, number: int) -> None:
        http = requests.Session()
        if self._addresses > 1:
            come_from(http, f"127.0.0.{FIRST_ADDRESS + number % self._addresses}")
        while not self._over.is_set():
            with self._guard:
                n, name = next(self._tries)
            slug = self._try(http, name, f"wrong password {n}")
            with self._guard:
                self.tally[slug] += 1

    def _try(self, http: requests.Session, name: str, password: str) -> str:
        try:
            answer = http.post(self._url, json={"username": name, "password": password}, timeout=PATIENCE_S)
            return str(answer.json()["slug"])
        except requests.ConnectionError:
            return "closed"
        except (requests.RequestException, KeyError):
            return "lost"


def _main() -> None:
    os.nice(NICENESS)
    options = json.loads(sys.argv[1])
    attackers = _Attackers(options.pop("url"), **options)
    attackers.begin()
    sys.stdout.write(f"{BEGUN}\n")
    sys.stdout.flush()
    sys.stdin.read()
    sys.stdout.write(json.dumps(attackers.end()))


if __name__ == "__main__":
    _main()
