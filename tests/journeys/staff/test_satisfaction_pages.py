"""Visitors' feedback on staff pages: accessible in both languages, equal to its files, on one A4 page each."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import requests

from rig.browsers.pages import WIDE, Pages, give_credentials
from rig.running import RunningHall
from rig.waiting import PATIENCE_S, wait_for
from tests.journeys.axe import no_serious_issue_in_both_languages, serious

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATHS = ("satisfaction", "surveys/skm", "surveys/ipak", "evidence")


@pytest.fixture(scope="module")
def hall(hall: RunningHall) -> Iterator[RunningHall]:
    """A venue with four finished tickets and their feedback."""
    with hall.anew():
        clerk = hall.staff("clerk")
        assert clerk.press("1", "open").ok
        for answers in ("343433433", "443444433", "332433323", "444444444"):
            ticket = hall.issue("ktp-el").json()
            assert clerk.press("1", "next").ok
            assert clerk.press("1", "finish").ok
            _post(hall, ticket, "rating", {"rating": 3})
            _post(hall, ticket, "surveys/skm", {"version": 1, "answers": [int(one) for one in answers]})
            _post(hall, ticket, "remarks", {"text": "Kursi kurang."})
        yield hall


def _post(hall: RunningHall, ticket: dict[str, str], what: str, body: object) -> None:
    response = requests.post(
        f"{hall.tickets}/tickets/{ticket['token']}/{what}", json=body, timeout=PATIENCE_S
    )
    assert response.ok, response.text


@pytest.fixture
def page(hall: RunningHall, pages: Pages) -> Page:
    """The page of follow-ups, signed in as a supervisor."""
    page = pages.open(f"{hall.ready['counter']}/follow-ups?venue={hall.venue}", WIDE)
    give_credentials(page, hall.account("supervisor"))
    page.wait_for_selector("[data-add]")
    url = f"{hall.ready['reports']}/api/reports/v1/venues/{hall.venue}/surveys/skm"
    wait_for(
        lambda: hall.admin.http.get(url, timeout=PATIENCE_S).json()["n"] == 4, what="the surveys in history"
    )
    return page


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_is_accessible_full_and_empty_and_prints_on_one_a4(
    hall: RunningHall, page: Page, language: str
) -> None:
    for path in PATHS:
        for period in ("", "&period=2020", "&period=2026-01..2026-06"):
            page.goto(f"{hall.ready['reports']}/reports/{hall.venue}/{path}?lang={language}{period}")
            assert page.evaluate("document.documentElement.lang") == language
            assert serious(page) == [], (path, period)
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, (path, "it scrolls sideways")
        page.goto(f"{hall.ready['reports']}/reports/{hall.venue}/{path}?lang={language}")
        printed = page.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1, path


@pytest.mark.parametrize(("weights", "index"), [("equal", "86,81"), ("printed", "85,94")])
def test_the_page_says_the_golden_index_its_weight_n_and_sample_and_its_file_the_same(
    hall: RunningHall, page: Page, weights: str, index: str
) -> None:
    page.goto(f"{hall.ready['reports']}/reports/{hall.venue}/surveys/skm?weights={weights}")

    words = page.inner_text("main")
    assert page.inner_text(".tile.index .value") == index
    assert "n = 4" in page.inner_text(".tile.index")
    assert "Sampel kecil: 4 jawaban" in page.inner_text(".caution")
    assert f"penimbang {'1/9' if weights == 'equal' else '0,11'} tiap unsur" in words
    assert ("nilai tertingginya 99" in words) is (weights == "printed")
    address = page.get_attribute(".files a[href*='.csv']", "href")
    text = hall.admin.http.get(f"{hall.ready['reports']}{address}", timeout=PATIENCE_S).content.decode(
        "utf-8-sig"
    )
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    table = [
        [cell.inner_text().strip() for cell in row.query_selector_all("td, th")]
        for row in page.query_selector_all("main table >> nth=0 >> tbody tr")
    ]
    assert rows[-1][4] == table[-1][6] == index
    assert [row[2] for row in rows[1:-1]] == [row[3] for row in table[:-1]]


def test_a_supervisor_writes_a_follow_up_that_stands_on_the_report(hall: RunningHall, page: Page) -> None:
    page.click("[data-add]")
    page.fill("#follow-up-what", "Tambah 20 kursi")
    page.fill("#follow-up-who", "Sekretariat")
    page.fill("#follow-up-due", "2031-12-20")
    page.select_option("#follow-up-about", "skm/u9")
    page.click("form.write [type=submit]")
    page.wait_for_selector("[data-follow-up] >> text=Tambah 20 kursi")
    no_serious_issue_in_both_languages(page)
    page.click("[data-act=done]")
    page.wait_for_selector("[data-follow-up].done")
    page.click("[data-act=undone]")
    page.wait_for_selector("[data-follow-up]:not(.done)")

    page.goto(f"{hall.ready['reports']}/reports/{hall.venue}/surveys/skm")

    def is_listed() -> bool:
        page.reload()
        return "Tambah 20 kursi" in page.inner_text("main")

    wait_for(is_listed, what="the follow-up on the report")


def test_the_report_leads_here_and_free_words_are_not_printed(hall: RunningHall, page: Page) -> None:
    page.goto(f"{hall.ready['reports']}/reports/{hall.venue}")
    page.click("nav a[href*='/satisfaction']")
    page.wait_for_selector(".remarks li")
    page.emulate_media(media="print")
    assert not page.is_visible(".remarks")


def test_nobody_reads_it_without_a_session(hall: RunningHall, pages: Pages) -> None:
    for path in PATHS:
        page = pages.open(f"{hall.ready['reports']}/reports/{hall.venue}/{path}", WIDE)
        assert page.inner_text("h1") == "Anda belum masuk. Silakan masuk dahulu."
