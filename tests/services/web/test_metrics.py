"""Operations: Prometheus metrics, and one request id from the press to the board."""

from __future__ import annotations

import json
import re
import uuid

import requests

from rig import checker
from rig.running import SERVICES, RunningHall
from rig.screens import Screen
from rig.waiting import PATIENCE_S, wait_for


def figures(hall: RunningHall, service: str) -> dict[str, float]:
    """Return a service's metrics by name and labels."""
    text = requests.get(f"{hall.ready[service]}/metrics", timeout=PATIENCE_S).text
    return {name: float(value) for name, value in re.findall(r"^(antre_\S+) (\S+)$", text, re.MULTILINE)}


def lines(hall: RunningHall, service: str, request_id: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in hall.logs(service).splitlines() if f'"{request_id}"' in line]


def test_one_request_id_leads_from_the_press_to_the_fact_the_log_lines_and_the_board(
    hall: RunningHall,
) -> None:
    clerk, board = hall.clerk(), Screen(hall.ready["display"], "/board", {"venue": hall.venue})
    clerk.press("3", "open")
    issued, called = uuid.uuid4().hex, uuid.uuid4().hex

    response = hall.issue("ktp-el", **{"X-Request-Id": issued})
    clerk.http.headers["X-Request-Id"] = called
    number = clerk.press("3", "next", finish=True).json()["ticket"]["number"]

    assert response.headers["X-Request-Id"] == issued
    facts = [
        json.loads(f)
        for _, f, _ in checker.read_log(hall.ready["redis"], hall.venue, response.json()["service_day"])
    ]
    assert [f["kind"] for f in facts if issued in f.get("press", [])] == ["TicketIssued"]
    assert "TicketCalled" in [f["kind"] for f in facts if called in f.get("press", [])]
    call = next(c for _ in range(20) for c in board.next("board")["calls"] if c["request_id"] == called)
    assert call["number"] == number
    for service, request_id in (("ticketing", issued), ("counter", called), ("display", called)):
        wait_for(lambda of=(service, request_id): lines(hall, *of), what=f"the line of {service}")
    assert [line["event"] for line in lines(hall, "ticketing", issued)] == ["request"]
    assert [line["event"] for line in lines(hall, "counter", called)] == ["request"]
    (line,) = lines(hall, "display", called)
    assert (line["event"], line["number"]) == ("shown", number)
    assert line["boards"] >= 1
    board.close()
    clerk.press("3", "finish")


def test_the_figures_follow_what_happens(hall: RunningHall) -> None:
    clerk, board = hall.clerk(), Screen(hall.ready["display"], "/board", {"venue": hall.venue})
    board.next("board")
    clerk.press("3", "open")
    before = {service: figures(hall, service) for service in SERVICES}

    hall.issue("ktp-el")
    clerk.press("3", "next", finish=True)
    clerk.press("3", "finish")
    metric, of = "antre_press_to_screen_seconds_count", f'{{venue="{hall.venue}"}}'
    wait_for(lambda: figures(hall, "display")[metric] > before["display"][metric], what="the displayed call")

    after = {service: figures(hall, service) for service in SERVICES}
    for service, verb, status in (("ticketing", "issue", 201), ("counter", "next", 200)):
        name = f'antre_presses_total{{status="{status}",verb="{verb}"}}'
        assert after[service][name] == before[service].get(name, 0) + 1
        assert after[service][f'antre_press_seconds_count{{verb="{verb}"}}'] >= 1
    assert after["reports"]["antre_history_lag_seconds"] < 6
    for service in set(SERVICES) - {"reports"}:  # reports follows logs, but has no hall
        assert after[service]["antre_log_tip" + of] > before[service]["antre_log_tip" + of]
        assert after[service]["antre_follower_lag_seconds" + of] < 6
        assert "antre_append_retries_total" + of in after[service]
    assert after["display"]["antre_boards_connected" + of] >= 1
    assert after["display"]["antre_boards_stale" + of] == 0
    assert after["display"]["antre_screens_connected"] >= 1
    assert after["counter"]["antre_counters_open" + of] >= 1
    board.close()
