"""A browser tab is as new for each test: nothing of an earlier test is left in it."""

from __future__ import annotations

from playwright.sync_api import Browser

from rig.browsers.pages import BOARD, CLERK, Pages, Tabs
from rig.running import RunningHall
from rig.waiting import wait_for

LEAVE = """() => { localStorage.setItem("left", "1"); sessionStorage.setItem("left", "1"); document.cookie = "left=1"; }"""
LEFT = """() => [localStorage.getItem("left"), sessionStorage.getItem("left"), document.cookie, document.title,
    matchMedia("print").matches, innerWidth, history.state]"""


def test_a_tab_that_is_used_again_has_nothing_of_the_test_before(hall: RunningHall, browser: Browser) -> None:
    tabs, address = Tabs(browser), f"{hall.ready['counter']}/counter"
    before = Pages(browser, tabs)
    new = before.open(address, BOARD)
    as_new = new.evaluate(LEFT)
    new.evaluate(LEAVE)
    new.emulate_media(media="print")
    new.route("**/counter", lambda route: route.fulfill(body="<title>routed</title>"))
    new.goto(address)
    new.context.set_offline(True)
    before.close()

    after = Pages(browser, tabs)
    again = after.open(address, BOARD)

    assert again is new
    assert again.evaluate(LEFT) == as_new
    after.close()
    tabs.close()


def test_a_tab_that_cannot_be_as_new_is_not_used_again(hall: RunningHall, browser: Browser) -> None:
    tabs, address = Tabs(browser), f"{hall.ready['counter']}/counter"
    before = Pages(browser, tabs)
    scripted = before.open(address, CLERK, before="globalThis.left = 1")
    doubled = before.open(address, CLERK)
    doubled.context.new_page()
    elsewhere = before.open(address, CLERK)
    elsewhere.goto(f"{hall.ready['ticketing']}/kiosk/{hall.venue}")
    faulty = before.open(address, CLERK)
    faulty.evaluate("setTimeout(() => { throw new Error('left') })")
    wait_for(lambda: faulty.evaluate("true") and before.errors, what="the page's error event")
    before.close()

    after = Pages(browser, tabs)
    opened = [after.open(address, CLERK) for _ in range(4)]

    assert not set(opened) & {scripted, doubled, elsewhere, faulty}
    after.close()
    tabs.close()
