"""
Floods: many waiting numbers that one origin took in a short time; and the last taking back.

An origin is ``Ticket.origin``: the mark of a public address, or a paired kiosk. The hall's own Wi-Fi is also one
origin, so a flood is only a reason to check; a supervisor decides.
"""

from __future__ import annotations

from collections.abc import Iterator

from waitingroom.hall import Hall
from waitingroom.house.model import House
from waitingroom.rules import TAKEN_BACK_UNDO_MS
from waitingroom.views.shapes import Json, local

FLOOD_WINDOW_MS = 10 * 60_000
FLOOD_NUMBERS = 150
"""Minimum of waiting numbers of one origin within FLOOD_WINDOW_MS: twice what visitors can take at one kiosk."""


def floods(hall: Hall, house: House) -> Iterator[Json]:
    """Yield the densest window of each flooding origin: how many numbers, from when until when."""
    lines = [*hall.lines.values(), *hall.own_lines.values()]
    if sum(map(len, lines)) < FLOOD_NUMBERS:
        return
    issued_by_origin: dict[str, list[int]] = {}
    for line in lines:
        for _, ticket_id in line:
            ticket = hall.tickets[ticket_id]
            issued_by_origin.setdefault(ticket.origin, []).append(ticket.issued_ms)
    for origin, times in issued_by_origin.items():
        if len(times) < FLOOD_NUMBERS or origin.startswith("staff:"):
            continue
        count, from_ms, until_ms = _densest(times)
        if count >= FLOOD_NUMBERS:
            yield {
                "kind": "flood", "origin": origin, "by_kiosk": origin.startswith("device:"), "numbers": count,
                "minutes": max(1, -(-(until_ms - from_ms) // 60_000)), "from_ms": from_ms, "until_ms": until_ms,
                "since": local(hall, house, from_ms), "until": local(hall, house, until_ms),
            }  # fmt: skip


def taken_back(hall: Hall, house: House, now_ms: int) -> Iterator[Json]:
    """Yield the last taking back while it can be undone."""
    last = hall.taken_back
    if last is not None and now_ms - last.at_ms <= TAKEN_BACK_UNDO_MS:
        yield {
            "kind": "taken-back", "seq": last.seq, "numbers": len(last.tickets),
            "since": local(hall, house, last.at_ms), "until": local(hall, house, last.at_ms + TAKEN_BACK_UNDO_MS),
        }  # fmt: skip


def _densest(times: list[int]) -> tuple[int, int, int]:
    """Return the largest number of these times within FLOOD_WINDOW_MS, and the first and last of them."""
    ordered, first = sorted(times), 0
    best = (0, 0, 0)
    for last, until_ms in enumerate(ordered):
        while until_ms - ordered[first] > FLOOD_WINDOW_MS:
            first += 1
        best = max(best, (last - first + 1, ordered[first], until_ms), key=lambda window: window[0])
    return best
