"""
Take the screenshots of every staff page, in both languages: quiet, busy, refused, offline (Redis frozen).

``make pictures`` takes these after the visitors' pages, of a separate hall that starts empty.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

from playwright.sync_api import Browser, Page

from rig.browsers.desk import running_desks
from rig.history.day_before import Called, called_on_the_day_before
from rig.running import RunningHall
from scripts.picture import LANGUAGES, in_each_language, open_page, save, sign_in

DESK, WIDE, WALL = (1280, 800), (1440, 900), (1920, 1080)
OFFLINE_WITHIN_MS = 40_000
VISITORS = {
    "ktp-el": 6, "kk": 3, "jkn-daftar": 5, "paspor-baru": 4, "pajak-tahunan": 2, "skck": 2, "pbb": 2, "nib": 3,
}  # fmt: skip


def take(folder: Path, browser: Browser, out: Path) -> None:
    """Run a hall, and take every screenshot of its staff pages."""
    yesterday = called_on_the_day_before(folder, service="jkn-daftar", counter="5")
    with running_desks(folder) as hall:
        StaffPictures(hall, browser, out, yesterday).take()


class StaffPictures:
    """The four staff pages, signed in, and open from the quiet hall to the offline one."""

    def __init__(self, hall: RunningHall, browser: Browser, out: Path, yesterday: Called) -> None:
        self.hall, self.browser, self.out, self.yesterday = hall, browser, out, yesterday
        self.door = self.page("counter", DESK)

    def take(self) -> None:
        """Take all screenshots."""
        self.each(self.door, "sign-in-quiet")
        for language in in_each_language(self.door):
            sign_in(self.door, {"username": "siti", "password": "not the password"})
            self.door.wait_for_selector("[data-message]:not([hidden], .news)")
            self.save(self.door, f"sign-in-refused-{language}")
        self.supervisor = self.signed_in("supervisor", WIDE, "[data-total]")
        self.each(self.supervisor, "supervisor-quiet")
        self.reception = self.signed_in("reception", DESK, "[data-agency]")
        self.each(self.reception, "reception-quiet")
        self.admin = self.signed_in("admin", DESK, "[data-section]")
        self.each(self.admin, "admin-quiet")
        self.clerk = self.signed_in("counter", DESK, "[data-counter-pick]", who="siti")
        self.each(self.clerk, "counter-pick")
        self.clerk.click('[data-counter-pick="3"]')
        self.clerk.wait_for_selector("[data-main]")
        self.each(self.clerk, "counter-quiet")
        self.fill_hall()
        self.clerks_page()
        self.other_pages()
        self.offline()

    def fill_hall(self) -> None:
        """Issue numbers, and let other counters call."""
        for service, count in VISITORS.items():
            for _ in range(count):
                self.hall.issue(service)
        others = self.hall.clerk()
        for counter in ("1", "5", "15", "30"):
            others.press(counter, "open")
            others.press(counter, "next")
        others.press("5", "help", kind="sign-language")
        others.press("30", "start")
        others.press("16", "open")
        others.press("16", "pause", reason="files")

    def clerks_page(self) -> None:
        """Work at counter 3 until every list has an entry; capture each state."""
        clerk = self.hall.clerk()
        for verb, body in (
            ("next", {}), ("no-show", {}), ("next", {}), ("start", {}), ("hold", {"note": "fotokopi KK"}), ("next", {}),
        ):  # fmt: skip
            assert clerk.press("3", verb, **body).ok
        self.clerk.wait_for_selector('[data-state="called"]')
        self.each(self.clerk, "counter-called")
        self.clerk.click('[data-verb="transfer"]')
        self.clerk.wait_for_selector("dialog")
        self.each(self.clerk, "counter-transfer", switch=False)
        self.clerk.keyboard.press("Escape")
        self.clerk.click("[data-main]")
        self.clerk.wait_for_selector('[data-state="serving"]')
        self.each(self.clerk, "counter-serving")
        for language in in_each_language(self.clerk):
            # Another session finishes the ticket, which this page does not know yet, so its press is refused.
            self.clerk.evaluate("document.querySelector('antre-counter').unfollow()")
            clerk.press("3", "finish")
            self.clerk.click('[data-verb="finish"]')
            self.clerk.wait_for_selector("[data-refused]")
            self.save(self.clerk, f"counter-refused-{language}")
            clerk.press("3", "next")
            self.clerk.reload()
            self.clerk.wait_for_selector('[data-state="called"]')
        clerk.press("3", "finish")
        clerk.press("3", "pause", reason="prayer", until="2099-01-01T10:00:00+08:00")
        self.clerk.reload()
        self.clerk.wait_for_selector("[data-main]")
        self.each(self.clerk, "counter-paused")
        clerk.press("3", "open", keep=True)
        clerk.press("3", "next")

    def other_pages(self) -> None:
        """Capture the supervisor's, reception's and admin's pages, busy and refused."""
        self.each(self.supervisor, "supervisor-busy")
        self.supervisor.click('.tile[data-agency="dukcapil"]')
        self.supervisor.wait_for_selector("[data-card]")
        self.each(self.supervisor, "supervisor-agency", switch=False)
        self.supervisor.keyboard.press("Escape")
        self.replay()
        self.reception.click('[data-agency="dukcapil"]')
        self.reception.wait_for_selector("[data-service]")
        self.each(self.reception, "reception-service")
        self.reception.click('[data-service="ktp-el"]')
        self.reception.click("[data-take]")
        self.reception.wait_for_selector("[data-ticket-number]")
        self.each(self.reception, "reception-busy")
        self.reception.click("[data-home]")
        self.reception.click('[data-agency="bea-cukai"]')
        self.each(self.reception, "reception-refused")
        for section in ("counters", "staff", "audit"):
            self.admin.click(f'[data-section="{section}"]')
            if section != "audit":
                self.admin.click("[data-item] >> nth=2")
            self.each(self.admin, f"admin-{section}")
        for name, size in (("supervisor", WIDE), ("admin", DESK)):
            refused = self.signed_in(name, size, 'main :text("Akun Anda tidak punya izin")', who="siti")
            self.each(refused, f"{name}-refused")
            refused.context.close()

    def replay(self) -> None:
        """Capture the story of a number, and a test screen that replays its call."""
        number = self.hall.clerk().state("5")["ticket"]["number"]
        self.supervisor.fill("#story-number", number)
        self.supervisor.press("#story-number", "Enter")
        self.supervisor.wait_for_selector(".story")
        self.supervisor.click('[data-f="replay-do"]')
        self.supervisor.wait_for_selector("[data-address]")
        self.each(self.supervisor, "supervisor-story", switch=False)
        address = self.supervisor.inner_text("[data-address]").strip()
        self.supervisor.fill("#story-day", self.yesterday.day)
        self.supervisor.fill("#panel-story-number", self.yesterday.number)
        self.supervisor.press("#panel-story-number", "Enter")
        self.supervisor.wait_for_selector('.story [data-fact="finished"]')
        self.each(self.supervisor, "supervisor-story-yesterday", switch=False)
        for language in LANGUAGES:
            screen = self.browser.new_page(viewport={"width": WALL[0], "height": WALL[1]})
            screen.goto(f"{address}&lang={language}")
            screen.wait_for_selector(
                f'[data-calls] li[data-number="{number}"]', state="attached", timeout=90_000
            )
            self.save(screen, f"board-replay-{language}")
            screen.close()
        self.supervisor.keyboard.press("Escape")

    def offline(self) -> None:
        """Freeze Redis, and capture every page while it reports the lost connection."""
        redis = self.hall.children()["redis"]
        os.kill(redis, signal.SIGSTOP)
        try:
            self.clerk.click("[data-main]")
            for name, page in (
                ("counter", self.clerk), ("supervisor", self.supervisor), ("reception", self.reception), ("admin", self.admin),
            ):  # fmt: skip
                page.wait_for_selector('body[data-connection="lost"]', timeout=OFFLINE_WITHIN_MS)
                self.each(page, f"{name}-offline")
        finally:
            os.kill(redis, signal.SIGCONT)

    def page(self, name: str, size: tuple[int, int]) -> Page:
        """Open a staff page of this size."""
        page = open_page(self.browser, size, f"{self.hall.ready['counter']}/{name}")
        page.wait_for_selector("#username")
        return page

    def signed_in(self, name: str, size: tuple[int, int], shows: str, *, who: str = "staff") -> Page:
        """Open a page and sign in."""
        page = self.page(name, size)
        sign_in(page, self.hall.ready[who])
        page.wait_for_selector(shows)
        return page

    def each(self, page: Page, name: str, *, switch: bool = True) -> None:
        """Save a page in English, then in Indonesian, which stays selected; a dialog (switch=False) in Indonesian only."""
        for language in in_each_language(page) if switch else LANGUAGES[:1]:
            self.save(page, f"{name}-{language}")

    def save(self, page: Page, name: str) -> None:
        """Save a screenshot of a page."""
        save(page, self.out / f"{name}.png")
