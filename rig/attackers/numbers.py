"""A flood of numbers, as an outsider on the hall's Wi-Fi makes it: from one address at full speed, or from many."""

from __future__ import annotations

import multiprocessing
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event
from typing import Any

import requests

from rig.attackers.addresses import come_from

THREADS = 8
ADDRESSES = 1


class Flood:
    """What a flood was answered, by HTTP status; 0: not at all. Complete once the flood is over."""

    def __init__(self) -> None:
        self.answers: Counter[int] = Counter()
        self.lasted_s = 0.0

    @property
    def taken(self) -> int:
        """How many numbers it got."""
        return self.answers[201]


@contextmanager
def number_flood(
    ticketing: str, venue: str, services: list[str], *, threads: int = THREADS, addresses: int = ADDRESSES
) -> Iterator[Flood]:
    """
    Take numbers at full speed while the block runs, in a process of its own.

    addresses: from how many client addresses, each with its share of the threads; more than one needs a service that
    listens on this machine's loopback and sees its clients itself.
    """
    context = multiprocessing.get_context("spawn")
    stop, answers, flood = context.Event(), context.Queue(), Flood()
    process = context.Process(
        target=_flood, args=(ticketing, venue, services, threads, addresses, stop, answers), daemon=True
    )
    began = time.monotonic()
    process.start()
    try:
        yield flood
    finally:
        stop.set()
        flood.answers, flood.lasted_s = Counter(answers.get(timeout=60)), time.monotonic() - began
        process.join(20)


def _flood(
    ticketing: str, venue: str, services: list[str], threads: int, addresses: int, stop: Event, answers: Any
) -> None:
    counts = [Counter[int]() for _ in range(threads)]
    workers = [
        threading.Thread(
            target=_take,
            args=(ticketing, venue, services, f"127.0.0.{n % addresses + 1}" if addresses > 1 else None, stop, counts[n]),
        )
        for n in range(threads)
    ]  # fmt: skip
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    answers.put(dict(sum(counts, Counter[int]())))


def _take(
    ticketing: str, venue: str, services: list[str], address: str | None, stop: Event, counted: Counter[int]
) -> None:
    http = requests.Session()
    if address is not None:
        come_from(http, address)
    url, turn = f"{ticketing}/api/ticketing/v1/venues/{venue}/tickets", 0
    while not stop.is_set():
        turn += 1
        try:
            answer = http.post(url, json={"service": services[turn % len(services)]}, timeout=10)
        except requests.RequestException:
            counted[0] += 1
            continue
        counted[answer.status_code] += 1
