"""
A whole day at one counter, operated with only a cheap numeric keypad.

Only the sign-in uses letters. No mouse, no touch, no Tab: every press below is a key of the keypad, sent by
its code as a keypad with NumLock off does.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rig.browsers.desk import QuickDesk, issue, listed, lit, prepare_desks
from rig.browsers.pages import BOARD, Pages, wait_until
from rig.running import RunningHall


@pytest.fixture(scope="module")
def desks(hall: RunningHall) -> Iterator[RunningHall]:
    with hall.anew():
        prepare_desks(hall)
        yield hall


def test_a_whole_day_is_worked_from_a_numeric_keypad_alone(desks: RunningHall, pages: Pages) -> None:
    board = pages.open(f"{desks.ready['display']}/board/{desks.venue}?counter=3", BOARD)

    # Morning. Given a clerk who signs in; the counter is chosen by typing its number
    clerk = QuickDesk(pages, desks, "siti", None)
    clerk.shows("[data-counter-pick]")
    clerk.page.keyboard.press("Numpad3")
    clerk.page.keyboard.press("NumpadEnter")
    clerk.shows("[data-main]")
    assert clerk.state()["counter"]["id"] == "3"

    # When six visitors have come, Enter calls the first, and the board lights it
    one, two, three, four, five, six = issue(desks, "ktp-el", 6)
    clerk.shows(f'[data-queued="{one}"]')
    clerk.key("Enter", f'h1[data-number="{one}"]')
    wait_until(board, lit(one))

    # The visitor does not come: + recalls, Enter serves, 8 opens the result, Enter finishes and calls the
    # next
    clerk.key("+")
    clerk.says("panggilan ke-2")
    clerk.key("Enter", '[data-state="serving"]')
    clerk.key("8", '[data-dialog="result"]')
    clerk.keys("16")
    clerk.key("Enter")
    clerk.says("Tersimpan pukul")
    assert clerk.state()["ticket"]["outcome"] == "done"
    clerk.key("Enter", f'h1[data-number="{two}"]')

    # That was one press too early: Backspace undoes it, also on the board
    wait_until(board, listed(two))
    clerk.key("Backspace", f'h1[data-number="{one}"]')
    clerk.says(f"Diurungkan. {two} kembali ke urutan semula, {one} kembali dilayani.")
    wait_until(board, f"!({listed(two)})")
    clerk.key("Enter", f'h1[data-number="{two}"]')

    # Two does not come: − puts it on the missed list; three is served, and held (*) for a copy
    clerk.key("-", f'[data-missed="{two}"]')
    clerk.key("Enter", f'h1[data-number="{three}"]')
    clerk.key("Enter", '[data-state="serving"]')
    clerk.key("*", '[data-dialog="hold"]')
    clerk.key("Enter", f'[data-held="{three}"]')

    # Four goes on to Imigrasi: / then another agency, more agencies, its first service, by arrival
    clerk.key("Enter", f'h1[data-number="{four}"]')
    clerk.key("Enter", '[data-state="serving"]')
    clerk.key("/", '[data-dialog="transfer"][data-step="kind"]')
    clerk.key("2", '[data-step="agency"]')
    clerk.choose("imigrasi")
    clerk.shows('[data-step="service"]')
    clerk.key("1", '[data-step="place"]')
    clerk.key("1")
    clerk.key("Enter", '.chip[data-state="open"]')
    clerk.says(f"{four} dialihkan ke Imigrasi, Paspor baru.")

    # A short pause: . for the reason, + for five minutes more, Enter; then Enter reopens
    clerk.key(".", '[data-dialog="pause"]')
    clerk.keys("1+")
    clerk.key("Enter", '[data-state="paused"]')
    clerk.key("-")
    clerk.key("Enter", '[data-main][data-verb="next"]')

    # Three returns with the copy: 5, and * for the held numbers; it is resumed and finished alone (0)
    clerk.key("5", '[data-dialog="call"][data-step="number"]')
    clerk.key("*", '[data-step="which"]')
    clerk.choose(three)
    clerk.shows('[data-step="listed"]')
    clerk.key("1")
    clerk.key("Enter", '[data-state="serving"]')
    assert clerk.number() == three
    clerk.key("0", '.chip[data-state="open"]')

    # Two is here after all: from the missed list into the line, first
    clerk.key("5", '[data-step="number"]')
    clerk.key("-", '[data-step="which"]')
    clerk.choose(two)
    clerk.shows('[data-step="listed"]')
    clerk.key("2")
    clerk.key("Enter", f'[data-queued="{two}"]')
    assert [q["number"] for q in clerk.state()["queue"]] == [two, five, six]

    # The supervisor asked for six out of turn: 5, its digits, a reason
    clerk.key("5", '[data-dialog="call"]')
    clerk.keys(six.split("-")[1])
    clerk.key("Enter", '[data-step="reason"]')
    clerk.key("2")
    clerk.key("Enter", f'h1[data-number="{six}"]')
    clerk.key("Enter", '[data-state="serving"]')

    # Its visitor signs: 9 requests an interpreter, and 9 again cancels the request
    clerk.key("9", '[data-dialog="help"]')
    clerk.key("2")
    clerk.key("Enter", '[data-help="sign-language"]')
    clerk.key("9", '[data-dialog="help"]')
    clerk.key("8")
    clerk.key("Enter")
    clerk.page.wait_for_selector("[data-help]", state="detached")
    clerk.key("0", '.chip[data-state="open"]')

    # A walk-in: 7
    clerk.key("7", '[data-dialog="walk-in"]')
    clerk.key("2")
    clerk.key("Enter", '[data-state="serving"]')
    clerk.key("0", '.chip[data-state="open"]')

    # The rest are served; with an empty line Enter only finishes
    for number in (two, five):
        clerk.key("Enter", f'h1[data-number="{number}"]')
        clerk.key("Enter", '[data-state="serving"]')
        if number == five:
            assert clerk.page.get_attribute("[data-main]", "data-verb") == "finish"
            clerk.key("Enter", '.chip[data-state="open"]')

    # Evening. 3 opens the settings, 5 closes the counter
    clerk.key("3", '[data-dialog="menu"]')
    clerk.key("5", "[data-counter-pick]")
    classes = clerk.page.locator('[data-counter-pick="3"]').get_attribute("class")
    assert classes == "free"
