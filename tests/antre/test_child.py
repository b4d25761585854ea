"""Children of ``antre run``: clients wait for the next instance, a spare serves at once, a bad version never."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from antre import child as children
from antre.child import Child
from rig.running import ROOT
from rig.waiting import PATIENCE_S, wait_for

SERVICE = """
import os, socket
if os.read(0, 1):
    os.write(int(os.environ["ANTRE_READY_FD"]), b"1")
    listening = socket.socket(fileno=int(os.environ["ANTRE_LISTEN_FD"]))
    while True:
        came, _ = listening.accept()
        came.sendall(str(os.getpid()).encode())
        came.close()
"""


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def child(listening: socket.socket, tmp_path: Path) -> Iterator[Child]:
    """A minimal service from the file ``service_program``, which an upgrade may change."""
    (tmp_path / "service_program").write_text(SERVICE)
    made = Child(
        "service", [sys.executable, str(tmp_path / "service_program")], env=os.environ, log=tmp_path / "log" / "service.log",
        listening=listening, keeps_spare=True,
    )  # fmt: skip
    made.start()
    wait_for(lambda: looks(made).is_ready, what="a service that can work")
    yield made
    made.stop(time.monotonic())


def looks(child: Child) -> Child:
    child.look()
    return child


def came(listening: socket.socket) -> socket.socket:
    return socket.create_connection(listening.getsockname(), timeout=PATIENCE_S)


def answered(visitor: socket.socket) -> int:
    with visitor:
        return int(visitor.recv(100))


def kill(child: Child) -> None:
    assert child.pid
    os.killpg(child.pid, signal.SIGKILL)
    wait_for(lambda: child.exit_status() is not None, what="the end of the child")


def restart(child: Child) -> None:
    wait_for(child.restart_if_dead, what="a new instance")


def test_who_comes_while_no_instance_serves_waits_for_the_next(
    child: Child, listening: socket.socket
) -> None:
    before = child.pid
    assert answered(came(listening)) == before

    kill(child)
    visitor = came(listening)
    restart(child)

    assert answered(visitor) == child.pid != before


def test_a_spare_serves_when_the_instance_that_served_dies(child: Child, listening: socket.socket) -> None:
    child.keep_spare()
    assert child._spare
    spare = child._spare.pid
    assert answered(came(listening)) == child.pid != spare

    kill(child)
    restart(child)

    assert answered(came(listening)) == child.pid == spare


def test_no_spare_is_kept_where_memory_is_short(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "memory_left_mb", lambda: children.SPARE_NEEDS_MB)

    child.keep_spare()

    assert child._spare is None


def test_a_spare_that_died_is_not_used_nor_followed_by_another_at_once(
    child: Child, listening: socket.socket
) -> None:
    child.keep_spare()
    assert child._spare
    dead = child._spare
    os.killpg(dead.pid, signal.SIGKILL)
    wait_for(lambda: dead.exit_status() is not None, what="the end of the child")

    child.look()
    child.keep_spare()
    assert child._spare is None
    kill(child)
    restart(child)

    assert answered(came(listening)) == child.pid != dead.pid


def test_an_upgrade_takes_the_next_instance_once_it_can_work_and_the_old_one_leaves(
    child: Child, listening: socket.socket
) -> None:
    before = child.pid

    child.begin_next()
    wait_for(lambda: looks(child).is_next_decided, what="the next instance")

    assert child.take_next()
    assert child.pid != before
    wait_for(child.has_left, what="the old instance to end")
    assert [answered(came(listening)) for _ in range(3)] == [child.pid] * 3


def test_a_version_that_does_not_start_is_not_taken_and_the_old_one_serves_on(
    child: Child, listening: socket.socket, tmp_path: Path
) -> None:
    before = child.pid
    (tmp_path / "service_program").write_text("import of a version that is broken")

    child.begin_next()
    wait_for(lambda: looks(child).is_next_decided, what="the end of the next one")

    assert not child.take_next()
    assert answered(came(listening)) == child.pid == before
    assert "SyntaxError" in child.log.read_text()


def test_a_spare_leaves_when_whoever_started_it_is_gone() -> None:
    spare = subprocess.Popen(
        [sys.executable, "-m", "antre.serve", "services.ticketing"], stdin=subprocess.PIPE, cwd=ROOT
    )

    _, status = spare.communicate(timeout=PATIENCE_S), spare.returncode

    assert status == 0
