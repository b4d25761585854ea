"""Pages in a real browser: opened, touched, read; every error a page has is remembered."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import TYPE_CHECKING

from rig.waiting import PATIENCE_S, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

    from rig.running import RunningHall

MISSING = "status of 404"
WIDE = {"width": 1440, "height": 900}
BOARD, CLERK, KIOSK, PHONE = (
    {"width": 1920, "height": 1080}, {"width": 1280, "height": 800},
    {"width": 1080, "height": 1920}, {"width": 390, "height": 844},
)  # fmt: skip


TAKES_KEYS = (
    "Boolean(document.querySelector('[data-main] kbd:not(.rests)')) && !document.querySelector('[data-sending]')"
    " && !document.querySelector('antre-counter').box.kept"
)
"""Whether the clerk's page takes keys: nothing is on its way, and the rest after the last change is over."""

PICK_AGAIN_S = 10.0
PICKED_OR_TOLD = """document.querySelector("[data-main], [data-take-over]") !== null
    || document.querySelector("antre-counter").message !== null"""

HASTY = """
const inTime = globalThis.setInterval;
globalThis.setInterval = (act, ms, ...given) => inTime(act, Math.min(ms, 1_000), ...given);
"""
"""A page that asks every second what it otherwise asks less often."""


KEPT_MAX = 4
"""Tabs that wait for the next test; each keeps a process."""
NOWHERE = "about:blank"


class Tab:
    """A page in a context of its own, which remembers every error it had."""

    def __init__(self, browser: Browser, size: dict[str, int], before: str = "") -> None:
        self.errors: list[str] = []
        self._origins: set[str] = set()
        self._is_plain = not before
        self._context = browser.new_context(viewport=size, locale="id-ID")  # type: ignore[arg-type]
        if before:
            self._context.add_init_script(before)
        self.page = self._context.new_page()
        self.page.set_default_timeout(PATIENCE_S * 1000)
        self.page.on("pageerror", lambda error: self.errors.append(f"{self.page.url}: {error}"))
        self.page.on("console", self._note_missing_asset)
        self.page.on("framenavigated", lambda frame: self._origins.add("/".join(frame.url.split("/")[:3])))

    def _note_missing_asset(self, said: ConsoleMessage) -> None:
        """Hear of it from the browser's console: to be told of every answer costs a twelfth of opening a page."""
        if MISSING in said.text and "/static/" in said.location["url"]:
            self.errors.append(f"no such asset: {said.location['url']}")
        print(said.type, said.text, said.location["url"])  # noqa: T201 - shown with a test that fails

    def is_as_new(self) -> bool:
        """Forget all that a test did in it; False: that cannot be, and it is to be closed."""
        origins = {origin for origin in self._origins if not origin.startswith("about:")}
        self._origins.clear()
        if not self._is_plain or self.errors or len(origins) > 1 or self._context.pages != [self.page]:
            return False
        self.page.unroute_all()
        self.page.emulate_media(media="null")
        self._context.set_offline(False)
        for origin in origins:
            self.page.evaluate("sessionStorage.clear()")  # of this origin alone, and only while it is shown
            self.page.goto(NOWHERE)
            tools = self._context.new_cdp_session(self.page)
            tools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
            tools.detach()
        self._context.clear_cookies()
        self._origins.clear()
        return True

    def close(self) -> None:
        """Close it, and what a test opened beside it."""
        self._context.close()


class Tabs:
    """
    A browser's tabs that tests left as new.

    A page opens in one for half of what it costs in a new one, whose process has yet to start and to learn everything.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self._kept: list[Tab] = []

    def take(self, size: dict[str, int]) -> Tab:
        """Return one, of this size."""
        if not self._kept:
            return Tab(self.browser, size)
        tab = self._kept.pop()
        tab.page.set_viewport_size(size)  # type: ignore[arg-type]
        return tab

    def keep(self, tab: Tab) -> None:
        """Take one back after a test."""
        from playwright.sync_api import Error

        try:
            if len(self._kept) < KEPT_MAX and tab.is_as_new():
                self._kept.append(tab)
                return
        except Error:
            pass  # It shows what cannot be cleared, such as that nobody answered.
        tab.close()

    def close(self) -> None:
        """Close those that wait."""
        while self._kept:
            self._kept.pop().close()


class Pages:
    """Pages in contexts of their own; remembers every error a page had."""

    def __init__(self, browser: Browser, tabs: Tabs | None = None) -> None:
        """tabs: where pages come from and go to, None: each is new."""
        self.browser = browser
        self._tabs = tabs
        self._opened: list[Tab] = []

    @property
    def errors(self) -> list[str]:
        """What went wrong in any page so far."""
        return [error for tab in self._opened for error in tab.errors]

    def open(self, url: str, size: dict[str, int], *, before: str = "") -> Page:
        """Open a page; before: a script that runs in it ahead of its own."""
        page = (
            self._tab(self._tabs.take(size)) if self._tabs and not before else self.blank(size, before=before)
        )
        page.goto(url)
        return page

    def blank(self, size: dict[str, int] = CLERK, *, before: str = "") -> Page:
        """Return a page that is nowhere yet, and never was."""
        return self._tab(Tab(self.browser, size, before))

    def _tab(self, tab: Tab) -> Page:
        self._opened.append(tab)
        return tab.page

    def close(self) -> None:
        for tab in self._opened:
            if self._tabs:
                self._tabs.keep(tab)
            else:
                tab.close()


def wait_until(page: Page, is_so: str, within_s: float = PATIENCE_S) -> None:
    """Wait until an expression holds in the page (its CSP forbids the browser's own polling of strings)."""
    wait_for(lambda: page.evaluate(is_so), within_s, is_so)


def take_number(kiosk: Page, agency: str, service: str) -> str:
    """Three touches."""
    kiosk.click(f'[data-agency="{agency}"]')
    if kiosk.locator(f'[data-service="{service}"][aria-pressed="true"]').count() == 0:
        kiosk.click(f'[data-service="{service}"]')
    kiosk.click("[data-take]")
    number = kiosk.locator("[data-ticket-number]")
    number.wait_for()
    text = number.inner_text()
    kiosk.click(".done[data-home]")
    return text


def give_credentials(page: Page, staff: dict[str, str]) -> None:
    """Fill in the form at the door of a page of staff, and send it."""
    page.fill("#username", staff["username"])
    page.fill("#password", staff["password"])
    page.click("[type=submit]")


def sign_in(page: Page, staff: dict[str, str], counter: str) -> None:
    """Sign in on the clerk's page and choose a counter, from another clerk if need be."""
    give_credentials(page, staff)
    choose_counter(page, counter)


def choose_counter(page: Page, counter: str) -> None:
    """Choose a counter, again while nothing comes of it: a page that is drawn anew under the mouse takes no click."""
    from playwright.sync_api import TimeoutError as NotInTime

    picked = page.locator("[data-main], [data-take-over]")

    def chosen() -> bool:
        if picked.count() == 0:
            with suppress(NotInTime):
                page.click(f'[data-counter-pick="{counter}"]', timeout=1000 * PICK_AGAIN_S)
            with suppress(AssertionError):
                wait_until(page, PICKED_OR_TOLD, PICK_AGAIN_S)
        return picked.count() > 0

    wait_for(chosen, what=f"counter {counter} chosen")
    if page.locator("[data-take-over]").count():
        page.click("[data-take-over]")
    page.wait_for_selector("[data-main]")


def open_admin(
    pages: Pages, hall: RunningHall, staff: dict[str, str], place: str = "", language: str = "id"
) -> Page:
    """Open the admin's page at a place and sign in."""
    page = pages.open(f"{hall.ready['counter']}/admin{place}", CLERK)
    give_credentials(page, staff)
    page.wait_for_selector(".rail a")
    if language == "en":
        page.click('[data-language="en"]')
        page.wait_for_selector('[data-language="id"]')
    return page


SAVED = "Tersimpan dan sudah berlaku."
SAVE_PRESSES_MAX = 5


def save_item(page: Page, says: str = SAVED, *buttons: str) -> None:
    """Save what an admin's form holds, and again while the page says that the answer was lost, until it says this."""
    said = page.locator(".bar [data-message], .group > [data-message]")
    for _ in range(SAVE_PRESSES_MAX):
        for button in buttons or ("[data-save]",):
            page.click(button)
        said.filter(has_text=re.compile(f"{re.escape(says)}|sambungan terputus|belum dapat")).wait_for()
        if says in said.inner_text():
            return
    raise AssertionError(f"pressed {SAVE_PRESSES_MAX} times, and the page says: {said.inner_text()}")


def open_hall(pages: Pages, hall: RunningHall, who: dict[str, str], size: dict[str, int] = WIDE) -> Page:
    """Open the supervisor's page and sign in."""
    page = pages.open(f"{hall.ready['counter']}/supervisor", size)
    give_credentials(page, who)
    page.wait_for_selector("[data-total=waiting], [data-message]:not(.news)")
    return page


def press_main(page: Page, until: str) -> None:
    """Press the clerk's one big button by hand once it takes presses, and wait for what it brings."""
    wait_until(page, TAKES_KEYS)
    page.click("[data-main]")
    page.wait_for_selector(until)


def press_key(page: Page, key: str, until: str) -> None:
    """Press a key on the clerk's page once keys are taken, and wait for what it brings."""

    def brought() -> bool:
        found = page.evaluate(
            f"document.querySelector({json.dumps(until)}) ? 'brought' : {TAKES_KEYS} && 'press'"
        )
        if found == "press":
            page.keyboard.press(key)
        return bool(found == "brought")

    wait_for(brought, what=f"{key} → {until}")
