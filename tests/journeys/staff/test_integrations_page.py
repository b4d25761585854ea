"""The integrations page in a real Chromium: a webhook from its address to its deliveries, and a reader's token."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import requests

from rig.browsers.pages import PHONE, WIDE, Pages, open_hall
from rig.receiver import Receiver, receiving
from rig.running import RunningHall
from rig.waiting import PATIENCE_S, wait_for
from tests.journeys.axe import serious

if TYPE_CHECKING:
    from playwright.sync_api import Page

SIZES = {"wide": WIDE, "phone": PHONE}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def page(hall: RunningHall, pages: Pages) -> Page:
    """The page, opened by an admin."""
    page = open_hall(pages, hall, hall.account("admin"))
    show(hall, page)
    return page


def show(hall: RunningHall, page: Page, language: str = "id") -> None:
    page.goto(f"{hall.ready['reports']}/reports/webhooks?lang={language}")
    page.wait_for_selector("h1")


def add(page: Page, receiver: Receiver) -> str:
    """Add a webhook; return the selector of its card."""
    page.fill("input[name=url]", receiver.url)
    page.click("[data-answer=secret] button.main")
    receiver.secret = once(page, "secret")
    return f'[data-webhook]:has(h3:text-is("{receiver.url}"))'


def once(page: Page, what: str) -> str:
    """Return the secret that is displayed once, and confirm that it is copied."""
    element = page.wait_for_selector(f"[data-answer={what}] [data-value]", state="visible")
    assert element is not None
    value = element.inner_text()
    with page.expect_navigation():
        page.click(f"[data-answer={what}] [data-done]")
    assert value not in page.content()
    return value


def press(page: Page, button: str) -> None:
    """Press a button that reloads the page."""
    with page.expect_navigation():
        page.click(button)


def wait_for_row(page: Page, row: str, what: str) -> None:
    def is_there() -> bool:
        page.reload()
        return page.query_selector(row) is not None

    wait_for(is_there, what=what)


def test_an_admin_connects_a_program_and_sees_what_it_got(
    hall: RunningHall, page: Page, receiver: Receiver
) -> None:
    # Given a webhook, added by its address, with its secret copied
    card = add(page, receiver)
    assert receiver.secret.startswith("whsec_")
    # When a test event is sent, and a number is taken
    press(page, f"{card} form[data-url$='/test'] button")
    wait_for(lambda: receiver.received, what="the test event")
    number = hall.issue("ktp-el").json()["number"]
    wait_for(
        lambda: receiver.received[-1].event["data"].get("number") == number, what="the number at the receiver"
    )
    # Then the page lists both as delivered, and resends one
    row = f"{card} tr[data-status=delivered]:has-text('{number}')"
    wait_for_row(page, row, "the delivery on the page")
    count = len(receiver.ids)
    press(page, f"{row} button")
    wait_for(lambda: len(receiver.ids) > count, what="the same event again")
    assert receiver.ids[-1] == receiver.ids[1]
    # And the webhook is switched off, and deleted after confirmation
    press(page, f"{card} form[data-body*=false] button")
    assert page.inner_text(f"{card} .state") == "Mati"
    page.click(f"{card} summary:text-is('Hapus')")
    press(page, f"{card} form[data-method=DELETE] button")
    assert page.query_selector(card) is None


def test_a_receiver_that_does_not_answer_is_seen_at_once(
    hall: RunningHall, page: Page, receiver: Receiver
) -> None:
    receiver.answer = lambda received: (500, {})
    card = add(page, receiver)
    press(page, f"{card} form[data-url$='/test'] button")
    wait_for_row(page, f"{card} .state.look", "the state of the webhook")

    assert "500" in page.inner_text(f"{card} tr[data-status=waiting]")


def test_what_is_refused_is_said_at_the_form_and_nothing_is_lost(page: Page) -> None:
    page.fill("input[name=url]", "http://169.254.169.254/")
    page.click("[data-answer=secret] button.main")
    page.wait_for_selector("[data-answer=secret] [role=alert]:not([hidden])")

    assert "alamat" in page.inner_text("[data-answer=secret] [role=alert]")
    assert page.input_value("input[name=url]") == "http://169.254.169.254/"


def test_a_reader_gets_a_token_that_is_revoked_again(hall: RunningHall, page: Page) -> None:
    name = f"Dinas {uuid.uuid4().hex[:6]}"
    page.fill("[data-answer=token] input", name)
    page.click("[data-answer=token] button.main")
    token = once(page, "token")
    url = f"{hall.ready['reports']}/api/reports/v1/venues/house/years/2026"
    headers = {"Authorization": f"Bearer {token}"}
    assert requests.get(url, headers=headers, timeout=PATIENCE_S).ok

    page.click(f"tr[data-reader]:has-text('{name}') summary")
    press(page, f"tr[data-reader]:has-text('{name}') button")
    assert requests.get(url, headers=headers, timeout=PATIENCE_S).status_code == 401


@pytest.mark.parametrize("language", ["id", "en"])
def test_it_is_accessible_in_both_languages_empty_and_busy(
    hall: RunningHall, page: Page, receiver: Receiver, language: str
) -> None:
    def check() -> None:
        for size in SIZES.values():
            page.set_viewport_size(size)  # type: ignore[arg-type]
            assert serious(page) == []
            wide = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            assert wide <= 0, "the page scrolls sideways"
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]

    show(hall, page, language)
    assert page.evaluate("document.documentElement.lang") == language
    check()
    answers = [410, 500, 204, 204]
    receiver.answer = lambda received: (answers.pop() if len(answers) > 1 else answers[0], {})
    card = add(page, receiver)
    for _ in range(4):
        hall.issue("ktp-el")
    wait_for_row(page, f"{card} tr[data-status=delivered]", "a delivery")
    for summary in page.query_selector_all("main details:not([open]) > summary"):
        summary.click()
    check()
