"""
The waiting room: several boards in a real Chromium, real services, a real Redis.

Every call is displayed once, in the order of the log, on every board, and before it is spoken; in every
layout the number is legible from the last row, and problems are reported in plain words.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from rig.browsers.pages import BOARD, PHONE, Pages, wait_until
from rig.browsers.waiting_room import (
    FRESH_S,
    LAYOUTS,
    MM_PER_METRE,
    PORTRAIT,
    TABLET,
    THREE,
    Clerks,
    called,
    has_voice,
    shown,
)
from rig.running import RunningHall
from rig.waiting import PATIENCE_S, wait_for
from tests.journeys.axe import serious

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def boards(pages: Pages, hall: RunningHall) -> list[Page]:
    opened = [
        pages.open(f"{hall.ready['display']}/board/{hall.venue}?layout={layout}", size)
        for layout, size in LAYOUTS.items()
    ]
    for page in opened:
        wait_until(page, "document.body.dataset.state === 'quiet'")
    return opened


@pytest.mark.timeout(400)
def test_what_is_spoken_was_shown_in_the_same_order_and_one_board_may_stay_silent(
    fresh_hall: RunningHall, loud_pages: Pages
) -> None:
    # Given three boards, the third muted because another one speaks for it, and three clerks
    clerks, opened = Clerks(fresh_hall, THREE), boards(loud_pages, fresh_hall)
    opened[2].goto(f"{opened[2].url}&voice=off")
    for page in opened[:2]:
        wait_until(page, "document.body.dataset.sound === 'on'")
    wait_until(opened[2], "document.body.dataset.sound === 'off' && document.body.dataset.state === 'quiet'")

    # When they press at the same moment
    clerks.press()

    # Then each call is lit, chimed and spoken to its end before the next
    for page in opened:
        wait_until(page, f"antreTrace.filter((e) => e.kind === 'light').length >= {len(THREE)}", PATIENCE_S)
    kind = "spoken" if has_voice(fresh_hall) else "silent"
    calls = [seq for seq, _, _ in called(fresh_hall)]
    for page in opened[:2]:
        wait_until(page, f"antreTrace.filter((e) => e.kind === '{kind}').length >= {len(THREE)}")
        assert shown(page) == shown(page, "chime") == shown(page, "speak") == shown(page, kind) == calls
    assert shown(opened[2]) == calls
    assert shown(opened[2], "chime") == []


def test_a_tv_that_heard_nothing_during_twelve_calls_lists_them_all_and_lights_nothing_old(
    fresh_hall: RunningHall, pages: Pages
) -> None:
    hall, clerk = fresh_hall, fresh_hall.clerk()
    address = f"{hall.ready['display']}/board/{hall.venue}"
    off, cut = pages.open(address, BOARD), pages.open(address, BOARD)
    for board in (off, cut):
        wait_until(board, "document.body.dataset.state === 'quiet'")
    for _ in range(12):
        hall.issue("ktp-el")
    clerk.press("3", "open")

    # Given a TV that is off and a frozen display while twelve are called, for longer than a call is fresh
    off.goto("about:blank")
    os.kill(hall.children()["display"], signal.SIGSTOP)
    numbers = [clerk.press("3", "next", finish=True).json()["ticket"]["number"] for _ in range(12)]
    are_old = time.monotonic() + FRESH_S + 1
    wait_until(cut, "document.body.dataset.state === 'stale'")
    wait_for(lambda: time.monotonic() > are_old, FRESH_S + 2, "the calls to be no longer fresh")

    # When both are back
    os.kill(hall.children()["display"], signal.SIGCONT)
    off.goto(address)

    # Then their lists are complete, and none of those calls is announced
    for board in (off, cut):
        wait_until(board, "document.body.dataset.state === 'cooled'")
        listed = "[...document.querySelectorAll('[data-call]')].map((e) => e.dataset.number)"
        wait_for(lambda board=board, listed=listed: board.evaluate(listed) == numbers[::-1], what="the list")  # type: ignore[misc]
        assert shown(board) == []
        assert board.locator("main .number").inner_text() == numbers[-1]

    # And a new call is lit at once
    number = hall.issue("ktp-el").json()["number"]
    clerk.press("3", "next", finish=True)
    for board in (off, cut):
        wait_until(board, f"document.querySelector('main .number').textContent === '{number}'")
        assert len(shown(board)) == 1


def test_a_screen_whose_sound_is_locked_says_so_and_one_press_unlocks_it(
    hall: RunningHall, pages: Pages
) -> None:
    board = pages.open(f"{hall.ready['display']}/board/{hall.venue}", BOARD)
    wait_until(board, "document.querySelector('footer').innerText.includes('Suara layar ini belum menyala')")
    english = pages.open(f"{hall.ready['display']}/board/{hall.venue}?lang=en", BOARD)
    wait_until(english, "document.querySelector('footer').innerText.includes('Sound is not on yet')")

    board.keyboard.press("Enter")

    wait_until(board, "document.body.dataset.sound === 'on'")
    wait_until(board, "!document.querySelector('footer').innerText.includes('Suara layar ini')")


@pytest.fixture(scope="module")
def calling(hall: RunningHall) -> Iterator[str]:
    """Let counter 3 call a ticket while others wait."""
    clerk = hall.clerk()
    for service in ("ktp-el", "ktp-el", "kk", "kk"):
        hall.issue(service)
    clerk.press("3", "open")
    yield clerk.press("3", "next", finish=True).json()["ticket"]["number"]
    clerk.press("3", "finish")
    clerk.press("3", "close")


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("language", ["id", "en"])
def test_number_and_counter_are_legible_from_eight_metres_on_a_43_inch_tv(
    hall: RunningHall, pages: Pages, calling: str, layout: str, language: str
) -> None:
    size = LAYOUTS[layout]
    address = f"{hall.ready['display']}/board/{hall.venue}?layout={layout}&lang={language}"
    page = pages.open(f"{address}&agency=dukcapil&inches=43&distance=8", size)
    page.wait_for_selector("main .number")
    wait_until(page, "document.fonts.status === 'loaded'")

    measured = page.evaluate("""() => [".number", ".sign"].map((name) => {
      const part = document.querySelector(`main ${name}`);
      const style = getComputedStyle(part);
      const pen = document.createElement("canvas").getContext("2d");
      pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      return { ink: pen.measureText("E").actualBoundingBoxAscent, box: part.getBoundingClientRect().height,
               right: part.getBoundingClientRect().right };
    })""")

    mm_per_px = 43 * 25.4 / (size["width"] ** 2 + size["height"] ** 2) ** 0.5
    for letters in measured:
        assert letters["ink"] * mm_per_px >= 8 * MM_PER_METRE
        assert abs(letters["ink"] - letters["box"]) < 4
        assert letters["right"] <= size["width"] - 28
    assert float(page.get_attribute("antre-board", "data-legible-to") or 0) >= 8


@pytest.mark.parametrize(("query", "size"), [
    ("", BOARD), ("?layout=small&agency=dukcapil", BOARD), ("?layout=portrait&lang=en", PORTRAIT),
    ("?layout=counter&counter=3", TABLET), ("?lang=en", PHONE),
    ("?layout=phone", {"width": 390, "height": 420}),
])  # fmt: skip
def test_a_board_has_no_serious_issue_for_assistive_technology_and_nothing_overflows(
    hall: RunningHall, pages: Pages, calling: str, query: str, size: dict[str, int]
) -> None:
    page = pages.open(f"{hall.ready['display']}/board/{hall.venue}{query}", size)
    page.wait_for_selector("main .number")
    wait_until(page, f"document.querySelector('main .number').textContent === '{calling}'")

    assert serious(page) == []
    assert page.get_attribute("main", "aria-live") == "assertive"
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    text = page.inner_text("antre-board").lower()
    assert not [word for word in ("error", "gagal", "server", "koneksi", "undefined", "null") if word in text]


def test_the_edge_flashes_three_times_at_one_hertz_and_not_with_reduced_motion(
    hall: RunningHall, browser: Browser
) -> None:
    clerk = hall.clerk()
    hall.issue("tilang")
    clerk.press("24", "open")
    contexts = [
        browser.new_context(viewport=BOARD, reduced_motion=motion) for motion in ("no-preference", "reduce")
    ]  # type: ignore[arg-type]
    moving, still = [context.new_page() for context in contexts]
    for page in (moving, still):
        page.goto(f"{hall.ready['display']}/board/{hall.venue}?counter=24")
        wait_until(page, "document.body.dataset.state === 'quiet'")

    clerk.press("24", "next")

    flashes = """() => document.querySelector("antre-selvedge.top").getAnimations().map((a) => {
      const { duration, iterations } = a.effect.getTiming(); return [duration, iterations]; })"""
    wait_for(lambda: moving.evaluate(flashes) == [[1000, 3]], what="the flash")
    wait_until(still, "document.body.dataset.state === 'calling'")
    assert still.evaluate("document.getAnimations().length") == 0
    assert still.get_attribute("antre-selvedge.top", "state") == "call"
    for context in contexts:
        context.close()
    clerk.press("24", "finish")


def test_a_tablet_over_a_desk_says_what_its_counter_does(hall: RunningHall, pages: Pages) -> None:
    clerk = hall.clerk()
    tablet = pages.open(f"{hall.ready['display']}/board/{hall.venue}?layout=counter&counter=25", TABLET)

    def says(words: str) -> None:
        wait_until(tablet, f"document.querySelector('main').innerText.includes('{words}')")

    says("Loket tutup")
    clerk.press("25", "open")
    says("Mohon tunggu nomor Anda dipanggil")
    number = hall.issue("ahu").json()["number"]
    clerk.press("25", "next")
    says("Silakan")
    says(number)
    assert tablet.evaluate("document.body.dataset.state") == "calling"
    clerk.press("25", "start")
    says("Sedang melayani")
    clerk.press("25", "finish")
    clerk.press("25", "pause", reason="break")
    says("Tutup sementara")


def test_a_quiet_board_shows_the_code_that_opens_it_on_a_phone(hall: RunningHall, pages: Pages) -> None:
    board = pages.open(f"{hall.ready['display']}/board/{hall.venue}?agency=taspen", BOARD)
    wait_until(board, "document.querySelector('.phone img')?.naturalWidth > 0")
    assert "Lihat layar ini di HP: pindai kode." in board.inner_text(".phone")

    phone = pages.open(f"{hall.ready['display']}/board/{hall.venue}?agency=taspen", PHONE)

    wait_until(
        phone, "document.body.classList.contains('is-phone') && document.body.dataset.state === 'quiet'"
    )
    assert phone.locator(".phone").count() == 0
    assert phone.evaluate("document.body.dataset.sound") == "off"
    smallest = phone.evaluate("""() => Math.min(...[...document.querySelectorAll("antre-board *")]
      .filter((e) => e.checkVisibility() && [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim()))
      .map((e) => parseFloat(getComputedStyle(e).fontSize)))""")
    assert smallest >= 15
