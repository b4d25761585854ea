"""
Reports against floors: month and year at a glance as the years add up, and the following of a heavy day into SQL.

A day has 2,400 tickets, ten times the first house's busiest day; working days only. ``YEARS=1,3,10`` also builds a
database of ten years, of several gigabytes.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from bench.core import AddRow, own_redis
from rig.history.played import append_facts, played, write_day
from rig.history.random_days import SHAPES, VENUE
from services.reports.context import FOLLOW_EVERY_S
from services.reports.figures.comparing import compared
from services.reports.figures.periods import Period, parse
from services.reports.history.following import Following
from services.reports.history.history import History
from services.reports.history.tables import OF_DAY, days, summaries
from waitingroom import keys
from waitingroom.facts import DayNamed, Fact
from waitingroom.local_time import day_after, weekday
from waitingroom.log.base import MemoryStore

YEARS = tuple(int(years) for years in os.environ.get("YEARS", "1,3").split(","))
TEMPLATE_DAY = "2015-12-31"
FIRST_YEAR = 2016
ROUNDS = 5
BATCH = 20
"""Facts per step: one second's at the peak hour of a day of 24,000 tickets, ten times this one."""
BATCHES_TIMED = 200
KEEP_UP_S = 60
ONE_QUERY = (
    "SELECT agency_id, count(*), sum(wait_s) FROM stops WHERE venue_id = ? AND day BETWEEN ? AND ? GROUP BY 1"
)


def measure(add_row: AddRow) -> None:
    """Run every row."""
    facts = played(1, TEMPLATE_DAY, shape=SHAPES[-1])
    with tempfile.TemporaryDirectory(prefix="antre-bench-") as folder:
        _follow(Path(folder), facts, add_row)
        _keep_up(Path(folder), facts, add_row)
        _grow(Path(folder), facts, add_row)


def _follow(folder: Path, facts: list[Fact], add_row: AddRow) -> None:
    """Time one step of following the log, against writing its raw facts in one transaction."""
    history, store = History(f"sqlite:///{folder / 'follow.db'}"), MemoryStore()
    history.migrate()
    following = Following(store, history, alarm=_quiet)
    append_facts(store, keys.DAYS_LOG(VENUE), [DayNamed(at_ms=facts[0].at_ms, service_day=TEMPLATE_DAY)])
    name = keys.DAY_LOG(VENUE, TEMPLATE_DAY)
    before = len(facts) - BATCH * BATCHES_TIMED
    append_facts(store, name, facts[:before])
    following.step([VENUE])
    plain = sqlite3.connect(folder / "floor.db", isolation_level=None)
    plain.execute("PRAGMA journal_mode=WAL")
    plain.execute("CREATE TABLE facts (seq INTEGER PRIMARY KEY, data TEXT)")
    ours, floor, log = [], [], store.log(name)
    for start in range(before, len(facts), BATCH):
        append_facts(store, name, facts[start : start + BATCH])
        ours.append(_ms(lambda: following.step([VENUE])))
        after = f"{start}-0"

        def write(after: str = after) -> None:
            entries = log.read(after)[1]
            plain.execute("BEGIN IMMEDIATE")
            plain.executemany("INSERT INTO facts (data) VALUES (?)", [(entry.data,) for entry in entries])
            plain.execute("COMMIT")

        floor.append(_ms(write))
    what = f"follow {BATCH} facts of a day of 2,400 tickets into SQL"
    add_row(f"{what}, p50", [statistics.median(ours)], [statistics.median(floor)], "ms")
    add_row(f"{what}, p99", [_p99(ours)], [_p99(floor)], "ms")
    plain.close()
    history.close()


def _keep_up(folder: Path, facts: list[Fact], add_row: AddRow) -> None:
    """Append BATCH facts a second to a real Redis, follow it as the service does, and measure each fact's lag in SQL."""
    history, name = History(f"sqlite:///{folder / 'rate.db'}"), keys.DAY_LOG(VENUE, TEMPLATE_DAY)
    history.migrate()
    appended: dict[int, float] = {}
    before = len(facts) // 2
    with own_redis(folder / "redis") as (store, _):
        write_day(store, TEMPLATE_DAY, facts[:before])
        following = Following(store, history, alarm=_quiet)
        following.step([VENUE])

        def press() -> None:
            began = time.monotonic()
            for n in range(BATCH * KEEP_UP_S):
                time.sleep(max(0.0, began + n / BATCH - time.monotonic()))
                append_facts(store, name, facts[before + n : before + n + 1])
                appended[before + n + 1] = time.monotonic()

        presses = threading.Thread(target=press)
        presses.start()
        lags: list[float] = []
        while len(lags) < BATCH * KEEP_UP_S:
            time.sleep(FOLLOW_EVERY_S)
            following.step([VENUE])
            now, until = time.monotonic(), history.positions(VENUE)[TEMPLATE_DAY][0].seq
            lags += [(now - appended.pop(seq)) * 1000 for seq in list(appended) if seq <= until]
        presses.join()
    what = f"a fact's way into SQL at {BATCH} facts a second, against the pause between two steps"
    for name, of in (("p50", statistics.median), ("slowest", max)):
        add_row(f"{what}, {name}", [of(lags)], [FOLLOW_EVERY_S * 1000], "ms")
    history.close()


def _grow(folder: Path, facts: list[Fact], add_row: AddRow) -> None:
    """Time a month and a year at a glance after each of YEARS, against one plain query on the same rows."""
    history, store = History(f"sqlite:///{folder / 'years.db'}"), MemoryStore()
    history.migrate()
    append_facts(store, keys.DAYS_LOG(VENUE), [DayNamed(at_ms=facts[0].at_ms, service_day=TEMPLATE_DAY)])
    append_facts(store, keys.DAY_LOG(VENUE, TEMPLATE_DAY), facts)
    Following(store, history, alarm=_quiet).step([VENUE])
    written, plain = 0, sqlite3.connect(folder / "years.db", isolation_level=None)
    for years in sorted(YEARS):
        _copy_days(plain, _working_days(written, years))
        written = years
        _glance(history, plain, years, add_row)
    plain.close()
    history.close()


def _glance(history: History, plain: sqlite3.Connection, years: int, add_row: AddRow) -> None:
    """Time last November and last year, as their pages are loaded on New Year's Day."""
    for name in (f"{FIRST_YEAR + years - 1}-11", f"{FIRST_YEAR + years - 1}"):
        period = parse(name)
        assert period
        until = f"{FIRST_YEAR + years}-01-01"

        def page(period: Period = period, until: str = until) -> None:
            with history.engine.connect() as connection:
                assert compared(connection, [VENUE], period, until)["visits"]

        def query(period: Period = period) -> None:
            plain.execute(ONE_QUERY, (VENUE, period.first, period.last)).fetchall()

        rounds = [(_ms(page), _ms(query)) for _ in range(ROUNDS)]
        what = f"{period.kind} at a glance, after {years} years of 2,400 tickets a day"
        add_row(what, [ours for ours, _ in rounds], [floor for _, floor in rounds], "ms")


def _working_days(years_before: int, years: int) -> Iterator[str]:
    day = f"{FIRST_YEAR + years_before}-01-01"
    while int(day[:4]) < FIRST_YEAR + years:
        if weekday(day) < 5:
            yield day
        day = day_after(day)


def _copy_days(plain: sqlite3.Connection, target_days: Iterator[str]) -> None:
    """Copy the template day's rows to other days."""
    columns = {
        table.name: [column.name for column in table.columns if column.name != "day"]
        for table in (*OF_DAY, days, summaries)
    }
    plain.execute("PRAGMA synchronous=OFF")
    plain.execute("BEGIN")
    for day in target_days:
        for table, names in columns.items():
            column_list = ", ".join(f'"{name}"' for name in names)
            plain.execute(
                f"INSERT INTO {table} (day, {column_list}) SELECT ?, {column_list} FROM {table} "
                "WHERE venue_id = ? AND day = ?",
                (day, VENUE, TEMPLATE_DAY),
            )
    plain.execute("COMMIT")


def _ms(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000


def _p99(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.99)]


def _quiet(event: str, **fields: Any) -> None:
    """Ignore an alarm."""
