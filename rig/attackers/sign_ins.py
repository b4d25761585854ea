"""
A storm of sign-ins: threads that try wrong passwords as fast as they get responses.

They retry at once after any response: neither Retry-After nor a refusal slows them down.
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
"""Attackers with several addresses come from 127.0.0.10, 127.0.0.11, …; with one address, from the default one."""


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
    Try wrong passwords from several threads during the context; the tally, by slug, is complete after it.

    session_url: URL of the sign-in. names: existing accounts, tried in turn. made_up: every other try uses a new
    unknown name; every try, if ``names`` is empty. addresses: number of loopback addresses used.
    "lost": no response; "closed": the service had closed an idle keep-alive connection, which the low-priority
    attackers had not used for too long.
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
    """Yield the names that one thread tries; its number alternates whether it begins with a known or an unknown one."""
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
