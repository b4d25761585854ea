"""A number always has an owner: despite repeated taps, lost responses, and a frozen Redis."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import TYPE_CHECKING, Any

import requests

from rig.browsers.pages import KIOSK, Pages, wait_until
from rig.running import RunningHall
from rig.waiting import PATIENCE_S, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

SIZES = [(1080, 1920), (1920, 1080), (1280, 1024), (768, 1024)]
NOTHING_IN_DOUBT = "localStorage.getItem('antre-presses') === '[]'"
CLOSES_AT_ONCE = """() => {
  window.hurried = new MutationObserver(() => document.querySelector(".done")?.click());
  hurried.observe(document.body, { subtree: true, childList: true, attributes: true });
}"""
ROUNDING = timedelta(seconds=1)
Box = tuple[float, float, float, float]


def open_kiosk(hall: RunningHall, pages: Pages) -> Page:
    """Open a kiosk at the screen with the button that takes a number for an ID card."""
    kiosk = pages.open(f"{hall.ready['ticketing']}/kiosk/{hall.venue}", KIOSK)
    kiosk.click('[data-agency="dukcapil"]')
    kiosk.click('[data-service="ktp-el"]')
    return kiosk


def waiting(hall: RunningHall) -> int:
    """Return how many wait for an ID card."""
    venue = requests.get(f"{hall.tickets}/venues/{hall.venue}", timeout=PATIENCE_S).json()
    services = {s["id"]: s for agency in venue["agencies"] for s in agency["services"]}
    count: int = services["ktp-el"]["waiting"]
    return count


class LostAnswers:
    """
    Passes every press of a kiosk to the server, and drops the response.

    wishes: what the kiosk asked for; tickets: the dropped responses.
    """

    def __init__(self, kiosk: Page) -> None:
        self.wishes: list[dict[str, Any]] = []
        self.tickets: list[dict[str, Any]] = []
        self.is_over = False
        kiosk.route("**/tickets", self._lose)

    def _lose(self, route: Route) -> None:
        if self.is_over:
            return route.continue_()
        self.wishes.append(route.request.post_data_json)
        self.tickets.append(route.fetch().json())
        return route.abort()


def boxes(kiosk: Page, button: str) -> dict[tuple[Any, ...], Box]:
    """Measure a button at every size, in both languages, with small and large text; (left, top, right, bottom)."""
    results = {}
    for language, is_large in product(("id", "en"), (False, True)):
        kiosk.click(f'[data-language="{language}"]')
        if kiosk.evaluate("document.body.classList.contains('large')") != is_large:
            kiosk.click('[data-aid="isLarge"]')
        wait_until(kiosk, f"document.body.classList.contains('large') === {str(is_large).lower()}")
        wait_until(kiosk, f"document.documentElement.lang === '{language}'")
        for width, height in SIZES:
            kiosk.set_viewport_size({"width": width, "height": height})
            box = kiosk.locator(button).bounding_box()
            assert box
            ends = box["x"] + box["width"], box["y"] + box["height"]
            results[(width, height), language, is_large] = (box["x"], box["y"], *ends)
    return results


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_the_button_that_closes_a_number_lies_nowhere_where_the_one_lay_that_took_it(
    hall: RunningHall, pages: Pages
) -> None:
    kiosk = open_kiosk(hall, pages)

    takes = [boxes(kiosk, "[data-take]")]
    kiosk.click('[data-aid="isLow"]')
    takes.append(boxes(kiosk, "[data-take]"))
    kiosk.click("[data-take]")
    kiosk.wait_for_selector("[data-ticket-number]")
    done = boxes(kiosk, ".done")

    for take, how in product(takes, done):
        assert not overlap(take[how], done[how]), how
        assert done[how][3] <= how[0][1] + 1, f"outside of the screen: {how}"


def test_a_hurried_second_tap_neither_takes_nor_closes_a_number(hall: RunningHall, pages: Pages) -> None:
    kiosk = open_kiosk(hall, pages)
    take = kiosk.locator("[data-take]").bounding_box()
    assert take
    before = waiting(hall)

    # When the button is tapped three times, and the button that closes the number as soon as it appears
    kiosk.evaluate(CLOSES_AT_ONCE)
    kiosk.click("[data-take]")
    for _ in range(2):
        kiosk.mouse.click(take["x"] + take["width"] / 2, take["y"] + take["height"] / 2)
    kiosk.wait_for_selector("[data-ticket-number]")

    # Then there is one number, and it stays
    assert kiosk.evaluate("document.body.dataset.screen") == "ticket"
    assert waiting(hall) == before + 1

    # And the same button closes it later
    kiosk.evaluate("hurried.disconnect()")
    kiosk.click(".done")
    wait_until(kiosk, "document.body.dataset.screen === 'agencies'")


def test_a_number_whose_answer_was_lost_is_shown_and_there_is_no_second(
    hall: RunningHall, pages: Pages
) -> None:
    kiosk = open_kiosk(hall, pages)
    before = waiting(hall)

    # Given a press that the server processed, and whose responses are lost until the kiosk is in doubt
    lost = LostAnswers(kiosk)
    pressed = datetime.now(UTC)
    kiosk.click("[data-take]")
    wait_until(kiosk, "document.body.dataset.screen === 'unsure'")
    words = kiosk.inner_text("main")
    lost.is_over = True

    # Then every try carried the same deadline, by which the kiosk gave up
    (until,) = {wish["until"] for wish in lost.wishes}
    assert pressed < datetime.fromisoformat(until) < datetime.now(UTC) + ROUNDING

    # And the kiosk does not report a failure, and finds the number
    assert "mungkin sudah dibuat" in words
    assert "Belum ada nomor" not in words
    kiosk.wait_for_selector(f'[data-ticket-number="{lost.tickets[0]["number"]}"]')
    assert waiting(hall) == before + 1
    wait_until(kiosk, NOTHING_IN_DOUBT)


def test_a_number_whose_visitor_has_gone_is_given_back_also_after_a_reload(
    hall: RunningHall, pages: Pages
) -> None:
    kiosk = open_kiosk(hall, pages)
    before = waiting(hall)

    # Given a press that the server processed, and a page that is reloaded before the response
    lost = LostAnswers(kiosk)
    kiosk.click("[data-take]")
    wait_for(lambda: kiosk.title() and lost.tickets, what="the press")
    lost.is_over = True
    kiosk.reload()

    # Then the kiosk asks what became of it, and cancels the number
    ticket = f"{hall.tickets}/tickets/{lost.tickets[0]['token']}"
    wait_until(kiosk, NOTHING_IN_DOUBT)
    wait_for(
        lambda: requests.get(ticket, timeout=PATIENCE_S).json()["state"] == "cancelled",
        what="the cancelled number",
    )
    assert waiting(hall) == before


def test_no_ghost_waits_after_redis_was_frozen_past_the_end_of_a_press(
    fresh_hall: RunningHall, pages: Pages
) -> None:
    # Given a press while Redis is frozen, and a visitor who gives up because it takes too long
    hall = fresh_hall
    kiosk = open_kiosk(hall, pages)
    os.kill(hall.children()["redis"], signal.SIGSTOP)
    kiosk.click("[data-take]")
    wait_until(kiosk, "document.body.dataset.screen === 'unsure'")
    kiosk.click("[data-home]")
    wait_until(kiosk, "document.body.dataset.screen === 'offline'")

    # When Redis resumes
    os.kill(hall.children()["redis"], signal.SIGCONT)

    # Then the kiosk makes sure that no number waits without its visitor
    wait_until(kiosk, NOTHING_IN_DOUBT)
    wait_until(kiosk, "document.body.dataset.screen === 'agencies'")
    wait_for(lambda: waiting(hall) == 0, what="an empty line")


def test_a_visitor_who_stays_learns_what_became_of_the_press_after_redis_was_frozen(
    fresh_hall: RunningHall, pages: Pages
) -> None:
    hall = fresh_hall
    kiosk = open_kiosk(hall, pages)
    os.kill(hall.children()["redis"], signal.SIGSTOP)
    kiosk.click("[data-take]")
    wait_until(kiosk, "document.body.dataset.screen === 'unsure'")
    os.kill(hall.children()["redis"], signal.SIGCONT)

    # Either the append was in flight and its number is displayed, or there is none and the screen says so
    kiosk.wait_for_selector("[data-ticket-number], .refusal")
    has_number = kiosk.locator("[data-ticket-number]").count()
    wait_for(lambda: waiting(hall) == has_number, what="as many waiting tickets as displayed numbers")
    wait_until(kiosk, NOTHING_IN_DOUBT)
