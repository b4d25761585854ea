"""
Years of three venues move from Redis into history and archive, by processes that are killed repeatedly.

The hall's days are followed and archived; Saturdays were served by outreach boxes, whose files come home
late, in any order, some torn at first, each many times. One process follows and archives, another brings
home; both are killed.

CI plays two months, one of them with Saturdays, and kills a few times; ``make endure`` plays two years
(MONTHS=24) and kills 200 times (KILLS).
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from rig.history.first_year import CFD, first_year
from rig.history.played import SMALL, append_facts, played, write_day
from rig.history.random_days import VENUE
from rig.history.worker import KEEP_DAYS, say, step
from rig.outreach import entries_of
from rig.waiting import wait_for
from services.counter.outreach import home_file
from services.counter.outreach.boxes import Boxes
from services.reports.history.archiving import Archiving
from services.reports.history.checking import differences
from services.reports.history.following import Following
from services.reports.history.history import History
from services.reports.history.tables import OF_DAY, days, summaries
from waitingroom import keys
from waitingroom.facts import DayBroughtHome, DayHandedOver, Fact, HouseAdopted, TicketIssued
from waitingroom.local_time import day_after, weekday
from waitingroom.log.archive import ArchiveFolder, PastDayLog
from waitingroom.log.base import Entry, MemoryStore, Tip, id_key
from waitingroom.log.fold import linked_facts
from waitingroom.log.redis_log import RedisStore, Vault

MONTHS, KILLS = int(os.environ.get("MONTHS", "5")), int(os.environ.get("KILLS", "6"))
SABOAK = "saboak"
VENUES = (VENUE, CFD, SABOAK)
EVENING = SMALL._replace(name="evening", tickets=(15, 15))
FIRST_DAY = "2025-01-01" if MONTHS > 12 else "2025-04-01"
KILLED_WITHIN_S = 1.5
TORN = 0.2
DAYS_PER_KILL = MONTHS * 28 if MONTHS > 12 else 48 if MONTHS < 12 else 330
THROUGH_WITHIN_S = 60 * MONTHS
SMALL_FOR_DAYS = 30 * MONTHS if MONTHS > 12 else 60
GROWTH_MAX = 1.2
"""Maximum growth factor of Redis: some hundred bytes for each dropped day remain."""

Days = list[tuple[str, str, list[Fact]]]


def three_venues() -> Iterator[tuple[str, str, list[Fact]]]:
    """Return the days of all years: the hall, Saturday mornings at Car Free Day, Saturday nights at Saboak."""
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


def handed_over(facts: list[Fact], box: str) -> tuple[list[Fact], list[Fact]]:
    """Split a day's facts into those up to its handing over, and those that the box adds."""
    begun = next(n for n, fact in enumerate(facts) if isinstance(fact, HouseAdopted)) + 1
    return [*facts[:begun], DayHandedOver(at_ms=facts[begun].at_ms, box=box)], facts[begun:]


class OutreachBox:
    """
    A box that served days of a venue: each is handed over in the hall, and its sealed file waits to be
    brought home.

    files: the folder from which they are brought home.
    """

    def __init__(self, store: RedisStore, venue: str, files: Path) -> None:
        self.name, self.venue, self.files = f"box-{venue}", venue, files
        self.logs: dict[str, list[Entry]] = {}
        self._home, self._boxes, self._sealed = store, Boxes(Vault(store)), list[Path]()

    def serve(self, day: str, facts: list[Fact]) -> list[Fact]:
        """Hand a day over in the hall, append the box's facts, and seal it; return all its facts."""
        box = self._boxes.note(self.name, self.venue, [day])
        beginning, added = handed_over(facts, self.name)
        log, there = keys.DAY_LOG(self.venue, day), MemoryStore()
        for store in (self._home, there):
            append_facts(store, log, beginning)
        append_facts(there, log, added)
        file = self.files / f".{self.venue}-{day}"
        home_file.write(
            file, box=self.name, venue=self.venue, secret=box.secret, sealed_ms=facts[-1].at_ms, drifts=[],
            logs=[(day, there.log(log))],
        )  # fmt: skip
        self.logs[day] = entries_of(there.log(log))
        self._sealed.append(file)
        return [*beginning, *added]

    def send(self, rng: random.Random, share: float) -> None:
        """Deliver a share of the waiting files in any order, some of them torn before they come complete."""
        waiting = self._sealed
        rng.shuffle(waiting)
        count = round(len(waiting) * share)
        for file in waiting[:count]:
            there = self.files / f"{file.name[1:]}.antre"
            if share < 1 and not there.exists() and rng.random() < TORN:
                whole = file.read_bytes()
                there.write_bytes(whole[: rng.randrange(len(whole))])
            else:
                file.replace(there)
        self._sealed = [file for file in waiting if file.exists()]

    def in_part(self) -> int:
        """Return how many days are partly home."""
        return sum(self.is_in_part(day) for day in self.logs)

    def is_in_part(self, day: str) -> bool:
        """Return whether a day is home, but not up to its last entry."""
        at_home, begun = self._home.log(keys.DAY_LOG(self.venue, day)).tip().seq, self.begun(day)
        return begun < at_home < id_key(self.logs[day][-1].id)[0]

    def begun(self, day: str) -> int:
        """Return the sequence of a day's handing over."""
        return next(id_key(entry.id)[0] for entry in self.logs[day] if b"DayHandedOver" in entry.data)

    def check(self, archive: ArchiveFolder) -> None:
        """Assert that each day's log in the hall equals the box's; each number was issued, each day named, once."""
        names = [fact for _, fact in linked_facts(self._home.log(keys.DAYS_LOG(self.venue)))]
        assert Counter(f.service_day for f in names if isinstance(f, DayBroughtHome)) == Counter(
            list(self.logs)
        )
        for day, entries in self.logs.items():
            log = PastDayLog(self._home.log(keys.DAY_LOG(self.venue, day)), archive.log(self.venue, day))
            assert entries_of(log) == entries
            numbers = [fact.ticket_id for _, fact in linked_facts(log) if isinstance(fact, TicketIssued)]
            assert len(numbers) == len(set(numbers)) > 0


class Worker:
    """A process that is killed and restarted."""

    def __init__(self, module: str, *arguments: str) -> None:
        self._command = [sys.executable, "-m", module, *arguments]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the process unless it runs, and wait until it works."""
        if self._process is None:
            self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE)
            assert self._process.stdout
            assert self._process.stdout.readline() == b"at work\n"

    def kill(self, after_s: float = 0.0) -> None:
        """Kill the process after some time, and assert that it had not ended by itself."""
        process, self._process = self._process, None
        if process is not None:
            with process:
                try:
                    with pytest.raises(subprocess.TimeoutExpired):
                        process.wait(timeout=after_s)
                finally:
                    process.kill()


def tables(history: History) -> dict[str, Any]:
    """Return all rows of history about days, by table."""
    with history.engine.connect() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for table in (*OF_DAY, days, summaries)
        }


def read_in_one_go(written: Days, folder: Path) -> dict[str, Any]:
    store, history = MemoryStore(), History(f"sqlite:///{folder}/reference.db")
    history.migrate()
    for venue, day, facts in written:
        write_day(store, day, facts, venue=venue)
    Following(store, history, alarm=say).step(list(VENUES))
    rows = tables(history)
    history.close()
    return rows


def test_killed_while_it_follows_archives_and_brings_home_years_of_three_venues_history_says_what_the_logs_said(
    redis_store: RedisStore, history: History, tmp_path: Path
) -> None:
    rng, archive, files = random.Random(7), ArchiveFolder(tmp_path / "archive"), tmp_path / "files"
    files.mkdir()
    boxes = {venue: OutreachBox(redis_store, venue, files) for venue in (CFD, SABOAK)}
    every, url = three_venues(), history.engine.url.render_as_string(hide_password=False)
    reading = Worker("rig.history.worker", redis_store.url, url, str(tmp_path / "archive"), *VENUES)
    bringing = Worker("rig.history.homecoming_worker", redis_store.url, str(tmp_path / "archive"), str(files))
    written: Days = []
    per_kill, in_part = max(1, DAYS_PER_KILL // KILLS), 0
    try:
        for kill in range(KILLS + 1):
            is_last = kill == KILLS
            reading.start()
            bringing.start()
            for venue, day, facts in every if is_last else islice(every, per_kill):
                if venue in boxes:
                    served = boxes[venue].serve(day, facts)
                else:
                    served = facts
                    write_day(redis_store, day, facts, venue=venue)
                written.append((venue, day, served))
            for box in boxes.values():
                box.send(rng, 1 if is_last else rng.random())
            if is_last:
                wait_for(
                    lambda: is_through(redis_store, history, archive, written),
                    THROUGH_WITHIN_S,
                    "every day in history",
                )
            elif kill % 2:
                seen_in_part(boxes.values(), rng.uniform(0, KILLED_WITHIN_S / 3))
                bringing.kill()
                in_part += sum(box.in_part() for box in boxes.values())
            else:
                reading.kill(rng.uniform(0, KILLED_WITHIN_S))
    finally:
        reading.kill()
        bringing.kill()
    print(
        f"{KILLS} kills; {in_part} times a day was half at home; {sum(len(b.logs) for b in boxes.values())} came from boxes"
    )

    following = Following(redis_store, history, alarm=say, archive=archive)
    reference = read_in_one_go(written, tmp_path)
    assert tables(history) == reference
    for box in boxes.values():
        box.check(archive)
    for venue in VENUES:
        assert list(differences(history, following, venue)) == []
        following.rebuild(venue)
    assert tables(history) == reference, "rebuilt from Redis and archive"


def seen_in_part(boxes: Iterable[OutreachBox], within_s: float) -> None:
    """Wait until a day is partly home, at most this long."""
    until = time.monotonic() + within_s
    while time.monotonic() < until and not any(box.in_part() for box in boxes):
        pass


def is_through(store: RedisStore, history: History, archive: ArchiveFolder, written: Days) -> bool:
    """Return whether history has every day, and all but each venue's last KEEP_DAYS are only in the archive."""
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
