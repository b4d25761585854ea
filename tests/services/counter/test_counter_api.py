"""The clerks' API: signing in, one counter's verbs, stale pages, take-overs, supervisors."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S
from services.counter.accounts.tries import FREE_MAX

COUNTER = "9"


@pytest.fixture(scope="module")
def clerk(hall: RunningHall) -> Clerk:
    return hall.clerk()


@pytest.fixture
def service(hall: RunningHall, clerk: Clerk) -> Iterator[str]:
    """A service of COUNTER, with the counter open, without a current or waiting ticket; closed afterwards."""
    named = clerk.state(COUNTER)["services"][0]["id"]
    clerk.press(COUNTER, "open")
    while clerk.press(COUNTER, "next", finish=True).json()["ticket"]:
        pass
    yield named
    clerk.press(COUNTER, "open")
    clerk.press(COUNTER, "finish")
    clerk.press(COUNTER, "close")


def test_next_start_finish_tell_the_whole_state(hall: RunningHall, clerk: Clerk, service: str) -> None:
    number = hall.issue(service).json()["number"]

    called, serving = clerk.press(COUNTER, "next").json(), clerk.press(COUNTER, "start").json()
    finished = clerk.press(COUNTER, "finish").json()

    assert (called["ticket"]["number"], called["ticket"]["state"]) == (number, "called")
    assert (called["counter"]["id"], called["counter"]["open"], called["waiting"]) == (COUNTER, True, 0)
    assert serving["ticket"]["state"] == "serving"
    assert finished["ticket"] is None
    assert called["seq"] < serving["seq"] < finished["seq"]


def test_next_with_nobody_waiting_is_no_error(clerk: Clerk, service: str) -> None:
    response = clerk.press(COUNTER, "next")

    assert (response.status_code, response.json()["ticket"]) == (200, None)


def test_a_press_told_twice_calls_once(hall: RunningHall, clerk: Clerk, service: str) -> None:
    first, second = hall.issue(service).json()["number"], hall.issue(service).json()["number"]

    answers = [clerk.press(COUNTER, "next", key="twice").json() for _ in range(2)]

    assert [a["ticket"]["number"] for a in answers] == [first, first]
    assert [a.get("replayed", False) for a in answers] == [False, True]
    assert clerk.press(COUNTER, "next", key="twice", finish=True).status_code == 422
    assert clerk.press(COUNTER, "next", finish=True).json()["ticket"]["number"] == second


def test_a_stale_page_is_told_the_truth_and_nothing_is_done(
    hall: RunningHall, clerk: Clerk, service: str
) -> None:
    number = hall.issue(service).json()["number"]
    clerk.press(COUNTER, "next")

    response = clerk.press(COUNTER, "finish", ticket="A-999")

    assert (response.status_code, response.json()["slug"]) == (409, "stale-page")
    assert response.json()["state"]["ticket"]["number"] == number
    assert clerk.state(COUNTER)["ticket"]["state"] == "called"


def test_a_counter_that_holds_a_ticket_calls_nobody_and_does_not_close(
    hall: RunningHall, clerk: Clerk, service: str
) -> None:
    hall.issue(service)
    clerk.press(COUNTER, "next")

    answers = [clerk.press(COUNTER, verb) for verb in ("next", "close")]

    assert [(a.status_code, a.json()["slug"]) for a in answers] == [(409, "counter-busy")] * 2


def test_no_show_goes_to_the_missed_and_recall_counts(hall: RunningHall, clerk: Clerk, service: str) -> None:
    number = hall.issue(service).json()["number"]
    clerk.press(COUNTER, "next")

    recalled, missed = clerk.press(COUNTER, "recall").json(), clerk.press(COUNTER, "no-show").json()

    assert recalled["ticket"]["calls"] == 2
    assert missed["ticket"] is None
    assert number in [m["number"] for m in missed["missed"]]


def test_opening_takes_over_and_the_other_page_is_told(hall: RunningHall, service: str) -> None:
    siti = hall.staff("clerk", name="siti")
    rudi = hall.staff("clerk", name="rudi")
    number = hall.issue(service).json()["number"]
    siti.press(COUNTER, "open")
    siti.press(COUNTER, "next")

    taken = rudi.press(COUNTER, "open").json()
    response = siti.press(COUNTER, "start")

    assert (taken["ticket"]["number"], taken["counter"]["yours"]) == (number, True)
    assert (response.status_code, response.json()["slug"]) == (409, "counter-not-yours")
    assert response.json()["state"]["counter"]["yours"] is False


def test_a_verb_at_a_closed_counter_is_refused_with_the_truth(hall: RunningHall) -> None:
    siti = hall.staff("clerk", name="siti")

    response = siti.press("30", "next")

    assert (response.status_code, response.json()["slug"]) == (409, "counter-closed")
    assert response.json()["state"]["counter"]["open"] is False


def test_a_supervisor_acts_without_opening_but_not_from_a_page_that_lost_the_counter(
    hall: RunningHall, service: str
) -> None:
    maria = hall.staff("supervisor", name="maria")
    siti = hall.staff("clerk", name="siti")
    siti.press(COUNTER, "open")
    hall.issue(service)

    helped = maria.press(COUNTER, "next")
    maria.press(COUNTER, "open")
    siti.press(COUNTER, "open")
    stale = maria.press(COUNTER, "finish")

    assert helped.status_code == 200
    assert (stale.status_code, stale.json()["slug"]) == (409, "counter-not-yours")


def test_an_account_of_one_agency_acts_only_there(hall: RunningHall) -> None:
    bpjs = hall.staff("clerk", name="bpjs", agencies=["bpjs-kesehatan"])
    counters = bpjs.http.get(f"{hall.counters}/venues/{hall.venue}", timeout=PATIENCE_S).json()["counters"]
    allowed = next(c["id"] for c in counters if c["allowed"])
    forbidden = next(c["id"] for c in counters if not c["allowed"])

    answers = [bpjs.press(counter, "open").status_code for counter in (allowed, forbidden)]
    bpjs.press(allowed, "close")

    assert answers == [200, 403]


def test_an_auditor_acts_nowhere(hall: RunningHall) -> None:
    auditor = hall.staff("auditor", name="audit")

    assert auditor.press(COUNTER, "open").status_code == 403


@pytest.mark.parametrize(
    ("counter", "verb", "status", "slug"),
    [
        ("999", "next", 404, "unknown-counter"),
        ("9", "explode", 404, "unknown-verb"),
        ("%00", "next", 404, "unknown-counter"),
    ],
)
def test_what_is_not_there_is_said_in_words(
    clerk: Clerk, counter: str, verb: str, status: int, slug: str
) -> None:
    response = clerk.press(counter, verb)

    assert (response.status_code, response.json()["slug"]) == (status, slug)


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("next", b'{"finish": "yes"}'), ("next", b'{"ticket": 12}'), ("next", b"[1]"), ("next", b"{"),
        ("open", b'{"counter": "3"}'), ("finish", b'{"note": 7}'),
        ("finish", b'{"note": "' + b"a" * 400 + b'"}'),
    ],
)  # fmt: skip
def test_a_malformed_body_is_refused(clerk: Clerk, verb: str, body: bytes) -> None:
    is_json = {"Content-Type": "application/json"}

    response = clerk.http.post(
        f"{clerk.base}/{COUNTER}/{verb}", data=body, headers=is_json, timeout=PATIENCE_S
    )

    assert (response.status_code, response.json()["slug"]) == (422, "malformed")


def test_without_a_session_nothing_is_told(hall: RunningHall) -> None:
    venue = f"{hall.counters}/venues/{hall.venue}"

    answers = [
        requests.get(venue, timeout=PATIENCE_S),
        requests.get(f"{venue}/counters/{COUNTER}", timeout=PATIENCE_S),
        requests.post(f"{venue}/counters/{COUNTER}/next", json={}, timeout=PATIENCE_S),
        requests.get(f"{hall.counters}/session", timeout=PATIENCE_S),
    ]

    assert [(a.status_code, a.json()["slug"]) for a in answers] == [(401, "no-session")] * 4


def test_a_session_that_ended_is_told_so(hall: RunningHall) -> None:
    leaving = hall.clerk(**hall.ready["staff"])
    cookies = dict(leaving.http.cookies)
    leaving.http.delete(f"{hall.counters}/session", timeout=PATIENCE_S)

    response = requests.get(f"{hall.counters}/session", cookies=cookies, timeout=PATIENCE_S)

    assert (response.status_code, response.json()["slug"]) == (401, "session-ended")


def test_a_press_without_the_csrf_token_is_refused(hall: RunningHall, clerk: Clerk) -> None:
    response = requests.post(
        f"{clerk.base}/{COUNTER}/next", json={}, cookies=dict(clerk.http.cookies), timeout=PATIENCE_S
    )

    assert (response.status_code, response.json()["slug"]) == (403, "csrf-missing")


def test_the_cookies_are_strict_and_out_of_scripts_reach(hall: RunningHall) -> None:
    staff = hall.ready["staff"]

    answer = requests.post(f"{hall.counters}/session", json=staff, timeout=PATIENCE_S)

    session, pc = answer.raw.headers.getlist("Set-Cookie")
    assert session.startswith(f"antre_session_{hall.port + 2}=")
    assert "Max-Age" not in session
    assert pc.startswith(f"antre_pc_{hall.port + 2}=")
    assert "Max-Age" in pc
    for cookie in (session, pc):
        assert "HttpOnly" in cookie
        assert "SameSite=Strict" in cookie


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(hall: RunningHall) -> None:
    answers = [
        requests.post(
            f"{hall.counters}/session", json={"username": name, "password": "wrong"}, timeout=PATIENCE_S
        ).json()
        for name in ("petugas", "nobody-here")
    ]

    assert {a["slug"] for a in answers} == {"sign-in-wrong"}
    assert answers[0]["detail"] == answers[1]["detail"]


def test_only_failures_are_throttled_and_only_for_that_name(hall: RunningHall) -> None:
    wrong = {"username": "throttled", "password": "wrong"}

    answers = [
        requests.post(f"{hall.counters}/session", json=wrong, timeout=PATIENCE_S) for _ in range(FREE_MAX + 2)
    ]

    assert [a.status_code for a in answers] == [401] * (FREE_MAX + 1) + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert hall.clerk(**hall.ready["staff"])
