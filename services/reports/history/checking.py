"""Check history against the logs: fold every day again and compare it row by row."""

from __future__ import annotations

from collections.abc import Iterator

from services.reports.history.following import Following
from services.reports.history.history import History, Position
from services.reports.history.rows import rows_of_day
from services.reports.history.summaries import of_day
from services.reports.history.tables import days, summaries
from waitingroom.figures.records import DayRecords
from waitingroom.log.base import Tip
from waitingroom.log.fold import linked_facts
from waitingroom.state import CannotApplyError


def differences(history: History, following: Following, venue_id: str) -> Iterator[str]:
    """Describe the differences between history and the logs of a venue; days without a log are skipped."""
    for day in following.named_days(venue_id):
        log = following.log(venue_id, day)
        if (tip := log.tip()) == Tip():
            continue
        records = DayRecords()
        for seq, fact in linked_facts(log):
            try:
                records.apply(seq, fact)
            except CannotApplyError:
                records.skip(seq)
        rows = rows_of_day(records, Position(tip.seq, tip.link), numbers=None, before=None)
        (stored,) = history.rows_of(days, venue_id, day) or [{}]
        for name in ("seq", "link", "tickets", "visits", "served", "no_show", "left", "expired", "moved"):
            if stored.get(name) != rows.day[name]:
                yield f"{venue_id} {day}: {name} is {stored.get(name)}, the log says {rows.day[name]}"
        if _summary_differs(history, venue_id, day):
            yield f"{venue_id} {day}: the summary says something else than the rows"
        for table, expected in rows.by_table():
            stored_rows = {_key(row): row for row in history.rows_of(table, venue_id, day)}
            expected_rows = {_key(row): dict(row) for row in expected}
            for key in sorted(stored_rows.keys() | expected_rows.keys()):
                if stored_rows.get(key) != expected_rows.get(key):
                    yield f"{venue_id} {day}: {table.name} {key} is {stored_rows.get(key)}, the log says {expected_rows.get(key)}"


def _summary_differs(history: History, venue_id: str, day: str) -> bool:
    """Return whether a day's stored summary differs from its rows; False if it has no summary yet."""
    stored = history.rows_of(summaries, venue_id, day)
    with history.engine.connect() as connection:
        return bool(stored) and stored[0]["body"] != of_day(connection, venue_id, day)


def _key(row: dict[str, object]) -> str:
    return "/".join(
        str(row[name])
        for name in ("number", "stop", "counter_id", "opened_ms", "seq", "element")
        if name in row and row[name] is not None
    )
