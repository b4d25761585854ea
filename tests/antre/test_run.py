"""``antre run``: one command opens the hall; it runs beside another, stops at once, and keeps its data."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from rig.running import ROOT, RunningHall
from rig.waiting import PATIENCE_S, wait_for


def test_it_opens_the_hall_and_says_where(hall: RunningHall) -> None:
    assert {"redis", "ticketing", "counter", "display", "venue", "staff"} <= set(hall.ready)
    assert hall.ready_file is not None
    assert stat.S_IMODE(hall.ready_file.stat().st_mode) == 0o600
    for word in ("/kiosk/mpp-kupang", "/counter", "/board/mpp-kupang", hall.ready["staff"]["password"]):
        assert word in hall.output
    assert hall.answers()


def test_ctrl_c_stops_everything_and_the_data_stays(tmp_path: Path) -> None:
    first = RunningHall(tmp_path)
    number = first.issue("ktp-el").json()
    children = list(first.children().values())

    first.stop()

    assert first.ready_file is None
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    second = RunningHall(tmp_path)
    assert (
        requests.get(f"{second.tickets}/tickets/{number['token']}", timeout=PATIENCE_S).json()["state"]
        == "waiting"
    )
    assert second.issue("ktp-el").json()["number"] != number["number"]
    assert second.ready["staff"]["password"] != first.ready["staff"]["password"]
    second.stop()


def test_two_run_beside_each_other_in_one_folder(tmp_path: Path) -> None:
    one = RunningHall(tmp_path)
    other = RunningHall(tmp_path)

    assert one.ready["ticketing"] != other.ready["ticketing"]
    assert [hall.issue("ktp-el").json()["number"] for hall in (one, other)] == ["A-001", "A-001"]
    one.stop()
    assert other.answers()
    other.stop()


def test_a_port_in_use_is_said_in_a_sentence_and_nothing_starts(hall: RunningHall, tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "antre.cli", "run", "--port", str(hall.port)], cwd=tmp_path, text=True,
        capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=30, check=False,
    )  # fmt: skip

    assert answer.returncode == 1
    assert f"make run PORT={hall.port + 10_000}" in answer.stderr
    assert not list(tmp_path.rglob("ready.json"))
    assert hall.answers()


def test_real_hours_are_kept_when_asked_for(tmp_path: Path) -> None:
    hall = RunningHall(tmp_path, hours="real")

    content = json.loads(hall.antre("house", "show").stdout)

    assert not [e for v in content["venues"] for e in v.get("exceptions", []) if e.get("all_day")]
    hall.stop()


def test_a_service_that_dies_young_again_and_again_is_started_again(own_hall: RunningHall) -> None:
    for _ in range(3):
        before = own_hall.kill("ticketing")
        wait_for(lambda before=before: own_hall.is_reborn("ticketing", before), what="a new one")
    wait_for(own_hall.answers, what="answers")

    assert own_hall.output.count("ticketing stopped") == 3


def test_everything_killed_at_once_comes_back_with_every_ticket(own_hall: RunningHall) -> None:
    numbers = [own_hall.issue("ktp-el").json()["number"] for _ in range(5)]
    for name in ("redis", "ticketing", "counter", "display"):
        own_hall.kill(name)

    wait_for(
        lambda: own_hall.issue("ktp-el").status_code == 201 if own_hall.answers() else False, what="a number"
    )

    assert own_hall.issue("ktp-el").json()["number"] not in numbers


@pytest.mark.parametrize(
    "arguments", [["house", "load", "nowhere.yaml"], ["staff", "add", "X Y", "--role", "clerk"]]
)
def test_a_command_that_cannot_be_done_says_so_in_a_sentence(hall: RunningHall, arguments: list[str]) -> None:
    said = hall.antre(*arguments)

    assert said.returncode == 1
    assert said.stderr
    assert "Traceback" not in said.stderr


def test_a_wrong_house_file_changes_nothing(hall: RunningHall, tmp_path: Path) -> None:
    before = hall.antre("house", "show").stdout
    (tmp_path / "wrong.yaml").write_text("id: x\nname: [1]\n")

    said = hall.antre("house", "load", str(tmp_path / "wrong.yaml"))

    assert said.returncode == 1
    assert "Line 2" in said.stderr
    assert hall.antre("house", "show").stdout == before
