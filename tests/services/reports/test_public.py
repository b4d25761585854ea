"""Public figures: only where the house enables them, only counts, and never a small one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from rig.cast import OpenHall
from rig.history.played import write_day
from rig.running import RunningHall
from rig.waiting import PATIENCE_S, wait_for
from services.reports.figures import public as public_figures
from services.reports.figures.periods import parse
from services.reports.figures.public import PublicFiguresCache
from services.reports.history.following import Following
from services.reports.history.history import History
from waitingroom.log.base import MemoryStore

WEB_PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def hall(hall: RunningHall) -> Iterator[RunningHall]:
    """A separate venue, because these tests count its visits."""
    with hall.anew():
        yield hall


def ask(hall: RunningHall, path: str, **headers: str) -> requests.Response:
    return requests.get(f"{hall.ready['reports']}{path}", headers=headers, timeout=PATIENCE_S)


def open_to_the_public(hall: RunningHall, *, is_open: bool) -> None:
    def change(house: dict[str, Any]) -> None:
        (venue,) = (one for one in house["venues"] if one["id"] == hall.venue)
        venue["public_figures"] = is_open

    hall.edit_house(change)


def test_nobody_reads_them_until_the_house_opens_them_but_staff_who_read_figures_may(
    hall: RunningHall,
) -> None:
    paths = (
        f"/reports/public/{hall.venue}",
        f"/reports/wall/{hall.venue}",
        f"/api/reports/v1/public/{hall.venue}/years/2026",
    )
    supervisor, clerk = hall.staff("supervisor"), hall.staff("clerk")
    for path in paths:
        assert ask(hall, path).json()["slug"] == "not-public"
        assert clerk.http.get(hall.ready["reports"] + path, timeout=PATIENCE_S).status_code == 403
        assert supervisor.http.get(hall.ready["reports"] + path, timeout=PATIENCE_S).ok

    open_to_the_public(hall, is_open=True)

    wait_for(lambda: all(ask(hall, path).ok for path in paths), what="the public figures")
    house = ask(hall, "/api/reports/v1/public/house/years/2026").json()
    assert house["venues"] == [hall.venue], "for the house, only public venues count"
    open_to_the_public(hall, is_open=False)
    wait_for(lambda: ask(hall, paths[0]).status_code == 403, what="the figures to be private again")


def test_visits_are_counted_once_they_are_no_few(hall: RunningHall) -> None:
    open_to_the_public(hall, is_open=True)
    for _ in range(6):
        hall.issue("ktp-el")
    page = f"/reports/wall/{hall.venue}?lang=en"

    def visits() -> str:
        return ask(hall, page, **WEB_PAGE).text

    wait_for(lambda: '<p class="value">6</p>' in visits(), what="six visitors on the wall")
    assert "Dukcapil" in visits()
    assert "D-00" not in visits()


@pytest.mark.parametrize("period", ["years/2019", "years/2031", "months/2031-01", "months/soon"])
def test_a_period_that_history_cannot_have_is_not_counted(hall: RunningHall, period: str) -> None:
    open_to_the_public(hall, is_open=True)
    wait_for(lambda: ask(hall, f"/reports/public/{hall.venue}").ok, what="the public figures")

    response = ask(hall, f"/api/reports/v1/public/{hall.venue}/{period}")

    assert (response.status_code, response.json()["slug"]) == (404, "unknown-period")


def three_of_one_and_nine_of_another(history: History) -> None:
    hall = OpenHall()
    for service, count in (("jkn", 3), ("ktp", 9)):
        for _ in range(count):
            hall.issue(service)
    store = MemoryStore()
    write_day(store, hall.hall.service_day, hall.facts, venue=hall.hall.venue_id)
    Following(store, history, alarm=lambda event, **_: None).step([hall.hall.venue_id])


def test_a_small_agency_goes_under_with_another_and_the_total_gives_neither_away(history: History) -> None:
    three_of_one_and_nine_of_another(history)
    june = parse("2026-06")
    assert june

    with history.engine.connect() as connection:
        figures = public_figures.public_figures(connection, ["hall"], june, "2026-06-08")

    assert (figures["visits"], figures["agencies"], figures["other_agencies"]) == (12, [], 12)
    assert figures["wait"]["n"] == 0, "no ticket was called"
    assert sum(one["share"] for one in figures["hours"]) == pytest.approx(1)


def test_who_asks_again_at_once_makes_nobody_count_again(history: History) -> None:
    three_of_one_and_nine_of_another(history)
    june, counted = parse("2026-06"), []
    assert june

    def reading() -> Any:
        counted.append(1)
        return history.engine.connect()

    cache = PublicFiguresCache(reading)
    assert cache.get(["hall"], june, "2026-06-08") is cache.get(["hall"], june, "2026-06-08")
    assert cache.get(["hall"], june, "2026-06-09")["visits"] == 12

    assert len(counted) == 2
