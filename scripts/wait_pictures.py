"""Kiosk and phone as they say how long it takes: hidden, quiet, busy, and after a jump; each in both languages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser

from rig.running import Clerk, RunningHall
from scripts.picture import LANGUAGES, in_each_language, open_page, save

KIOSK, PHONE = (1080, 1920), (390, 844)
COUNTERS = ("1", "2", "3", "4")
AGENCY, SERVICE = "dukcapil", "ktp-el"
BUSY = 30
ESTIMATED_MS = 3_000
"""By then a phone shows an estimate of now."""


def take(folder: Path, browser: Browser, out: Path) -> None:
    """Take them of a hall of its own."""
    hall = RunningHall(folder)
    try:
        clerk = hall.clerk()
        _each_page(hall, browser, out, "hidden")
        for counter in COUNTERS:
            clerk.press(counter, "open")
            clerk.press(counter, "next", finish=True)
        _each_page(hall, browser, out, "quiet")
        for _ in range(BUSY):
            hall.issue(SERVICE)
        _each_page(hall, browser, out, "busy")
        _go_away(clerk)
        _each_page(hall, browser, out, "jumped")
    finally:
        hall.stop()


def _go_away(clerk: Clerk) -> None:
    """Three of the four counters pause, and say until when."""
    back = datetime.now(UTC) + timedelta(minutes=20)
    for counter in COUNTERS[1:]:
        clerk.press(counter, "finish")
        clerk.press(counter, "pause", reason="break", until=back.isoformat(timespec="seconds"))


def _each_page(hall: RunningHall, browser: Browser, out: Path, state: str) -> None:
    """Somebody takes a number; then the kiosk with the service chosen, and the phone."""
    token = hall.issue(SERVICE).json()["token"]
    kiosk = open_page(browser, KIOSK, f"{hall.ready['ticketing']}/kiosk/{hall.venue}")
    kiosk.click(f'[data-agency="{AGENCY}"]')
    kiosk.click(f'[data-service="{SERVICE}"]')
    for language in in_each_language(kiosk):
        save(kiosk, out / f"kiosk-wait-{state}-{language}.png")
    kiosk.close()
    phone = open_page(browser, PHONE, f"{hall.ready['ticketing']}/ticket/{token}")
    phone.wait_for_timeout(ESTIMATED_MS)
    for language in LANGUAGES:
        if language != "id":
            phone.click("header button")
        save(phone, out / f"ticket-wait-{state}-{language}.png")
    phone.close()
