"""``antre run``: one command opens the hall; it runs beside another, stops at once, and keeps its data."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import redis
import requests

from antre.run import _own_folder
from rig import media_samples
from rig.contract import check_problem
from rig.running import ROOT, RunningHall
from rig.waiting import PATIENCE_S, wait_for


def test_it_opens_the_hall_and_says_where(hall: RunningHall) -> None:
    assert {"redis", "ticketing", "counter", "display", "reports", "venue", "staff"} <= set(hall.ready)
    assert hall.ready_file is not None
    assert stat.S_IMODE(hall.ready_file.stat().st_mode) == 0o600
    for word in ("/kiosk/mpp-kupang", "/counter", "/board/mpp-kupang", hall.ready["staff"]["password"]):
        wait_for(
            lambda expected=word: expected in hall.output, what=word
        )  # printed after the file was written
    assert hall.answers()


def test_nobody_else_on_the_machine_reads_its_data_logs_or_secrets(hall: RunningHall) -> None:
    folder = hall.folder / ".run"
    photo = {"data": media_samples.picture(), "headers": {"Content-Type": "application/octet-stream"}}
    stored = hall.admin.http.post(f"{hall.counters}/media", timeout=PATIENCE_S, **photo).json()["file"]
    everything = [folder, *folder.rglob("*")]

    open_to_others = {
        str(path.relative_to(folder)): oct(stat.S_IMODE(path.stat().st_mode))
        for path in everything
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    }

    assert open_to_others == {}
    assert {"redis.conf", "counter.log", stored, "appendonlydir"} <= {path.name for path in everything}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_an_earlier_version_left_open_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".run").mkdir(mode=0o755)
    (tmp_path / ".run").chmod(0o755)

    folder, lock = _own_folder(8000)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    lock.close()


def test_on_this_machine_alone_it_says_that_no_phone_comes_and_shows_no_code(tmp_path: Path) -> None:
    hall = RunningHall(tmp_path, env={"ANTRE_PUBLIC_URL": ""})
    try:
        ticket = hall.issue("ktp-el").json()
        code = requests.get(f"{hall.tickets}/tickets/{ticket['token']}/qr.svg", timeout=PATIENCE_S)
        board = requests.get(f"{hall.ready['display']}/board/{hall.venue}", timeout=PATIENCE_S).text

        assert "No phone finds this hall by a QR code" in hall.output
        assert "qr_codes_lead_nowhere" in hall.logs("ticketing")
        assert ticket["phone_url"] is None
        assert (code.status_code, code.json()["slug"]) == (404, "no-public-address")
        assert 'data-phones=""' in board
    finally:
        hall.stop()


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
        wait_for(lambda before=before: own_hall.is_restarted("ticketing", before), what="a new one")
    wait_for(own_hall.answers, what="answers")

    assert own_hall.output.count("ticketing stopped") == 3


def test_everything_killed_at_once_comes_back_with_every_ticket(own_hall: RunningHall) -> None:
    numbers = [own_hall.issue("ktp-el").json()["number"] for _ in range(5)]
    for name in ("redis", "ticketing", "counter", "display", "reports"):
        own_hall.kill(name)

    wait_for(
        lambda: own_hall.issue("ktp-el").status_code == 201 if own_hall.answers() else False, what="a number"
    )

    assert own_hall.issue("ktp-el").json()["number"] not in numbers


@pytest.mark.parametrize(
    "arguments", [["house", "load", "nowhere.yaml"], ["staff", "add", "X Y", "--role", "clerk"]]
)
def test_a_command_that_cannot_be_done_says_so_in_a_sentence(hall: RunningHall, arguments: list[str]) -> None:
    completed = hall.antre(*arguments)

    assert completed.returncode == 1
    assert completed.stderr
    assert "Traceback" not in completed.stderr


def test_the_waits_of_a_day_are_scored(hall: RunningHall) -> None:
    clerk = hall.clerk()
    clerk.press("12", "open")
    service = clerk.state("12")["services"][0]["id"]
    wait = hall.issue(service).json()["wait"]
    clerk.press("12", "next", finish=True)

    completed = hall.antre("waits", "score", hall.venue)

    assert wait["low_min"] == 0
    assert (completed.returncode, completed.stderr) == (0, "")
    assert "Nobody who was told a wait" in completed.stdout, "immediate calls are not scored"


def test_a_rush_ends_with_the_score_of_its_waits(fresh_hall: RunningHall) -> None:
    """The accelerated clock makes waits too short to be judged; test_score.py tests the table itself."""
    played = fresh_hall.antre("rush", "--visitors", "3", "--minutes", "1", "--speed", "600", "--seed", "1")

    assert played.returncode == 0, played.stderr
    score = fresh_hall.antre("waits", "score", fresh_hall.venue).stdout
    assert "only SPEED=1 is a fair score" in played.stdout
    assert score.strip()
    assert played.stdout.endswith(score)


def test_a_wrong_house_file_changes_nothing(hall: RunningHall, tmp_path: Path) -> None:
    before = hall.antre("house", "show").stdout
    (tmp_path / "wrong.yaml").write_text("id: x\nname: [1]\n")

    completed = hall.antre("house", "load", str(tmp_path / "wrong.yaml"))

    assert completed.returncode == 1
    assert "Line 2" in completed.stderr
    assert hall.antre("house", "show").stdout == before


def test_a_hall_whose_log_was_wiped_out_gives_no_number_until_somebody_says_begin_anew(
    tmp_path: Path,
) -> None:
    hall = RunningHall(tmp_path)
    first = hall.issue("ktp-el").json()["number"]
    seen = tmp_path / ".run" / "data" / "seen"
    wait_for(lambda: len(list(seen.glob("*.json"))) == 4, what="every process's note")
    with redis.Redis.from_url(hall.ready["redis"]) as client:
        client.flushall()

    wait_for(lambda: hall.issue("ktp-el").json().get("slug") == "log-lost", what="every number to be refused")

    def sign_in() -> str:
        response = requests.post(
            f"{hall.counters}/session",
            json=hall.ready["staff"],
            timeout=PATIENCE_S,
            hooks={"response": check_problem},
        )
        return str(response.json().get("slug"))

    wait_for(lambda: sign_in() == "log-lost", what="the alert on staff pages")
    lacks = requests.get(f"{hall.ready['ticketing']}/readyz", timeout=PATIENCE_S).json()["lacks"]
    assert hall.process.poll() is None
    hall.stop()

    assert "docs/runbook.md" in lacks[0]
    command = [sys.executable, "-m", "antre.cli"]
    options = {"cwd": tmp_path, "text": True, "capture_output": True, "timeout": 120, "check": False}
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    again = subprocess.run([*command, "run", "--port", str(hall.port)], env=env, **options)  # type: ignore[call-overload]
    assert again.returncode == 1
    assert "antre begin-anew" in again.stderr
    assert subprocess.run([*command, "begin-anew"], env=env, **options).returncode == 0  # type: ignore[call-overload]
    anew = RunningHall(tmp_path)
    assert anew.issue("ktp-el").json()["number"] == first
    anew.stop()


def test_a_log_that_redis_cannot_read_is_said_with_what_to_do(tmp_path: Path) -> None:
    hall = RunningHall(tmp_path)
    hall.issue("ktp-el")
    hall.stop()
    file = next((tmp_path / ".run" / "data" / "appendonlydir").glob("*.incr.aof"))
    whole = file.read_bytes()
    place = whole.index(b"\r\n$", len(whole) // 2)
    file.write_bytes(whole[: place + 2] + b"\xa4" + whole[place + 3 :])

    completed = subprocess.run(
        [sys.executable, "-m", "antre.cli", "run", "--port", str(hall.port)], cwd=tmp_path, text=True,
        capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=120, check=False,
    )  # fmt: skip

    assert completed.returncode == 1
    assert "redis-check-aof --fix" in completed.stderr


def test_what_an_admin_decides_for_today_stays_and_real_hours_take_back_the_rest(tmp_path: Path) -> None:
    """One venue closed today, one opening later; the third as `make run` opened it."""
    note = {"id": "Rapat", "en": "Meeting"}
    hall = RunningHall(tmp_path)
    today = hall.admin.http.get(f"{hall.counters}/house", timeout=PATIENCE_S).json()["today"]
    decided = {hall.venue: {"closed": True, "note": note}, "cfd": {"hours": "23:00-23:30"}}

    def exceptions(running: RunningHall) -> dict[str, list[dict[str, Any]]]:
        return {venue["id"]: venue.get("exceptions", []) for venue in running.house()["venues"]}

    for venue, what in decided.items():
        wish = {"venue": venue, "day": today[venue]} | what
        saved = hall.admin.http.post(f"{hall.counters}/house/exceptions", json=wish, timeout=PATIENCE_S)
        assert saved.status_code == 200, saved.text
    # A venue added now is opened by the runner's next check, which also reads the earlier decisions.
    hall.edit_house(
        lambda house: house["venues"].append(house["venues"][1] | {"id": "fair", "exceptions": []})
    )
    wait_for(lambda: exceptions(hall)["fair"], what="the runner's next check")
    remaining, refused = exceptions(hall), hall.issue()
    hall.stop()
    real = RunningHall(tmp_path, hours="real")
    after = exceptions(real)
    real.stop()

    expected = {venue: [{"day": today[venue]} | what] for venue, what in decided.items()}
    assert remaining | expected == remaining
    assert remaining["saboak"][0]["all_day"]
    assert refused.json()["closed_reason"] == "holiday"
    assert after == expected | {"saboak": [], "fair": []}
