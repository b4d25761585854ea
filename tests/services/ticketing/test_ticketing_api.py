"""The visitors' API: requests, responses, and the slug and text of each refusal."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import requests

from rig import checker
from rig.running import RunningHall
from rig.waiting import PATIENCE_S, wait_for


def test_a_ticket_has_the_shape_of_the_contract(hall: RunningHall) -> None:
    response = hall.issue("ktp-el")

    ticket = response.json()
    assert response.status_code == 201
    assert re.fullmatch(r"A-\d{3}", ticket["number"])
    assert ticket["id"] == ticket["number"]
    assert (ticket["service"], ticket["state"]) == ("ktp-el", "waiting")
    assert {"wait", "wait_note"} <= ticket.keys()
    assert isinstance(ticket["ahead"], int)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", ticket["service_day"])
    assert requests.get(ticket["url"], timeout=PATIENCE_S).ok


def test_the_catalogue_lists_all_agencies_and_says_why_one_is_closed(hall: RunningHall) -> None:
    venue = requests.get(f"{hall.tickets}/venues/{hall.venue}", timeout=PATIENCE_S).json()

    by_id = {agency["id"]: agency for agency in venue["agencies"]}
    assert by_id["dukcapil"]["services"][0]["open"] is True
    closed = [s for a in venue["agencies"] for s in a["services"] if not s["open"]]
    assert {"planned", "elsewhere"} <= {service["closed_reason"] for service in closed}


@pytest.mark.parametrize("reason", ["planned", "elsewhere"])
def test_a_service_that_is_planned_or_elsewhere_gives_no_number(hall: RunningHall, reason: str) -> None:
    venue = requests.get(f"{hall.tickets}/venues/{hall.venue}", timeout=PATIENCE_S).json()
    service = next(s for a in venue["agencies"] for s in a["services"] if s.get("closed_reason") == reason)

    response = hall.issue(service["id"])

    assert response.status_code == 409
    assert (response.json()["slug"], response.json()["closed_reason"]) == ("service-closed", reason)
    assert set(response.json()["closed_text"]) == {"id", "en"}


def test_the_same_key_answers_the_same_ticket(hall: RunningHall) -> None:
    key = {"Idempotency-Key": "one-touch-of-one-browser"}

    first, again = hall.issue("kk", **key).json(), hall.issue("kk", **key).json()

    assert again["number"] == first["number"]
    assert again["token"] == first["token"]
    assert again["replayed"] is True


def test_the_same_key_with_another_wish_is_refused(hall: RunningHall) -> None:
    key = {"Idempotency-Key": "two-wishes-of-one-browser"}
    hall.issue("kk", **key)

    response = hall.issue("ktp-el", **key)

    assert (response.status_code, response.json()["slug"]) == (422, "key-reused")


def test_the_same_key_at_another_venue_is_refused_and_makes_no_second_ticket(hall: RunningHall) -> None:
    key = {"Idempotency-Key": "one-browser-at-two-venues"}
    hall.issue("kk", **key)

    response = requests.post(
        f"{hall.tickets}/venues/cfd/tickets", json={"service": "kk"}, headers=key, timeout=PATIENCE_S
    )

    assert (response.status_code, response.json()["slug"]) == (422, "key-reused")


def test_a_visitor_leaves_and_leaving_again_changes_nothing(hall: RunningHall) -> None:
    url = f"{hall.tickets}/tickets/{hall.issue('kia').json()['token']}"

    states = [requests.delete(url, timeout=PATIENCE_S).json()["state"] for _ in range(2)]

    assert states == ["cancelled", "cancelled"]
    assert requests.get(url, timeout=PATIENCE_S).json()["state"] == "cancelled"


@pytest.mark.parametrize(
    "token", ["x", "A-001", "a" * 60, "a" * 3000, "%00", "..%2F..", "bXBwfDIwMjYtMDYtMDh8QS0wMDE"]
)
def test_a_forged_token_opens_nothing(hall: RunningHall, token: str) -> None:
    response = requests.get(f"{hall.tickets}/tickets/{token}", timeout=PATIENCE_S)

    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


BAD_BODIES = {
    "nothing": b"",
    "not JSON": b"{service",
    "a list": b"[]",
    "text": b'"ktp-el"',
    "NaN": b"NaN",
    "no service": b"{}",
    "a number": b'{"service": 1}',
    "null": b'{"service": null}',
    "empty": b'{"service": ""}',
    "too long": b'{"service": "' + b"a" * 61 + b'"}',
    "unknown member": b'{"service": "ktp-el", "vip": true}',
    "stops of a wrong type": b'{"service": "ktp-el", "then": "kk"}',
    "nine stops": b'{"service": "ktp-el", "then": ["kk","kk","kk","kk","kk","kk","kk","kk","kk"]}',
    "400 levels": b'{"service":' + b"[" * 400 + b"]" * 400 + b"}",
    "deep": b'{"service":' + b"[" * 5000 + b"]" * 5000 + b"}",
    "not UTF-8": b'{"service": "\xff\xfe"}',
    "1e400": b'{"service": 1e400}',
}


@pytest.mark.parametrize("body", BAD_BODIES.values(), ids=BAD_BODIES.keys())
def test_a_malformed_body_is_refused_in_words(hall: RunningHall, body: bytes) -> None:
    response = requests.post(
        f"{hall.tickets}/venues/{hall.venue}/tickets",
        data=body,
        headers={"Accept-Language": "en", "Content-Type": "application/json"},
        timeout=PATIENCE_S,
    )

    problem = response.json()
    assert response.status_code == 422
    assert response.headers["Content-Type"] == "application/problem+json"
    assert problem["slug"] == "malformed"
    assert problem["detail"].endswith((".", ")"))


def test_a_visitor_is_told_how_long_before_and_after_taking_a_number_and_the_log_keeps_it(
    fresh_hall: RunningHall,
) -> None:
    hall = fresh_hall
    clerk = hall.clerk()
    clerk.press("12", "open")
    service = clerk.state("12")["services"][0]["id"]

    def offered() -> Any:
        venue = requests.get(f"{hall.tickets}/venues/{hall.venue}", timeout=PATIENCE_S).json()
        return next(s for a in venue["agencies"] for s in a["services"] if s["id"] == service)["wait"]

    wait_for(lambda: offered() and offered()["low_min"] == 0, what="an open counter")
    numbers = [hall.issue(service).json() for _ in range(8)]
    lows = [number["wait"]["low_min"] for number in numbers]
    wait_for(lambda: offered()["low_min"] >= 10, what="the others are counted")
    before, last = offered(), hall.issue(service).json()
    url = f"{hall.tickets}/tickets/{last['token']}"
    wait_for(lambda: requests.get(url, timeout=PATIENCE_S).json()["wait"], what="the number is counted")
    later = requests.get(url, timeout=PATIENCE_S).json()["wait"]
    log = checker.read_log(hall.ready["redis"], hall.venue, last["service_day"])

    ranges = [
        json.loads(fact)["told"] for _, fact, _ in log if json.loads(fact).get("ticket_id") == last["id"]
    ]
    assert numbers[0]["wait"]["low_min"] == 0
    assert (
        [last["wait"]["low_min"], last["wait"]["high_min"]]
        == [before["low_min"], before["high_min"]]
        == ranges[0]
    )
    assert lows == sorted(lows), "tickets of the same second are counted"
    assert lows[-1] >= 10
    assert later["low_min"] >= 10
    assert last["wait_note"] is None


def test_nobody_gives_a_priority_to_himself(hall: RunningHall) -> None:
    """No staff see who makes the request: reception and clerks give priority."""
    url = f"{hall.tickets}/venues/{hall.venue}/tickets"

    refused = requests.post(url, json={"service": "ktp-el", "priority": "pregnant"}, timeout=PATIENCE_S)

    assert (refused.status_code, refused.json()["slug"]) == (403, "priority-by-staff")
    assert "meja informasi" in refused.json()["detail"]


def test_an_oversized_body_is_refused(hall: RunningHall) -> None:
    response = requests.post(
        f"{hall.tickets}/venues/{hall.venue}/tickets",
        data=b'{"service":"' + b"a" * 20_000 + b'"}',
        headers={"Content-Type": "application/json"},
        timeout=PATIENCE_S,
    )

    assert (response.status_code, response.json()["slug"]) == (413, "too-large")


@pytest.mark.parametrize("key", ["", "a" * 65, "a" * 21, "with a space in the middle", "tab\tkey"])
def test_a_malformed_key_is_refused(hall: RunningHall, key: str) -> None:
    response = hall.issue("ktp-el", **{"Idempotency-Key": key})

    assert (response.status_code, response.json()["slug"]) == (422, "malformed")


@pytest.mark.parametrize(
    ("method", "path", "status", "slug"),
    [
        ("GET", "/venues/nowhere", 404, "unknown-venue"),
        ("POST", "/venues/nowhere/tickets", 404, "unknown-venue"),
        ("POST", "/venues/mpp-kupang/nothing", 404, "not-found"),
        ("PUT", "/venues/mpp-kupang/tickets", 405, "method-not-allowed"),
        ("GET", "/nothing", 404, "not-found"),
    ],
)
def test_what_is_not_there_is_said_in_words(
    hall: RunningHall, method: str, path: str, status: int, slug: str
) -> None:
    response = requests.request(method, hall.tickets + path, json={"service": "ktp-el"}, timeout=PATIENCE_S)

    assert (response.status_code, response.json()["slug"]) == (status, slug)
    assert response.json()["type"] == f"/problems/{slug}"


def test_a_browser_at_a_wrong_address_is_told_in_words_by_a_page(hall: RunningHall) -> None:
    headers = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Language": "id"}

    response = requests.get(f"{hall.ready['ticketing']}/kiosk/moon", headers=headers, timeout=PATIENCE_S)

    assert response.status_code == 404
    assert response.headers["Content-Type"].startswith("text/html")
    assert "Periksa alamatnya." in response.text
    assert 'http-equiv="refresh"' in response.text


def test_an_unknown_service_is_refused_in_the_readers_language(hall: RunningHall) -> None:
    answers = {
        lang: hall.issue("teleport", **{"Accept-Language": lang}).json() for lang in ("id", "en", "fr")
    }

    assert {a["slug"] for a in answers.values()} == {"unknown-service"}
    assert answers["id"]["detail"] != answers["en"]["detail"]
    assert answers["fr"]["detail"] == answers["id"]["detail"]


def test_answers_carry_the_headers_that_keep_browsers_safe(hall: RunningHall) -> None:
    headers = requests.get(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", timeout=PATIENCE_S).headers

    assert "script-src" not in headers["Content-Security-Policy"]
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert f":{hall.port + 3}" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


def test_access_logs_mask_the_token(hall: RunningHall) -> None:
    token = hall.issue("kk").json()["token"]

    requests.get(f"{hall.tickets}/tickets/{token}", timeout=PATIENCE_S)
    requests.get(f"{hall.ready['ticketing']}/ticket/{token}", timeout=PATIENCE_S)

    for path in ("/api/ticketing/v1/tickets/…", "/ticket/…"):
        wait_for(lambda path=path: f'"{path}"' in hall.logs("ticketing"), what=f"the line of {path}")
    assert token not in hall.logs("ticketing")
