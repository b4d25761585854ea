"""
Journeys through real pages in a real Chromium, on real services and a real Redis.

Given a running hall, when a visitor touches the kiosk and a clerk presses a key, then every screen updates
without a reload.
"""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator

import pytest

from rig.browsers.pages import (
    BOARD,
    CLERK,
    HASTY,
    KIOSK,
    PHONE,
    Pages,
    press_key,
    sign_in,
    take_number,
    wait_until,
)
from rig.running import RunningHall


@pytest.fixture(scope="module")
def hall(hall: RunningHall) -> Iterator[RunningHall]:
    """A separate venue, because these tests count who is ahead."""
    with hall.anew():
        yield hall


def test_a_visitor_takes_a_number_and_sees_it_called_on_every_screen(hall: RunningHall, pages: Pages) -> None:
    # Given a kiosk, a board and a clerk at an Imigrasi counter
    board = pages.open(f"{hall.ready['display']}/board/{hall.venue}", BOARD)
    kiosk = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", KIOSK)
    clerk = pages.open(f"{hall.ready['counter']}/counter", CLERK)
    sign_in(clerk, hall.ready["staff"], "15")

    # When a visitor takes a number, and follows it on a phone
    number = take_number(kiosk, "imigrasi", "paspor-baru")
    assert re.fullmatch(r"E-\d{3}", number)
    token = hall.issue("paspor-baru").json()["token"]
    phone = pages.open(f"{hall.ready['ticketing']}/ticket/{token}", PHONE)
    phone.wait_for_selector('[data-ahead="1"]')

    # Then the clerk's panel shows that a visitor waits, without a reload
    wait_until(clerk, "document.body.innerText.includes('E-')")

    # When the clerk presses Enter
    press_key(clerk, "Enter", '[data-state="called"]')

    # Then the board lights it, and the phone is next
    wait_until(board, f"document.querySelector('main .number')?.textContent === '{number}'")
    assert board.locator("main .sign").inner_text() == "15"
    assert board.evaluate("document.body.dataset.state") == "calling"
    phone.wait_for_selector('[data-ahead="0"]')

    # When the clerk serves, finishes and calls the next with two keys
    press_key(clerk, "Enter", '[data-state="serving"]')
    press_key(clerk, "Enter", '[data-state="called"]')

    # Then the phone is called
    phone.wait_for_selector("[data-counter]")
    assert phone.locator("[data-counter]").inner_text() == "15"
    press_key(clerk, "0", '[data-main][data-verb="next"]')


def test_a_visitor_leaves_by_phone(hall: RunningHall, pages: Pages) -> None:
    token = hall.issue("pajak-tahunan").json()["token"]
    phone = pages.open(f"{hall.ready['ticketing']}/ticket/{token}", PHONE)

    phone.click("[data-leave]")
    phone.click("[data-leave-yes]")

    phone.wait_for_selector("[data-leave]", state="detached")
    wait_until(phone, "document.body.dataset.state === 'cancelled'")


def test_a_phone_that_hears_again_what_it_knows_keeps_its_page_and_the_focus(
    hall: RunningHall, pages: Pages
) -> None:
    token = hall.issue("pajak-tahunan").json()["token"]
    phone = pages.open("about:blank", PHONE, before=HASTY)
    phone.route_web_socket(
        "**/socket.io/**", lambda socket: socket.close()
    )  # So it polls, every second here.
    phone.goto(f"{hall.ready['ticketing']}/ticket/{token}")
    phone.click("[data-leave]")
    phone.focus("[data-leave-yes]")

    for _ in range(2):
        with phone.expect_response(f"**/tickets/{token}") as answer:
            pass
        assert answer.value.json()["state"] == "waiting"
        assert phone.evaluate("document.activeElement.matches('[data-leave-yes]')")


def test_a_kiosk_says_why_an_agency_gives_no_number(hall: RunningHall, pages: Pages) -> None:
    kiosk = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", KIOSK)

    kiosk.click(".tile.closed >> nth=0")

    kiosk.wait_for_selector("[data-home]")
    assert kiosk.locator("[data-take]").count() == 0


def test_the_clerk_works_on_and_the_phone_too_while_the_display_is_down(
    fresh_hall: RunningHall, pages: Pages
) -> None:
    # Given a hall whose display was stopped permanently
    hall = fresh_hall
    clerk = pages.open(f"{hall.ready['counter']}/counter", CLERK)
    sign_in(clerk, hall.ready["staff"], "3")
    token = hall.issue("ktp-el").json()["token"]
    phone = pages.open(f"{hall.ready['ticketing']}/ticket/{token}", PHONE, before=HASTY)
    phone.wait_for_selector("[data-ahead]")
    os.kill(hall.children()["display"], signal.SIGSTOP)

    # When the clerk calls
    press_key(clerk, "Enter", '[data-state="called"]')

    # Then the phone learns of it through the ticketing service's own API
    phone.wait_for_selector("[data-counter]")
    os.kill(hall.children()["display"], signal.SIGCONT)


def test_a_board_goes_stale_in_words_and_comes_back_by_itself(fresh_hall: RunningHall, pages: Pages) -> None:
    hall = fresh_hall
    board = pages.open(f"{hall.ready['display']}/board/{hall.venue}", BOARD)
    wait_until(board, "document.body.dataset.state === 'quiet'")

    os.kill(hall.children()["redis"], signal.SIGSTOP)
    wait_until(board, "document.body.dataset.state === 'stale'")
    words = board.inner_text("main")
    os.kill(hall.children()["redis"], signal.SIGCONT)
    wait_until(board, "document.body.dataset.state === 'quiet'")

    assert "diperbarui" in words.lower() or "pukul" in words.lower()
