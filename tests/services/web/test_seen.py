"""Responses carry the hall's position; a request that names a position is answered from it or a later one."""

from __future__ import annotations

import pytest
import requests

from rig.running import RunningHall
from rig.waiting import PATIENCE_S


@pytest.fixture
def places(hall: RunningHall) -> dict[str, requests.Response]:
    """Responses of each service about the hall."""
    clerk, ticket = hall.clerk(), hall.issue()
    return {
        "a ticket issued": ticket,
        "a ticket": requests.get(f"{hall.tickets}/tickets/{ticket.json()['token']}", timeout=PATIENCE_S),
        "the venue": requests.get(f"{hall.tickets}/venues/{hall.venue}", timeout=PATIENCE_S),
        "a counter": clerk.http.get(f"{clerk.base}/3", timeout=PATIENCE_S),
        "a press": clerk.press("3", "open"),
        "a board": requests.get(
            f"{hall.ready['display']}/api/display/v1/venues/{hall.venue}/board", timeout=PATIENCE_S
        ),
    }


def test_every_answer_about_a_hall_says_how_far_it_was_seen(places: dict[str, requests.Response]) -> None:
    epochs = {response.headers["Antre-Seen"].rpartition(":")[0] for response in places.values()}

    assert {response.ok for response in places.values()} == {True}
    assert len(epochs) == 1
    seen = places["a press"].headers["Antre-Seen"].rpartition(":")[2]
    assert int(seen) >= places["a press"].json()["seq"]


def test_what_the_hall_did_not_reach_is_unavailable_and_not_answered_from_before(
    hall: RunningHall, places: dict[str, requests.Response]
) -> None:
    epoch, _, seq = places["a press"].headers["Antre-Seen"].rpartition(":")
    ahead = {"Antre-Seen": f"{epoch}:{int(seq) + 1_000}", "Accept-Language": "en"}

    refused = requests.get(f"{hall.tickets}/venues/{hall.venue}", headers=ahead, timeout=PATIENCE_S)

    assert (refused.status_code, refused.json()["slug"]) == (503, "unavailable")


@pytest.mark.parametrize("seen", ["rubbish", "an epoch that is over:7"])
def test_a_position_of_elsewhere_keeps_nobody_from_an_answer(hall: RunningHall, seen: str) -> None:
    response = requests.get(
        f"{hall.tickets}/venues/{hall.venue}", headers={"Antre-Seen": seen}, timeout=PATIENCE_S
    )

    assert response.ok


@pytest.mark.parametrize(
    ("service", "path"),
    [
        ("ticketing", "/venues/{venue_id}"),
        ("ticketing", "/tickets/{token}"),
        ("counter", "/venues/{venue_id}/counters/{counter_id}"),
        ("counter", "/venues/{venue_id}/live"),
    ],
)
def test_the_contract_names_the_position_for_each_question_about_a_hall(
    hall: RunningHall, service: str, path: str
) -> None:
    url = f"{hall.ready[service]}/api/{service}/openapi.json"
    document = requests.get(url, timeout=PATIENCE_S).json()

    parameters = document["paths"][f"/api/{service}/v1{path}"]["get"]["parameters"]

    assert "Antre-Seen" in [parameter["name"] for parameter in parameters]
