"""Attackers of the ticketing service, without an account: each attacks from when it is entered until it is left."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import requests

OPENED_AT_ONCE = 16


@contextmanager
def old_ticket_storm(
    tickets: str, tokens: Sequence[str], *, at_once: int = OPENED_AT_ONCE
) -> Iterator[Counter[int]]:
    """
    Open links of past tickets so many at once, again and again; gives the statuses answered, 0 for none.

    tickets: the address of the ticketing API.
    """
    over, statuses = threading.Event(), Counter[int]()

    def open_links(n: int) -> None:
        while not over.is_set():
            token = tokens[n % len(tokens)]
            try:
                status = requests.get(f"{tickets}/tickets/{token}", timeout=10).status_code
            except requests.RequestException:
                status = 0
            statuses[status] += 1
            over.wait(0.05)

    threads = [threading.Thread(target=open_links, args=(n,), daemon=True) for n in range(at_once)]
    for thread in threads:
        thread.start()
    try:
        yield statuses
    finally:
        over.set()
        for thread in threads:
            thread.join()
