"""Pages in a real browser; every error of a page is recorded."""

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
    " && !document.querySelector('antre-counter').box.pending"
)
"""Whether the clerk's page accepts keys: no request is pending, and the pause after the last change is over."""

PICK_AGAIN_S = 10.0
PICKED_OR_REFUSED = """document.querySelector("[data-main], [data-take-over]") !== null
    || document.querySelector("antre-counter").message !== null"""

HASTY = """
const setRealInterval = globalThis.setInterval;
globalThis.setInterval = (act, ms, ...args) => setRealInterval(act, Math.min(ms, 1_000), ...args);
"""
"""Limits every interval of a page to one second, so that it polls more often."""


IDLE_MAX = 4
"""Maximum number of tabs kept for the next test; each occupies a process."""
NOWHERE = "about:blank"


class Tab:
    """A page in its own browser context, which records every error."""

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

    def _note_missing_asset(self, message: ConsoleMessage) -> None:
        """Detect missing assets on the console: listening to every response makes opening a page a twelfth slower."""
        if MISSING in message.text and "/static/" in message.location["url"]:
            self.errors.append(f"no such asset: {message.location['url']}")
        print(message.type, message.text, message.location["url"])  # noqa: T201 - shown with a failed test

    def reset(self) -> bool:
        """Clear everything a test left in the tab; return False if that is impossible and it must be closed."""
        origins = {origin for origin in self._origins if not origin.startswith("about:")}
        self._origins.clear()
        if not self._is_plain or self.errors or len(origins) > 1 or self._context.pages != [self.page]:
            return False
        self.page.unroute_all()
        self.page.emulate_media(media="null")
        self._context.set_offline(False)
        for origin in origins:
            self.page.evaluate("sessionStorage.clear()")  # applies only to the origin of the current page
            self.page.goto(NOWHERE)
            tools = self._context.new_cdp_session(self.page)
            tools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
            tools.detach()
        self._context.clear_cookies()
        self._origins.clear()
        return True

    def close(self) -> None:
        """Close the tab, and other pages of its context."""
        self._context.close()


class Tabs:
    """
    A pool of a browser's tabs, which are reset after each test.

    Opening a page in a reused tab costs half as much as in a new one, whose process must start and warm up first.
    """

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self._idle: list[Tab] = []

    def take(self, size: dict[str, int]) -> Tab:
        """Return a tab of this size."""
        if not self._idle:
            return Tab(self.browser, size)
        tab = self._idle.pop()
        tab.page.set_viewport_size(size)  # type: ignore[arg-type]
        return tab

    def keep(self, tab: Tab) -> None:
        """Return a tab to the pool after a test, or close it."""
        from playwright.sync_api import Error

        try:
            if len(self._idle) < IDLE_MAX and tab.reset():
                self._idle.append(tab)
                return
        except Error:
            pass  # The page cannot be cleared, for example a browser error page.
        tab.close()

    def close(self) -> None:
        """Close the idle tabs."""
        while self._idle:
            self._idle.pop().close()


class Pages:
    """The pages of a test, each in its own context; records every error."""

    def __init__(self, browser: Browser, tabs: Tabs | None = None) -> None:
        """tabs: the pool of reusable tabs, None: each page gets a new tab."""
        self.browser = browser
        self._tabs = tabs
        self._opened: list[Tab] = []

    @property
    def errors(self) -> list[str]:
        """Errors of all pages so far."""
        return [error for tab in self._opened for error in tab.errors]

    def open(self, url: str, size: dict[str, int], *, before: str = "") -> Page:
        """Open a page; before: a script that runs ahead of the page's own."""
        page = (
            self._tab(self._tabs.take(size)) if self._tabs and not before else self.blank(size, before=before)
        )
        page.goto(url)
        return page

    def blank(self, size: dict[str, int] = CLERK, *, before: str = "") -> Page:
        """Return a new page that has not navigated anywhere."""
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
    """Wait until an expression holds in the page (its CSP forbids Playwright's own polling of strings)."""
    wait_for(lambda: page.evaluate(is_so), within_s, is_so)


def take_number(kiosk: Page, agency: str, service: str) -> str:
    """Take a number at a kiosk with three touches; return it."""
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
    """Fill in and submit the sign-in form of a staff page."""
    page.fill("#username", staff["username"])
    page.fill("#password", staff["password"])
    page.click("[type=submit]")


def sign_in(page: Page, staff: dict[str, str], counter: str) -> None:
    """Sign in on the clerk's page and choose a counter, taking it over from another clerk if necessary."""
    give_credentials(page, staff)
    choose_counter(page, counter)


def choose_counter(page: Page, counter: str) -> None:
    """Choose a counter; retry while nothing happens, because a click is lost if the page is re-rendered under it."""
    from playwright.sync_api import TimeoutError as Timeout

    picked = page.locator("[data-main], [data-take-over]")

    def chosen() -> bool:
        if picked.count() == 0:
            with suppress(Timeout):
                page.click(f'[data-counter-pick="{counter}"]', timeout=1000 * PICK_AGAIN_S)
            with suppress(AssertionError):
                wait_until(page, PICKED_OR_REFUSED, PICK_AGAIN_S)
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
    """Submit an admin's form until the page shows the message ``says``; retry while it reports a lost response."""
    message = page.locator(".bar [data-message], .group > [data-message]")
    for _ in range(SAVE_PRESSES_MAX):
        for button in buttons or ("[data-save]",):
            page.click(button)
        message.filter(has_text=re.compile(f"{re.escape(says)}|sambungan terputus|belum dapat")).wait_for()
        if says in message.inner_text():
            return
    raise AssertionError(f"pressed {SAVE_PRESSES_MAX} times, and the page says: {message.inner_text()}")


def open_hall(pages: Pages, hall: RunningHall, who: dict[str, str], size: dict[str, int] = WIDE) -> Page:
    """Open the supervisor's page and sign in."""
    page = pages.open(f"{hall.ready['counter']}/supervisor", size)
    give_credentials(page, who)
    page.wait_for_selector("[data-total=waiting], [data-message]:not(.news)")
    return page


def press_main(page: Page, until: str) -> None:
    """Click the clerk's main button once it accepts presses, and wait for the selector ``until``."""
    wait_until(page, TAKES_KEYS)
    page.click("[data-main]")
    page.wait_for_selector(until)


def press_key(page: Page, key: str, until: str) -> None:
    """Press a key on the clerk's page once it accepts keys, and wait for the selector ``until``."""

    def has_effect() -> bool:
        state = page.evaluate(
            f"document.querySelector({json.dumps(until)}) ? 'done' : {TAKES_KEYS} && 'press'"
        )
        if state == "press":
            page.keyboard.press(key)
        return bool(state == "done")

    wait_for(has_effect, what=f"{key} → {until}")
