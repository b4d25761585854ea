"""Summaries of closed days: equal to the rows up to the last percentile, and written together with them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, update

from rig.history.played import append_facts, played, write_day
from rig.history.random_days import VENUE
from services.reports.figures.comparing import compared
from services.reports.figures.periods import parse
from services.reports.figures.public import public_figures
from services.reports.history.checking import differences
from services.reports.history.following import Following
from services.reports.history.history import History
from services.reports.history.tables import summaries
from waitingroom import keys
from waitingroom.facts import DayNamed
from waitingroom.local_time import day_after
from waitingroom.log.base import MemoryStore

MONDAY, DAYS = "2026-06-08", 5
JUNE = parse("2026-06")
assert JUNE is not None


def following(store: MemoryStore, history: History) -> Following:
    return Following(store, history, alarm=lambda event, **fields: None)


def a_week(store: MemoryStore) -> None:
    """Four closed days and an open one."""
    for n in range(DAYS - 1):
        write_day(store, day_after(MONDAY, n), played(n, day_after(MONDAY, n)))
    friday = day_after(MONDAY, DAYS - 1)
    write_day(store, friday, played(9, friday)[:200])


def figures(history: History) -> tuple[Any, Any]:
    assert JUNE is not None
    with history.engine.connect() as connection:
        today = day_after(MONDAY, DAYS - 1)
        return compared(connection, [VENUE], JUNE, today), public_figures(connection, [VENUE], JUNE, today)


def stored(history: History) -> dict[str, Any]:
    every = {
        day_after(MONDAY, n): history.rows_of(summaries, VENUE, day_after(MONDAY, n)) for n in range(DAYS)
    }
    return {day: rows for day, rows in every.items() if rows}


def forget_all(history: History) -> None:
    with history.engine.execution_options(writes=True).begin() as connection:
        connection.execute(delete(summaries))


def test_figures_of_summaries_and_of_rows_are_the_same_to_the_last_percentile(history: History) -> None:
    store = MemoryStore()
    a_week(store)
    following(store, history).step([VENUE])
    written, summed = stored(history), figures(history)

    forget_all(history)
    counted = figures(history)

    assert list(written) == [day_after(MONDAY, n) for n in range(DAYS - 1)]
    assert summed == counted
    assert summed[0]["wait"]["n"] > 100
    assert all(agency["handling"]["n"] for agency in summed[0]["agencies"][:3])


def test_a_history_from_before_there_were_summaries_gets_them_by_and_by(history: History) -> None:
    store = MemoryStore()
    a_week(store)
    following(store, history).step([VENUE])
    written = stored(history)
    forget_all(history)

    assert history.summarize(3) == 3
    assert len(stored(history)) == 3
    following(store, history).step([VENUE])

    assert stored(history) == written


def test_a_day_that_goes_on_has_none_and_one_that_is_closed_later_has_the_last(history: History) -> None:
    store, facts = MemoryStore(), played(1, MONDAY)
    append_facts(store, keys.DAYS_LOG(VENUE), [DayNamed(at_ms=facts[0].at_ms, service_day=MONDAY)])
    follows = following(store, history)
    for start in range(0, len(facts), 50):
        assert stored(history) == {}
        append_facts(store, keys.DAY_LOG(VENUE, MONDAY), facts[start : start + 50])
        follows.step([VENUE])
    (piecemeal,) = stored(history)[MONDAY]

    follows.rebuild(VENUE)

    assert stored(history)[MONDAY] == [piecemeal]


def test_a_summary_that_says_something_else_than_its_rows_is_found_by_the_check(history: History) -> None:
    store = MemoryStore()
    a_week(store)
    follows = following(store, history)
    follows.step([VENUE])
    (other,) = stored(history)[day_after(MONDAY)]
    with history.engine.execution_options(writes=True).begin() as connection:
        connection.execute(update(summaries).where(summaries.c.day == MONDAY).values(body=other["body"]))

    diffs = list(differences(history, follows, VENUE))

    assert diffs == [f"{VENUE} {MONDAY}: the summary says something else than the rows"]
