"""A flood of ticket requests, as from an outsider on the hall's Wi-Fi: at full speed from one address, or from many."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests

from rig.attackers.addresses import come_from
from rig.attackers.raid import NICENESS, Raid, Tally, raid

THREADS = 8
ADDRESSES = 1
ADDRESS_BURST, ADDRESS_PER_S = 600, 2.0
"""Rate limit of one address: burst, then numbers per second (docs/adr/0018)."""


class Flood:
    """The responses to a flood by HTTP status; 0: no response. Complete after the flood."""

    def __init__(self) -> None:
        self.answers, self.lasted_s = Tally(), 0.0

    @property
    def taken(self) -> int:
        """How many numbers the flood got."""
        return self.answers["201"]

    @property
    def share(self) -> float:
        """How many numbers the rate limit allows one address in that time."""
        return ADDRESS_BURST + ADDRESS_PER_S * (self.lasted_s + 1)


@contextmanager
def number_flood(
    ticketing: str,
    venue: str,
    services: list[str],
    *,
    threads: int = THREADS,
    addresses: int = ADDRESSES,
    niceness: int = NICENESS,
) -> Iterator[Flood]:
    """
    Take numbers at full speed during the context.

    addresses: number of client addresses, among which the threads are divided; more than one needs a service that
    listens on this machine's loopback and sees the client addresses itself.
    """
    flood, began = Flood(), time.monotonic()
    url = f"{ticketing}/api/ticketing/v1/venues/{venue}/tickets"
    with raid(_take, url, services, addresses, threads=threads, niceness=niceness) as flood.answers:
        yield flood
    flood.lasted_s = time.monotonic() - began


def _take(raid: Raid, number: int, url: str, services: list[str], addresses: int) -> None:
    http, turn = requests.Session(), 0
    if addresses > 1:
        come_from(http, f"127.0.0.{number % addresses + 1}")
    raid.begin()
    while not raid.is_over:
        turn += 1
        try:
            answer = http.post(url, json={"service": services[turn % len(services)]}, timeout=10)
        except requests.RequestException:
            raid.count("0")
            continue
        raid.count(str(answer.status_code))
