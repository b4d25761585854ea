"""
Days move from a real Redis to the archive: each is always complete in one of the two, and reads the same.

``test_archive.py`` tests the files alone.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rig.cast import DAY, MINUTE, NINE, all_day_content, press
from rig.checker import read_archive, read_log, wrongs
from rig.engines.engine import Engine
from rig.running import ROOT
from tests.waitingroom.live.test_live_hall import issue, silent
from tests.waitingroom.log.test_damage import FACTS
from waitingroom import keys, refusals
from waitingroom.facts import Fact, encode
from waitingroom.hall import Hall
from waitingroom.live.halls import Halls
from waitingroom.log.archive import ArchiveFolder, PastDayLog, days_to_drop
from waitingroom.log.base import Entry, Tip, all_entries, link_all
from waitingroom.log.fold import READ_PAGE, Clock, linked_facts
from waitingroom.log.redis_log import RedisLog, RedisStore
from waitingroom.replay import Replay

DAY_MS = 24 * 60 * MINUTE
KILLS = 20


STARTED_MS = time.time_ns() // 1_000_000


class Calendar(Clock):
    """Redis's time, shifted to the morning of DAY plus whole days."""

    days = 0

    def set_redis_time(self, now_ms: int) -> None:
        super().set_redis_time(NINE + now_ms - STARTED_MS + self.days * DAY_MS)

    def move_to(self, days: int) -> None:
        self.days = days
        self.set_redis_time(time.time_ns() // 1_000_000)


class House:
    """A process with a hall, whose clock the test sets, and the archive beside its Redis."""

    def __init__(self, store: RedisStore, folder: ArchiveFolder, *, days: int) -> None:
        self.store, self.folder, self.alarms = store, folder, list[str]()
        self.halls = Halls(store, alarm=self._alarm, archive=folder)
        self.clock = self.halls.clock = Calendar()
        self.clock.move_to(days)
        self.halls.house.load()
        if self.halls.house.edition.house is None:
            self.halls.save_house(lambda now: all_day_content(), press=press("house"))
        self.live = self.halls.get("hall")
        self.live.settle()

    def _alarm(self, event: str, **fields: Any) -> None:
        self.alarms.append(event)

    def move_to(self, days: int) -> None:
        self.clock.move_to(days)
        self.live.settle()

    @property
    def day(self) -> str:
        return self.live.read(lambda hall, _: hall.service_day)

    @property
    def named(self) -> list[str]:
        log = self.store.log(keys.DAYS_LOG("hall"))
        return [fact.service_day for _, fact in linked_facts(log)]  # type: ignore[attr-defined]

    def log(self, day: str) -> RedisLog:
        return self.store.log(keys.DAY_LOG("hall", day))

    def in_redis(self) -> list[str]:
        return [day for day in self.named if self.log(day).tip() != Tip()]

    def let_days_leave(self) -> list[str]:
        """Archive past days and drop those that may go, as the reports service does."""
        for day in self.named[:-1]:
            if self.log(day).tip() != Tip():
                self.folder.write("hall", day, self.log(day))
        leaving = days_to_drop(self.named, self.day, 1, self.folder.days("hall"))
        for day in leaving:
            assert self.store.drop_archived("hall", day, self.folder.log("hall", day).tip())
        return leaving


@pytest.fixture
def folder(tmp_path: Path) -> ArchiveFolder:
    return ArchiveFolder(tmp_path / "archive")


@pytest.fixture
def house(redis_store: RedisStore, folder: ArchiveFolder) -> House:
    """A hall that was open on five days; the last is today."""
    house = House(redis_store, folder, days=-4)
    for days in range(-4, 1):
        house.move_to(days)
        for n in range(3):
            issue(house.live, f"{days} {n}")
    return house


def snapshot(hall: Hall) -> dict[str, Any]:
    return {ticket.ticket_id: (ticket.state, ticket.service_id) for ticket in hall.tickets.values()}


def replayed(facts: Iterator[tuple[int, Fact]]) -> Hall:
    replay = Replay(facts)
    while replay.next_ms is not None:
        replay.tell(replay.next_ms, 1)
    return replay.hall


def test_every_day_reads_the_same_before_and_after_it_left_redis(house: House) -> None:
    facts = {day: list(house.live.facts(day)) for day in house.named}
    past = {day: snapshot(house.live.past(day)) for day in house.named[:-1]}
    halls = {day: replayed(house.live.facts(day)) for day in house.named[:-1]}

    left = house.let_days_leave()

    assert left == ["2026-06-04", "2026-06-05", "2026-06-06"]
    assert house.in_redis() == ["2026-06-07", DAY]
    for process in (house, House(house.store, house.folder, days=0)):
        assert {day: list(process.live.facts(day)) for day in process.named} == facts
        assert {day: snapshot(process.live.past(day)) for day in process.named[:-1]} == past
        assert {day: replayed(process.live.facts(day)) for day in process.named[:-1]} == halls
        assert process.alarms == []
    assert all(len(tickets) == 3 for tickets in past.values())


def test_the_queue_goes_on_over_the_next_days_and_a_retry_finds_its_number(house: House) -> None:
    house.let_days_leave()
    last = house.log(house.day).tip()

    again = issue(house.live, "0 1")
    house.move_to(1)
    number = issue(house.live, "after")

    assert (again.replayed, again.ticket_id) == (True, "A-002")
    assert number.ticket_id == "A-001"
    first = house.log(house.day).read("0-0", 1)[1][0]
    closed = house.log(house.named[-2]).tip()
    assert closed != last
    assert closed.link.encode() in first.data
    assert house.let_days_leave() == house.named[:4]
    assert house.alarms == []


def test_a_process_that_slept_since_a_day_that_left_finds_today_and_writes_nothing_on_the_old_one(
    redis_store: RedisStore, folder: ArchiveFolder
) -> None:
    sleeper = House(redis_store, folder, days=-4)
    issue(sleeper.live, "old")
    house = House(redis_store, folder, days=-4)
    for days in range(-3, 1):
        house.move_to(days)
        issue(house.live, f"{days}")
    left = house.let_days_leave()

    sleeper.clock.move_to(0)
    with pytest.raises(refusals.LogLost):
        issue(sleeper.live, "after")
    number = issue(sleeper.live, "after")

    assert (number.ticket_id, number.service_day) == ("A-002", house.day)
    assert [day for day in left if day in house.in_redis()] == []


def test_an_independent_reader_finds_nothing_wrong_with_an_archived_day(
    house: House, tmp_path: Path, engine: Engine
) -> None:
    day = house.named[0]
    entries = read_log(engine.url, "hall", day)
    house.let_days_leave()

    archived = read_archive(tmp_path / "archive" / "hall" / f"{day}.log.zip")

    assert archived == entries
    assert wrongs(archived) == []


def test_a_damaged_archive_is_a_refusal_and_an_alarm_and_today_goes_on(house: House, tmp_path: Path) -> None:
    first, second, *_ = house.let_days_leave()
    file = tmp_path / "archive" / "hall" / f"{first}.log.zip"
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(refusals.DayDamaged):
        list(house.live.facts(first))
    with pytest.raises(refusals.DayDamaged):
        house.live.past(first)
    house.live.step()

    assert issue(house.live, "today").ticket_id == "A-004"
    assert len(list(house.live.facts(second))) > 3
    assert set(house.alarms) == {"archive_damaged"}
    file.write_bytes(whole)
    assert len(house.live.past(first).tickets) == 3


def test_no_hall_of_today_needs_an_archive_even_of_the_day_before(house: House, tmp_path: Path) -> None:
    """The day before is never dropped; if it were, a damaged file must not keep the hall closed."""
    before = house.named[-2]
    tip = house.folder.write("hall", before, house.log(before)).tip
    assert house.store.drop_archived("hall", before, tip)
    (tmp_path / "archive" / "hall" / f"{before}.log.zip").write_bytes(b"damaged")

    started = House(house.store, house.folder, days=0)
    issue(started.live, "started")
    started.move_to(1)

    assert issue(started.live, "next day").ticket_id == "A-001"
    assert started.alarms == []


def test_without_an_archive_a_day_that_left_is_unknown_as_one_that_never_was(house: House) -> None:
    day = house.let_days_leave()[0]
    halls = Halls(house.store, alarm=silent)
    halls.house.load()

    assert list(halls.get("hall").facts(day)) == []


def fill(log: RedisLog, payloads: list[bytes]) -> list[Entry]:
    tip = log.tip()
    for start in range(0, len(payloads), 1_000):
        linked = link_all(tip, payloads[start : start + 1_000])
        log.append(tip, linked, turn="me")
        tip = log.tip()
    return list(all_entries(log))


@pytest.fixture(params=["redis_engine", "valkey_engine"])
def emptied(request: pytest.FixtureRequest) -> Iterator[RedisStore]:
    """Each engine, without the day before."""
    engine: Engine = request.getfixturevalue(request.param)
    with engine.client() as client:
        client.delete(keys.PREFIX + keys.DAY_LOG("hall", DAY))
    store = RedisStore(engine.url)
    store.start()
    yield store
    store.stop()


def day_log(store: RedisStore) -> RedisLog:
    return store.log(keys.DAY_LOG("hall", DAY))


def test_a_day_is_dropped_only_if_it_ends_as_its_archive_does(
    emptied: RedisStore, folder: ArchiveFolder
) -> None:
    log = day_log(emptied)
    fill(log, [b"one", b"two"])
    tip = folder.write("hall", DAY, log).tip

    for other in (Tip(tip.id, "f" * 40), Tip("1-0", tip.link), Tip("3-0", tip.link), log.entry("1-0")):
        assert other is not None
        assert not emptied.drop_archived("hall", DAY, Tip(other[0], other[-1]))
    fill(log, [b"three"])
    assert not emptied.drop_archived("hall", DAY, tip)
    assert len(list(all_entries(log))) == 3

    assert emptied.drop_archived("hall", DAY, folder.write("hall", DAY, log).tip)
    assert log.tip() == Tip()
    assert emptied.drop_archived("hall", DAY, tip), "the day is already gone"
    assert len(list(all_entries(PastDayLog(log, folder.log("hall", DAY))))) == 3


def test_a_day_that_ends_with_foreign_entries_is_archived_and_dropped_with_them(
    emptied: RedisStore, folder: ArchiveFolder
) -> None:
    log, key = day_log(emptied), keys.PREFIX + keys.DAY_LOG("hall", DAY)
    fill(log, [encode(fact) for fact in FACTS])
    emptied.commands.xadd(key, {"f": encode(FACTS[1]), "h": "f" * 40}, id="9000-0")
    emptied.commands.xadd(key, {"d": b"\xff\x00rubbish\n"}, id="9000-1")
    before, facts = list(all_entries(log)), list(linked_facts(log))

    archived = folder.write("hall", DAY, log)

    assert archived.foreign == 2
    assert emptied.drop_archived("hall", DAY, archived.tip)
    past = PastDayLog(log, folder.log("hall", DAY))
    assert list(all_entries(past)) == before
    assert list(linked_facts(past)) == facts
    assert len(facts) == len(FACTS)


def test_a_reader_does_not_notice_that_the_day_is_dropped_while_it_reads(
    emptied: RedisStore, folder: ArchiveFolder
) -> None:
    log = day_log(emptied)
    facts = [encode(fact) for fact in FACTS]
    fill(log, facts * (2 * READ_PAGE // len(facts) + 1))
    expected = list(linked_facts(log))
    past = PastDayLog(log, folder.log("hall", DAY))
    newest, oldest = past.read_back("+", 1)[0], past.read("0-0", 1)[1][0]

    reading = linked_facts(past)
    read = [next(reading)]
    assert emptied.drop_archived("hall", DAY, folder.write("hall", DAY, log).tip)
    read.extend(reading)

    assert read == expected
    assert past.read_back("+", 1) == [newest]
    assert past.entry(oldest.id) == oldest
    assert past.read_back(oldest.id) == []
    assert past.tip() == Tip(newest.id, newest.link)


def test_a_day_in_both_is_the_one_in_redis(emptied: RedisStore, folder: ArchiveFolder) -> None:
    """A restored Redis backup contains the beginning of an archived day."""
    log = day_log(emptied)
    fill(log, [b"one", b"two", b"three"])
    assert emptied.drop_archived("hall", DAY, folder.write("hall", DAY, log).tip)
    restored = fill(log, [b"one"])

    past = PastDayLog(log, folder.log("hall", DAY))

    assert list(all_entries(past)) == restored
    assert past.read("1-0")[1] == []
    assert past.entry("2-0") is None
    assert past.tip() == Tip(restored[-1].id, restored[-1].link)


MOVER = """
import os, sys, zipfile
from pathlib import Path
from waitingroom import keys
from waitingroom.log import archive
from waitingroom.log.base import Tip
from waitingroom.log.redis_log import RedisStore

def trace(where, name):
    act = getattr(where, name)
    def step(*args, **more):
        print(name, flush=True)
        return act(*args, **more)
    setattr(where, name, step)

for where, name in (
    (os, "fsync"), (Path, "replace"), (Path, "open"), (zipfile.ZipFile, "writestr"), (zipfile.ZipFile, "close"),
    (archive.fcntl, "flock"), (RedisStore, "drop_archived"),
):
    trace(where, name)
store, folder = RedisStore(sys.argv[1]), archive.ArchiveFolder(Path(sys.argv[2]))
for day in sys.argv[3:]:
    log = store.log(keys.DAY_LOG("hall", day))
    if log.tip() != Tip():
        assert store.drop_archived("hall", day, folder.write("hall", day, log).tip)
"""


def test_killed_again_and_again_no_day_is_lost_doubled_or_halved(
    redis_store: RedisStore, engine: Engine, folder: ArchiveFolder, tmp_path: Path
) -> None:
    days, dice = [f"2026-05-{n:02}" for n in range(1, 32)], random.Random(28)
    logs = {day: redis_store.log(keys.DAY_LOG("hall", day)) for day in days}
    facts = [encode(fact) for fact in FACTS]
    whole = {day: fill(log, [day.encode(), *facts, *facts]) for day, log in logs.items()}
    command = [sys.executable, "-c", MOVER, engine.url, str(tmp_path / "archive"), *days]

    def moving() -> subprocess.Popen[str]:
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)

    killed_at = set()
    for _ in range(KILLS):
        with moving() as child:
            assert child.stdout is not None
            step = ""
            for _ in range(dice.randrange(1, 30)):
                step = child.stdout.readline() or step
            child.kill()
        killed_at.add(step)
        for day, log in logs.items():
            archived, in_redis = list(all_entries(folder.log("hall", day))), list(all_entries(log))
            assert whole[day] in (archived, in_redis), day
            assert archived in ([], whole[day]), day
            assert in_redis in ([], whole[day]), day
            assert list(all_entries(PastDayLog(log, folder.log("hall", day)))) == whole[day], day

    with moving() as child:
        assert child.communicate()[0] is not None
    assert child.returncode == 0
    assert folder.days("hall") == days
    assert {len(list(all_entries(log))) for log in logs.values()} == {0}
    assert {day: list(all_entries(folder.log("hall", day))) for day in days} == whole
    assert len(killed_at) > 3, killed_at
