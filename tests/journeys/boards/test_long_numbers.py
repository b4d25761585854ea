"""The longest possible numbers, two letters and six digits, fit on one line of every screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from rig.browsers.desk import issue
from rig.browsers.pages import BOARD, KIOSK, PHONE, Pages, wait_until
from rig.browsers.waiting_room import PORTRAIT, TABLET
from rig.running import RunningHall

if TYPE_CHECKING:
    from playwright.sync_api import Page

SERVICE, COUNTER, AGENCY = "sampah", "21", "dlhk"
EARLIER = {"22": "air-tagihan", "15": "paspor-baru", "1": "ktp-el"}
MM_PER_METRE, MM_PER_PX = 12.2, 43 * 25.4 / (1920**2 + 1080**2) ** 0.5

WHOLE = """(() => {{
  const number = document.querySelector("{}");
  return number && number.scrollWidth <= number.clientWidth && number.clientHeight > 40;
}})()"""

CRAMPED = """() => {
  const found = [];
  const text = (element) => { const range = document.createRange(); range.selectNodeContents(element); return range; };
  const box = (element) => element.getBoundingClientRect();
  const check = (number, right) => {
    if (number.getClientRects().length === 0) return;  // A layout may have no earlier calls.
    const range = text(number);
    if (range.getClientRects().length !== 1 || box(range).right > right) found.push(number.textContent);
  };
  for (const number of document.querySelectorAll("main .number")) check(number, box(document.querySelector("main")).right - 4);
  for (const row of document.querySelectorAll(".calls li")) {
    check(row.querySelector(".cap:not(.sign)"), box(row.querySelector(".arrow")).left);
    if (box(text(row.querySelector(".sign"))).left < box(row.querySelector(".arrow")).right) found.push(row.textContent);
  }
  for (const cell of document.querySelectorAll(".ready li")) check(cell.querySelector(".cap"), box(cell).right);
  return found;
}"""
"""Returns the numbers that wrap or overlap a neighbour."""


@pytest.fixture(scope="module")
def hall(hall: RunningHall) -> Iterator[RunningHall]:
    """A venue with LH-000001 beside AH-001, three of each service waiting and one of each called, LH last."""
    with hall.anew():
        hall.edit_house(lambda house: next(a for a in house["agencies"] if a["id"] == AGENCY).update(width=6))
        yield hall


@pytest.fixture(scope="module")
def calls(hall: RunningHall) -> list[str]:
    """Return the called numbers in order; the last one is current."""
    clerk, called = hall.clerk(), []
    for service in (SERVICE, *EARLIER.values()):
        issue(hall, service, 3)
    for counter in (*EARLIER, COUNTER):
        clerk.press(counter, "open")
        called.append(clerk.press(counter, "next").json()["ticket"]["number"])
        if counter != COUNTER:
            clerk.press(
                counter, "start"
            )  # Visitors who are already at the counter are listed, but not announced.
    return called


@pytest.mark.parametrize(("query", "size"), [
    ("board/{}", BOARD), ("board/{}?layout=small", BOARD), ("board/{}", PORTRAIT), ("board/{}", PHONE),
    (f"board/{{}}?layout=counter&counter={COUNTER}", TABLET),
    ("tv/{}", BOARD), ("tv/{}?layout=small", BOARD), ("tv/{}", PORTRAIT),
])  # fmt: skip
def test_long_numbers_stand_on_one_line_beside_everything_else(
    hall: RunningHall, pages: Pages, calls: list[str], query: str, size: dict[str, int]
) -> None:
    page = pages.open(f"{hall.ready['display']}/{query.format(hall.venue)}", size)
    page.wait_for_selector("main .number")
    wait_until(page, f"document.querySelector('main .number').textContent === '{calls[-1]}'")
    page.evaluate("document.fonts.ready")

    assert calls[-1] == "LH-000001"
    wait_until(page, f"({CRAMPED})().length === 0")
    if "counter" not in query:
        assert page.evaluate("document.querySelectorAll('.calls li').length") == 3
        assert "LH-000002" in page.inner_text(".ready")


@pytest.mark.parametrize(("layout", "size", "metres"), [
    ("hall", BOARD, 8), ("small", BOARD, 8), ("portrait", PORTRAIT, 7),
])  # fmt: skip
def test_a_number_with_two_wide_letters_is_legible_from_the_far_end_on_a_43_inch_tv(
    hall: RunningHall, pages: Pages, calls: list[str], layout: str, size: dict[str, int], metres: int
) -> None:
    clerk = hall.clerk()
    issue(hall, EARLIER["22"])
    number = clerk.press("22", "next", finish=True).json()["ticket"]["number"]
    page = pages.open(
        f"{hall.ready['display']}/board/{hall.venue}?layout={layout}&inches=43&distance=8", size
    )
    page.wait_for_selector("main .number")
    wait_until(page, f"document.querySelector('main .number').textContent === '{number}'")
    page.evaluate("document.fonts.ready")

    wait_until(page, f"({CRAMPED})().length === 0")
    capitals = "document.querySelector('main .number').getBoundingClientRect().height"
    wait_until(page, f"{capitals} * {MM_PER_PX} >= {metres * MM_PER_METRE}")


def test_a_long_number_stands_whole_on_the_kiosk_and_on_a_phone(
    hall: RunningHall, pages: Pages, calls: list[str]
) -> None:
    token = hall.issue(SERVICE).json()["token"]

    def stands_whole(page: Page, number: str) -> None:
        """The page may redraw at any moment, so the element is looked up each time."""
        wait_until(page, "document.fonts.status === 'loaded'")
        wait_until(page, WHOLE.format(number))

    phone = pages.open(f"{hall.ready['ticketing']}/ticket/{token}", PHONE)
    stands_whole(phone, ".mine .number")
    assert phone.evaluate("document.scrollingElement.scrollWidth <= innerWidth")

    kiosk = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", KIOSK)
    kiosk.click(f'[data-agency="{AGENCY}"]')
    kiosk.click(f'[data-service="{SERVICE}"]')
    kiosk.click("[data-take]")
    stands_whole(kiosk, "[data-ticket-number]")
