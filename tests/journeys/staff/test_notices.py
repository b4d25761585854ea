"""Notices in a real Chromium: from the supervisor's page to boards, kiosk and phone, until they end."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rig.browsers.pages import BOARD, KIOSK, PHONE, Pages, open_hall, wait_until
from rig.running import RunningHall
from tests.journeys.axe import no_serious_issue_in_both_languages

TEXT, ENGLISH = "Sistem Imigrasi mati. Kembali pukul 10.00.", "Immigration is offline. Back at 10.00."
TOLD = "[data-notice]"
TURNS_MS = 60_000
"""The lines of a board take turns, each for 12 s."""


@pytest.fixture(scope="module")
def hall(hall: RunningHall) -> Iterator[RunningHall]:
    """A separate venue, because other tests count the same services' lines."""
    with hall.anew():
        yield hall


def test_those_who_wait_for_a_service_are_told_everywhere_until_it_is_ended(
    hall: RunningHall, pages: Pages
) -> None:
    # Given a visitor with a phone who waits for a passport; a board, an old TV and a kiosk
    token = hall.issue("paspor-baru").json()["token"]
    phone = pages.open(f"{hall.ready['ticketing']}/ticket/{token}", PHONE)
    other = pages.open(f"{hall.ready['ticketing']}/ticket/{hall.issue('kia').json()['token']}", PHONE)
    board = pages.open(f"{hall.ready['display']}/board/{hall.venue}?zone=ombak", BOARD)
    old_tv = pages.open(f"{hall.ready['display']}/tv/{hall.venue}?zone=ombak", BOARD)
    kiosk = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", KIOSK)
    kiosk.click('[data-agency="imigrasi"]')

    # When the supervisor posts a notice for that service
    page = open_hall(pages, hall, hall.account("supervisor"))
    page.click('[data-notices="0"]')
    page.select_option("#notice-whom", "service paspor-baru")
    page.fill("#notice-text", TEXT)
    page.fill("#notice-en", ENGLISH)
    page.fill("#notice-until", "3.59")
    page.click("[data-send]")

    # Then it is listed with its recipients and its end, and the form is empty for the next
    page.locator(f"li{TOLD}", has_text="Paspor baru, sampai pukul 03.59").wait_for()
    wait_until(page, "document.querySelector('#notice-text').value === ''")
    no_serious_issue_in_both_languages(page)

    # And the phone, the kiosk's card and both boards display it, and no other phone
    phone.locator(TOLD, has_text=TEXT).wait_for()
    kiosk.locator('li:has([data-service="paspor-baru"])', has_text=TEXT).wait_for()
    assert kiosk.locator(TOLD).count() == 1
    for screen in (board, old_tv):
        screen.locator("footer", has_text=f"Paspor baru: {TEXT}").wait_for(timeout=TURNS_MS)
    assert other.locator(TOLD).count() == 0

    # When it is ended, then it disappears from all of them
    page.click("[data-end-notice]")
    page.locator(f"li{TOLD}").wait_for(state="detached")
    for screen in (phone, kiosk):
        screen.locator(TOLD).wait_for(state="detached")
    for screen in (board, old_tv):
        screen.locator("footer", has_text=TEXT).wait_for(state="detached")


def test_a_time_that_has_passed_or_is_none_is_said_and_what_was_typed_stays(
    hall: RunningHall, pages: Pages
) -> None:
    page = open_hall(pages, hall, hall.account("supervisor", agencies=["dukcapil"]))
    page.click("[data-notices]")

    page.fill("#notice-text", "Mohon tunggu.")
    page.fill("#notice-until", "4.00")
    page.click("[data-send]")
    page.locator("[data-message]", has_text="Pukul 04.00 sudah lewat").wait_for()
    page.fill("#notice-until", "99.99")
    page.click("[data-send]")
    page.locator("[data-message]", has_text="Tulis waktu seperti 09.41.").wait_for()

    assert page.input_value("#notice-text") == "Mohon tunggu."
    assert page.locator("#notice-whom optgroup").count() == 1
    assert page.locator('#notice-whom option[value="venue"]').count() == 0


def test_a_message_is_over_at_its_time_on_a_page_that_hears_nothing(hall: RunningHall, pages: Pages) -> None:
    # Given a phone that displays a notice
    token = hall.issue("kia").json()["token"]
    phone = pages.open(f"{hall.ready['ticketing']}/ticket/{token}", PHONE)
    phone.wait_for_selector("[data-ahead]")
    boss = hall.staff("supervisor")
    posted = boss.ask("POST", "notices", text="Mohon tunggu.", service="kia", until="03:59").json()
    phone.locator(TOLD).wait_for()

    # When the notice expires while the phone is offline
    phone.context.set_offline(True)
    phone.evaluate("performance.now = ((now) => () => now() + 86_400_000)(performance.now.bind(performance))")

    # Then it disappears
    phone.locator(TOLD).wait_for(state="detached")
    boss.ask("POST", "notices/end", notice=posted["notices"][0]["id"])
