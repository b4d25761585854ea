"""The clerk's page by keyboard: key caps, the resting time after a change, and focus."""

from __future__ import annotations

from rig.browsers.desk import Desk, QuickDesk, issue
from rig.browsers.pages import Pages, wait_until
from rig.running import RunningHall


def test_keys_have_a_legend_rest_in_text_and_after_changes_and_can_be_changed_or_off(
    desks: RunningHall, pages: Pages
) -> None:
    issue(desks, "sampah", 3)
    clerk = Desk(pages, desks, "siti", "21")
    page = clerk.page
    caps = page.locator(".others kbd, .main kbd, .search kbd").all_inner_texts()
    assert {"Enter", "+", "−", "0", "*", "/", "9", "5"} <= {cap.strip() for cap in caps}

    # When the state has just changed, a second press does nothing, and the key caps are empty
    clerk.key("Enter", '[data-state="called"]')
    page.keyboard.press("NumpadEnter")
    assert page.locator("[data-main] kbd.rests").count() == 1
    assert clerk.state()["ticket"]["state"] == "called"

    # When a key is chosen that another action has, it is refused; a free one is accepted
    page.click('[data-act="menu"]')
    clerk.key("4", '[data-dialog="keys"]')
    clerk.key("2", '[data-step="capture"]')
    page.keyboard.press("NumpadSubtract")
    clerk.shows('[data-taken="no-show"]')
    clerk.says("Tombol − sudah dipakai untuk: Tidak hadir. Pilih tombol lain.")
    page.keyboard.press("r")
    clerk.shows('[data-step="keys"]')
    page.keyboard.press("Escape")
    wait_until(page, "!document.querySelector('dialog')")
    page.keyboard.press("NumpadAdd")
    page.keyboard.press("r")
    clerk.says("panggilan ke-2")

    # And the setting persists when the page is opened again
    page.reload()
    clerk.shows("[data-main]")
    assert page.inner_text('[data-act="recall"] kbd') == "R"

    # When keys are off, no key acts and no key cap is drawn; buttons still work
    page.click('[data-act="keys-toggle"]')
    assert page.locator(".others kbd").count() == 0
    page.keyboard.press("NumpadSubtract")
    page.keyboard.press("Numpad0")
    assert clerk.state()["ticket"]["state"] == "called"
    page.click('[data-act="finish"]')
    clerk.empty()


def test_enter_is_for_the_first_action_of_every_screen_and_what_it_says_is_typed(
    desks: RunningHall, pages: Pages
) -> None:
    # Given a clerk who signs in: the page asks for the counter's number
    clerk = QuickDesk(pages, desks, "siti", None)
    page = clerk.page
    clerk.shows("[data-counter-pick]")
    assert "Ketik nomor loket, lalu tekan Enter." in page.inner_text(".pick")

    # Then Enter chooses a suggested counter, and a number another one
    assert page.evaluate("document.activeElement.matches('[data-counter-pick].free')")
    page.keyboard.press("Numpad2")
    page.keyboard.press("Numpad9")
    page.keyboard.press("NumpadEnter")
    clerk.shows("[data-main]")
    assert clerk.state()["counter"]["id"] == "29"

    # When another machine takes it over, Enter takes it back, but not right after the change
    other = Desk(pages, desks, "siti", "29")
    clerk.shows("[data-take-back]")
    wait_until(page, "performance.now() - document.querySelector('antre-counter').enteredMs > 1000")
    page.keyboard.press("NumpadEnter")
    clerk.shows("[data-main]")

    # And a clerk who returns to the list of counters is offered the one that was left
    other.shows("[data-take-back]")
    page.click('[data-act="menu"]')
    clerk.key("5", "[data-counter-pick]")
    assert page.evaluate("document.activeElement.dataset.counterPick") == "29"


def test_an_enter_too_many_at_the_door_opens_no_counter(desks: RunningHall, pages: Pages) -> None:
    clerk = Desk(pages, desks, "siti", None)
    page = clerk.page
    clerk.shows("[data-counter-pick]")
    page.evaluate("document.querySelector('antre-counter').enteredMs = performance.now() + 60_000")

    sent = clerk.presses()

    page.keyboard.press("NumpadEnter")
    page.evaluate("fetch('/healthz').then((answer) => answer.status)")

    assert (sent, page.evaluate("document.body.dataset.screen")) == ([], "pick")


def test_after_a_mouse_the_next_enter_is_the_main_action_and_not_that_button_again(
    desks: RunningHall, pages: Pages
) -> None:
    issue(desks, "izin-bangunan")
    clerk = Desk(pages, desks, "siti", "9")
    clerk.key("Enter", '[data-state="called"]')
    clerk.page.click('[data-act="recall"]')
    clerk.says("panggilan ke-2")

    clerk.key("Enter", '[data-state="serving"]')

    assert clerk.state()["ticket"]["calls"] == 2
    clerk.key("0", '.chip[data-state="open"]')


def test_everything_is_reached_by_tab_and_what_has_focus_keeps_it_while_the_page_lives(
    desks: RunningHall, pages: Pages
) -> None:
    clerk = Desk(pages, desks, "siti", "30")
    page = clerk.page
    page.focus('[data-act="help"]')
    issue(desks, "balik-nama-kendaraan", 2)
    wait_until(page, "document.querySelector('[data-waiting]').dataset.waiting !== '0'")
    assert page.evaluate("document.activeElement.dataset.act") == "help"

    reached: list[str] = []
    page.evaluate("document.activeElement.blur()")
    for _ in range(40):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.dataset.act ?? document.activeElement.tagName"))
        width = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert page.evaluate("document.activeElement === document.body") or width != "0px"
    expected = {
        "main", "recall", "no-show", "finish", "hold", "transfer", "help", "walk-in", "call", "menu", "pause",
    }  # fmt: skip
    assert expected <= set(reached)
