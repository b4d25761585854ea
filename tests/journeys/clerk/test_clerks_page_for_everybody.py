"""axe-core finds nothing serious on any screen or dialog of the clerk's page, in either language."""

from __future__ import annotations

import uuid

from rig.browsers.desk import Desk, QuickDesk, issue
from rig.browsers.pages import CLERK, Pages, wait_until
from rig.running import RunningHall
from rig.waiting import PATIENCE_S
from tests.journeys.axe import serious

LANGUAGES = ("id", "en")


def speak(desk: Desk, language: str) -> None:
    """Switch the page's language, even while a dialog covers its button."""
    if desk.page.evaluate("document.documentElement.lang") != language:
        desk.page.evaluate("document.querySelector('antre-counter').switchLanguage()")
        wait_until(desk.page, f"document.documentElement.lang === '{language}'")


def well(desk: Desk, what: str) -> None:
    """Assert that neither language has serious issues; also checks resting keys, so it must not wait."""
    for language in LANGUAGES:
        speak(desk, language)
        assert serious(desk.page) == [], f"{what}, {language}"


def test_the_doors_are_well(desks: RunningHall, pages: Pages) -> None:
    page = pages.open(f"{desks.ready['counter']}/counter", CLERK)
    page.wait_for_selector("#username")
    door = Desk.__new__(Desk)
    door.page = page

    well(door, "sign-in")
    page.fill("#username", "nobody")
    page.fill("#password", "nothing at all")
    page.click("[type=submit]")
    page.wait_for_selector("[data-message]:not([hidden], .news)")
    assert page.input_value("#username") == "nobody"
    well(door, "sign-in, refused")
    page.click("[data-first-admin]")
    page.wait_for_selector("[data-first-admin-form]")
    well(door, "first admin")


def test_choosing_a_counter_is_well(desks: RunningHall, pages: Pages) -> None:
    other = QuickDesk(pages, desks, "budi", "4")
    desk = QuickDesk(pages, desks, "siti", None)
    desk.shows("[data-counter-pick]")

    well(desk, "pick")
    desk.page.click('[data-counter-pick="4"]')
    desk.shows("[data-take-over]")
    well(desk, "take over")
    desk.page.click("[data-take-over]")
    other.shows("[data-take-back]")
    well(other, "lost")


def test_the_work_is_well_in_every_state(desks: RunningHall, pages: Pages) -> None:
    desk = QuickDesk(pages, desks, "siti", "3")
    well(desk, "empty")

    # Tickets with priority, waiting, missed and held
    desks.clerk("rina", desks.ready["rina"]["password"]).http.post(
        f"{desks.counters}/venues/{desks.venue}/tickets", json={"service": "kk", "priority": "elderly"},
        headers={"Idempotency-Key": uuid.uuid4().hex}, timeout=PATIENCE_S,
    )  # fmt: skip
    issue(desks, "ktp-el", 6)
    desk.shows("[data-queued]")
    well(desk, "waiting")
    desk.key("Enter", '[data-state="called"]')
    well(desk, "called, with a priority")
    desk.key("+")
    desk.key("-", "[data-missed]")
    desk.key("Enter", '[data-state="called"]')
    desk.key("*", '[data-dialog="hold"]')
    desk.key("Enter", "[data-held]")
    desk.key("Enter", '[data-state="called"]')
    desk.key("Enter", '[data-state="serving"]')
    well(desk, "serving")

    # Help asked for, a message, a refusal
    supervisor = desks.clerk("mira", desks.ready["mira"]["password"])
    supervisor.press("3", "message", text="Mohon bantu loket 4.")
    desk.key("9", '[data-dialog="help"]')
    desk.key("1")
    desk.key("Enter", "[data-help]")
    desk.key("+", "[data-refused]")
    well(desk, "help, a message, a refusal")
    desk.key("0", '.chip[data-state="open"]')

    # Paused, disconnected
    desk.key(".", '[data-dialog="pause"]')
    desk.key("1")
    desk.key("Enter", '[data-state="paused"]')
    well(desk, "paused")
    desk.page.context.set_offline(True)
    wait_until(desk.page, "document.body.dataset.connection === 'lost'")
    desk.page.keyboard.press("NumpadEnter")
    desk.shows("[data-kept]")
    well(desk, "disconnected, sending")
    desk.page.context.set_offline(False)
    desk.shows('[data-main][data-verb="next"]')


def test_every_dialog_is_well(desks: RunningHall, pages: Pages) -> None:
    desk = QuickDesk(pages, desks, "siti", "10")
    issue(desks, "sertifikat", 3)
    for act in ("pause", "walk-in", "call", "menu"):
        desk.page.click(f'[data-act="{act}"]')
        desk.shows("dialog[open]")
        well(desk, act)
        desk.page.keyboard.press("Escape")
        wait_until(desk.page, "!document.querySelector('dialog')")
    speak(desk, "id")
    desk.key("Enter", '[data-state="called"]')
    desk.key("Enter", '[data-state="serving"]')
    for act in ("hold", "transfer", "help", "result"):
        if act == "result":
            wait_until(desk.page, "Boolean(document.querySelector('[data-act=result]'))")
        desk.page.click(f'[data-act="{act}"]')
        desk.shows("dialog[open]")
        well(desk, act)
        desk.page.keyboard.press("Escape")
        wait_until(desk.page, "!document.querySelector('dialog')")
    desk.page.click('[data-act="menu"]')
    desk.key("4", '[data-dialog="keys"]')
    well(desk, "keys")
