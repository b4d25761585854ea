"""
The checker: reads a day's log as bytes and says what is wrong with it; imports nothing of Antre.

Its ids are those of the invariants: S2 numbers dense and unique, S3 one state, S4 one counter per
ticket and one ticket per counter, S5 every call the rightful next, S7 one effect per key,
S8 sequences dense and every link right.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from typing import Any

import redis

Entry = tuple[str, bytes, str]


def read_log(url: str, venue: str, day: str) -> list[Entry]:
    """Give the day's entries: id, fact, link."""
    with redis.Redis.from_url(url, protocol=2) as client:
        raw: Any = client.xrange(f"antre:{{{venue}}}:{day}:log")
    return [(id.decode(), fields[b"f"], fields[b"h"].decode()) for id, fields in raw]


def wrongs(entries: list[Entry]) -> list[str]:
    """Say everything that is wrong with a day's log."""
    return [*_chain(entries), *_Replay().run([(int(i.split("-")[0]), json.loads(f)) for i, f, _ in entries])]


def numbers(entries: list[Entry]) -> list[str]:
    """Give the numbers issued, in order."""
    return [
        fact["ticket_id"] for fact in (json.loads(f) for _, f, _ in entries) if fact["kind"] == "TicketIssued"
    ]


def _chain(entries: list[Entry]) -> list[str]:
    found, before = [], ""
    for n, (id, fact, link) in enumerate(entries, 1):
        if id != f"{n}-0":
            found.append(f"S8 sequence: {id} at place {n}")
        if hashlib.sha1(before.encode() + fact, usedforsecurity=False).hexdigest() != link:
            found.append(f"S8 link: {id}")
        before = link
    return found


class _Replay:
    def __init__(self) -> None:
        self.found: list[str] = []
        self.venue = ""
        self.house: dict[str, Any] = {}
        self.ordinals: dict[str, int] = {}
        self.state: dict[str, str] = {}
        self.lines: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self.service: dict[str, str] = {}
        self.hand: dict[str, str | None] = {}
        self.keys: dict[str, tuple[str, int]] = {}

    def run(self, facts: list[tuple[int, dict[str, Any]]]) -> list[str]:
        for seq, fact in facts:
            self._key(seq, fact)
            act = getattr(self, f"_{fact['kind']}", None)
            if act:
                act(seq, fact)
        return self.found

    def _expect(self, holds: bool, why: str) -> None:
        if not holds:
            self.found.append(why)

    def _key(self, seq: int, fact: dict[str, Any]) -> None:
        """One effect per key: a key's facts stand together, in one append."""
        if "press" not in fact:
            return
        key, last = fact["press"][0], self.keys.get(fact["press"][0])
        self._expect(last is None or last[1] == seq - 1, f"S7 second effect of a key at {seq}")
        self.keys[key] = (fact["press"][1], seq)

    def _DayOpened(self, seq: int, fact: dict[str, Any]) -> None:  # noqa: N802 - named as the fact
        self.venue = fact["venue_id"]

    def _HouseAdopted(self, seq: int, fact: dict[str, Any]) -> None:  # noqa: N802 - named as the fact
        agencies = {
            a["id"]: {s["id"] for s in fact["content"]["services"] if s["agency"] == a["id"]}
            for a in fact["content"]["agencies"]
        }
        self.house = {
            c["id"]: set(c.get("services") or ()) or set().union(*(agencies[a] for a in c["agencies"]))
            for c in fact["content"]["counters"]
            if c["venue"] == self.venue
        }

    def _TicketIssued(self, seq: int, fact: dict[str, Any]) -> None:  # noqa: N802
        prefix, number = fact["prefix"], fact["ticket_id"]
        self._expect(
            fact["ordinal"] == self.ordinals.get(prefix, 0) + 1, f"S2 gap or repeat: {number} at {seq}"
        )
        self._expect(number not in self.state, f"S2 twice: {number} at {seq}")
        self.ordinals[prefix] = fact["ordinal"]
        self._join(seq, number, fact["service_id"])

    def _join(self, seq: int, number: str, service: str) -> None:
        self.state[number], self.service[number] = "waiting", service
        self.lines[service].append((seq, number))

    def _TicketCancelled(self, seq: int, fact: dict[str, Any]) -> None:  # noqa: N802
        self._move(seq, fact, "waiting", "cancelled")
        self._leave(fact["ticket_id"])

    def _TicketCalled(self, seq: int, fact: dict[str, Any]) -> None:  # noqa: N802
        number, counter = fact["ticket_id"], fact["counter_id"]
        self._expect(self.hand.get(counter) is None, f"S4 counter {counter} called with one in hand at {seq}")
        first = min((line[0] for s in self.house[counter] if (line := self.lines[s])), default=None)
        self._expect(
            first is not None and first[1] == number, f"S5 not the rightful next: {number} at {seq}, {first}"
        )
        self._move(seq, fact, "waiting", "called")
        self._leave(number)
        self.hand[counter] = number

    def _leave(self, number: str) -> None:
        line = self.lines[self.service[number]]
        line[:] = [place for place in line if place[1] != number]

    def _ServingStarted(self, seq: int, fact: dict[str, Any]) -> None:  # noqa: N802
        self._move(seq, fact, "called", "serving")

    def _NoShowRecorded(self, seq: int, fact: dict[str, Any]) -> None:  # noqa: N802
        self._move(seq, fact, "called", "missed")
        self._release(seq, fact)

    def _TicketFinished(self, seq: int, fact: dict[str, Any]) -> None:  # noqa: N802
        self._expect(self.state.get(fact["ticket_id"]) in ("called", "serving"), f"S3 finished at {seq}")
        self.state[fact["ticket_id"]] = "finished"
        self._release(seq, fact)

    def _TicketForwarded(self, seq: int, fact: dict[str, Any]) -> None:  # noqa: N802
        self._expect(self.state.get(fact["ticket_id"]) == "finished", f"S3 forwarded at {seq}")
        self._join(seq, fact["ticket_id"], fact["service_id"])

    def _move(self, seq: int, fact: dict[str, Any], before: str, after: str) -> None:
        number = fact["ticket_id"]
        self._expect(
            self.state.get(number) == before,
            f"S3 {number} was {self.state.get(number)}, not {before}, at {seq}",
        )
        self.state[number] = after

    def _release(self, seq: int, fact: dict[str, Any]) -> None:
        self._expect(
            self.hand.get(fact["counter_id"]) == fact["ticket_id"], f"S4 counter did not hold it at {seq}"
        )
        self.hand[fact["counter_id"]] = None


def out_of_order(presses: list[tuple[float, float, int]]) -> list[str]:
    """
    S6: if press A ended before press B began, A stands before B.

    presses: (began, ended, seq), times of one clock in seconds.
    """
    found, highest, ended = [], 0, sorted(presses, key=lambda press: press[1])
    place = 0
    for began, _, seq in sorted(presses):
        while place < len(ended) and ended[place][1] < began:
            highest = max(highest, ended[place][2])
            place += 1
        if seq < highest:
            found.append(f"S6 {seq} began after {highest} had ended")
    return found
