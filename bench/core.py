"""The core against its floors: the fold of a day, and one append."""

from __future__ import annotations

import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha1
from pathlib import Path

import redis

from antre.house_file import read_house_file, sample_path
from antre.redis_server import RedisFolder, find_server
from rig.waiting import wait_for
from waitingroom import counter_rules, rules
from waitingroom.counter_rules import CounterPress
from waitingroom.facts import Fact, Press, encode
from waitingroom.hall import Hall
from waitingroom.house.reader import read_house
from waitingroom.local_time import at
from waitingroom.log.base import Appended, Tip, link_all
from waitingroom.log.fold import Clock, Fold
from waitingroom.log.redis_log import RedisStore
from waitingroom.tokens import press_digest

VENUE, DAY, ZONE = "mpp-kupang", "2026-06-08", "Asia/Makassar"
TICKETS = 24_000
ROUNDS = 5
APPENDS = 3_000
PAGE = 500

PAYLOAD = b'{"kind":"TicketIssued","v":1,"at_ms":1780880400000,"ticket_id":"A-012","prefix":"A","ordinal":12,"service_id":"ktp-el"}'

AddRow = Callable[[str, list[float], list[float], str], None]
"""add_row(name, Antre's value per round, the floor's, unit)"""


def measure(add_row: AddRow) -> None:
    """Run every row."""
    with tempfile.TemporaryDirectory(prefix="antre-bench-") as name:
        folder = Path(name)
        with own_redis(folder / "redis") as (store, engine):
            _fold(store, add_row)
            _append(store, add_row)
            _append_with_a_replica(store, engine, folder / "replica", add_row)


@contextmanager
def own_redis(folder: Path) -> Iterator[tuple[RedisStore, RedisFolder]]:
    """Yield a store on a separate Redis, started as `make run` starts one."""
    engine = RedisFolder(folder, find_server())
    process = subprocess.Popen(engine.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        store = RedisStore(engine.url)
        store.start()
        store.await_available(time.monotonic() + 10)
        yield store, engine
        store.stop()
    finally:
        process.kill()
        process.wait()


def _day() -> list[Fact]:
    """Return the facts of a day of TICKETS tickets: issued, called, recalled, started and finished, one press each."""
    house = read_house(read_house_file(sample_path(VENUE)))
    now_ms, facts, hall = at(DAY, 9 * 60, ZONE), [], Hall()

    def record(new: list[Fact]) -> None:
        for fact in new:
            key = press_digest("bench", str(len(facts)))
            fact = replace(fact, press=Press(key, key, "public", key[:16]))
            facts.append(fact)
            hall.apply(len(facts), fact)

    record(rules.open_day(
        hall, venue_id=VENUE, day=DAY, previous_day=None, previous_link="", house=house, house_seq=1,
        epoch="bench", run_id="bench", now_ms=now_ms,
    ))  # fmt: skip
    counters = [c.id for c in house.counters[VENUE].values()]
    services = [
        s.id
        for s in house.services_at(VENUE)
        if (p := house.place_of(s.id, VENUE))
        and not p.planned
        and s.quota is None
        and s.hours is None
        and p.hours is None
    ]
    for counter in counters:
        record(counter_rules.open_counter(hall, CounterPress(counter, counter, counter, now_ms)))
    serving = {s: [c.id for c in house.counters_serving(VENUE, s, hall.service_day)] for s in services}
    for n in range(TICKETS):
        service = services[n % len(services)]
        record(rules.issue(hall, service_id=service, now_ms=now_ms))
        counter = serving[service][n % len(serving[service])]
        press = CounterPress(counter, counter, counter, now_ms)
        record(counter_rules.call_next(hall, press))
        record(counter_rules.recall(hall, press))
        record(counter_rules.start(hall, press))
        record(counter_rules.finish(hall, press))
    return facts


def _fold(store: RedisStore, add_row: AddRow) -> None:
    facts = _day()
    log = store.log(f"{{{VENUE}}}:{DAY}:log")
    tip = Tip()
    for start in range(0, len(facts), PAGE):
        linked = link_all(tip, [encode(fact) for fact in facts[start : start + PAGE]])
        log.append(tip, linked, turn="bench")
        tip = Tip(f"{start + len(linked)}-0", linked[-1][1])

    def antre() -> None:
        fold = Fold(log, Hall, clock=Clock(), alarm=lambda event, **more: print(event, more, file=sys.stderr))
        fold.load()
        assert fold.state.seq == len(facts), fold.state.seq

    payloads = [encode(fact) for fact in facts]

    def floor() -> None:
        link = ""
        for payload in payloads:
            json.loads(payload)
            link = sha1(link.encode() + payload, usedforsecurity=False).hexdigest()

    add_row(f"fold of {len(facts):,} facts, from Redis", *_in_turn(antre, floor), "s")


class _Appends:
    """A log to which facts are appended one by one. took_ms: duration of each append."""

    def __init__(self, store: RedisStore, name: str) -> None:
        self._log, self._tip, self.took_ms = store.log(f"{{bench}}:{name}:log"), Tip(), list[float]()

    def append(self) -> None:
        """Append one fact."""
        linked = link_all(self._tip, [PAYLOAD])
        began = time.perf_counter()
        answer = self._log.append(self._tip, linked, turn="bench")
        self.took_ms.append((time.perf_counter() - began) * 1000)
        assert isinstance(answer, Appended)
        self._tip = Tip(f"{self._tip.seq + 1}-0", linked[0][1])


def _append(store: RedisStore, add_row: AddRow) -> None:
    ours, least = _Appends(store, "appends"), list[float]()
    floor_key = "bench-floor"
    client: redis.Redis = store.commands
    script = client.register_script(
        "redis.call('XADD', KEYS[1], '*', 'f', ARGV[1]) return redis.call('INCR', KEYS[2])"
    )
    for _ in range(APPENDS):
        ours.append()
        began = time.perf_counter()
        script(keys=[floor_key, f"{floor_key}:n"], args=[PAYLOAD])
        least.append((time.perf_counter() - began) * 1000)
    for name, percent in (("p50", 50), ("p99", 99)):
        cuts = [[_cut(values[n::ROUNDS], percent) for n in range(ROUNDS)] for values in (ours.took_ms, least)]
        add_row(f"append of one fact, AOF always, {name}", *cuts, "ms")


def _append_with_a_replica(store: RedisStore, engine: RedisFolder, folder: Path, add_row: AddRow) -> None:
    """Compare ANTRE_REDIS_WAIT=1 with no waiting, both on a primary with a replica."""
    replica, password = RedisFolder(folder, find_server()), engine.url.rpartition("@")[0].rpartition(":")[2]
    follows = (
        f"--masterauth {password} --replicaof 127.0.0.1 {engine.port} --repl-diskless-sync-delay 0".split()
    )
    process = subprocess.Popen(
        [*replica.command, *follows], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    waiting = RedisStore(engine.url, replicas=1)
    try:
        waiting.start()
        wait_for(lambda: waiting.why_writes_fail() == "", what="a replica")
        ends = [_Appends(waiting, "waits"), _Appends(store, "does-not")]
        for _ in range(APPENDS):
            for one in ends:
                one.append()
        for name, percent in (("p50", 50), ("p99", 99)):
            cuts = [[_cut(one.took_ms[n::ROUNDS], percent) for n in range(ROUNDS)] for one in ends]
            add_row(f"append of one fact, waiting for a replica against not, {name}", *cuts, "ms")
    finally:
        waiting.stop()
        process.kill()
        process.wait()


def _cut(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def _in_turn(*acts: Callable[[], None]) -> list[list[float]]:
    """Time each function ROUNDS times, alternating within every round; seconds."""
    took: list[list[float]] = [[] for _ in acts]
    for _ in range(ROUNDS):
        for act, times in zip(acts, took, strict=True):
            gc.collect()
            gc.disable()
            began = time.perf_counter()
            act()
            times.append(time.perf_counter() - began)
            gc.enable()
    return took
