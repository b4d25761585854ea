"""
History in SQL: what the days left, written exactly once.

The rows that a read of a day's log changes, and the position up to which it was read, are one transaction; so the
same log read twice, from its start, or after a crash at any statement, leaves the same tables (docs/adr/0027).
SQLite is built in; PostgreSQL is one URL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    Engine,
    Table,
    bindparam,
    create_engine,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.pool import NullPool

from services.reports.history import summaries
from services.reports.history.tables import (
    OF_DAY,
    days,
    journeys,
    names,
    ratings,
    remarks,
    shifts,
    stops,
    survey_answers,
)

MIGRATIONS = Path(__file__).parent / "migrations"
ROWS_MAX = 500
"""Rows in one statement: SQLite binds 32,766 values at most, and a day may be rewritten whole."""
BUSY_MS = 10_000
"""How long SQLite waits for another writer."""

Row = dict[str, Any]
Names = Mapping[tuple[str, str], tuple[str, str]]
"""By kind and id: the name in Indonesian and in English."""


class Position(NamedTuple):
    """Up to where a day's log was read: the sequence and the link of its last entry."""

    seq: int = 0
    link: str = ""


class DayRows(NamedTuple):
    """
    What to write of a day. numbers: the tickets whose rows are replaced; None: all rows of the day.

    before: the position that the rows were counted from, None with ``numbers`` None; survey_answers, remarks: those of
    later facts alone.
    """

    day: Row
    stops: Sequence[Row]
    journeys: Sequence[Row]
    shifts: Sequence[Row]
    ratings: Sequence[Row] = ()
    survey_answers: Sequence[Row] = ()
    remarks: Sequence[Row] = ()
    numbers: Sequence[str] | None = None
    before: Position | None = None

    def by_table(self) -> tuple[tuple[Table, Sequence[Row]], ...]:
        """Return the rows of each table but the day's own."""
        return (
            (stops, self.stops), (journeys, self.journeys), (shifts, self.shifts), (ratings, self.ratings),
            (survey_answers, self.survey_answers), (remarks, self.remarks),
        )  # fmt: skip


class SomebodyElseWrote(Exception):
    """The day stands at another position than the one that the rows go on from: read it anew."""


class History:
    """The tables at one address of SQLAlchemy's, "sqlite:////data/history.db"."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)

    def migrate(self) -> None:
        """Bring the tables to this version. Raises sqlalchemy.exc.SQLAlchemyError."""
        # Imported only now: they take as long as all of Flask, and pages can be answered meanwhile.
        from alembic import command
        from alembic.config import Config

        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self.engine.execution_options(writes=True).begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()

    def positions(self, venue_id: str) -> dict[str, tuple[Position, bool]]:
        """Return by day of a venue: up to where its log was read, and whether the day is closed."""
        wanted = select(days.c.day, days.c.seq, days.c.link, days.c.is_closed).where(
            days.c.venue_id == venue_id
        )
        with self.engine.connect() as connection:
            return {
                day: (Position(seq, link), closed) for day, seq, link, closed in connection.execute(wanted)
            }

    def venues(self) -> list[str]:
        """Return the venues that history knows."""
        with self.engine.connect() as connection:
            return sorted(connection.scalars(select(days.c.venue_id).distinct()))

    def save(
        self, rows: DayRows, new_names: Names, also: Callable[[Connection], None] = lambda connection: None
    ) -> None:
        """
        Write what was read of a day, all or nothing; also: writes more in the same transaction.

        Raises:
            SomebodyElseWrote: another process wrote the day meanwhile; nothing was written.
            sqlalchemy.exc.SQLAlchemyError: nothing was written.
        """
        venue_id, day = rows.day["venue_id"], rows.day["day"]
        with self.engine.execution_options(writes=True).begin() as connection:
            if rows.before is not None and _position(connection, venue_id, day) != rows.before:
                raise SomebodyElseWrote(f"{venue_id} {day}")
            _clear(connection, venue_id, day, rows.numbers)
            for table, new in rows.by_table():
                _insert(connection, table, new)
            _put(connection, days, [rows.day])
            if rows.day["is_closed"]:
                summaries.put(connection, venue_id, day)
            else:
                summaries.forget(connection, venue_id, day)
            _put(connection, names, [
                {"kind": kind, "id": id, "name": name, "name_en": name_en}
                for (kind, id), (name, name_en) in new_names.items()
            ])  # fmt: skip
            also(connection)

    def summarize(self, count: int) -> int:
        """Write the summaries of some closed days that have none yet; give of how many."""
        with self.engine.connect() as connection:
            found = summaries.missing(connection, count)
        for venue_id, day in found:
            with self.engine.execution_options(writes=True).begin() as connection:
                if _is_closed(connection, venue_id, day):
                    summaries.put(connection, venue_id, day)
        return len(found)

    def rows_of(self, table: Table, venue_id: str, day: str) -> list[Row]:
        """Return the rows of a day, by their keys."""
        wanted = select(table).where(table.c.venue_id == venue_id, table.c.day == day)
        with self.engine.connect() as connection:
            found = connection.execute(wanted.order_by(*table.primary_key.columns)).mappings()
            return [dict(row) for row in found]

    def forget_day(self, venue_id: str, day: str) -> None:
        """Delete all that is known of a day, for a rebuild."""
        with self.engine.execution_options(writes=True).begin() as connection:
            _clear(connection, venue_id, day, None)
            summaries.forget(connection, venue_id, day)
            connection.execute(delete(days).where(days.c.venue_id == venue_id, days.c.day == day))


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    # One connection a use: a file opens in microseconds, and no thread meets another's connection.
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_MS / 1000})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # transactions begin where we say so
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")  # what a power cut takes is read from the log again

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _position(connection: Connection, venue_id: str, day: str) -> Position:
    """Read where a day stands, and keep others from writing it until the transaction ends."""
    wanted = select(days.c.seq, days.c.link).where(days.c.venue_id == venue_id, days.c.day == day)
    found = connection.execute(wanted.with_for_update()).first()
    return Position(*found) if found else Position()


def _is_closed(connection: Connection, venue_id: str, day: str) -> bool:
    """Return whether a day is closed, and keep others from writing it until the transaction ends."""
    wanted = select(days.c.is_closed).where(days.c.venue_id == venue_id, days.c.day == day)
    return bool(connection.scalar(wanted.with_for_update()))


def _clear(connection: Connection, venue_id: str, day: str, numbers: Sequence[str] | None) -> None:
    for table in OF_DAY:
        of_day = delete(table).where(table.c.venue_id == venue_id, table.c.day == day)
        if numbers is None or table is shifts:
            connection.execute(of_day)
        elif "number" in table.c:
            for some in _pieces(numbers):
                connection.execute(of_day.where(table.c.number.in_(some)))


def _insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    for some in _pieces(rows):
        connection.execute(insert(table), some)


def _put(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Insert rows, or update those whose keys are there."""
    keys = [column.name for column in table.primary_key.columns]
    for row in rows:
        change = update(table).where(*(table.c[key] == bindparam(f"key_{key}") for key in keys))
        values = {name: value for name, value in row.items() if name not in keys}
        done = connection.execute(change.values(values), {f"key_{key}": row[key] for key in keys})
        if done.rowcount == 0:
            connection.execute(insert(table), [row])


def _pieces(rows: Sequence[Any]) -> Iterable[list[Any]]:
    return (list(rows[start : start + ROWS_MAX]) for start in range(0, len(rows), ROWS_MAX))
