"""A fault by entries that somebody adds to the logs by hand, while the hall is busy."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterable

import redis
import requests

from faults.arena import Arena, settle
from faults.load import Load
from faults.redis_scenarios import OPENING
from faults.scenarios import Fault, Healed
from rig.running import SERVICES

GOES_ON_WITHIN_S = 5.0
KNOWN_WITHIN_S = 10.0
FORGED = {
    "kind": "TicketIssued", "v": 1, "at_ms": 1, "ticket_id": "A-900", "prefix": "A", "ordinal": 900,
    "service_id": "ktp-el",
}  # fmt: skip
NO_LINK = "f" * 40
GAUGES = ("antre_log_tip", "antre_waiting", "antre_counters_open")

Fields = list[bytes | str]
"""Names and values in order; a name may occur twice."""
Rubbish = Callable[[Fields], Fields]
"""Returns the fields to add, from those of the log's last entry."""

BETWEEN: tuple[Rubbish, ...] = (
    lambda last: last,  # a copy
    lambda last: ["f", json.dumps(FORGED), "h", NO_LINK],
    lambda last: ["f", json.dumps(FORGED), "h", ""],
    lambda last: ["f", json.dumps(FORGED)],
    lambda last: ["by", "hand", "f", json.dumps(FORGED)],
    lambda last: [*last, "h", NO_LINK],
    lambda last: ["f", b"\xff\0", "h", b"\xff\0"],
)
"""Added as 10-5 behind 10-0, so that the next sequence stays free."""


def rubbish_added(arena: Arena, load: Load) -> Healed:
    """Entries added to the logs of the day, of the days and of the house: every service alarms and skips them."""
    day, days, house = (
        f"{{{arena.hall.venue}}}:{arena.day}:log",
        f"{{{arena.hall.venue}}}:days",
        "{house}:log",
    )
    added, problems = set[tuple[str, str]](), []
    with redis.Redis.from_url(arena.redis_url, protocol=2) as client:
        for n, rubbish in enumerate((*BETWEEN, None)):
            for log in (day, days, house):
                added.add((log, _add(client, f"antre:{log}", rubbish)))
            if not _goes_on(arena):
                problems.append(f"L1 no number, or no call, within {GOES_ON_WITHIN_S} s of rubbish {n}")
    arena.hall.edit_house(lambda house: house.update(motto="Beres"))
    arena.signal("counter", signal.SIGKILL)
    at = time.monotonic()
    problems += [*_unlike_alarms(arena, added, seldom_read=days), *_unlike_folds(arena, load)]
    own = tuple(id for log, id in added if log == day)
    return Healed(at, wrongs=tuple(problems), note=f"{len(added)} entries, all alarmed", foreign=own)


def _goes_on(arena: Arena) -> bool:
    """Return whether a number is issued and one is called."""
    began = time.monotonic()
    while arena.witness.first_after(began, ("issue", "next")) is None:
        if time.monotonic() > began + GOES_ON_WITHIN_S:
            return False
        settle(0.02)
    return True


def _add(client: redis.Redis, key: str, rubbish: Rubbish | None) -> str:
    """Add an entry with an id between the last one's and the next fact's, or by the clock; return its id."""
    while True:
        if rubbish is None:
            return str(client.xadd(key, {"anything": "at all"}).decode())
        [[id, fields]] = client.xrevrange(key, count=1)
        sequence, _, index = id.decode().partition("-")
        between = f"{sequence}-{int(index) + 5}"
        try:
            client.execute_command(
                "XADD", key, between, *rubbish([part for field in fields.items() for part in field])
            )
        except redis.exceptions.ResponseError:  # a fact came first
            continue
        return between


def _unlike_alarms(arena: Arena, added: set[tuple[str, str]], *, seldom_read: str) -> Iterable[str]:
    """
    Wait until every service has alarmed for each entry added; yield where it did not, or for others too.

    seldom_read: a log that ticketing and display read again only when a day begins.
    """
    deadline = time.monotonic() + KNOWN_WITHIN_S
    for name in SERVICES:
        is_read = name in ("counter", "reports")
        expected = {(log, id) for log, id in added if is_read or log != seldom_read}
        while not expected <= (alarmed := _alarmed(arena, name)) and time.monotonic() < deadline:
            settle(0.1)
        if not expected <= alarmed <= added:
            missing, more = sorted(expected - alarmed), sorted(alarmed - added)
            yield f"S8 {name} raised no alarm for {missing}, but for {more}"
        if "past_differs" in arena.hall.logs(name):
            yield f"S8 {name} took the log for another one"


def _alarmed(arena: Arena, name: str) -> set[tuple[str, str]]:
    """Return the log and id of each entry that a service called foreign."""
    lines = [line for line in arena.hall.logs(name).splitlines() if '"foreign_entry"' in line]
    return {(alarm["log"], alarm["id"]) for alarm in map(json.loads, lines)}


def _unlike_folds(arena: Arena, load: Load) -> Iterable[str]:
    """Let the load rest, and yield what each service knows if they differ, or do not know the whole log."""
    with load.at_rest():
        deadline = time.monotonic() + KNOWN_WITHIN_S
        while True:
            known = {name: _gauges(arena, name) for name in OPENING}
            last = float(arena.entries()[-1][0].partition("-")[0])
            if all(gauges == known["counter"] and gauges[0] == last for gauges in known.values()):
                return
            if time.monotonic() > deadline:
                yield f"S8 the log ends at {last:.0f}; last sequence, waiting, open counters: {known}"
                return
            settle(0.1)


def _gauges(arena: Arena, name: str) -> list[float]:
    """Return a service's last sequence, and how many tickets wait and counters are open."""
    metrics = requests.get(f"{arena.hall.ready[name]}/metrics", timeout=5).text
    found = {
        line.partition("{")[0]: float(line.split()[-1])
        for line in metrics.splitlines()
        if f'venue="{arena.hall.venue}"' in line
    }
    return [found.get(gauge, -1.0) for gauge in GAUGES]


FOREIGN_FAULTS = (Fault(37, "rubbish added to the logs by hand", rubbish_added),)
