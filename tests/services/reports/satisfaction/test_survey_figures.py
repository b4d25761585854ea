"""Ratings and surveys from the log to the figures: golden by both weights, and files equal to the page."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from jinja2 import Environment, FileSystemLoader

from rig.cast import DAY, MINUTE, OpenHall
from rig.history.played import write_day
from services.reports import spreadsheets
from services.reports.figures.periods import parse
from services.reports.figures.scope import Scope
from services.reports.history.following import Following
from services.reports.history.history import History
from services.reports.satisfaction import files
from services.reports.satisfaction.figures import remarks_of, satisfaction, survey, versions_answered
from services.reports.satisfaction.query import span_name, span_of
from services.web.forms import Forms, read_forms
from waitingroom.facts import Press
from waitingroom.log.base import MemoryStore
from waitingroom.satisfaction import rules
from waitingroom.satisfaction.forms import EQUAL, PRINTED

TEMPLATES = Path(spreadsheets.__file__).parent / "templates"
FORMS = read_forms()
SKM = FORMS.today("skm")
ANSWERS = ("343433433", "443444433", "332433323", "444444444")
"""Calculated by hand: 31.25 over the nine elements, 86.81 by 1/9 and 85.94 by 0.11 (see tests of the index)."""
JUNE = parse("2026-06")
assert JUNE is not None
SCOPE = Scope(["hall"], JUNE)


def a_day() -> OpenHall:
    """Five tickets of ktp and one of jkn are served; ratings 3 3 2 1 and 3; four surveys of ktp; two remarks."""
    hall = OpenHall()
    hall.open("1")
    hall.open("3", "budi")
    numbers = [_served(hall, "ktp", "1", "siti") for _ in range(5)] + [_served(hall, "jkn", "3", "budi")]
    for number, face, channel in zip(
        numbers, (3, 3, 2, 1, None, 3), ("phone",) * 3 + ("kiosk", "", "tablet"), strict=True
    ):
        if face:
            hall.record(
                rules.rate(hall.hall, ticket_id=number, rating=face, channel=channel, now_ms=hall.now_ms)
            )
    for number, answers in zip(numbers, ANSWERS, strict=False):
        _said(hall, rules.answer_survey(
            hall.hall, ticket_id=number, form=SKM, version=1, answers=[int(one) for one in answers], channel="phone",
            now_ms=hall.now_ms,
        ))  # fmt: skip
    for number, text in ((numbers[0], "Cepat."), (numbers[5], "=1+1")):
        hall.now_ms += MINUTE
        _said(
            hall,
            rules.leave_remark(hall.hall, ticket_id=number, text=text, channel="phone", now_ms=hall.now_ms),
        )
    return hall


def _served(hall: OpenHall, service: str, counter: str, who: str) -> str:
    number = hall.issue(service)
    hall.press("next", counter, who)
    hall.press("finish", counter, who)
    return number


def _said(hall: OpenHall, facts: list[Any]) -> None:
    for fact in facts:
        stamped = replace(fact, press=Press(f"nobody {len(hall.facts)}", "wish", "public", ""))
        hall.facts.append(stamped)
        hall.hall.apply(len(hall.facts), stamped)


@pytest.fixture
def followed(history: History) -> History:
    store = MemoryStore()
    write_day(store, DAY, a_day().facts, venue="hall")
    Following(store, history, alarm=lambda event, **fields: None).step(["hall"])
    return history


@pytest.mark.parametrize(("weights", "value", "weight"), [(EQUAL, 86.81, "1/9"), (PRINTED, 85.94, "0.11")])
def test_the_golden_skm_comes_through_the_log_by_either_weight(
    followed: History, weights: str, value: float, weight: str
) -> None:
    with followed.engine.connect() as connection:
        result = survey(connection, SCOPE, SKM, weights)

    assert (result["index"], result["grade"], result["n"], result["weight"]) == (value, "B", 4, weight)
    assert [one["sum"] for one in result["elements"]] == [14, 15, 12, 16, 14, 14, 15, 12, 13]
    assert [one["mean"] for one in result["elements"]][:2] == [3.5, 3.75]
    assert (result["served"], result["sample_asked"], result["is_small"]) == (6, 6, True)
    assert result["channels"] == {"phone": 4, "kiosk": 0, "tablet": 0}
    assert [(one["id"], one["n"], one["index"]) for one in result["by_agency"]] == [("dukcapil", 4, value)]


def test_faces_are_counted_by_service_of_how_many_were_served_and_by_no_counter(followed: History) -> None:
    with followed.engine.connect() as connection:
        result = satisfaction(connection, SCOPE)
        only = satisfaction(connection, SCOPE._replace(agency="bpjs"))

    assert [result[name] for name in ("served", "n", "satisfied", "fair", "not_satisfied")] == [6, 5, 3, 1, 1]
    assert result["shares"] == {"satisfied": 0.6, "fair": 0.2, "not_satisfied": 0.2}
    assert result["channels"] == {"phone": 3, "kiosk": 1, "tablet": 1}
    assert [(one["id"], one["served"], one["n"]) for one in result["agencies"]] == [
        ("dukcapil", 5, 4),
        ("bpjs", 1, 1),
    ]
    assert (only["n"], only["satisfied"]) == (1, 1)
    assert "counter" not in str(result)


@pytest.mark.parametrize("language", ["id", "en"])
def test_files_say_what_the_page_says_and_add_up(followed: History, language: str) -> None:
    with followed.engine.connect() as connection:
        faces, index = satisfaction(connection, SCOPE), survey(connection, SCOPE, SKM, PRINTED)
        words = remarks_of(connection, SCOPE, None)
    separator = "," if language == "en" else ";"

    def rows(table: files.Table) -> list[list[str]]:
        text = spreadsheets.csv(table, language).decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text), delimiter=separator))

    counted = rows(files.faces_table(faces, language))
    total = [faces[name] for name in ("served", "n", "satisfied", "fair", "not_satisfied")]
    assert [int(cell) for cell in counted[-1][2:]] == total
    assert [sum(int(row[n]) for row in counted[1:-1]) for n in range(2, 7)] == total
    elements = rows(files.survey_table(index, language))
    assert [int(row[2]) for row in elements[1:-1]] == [one["sum"] for one in index["elements"]]
    assert elements[-1][4] == ("85.94" if language == "en" else "85,94")
    book = openpyxl.load_workbook(io.BytesIO(spreadsheets.xlsx({
        "a": files.about_table(index, language), "b": files.survey_table(index, language),
        "c": files.remarks_table(words, language),
    })))  # fmt: skip
    assert [row[1].value for row in book["a"].iter_rows(min_row=2)][3] == "0.11"
    assert book["b"].cell(11, 5).value == 85.94
    assert (book["c"]["D2"].value, book["c"]["D2"].data_type) == ("=1+1", "s")
    assert "'=1+1" in spreadsheets.csv(files.remarks_table(words, language), language).decode()


def test_free_words_stand_apart_the_latest_first(followed: History) -> None:
    with followed.engine.connect() as connection:
        remarks = remarks_of(connection, SCOPE, 1)

    assert (remarks["n"], [one["text"] for one in remarks["remarks"]]) == (2, ["=1+1"])
    assert "A-001" not in str(remarks)


def test_answers_to_another_version_of_the_form_are_not_mixed_in(followed: History) -> None:
    second = SKM._replace(version=2)
    forms = Forms([SKM, second])
    with followed.engine.connect() as connection:
        assert versions_answered(connection, SCOPE, "skm", forms) == [SKM]
        assert survey(connection, SCOPE, second, EQUAL)["n"] == 0
        empty = SCOPE._replace(venues=["elsewhere"])
        assert versions_answered(connection, empty, "skm", forms) == [second]


def test_a_period_nobody_spoke_in_has_no_index_and_no_share(history: History) -> None:
    with history.engine.connect() as connection:
        result, faces = survey(connection, SCOPE, SKM, EQUAL), satisfaction(connection, SCOPE)

    assert (result["n"], result["index"], result["grade"], result["sample_asked"]) == (0, None, None, None)
    assert (faces["n"], faces["shares"]["satisfied"], faces["agencies"]) == (0, None, [])


def test_a_span_of_periods_is_a_half_year_as_surveys_are_reported() -> None:
    span = span_of("2026-01..2026-06")

    assert (span.first, span.last, len(span.days())) == ("2026-01-01", "2026-06-30", 181)
    assert span_name(span.name, "id") == "Januari 2026 – Juni 2026"
    for wrong in ("2026-06..2026-01", "2026-01..", "..", "2026-01..2026-13"):
        with pytest.raises(Exception, match="unknown-period"):
            span_of(wrong)


def test_a_busy_month_shows_its_latest_words_and_folds_earlier_ones_away() -> None:
    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    words = [{"text": f"pesan {n}", "agency": "", "service": "", "day": ""} for n in range(30)]
    page = templates.get_template("satisfaction/satisfaction.html")
    context = page.new_context({
        "f": {"n": 0, "channels": {}}, "remarks": {"n": 30, "remarks": words},
        "say": lambda key, **of: f"{of['n']} earlier" if "n" in of else key,
        **dict.fromkeys(("num", "share", "name_of", "named"), lambda of: of),
    })  # fmt: skip

    latest, _, folded = "".join(page.blocks["main"](context)).partition("<details>")
    assert (latest.count("pesan"), folded.count("pesan"), "6 earlier" in folded) == (24, 6, True)
