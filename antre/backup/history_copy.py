"""
Copy SQL data that is not derived from logs to JSON rows and back, for SQLite and PostgreSQL.

Figures are not copied: they are rebuilt from the logs and the archive (docs/adr/0027), so that they always agree with
them.
"""

from __future__ import annotations

import base64
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Table, insert, select

from services.reports.history.history import History
from services.reports.history.tables import OF_DAY, days, names, summaries

FROM_LOGS = frozenset({*(table.name for table in OF_DAY), days.name, names.name, summaries.name})
OF_MIGRATIONS = "alembic_version"
ROWS_MAX = 500
"""Maximum rows per statement: SQLite binds at most 32,766 values."""

Rows = dict[str, list[dict[str, Any]]]
"""Rows by table."""


def copy_rows(url: str) -> Rows:
    """Return the rows of every table that is not derived from logs. Raises sqlalchemy.exc.SQLAlchemyError."""
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return {}
    history = History(url)
    try:
        of_one_moment = {} if url.startswith("sqlite") else {"isolation_level": "REPEATABLE READ"}
        with history.engine.connect().execution_options(**of_one_moment) as connection, connection.begin():
            return {
                table.name: [
                    {name: _to_json(value) for name, value in row.items()}
                    for row in connection.execute(select(table)).mappings()
                ]
                for table in _tables(connection)
            }
    finally:
        history.close()


def put_rows(url: str, rows: Rows) -> None:
    """Create the tables and replace their rows in one transaction. Raises sqlalchemy.exc.SQLAlchemyError."""
    history = History(url)
    try:
        history.migrate()
        with history.engine.execution_options(writes=True).begin() as connection:
            tables = _tables(connection)
            for table in reversed(tables):
                connection.execute(table.delete())
            for table in tables:
                decoded = [
                    {name: _of_json(value) for name, value in row.items()} for row in rows.get(table.name, ())
                ]
                for start in range(0, len(decoded), ROWS_MAX):
                    connection.execute(insert(table), decoded[start : start + ROWS_MAX])
    finally:
        history.close()


def has_days(url: str) -> bool:
    """Return whether history already has any day. Raises sqlalchemy.exc.SQLAlchemyError."""
    if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
        return False
    history = History(url)
    try:
        history.migrate()
        return bool(history.venues())
    finally:
        history.close()


def _tables(connection: Any) -> list[Table]:
    """Return the tables that are not derived from logs, sorted by foreign keys."""
    reflected = MetaData()
    reflected.reflect(connection)
    return [table for table in reflected.sorted_tables if table.name not in FROM_LOGS | {OF_MIGRATIONS}]


def _to_json(value: Any) -> Any:
    match value:
        case bytes():
            return {"bytes": base64.b64encode(value).decode()}
        case datetime():
            return {"time": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case Decimal():
            return {"decimal": str(value)}
        case None | bool() | int() | float() | str():
            return value
    return {"json": value}


def _of_json(value: Any) -> Any:
    match value:
        case {"bytes": text}:
            return base64.b64decode(text)
        case {"time": text}:
            return datetime.fromisoformat(text)
        case {"date": text}:
            return date.fromisoformat(text)
        case {"decimal": text}:
            return Decimal(text)
        case {"json": other}:
            return other
    return value
