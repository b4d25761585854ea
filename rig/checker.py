"""
The checker for tests: read a day's log as bytes from Redis or an archive, and check it with the product's own checker.

That checker (``antre/checker.py``) imports nothing of the queue, so that a mistake in the queue's fold cannot hide.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import redis

from antre.checker import Entry, Json, wrongs

__all__ = ["Entry", "displayed_calls", "numbers", "out_of_order", "read_archive", "read_log", "wrongs"]


def read_log(url: str, venue: str, day: str) -> list[Entry]:
    """Return the day's entries: id, fact, link."""
    with redis.Redis.from_url(url, protocol=2) as client:
        raw: Any = client.xrange(f"antre:{{{venue}}}:{day}:log")
    return [(id.decode(), *_fact_and_link(fields)) for id, fields in raw]


def _fact_and_link(fields: dict[bytes, bytes]) -> tuple[bytes, str]:
    """Return the fact and its link; of an entry added by hand, its first value and "" if it has no link."""
    return next(iter(fields.values())), fields.get(b"h", b"").decode("utf-8", "surrogateescape")


def read_archive(file: Path) -> list[Entry]:
    """Return the entries of an archived day: id, fact, link."""
    with zipfile.ZipFile(file) as opened:
        blocks = [opened.read(name) for name in sorted(opened.namelist()) if name != "index.json"]
    lines = [json.loads(line) for block in blocks for line in block.splitlines()]
    return [(id, fact.encode(), link) for id, fact, link in lines]


def numbers(entries: list[Entry]) -> list[str]:
    """Return the numbers issued, in order."""
    return [
        fact["ticket_id"] for fact in (json.loads(f) for _, f, _ in entries) if fact["kind"] == "TicketIssued"
    ]


def displayed_calls(facts: list[tuple[int, Json]]) -> list[list[str]]:
    """Return the calls that every board of the venue must finally show, [ticket, counter], newest first."""
    visible: dict[str, tuple[int, str]] = {}
    before: dict[int, dict[str, tuple[int, str] | None]] = {}
    first: dict[str, int] = {}
    for seq, fact in facts:
        press = fact["press"][0] if "press" in fact else ""
        if "counter_id" in fact:
            first.setdefault(press, seq)
        if fact["kind"] in ("TicketCalled", "TicketRecalled"):
            number = fact["ticket_id"]
            before.setdefault(first[press], {}).setdefault(number, visible.get(number))
            visible[number] = seq, fact["counter_id"]
        elif fact["kind"] == "PressUndone":
            for number, was in before.get(fact["undone_seq"], {}).items():
                visible.pop(number, None)
                if was:
                    visible[number] = was
    return [
        [number, counter] for number, (_, counter) in sorted(visible.items(), key=lambda item: -item[1][0])
    ]


def out_of_order(presses: list[tuple[float, float, int]]) -> list[str]:
    """
    Check S6: if press A ended before press B began, A precedes B in the log.

    presses: (began, ended, seq), times of one clock in seconds.
    """
    faults, highest, ended = [], 0, sorted(presses, key=lambda press: press[1])
    place = 0
    for began, _, seq in sorted(presses):
        while place < len(ended) and ended[place][1] < began:
            highest = max(highest, ended[place][2])
            place += 1
        if seq < highest:
            faults.append(f"S6 {seq} began after {highest} had ended")
    return faults
