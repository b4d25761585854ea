"""The figures of a period, compared with a count by hand; files equal the page."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from rig.cast import DAY, MINUTE, OpenHall, house_content
from rig.history.played import write_day
from services.reports import files, spreadsheets
from services.reports.figures.comparing import compared
from services.reports.figures.drilling import drilled
from services.reports.figures.figures import measures
from services.reports.figures.periods import Period, parse
from services.reports.figures.scope import Scope
from services.reports.history.following import Following
from services.reports.history.history import History
from services.reports.words import change, number, period_name
from waitingroom import rules
from waitingroom.facts import DayOpened, Fact, TicketIssued
from waitingroom.local_time import day_after
from waitingroom.log.base import MemoryStore

JUNE = parse("2026-06")
assert JUNE is not None


def a_monday() -> OpenHall:
    """
    Six numbers of ktp (A), one of jkn (L), one walk-in.

    Called after 4, 10 and 31 minutes and served for 6, 8 and 2 minutes; one no-show, one cancelled, one never
    called.
    """
    hall = OpenHall(_promising(30))
    hall.open("1")
    hall.open("3", "budi")
    numbers = [hall.issue("ktp") for _ in range(3)]
    for wait, serving in ((4, 6), (0, 8), (13, 2)):
        hall.now_ms += wait * MINUTE
        hall.press("next")
        hall.press("start")
        hall.now_ms += serving * MINUTE
        hall.press("finish")
    missed, left, waiting = hall.issue("ktp", priority="elderly"), hall.issue("ktp"), hall.issue("ktp")
    hall.cancel(left)
    hall.press("next")
    hall.press("no-show")
    hall.press("walk-in", "3", "budi", service_id="jkn")
    hall.now_ms += 5 * MINUTE
    hall.press("finish", "3", "budi")
    (issued,) = rules.issue(hall.hall, service_id="jkn", now_ms=hall.now_ms)
    assert isinstance(issued, TicketIssued)
    hall.record([replace(issued, moved_from="cfd/2026-06-06/L-001")])
    hall.now_ms += 20 * 60 * MINUTE
    hall.record(rules.close_day(hall.hall, now_ms=hall.now_ms))
    assert len({*numbers, missed, left, waiting}) == 6
    return hall


def _promising(minutes: int) -> dict[str, Any]:
    content = house_content()
    content["agencies"][0]["promise_min"] = minutes
    return content


def june(
    history: History, hall: OpenHall, period: Period = JUNE, today: str = "2026-07-01"
) -> dict[str, Any]:
    store = MemoryStore()
    write_day(store, DAY, hall.facts, venue="hall")
    Following(store, history, alarm=lambda event, **fields: None).step(["hall"])
    with history.engine.connect() as connection:
        return compared(connection, ["hall"], period, today)


def test_a_month_counted_by_hand(history: History) -> None:
    figures = june(history, a_monday())

    assert {name: figures[name] for name in ("tickets", "visits", "served", "no_show", "left", "expired")} == {
        "tickets": 8, "visits": 7, "served": 4, "no_show": 1, "left": 1, "expired": 2,
    }  # fmt: skip
    assert (figures["walk_ins"], figures["priority"], figures["moved"]) == (1, 1, 0)
    assert figures["wait"] == {"n": 4, "mean_min": 11.2, "median_min": 4.0, "p90_min": 31.0}
    assert figures["in_promise"] == 0.75
    assert figures["hours"] == [{"hour": 9, "tickets": 8}]
    assert (figures["days_with_visits"], figures["weekend_days"]) == (1, 0)
    dukcapil, bpjs = figures["agencies"]
    assert (dukcapil["name"], dukcapil["tickets"], dukcapil["served"], dukcapil["no_show"]) == (
        "Dukcapil",
        6,
        3,
        1,
    )
    assert dukcapil["service"] == {"n": 3, "mean_min": 5.3, "median_min": 6.0, "p90_min": 8.0}
    assert (bpjs["tickets"], bpjs["served"], bpjs["expired"], bpjs["wait"]["n"]) == (2, 1, 1, 0)


def test_counters_are_open_in_use_and_paused(history: History) -> None:
    figures = june(history, a_monday())

    one, three = figures["counters"]
    assert (one["id"], one["open_min"], one["busy_min"], one["served"]) == ("hall/1", 33, 16, 3)
    assert one["utilisation"] == pytest.approx(16 / 33, abs=1e-4)
    assert (three["open_min"], three["busy_min"], three["utilisation"]) == (
        38,
        5,
        pytest.approx(5 / 38, abs=1e-4),
    )


def test_an_agency_and_a_counter_have_figures_of_their_own(history: History) -> None:
    june(history, a_monday())
    assert JUNE

    with history.engine.connect() as connection:
        agency = drilled(connection, Scope(["hall"], JUNE, agency="dukcapil"))
        counter = drilled(connection, Scope(["hall"], JUNE, counter="3"))
        elsewhere = drilled(connection, Scope(["hall"], JUNE, agency="pln"))

    assert (agency["tickets"], agency["served"], agency["no_show"], agency["left"], agency["expired"]) == (
        6,
        3,
        1,
        1,
        1,
    )
    assert agency["wait"] == measures([4 * 60, 10 * 60, 31 * 60, 0])
    assert agency["days"] == [{"day": DAY, "tickets": 6}]
    assert sum(one["tickets"] for one in agency["hours"]) == 6
    assert [one["id"] for one in agency["counters"]] == ["hall/1"]
    assert (counter["tickets"], counter["served"], counter["wait"]["n"]) == (1, 1, 0), "a walk-in"
    assert counter["handling"] == measures([5 * 60])
    assert [one["id"] for one in counter["counters"]] == ["hall/3"]
    assert (elsewhere["tickets"], elsewhere["agencies"], elsewhere["days"]) == (0, [], [])


@pytest.mark.parametrize("language", ["id", "en"])
def test_files_add_up_to_what_the_page_says(history: History, language: str) -> None:
    figures = june(history, a_monday())

    text = spreadsheets.csv(files.services_table(figures, language), language).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter="," if language == "en" else ";"))
    book = openpyxl.load_workbook(io.BytesIO(spreadsheets.xlsx(files.sheets(figures, language))))
    sheet = [list(row) for row in book.worksheets[2].iter_rows(values_only=True)]

    total = [figures["tickets"], figures["served"], figures["no_show"], figures["left"], figures["expired"]]
    assert [int(cell) for cell in rows[-1][2:7]] == sheet[-1][2:7] == total
    assert [sum(int(row[n]) for row in rows[1:-1]) for n in range(2, 7)] == total
    assert rows[0] == sheet[0]
    assert rows[1][9] == ("4.0" if language == "en" else "4,0")


def test_a_name_that_begins_like_a_formula_stays_a_text(history: History) -> None:
    content = house_content()
    content["agencies"][0] |= {"name": "=1+1", "short": "=1+1"}
    hall = OpenHall(content)
    hall.issue("ktp")
    figures = june(history, hall)

    assert "'=1+1" in spreadsheets.csv(files.services_table(figures, "id"), "id").decode()
    sheet = openpyxl.load_workbook(io.BytesIO(spreadsheets.xlsx(files.sheets(figures, "id")))).worksheets[2]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")


def test_a_running_month_is_compared_with_as_many_days_of_the_one_before(history: History) -> None:
    for month in ("2026-04", "2026-05", "2026-06"):
        store = MemoryStore()
        for day in (f"{month}-08", f"{month}-20"):
            hall = OpenHall()
            hall.issue("ktp")
            write_day(store, day, [_on(fact, day) for fact in hall.facts], venue="hall")
        Following(store, history, alarm=lambda event, **fields: None).step(["hall"])
    with history.engine.connect() as connection:
        running = compared(connection, ["hall"], JUNE, "2026-06-10")
        ended = compared(connection, ["hall"], JUNE, "2026-07-10")

    assert (running["visits"], running["before"]["visits"], running["is_running"]) == (1, 1, True)
    assert (ended["visits"], ended["before"]["visits"], ended["year_to_date"]["visits"]) == (2, 2, 6)
    assert [month["visits"] for month in ended["months"]] == [2, 2, 2]


def _on(fact: Fact, day: str) -> Fact:
    return replace(fact, service_day=day) if isinstance(fact, DayOpened) else fact


def test_percentiles_are_nearest_ranks() -> None:
    assert measures(60 * n for n in (3, 1, 2, 10, 9, 8, 7, 6, 5, 4)) == {
        "n": 10,
        "mean_min": 5.5,
        "median_min": 5.0,
        "p90_min": 9.0,
    }
    assert measures([90, 90, 90])["p90_min"] == 1.5
    assert measures([])["median_min"] is None


@pytest.mark.parametrize(
    ("name", "first", "last", "before", "year_ago"),
    [
        ("2026-03", "2026-03-01", "2026-03-31", "2026-02", "2025-03"),
        ("2024", "2024-01-01", "2024-12-31", "2023", "2023"),
        ("2024-02-29", "2024-02-29", "2024-02-29", "2024-02-28", "2023-02-28"),
    ],
)
def test_periods_know_their_neighbours(name: str, first: str, last: str, before: str, year_ago: str) -> None:
    period = parse(name)
    assert period is not None
    assert (period.first, period.last, period.before.name) == (first, last, before)
    assert period.a_year_before.name == year_ago
    assert period.before.after == period


@pytest.mark.parametrize("name", ["", "2026-13", "2026-02-30", "26", "2026-6", "2026-06-08x", "９９９９"])
def test_what_is_no_period_is_none(name: str) -> None:
    assert parse(name) is None


def test_numbers_are_written_as_readers_write_them() -> None:
    assert (number(24500, "id"), number(24500, "en"), number(3.5, "id", 1)) == ("24.500", "24,500", "3,5")
    assert (change(112, 100, "id"), change(90, 100, "en"), change(5, 0, "id")) == ("+12%", "−10%", "–")
    assert period_name("2026-06", "id") == "Juni 2026"
    assert period_name("2026-06-08", "en") == "Monday, 8 June 2026"
    assert day_after("2026-06-30") == "2026-07-01"
