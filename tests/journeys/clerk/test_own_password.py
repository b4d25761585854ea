"""
Changing one's own password in Chromium: every account can do so in the header of every staff page.

The pages share one dialog, which they load when it is first opened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
import requests

from rig.browsers.desk import KEYPAD, TAKES_KEYS, QuickDesk, issue
from rig.browsers.pages import CLERK, HASTY, Pages, wait_until
from rig.running import RunningHall, send_with_retry
from rig.waiting import PATIENCE_S, wait_for
from tests.journeys.axe import serious

if TYPE_CHECKING:
    from playwright.sync_api import Page

NEW = "kata sandi 4567890"
ROLES = {"counter": "clerk", "supervisor": "supervisor", "reception": "reception", "admin": "admin"}
TABLET = {"width": 1024, "height": 768}


@pytest.fixture
def somebody(desks: RunningHall) -> Callable[[str], str]:
    """Return a function that makes an account of a role, ``desks.ready[name]``, and returns its name."""

    def make(role: str) -> str:
        account = desks.account(role)
        desks.ready[account["username"]] = account
        return account["username"]

    return make


def signs_in(hall: RunningHall, name: str, password: str) -> bool:
    """Return whether the account can sign in with this password."""
    staff = {"username": name, "password": password}
    return send_with_retry(
        lambda: requests.post(f"{hall.counters}/session", json=staff, timeout=PATIENCE_S)
    ).ok


def open_page(pages: Pages, hall: RunningHall, path: str, name: str, *, before: str = "") -> Page:
    """Sign in on a staff page."""
    page = pages.open(f"{hall.ready['counter']}/{path}", CLERK, before=before)
    page.fill("#username", name)
    page.fill("#password", hall.ready[name]["password"])
    page.click("[type=submit]")
    return page


def open_dialog(page: Page) -> Any:
    page.click("[data-own-password-open]")
    page.wait_for_selector("[data-own-password] [name=old]:focus")
    return page.locator("[data-own-password]")


def write(dialog: Any, old: str, new: str, again: str | None = None) -> None:
    """Fill the three fields and submit them."""
    for name, value in (("old", old), ("new", new), ("again", new if again is None else again)):
        dialog.locator(f"[name={name}]").fill(value)
    dialog.locator("[type=submit]").click()


def says(dialog: Any, words: str) -> None:
    """Wait for this message; submit again while the page reports too many sign-ins."""
    message = dialog.locator("[data-message]:not([hidden])")

    def has_message() -> bool:
        if message.filter(has_text="Coba lagi sebentar").count() and "Coba lagi sebentar" not in words:
            dialog.locator("[type=submit]").click()
        return bool(message.filter(has_text=words).count())

    wait_for(has_message, what=words)


@pytest.mark.parametrize("path", ROLES)
def test_every_page_offers_it_and_afterwards_the_new_one_works_and_the_old_one_does_not(
    desks: RunningHall, pages: Pages, somebody: Callable[[str], str], path: str
) -> None:
    # Given an account on a page that has not loaded the dialog, and a second window
    name = somebody(ROLES[path])
    old = desks.ready[name]["password"]
    page = open_page(pages, desks, path, name)
    page.wait_for_selector("[data-own-password-open]")
    loaded = "performance.getEntriesByType('resource').some(({ name }) => name.includes('/own-password.js'))"
    assert page.evaluate(loaded) is False
    elsewhere = open_page(pages, desks, path, name, before=HASTY)
    if path == "counter":
        elsewhere.click('[data-counter-pick="3"]')
        elsewhere.wait_for_selector("[data-main]")
    elsewhere.wait_for_selector("[data-own-password-open]")

    # When the password is changed there
    dialog = open_dialog(page)
    assert name in dialog.locator("h2").inner_text()
    write(dialog, old, NEW)

    # Then the dialog says so, and closes at the next press
    says(dialog, "Kata sandi sudah diganti.")
    page.keyboard.press("Enter")
    dialog.wait_for(state="detached")
    assert page.evaluate(loaded) is True
    assert (signs_in(desks, name, old), signs_in(desks, name, NEW)) == (False, True)

    # And the page keeps working, while the other window is told why it does not
    page.reload()
    page.wait_for_selector("[data-sign-out]")
    notice = elsewhere.locator(".door [data-message]", has_text="diganti dari tempat lain pukul")
    notice.wait_for()
    assert "Bila bukan Anda, hubungi admin." in notice.inner_text()


@pytest.mark.parametrize(
    ("language", "short", "differ", "wrong"),
    [
        ("id", "paling sedikit 12 karakter.", "Kedua kata sandi tidak sama.", "Kata sandi lama tidak cocok."),
        ("en", "at least 12 characters.", "The two passwords differ.", "The old password does not match."),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_changed(
    desks: RunningHall,
    pages: Pages,
    somebody: Callable[[str], str],
    language: str,
    short: str,
    differ: str,
    wrong: str,
) -> None:
    name = somebody("supervisor")
    old = desks.ready[name]["password"]
    page = open_page(pages, desks, "supervisor", name)
    page.wait_for_selector("[data-own-password-open]")
    if language == "en":
        page.click("[data-language=en]")
    dialog = open_dialog(page)

    for typed, words, field in (
        ((old, "pendek"), short, "new"),
        ((old, NEW, "kata sandi lain lagi"), differ, "new"),
        (("bukan yang lama", NEW), wrong, "old"),
    ):
        write(dialog, *typed)
        says(dialog, words)
        assert page.evaluate("document.activeElement.name") == field
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")

    assert (signs_in(desks, name, old), signs_in(desks, name, NEW)) == (True, False)
    assert open_dialog(page).locator("[name=old]").input_value() == ""


def test_a_lost_answer_is_said_and_the_next_try_is_the_same_change(
    desks: RunningHall, pages: Pages, somebody: Callable[[str], str]
) -> None:
    name = somebody("reception")
    page = open_page(pages, desks, "reception", name)
    page.wait_for_selector("[data-own-password-open]")

    def lose_the_answer(route: Any) -> None:
        assert route.fetch().status == 200
        route.abort()

    page.route("**/session/password", lose_the_answer, times=1)
    dialog = open_dialog(page)
    write(dialog, desks.ready[name]["password"], NEW)
    says(dialog, "Sambungan terputus; belum tentu sudah diganti.")
    dialog.locator("[type=submit]").click()

    says(dialog, "Kata sandi sudah diganti.")
    assert signs_in(desks, name, NEW)


def test_at_a_counter_what_is_typed_there_presses_nothing_and_the_work_goes_on_afterwards(
    desks: RunningHall, pages: Pages, somebody: Callable[[str], str]
) -> None:
    # Given a clerk with a current ticket and another waiting, and a listener for every request of the page
    number, second = issue(desks, "ktp-el", 2)
    name = somebody("clerk")
    clerk = QuickDesk(pages, desks, name, "1")
    clerk.key("Enter", '[data-state="called"]')
    clerk.key("Enter", '[data-state="serving"]')
    pressed: list[str] = []
    clerk.page.on(
        "request", lambda request: pressed.append(request.url) if request.method == "POST" else None
    )

    # When every key of the keypad is typed in the fields, on a button, and beside them
    clerk.page.focus("[data-own-password-open]")
    clerk.page.keyboard.press("Space")
    clerk.page.wait_for_selector("[data-own-password] [name=old]:focus")
    wait_until(clerk.page, TAKES_KEYS)
    keys = [key for key in KEYPAD if key not in ("Enter", "Backspace")]
    for place in ("[name=old]", "[name=again]", "[aria-pressed]"):
        clerk.page.focus(f"[data-own-password] {place}")
        for key in keys:
            clerk.page.keyboard.press(key)
    clerk.page.evaluate("document.activeElement.blur()")
    for key in (*keys, "Enter", "Backspace"):
        clerk.page.keyboard.press(KEYPAD[key])

    # Then they are in the fields, the counter received no press, and the dialog survived the redraws
    clerk.page.evaluate("document.querySelector('antre-counter').switchLanguage()")
    clerk.page.locator("[data-own-password] h2", has_text="Change").wait_for()
    assert clerk.page.input_value("[data-own-password] [name=again]") == "".join(keys)
    assert clerk.page.locator("dialog").count() == 1
    assert (clerk.number(), pressed) == (number, [])

    # And Escape leads back to the button, and the keys act on the counter again
    clerk.page.keyboard.press("Escape")
    clerk.page.wait_for_selector("[data-own-password]", state="detached")
    clerk.page.wait_for_selector("[data-own-password-open]:focus")
    clerk.page.evaluate("document.activeElement.blur()")
    clerk.key("Enter", f'[data-number="{second}"]')
    clerk.key("0", '.chip[data-state="open"]')


def test_auto_next_waits_until_the_dialog_is_closed(
    desks: RunningHall, pages: Pages, somebody: Callable[[str], str]
) -> None:
    issue(desks, "paspor-baru", 2)
    clerk = QuickDesk(pages, desks, somebody("clerk"), "15")
    clerk.page.evaluate("document.querySelector('antre-counter').setting('autoOn', true)")
    clerk.key("Enter", '[data-state="called"]')
    clerk.key("0", '.chip[data-state="open"]')

    open_dialog(clerk.page)
    wait_until(clerk.page, "document.querySelector('antre-counter').autoMs === 0")
    called = clerk.number()
    clerk.page.keyboard.press("Escape")

    assert called is None
    clerk.shows('[data-state="called"]')


def test_the_dialog_goes_when_its_session_ends(
    desks: RunningHall, pages: Pages, somebody: Callable[[str], str]
) -> None:
    name = somebody("clerk")
    page = open_page(pages, desks, "counter", name)
    page.wait_for_selector("[data-counter-pick]")
    dialog = open_dialog(page)
    desks.clerk().http.post(f"{desks.counters}/staff/{name}/sign-out", json={}, timeout=PATIENCE_S)

    write(dialog, desks.ready[name]["password"], NEW)

    page.locator(".door [data-message]", has_text="Admin mengakhiri akses akun ini pukul").wait_for()
    dialog.wait_for(state="detached")
    assert signs_in(desks, name, desks.ready[name]["password"])


@pytest.mark.parametrize("size", [CLERK, TABLET], ids=["1280", "1024"])
def test_the_head_of_a_counter_has_room_for_it(
    desks: RunningHall, pages: Pages, somebody: Callable[[str], str], size: Any
) -> None:
    clerk = QuickDesk(pages, desks, somebody("clerk"), "2")
    clerk.page.set_viewport_size(size)

    for language in ("id", "en"):
        wait_until(clerk.page, f"document.documentElement.lang === '{language}'")
        wait_until(
            clerk.page,
            "[...document.querySelectorAll('header > *')].every((part) => part.getBoundingClientRect().right <= innerWidth)",
        )
        named = clerk.page.get_by_role("button", name="Kata sandi" if language == "id" else "Password")
        assert named.count() == 1
        clerk.page.evaluate("document.querySelector('antre-counter').switchLanguage()")


def test_axe_finds_nothing_serious_in_the_dialog_in_either_language(
    desks: RunningHall, pages: Pages, somebody: Callable[[str], str]
) -> None:
    name = somebody("reception")
    page = open_page(pages, desks, "reception", name)
    page.wait_for_selector("[data-own-password-open]")
    results = {}

    for language in ("id", "en"):
        wait_until(page, f"document.documentElement.lang === '{language}'")
        dialog = open_dialog(page)
        results[f"open, {language}"] = serious(page)
        write(dialog, "bukan yang lama", NEW)
        dialog.locator("[data-message]:not(.news)").wait_for()
        results[f"refused, {language}"] = serious(page)
        page.keyboard.press("Escape")
        dialog.wait_for(state="detached")
        if language == "id":
            page.click("[data-language=en]")
    dialog = open_dialog(page)
    write(dialog, desks.ready[name]["password"], NEW)
    says(dialog, "The password was changed.")
    results["done"] = serious(page)

    assert {place: issues for place, issues in results.items() if issues} == {}
