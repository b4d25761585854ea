"""Log lines: ordinary ones are written in batches, warnings at once, and none is lost at the end."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest

from rig.running import RunningHall
from rig.waiting import wait_for
from services.web import logs


class Out(StringIO):
    """Records the written text, and in how many writes."""

    def __init__(self) -> None:
        super().__init__()
        self.goes = 0

    def write(self, text: str) -> int:
        self.goes += 1
        return super().write(text)

    def events(self) -> list[str]:
        return [json.loads(line)["event"] for line in self.getvalue().splitlines()]


@pytest.fixture
def out() -> Out:
    return Out()


@pytest.fixture
def log(out: Out) -> Iterator[logging.Logger]:
    """A separate logger with our handler only."""
    log = logging.Logger("lines")
    handler = logs.BatchedLines(out)
    handler.setFormatter(logs.JsonLine("counter"))
    log.addHandler(handler)
    yield log
    handler.close()


def test_ordinary_lines_are_written_soon_and_together(log: logging.Logger, out: Out) -> None:
    for n in range(50):
        log.info("request", extra={"fields": {"n": n}})

    wait_for(lambda: len(out.events()) == 50, what="the lines")
    assert out.goes < 25  # a stalled machine needs several writes; line by line it would be fifty
    assert [json.loads(line)["n"] for line in out.getvalue().splitlines()] == list(range(50))


def test_a_warning_is_written_at_once_and_what_waited_before_it(log: logging.Logger, out: Out) -> None:
    log.info("request")
    log.warning("foreign_entry")

    assert out.events() == ["request", "foreign_entry"]


def test_what_waits_is_written_at_the_end(log: logging.Logger, out: Out) -> None:
    log.info("request")
    log.handlers[0].close()

    assert out.events() == ["request"]


def test_a_pipe_that_broke_harms_no_press_and_not_what_is_written_later(
    log: logging.Logger, out: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(text: str) -> int:
        raise OSError("broken pipe")

    monkeypatch.setattr(logging, "raiseExceptions", False)
    monkeypatch.setattr(out, "write", broken)
    log.warning("lost")
    monkeypatch.undo()
    log.info("request")

    wait_for(lambda: out.events() == ["request"], what="the line")


def test_the_last_lines_of_a_service_are_there_after_it_was_stopped(tmp_path: Path) -> None:
    hall = RunningHall(tmp_path)
    try:
        hall.issue("kk", **{"X-Request-Id": "thelastone"})
    finally:
        hall.stop()

    assert '"thelastone"' in hall.logs("ticketing")
