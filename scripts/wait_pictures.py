"""Take screenshots of every page with a wait: hidden, quiet, busy, and after a jump; in both languages, and on paper."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page

from rig.running import Clerk, RunningHall
from scripts.picture import LANGUAGES, in_each_language, open_page, save, sign_in

KIOSK, PHONE, BOARD, DESK, WIDE = (1080, 1920), (390, 844), (1920, 1080), (1280, 800), (1440, 900)
WIDTHS_MM, PX_PER_MM = (58, 80), 96 / 25.4
TURN_WITHIN_MS = 120_000
"""Timeout for the strip of a board to show the waits, after the numbers that get ready."""
COUNTERS = ("1", "2", "3", "4")
AGENCY, SERVICE = "dukcapil", "ktp-el"
BUSY = 30
ESTIMATED_MS = 3_000
"""Time after which every page has received a current estimate."""


def take(folder: Path, browser: Browser, out: Path) -> None:
    """Take all screenshots, of a separate hall."""
    hall = RunningHall(folder)
    try:
        clerk = hall.clerk()
        desks = _desks(hall, browser)
        clerk.press(COUNTERS[0], "pause", reason="break")
        _each_page(hall, browser, out, "hidden", desks)
        for counter in COUNTERS:
            clerk.press(counter, "open", keep=True)
            clerk.press(counter, "next", finish=True)
        _each_page(hall, browser, out, "quiet", desks)
        for _ in range(BUSY):
            hall.issue(SERVICE)
        _each_page(hall, browser, out, "busy", desks)
        _go_away(clerk)
        _each_page(hall, browser, out, "jumped", desks)
    finally:
        hall.stop()


def _go_away(clerk: Clerk) -> None:
    """Pause three of the four counters, with an end time."""
    back = datetime.now(UTC) + timedelta(minutes=20)
    for counter in COUNTERS[1:]:
        clerk.press(counter, "finish")
        clerk.press(counter, "pause", reason="break", until=back.isoformat(timespec="seconds"))


def _desks(hall: RunningHall, browser: Browser) -> dict[str, Page]:
    """Open and sign in to the staff pages, each where it shows the wait; they stay open."""
    desks = {
        name: open_page(browser, size, f"{hall.ready['counter']}/{name}")
        for name, size in (("counter", DESK), ("reception", DESK), ("supervisor", WIDE))
    }
    for page in desks.values():
        sign_in(page, hall.ready["staff"])
    desks["counter"].click(f'[data-counter-pick="{COUNTERS[0]}"]')
    desks["counter"].wait_for_selector("[data-main]")
    desks["supervisor"].wait_for_selector("[data-total]")
    return desks


def _each_page(
    hall: RunningHall, browser: Browser, out: Path, state: str, desks: dict[str, Page]
) -> None:  # fmt: skip
    """Issue a number; then capture the kiosk with the service chosen, phone and board, the desks and the paper."""
    token = hall.issue(SERVICE).json()["token"]
    desks["reception"].wait_for_timeout(ESTIMATED_MS)
    kiosk = open_page(browser, KIOSK, f"{hall.ready['ticketing']}/kiosk/{hall.venue}")
    kiosk.click(f'[data-agency="{AGENCY}"]')
    kiosk.click(f'[data-service="{SERVICE}"]')
    for language in in_each_language(kiosk):
        save(kiosk, out / f"kiosk-wait-{state}-{language}.png")
    kiosk.close()
    phone = open_page(browser, PHONE, f"{hall.ready['ticketing']}/ticket/{token}")
    for language in LANGUAGES:
        if language != "id":
            phone.click("header button")
        save(phone, out / f"ticket-wait-{state}-{language}.png")
        board = open_page(browser, BOARD, f"{hall.ready['display']}/board/{hall.venue}?lang={language}")
        board.wait_for_selector(".zones", timeout=TURN_WITHIN_MS)
        save(board, out / f"board-wait-{state}-{language}.png")
        board.close()
    phone.close()
    _choose(desks["reception"])
    for name, page in desks.items():
        for language in in_each_language(page):
            save(page, out / f"{name}-wait-{state}-{language}.png")
    _paper(desks["reception"], out, state)


def _choose(reception: Page) -> None:
    reception.click(f'[data-agency="{AGENCY}"]')
    reception.click(f'[data-service="{SERVICE}"]')


def _paper(reception: Page, out: Path, state: str) -> None:
    """Capture the print of a number on paper of each width."""
    for width_mm in WIDTHS_MM:
        reception.click("[data-take]")
        reception.click(f'[data-width="{width_mm}"]')
        reception.click("[data-print=ticket]")
        reception.wait_for_selector("[data-print=copy]")
        reception.emulate_media(media="print")
        box = reception.locator(".paper").bounding_box()
        assert box
        reception.set_viewport_size({"width": round(width_mm * PX_PER_MM), "height": round(box["height"])})
        save(reception, out / f"paper-{width_mm}-wait-{state}.png")
        reception.emulate_media(media="screen")
        reception.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        reception.click("[data-home]")
        _choose(reception)
    reception.click("[data-home]")
