"""A hall prepared for the clerk's journeys, and a desk: the clerk's page operated by keypad or pointer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from rig.browsers.pages import (
    CLERK,
    TAKES_KEYS,
    Pages,
    choose_counter,
    give_credentials,
    press_main,
    wait_until,
)
from rig.running import RunningHall
from rig.waiting import PATIENCE_S, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Page

RULES = {"recall_max": 2, "recall_cooldown_s": 3, "missed_cooldown_s": 3, "no_show_max": 2}
"""Shorter limits than a hall's defaults, so that a journey can reach them."""

KEYPAD = {
    "Enter": "NumpadEnter", "+": "NumpadAdd", "-": "NumpadSubtract", "*": "NumpadMultiply", "/": "NumpadDivide",
    ".": "NumpadDecimal", "Backspace": "Backspace",
} | {str(digit): f"Numpad{digit}" for digit in range(10)}  # fmt: skip
"""Codes of the numeric keypad's keys; Playwright presses them as with NumLock off."""


PAGES_MAX = 5
HAND = """gapMs => {
    let presses = -1;
    const began = performance.now();
    const real = Object.getOwnPropertyDescriptor(Event.prototype, "timeStamp");
    globalThis.letGo = () => Object.defineProperty(Event.prototype, "timeStamp", real);
    addEventListener("pointerdown", () => { presses += 1; }, true);
    Object.defineProperty(Event.prototype, "timeStamp", {
        configurable: true, get: () => began + Math.max(0, presses) * gapMs,
    });
}"""
"""Gives pointer events the timestamps of a hand pressing at this pace, however slow the machine is."""


@contextmanager
def running_desks(folder: Path) -> Iterator[RunningHall]:
    """Run a hall prepared for desks."""
    hall = RunningHall(folder)
    try:
        prepare_desks(hall)
        yield hall
    finally:
        hall.stop()


def prepare_desks(hall: RunningHall, widths: Mapping[str, int] = MappingProxyType({})) -> None:
    """
    Give a hall short limits, and staff to sign in as: ``hall.ready[name]``.

    widths: digits of the numbers of some agencies.
    """

    def shorten(house: dict[str, Any]) -> None:
        house["venues"][0]["rules"] = RULES
        for agency in house["agencies"]:
            if agency["id"] in widths:
                agency["width"] = widths[agency["id"]]

    hall.edit_house(shorten)
    hall.ready["siti"] = hall.account("clerk", name="siti", calls_numbers=True)
    for name, role in (("budi", "clerk"), ("mira", "supervisor"), ("rina", "reception")):
        hall.ready[name] = hall.account(role, name=name)


class Desk:
    """One clerk at one counter, who waits after each change until the page accepts presses again."""

    rests = True

    def __init__(
        self, pages: Pages, hall: RunningHall, who: str, counter: str | None, *, before: str = ""
    ) -> None:
        self.page: Page = pages.open(f"{hall.ready['counter']}/counter", CLERK, before=before)
        give_credentials(self.page, hall.ready[who])
        if counter is not None:
            choose_counter(self.page, counter)
        if not self.rests:
            self.page.evaluate(
                "Object.defineProperty(document.querySelector('antre-counter'), 'changedMs',"
                " { get: () => -Infinity, set() {} })"
            )

    def key(self, name: str, until: str | None = None) -> None:
        """Press a keypad key once the page accepts keys, and wait for the selector ``until``."""
        if self.page.locator("dialog").count() == 0:
            wait_until(self.page, TAKES_KEYS)
        self.page.keyboard.press(KEYPAD[name])
        if until is not None:
            self.page.wait_for_selector(until)

    def press_main(self, until: str) -> None:
        """Click the main button."""
        press_main(self.page, until)

    def press_twice(self, gap_ms: int, on: str = "[data-main]", *, is_mouse: bool = True) -> None:
        """Press twice at one place; for a mouse the second press counts as a double click."""
        box = self.page.locator(on).bounding_box()
        assert box is not None
        self.page.evaluate(HAND, gap_ms)
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        for count in (1, 2 if is_mouse else 1):
            self.page.mouse.down(click_count=count)
            self.page.mouse.up(click_count=count)
            if gap_ms:
                self.page.wait_for_timeout(gap_ms)
        self.page.evaluate("letGo()")

    def presses(self) -> list[str]:
        """Return a list that receives the verbs the page sends from now on."""
        sent: list[str] = []
        self.page.on(
            "request",
            lambda request: sent.append(request.url.rpartition("/")[2]) if "/counters/" in request.url and request.method == "POST" else None,
        )  # fmt: skip
        return sent

    def keys(self, names: str) -> None:
        """Press several keys, one for each character of ``names``, if nothing changes between them."""
        for name in names:
            self.key(name)

    def choose(self, value: str) -> None:
        """Press the digit beside a choice of the dialog, after paging with 0 until the choice is visible."""
        digit = self.page.locator(f'dialog [data-value="{value}"] kbd')
        for _ in range(PAGES_MAX):
            if digit.count():
                break
            self.key("0")
        self.key(digit.inner_text().strip())

    def state(self) -> Any:
        """Return the page's state of the counter."""
        return self.page.evaluate("document.querySelector('antre-counter').state")

    def number(self) -> str | None:
        """Return the number of the current ticket, or None."""
        ticket = self.state()["ticket"]
        return str(ticket["number"]) if ticket else None

    def shows(self, selector: str, within_s: float = PATIENCE_S) -> None:
        """Wait until the page contains a visible element for this selector."""
        self.page.wait_for_selector(selector, timeout=within_s * 1000)

    def says(self, *words: str) -> None:
        """Wait until the page contains each of these texts."""
        for text in words:
            wait_for(lambda text=text: text in self.text, what=f"{text!r} on the page")  # type: ignore[misc]

    @property
    def text(self) -> str:
        """Text of the page, with whitespace normalized."""
        return " ".join(self.page.inner_text("body").split())

    def empty(self) -> None:
        """Wait until the counter has no current ticket."""
        self.shows('.chip[data-state="open"]')


class QuickDesk(Desk):
    """A clerk whose page accepts the next press at once, so that journeys about other things need not wait."""

    rests = False


def issue(hall: RunningHall, service: str, count: int = 1) -> list[str]:
    """Issue ``count`` tickets and return their numbers."""
    return [str(hall.issue(service).json()["number"]) for _ in range(count)]


def lit(number: str) -> str:
    """Return a JS expression: whether a board highlights this number."""
    return (
        f"document.body.dataset.state === 'calling' && "
        f"document.querySelector('main .number')?.textContent === '{number}'"
    )


def listed(number: str) -> str:
    """Return a JS expression: whether a board's list of calls contains this number."""
    return f"Boolean(document.querySelector('[data-calls] li[data-number=\"{number}\"]'))"
