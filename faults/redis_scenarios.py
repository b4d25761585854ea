"""Faults by manipulation of Redis and its files, and a past day that many clients request."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import redis
import requests

from faults.arena import Arena, settle
from faults.load import Load
from faults.outsiders import under_attack
from faults.scenarios import Fault, Healed
from rig.attackers.old_tickets import old_ticket_storm
from rig.checker import numbers
from rig.history.old_day import write_old_day
from rig.running import SERVICES
from rig.waiting import wait_for

SHUT_S = 2.0
"""How long a hall without its log is observed: nothing may be issued."""
OLD_TICKETS = 20_000

OPENING = tuple(name for name in SERVICES if name != "reports")
"""The services that open a venue's day and report a lost log; reports only reads."""


def framing_flipped(arena: Arena, load: Load) -> Healed:
    """One bit flips in the framing of the append-only file: Redis does not start, and the output says what to do."""
    with arena.redis_down() as file:
        whole = file.read_bytes()
        place = whole.index(b"\r\n$", len(whole) // 2) + 2
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x80]) + whole[place + 1 :])
    wait_for(lambda: "redis-check-aof" in arena.hall.output, 20, "what to do to be said")
    with arena.file_mended() as file:
        file.write_bytes(whole)
    return Healed(time.monotonic(), note="what to do was said")


def flushed(arena: Arena, load: Load) -> Healed:
    """FLUSHALL: nothing is issued on the empty log; the command is cut from the file, and the hall continues."""
    _wait_for_clerks(arena)
    arena.command("FLUSHALL")
    wrongs = _shut(arena)
    with arena.redis_down() as file:
        whole = file.read_bytes()
        file.write_bytes(whole[: whole.rindex(b"*1\r\n$8\r\nFLUSHALL")])
    return Healed(time.monotonic(), wrongs=wrongs, note="shut meanwhile")


def yesterdays_backup(arena: Arena, load: Load) -> Healed:
    """Yesterday's backup is restored, and every service restarts: nothing is issued until the log is back."""
    _wait_for_clerks(arena)
    names = [f"antre:{{{arena.hall.venue}}}:{part}" for part in ("days", f"{arena.day}:log")]
    wait_for(lambda: len(list(arena.seen.glob("*.json"))) >= len(OPENING), 20, "the services' notes")
    with redis.Redis.from_url(arena.redis_url, protocol=2) as client:
        for name in names:
            client.rename(name, f"{name}:aside")
        for service in OPENING:
            arena.hall.kill(service)
        wrongs = _shut(arena)
        for name in names:
            client.rename(f"{name}:aside", name)
    return Healed(time.monotonic(), wrongs=wrongs, note="shut meanwhile")


def _wait_for_clerks(arena: Arena) -> None:
    """Wait until every clerk has called, because a clerk still signing in would only fail."""

    def calling() -> set[str]:
        return {
            line["counter"]
            for line in arena.witness.lines()
            if line["saw"] == "press" and line["verb"] == "next"
        }

    wait_for(lambda: calling() >= set(arena.counters), 60, "every clerk at work")


def _shut(arena: Arena) -> tuple[str, ...]:
    """Wait until every service reports the lost log; return the entries written to it meanwhile as violations."""

    def reports_loss(name: str) -> bool:
        try:
            lacks = requests.get(f"{arena.hall.ready[name]}/readyz", timeout=5).json()["lacks"]
        except requests.RequestException:
            return False
        return any("queue's log" in lack for lack in lacks)

    wait_for(lambda: all(reports_loss(name) for name in OPENING), 30, "every service to say it")
    settle(SHUT_S)
    return tuple(f"S2 written on a lost log: {id}" for id, _, _ in arena.entries())


def last_taken_out(arena: Arena, load: Load) -> Healed:
    """XDEL of the log's last entry, first rubbish, then an issued number: the next number must differ."""
    kiosk, log = load.new_client(), f"antre:{{{arena.hall.venue}}}:{arena.day}:log"
    for _ in range(3):
        load.issue(kiosk)
    problems, missing = [], []
    with redis.Redis.from_url(arena.redis_url, protocol=2) as client:
        rubbish = int(arena.entries()[-1][0].partition("-")[0]) + 1
        client.xadd(log, {"f": "rubbish"}, id=f"{rubbish}-0")
        client.xdel(log, f"{rubbish}-0")
        missing.append(rubbish)
        load.issue(kiosk)
        removed = arena.entries()[-1]
        client.xdel(log, removed[0])
        missing.append(int(removed[0].partition("-")[0]))
    damaged_at = time.monotonic()
    after = [load.issue(kiosk) for _ in range(3)]
    issued = [answer.json()["number"] for answer in after if answer is not None and answer.ok]
    if len(issued) != len(after) or set(issued) & set(numbers([removed])):
        problems.append(f"S2 after the last entry was taken out: {issued}, {numbers([removed])} before")
    if not requests.get(f"{arena.hall.ready['ticketing']}/readyz", timeout=5).ok:
        problems.append("L1 not ready after the last entry was taken out")
    wait_for(lambda: all("entries_missing" in arena.hall.logs(name) for name in SERVICES), 10, "alarms")
    return Healed(damaged_at, damaged_at, tuple(problems), f"then {issued[0]}", missing=tuple(missing))


@contextmanager
def _old_tickets(arena: Arena) -> Iterator[object]:
    tokens = write_old_day(arena.redis_url, arena.hall.venue, tickets=OLD_TICKETS)
    with old_ticket_storm(arena.hall.tickets, tokens) as statuses:
        yield statuses
    assert set(statuses) <= {"200", "503"}, statuses
    page = f"{arena.hall.tickets}/tickets/{tokens[0]}"
    wait_for(lambda: requests.get(page, timeout=10).ok, 60, "the old ticket to be shown")


REDIS_FAULTS = (
    Fault(13, "FLUSHALL", flushed, hall="foreign hands"),
    Fault(14, "yesterday's backup put in place", yesterdays_backup, hall="foreign hands"),
    Fault(10, "a bit flipped in the log's framing", framing_flipped, hall="foreign hands"),
    # The last one of its hall: its gap stays in the log.
    Fault(48, "the log's last entry taken out", last_taken_out, works=False, heals=(), hall="foreign hands"),
    Fault(46, "an old ticket opened 16 times at once", under_attack(_old_tickets)),
)
