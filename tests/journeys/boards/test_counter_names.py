"""A counter has the same name on every screen, and its word stands before its number wherever the arrow points."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from rig.browsers.desk import issue
from rig.browsers.pages import BOARD, PHONE, Pages, wait_until
from rig.browsers.waiting_room import PORTRAIT, TABLET
from rig.running import RunningHall

if TYPE_CHECKING:
    from playwright.sync_api import Page

NAMES: dict[str, dict[str, str]] = {
    "22": {"name": "Ruang 21"},
    "1": {"name": "Meja 14B"},
    "5": {"sign": "88"},
}
"""In a house whose counters are "Loket"; counter 22 is in a zone on the left."""
SERVICES = {"1": "ktp-el", "5": "jkn-daftar", "22": "air-tagihan"}
SCREENS: dict[str, tuple[str, dict[str, int]]] = {
    "hall": ("board/{}", BOARD), "small": ("board/{}?layout=small", BOARD), "portrait": ("board/{}", PORTRAIT),
    "phone": ("board/{}", PHONE), "desk": ("board/{}?layout=counter&counter=22", TABLET),
    "old TV": ("tv/{}", BOARD), "old TV, small": ("tv/{}?layout=small", BOARD), "old TV, portrait": ("tv/{}", PORTRAIT),
}  # fmt: skip

PANEL = """() => {
  const box = (name) => {
    const element = document.querySelector(`main ${name}`);
    if (!element?.getClientRects().length) return null;
    const range = document.createRange();
    range.selectNodeContents(element);
    const { left, right, top, bottom } = (element.childNodes.length ? range : element).getBoundingClientRect();
    return { left, right, top, bottom };
  };
  const text = (name) => document.querySelector(`main ${name}`)?.textContent;
  const rows = [...document.querySelectorAll(".calls li")].map((row) => row.lastChild.textContent);
  return { word: text(".loket"), sign: text(".sign"), rows, boxes: [".loket", ".sign", ".way"].map(box) };
}"""


@pytest.fixture(scope="module")
def hall(hall: RunningHall) -> Iterator[RunningHall]:
    """A venue in which some counters have names of their own."""
    with hall.anew():

        def name(house: dict[str, Any]) -> None:
            for counter in house["counters"]:
                if counter["venue"] == hall.venue:
                    counter |= NAMES.get(counter["id"], {})

        hall.edit_house(name)
        yield hall


@pytest.fixture(scope="module")
def number(hall: RunningHall) -> str:
    """Return the number that counter 22 called last."""
    clerk, called = hall.clerk(), ""
    for counter, service in SERVICES.items():
        issue(hall, service)
        clerk.press(counter, "open")
        called = clerk.press(counter, "next").json()["ticket"]["number"]
    return called


def opened(pages: Pages, hall: RunningHall, screen: str, number: str) -> Page:
    address, size = SCREENS[screen]
    page = pages.open(f"{hall.ready['display']}/{address.format(hall.venue)}", size)
    wait_until(page, f"document.querySelector('main .number')?.textContent === '{number}'")
    return page


def middle(box: dict[str, float]) -> float:
    return (box["top"] + box["bottom"]) / 2


@pytest.mark.parametrize("screen", SCREENS)
def test_the_word_stands_before_the_number_and_the_arrow_does_not_come_between(
    hall: RunningHall, pages: Pages, number: str, screen: str
) -> None:
    panel = opened(pages, hall, screen, number).evaluate(PANEL)

    word, sign, arrow = panel["boxes"]
    assert (panel["word"], panel["sign"]) == ("Ruang", "21")
    is_before, is_above = word["right"] <= sign["left"], middle(word) < middle(sign)
    assert is_before or is_above
    if arrow is not None:
        assert arrow["right"] <= word["left"] if is_before else middle(arrow) > middle(sign)


@pytest.mark.parametrize("screen", ["hall", "small", "portrait", "phone", "old TV", "old TV, portrait"])
def test_a_counter_of_another_kind_has_its_own_word_in_the_list(
    hall: RunningHall, pages: Pages, number: str, screen: str
) -> None:
    rows = opened(pages, hall, screen, number).evaluate(PANEL)["rows"]

    assert rows[:2] == ["88", "Meja14B"]


def test_a_call_sends_the_phone_to_the_same_name(hall: RunningHall, pages: Pages) -> None:
    ticket = hall.issue("kk").json()
    clerk = hall.clerk()
    phone = pages.open(f"{hall.ready['ticketing']}/ticket/{ticket['token']}", PHONE)
    phone.wait_for_selector("[data-ahead]")

    assert clerk.press("1", "next", finish=True).json()["ticket"]["number"] == ticket["number"]

    phone.wait_for_selector('body[data-state="called"]')
    assert "menuju meja" in phone.inner_text(".cloth")
    assert phone.inner_text(".sign") == "14B"
    assert clerk.press("1", "start").json()["counter"]["name"] == "Meja 14B"
    phone.wait_for_selector('body[data-state="serving"]')
    assert "meja\u00a014B" in phone.inner_text("main")
