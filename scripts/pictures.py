"""
Take the screenshots of ``docs/pictures`` from a real hall in a real browser: ``make pictures``.

Each page in Indonesian and English: empty, busy, and offline (Redis frozen).
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from rig.browsers.browser import launch
from rig.running import Clerk, RunningHall
from scripts import long_pictures, media_pictures, report_pictures, staff_pictures, wait_pictures
from scripts.picture import LANGUAGES, in_each_language, open_page, save, sign_in

OUT = Path(__file__).parents[1] / "docs" / "pictures"
BOARD, CLERK, KIOSK, PHONE, WIDE = (1920, 1080), (1280, 800), (1080, 1920), (390, 844), (1440, 900)
VISITORS = (
    ["ktp-el"] * 9 + ["kk"] * 5 + ["paspor-baru"] * 4 + ["jkn-daftar"] * 6 + ["pajak-tahunan"] * 3
    + ["pbb"] * 2
)  # fmt: skip
EARLIER = ("15", "5", "30", "1", "2")
LOCKED = {"id": "Suara layar ini belum menyala", "en": "Sound is not on yet"}
SECOND_OF_FIVE = {"id": "2 dari 5 nomor", "en": "2 of 5 numbers"}
LIT_WITHIN_MS = 30_000
STALE_WITHIN_MS = 40_000
TURN_WITHIN_MS = 120_000
"""Timeout for a board's info lines to appear, which pause while a call is fresh."""


def main() -> None:
    """Start a hall and take every screenshot, from the empty hall to the offline one."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        hall = RunningHall(Path(folder))
        browser = launch(playwright.chromium)
        try:
            long_pictures.take(hall, browser, OUT)
            Pictures(hall, browser).take()
        finally:
            hall.stop()
        staff_pictures.take(Path(folder) / "staff", browser, OUT)
        media_pictures.take(Path(folder) / "media", browser, OUT)
        wait_pictures.take(Path(folder) / "waits", browser, OUT)
        report_pictures.take(Path(folder) / "reports", browser, OUT)
        browser.close()


class Pictures:
    """The pages that stay open during the run, captured in both languages."""

    def __init__(self, hall: RunningHall, browser: Browser) -> None:
        self.hall, self.browser = hall, browser
        self.boards = {
            lang: self.page(BOARD, f"{hall.ready['display']}/board/{hall.venue}?lang={lang}")
            for lang in LANGUAGES
        }
        self.old_tv = self.page(BOARD, f"{hall.ready['display']}/tv/{hall.venue}")
        self.kiosk = self.page(KIOSK, f"{hall.ready['ticketing']}/kiosk/{hall.venue}")
        self.clerk = self.page(CLERK, f"{hall.ready['counter']}/counter")

    def take(self) -> None:
        """Take all screenshots."""
        self.each_board("quiet", "body[data-state=quiet]")
        self.locked()
        self.sit_down()
        for service in VISITORS:
            self.hall.issue(service)
        self.three_touches()
        others = self.hall.clerk()
        for counter in EARLIER:
            self.call(others, counter)
        token = [self.hall.issue("kk").json()["token"] for _ in range(2)][1]
        self.clerk.keyboard.press("Enter")
        self.clerk.wait_for_selector('[data-state="called"]')
        self.each_board("call", lit(self.number()))
        self.old_tv.wait_for_selector(lit(self.number()), timeout=LIT_WITHIN_MS)
        self.save(self.old_tv, "old-tv-call-id")
        self.layouts()
        self.phone(token)
        self.notice(others, token)
        self.five(others)
        os.kill(self.hall.children()["redis"], signal.SIGSTOP)
        try:
            self.clerk.keyboard.press("Enter")
            self.each_board("stale", "body[data-state=stale]", STALE_WITHIN_MS)
            self.old_tv.wait_for_selector("body[data-state=stale]", timeout=STALE_WITHIN_MS)
            self.save(self.old_tv, "old-tv-stale-id")
            self.kiosk.wait_for_selector("body[data-screen=offline]", timeout=STALE_WITHIN_MS)
            self.each_kiosk("offline")
        finally:
            os.kill(self.hall.children()["redis"], signal.SIGCONT)

    def locked(self) -> None:
        """Capture each board while its browser blocks sound, then unlock the sound."""
        for lang, board in self.boards.items():
            board.locator("footer").get_by_text(LOCKED[lang]).wait_for(timeout=LIT_WITHIN_MS)
            self.save(board, f"board-locked-{lang}")
            board.keyboard.press("Enter")

    def five(self, others: Clerk) -> None:
        """Call at five counters at once, and capture while the second call is highlighted."""
        for counter in EARLIER:
            others.press(counter, "next", finish=True)
        for lang, board in self.boards.items():
            board.get_by_text(SECOND_OF_FIVE[lang]).wait_for(timeout=LIT_WITHIN_MS)
            self.save(board, f"board-five-{lang}")

    def sit_down(self) -> None:
        """Sign in at counter 3."""
        sign_in(self.clerk, self.hall.ready["staff"])
        self.clerk.click('[data-counter-pick="3"]')
        self.clerk.wait_for_selector("[data-main]")

    def three_touches(self) -> None:
        """Take a number at the kiosk."""
        self.kiosk.reload()
        self.kiosk.wait_for_selector('[data-agency="dukcapil"]')
        self.each_kiosk("1")
        self.kiosk.click('[data-agency="dukcapil"]')
        self.kiosk.click('[data-service="ktp-el"]')
        self.each_kiosk("2")
        self.kiosk.click("[data-take]")
        self.kiosk.wait_for_selector("[data-ticket-number]")
        self.each_kiosk("3")
        self.kiosk.click("[data-home]")

    def call(self, others: Clerk, counter: str) -> None:
        """Call at another counter, and wait until the board highlights it."""
        others.press(counter, "open")
        number = others.press(counter, "next").json()["ticket"]["number"]
        self.boards["id"].wait_for_selector(lit(number), timeout=LIT_WITHIN_MS)

    def number(self) -> str:
        """Return the current number at counter 3."""
        return str(self.clerk.get_attribute("[data-number]", "data-number"))

    def layouts(self) -> None:
        """Capture the other layouts of a board; open all first, since only a fresh call is highlighted."""
        board = f"{self.hall.ready['display']}/board/{self.hall.venue}"
        opened = {
            f"board-{name}-{lang}": self.page(size, f"{board}{query}&lang={lang}")
            for name, size, query in (
                ("portrait", KIOSK, "?layout=portrait"), ("small", BOARD, "?layout=small"),
                ("counter", CLERK, "?layout=counter&counter=3"), ("phone", PHONE, "?layout=phone"),
            ) for lang in LANGUAGES
        }  # fmt: skip
        for name, page in opened.items():
            page.wait_for_selector("body[data-state=calling]")
            self.save(page, name)
            page.close()

    def phone(self, token: str) -> None:
        """Capture a ticket's page on a phone."""
        page = self.page(PHONE, f"{self.hall.ready['ticketing']}/ticket/{token}")
        page.wait_for_selector("[data-ahead]")
        self.save(page, "ticket-waiting-id")

    def notice(self, staff: Clerk, token: str) -> None:
        """Post a notice, and capture it on boards, kiosk, phone and the supervisor's panel."""
        texts = {
            "text": "Cetak KTP-el terhenti. Kembali pukul 03.30.",
            "en": "ID cards cannot be printed. Back at 03.30.",
        }
        posted = staff.ask("POST", "notices", **texts, until="03:59").json()["notices"][0]
        for lang, board in self.boards.items():
            board.locator("footer", has_text=posted["text"][lang]).wait_for(timeout=TURN_WITHIN_MS)
            self.save(board, f"board-notice-{lang}")
        self.kiosk.reload()
        self.kiosk.wait_for_selector(".notice p >> nth=-1")
        self.each_kiosk("notice")
        page = self.page(PHONE, f"{self.hall.ready['ticketing']}/ticket/{token}")
        page.wait_for_selector("[data-notice]")
        self.save(page, "ticket-notice-id")
        page.close()
        supervisor = self.page(WIDE, f"{self.hall.ready['counter']}/supervisor")
        sign_in(supervisor, self.hall.ready["staff"])
        supervisor.click("[data-notices]")
        supervisor.wait_for_selector("[data-notice]")
        self.save(supervisor, "supervisor-notices-id")
        supervisor.close()
        staff.ask("POST", "notices/end", notice=posted["id"])

    def each_board(self, name: str, shows: str, within_ms: float = LIT_WITHIN_MS) -> None:
        """Save both boards once they match the selector."""
        for lang, board in self.boards.items():
            board.wait_for_selector(shows, timeout=within_ms)
            self.save(board, f"board-{name}-{lang}")

    def each_kiosk(self, name: str) -> None:
        """Save the kiosk in both languages."""
        for lang in in_each_language(self.kiosk):
            self.save(self.kiosk, f"kiosk-{name}-{lang}")

    def page(self, size: tuple[int, int], url: str) -> Page:
        """Open a page of this size."""
        return open_page(self.browser, size, url)

    def save(self, page: Page, name: str) -> None:
        """Save a screenshot of a page."""
        save(page, OUT / f"{name}.png")


def lit(number: str) -> str:
    """Return the selector of a board's panel with this number."""
    return f'.panel .number:text-is("{number}")'


if __name__ == "__main__":
    sys.exit(main())
