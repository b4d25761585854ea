"""
Years of three venues on their way from Redis into history and archive, by a process that is killed again and again.

CI plays two months, of which one has Saturdays, and kills a few times; ``make endure`` plays two years (MONTHS=24) and kills 200 times (KILLS).
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pytest

from rig.first_year import CFD, first_year
from rig.history import SMALL, played, write_day
from rig.history_worker import KEEP_DAYS, say, step
from rig.random_days import VENUE
from rig.waiting import wait_for
from services.reports.archiving import Archiving
from services.reports.checking import differences
from services.reports.following import Following
from services.reports.history import History
from services.reports.tables import OF_DAY, days
from waitingroom import keys
from waitingroom.facts import Fact
from waitingroom.local_time import day_after, weekday
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.base import MemoryStore, Tip
from waitingroom.log.redis_log import RedisStore

MONTHS, KILLS = int(os.environ.get("MONTHS", "5")), int(os.environ.get("KILLS", "4"))
SABOAK = "saboak"
VENUES = (VENUE, CFD, SABOAK)
EVENING = SMALL._replace(name="evening", tickets=(15, 15))
FIRST_DAY = "2025-01-01" if MONTHS > 12 else "2025-04-01"
KILLED_WITHIN_S = 1.5
THROUGH_WITHIN_S = 60 * MONTHS
SMALL_FOR_DAYS = 30 * MONTHS if MONTHS > 12 else 60
GROWTH_MAX = 1.2
"""What is named of every day stays in Redis: some hundred bytes a day."""

Days = list[tuple[str, str, list[Fact]]]


def three_venues() -> Iterator[tuple[str, str, list[Fact]]]:
    """Give the years' days: the hall, Saturday mornings at Car Free Day, Saturday nights at Saboak."""
    saturdays = 0
    for venue, day, facts in chain(
        *(first_year(min(12, MONTHS - 12 * n), 2025 + n) for n in range(-(-MONTHS // 12)))
    ):
        if day < FIRST_DAY:
            continue
        yield venue, day, facts
        if weekday(day) == 4:
            saturdays += 1
            night = day_after(day)
            yield SABOAK, night, played(saturdays % 6, night, shape=EVENING, venue=SABOAK)


def tables(history: History, written: Days) -> dict[str, Any]:
    return {f"{t.name} {v} {d}": history.rows_of(t, v, d) for v, d, _ in written for t in (*OF_DAY, days)}


def read_in_one_go(written: Days, folder: Path) -> dict[str, Any]:
    store, history = MemoryStore(), History(f"sqlite:///{folder}/reference.db")
    history.migrate()
    for venue, day, facts in written:
        write_day(store, day, facts, venue=venue)
    Following(store, history, alarm=say).step(list(VENUES))
    found = tables(history, written)
    history.close()
    return found


def test_killed_while_it_follows_and_archives_years_of_three_venues_history_says_what_the_logs_said(
    redis_store: RedisStore, history: History, tmp_path: Path
) -> None:
    chance, archive = random.Random(7), ArchiveFolder(tmp_path / "archive")
    every, url = three_venues(), history.engine.url.render_as_string(hide_password=False)
    command = [
        sys.executable,
        "-m",
        "rig.history_worker",
        redis_store.url,
        url,
        str(tmp_path / "archive"),
        *VENUES,
    ]
    written: Days = []
    per_kill = max(1, (MONTHS * 28 if MONTHS > 12 else 40) // KILLS)
    for kill in range(KILLS + 1):
        is_last = kill == KILLS
        with subprocess.Popen(command, stdout=subprocess.PIPE) as worker:
            try:
                assert worker.stdout
                assert worker.stdout.readline() == b"at work\n"
                for venue, day, facts in every if is_last else islice(every, per_kill):
                    write_day(redis_store, day, facts, venue=venue)
                    written.append((venue, day, facts))
                if is_last:
                    wait_for(
                        lambda: is_through(redis_store, history, archive, written),
                        THROUGH_WITHIN_S,
                        "every day in history",
                    )
                else:
                    waits_at_most(worker, chance.uniform(0, KILLED_WITHIN_S))
            finally:
                worker.kill()

    following = Following(redis_store, history, alarm=say, archive=archive)
    reference = read_in_one_go(written, tmp_path)
    assert tables(history, written) == reference
    for venue in VENUES:
        assert list(differences(history, following, venue)) == []
        following.rebuild(venue)
    assert tables(history, written) == reference, "made anew from Redis and archive"


def waits_at_most(worker: subprocess.Popen[bytes], seconds: float) -> None:
    """Let a worker go on for some time: it does not end by itself."""
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(timeout=seconds)


def is_through(store: RedisStore, history: History, archive: ArchiveFolder, written: Days) -> bool:
    """Say whether every day is in history, and all but the last KEEP_DAYS of each venue are only in the archive."""
    for venue in VENUES:
        named = [day for of, day, _ in written if of == venue]
        closed = history.positions(venue)
        past = [day for day in named if day < day_after(named[-1], -KEEP_DAYS)]
        if not all(day in closed and closed[day][1] for day in named) or not set(named) <= set(
            archive.days(venue)
        ):
            return False
        if any(store.log(keys.DAY_LOG(venue, day)).tip() != Tip() for day in past):
            return False
    return True


def test_redis_stays_as_small_as_the_days_that_it_keeps(redis_store: RedisStore, tmp_path: Path) -> None:
    history, archive = History(f"sqlite:///{tmp_path}/history.db"), ArchiveFolder(tmp_path / "archive")
    history.migrate()
    following = Following(redis_store, history, alarm=say, archive=archive)
    archiving = Archiving(redis_store, history, following, archive, keep_days=KEEP_DAYS, alarm=say)
    used: list[int] = []
    for n in range(SMALL_FOR_DAYS):
        day = day_after("2025-01-01", n)
        write_day(redis_store, day, played(n % 12, day))
        step(following, archiving, (VENUE,))
        used.append(redis_store.memory()[0])

    whole = max(used[KEEP_DAYS : 2 * KEEP_DAYS + 2])
    print(
        f"used memory after {len(used)} days: {used[-1]:,} bytes; at most {max(used):,}; first month {whole:,}"
    )
    assert max(used[2 * KEEP_DAYS + 2 :]) <= GROWTH_MAX * whole
    assert len(archive.days(VENUE)) == len(used)
