"""Visitors' feedback over HTTP: who may give it, only once, and never visible to the public or linked to a number."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
import redis
import requests

from rig import checker
from rig.contract import check_problem
from rig.devices import paired_device
from rig.devices import post as post_as
from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S, wait_for
from waitingroom.house.reader import read_house
from waitingroom.local_time import service_day

WORDS = "Kursi di ruang tunggu kurang."
NINE = [3, 4, 3, 4, 3, 3, 4, 3, 2]


@pytest.fixture(scope="module")
def hall(hall: RunningHall) -> Iterator[RunningHall]:
    """A separate venue, where a kiosk is paired."""
    with hall.anew():
        yield hall


@pytest.fixture(scope="module")
def clerk(hall: RunningHall) -> Clerk:
    clerk = hall.staff("clerk")
    assert clerk.press("1", "open").ok
    return clerk


def served(hall: RunningHall, clerk: Clerk) -> dict[str, Any]:
    """Return a ticket that was finished."""
    reception = hall.staff("reception")
    issued = reception.ask("POST", "tickets", service="ktp-el", key=str(time.monotonic_ns()))
    assert issued.ok, issued.text
    number = issued.json()["number"]
    while clerk.press("1", "next", finish=True).json()["ticket"]["number"] != number:
        pass
    assert clerk.press("1", "finish").ok
    ticket: dict[str, Any] = issued.json()
    return ticket


def post(hall: RunningHall, path: str, body: Any, **headers: str) -> requests.Response:
    return requests.post(
        f"{hall.tickets}/{path}", json=body, headers=headers, timeout=PATIENCE_S, hooks={"response": check_problem}
    )  # fmt: skip


def log_of(hall: RunningHall) -> list[checker.Entry]:
    venue = read_house(hall.house()).venues[hall.venue]
    today = service_day(round(time.time() * 1000), venue.time_zone, venue.day_starts_at)
    return checker.read_log(hall.ready["redis"], hall.venue, today)


def facts(hall: RunningHall, kind: str) -> list[dict[str, Any]]:
    recorded = [json.loads(fact) for _, fact, _ in log_of(hall)]
    return [fact for fact in recorded if fact["kind"] == kind]


def test_a_phone_rates_its_finished_ticket_and_is_told_what_is_recorded(
    hall: RunningHall, clerk: Clerk
) -> None:
    ticket = served(hall, clerk)
    path = f"tickets/{ticket['token']}"

    first = post(hall, f"{path}/rating", {"rating": 1})
    changed = post(hall, f"{path}/rating", {"rating": 3})
    again = post(hall, f"{path}/rating", {"rating": 3})

    assert [one.json()["rating"] for one in (first, changed, again)] == [1, 3, 3]
    assert requests.get(f"{hall.tickets}/{path}", timeout=PATIENCE_S).json()["rating"] == 3
    mine = [fact for fact in facts(hall, "TicketRated") if fact["ticket_id"] == ticket["number"]]
    assert [fact["rating"] for fact in mine] == [1, 3]
    assert checker.wrongs(log_of(hall)) == []


def test_who_still_waits_and_who_has_no_ticket_rate_nothing(hall: RunningHall) -> None:
    waiting = hall.staff("reception").ask("POST", "tickets", service="kk", key="waits").json()

    early = post(hall, f"tickets/{waiting['token']}/rating", {"rating": 3})
    nobody = post(hall, "tickets/nothing/rating", {"rating": 3})
    other = post(hall, f"tickets/{waiting['token']}/rating", {"rating": 4})

    assert (early.status_code, early.json()["slug"]) == (409, "not-finished")
    assert (nobody.status_code, other.status_code) == (404, 422)


def test_a_survey_is_answered_once_for_a_ticket_and_names_neither_number_nor_request(
    hall: RunningHall, clerk: Clerk
) -> None:
    ticket, before = served(hall, clerk), len(facts(hall, "SurveyAnswered"))
    path = f"tickets/{ticket['token']}/surveys/skm"
    form = requests.get(f"{hall.tickets}/forms/skm", timeout=PATIENCE_S).json()
    assert len(form["elements"]) == 9

    missing = post(hall, path, {"version": form["version"], "answers": NINE[:8]})
    outdated = post(hall, path, {"version": 99, "answers": NINE})
    first = post(hall, path, {"version": form["version"], "answers": NINE})
    again = post(hall, path, {"version": form["version"], "answers": [1] * 9})

    assert (missing.json()["slug"], outdated.json()["slug"]) == ("answers-missing", "form-replaced")
    assert first.json() == {"recorded": True}
    assert again.json() == {"recorded": True, "replayed": True}
    (fact,) = facts(hall, "SurveyAnswered")[before:]
    assert fact["answers"] == NINE
    assert ticket["number"] not in json.dumps(fact)
    assert ticket["token"] not in json.dumps(fact)
    key, _, by, request_id = fact["press"]
    assert (by, request_id) == ("public", "")
    assert key not in json.dumps(facts(hall, "TicketRated"))
    assert checker.wrongs(log_of(hall)) == []


def test_free_words_are_for_staff_who_may_read_figures_and_in_no_public_answer(
    hall: RunningHall, clerk: Clerk
) -> None:
    ticket = served(hall, clerk)
    path = f"tickets/{ticket['token']}"
    assert post(hall, f"{path}/remarks", {"text": "  " + WORDS}).ok
    assert post(hall, f"{path}/remarks", {"text": "x" * 501}).json()["replayed"] is True
    too_long = post(hall, f"tickets/{served(hall, clerk)['token']}/remarks", {"text": "x" * 501})
    assert (too_long.status_code, too_long.json()["slug"]) == (422, "unreadable-remark")
    assert facts(hall, "RemarkLeft")[-1]["text"] == WORDS

    public = [f"{hall.tickets}/{path}", f"{hall.tickets}/venues/{hall.venue}"]
    public += [f"{hall.ready['display']}/api/display/v1/venues/{hall.venue}/board"]
    mine = clerk.http.get(f"{clerk.base}/1", timeout=PATIENCE_S).text
    story = hall.staff("supervisor").ask("GET", f"tickets/{ticket['number']}/story").text
    texts = [requests.get(url, timeout=PATIENCE_S).text for url in public]
    assert not any("Kursi" in text or "Satisf" in text for text in (*texts, mine, story))
    url = f"{hall.ready['reports']}/api/reports/v1/venues/{hall.venue}/remarks"
    assert requests.get(url, timeout=PATIENCE_S).status_code == 401
    assert clerk.http.get(url, timeout=PATIENCE_S).status_code == 403


def test_a_paired_kiosk_lists_what_ended_lately_and_rates_it_and_nobody_else_does(
    hall: RunningHall, clerk: Clerk
) -> None:
    kiosk, tablet = paired_device(hall, "Mesin nilai"), paired_device(hall, "Tablet nilai", "tablet")
    ticket = served(hall, clerk)
    listed = f"{hall.tickets}/venues/{hall.venue}/ratable"

    def numbers(**headers: str) -> list[str]:
        response = requests.get(listed, headers=headers, timeout=PATIENCE_S)
        return [one["number"] for one in response.json()["tickets"]]

    wait_for(lambda: ticket["number"] in numbers(**kiosk.headers), what="the number at the kiosk")
    wish = {"ticket": ticket["number"], "rating": 2}
    for refused in ({}, tablet.headers, {"X-Device": "x" * 40}):
        response = post(hall, f"venues/{hall.venue}/kiosk/ratings", wish, **refused)
        assert (response.status_code, response.json()["slug"]) == (401, "device-unknown")
        assert requests.get(listed, headers=refused, timeout=PATIENCE_S).status_code == 401
    assert post(hall, f"venues/{hall.venue}/kiosk/ratings", wish, **kiosk.headers).json()["rating"] == 2

    assert ticket["number"] not in numbers(**kiosk.headers)  # the process that recorded it has it at once
    late = post(hall, f"tickets/{ticket['token']}/rating", {"rating": 3})
    assert (late.status_code, late.json()["slug"]) == (409, "already-rated")
    assert facts(hall, "TicketRated")[-1]["press"][2] == f"device:{kiosk.id}"


def test_a_tablet_is_told_of_its_counter_alone_and_does_not_decide_who_takes_numbers(
    hall: RunningHall, clerk: Clerk
) -> None:
    tablet = paired_device(hall, "Tablet satu", "tablet")
    ticket = served(hall, clerk)
    base = f"{hall.tickets}/venues/{hall.venue}/counters"

    def ask(counter: str) -> requests.Response:
        return requests.get(f"{base}/{counter}/ratable", headers=tablet.headers, timeout=PATIENCE_S)

    wait_for(
        lambda: ask("1").json()["tickets"][0]["number"] == ticket["number"], what="the number at the tablet"
    )
    assert ask("1").json()["counter_name"] == {"id": "Loket 1", "en": "Counter 1"}
    assert ask("2").json()["tickets"] == []
    assert ask("999").json()["slug"] == "unknown-counter"
    wish = {"ticket": ticket["number"], "rating": 3}
    rated = post(hall, f"venues/{hall.venue}/tablet/ratings", wish, **tablet.headers)
    assert rated.json() == {"number": ticket["number"], "rating": 3}
    assert post_as(hall, hall.admin, f"/devices/{tablet.id}/revoke").ok
    assert ask("1").status_code == 401


def test_the_log_of_requests_never_has_a_word_of_what_was_said(hall: RunningHall, clerk: Clerk) -> None:
    ticket = served(hall, clerk)
    assert post(hall, f"tickets/{ticket['token']}/remarks", {"text": "sangat rahasia"}).ok

    logged = hall.logs("ticketing")
    assert "rahasia" not in logged
    assert ticket["token"] not in logged
    with redis.Redis.from_url(hall.ready["redis"]) as client:
        assert client.ping()
