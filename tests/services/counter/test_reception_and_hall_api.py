"""The APIs of reception and supervisors: issue, find, mark, bring back; stories, duties of the day."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from rig import checker
from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S, wait_for

COUNTER, SERVICE, AGENCY = "22", "air-tagihan", "air-minum"


@pytest.fixture(scope="module")
def desk(hall: RunningHall) -> Clerk:
    """An account of the information desk."""
    return hall.staff("reception", name="meja")


@pytest.fixture(scope="module")
def maria(hall: RunningHall) -> Clerk:
    """A supervisor."""
    return hall.staff("supervisor", name="maria.hall")


def test_reception_issues_a_ticket_once_for_a_key(hall: RunningHall, desk: Clerk) -> None:
    payload = {"service": SERVICE, "priority": "elderly"}
    answers = [
        desk.http.post(
            f"{hall.counters}/venues/{hall.venue}/tickets",
            json=payload,
            headers={"Idempotency-Key": "desk-1"},
            timeout=PATIENCE_S,
        )
        for _ in range(2)
    ]

    first, second = (response.json() for response in answers)
    assert [response.status_code for response in answers] == [201, 201]
    assert (first["number"], first["priority"], second["replayed"]) == (second["number"], "elderly", True)
    assert (
        requests.get(f"{hall.tickets}/tickets/{first['token']}", timeout=PATIENCE_S).json()["number"]
        == first["number"]
    )
    assert first["url"] == first["phone_url"] == f"{hall.ready['ticketing']}/ticket/{first['token']}"


def test_who_has_priority_is_told_how_long_before_and_after_the_number_and_the_log_keeps_it(
    hall: RunningHall, desk: Clerk, maria: Clerk
) -> None:
    counter = "24"
    catalogue = desk.ask("GET", "catalogue").json()
    services = {s["id"]: s for agency in catalogue["agencies"] for s in agency["services"]}
    service = next(s["id"] for a in catalogue["agencies"] if a["id"] == "kejaksaan" for s in a["services"])
    assert services[service]["priority"].keys() == {"ahead", "wait"}
    maria.press(counter, "open")
    for _ in range(6):
        desk.ask("POST", "tickets", service=service)

    def offered() -> dict[str, Any]:
        listed = desk.ask("GET", "catalogue").json()
        match: dict[str, Any] = next(
            s for a in listed["agencies"] for s in a["services"] if s["id"] == service
        )
        return match

    wait_for(lambda: (offered()["wait"] or {}).get("low_min", 0) >= 10, what="the six to be counted")
    before = offered()
    number = desk.ask("POST", "tickets", service=service, priority="elderly").json()

    assert (before["ahead"], before["priority"]["ahead"]) == (6, 0)
    assert before["priority"]["wait"]["low_min"] == number["wait"]["low_min"] == 0
    log = checker.read_log(hall.ready["redis"], hall.venue, number["service_day"])
    ranges = [
        json.loads(fact)["told"] for _, fact, _ in log if json.loads(fact).get("ticket_id") == number["id"]
    ]
    assert ranges[0] == [number["wait"]["low_min"], number["wait"]["high_min"]]
    maria.press(counter, "close")


def test_a_lost_ticket_is_found_and_reprinted_with_its_code(hall: RunningHall, desk: Clerk) -> None:
    number = desk.ask("POST", "tickets", service=SERVICE).json()["number"]

    details = desk.ask("GET", f"tickets/{number}").json()
    copy = desk.ask("POST", f"tickets/{number}/reprint")
    code = desk.ask("GET", f"tickets/{number}/qr.svg")

    assert (details["number"], details["state"]) == (number, "waiting")
    assert copy.status_code == 200
    assert code.headers["Content-Type"].startswith("image/svg+xml")
    assert desk.ask("GET", "tickets/K-999").json()["slug"] == "unknown-number"


def test_a_priority_is_marked_and_its_reason_told_to_staff_alone(hall: RunningHall, desk: Clerk) -> None:
    made = desk.ask("POST", "tickets", service=SERVICE).json()
    number = made["number"]

    marked = desk.ask("POST", f"tickets/{number}/priority", priority="disabled").json()
    response = desk.ask("GET", f"tickets/{number}/reason").json()
    public = requests.get(f"{hall.tickets}/tickets/{made['token']}", timeout=PATIENCE_S).text

    assert (marked["priority"], response) == ("disabled", {"priority": "disabled"})
    assert "disabled" not in public
    assert "priority" not in public
    assert desk.ask("POST", f"tickets/{number}/priority", priority="rich").status_code == 422


def test_reception_brings_a_missed_visitor_back_and_may_end_a_ticket(
    hall: RunningHall, desk: Clerk, maria: Clerk
) -> None:
    maria.press(COUNTER, "open")
    while maria.press(COUNTER, "next", finish=True).json()["ticket"]:
        pass
    number = desk.ask("POST", "tickets", service=SERVICE).json()["number"]
    maria.press(COUNTER, "next")
    maria.press(COUNTER, "no-show")

    back = desk.ask("POST", f"tickets/{number}/return", place="first").json()
    ended = desk.ask("POST", f"tickets/{number}/cancel").json()
    maria.press(COUNTER, "close")

    assert (back["state"], ended["state"]) == ("waiting", "cancelled")
    assert desk.ask("POST", f"tickets/{number}/return", place="first").json()["slug"] == "not-waiting"


def test_the_story_of_a_ticket_tells_who_did_what_and_what_was_undone(
    hall: RunningHall, desk: Clerk, maria: Clerk
) -> None:
    maria.press(COUNTER, "open")
    while maria.press(COUNTER, "next", finish=True).json()["ticket"]:
        pass
    number = desk.ask("POST", "tickets", service=SERVICE, priority="disabled").json()["number"]
    maria.press(COUNTER, "next")
    maria.press(COUNTER, "undo")
    maria.press(COUNTER, "next")
    maria.press(COUNTER, "finish", outcome="done")
    maria.press(COUNTER, "close")

    response = maria.ask("GET", f"tickets/{number}/story")
    minute = response.json()["facts"][0]["at"][11:16]
    of_minute = maria.ask("GET", f"story?minute={minute}").json()["facts"]

    assert [fact["kind"] for fact in response.json()["facts"]] == [
        "issued",
        "called",
        "undone",
        "called",
        "finished",
    ]
    assert [fact["by"] for fact in response.json()["facts"]][:2] == ["staff:meja", "staff:maria.hall"]
    assert "disabled" not in response.text
    assert response.json()["facts"][0] in of_minute
    assert maria.ask("GET", "story?minute=25:00").status_code == 422


def test_the_hall_tells_what_needs_somebody(hall: RunningHall, maria: Clerk) -> None:
    siti = hall.staff("clerk", name="siti.a1")
    siti.press(COUNTER, "open")
    siti.press(COUNTER, "help", kind="security")

    def needs() -> list[dict[str, Any]]:
        live: list[dict[str, Any]] = maria.ask("GET", "live").json()["attention"]
        return [need for need in live if need.get("counter") == COUNTER]

    wait_for(needs, what="the request for help")
    live = maria.ask("GET", "live").json()
    assert needs()[0] | {"kind": "help", "help": "security", "coming": False} == needs()[0]
    assert next(a for a in live["agencies"] if a["id"] == AGENCY) | {"counters_open": 1, "counters_total": 1}
    assert live["pass"]
    siti.press(COUNTER, "help-cancel")
    siti.press(COUNTER, "close")


def test_a_supervisor_frees_a_stuck_ticket_without_opening_the_counter(
    hall: RunningHall, desk: Clerk, maria: Clerk
) -> None:
    siti = hall.staff("clerk", name="siti.free")
    siti.press(COUNTER, "open")
    while siti.press(COUNTER, "next", finish=True).json()["ticket"]:
        pass
    number = desk.ask("POST", "tickets", service=SERVICE).json()["number"]
    siti.press(COUNTER, "next")

    refused, freed = siti.press(COUNTER, "release"), maria.press(COUNTER, "release", ticket=number)

    assert refused.status_code == 403
    assert (freed.status_code, freed.json()["ticket"], freed.json()["queue"][0]["number"]) == (
        200,
        None,
        number,
    )
    desk.ask("POST", f"tickets/{number}/cancel")
    siti.press(COUNTER, "close")


def test_a_counter_serves_another_agency_today_at_once_and_its_usual_one_again(
    hall: RunningHall, desk: Clerk, maria: Clerk
) -> None:
    def serves() -> list[str]:
        counters = maria.ask("GET", "live").json()["counters"]
        agencies: list[str] = next(c["agencies"] for c in counters if c["id"] == "21")
        return agencies

    moved = maria.ask("POST", "counters/21/assignment", agencies=["taspen"], even_so=True)
    assert moved.status_code == 200, moved.text
    assert serves() == ["taspen"]

    again = maria.http.post(
        f"{hall.counters}/venues/{hall.venue}/counters/21/assignment", json={}, timeout=PATIENCE_S
    )
    assert again.status_code == 200
    assert serves() == ["dlhk"]


def test_an_agency_in_need_gets_a_counter_that_keeps_what_it_serves(
    hall: RunningHall, maria: Clerk, desk: Clerk
) -> None:
    def served() -> tuple[list[str], list[str]]:
        counters = maria.ask("GET", "live").json()["counters"]
        return next((c["agencies"], c["services"]) for c in counters if c["id"] == "21")

    agencies, services = served()
    maria.ask("POST", "counters/21/assignment", services=services[:1], even_so=True)

    added = [
        maria.ask("POST", "counters/21/assignment", add=of).status_code for of in ("taspen", "taspen", "no")
    ]

    assert added == [200, 200, 404]
    assert (served()[0], services[0] in served()[1]) == (["taspen", *agencies], True)
    refused = desk.ask("POST", "counters/21/assignment", add="taspen")
    assert refused.status_code == 403
    maria.ask("POST", "counters/21/assignment", even_so=True)
    assert served() == (agencies, services)


def test_a_supervisor_of_some_agencies_moves_only_their_counters_and_only_among_them(
    hall: RunningHall,
) -> None:
    own = hall.staff("supervisor", name="sup.dlhk", agencies=["dlhk", "taspen"])
    foreign = next(
        c["id"] for c in own.ask("GET", "live").json()["counters"] if c["agencies"] == ["dukcapil"]
    )

    def move(counter: str, **to: list[str]) -> tuple[int, str | None]:
        response = own.ask("POST", f"counters/{counter}/assignment", **to, even_so=True)
        return response.status_code, response.json().get("slug")

    refused = [
        move(foreign, agencies=["taspen"]), move("21", agencies=["taspen", "dukcapil"]),
        move("21", services=["ktp-el"]), move("99", agencies=["taspen"]),
    ]  # fmt: skip
    moved = [move("21", agencies=["taspen"]), move("21")]
    whole = hall.staff("supervisor", name="sup.all")
    shared = whole.ask("POST", "counters/21/assignment", agencies=["dlhk", "pos"], even_so=True).status_code
    partial = [move("21", agencies=["taspen"]), move("21"), move("21", agencies=["taspen", "pos"])]
    usual = whole.ask("POST", "counters/21/assignment", even_so=True).status_code

    assert refused == [(403, "forbidden")] * 3 + [(404, "unknown-counter")]
    assert moved == [(200, None)] * 2
    assert (shared, partial, usual) == (200, [(403, "forbidden")] * 2 + [(200, None)], 200)


def test_a_move_that_would_leave_people_waiting_for_nobody_says_so_first(
    hall: RunningHall, desk: Clerk, maria: Clerk
) -> None:
    number = desk.ask("POST", "tickets", service=SERVICE).json()["number"]

    refused = maria.ask("POST", f"counters/{COUNTER}/assignment", agencies=["taspen"])

    assert (refused.status_code, refused.json()["slug"]) == (409, "would-strand")
    assert {"venue": hall.venue, "service": SERVICE, "waiting": 1} in refused.json()["stranded"]
    desk.ask("POST", f"tickets/{number}/cancel")
