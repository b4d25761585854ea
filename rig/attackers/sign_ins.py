"""
A storm of sign-ins: threads that try wrong passwords as fast as they are answered.

They ask at once again whatever they are told: neither Retry-After nor a refusal slows them.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import requests

from rig.attackers.addresses import come_from
from rig.attackers.raid import NICENESS, Raid, Tally, raid
from rig.waiting import PATIENCE_S

FIRST_ADDRESS = 10
"""Attackers of several addresses come from 127.0.0.10, 127.0.0.11, …; those of one, from where everybody does."""


@contextmanager
def sign_in_storm(
    session_url: str,
    *,
    threads: int = 40,
    names: Sequence[str] = (),
    made_up: bool = True,
    addresses: int = 1,
    niceness: int = NICENESS,
) -> Iterator[Tally]:
    """
    Try wrong passwords from so many threads while the block runs; the tally, by slug, is complete after it.

    session_url: where one signs in. names: accounts that exist, tried in turn. made_up: every other try has a new
    name that nobody has; every one, if there are no ``names``. addresses: from so many of the loopback's.
    "lost": no answer came; "closed": the service had just closed a connection that was kept, because the attackers,
    who give way to all others, did not use it.
    """
    with raid(
        _try_on, session_url, list(names), made_up, addresses, threads=threads, niceness=niceness
    ) as tally:
        yield tally


def _try_on(raid: Raid, number: int, url: str, names: Sequence[str], made_up: bool, addresses: int) -> None:
    http = requests.Session()
    if addresses > 1:
        come_from(http, f"127.0.0.{FIRST_ADDRESS + number % addresses}")
    raid.begin()
    for n, name in enumerate(_all_names(number, names, made_up)):
        if raid.is_over:
            return
        raid.count(_try(http, url, name, f"wrong password {number} {n}"))


def _all_names(number: int, names: Sequence[str], made_up: bool) -> Iterator[str]:
    """Return the names that one thread tries; its number lets it begin with another than the threads beside it."""
    real, run = itertools.cycle(names), os.getpid()
    for n in itertools.count(number):
        yield f"nobody-{run}-{number}-{n}" if not names or (made_up and n % 2) else next(real)


def _try(http: requests.Session, url: str, name: str, password: str) -> str:
    try:
        answer = http.post(url, json={"username": name, "password": password}, timeout=PATIENCE_S)
        return str(answer.json()["slug"])
    except requests.ConnectionError:
        return "closed"
    except (requests.RequestException, KeyError):
        return "lost"
