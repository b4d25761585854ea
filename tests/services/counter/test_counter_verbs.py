"""The verbs of a counter over HTTP: holds, transfers, undo, pauses, walk-ins, another venue, permissions on numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S, wait_for

COUNTER, OTHER = "12", "14"


@pytest.fixture(scope="module")
def clerk(hall: RunningHall) -> Clerk:
    return hall.clerk()


@pytest.fixture
def services(hall: RunningHall, clerk: Clerk) -> Iterator[tuple[str, str]]:
    """COUNTER (Bapenda) and OTHER (Bank NTT), open and empty; return a service of each."""
    first = []
    for counter in (COUNTER, OTHER):
        clerk.press(counter, "open")
        while clerk.press(counter, "next", finish=True).json()["ticket"]:
            pass
        first.append(clerk.state(counter)["services"][0]["id"])
    yield first[0], first[1]
    for counter in (COUNTER, OTHER):
        clerk.press(counter, "open")
        clerk.press(counter, "finish")
        clerk.press(counter, "close")


def called(hall: RunningHall, clerk: Clerk, service: str) -> str:
    """Issue a number and call it at COUNTER."""
    number: str = hall.issue(service).json()["number"]
    assert clerk.press(COUNTER, "next", finish=True).json()["ticket"]["number"] == number
    return number


def test_the_state_tells_everything_a_page_shows(
    hall: RunningHall, clerk: Clerk, services: tuple[str, str]
) -> None:
    number = called(hall, clerk, services[0])
    hall.issue(services[0])
    wait_for(lambda: clerk.state(COUNTER)["waiting"], what="the second number")

    state = clerk.state(COUNTER)

    assert (
        state["ticket"] | {"number": number, "state": "called", "priority": False, "note": None}
        == state["ticket"]
    )
    assert state["ticket"]["recall"]["left"] == 3
    assert [did["kind"] for did in state["undo"]["did"]] == ["called"]
    assert [queued["service"] for queued in state["queue"]] == [services[0]]
    assert state["counter"]["pause"] is None
    assert state["pass"]


def test_undo_over_http_takes_the_call_back_once(
    hall: RunningHall, clerk: Clerk, services: tuple[str, str]
) -> None:
    number = called(hall, clerk, services[0])
    seq = clerk.state(COUNTER)["undo"]["seq"]

    undone, again = (
        clerk.press(COUNTER, "undo", seq=seq, key="undo-1"),
        clerk.press(COUNTER, "undo", seq=seq, key="undo-1"),
    )
    other = clerk.press(COUNTER, "undo", seq=seq)

    assert (undone.status_code, undone.json()["ticket"], undone.json()["queue"][0]["number"]) == (
        200,
        None,
        number,
    )
    assert again.json()["replayed"] is True
    assert (other.status_code, other.json()["slug"]) == (409, "undo-gone")
    assert other.json()["state"]["ticket"] is None


def test_a_call_taken_back_may_be_made_again(
    hall: RunningHall, clerk: Clerk, services: tuple[str, str]
) -> None:
    number = called(hall, clerk, services[0])
    clerk.press(COUNTER, "undo")

    assert clerk.press(COUNTER, "next").json()["ticket"]["number"] == number


def test_hold_resume_and_put_back(hall: RunningHall, clerk: Clerk, services: tuple[str, str]) -> None:
    number = called(hall, clerk, services[0])

    held = clerk.press(COUNTER, "hold", ticket=number, note="fotokopi KK").json()
    resumed = clerk.press(COUNTER, "resume", ticket=None, number_of=number).json()
    clerk.press(COUNTER, "hold")
    back = clerk.press(COUNTER, "return", number_of=number, place="first").json()

    assert (held["ticket"], held["held"][0]["number"], held["held"][0]["note"]) == (
        None,
        number,
        "fotokopi KK",
    )
    assert (resumed["ticket"]["number"], resumed["ticket"]["state"], resumed["held"]) == (
        number,
        "serving",
        [],
    )
    assert (back["held"], back["queue"][0]["number"]) == ([], number)


def test_a_clerk_marks_a_priority_and_the_next_call_says_that_it_passed(
    hall: RunningHall, clerk: Clerk, services: tuple[str, str]
) -> None:
    called(hall, clerk, services[0])
    first, pregnant = (hall.issue(services[0]).json()["number"] for _ in range(2))

    marked = clerk.press(COUNTER, "priority", number_of=pregnant, priority="pregnant")
    elsewhere = clerk.press(OTHER, "priority", number_of=pregnant, priority="pregnant")
    calls = [clerk.press(COUNTER, "next", finish=True).json() for _ in range(2)]

    assert [one["number"] for one in marked.json()["queue"]] == [pregnant, first]
    assert (elsewhere.status_code, elsewhere.json()["slug"]) == (409, "not-served-here")
    assert [(one["ticket"]["number"], one["ticket"]["basis"]) for one in calls] == [
        (pregnant, "priority"), (first, "arrival"),
    ]  # fmt: skip
    assert "pregnant" not in marked.text


def test_transfer_to_another_agency_and_to_a_counter(
    hall: RunningHall, clerk: Clerk, services: tuple[str, str]
) -> None:
    number = called(hall, clerk, services[0])

    clerk.press(COUNTER, "transfer", service=services[1], note="lanjut bayar")
    there = clerk.press(OTHER, "next").json()["ticket"]
    back = clerk.press(OTHER, "transfer", counter=COUNTER).json()
    here = clerk.press(COUNTER, "next").json()["ticket"]

    assert (there["number"], there["service"], there["note"]) == (number, services[1], "lanjut bayar")
    assert back["ticket"] is None
    assert (here["number"], here["service"]) == (number, services[0])


def test_to_another_venue_goes_a_new_number_that_names_the_old(hall: RunningHall, clerk: Clerk) -> None:
    clerk.press("1", "open")
    while clerk.press("1", "next", finish=True).json()["ticket"]:
        pass
    issued = hall.issue("ktp-el").json()
    number, token = issued["number"], issued["token"]
    clerk.press("1", "next")

    moved = [
        clerk.press("1", "transfer", venue="cfd", service="ktp-el", key="to-cfd", ticket=number)
        for _ in range(2)
    ]
    clerk.press("1", "close")

    def view() -> dict[str, Any]:
        ticket: dict[str, Any] = requests.get(f"{hall.tickets}/tickets/{token}", timeout=PATIENCE_S).json()
        return ticket

    wait_for(lambda: view()["state"] == "moved", what="the visitor's page")
    new = view()["moved_to"]

    assert [(m.status_code, m.json()["ticket"], m.json().get("replayed", False)) for m in moved] == [
        (200, None, False), (200, None, True),
    ]  # fmt: skip
    assert new["venue"] == "cfd"
    there = clerk.http.get(f"{hall.counters}/venues/cfd/tickets/{new['number']}", timeout=PATIENCE_S).json()
    assert (there["state"], there["service"]) == ("waiting", "ktp-el")


def test_to_another_venue_that_does_not_serve_it_nothing_moves(
    hall: RunningHall, clerk: Clerk, services: tuple[str, str]
) -> None:
    number = called(hall, clerk, services[0])

    refused = clerk.press(COUNTER, "transfer", venue="saboak")

    assert (refused.status_code, refused.json()["slug"]) == (409, "service-closed")
    assert refused.json()["state"]["ticket"]["number"] == number


def test_finish_records_and_a_walk_in_is_served(
    hall: RunningHall, clerk: Clerk, services: tuple[str, str]
) -> None:
    walked_in = clerk.press(COUNTER, "walk-in", service=services[0]).json()["ticket"]
    noted = clerk.press(COUNTER, "note", outcome="come-again", services=[services[0]], note="besok").json()[
        "ticket"
    ]
    finished = clerk.press(COUNTER, "finish", outcome="done")

    assert (walked_in["state"], walked_in["walk_in"]) == ("serving", True)
    assert (noted["outcome"], noted["services_given"], noted["note"]) == (
        "come-again",
        [services[0]],
        "besok",
    )
    assert finished.json()["ticket"] is None


def test_pause_and_reopen(hall: RunningHall, clerk: Clerk, services: tuple[str, str]) -> None:
    hall.issue(services[0])

    paused = clerk.press(COUNTER, "pause", reason="prayer", until="2099-01-01T10:00:00+08:00").json()
    refused = clerk.press(COUNTER, "next")
    reopened = clerk.press(COUNTER, "open").json()

    assert paused["counter"]["pause"]["reason"] == "prayer"
    assert paused["counter"]["pause"]["until"].startswith("2099-01-01T10:00:00")
    assert (refused.status_code, refused.json()["slug"]) == (409, "counter-paused")
    assert reopened["counter"]["pause"] is None


@pytest.mark.parametrize("until", ["10.00", "2026-13-01", "2099-01-01T10:00:00", "2001-01-01T10:00:00+08:00"])
def test_a_return_time_that_is_none_is_refused(clerk: Clerk, services: tuple[str, str], until: str) -> None:
    response = clerk.press(COUNTER, "pause", reason="prayer", until=until)

    assert (response.status_code, response.json()["slug"]) == (422, "malformed")


def test_too_soon_says_when(hall: RunningHall, clerk: Clerk, services: tuple[str, str]) -> None:
    number = called(hall, clerk, services[0])
    clerk.press(COUNTER, "no-show")

    refused = clerk.press(COUNTER, "call", number_of=number)

    assert (refused.status_code, refused.json()["slug"]) == (409, "too-soon")
    assert refused.json()["again_at"] == refused.json()["state"]["missed"][0]["callable_at"]


def test_only_some_accounts_call_a_number_before_its_turn(
    hall: RunningHall, services: tuple[str, str]
) -> None:
    plain = hall.staff("clerk", name="polos")
    trusted = hall.staff("clerk", name="percaya", calls_numbers=True)
    hall.issue(services[0])
    second = hall.issue(services[0]).json()["number"]

    plain.press(COUNTER, "open")
    refused = plain.press(COUNTER, "call", number_of=second, reason="membawa bayi")
    trusted.press(COUNTER, "open")
    allowed = trusted.press(COUNTER, "call", number_of=second, reason="membawa bayi")
    trusted.press(COUNTER, "finish")

    assert refused.status_code == 403
    assert allowed.json()["ticket"]["number"] == second


def test_help_and_message_go_both_ways(hall: RunningHall, clerk: Clerk, services: tuple[str, str]) -> None:
    siti = hall.staff("clerk", name="siti.c17")
    siti.press(COUNTER, "open")

    siti.press(COUNTER, "help", kind="sign-language")
    clerk.press(COUNTER, "attend")
    clerk.press(COUNTER, "message", text="Saya ke sana")
    state = siti.state(COUNTER)
    read = siti.press(COUNTER, "read", message=state["message"]["id"]).json()
    ended = siti.press(COUNTER, "help-cancel").json()

    assert (state["help"]["kind"], state["help"]["coming"], state["message"]["text"]) == (
        "sign-language",
        True,
        "Saya ke sana",
    )
    assert (read["message"], ended["help"]) == (None, None)


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("resume", b"{}"), ("return", b'{"place": "middle"}'), ("call", b'{"number_of": 7}'), ("transfer", b"{}"),
        ("walk-in", b"{}"), ("pause", b'{"reason": "fishing"}'), ("undo", b'{"seq": "x"}'), ("help", b'{"kind": "tea"}'),
        ("message", b'{"text": ""}'), ("finish", b'{"services": "ktp"}'), ("note", b'{"outcome": ""}'),
    ],
)  # fmt: skip
def test_what_a_verb_does_not_take_is_refused_in_words(
    clerk: Clerk, services: tuple[str, str], hall: RunningHall, verb: str, body: bytes
) -> None:
    if verb in ("transfer", "finish", "note"):
        called(hall, clerk, services[0])

    response = clerk.http.post(
        f"{clerk.base}/{COUNTER}/{verb}", data=body, timeout=PATIENCE_S,
        headers={"Content-Type": "application/json"},
    )  # fmt: skip

    assert (response.status_code, response.json()["slug"]) == (422, "malformed")
