"""Taking back: a supervisor cancels one origin's numbers in one press and undoes it, as visitors and staff see it."""

from __future__ import annotations

import json
from typing import Any

import requests

from rig import checker
from rig.running import RunningHall
from rig.waiting import PATIENCE_S, wait_for


def taken(hall: RunningHall, count: int, service: str = "kia") -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Take numbers as a visitor; return them, and the request (origin, time span in ms UTC) that takes them back."""

    tickets = [hall.issue(service).json() for _ in range(count)]
    entries = checker.read_log(hall.ready["redis"], hall.venue, tickets[0]["service_day"])
    facts = [json.loads(fact) for _, fact, _ in entries]
    mine = [f for f in facts if f["kind"] == "TicketIssued" and f["ticket_id"] in {t["id"] for t in tickets}]
    return tickets, {
        "origin": mine[0]["origin"], "from_ms": mine[0]["at_ms"], "until_ms": mine[-1]["at_ms"],
    }  # fmt: skip


def states(hall: RunningHall, tickets: list[dict[str, Any]]) -> set[str]:
    """Return the tickets' states as visitors' phones show them."""
    return {
        requests.get(f"{hall.tickets}/tickets/{ticket['token']}", timeout=PATIENCE_S).json()["state"]
        for ticket in tickets
    }


def taking_back(live: dict[str, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = next(need for need in live["attention"] if need["kind"] == "taken-back")
    return entry


def test_one_press_takes_back_what_one_origin_took_and_one_press_undoes_it(hall: RunningHall) -> None:
    supervisor = hall.staff("supervisor")
    before = hall.issue("kia").json()
    tickets, wish = taken(hall, 3)

    done = supervisor.ask("POST", "taken-back", **wish, key="take-back-1")

    assert (done.status_code, done.json()["numbers"]) == (200, 3)
    wait_for(lambda: states(hall, tickets) == {"cancelled"}, what="the phones to display the cancellation")
    assert states(hall, [before]) == {"waiting"}
    replayed = supervisor.ask("POST", "taken-back", **wish, key="take-back-1").json()
    assert (replayed["replayed"], replayed["seq"]) == (True, done.json()["seq"])
    assert supervisor.ask("POST", "taken-back", **wish, key="take-back-2").json()["numbers"] == 0

    seq = taking_back(done.json())["seq"]
    undone = supervisor.ask("POST", "taken-back/undo", seq=seq)

    assert undone.status_code == 200
    wait_for(lambda: states(hall, tickets) == {"waiting"}, what="the numbers to wait again")
    again = supervisor.ask("POST", "taken-back/undo", seq=seq)
    assert (again.status_code, again.json()["slug"]) == (409, "undo-gone")
    story = [
        fact["kind"] for fact in supervisor.ask("GET", f"tickets/{tickets[0]['id']}/story").json()["facts"]
    ]
    assert story == ["issued", "taken-back", "undone"]
    entries = checker.read_log(hall.ready["redis"], hall.venue, before["service_day"])
    assert checker.wrongs(entries) == []


def test_who_looks_after_some_agencies_only_takes_nothing_of_the_others_back(hall: RunningHall) -> None:
    tickets, wish = taken(hall, 1)
    supervisor = hall.staff("supervisor", agencies=["dukcapil"])

    response = supervisor.ask("POST", "taken-back", **wish)

    assert (response.status_code, response.json()["slug"]) == (403, "forbidden")
    assert states(hall, tickets) == {"waiting"}


def test_numbers_of_staff_are_no_origin(hall: RunningHall) -> None:
    response = hall.staff("supervisor").ask(
        "POST", "taken-back", origin="staff:siti", from_ms=0, until_ms=1 << 50
    )

    assert (response.status_code, response.json()["slug"]) == (422, "malformed")
