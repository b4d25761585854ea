"""``antre upgrade``: every service of a running hall is replaced while it serves."""

from __future__ import annotations

from pathlib import Path

import pytest

from antre.cli import main
from rig.running import SERVICES, RunningHall
from rig.waiting import wait_for


def test_every_service_of_a_running_hall_is_replaced_one_after_the_other(own_hall: RunningHall) -> None:
    before, ready = own_hall.children(), own_hall.ready_file

    done = own_hall.antre("upgrade", "--ready", str(ready))

    assert done.returncode == 0, done.stdout + done.stderr
    assert [line.partition(":")[0] for line in done.stdout.splitlines()[:-1]] == list(SERVICES)
    after = own_hall.children()
    assert all(after[name] != before[name] for name in SERVICES)
    assert after["redis"] == before["redis"]
    wait_for(own_hall.answers, what="answers")
    assert own_hall.issue("ktp-el").status_code == 201


def test_where_no_hall_runs_it_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ready.json").write_text(
        '{"pid": 1}'
    )  # left over from a killed hall: its process id now belongs to another process
    (tmp_path / "lock").touch()

    assert main(["upgrade", "--ready", str(tmp_path / "ready.json")]) == 1

    assert "Start it: make run" in capsys.readouterr().err
