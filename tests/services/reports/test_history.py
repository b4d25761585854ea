"""History in SQL: each log is followed exactly once, whatever fails on the way."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import OperationalError

from rig.history.played import append_facts, played, write_day
from rig.history.random_days import VENUE
from services.reports.history.following import Following
from services.reports.history.history import History
from services.reports.history.tables import OF_DAY, days, journeys, metadata, names, stops, summaries
from tests.services.reports.conftest import NewUrl
from waitingroom import keys
from waitingroom.facts import DayNamed, Fact
from waitingroom.log.base import MemoryLog, MemoryStore, UnavailableError

MONDAY, TUESDAY = "2026-06-08", "2026-06-09"
Tables = dict[str, list[dict[str, Any]]]


def following(store: MemoryStore, history: History) -> Following:
    return Following(store, history, alarm=lambda event, **fields: None)


def tables(history: History, *of: str) -> Tables:
    """Return all rows of history for some days, by table."""
    return {
        f"{table.name} {day}": history.rows_of(table, VENUE, day)
        for day in of
        for table in (*OF_DAY, days, summaries)
    }  # fmt: skip


def read_whole(new_url: NewUrl, store: MemoryStore, *of: str) -> Tables:
    """Return what a fresh history reads from the logs in one run."""
    fresh = History(new_url())
    fresh.migrate()
    following(store, fresh).step([VENUE])
    rows = tables(fresh, *of)
    fresh.close()
    return rows


@contextmanager
def dying(history: History, after: int) -> Iterator[None]:
    """Break the connection before one of its statements, as if the process were killed."""
    statements = 0

    def die(*_: Any) -> None:
        nonlocal statements
        statements += 1
        if statements > after:
            raise OperationalError("killed", None, Exception("killed"))

    event.listen(history.engine, "before_cursor_execute", die)
    try:
        yield
    finally:
        event.remove(history.engine, "before_cursor_execute", die)


def test_the_migrations_make_the_tables_that_the_code_works_with(history: History) -> None:
    with history.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    history.migrate()  # following again changes nothing


def test_a_day_read_as_it_happens_is_the_day_read_in_one_go(history: History, new_url: NewUrl) -> None:
    facts, store = played(1), MemoryStore()
    append_facts(store, keys.DAYS_LOG(VENUE), [DayNamed(at_ms=facts[0].at_ms, service_day=MONDAY)])
    rng, follower = random.Random(1), following(store, history)
    start = 0
    while start < len(facts):
        end = start + rng.randint(1, 60)
        append_facts(store, keys.DAY_LOG(VENUE, MONDAY), facts[start:end])
        follower.step([VENUE])
        start = end

    assert tables(history, MONDAY) == read_whole(new_url, store, MONDAY)
    (day,) = history.rows_of(days, VENUE, MONDAY)
    assert day["is_closed"]
    assert day["tickets"] == len(history.rows_of(journeys, VENUE, MONDAY)) > 30
    assert all(history.rows_of(table, VENUE, MONDAY) for table in OF_DAY)
    assert day["tickets"] == sum(day[end] for end in ("served", "no_show", "left", "expired", "moved"))


def test_read_twice_or_from_the_start_gives_the_same_tables(history: History) -> None:
    store = MemoryStore()
    write_day(store, MONDAY, played(1))
    write_day(store, TUESDAY, played(2, TUESDAY)[:300])
    following(store, history).step([VENUE])
    before = tables(history, MONDAY, TUESDAY)
    follower = following(store, history)
    for _ in range(2):
        follower.step([VENUE])
        assert tables(history, MONDAY, TUESDAY) == before
    assert follower.rebuild(VENUE) == 2
    assert tables(history, MONDAY, TUESDAY) == before


def test_a_start_writes_no_day_again_that_history_has_and_goes_on_from_there(
    history: History, new_url: NewUrl, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, facts, saved = MemoryStore(), played(2), list[str]()
    write_day(store, MONDAY, facts[:300])
    following(store, history).step([VENUE])
    save = history.save
    monkeypatch.setattr(history, "save", lambda *args: (saved.append("day"), save(*args)))
    follower = following(store, history)

    follower.step([VENUE])
    assert saved == []

    append_facts(store, keys.DAY_LOG(VENUE, MONDAY), facts[300:])
    follower.step([VENUE])
    assert saved == ["day"]
    assert tables(history, MONDAY) == read_whole(new_url, store, MONDAY)


def test_killed_at_any_statement_it_goes_on_without_loss_or_double(history: History, new_url: NewUrl) -> None:
    store, facts = MemoryStore(), played(3)
    write_day(store, MONDAY, facts[:200])
    rng = random.Random(3)
    for n in range(40):
        with dying(history, after=n % 13), suppress(UnavailableError):
            following(store, history).step([VENUE])
        if n % 5 == 4:
            following(store, history).step([VENUE])
            have = len(_log(store).entries)
            append_facts(store, keys.DAY_LOG(VENUE, MONDAY), facts[have : have + rng.randint(1, 80)])
    append_facts(store, keys.DAY_LOG(VENUE, MONDAY), facts[len(_log(store).entries) :])
    following(store, history).step([VENUE])

    assert tables(history, MONDAY) == read_whole(new_url, store, MONDAY)


def test_two_processes_on_one_history_leave_it_right(history: History, new_url: NewUrl) -> None:
    store, facts = MemoryStore(), played(4)
    append_facts(store, keys.DAYS_LOG(VENUE), [DayNamed(at_ms=facts[0].at_ms, service_day=MONDAY)])
    followers = [following(store, history), following(store, history)]
    rng = random.Random(4)
    for start in range(0, len(facts), 40):
        append_facts(store, keys.DAY_LOG(VENUE, MONDAY), facts[start : start + 40])
        rng.choice(followers).step([VENUE])
    for follower in followers:
        follower.step([VENUE])
        follower.step([VENUE])

    assert tables(history, MONDAY) == read_whole(new_url, store, MONDAY)


def test_a_log_that_is_another_is_seen_and_its_day_written_anew(history: History, new_url: NewUrl) -> None:
    store, other = MemoryStore(), MemoryStore()
    write_day(store, MONDAY, played(5))
    write_day(other, MONDAY, played(6))
    follower = following(store, history)
    follower.step([VENUE])
    following(other, history).step(
        [VENUE]
    )  # a new process reads a log that was restored from a different backup

    assert tables(history, MONDAY) == read_whole(new_url, other, MONDAY)


def test_a_log_that_became_shorter_is_read_anew(history: History, new_url: NewUrl) -> None:
    store, facts = MemoryStore(), played(7)
    write_day(store, MONDAY, facts[:300])
    follower = following(store, history)
    follower.step([VENUE])
    del _log(store).entries[250:]
    append_facts(store, keys.DAY_LOG(VENUE, MONDAY), _differently(facts[250:300]))
    follower.step([VENUE])

    assert tables(history, MONDAY) == read_whole(new_url, store, MONDAY)


def test_a_day_whose_log_is_gone_stays_in_history(history: History) -> None:
    store = MemoryStore()
    write_day(store, MONDAY, played(8))
    following(store, history).step([VENUE])
    before = tables(history, MONDAY)
    _log(store).entries.clear()
    following(store, history).step([VENUE])

    assert tables(history, MONDAY) == before


def test_names_of_what_was_removed_since_stay(history: History) -> None:
    store = MemoryStore()
    write_day(store, MONDAY, played(9))
    following(store, history).step([VENUE])
    used = {row["service_id"] for row in history.rows_of(stops, VENUE, MONDAY)}
    with history.engine.connect() as connection:
        named = {id for kind, id, *_ in connection.execute(names.select()) if kind == "service"}
    assert used
    assert used <= named


def _log(store: MemoryStore) -> MemoryLog:
    return store.log(keys.DAY_LOG(VENUE, MONDAY))


def _differently(facts: list[Fact]) -> list[Fact]:
    return facts[:-10]


def test_the_postgresql_of_these_tests_goes_on_when_another_run_of_pytest_begins(
    postgres: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    tmp_path_factory.getbasetemp().chmod(0o700)  # as each pytest run does to the folder of all runs
    server = create_engine(postgres, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text("CHECKPOINT"))
        assert connection.scalar(text("SELECT 1")) == 1
    server.dispose()
