"""Replays in a real Chromium: from a ticket's story to its call, lit once more; and the score of a day's waits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from rig.browsers.desk import issue, listed, lit
from rig.browsers.pages import BOARD, PHONE, Pages, open_hall, wait_until
from rig.history.day_before import Called, called_on_the_day_before
from rig.running import Clerk, RunningHall
from tests.journeys.axe import no_serious_issue_in_both_languages, serious
from waitingroom.local_time import date_name
from waitingroom.waits.estimate import Wait

if TYPE_CHECKING:
    from playwright.sync_api import Page

SERVICE, COUNTER = "kirim", "29"


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    folder = tmp_path_factory.mktemp("replay")
    yesterday = called_on_the_day_before(folder, service=SERVICE, counter=COUNTER, told=Wait(2, 4))
    running = RunningHall(folder)
    running.ready["yesterday"] = yesterday
    yield running
    running.stop()


@pytest.fixture(scope="module")
def clerk(hall: RunningHall) -> Clerk:
    return hall.clerk(**hall.account("clerk"))


BAND_TRACE = """
globalThis.bandSaid = [];
new MutationObserver(() => {
  const said = document.querySelector(".replay")?.textContent;
  if (said && said !== bandSaid.at(-1)) bandSaid.push(said);
}).observe(document, { subtree: true, childList: true });
"""
"""Records the texts of the replay's banner, because those of a fast replay disappear quickly."""


def prepare(page: Page, number: str) -> str:
    """Request a ticket's story and prepare a fast replay from its call; return the address."""
    page.fill("#story-number", number)
    page.press("#story-number", "Enter")
    page.wait_for_selector('.story [data-fact="called"]')
    page.check('[data-replay] input[value="10"]')
    page.click('[data-f="replay-do"]')
    page.wait_for_selector("[data-address]")
    return page.inner_text("[data-address]").strip()


def test_a_day_is_replayed_on_a_test_screen_while_the_hall_goes_on(
    hall: RunningHall, pages: Pages, clerk: Clerk
) -> None:
    # Given a visitor who says "my number was never called", and a board of the hall
    [number] = issue(hall, SERVICE)
    clerk.press(COUNTER, "open")
    called_at = clerk.press(COUNTER, "next").json()["ticket"]["called_at"]
    clerk.press(COUNTER, "finish")
    board = pages.open(f"{hall.ready['display']}/board/{hall.venue}", BOARD)
    wait_until(board, listed(number))
    page = open_hall(pages, hall, hall.account("supervisor"))

    # When the supervisor prepares a replay from the ticket's story
    address = prepare(page, number)

    # Then the page displays an address short enough to type, from the minute of the call on
    assert page.input_value("#replay-minute") == called_at[11:16].replace(":", ".")
    assert address.startswith(f"{hall.ready['display']}/board/{hall.venue}?replay=")
    assert page.get_attribute('[data-f="replay-open"]', "href") == address
    no_serious_issue_in_both_languages(page)

    # When a test screen opens it, then it says that this is a replay, and lights that call again, without
    # sound
    tv = pages.open(address, BOARD, before=BAND_TRACE)
    wait_until(tv, "bandSaid.some((said) => said.includes('Bukan panggilan sekarang.'))")
    wait_until(tv, lit(number))
    assert tv.evaluate("document.body.dataset.sound") == "off"
    assert serious(tv) == []

    # And the hall goes on: new calls are on its board, and not on the test screen
    [live] = issue(hall, SERVICE)
    clerk.press(COUNTER, "next")
    wait_until(board, lit(live))
    tv.wait_for_selector('.replay[data-replay="over"]')
    assert tv.evaluate(listed(number))
    assert not tv.evaluate(listed(live))
    assert board.locator(".replay").count() == 0
    clerk.press(COUNTER, "finish")


def test_who_complains_the_next_day_is_answered_by_that_days_story_and_replay(
    hall: RunningHall, pages: Pages
) -> None:
    yesterday: Called = hall.ready["yesterday"]
    page = open_hall(pages, hall, hall.account("supervisor"))

    # Given a number that is not of today
    page.fill("#story-time", "00.00")
    page.press("#story-time", "Enter")
    page.wait_for_selector('.told-story :text("Tidak ada yang tercatat")')
    page.fill("#panel-story-number", yesterday.number)

    # When its day is chosen, then the story is of that day, and says so
    page.fill("#story-day", yesterday.day)
    page.press("#panel-story-number", "Enter")
    page.wait_for_selector('.story [data-fact="finished"]')
    title = page.inner_text("#panel-title").replace("\u00a0", " ")
    assert title.startswith(f"Riwayat {yesterday.number}, ")
    assert title.endswith(date_name(yesterday.day, "id"))
    assert page.input_value("#story-day") == yesterday.day
    no_serious_issue_in_both_languages(page)

    # And links in the story stay on that day
    page.fill("#panel-story-time", yesterday.minute.replace(":", "."))
    page.press("#panel-story-time", "Enter")
    page.click('.story [data-fact="called"] button')
    page.wait_for_selector('.story [data-fact="finished"]')
    assert page.locator('.story [data-fact="issued"]').count() == 1

    # When it is replayed, then the test screen shows that day's call
    page.check('[data-replay] input[value="10"]')
    page.click('[data-f="replay-do"]')
    page.wait_for_selector("[data-address]")
    tv = pages.open(page.inner_text("[data-address]").strip(), BOARD)
    wait_until(tv, lit(yesterday.number))
    assert date_name(yesterday.at[:10], "id") in tv.inner_text("header").replace("\u00a0", " ")

    # When the panel is closed and a story requested again, then it is of today again
    page.keyboard.press("Escape")
    page.fill("#story-time", "00.00")
    page.press("#story-time", "Enter")
    page.wait_for_selector('.told-story :text("Nothing was recorded in that minute.")')
    assert page.input_value("#story-day") > yesterday.day


def test_a_replay_goes_on_where_it_was_after_a_loss_and_remembers_nothing(
    hall: RunningHall, pages: Pages, clerk: Clerk
) -> None:
    [number] = issue(hall, SERVICE)
    clerk.press(COUNTER, "open")
    clerk.press(COUNTER, "next")
    clerk.press(COUNTER, "finish")
    tv = pages.open(prepare(open_hall(pages, hall, hall.account("admin")), number), BOARD)
    wait_until(tv, listed(number))
    seq = int(tv.evaluate("document.body.dataset.seq"))

    # When its connection is lost, then it displays its last state at once and does not start over
    tv.evaluate(
        "globalThis.told = [];"
        "const { socket } = document.querySelector('antre-board');"
        "socket.on('board', ({ seq }) => told.push(seq));"
        "socket.disconnect().connect();"
    )
    wait_until(tv, "told.length > 0")
    tv.wait_for_selector('.replay[data-replay="over"]')
    assert tv.evaluate("told[0]") >= seq
    assert tv.evaluate(listed(number))
    assert tv.evaluate("Object.keys(sessionStorage)") == []


def test_a_code_that_is_none_is_said_in_words_and_shows_nothing(hall: RunningHall, pages: Pages) -> None:
    for size in (BOARD, PHONE):
        tv = pages.open(f"{hall.ready['display']}/board/{hall.venue}?replay=ABCDEFGH", size)
        tv.wait_for_selector('.replay[data-replay="pass-unknown"]')
        assert "Kode ini tidak berlaku lagi." in tv.inner_text(".replay")
        assert tv.evaluate("document.body.dataset.state") == "starting"
        assert serious(tv) == []


def test_a_time_that_is_none_and_a_day_without_a_record_are_said_in_words(
    hall: RunningHall, pages: Pages
) -> None:
    [number] = issue(hall, SERVICE)
    page = open_hall(pages, hall, hall.account("supervisor"))
    page.fill("#story-number", number)
    page.press("#story-number", "Enter")
    page.wait_for_selector(".story")

    page.fill("#replay-minute", "siang")
    page.click('[data-f="replay-do"]')
    wait_until(page, "document.querySelector('.replay-told').textContent === 'Tulis waktu seperti 09.41.'")
    page.fill("#story-day", "2020-01-01")
    page.dispatch_event("#story-day", "change")
    page.wait_for_selector('.told-story :text("Tidak ada catatan antrean tanggal 1 Januari 2020.")')
    no_serious_issue_in_both_languages(page)

    # An auditor reads the story, but is not offered a replay
    auditor = open_hall(pages, hall, hall.account("auditor"))
    auditor.fill("#story-number", number)
    auditor.press("#story-number", "Enter")
    auditor.wait_for_selector(".story")
    assert auditor.locator("[data-replay]").count() == 0


def test_a_coordinator_reads_in_words_whether_the_waits_of_a_day_held(
    hall: RunningHall, pages: Pages
) -> None:
    yesterday: Called = hall.ready["yesterday"]
    page = open_hall(pages, hall, hall.account("supervisor"))

    # Given the score of today
    page.click("[data-scores]")
    page.wait_for_selector("[data-score]")

    # When another day is chosen, then its complete score is displayed, by service and by hour
    page.fill("#score-day", yesterday.day)
    page.wait_for_selector('[data-score="1"]')
    text = page.inner_text(".panel").replace("\u00a0", " ")
    assert "1 dari 1 orang (100%) dipanggil paling lambat pada waktu yang disebutkan." in text
    assert "Baru sedikit orang" in text
    assert page.locator(".score tbody tr").count() == 2
    no_serious_issue_in_both_languages(page)

    # And closing it leads back to where it was opened
    page.keyboard.press("Escape")
    wait_until(page, "document.activeElement.dataset.f === 'scores'")
