"""Cross-site requests: what a foreign page could make a visitor's or clerk's browser do, and how it is prevented."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
import requests

from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S

SERVICES = ("ticketing", "counter", "display", "reports")


@pytest.fixture(scope="module")
def clerk(hall: RunningHall) -> Clerk:
    return hall.staff("supervisor")


def doors(hall: RunningHall) -> dict[str, tuple[str, str, Any]]:
    """List (method, address, body) of requests that a browser may make without a session."""
    staff = hall.ready["staff"]
    return {
        "take a number": ("POST", f"{hall.tickets}/venues/{hall.venue}/tickets", {"service": "ktp-el"}),
        "leave the queue": ("DELETE", f"{hall.tickets}/tickets/{hall.issue().json()['token']}", None),
        "sign in": ("POST", f"{hall.counters}/session", staff),
        "ask for a code": ("POST", f"{hall.ready['display']}/api/display/v1/pairings", {}),
    }


DOORS = ("take a number", "leave the queue", "sign in", "ask for a code")


@pytest.mark.parametrize("door", DOORS)
def test_what_a_browser_sends_for_a_page_of_another_site_is_refused(hall: RunningHall, door: str) -> None:
    method, url, body = doors(hall)[door]
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example", "Accept-Language": "en"}

    refused = requests.request(method, url, json=body, headers=headers, timeout=PATIENCE_S)

    assert (refused.status_code, refused.json()["slug"]) == (403, "cross-site")
    assert "another site" in refused.json()["detail"]
    assert not refused.cookies


@pytest.mark.parametrize("site", [None, "same-origin", "same-site", "none"])
@pytest.mark.parametrize("door", DOORS)
def test_the_halls_own_pages_on_whatever_port_and_programs_are_let_in(
    hall: RunningHall, door: str, site: str | None
) -> None:
    method, url, body = doors(hall)[door]
    headers = {"Sec-Fetch-Site": site} if site else {}

    assert requests.request(method, url, json=body, headers=headers, timeout=PATIENCE_S).ok


def test_a_page_that_a_setting_names_may_be_another_site(hall: RunningHall) -> None:
    origin = hall.ready["ticketing"]  # ANTRE_PAGE_ORIGINS includes its port
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": origin}

    response = requests.post(
        f"{hall.ready['display']}/api/display/v1/pairings", headers=headers, timeout=PATIENCE_S
    )

    assert response.status_code == 201


def test_another_site_may_link_to_a_page(hall: RunningHall) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}

    assert requests.get(f"{hall.ready['counter']}/counter", headers=headers, timeout=PATIENCE_S).ok


@pytest.mark.parametrize(
    "media", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
@pytest.mark.parametrize("door", ["take a number", "sign in"])
def test_json_is_taken_as_application_json_alone_since_forms_cannot_send_it(
    hall: RunningHall, door: str, media: str
) -> None:
    method, url, body = doors(hall)[door]
    headers = {"Accept-Language": "en"} | ({"Content-Type": media} if media else {})

    refused = requests.request(method, url, data=json.dumps(body), headers=headers, timeout=PATIENCE_S)

    assert (refused.status_code, refused.json()["slug"]) == (415, "not-json")
    assert "application/json" in refused.json()["detail"]


@pytest.mark.parametrize("media", ["application/json; charset=utf-8", "Application/JSON"])
def test_json_may_say_its_letters_and_be_written_large(hall: RunningHall, media: str) -> None:
    method, url, body = doors(hall)["take a number"]
    data = json.dumps(body)

    assert requests.request(method, url, data=data, headers={"Content-Type": media}, timeout=PATIENCE_S).ok


@pytest.mark.parametrize("levels", [33, 400, 900, 4_000])
def test_a_deep_body_is_refused_in_words_by_every_service(
    hall: RunningHall, clerk: Clerk, levels: int
) -> None:
    deep = b'{"service":' + b"[" * levels + b"]" * levels + b"}"
    headers = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}

    answers = [
        requests.post(f"{hall.tickets}/venues/{hall.venue}/tickets", data=deep, headers=headers, timeout=PATIENCE_S),
        requests.post(f"{hall.counters}/session", data=deep, headers=headers, timeout=PATIENCE_S),
        requests.post(f"{hall.ready['display']}/api/display/v1/pairings", data=deep, headers=headers, timeout=PATIENCE_S),
        clerk.http.post(f"{clerk.base}/3/open", data=deep, headers=headers, timeout=PATIENCE_S),
        hall.admin.http.post(
            f"{hall.counters}/house/venues/{hall.venue}", data=b'{"value":{"id":"mpp-kupang","name":' + deep.partition(b":")[2] + b"}", headers=headers,
            timeout=PATIENCE_S,
        ),
    ]  # fmt: skip

    assert [(response.status_code, response.json()["slug"]) for response in answers] == [
        (422, "malformed")
    ] * 5


def test_a_request_id_that_is_made_of_the_request_key_is_not_taken(hall: RunningHall) -> None:
    """Regression: the id was the key without its hyphens, so a log line was enough to open and cancel a ticket."""
    key = str(uuid.uuid4())

    taken = hall.issue("ktp-el", **{"Idempotency-Key": key, "X-Request-Id": key.replace("-", "")})

    assert taken.status_code == 201
    request_id = taken.headers["X-Request-Id"]
    assert request_id
    assert request_id not in key.replace("-", "")


def test_the_key_of_a_public_press_stands_in_no_log_and_no_fact(hall: RunningHall) -> None:
    import redis

    key = uuid.uuid4().hex
    day = hall.issue("ktp-el", **{"Idempotency-Key": key, "X-Request-Id": key}).json()["service_day"]
    last = hall.issue("ktp-el", **{"X-Request-Id": "marker" + key[:8]})

    with redis.Redis.from_url(hall.ready["redis"], protocol=2) as client:
        facts = client.xrange(f"antre:{{{hall.venue}}}:{day}:log")
    from rig.waiting import wait_for

    wait_for(lambda: last.headers["X-Request-Id"] in hall.logs("ticketing"), what="the log's lines")
    assert facts
    assert key.encode() not in b"".join(part for _, fields in facts for part in fields.values())
    assert all(key not in hall.logs(service) for service in SERVICES)
