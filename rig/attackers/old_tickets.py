"""Attackers of the ticketing service without an account; each attacks during its context."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import requests

from rig.attackers.raid import Raid, Tally, raid

OPENED_AT_ONCE = 16
REST_S = 0.05


@contextmanager
def old_ticket_storm(
    tickets: str, tokens: Sequence[str], *, at_once: int = OPENED_AT_ONCE
) -> Iterator[Tally]:
    """
    Open links of past tickets repeatedly, ``at_once`` at a time; yield the tally of statuses, 0 for no response.

    tickets: URL of the ticketing API.
    """
    with raid(_open_links, [f"{tickets}/tickets/{token}" for token in tokens], threads=at_once) as tally:
        yield tally


def _open_links(raid: Raid, number: int, urls: Sequence[str]) -> None:
    raid.begin()
    while not raid.is_over:
        try:
            raid.count(str(requests.get(urls[number % len(urls)], timeout=10).status_code))
        except requests.RequestException:
            raid.count("0")
        raid.rest(REST_S)
