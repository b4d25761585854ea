"""SQL data besides figures is copied to JSON and back, on SQLite and PostgreSQL (``antre/backup/history_copy.py``)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    insert,
    select,
)

from antre.backup.history_copy import FROM_LOGS, copy_rows, has_days, put_rows
from services.reports.history.history import History
from services.reports.history.tables import names

metadata = MetaData()
owners = Table("owners", metadata, Column("id", Integer, primary_key=True), Column("name", String(20)))
hooks = Table(
    "hooks", metadata,
    Column("id", Integer, primary_key=True), Column("owner", Integer, ForeignKey("owners.id"), nullable=False),
    Column("secret", LargeBinary), Column("made", DateTime), Column("share", Numeric(5, 2)),
)  # fmt: skip

NewUrl = Callable[[], str]
MADE = datetime(2026, 11, 30, 9, 41, tzinfo=UTC).replace(tzinfo=None)


@pytest.fixture(autouse=True)
def migrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every history has these tables, as a later version would have."""
    migrate = History.migrate

    def migrate_more(history: History) -> None:
        migrate(history)
        with history.engine.execution_options(writes=True).begin() as connection:
            metadata.create_all(connection)

    monkeypatch.setattr(History, "migrate", migrate_more)


def filled(url: str) -> None:
    history = History(url)
    history.migrate()
    with history.engine.execution_options(writes=True).begin() as connection:
        connection.execute(insert(owners), [{"id": 1, "name": "Kominfo"}])
        hook = {"id": 7, "owner": 1, "secret": b"\x00\xff", "made": MADE, "share": 12}
        connection.execute(insert(hooks), [hook, hook | {"id": 8, "secret": None}])
        connection.execute(insert(names), [{"kind": "venue", "id": "hall", "name": "A", "name_en": "A"}])
    history.close()


def rows(url: str, table: Table) -> list[dict[str, Any]]:
    history = History(url)
    with history.engine.connect() as connection:
        content = [dict(row) for row in connection.execute(select(table).order_by(table.c.id)).mappings()]
    history.close()
    return content


@pytest.mark.filterwarnings("ignore:Dialect sqlite.* does \\*not\\* support Decimal")
def test_rows_come_back_as_they_were_and_what_is_made_of_logs_does_not(new_url: NewUrl) -> None:
    here, there = new_url(), new_url()
    filled(here)

    copied = json.loads(json.dumps(copy_rows(here)))
    for _ in range(2):  # a killed restore is repeated
        put_rows(there, copied)

    assert {"owners", "hooks", "webhooks", "readers"} <= copied.keys()
    assert not copied.keys() & FROM_LOGS
    for table in (owners, hooks):
        assert rows(there, table) == rows(here, table)
    assert rows(there, names) == []
    assert not has_days(there)


def test_a_history_that_is_not_there_has_nothing_to_copy(tmp_path: Any) -> None:
    url = f"sqlite:///{tmp_path / 'none.db'}"

    assert (copy_rows(url), has_days(url)) == ({}, False)
    assert list(tmp_path.iterdir()) == []
