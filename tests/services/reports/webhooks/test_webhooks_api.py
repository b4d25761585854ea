"""Webhooks and readers over HTTP, in a running hall: from a press at a counter to a receiver that verifies it."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from rig.contract import check_problem
from rig.receiver import Receiver, receiving
from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S, wait_for
from services.reports.webhooks import registry
from services.staff.permissions import ADMIN, AUDITOR, ROLES

THIS_YEAR = time.strftime("%Y")


@pytest.fixture(scope="module")
def hall(hall: RunningHall) -> Iterator[RunningHall]:
    """A separate venue, because these tests depend on which ticket is called next."""
    with hall.anew():
        yield hall


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving(is_live=True) as receiver:
        yield receiver


@pytest.fixture(scope="module")
def admin(hall: RunningHall) -> Clerk:
    return hall.staff("admin")


@pytest.fixture(scope="module")
def api(hall: RunningHall) -> str:
    return f"{hall.ready['reports']}/api/reports/v1"


def ask(clerk: Clerk, method: str, address: str, /, **wish: Any) -> requests.Response:
    return clerk.http.request(
        method, address, json=wish if method == "POST" else None, timeout=PATIENCE_S, headers={"Accept-Language": "en"}
    )  # fmt: skip


def add(admin: Clerk, api: str, receiver: Receiver, **wish: Any) -> str:
    made = ask(admin, "POST", f"{api}/webhooks", url=receiver.url, **wish)
    assert made.status_code == 201, made.text
    receiver.secret = made.json()["secret"]
    id: str = made.json()["id"]
    return id


def test_a_visit_is_told_as_it_happens_and_the_receiver_verifies_it(
    hall: RunningHall, admin: Clerk, api: str, receiver: Receiver
) -> None:
    hook, clerk = add(admin, api, receiver, venues=[hall.venue]), hall.clerk()
    number = hall.issue("ktp-el").json()["number"]
    clerk.press("1", "open")
    assert clerk.press("1", "next").json()["ticket"]["number"] == number
    clerk.press("1", "start")
    assert clerk.press("1", "finish").ok

    def mine() -> list[str]:
        return [one.event["type"] for one in receiver.received if one.event["data"].get("number") == number]

    wait_for(lambda: "ticket.served" in mine(), what="the visit at the receiver")
    assert mine() == ["ticket.issued", "ticket.called", "ticket.served"]
    assert receiver.received[-1].event["data"]["counter"]["id"] == "1"

    def all_delivered() -> bool:
        deliveries = ask(admin, "GET", f"{api}/webhooks/{hook}/deliveries").json()["deliveries"]
        return {one["status"] for one in deliveries} == {"delivered"}

    wait_for(all_delivered, what="every delivery to be recorded")
    assert ask(admin, "DELETE", f"{api}/webhooks/{hook}").ok


def test_a_rebuild_by_command_sends_nothing_again(
    hall: RunningHall, admin: Clerk, api: str, receiver: Receiver
) -> None:
    hook = add(admin, api, receiver)
    hall.issue("ktp-el")
    wait_for(lambda: len(receiver.received) == 1, what="the number at the receiver")
    assert hall.antre("reports", "rebuild", hall.venue).returncode == 0
    last = hall.issue("ktp-el").json()["number"]
    wait_for(lambda: len(receiver.received) > 1, what="the next number at the receiver")

    assert receiver.received[1].event["data"]["number"] == last
    ask(admin, "DELETE", f"{api}/webhooks/{hook}")


def test_a_service_that_is_killed_meanwhile_sends_what_waited(
    hall: RunningHall, admin: Clerk, api: str, receiver: Receiver
) -> None:
    hook = add(admin, api, receiver)
    receiver.answer = lambda received: (503, {})
    hall.issue("ktp-el")
    wait_for(lambda: receiver.received, what="the first try")
    was = hall.kill("reports")
    hall.issue("ktp-el")
    receiver.answer = lambda received: (204, {})
    wait_for(lambda: hall.is_restarted("reports", was) and hall.answers(), what="the restarted service")
    wait_for(
        lambda: len(set(receiver.ids)) == 2 and len(receiver.ids) > 2, what="both numbers at the receiver"
    )

    assert receiver.ids.count(receiver.ids[0]) >= 2
    ask(admin, "DELETE", f"{api}/webhooks/{hook}")


def test_a_test_event_arrives_and_can_be_sent_again(admin: Clerk, api: str, receiver: Receiver) -> None:
    hook = add(admin, api, receiver, kinds=["ticket.closed"])
    assert ask(admin, "POST", f"{api}/webhooks/{hook}/test").status_code == 202
    wait_for(lambda: receiver.received, what="the test event")
    (id,) = receiver.ids
    wait_for(
        lambda: ask(admin, "GET", f"{api}/webhooks/{hook}/deliveries").json()["deliveries"][0]["status"] == "delivered",
        what="the test delivery to be recorded",
    )  # fmt: skip
    assert ask(admin, "POST", f"{api}/webhooks/{hook}/replay", event=id).json() == {"count": 1}
    wait_for(lambda: receiver.ids == [id, id], what="the test event again")
    ask(admin, "DELETE", f"{api}/webhooks/{hook}")


def test_the_secret_is_given_once_and_stands_in_no_list_and_no_log(
    hall: RunningHall, admin: Clerk, api: str, receiver: Receiver
) -> None:
    hook = add(admin, api, receiver)
    response = ask(admin, "GET", f"{api}/webhooks")
    ask(admin, "DELETE", f"{api}/webhooks/{hook}")

    assert receiver.secret.startswith("whsec_")
    assert receiver.secret not in response.text
    wait_for(lambda: f'"webhook":"{hook}"' in hall.logs("reports"), what="the log's lines")
    assert "staff:admin-" in hall.logs("reports")
    assert receiver.secret not in hall.logs("reports")


@pytest.mark.parametrize(
    ("url", "slug"),
    [
        ("ftp://receiver.example/", "malformed"), ("http://me:word@receiver.example/", "malformed"), ("https://", "malformed"),
        ("http://169.254.169.254/latest", "address-not-allowed"), ("http://[fe80::1]/", "address-not-allowed"),
        ("http://0.0.0.0/", "address-not-allowed"), ("http://a:99999/", "address-not-allowed"),
    ],
)  # fmt: skip
def test_an_address_that_is_none_or_not_allowed_is_refused_in_words(
    admin: Clerk, api: str, url: str, slug: str
) -> None:
    refused = ask(admin, "POST", f"{api}/webhooks", url=url)

    assert (refused.status_code, refused.json()["slug"]) == (422, slug)


def test_the_halls_own_redis_is_no_receiver(hall: RunningHall, admin: Clerk, api: str) -> None:
    if hall.ready["redis"].startswith("unix"):
        pytest.skip("this Redis has no port")
    where = hall.ready["redis"].rpartition("@")[2].removeprefix("redis://").partition("/")[0]
    refused = ask(admin, "POST", f"{api}/webhooks", url=f"http://{where}/")

    assert refused.json()["slug"] == "address-not-allowed"


def test_a_replay_says_one_event_or_since_when(admin: Clerk, api: str, receiver: Receiver) -> None:
    hook = add(admin, api, receiver)
    for wish in ({}, {"event": "evt_1", "since_ms": 0}):
        assert ask(admin, "POST", f"{api}/webhooks/{hook}/replay", **wish).json()["slug"] == "malformed"
    assert ask(admin, "POST", f"{api}/webhooks/{hook}/replay", event="evt_1").json() == {"count": 0}
    ask(admin, "DELETE", f"{api}/webhooks/{hook}")

    for method, path in (("POST", "/test"), ("GET", "/deliveries"), ("DELETE", "")):
        assert ask(admin, method, f"{api}/webhooks/{hook}{path}").json()["slug"] == "unknown-webhook"


def test_there_are_so_many_webhooks(admin: Clerk, api: str, receiver: Receiver) -> None:
    made = [ask(admin, "POST", f"{api}/webhooks", url=receiver.url) for _ in range(registry.WEBHOOKS_MAX + 1)]
    full = made[-1]
    for one in ask(admin, "GET", f"{api}/webhooks").json()["webhooks"]:
        ask(admin, "DELETE", f"{api}/webhooks/{one['id']}")

    assert (full.status_code, full.json()["slug"]) == (409, "too-many-webhooks")


ROUTES = (
    ("GET", "/webhooks"), ("POST", "/webhooks"), ("POST", "/webhooks/x"), ("DELETE", "/webhooks/x"),
    ("GET", "/webhooks/x/deliveries"), ("POST", "/webhooks/x/test"), ("POST", "/webhooks/x/replay"),
    ("GET", "/readers"), ("POST", "/readers"), ("DELETE", "/readers/x"),
)  # fmt: skip


@pytest.mark.parametrize("role", [role for role in ROLES if role != ADMIN])
def test_only_an_admin_changes_and_an_auditor_looks(hall: RunningHall, api: str, role: str) -> None:
    clerk = hall.staff(role)

    for method, path in ROUTES:
        response = ask(clerk, method, api + path)
        may = role == AUDITOR and method == "GET"
        assert (response.json().get("slug") != "forbidden") is may, (method, path)
    page = clerk.http.get(f"{hall.ready['reports']}/reports/webhooks", timeout=PATIENCE_S)
    assert page.status_code == (200 if role == AUDITOR else 403)
    assert role != AUDITOR or "<button" not in page.text


def test_without_a_session_or_its_csrf_token_nothing_is_changed(
    hall: RunningHall, admin: Clerk, api: str
) -> None:
    other = admin.beside()
    del other.http.headers["X-CSRF-Token"]

    for method, path in ROUTES:
        nobody = requests.request(method, api + path, json={}, timeout=PATIENCE_S)
        assert (nobody.status_code, nobody.json()["slug"]) == (401, "no-session")
        if method != "GET":
            assert ask(other, method, api + path).json()["slug"] == "csrf-missing"


# Readers.


def read(url: str, token: str) -> requests.Response:
    return requests.get(
        url, headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE_S, hooks={"response": check_problem}
    )  # fmt: skip


@pytest.fixture(scope="module")
def token(admin: Clerk, api: str) -> str:
    made = ask(admin, "POST", f"{api}/readers", name=f"Dinas {uuid.uuid4().hex[:4]}")
    assert made.status_code == 201, made.text
    token: str = made.json()["token"]
    return token


def test_a_reader_reads_figures_as_staff_do(hall: RunningHall, admin: Clerk, api: str, token: str) -> None:
    for ending in ("", ".csv", ".xlsx"):
        url = f"{api}/venues/{hall.venue}/years/{THIS_YEAR}{ending}"
        assert read(url, token).status_code == 200
    assert read(f"{api}/venues/house/months/2020-01", token).json()["venues"]


def test_a_reader_reads_nothing_else_and_changes_nothing(hall: RunningHall, api: str, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    elsewhere = [
        *((method, api + path) for method, path in ROUTES),
        ("GET", f"{hall.ready['reports']}/reports/{hall.venue}"),
        ("GET", f"{hall.ready['reports']}/reports/webhooks"),
        ("GET", f"{hall.counters}/house"), ("GET", f"{hall.counters}/session"),
    ]  # fmt: skip
    for method, url in elsewhere:
        response = requests.request(method, url, json={}, headers=headers, timeout=PATIENCE_S)
        assert (response.status_code, response.json()["slug"]) == (401, "no-session"), url


@pytest.mark.parametrize("wrong", ["antre_wrong", "", "x" * 500])
def test_a_wrong_token_is_refused_in_words(hall: RunningHall, admin: Clerk, api: str, wrong: str) -> None:
    url = f"{api}/venues/{hall.venue}/years/{THIS_YEAR}"
    refused = read(url, wrong)

    assert (refused.status_code, refused.json()["slug"]) == (401, "unknown-token")


def test_a_revoked_token_opens_nothing(hall: RunningHall, admin: Clerk, api: str) -> None:
    made = ask(admin, "POST", f"{api}/readers", name="Sementara").json()
    url = f"{api}/venues/{hall.venue}/years/{THIS_YEAR}"
    assert read(url, made["token"]).ok
    assert ask(admin, "DELETE", f"{api}/readers/{made['id']}").ok

    assert read(url, made["token"]).json()["slug"] == "unknown-token"
    (answer,) = [
        one for one in ask(admin, "GET", f"{api}/readers").json()["readers"] if one["id"] == made["id"]
    ]
    assert answer["used_ms"]
    assert answer["revoked_by"].startswith("staff:admin-")
    assert made["token"] not in ask(admin, "GET", f"{api}/readers").text


def test_the_openapi_document_says_which_routes_a_reader_may_use(api: str) -> None:
    document = requests.get(api.removesuffix("/v1") + "/openapi.json", timeout=PATIENCE_S).json()
    by_token = {path for path, methods in document["paths"].items() if "security" in methods.get("get", {})}

    assert document["components"]["securitySchemes"]["reader"]["scheme"] == "bearer"
    figures = "/api/reports/v1/venues/{venue_id}/{kind}/{name}"
    parts = ("", ".csv", ".xlsx", "/agencies/{agency_id}", "/counters/{counter_id}")
    assert by_token == {figures + part for part in parts}
    assert "whsec_" not in json.dumps(document)
