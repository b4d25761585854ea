"""
History in SQL: the records of all days, written exactly once.

The rows that changed and the position up to which the day's log was read are written in one transaction. So reading a
log twice, from its start, or after a crash at any statement, results in the same tables (docs/adr/0027). SQLite is the
default; PostgreSQL needs only another URL.
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
"""Maximum rows per statement: SQLite binds at most 32,766 values, and a whole day may be rewritten."""
BUSY_MS = 10_000
"""How long SQLite waits for another writer, in milliseconds."""

Row = dict[str, Any]
Names = Mapping[tuple[str, str], tuple[str, str]]
"""Names in Indonesian and English, by kind and id."""


class Position(NamedTuple):
    """How far a day's log has been read: the sequence and link of the last entry."""

    seq: int = 0
    link: str = ""


class DayRows(NamedTuple):
    """
    The rows to write for a day. numbers: the tickets whose rows are replaced; None: all rows of the day.

    before: the position that the update starts from, None for a full rewrite; survey_answers, remarks: only those of
    facts after ``before``.
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
        """Return the rows by table, except for ``days``."""
        return (
            (stops, self.stops), (journeys, self.journeys), (shifts, self.shifts), (ratings, self.ratings),
            (survey_answers, self.survey_answers), (remarks, self.remarks),
        )  # fmt: skip


class ConflictingWrite(Exception):
    """The stored position of the day is not the one that the rows start from; the day must be read again."""


class History:
    """The history database at an SQLAlchemy URL such as "sqlite:////data/history.db"."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)

    def migrate(self) -> None:
        """Migrate the tables to this version. Raises sqlalchemy.exc.SQLAlchemyError."""
        # Imported lazily: this takes as long as importing all of Flask, and pages can be served meanwhile.
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
        """Return by day how far the log of a venue's day has been read, and whether the day is closed."""
        query = select(days.c.day, days.c.seq, days.c.link, days.c.is_closed).where(
            days.c.venue_id == venue_id
        )
        with self.engine.connect() as connection:
            return {
                day: (Position(seq, link), closed) for day, seq, link, closed in connection.execute(query)
            }

    def venues(self) -> list[str]:
        """Return the venues that have days in history, sorted."""
        with self.engine.connect() as connection:
            return sorted(connection.scalars(select(days.c.venue_id).distinct()))

    def save(
        self, rows: DayRows, new_names: Names, also: Callable[[Connection], None] = lambda connection: None
    ) -> None:
        """
        Write a day's rows in one transaction; also: writes more in the same transaction.

        Raises:
            SomebodyElseWrote: another process wrote the day meanwhile; nothing was written.
            sqlalchemy.exc.SQLAlchemyError: nothing was written.
        """
        venue_id, day = rows.day["venue_id"], rows.day["day"]
        with self.engine.execution_options(writes=True).begin() as connection:
            if rows.before is not None and _position(connection, venue_id, day) != rows.before:
                raise ConflictingWrite(f"{venue_id} {day}")
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
        """Write missing summaries of up to ``count`` closed days; return how many days were found without one."""
        with self.engine.connect() as connection:
            days_without = summaries.missing(connection, count)
        for venue_id, day in days_without:
            with self.engine.execution_options(writes=True).begin() as connection:
                if _is_closed(connection, venue_id, day):
                    summaries.put(connection, venue_id, day)
        return len(days_without)

    def rows_of(self, table: Table, venue_id: str, day: str) -> list[Row]:
        """Return the rows of a day, ordered by primary key."""
        query = select(table).where(table.c.venue_id == venue_id, table.c.day == day)
        with self.engine.connect() as connection:
            rows = connection.execute(query.order_by(*table.primary_key.columns)).mappings()
            return [dict(row) for row in rows]

    def forget_day(self, venue_id: str, day: str) -> None:
        """Delete everything stored for a day, before a rebuild."""
        with self.engine.execution_options(writes=True).begin() as connection:
            _clear(connection, venue_id, day, None)
            summaries.forget(connection, venue_id, day)
            connection.execute(delete(days).where(days.c.venue_id == venue_id, days.c.day == day))


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    # A new connection per use: opening a file takes microseconds, and threads never share a connection.
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_MS / 1000})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # transactions are started explicitly below
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")  # rows lost in a power cut are read again

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _position(connection: Connection, venue_id: str, day: str) -> Position:
    """Return the stored position of a day and lock it against other writers until the transaction ends."""
    query = select(days.c.seq, days.c.link).where(days.c.venue_id == venue_id, days.c.day == day)
    row = connection.execute(query.with_for_update()).first()
    return Position(*row) if row else Position()


def _is_closed(connection: Connection, venue_id: str, day: str) -> bool:
    """Return whether a day is closed and lock it against other writers until the transaction ends."""
    query = select(days.c.is_closed).where(days.c.venue_id == venue_id, days.c.day == day)
    return bool(connection.scalar(query.with_for_update()))


def _clear(connection: Connection, venue_id: str, day: str, numbers: Sequence[str] | None) -> None:
    for table in OF_DAY:
        of_day = delete(table).where(table.c.venue_id == venue_id, table.c.day == day)
        if numbers is None or table is shifts:
            connection.execute(of_day)
        elif "number" in table.c:
            for batch in _pieces(numbers):
                connection.execute(of_day.where(table.c.number.in_(batch)))


def _insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    for batch in _pieces(rows):
        connection.execute(insert(table), batch)


def _put(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Insert rows, or update those whose keys exist already."""
    keys = [column.name for column in table.primary_key.columns]
    for row in rows:
        change = update(table).where(*(table.c[key] == bindparam(f"key_{key}") for key in keys))
        values = {name: value for name, value in row.items() if name not in keys}
        result = connection.execute(change.values(values), {f"key_{key}": row[key] for key in keys})
        if result.rowcount == 0:
            connection.execute(insert(table), [row])


def _pieces(rows: Sequence[Any]) -> Iterable[list[Any]]:
    return (list(rows[start : start + ROWS_MAX]) for start in range(0, len(rows), ROWS_MAX))
