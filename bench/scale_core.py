"""
Measure a process that follows every venue, without any service: ``make scale CORE=1 VENUES="1 10 50 300"``.

Each size runs in a separate process, on a separate real Redis.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import redis

from antre.redis_server import free_port
from rig.country import country, venue_id
from rig.engines.engine import Engine, server
from waitingroom import counter_rules, rules
from waitingroom.counter_rules import CounterPress
from waitingroom.facts import Fact, Press
from waitingroom.live.halls import Halls
from waitingroom.log.redis_log import RedisStore

FOLLOW_REST_S = 0.05
"""As in the ticketing and counter services."""
IDLE_S, EDITS, TICKETS = 10.0, 100, 200
LONG_S = 300.0


def measure(venues: int) -> list[str]:
    """Return one row of each table."""
    with tempfile.TemporaryDirectory(prefix="antre-scale-") as folder:
        port = free_port()
        url = f"redis://127.0.0.1:{port}/0"
        engine = Engine(
            [str(server("redis")), "--port", str(port), "--dir", folder, "--appendonly", "yes",
             "--appendfsync", "always", "--save", "", "--bind", "127.0.0.1"], url,
        )  # fmt: skip
        try:
            return _measure(venues, url, engine)
        finally:
            engine.kill()


def _measure(venues: int, url: str, engine: Engine) -> list[str]:
    store = RedisStore(url)
    store.start()
    began = time.monotonic()
    halls = _halls(store)
    halls.save_house(lambda now: country(venues), press=_press("house"), deadline=time.monotonic() + LONG_S)
    opened_s = time.monotonic() - began
    began, cpu = time.monotonic(), _cpu_s()
    for hall in _halls(store).all():
        hall.settle()
    restart_s, restart_cpu = time.monotonic() - began, _cpu_s() - cpu
    halls.start()
    time.sleep(3.0)
    assert engine.process is not None
    idle = _idle(engine.process.pid)
    with engine.client() as client:
        info: Any = client.info()
        slice_bytes = client.memory_usage(_day_log(client))
    row = (
        f"| {venues} | {threading.active_count()} | {_memory_mb()} | {idle[0]:.1%} | {idle[1]:.1%} | "
        f"{info['connected_clients']} | {info['used_memory'] / 2**20:.1f} | {slice_bytes / 1024:.0f} | {opened_s:.1f} | "
        f"{restart_s:.1f} ({restart_cpu:.1f} CPU) |"
    )
    return [row, _edits(halls, venues, engine), _tickets(halls, engine)]


def _halls(store: RedisStore) -> Halls:
    halls = Halls(store, alarm=lambda event, **fields: print(event, fields, flush=True), rest_s=FOLLOW_REST_S)
    halls.house.load()
    return halls


def _idle(redis_pid: int) -> tuple[float, float]:
    """Return the share of a core that this process and Redis use while idle."""
    before, redis_before, began = _cpu_s(), _cpu_of(redis_pid), time.monotonic()
    time.sleep(IDLE_S)
    took = time.monotonic() - began
    return (_cpu_s() - before) / took, (_cpu_of(redis_pid) - redis_before) / took


def _edits(halls: Halls, venues: int, engine: Engine) -> str:
    """Change the sign of one counter repeatedly; return a row. The first edit of a process, which builds indexes, is apart."""
    place = 40 * (venues // 2)

    def edit(n: int) -> float:
        def change(now: dict[str, Any] | None) -> dict[str, Any]:
            assert now is not None
            now["counters"][place] = now["counters"][place] | {"sign": f"{n}A"}
            return now

        began = time.perf_counter()
        halls.save_house(change, press=_press(f"edit {n}"), deadline=time.monotonic() + LONG_S)
        return (time.perf_counter() - began) * 1000

    first_ms = edit(EDITS)
    with engine.client() as client:
        before, cpu = _lengths(client), _cpu_s()
        house = client.memory_usage("antre:{house}:log", samples=0) or 0
        took_ms = [edit(n) for n in range(EDITS)]
        cpu_ms, after = (_cpu_s() - cpu) * 1000 / EDITS, _lengths(client)
        written = ((client.memory_usage("antre:{house}:log", samples=0) or 0) - house) / EDITS
    touched = sum(after[name] != before.get(name) for name in after)
    return (
        f"| {venues} | {statistics.median(took_ms):.1f} ({min(took_ms):.1f} to {max(took_ms):.1f}) | {cpu_ms:.1f} | "
        f"{first_ms:.0f} | {written:.0f} | {touched} |"
    )


def _tickets(halls: Halls, engine: Engine) -> str:
    """Issue, call and serve numbers at one venue; return a line with the memory of each in Redis."""
    live, venue = halls.get(venue_id(1)), venue_id(1)
    with engine.client() as client:
        name = next(iter(client.scan_iter(f"antre:{{{venue}}}:*log")))
        before: Any = client.memory_usage(name, samples=0)
        live.press(
            lambda hall, now_ms: counter_rules.open_counter(hall, _at(now_ms)),
            stamp=_press("open"), show=lambda *_: None,
        )  # fmt: skip
        for n in range(TICKETS):
            live.press(
                lambda hall, now_ms: rules.issue(hall, service_id="service-0", now_ms=now_ms),
                stamp=_press(f"issue {n}"), show=lambda *_: None,
            )  # fmt: skip
            verbs: tuple[Callable[..., list[Fact]], ...] = (
                counter_rules.call_next, counter_rules.start, counter_rules.finish,
            )  # fmt: skip
            for verb in verbs:
                live.press(
                    lambda hall, now_ms, verb=verb: verb(hall, _at(now_ms)),  # type: ignore[misc]
                    stamp=_press(f"{verb.__name__} {n}"), show=lambda *_: None,
                )  # fmt: skip
        grew: Any = (client.memory_usage(name, samples=0) or 0) - before
    return f"- a number that is issued, called, started and finished takes {grew / TICKETS:.0f} bytes of Redis's memory"


def _at(now_ms: int) -> CounterPress:
    return CounterPress(counter_id="1", session_id="s", staff="siti", now_ms=now_ms)


def _day_log(client: redis.Redis) -> bytes:
    return next(iter(client.scan_iter(f"antre:{{{venue_id(1)}}}:*log")))


def _lengths(client: redis.Redis) -> dict[bytes, int]:
    return {name: client.xlen(name) for name in client.scan_iter("antre:*log", count=1_000)}


def _press(what: str) -> Press:
    return Press(what, "wish", "public", what)


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _memory_mb() -> int:
    line = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")
    )
    return int(line.split()[1]) // 1024


if __name__ == "__main__":
    print("\n".join(measure(int(sys.argv[1]))))
