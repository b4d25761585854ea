"""The figures over HTTP: they follow events within moments, for accounts that may read them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from rig.running import Clerk, RunningHall
from rig.waiting import PATIENCE_S, wait_for
from services.reports.context import ReportsContext
from services.web.settings import Settings
from waitingroom.house.reader import read_house
from waitingroom.local_time import service_day
from waitingroom.log.base import UnavailableError


@pytest.fixture(scope="module")
def hall(hall: RunningHall) -> Iterator[RunningHall]:
    """A separate venue, because these tests count its visits."""
    with hall.anew():
        yield hall


@pytest.fixture(scope="module")
def auditor(hall: RunningHall) -> Clerk:
    return hall.staff("auditor")


def address(hall: RunningHall, rest: str, venue: str = "") -> str:
    return f"{hall.ready['reports']}/api/reports/v1/venues/{venue or hall.venue}/{rest}"


def today(hall: RunningHall) -> str:
    venue = read_house(hall.house()).venues[hall.venue]
    return service_day(round(time.time() * 1000), venue.time_zone, venue.day_starts_at)


def figures(clerk: Clerk, hall: RunningHall) -> dict[str, Any]:
    response = clerk.http.get(address(hall, f"days/{today(hall)}"), timeout=PATIENCE_S)
    assert response.ok, response.text
    body: dict[str, Any] = response.json()
    return body


def test_a_visit_is_in_the_figures_a_moment_after_it_ends(hall: RunningHall, auditor: Clerk) -> None:
    clerk = hall.staff("clerk")
    hall.issue("ktp-el")
    clerk.press("1", "open")
    clerk.press("1", "next")
    clerk.press("1", "start")
    assert clerk.press("1", "finish").ok
    hall.issue("ktp-el")

    def counted() -> bool:
        body.update(figures(auditor, hall))
        return (body["served"], body["tickets"]) == (1, 2)

    body: dict[str, Any] = {}
    wait_for(counted, what="the visit in the figures")
    (agency,) = body["agencies"]
    assert (agency["tickets"], agency["served"], agency["service"]["n"]) == (2, 1, 1)


@pytest.mark.parametrize("ending", ["", ".csv", ".xlsx"])
def test_nobody_reads_figures_without_a_session_or_the_permission(hall: RunningHall, ending: str) -> None:
    url = address(hall, f"months/{today(hall)[:7]}{ending}")

    nobody = requests.get(url, timeout=PATIENCE_S)
    clerk = hall.staff("clerk").http.get(url, timeout=PATIENCE_S)

    assert (nobody.status_code, nobody.json()["slug"]) == (401, "no-session")
    assert (clerk.status_code, clerk.json()["slug"]) == (403, "forbidden")


def test_signing_out_at_the_counter_service_ends_the_session_here(hall: RunningHall) -> None:
    who = hall.staff("supervisor")
    assert who.http.get(address(hall, "years/2026"), timeout=PATIENCE_S).ok
    assert who.http.delete(f"{hall.counters}/session", timeout=PATIENCE_S).ok
    who.http.cookies.update({})

    assert who.http.get(address(hall, "years/2026"), timeout=PATIENCE_S).status_code == 401


@pytest.mark.parametrize(
    ("path", "slug"),
    [("days/2026-06", "unknown-period"), ("months/2026-13", "unknown-period"), ("years/1", "unknown-period")],
)
def test_what_is_no_period_is_refused_in_words(
    hall: RunningHall, auditor: Clerk, path: str, slug: str
) -> None:
    response = auditor.http.get(address(hall, path), timeout=PATIENCE_S, headers={"Accept-Language": "en"})

    assert (response.status_code, response.json()["slug"]) == (404, slug)
    assert "2026-06-08" in response.json()["detail"]


def test_an_unknown_venue_is_refused_and_the_house_is_all_of_them(hall: RunningHall, auditor: Clerk) -> None:
    unknown = auditor.http.get(address(hall, "years/2026", venue="nowhere"), timeout=PATIENCE_S)
    house = auditor.http.get(address(hall, "years/2026", venue="house"), timeout=PATIENCE_S).json()

    assert unknown.json()["slug"] == "unknown-venue"
    assert hall.venue in house["venues"]
    assert len(house["by_venue"]) == len(house["venues"]) > 1


def test_files_are_downloads_with_a_name(hall: RunningHall, auditor: Clerk) -> None:
    for ending, media in (("csv", "text/csv"), ("xlsx", "spreadsheetml")):
        response = auditor.http.get(address(hall, f"days/{today(hall)}.{ending}?lang=en"), timeout=PATIENCE_S)
        assert media in response.headers["Content-Type"]
        assert (
            f'filename="antre-{hall.venue}-{today(hall)}.{ending}"' in response.headers["Content-Disposition"]
        )


def test_history_is_checked_and_made_anew_by_command(hall: RunningHall) -> None:
    checked = hall.antre("reports", "check", hall.venue)
    assert (checked.returncode, "says what the logs say" in checked.stdout) == (0, True), checked
    assert "were read anew" in hall.antre("reports", "rebuild", hall.venue).stdout
    completed = hall.antre("reports", "show", hall.venue, today(hall)[:7])
    assert '"visits"' in completed.stdout
    assert hall.antre("reports", "show", hall.venue, "June").returncode == 1


def test_a_history_that_cannot_be_opened_stops_figures_and_nothing_else(tmp_path: Path) -> None:
    settings = Settings(
        redis_url="redis://127.0.0.1:1/0", history_url=f"sqlite:///{tmp_path}/nowhere/history.db"
    )
    context = ReportsContext(settings)
    with pytest.raises(UnavailableError):
        context._follow()

    assert any("history cannot be opened" in lack for lack in context.lacks())
