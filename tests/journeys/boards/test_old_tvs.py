"""
Old TVs, as a Chromium without all features that an old TV's browser lacks.

They keep the promises of every board: each call once, in the log's order, spoken as it is lit; a clear stale
message; no old call spoken; and receipts from a paired TV.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rig.browsers.pages import BOARD
from rig.browsers.waiting_room import FRESH_S, MM_PER_METRE, PORTRAIT, Clerks, called, has_voice
from rig.devices import listed, post
from rig.running import RunningHall
from rig.screens import Screen
from rig.waiting import PATIENCE_S, wait_for
from services.display.boards.feed import STALE_S

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

OLD = (Path(__file__).parent / "old_browser.js").read_text("utf-8")
LIST = "[].map.call(document.querySelectorAll('[data-call]'), function (e) { return e.getAttribute('data-number'); })"


class OldTv:
    """A page in an old TV, queried without Playwright's helpers, which need a modern browser."""

    def __init__(self, browser: Browser, url: str, size: dict[str, int]) -> None:
        self.context = browser.new_context(viewport=size, locale="id-ID")  # type: ignore[arg-type]
        self.context.add_init_script(OLD)
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self._line = self.context.new_cdp_session(self.page)
        self.page.goto(url)

    def says(self, expression: str) -> Any:
        """Return the value of an expression in the page."""
        answer = self._line.send("Runtime.evaluate", {"expression": expression, "returnByValue": True})
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, is_so: str, within_s: float = PATIENCE_S) -> None:
        """Wait until an expression holds in the page."""
        wait_for(lambda: self.says(is_so), within_s, is_so)

    def wait_state(self, state: str, within_s: float = PATIENCE_S) -> None:
        """Wait until the board is in this state."""
        self.wait(f"document.body.getAttribute('data-state') === '{state}'", within_s)

    def seqs(self, kind: str) -> list[int]:
        """List the sequences of calls with this kind of announcement, in order."""
        sequences: list[int] = self.says(
            f"AntreOldTv.trace.filter(function (e) {{ return e.kind === '{kind}'; }}).map(function (e) {{ return e.seq; }})"
        )
        return sequences

    def text(self, selector: str) -> str:
        """Return the text of an element."""
        return str(self.says(f"document.querySelector('{selector}').textContent"))


class OldTvs:
    """Old TVs of one browser; collects their errors."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.opened: list[OldTv] = []

    def open(
        self, hall: RunningHall, query: str = "", size: dict[str, int] = BOARD, page: str = "tv"
    ) -> OldTv:
        tv = OldTv(self.browser, f"{hall.ready['display']}/{page}/{hall.venue}{query}", size)
        self.opened.append(tv)
        return tv

    def close(self) -> None:
        for tv in self.opened:
            tv.context.close()
        assert [error for tv in self.opened for error in tv.errors] == []


@pytest.fixture
def tvs(browser: Browser) -> Iterator[OldTvs]:
    opened = OldTvs(browser)
    yield opened
    opened.close()


@pytest.fixture
def loud_tvs(loud_browser: Browser) -> Iterator[OldTvs]:
    opened = OldTvs(loud_browser)
    yield opened
    opened.close()


def test_a_call_is_lit_and_spoken_to_its_end_and_so_is_its_recall(
    hall: RunningHall, loud_tvs: OldTvs
) -> None:
    # Given an old TV with sound, and a clerk
    clerk, tv = hall.clerk(), loud_tvs.open(hall, "?counter=19")
    assert (
        tv.says("typeof Promise + typeof fetch + typeof WebSocket + typeof Map + typeof [].find")
        == "undefined" * 4 + "function"
    )
    tv.wait_state("quiet")
    tv.wait("document.body.getAttribute('data-sound') === 'on'")
    assert "Selamat datang" in tv.text("main")
    number = hall.issue("pbi").json()["number"]
    clerk.press("19", "open")

    # When she calls
    clerk.press("19", "next")

    # Then the number is lit and spoken to its end
    kind = "spoken" if has_voice(hall) else "silent"
    tv.wait_state("calling")
    assert tv.text("main .number") == number
    assert tv.text("main .sign") == "19"
    wait_for(lambda: len(tv.seqs(kind)) == 1, what=kind)
    assert tv.seqs("light") == tv.seqs("chime") == tv.seqs("speak") == tv.seqs(kind)

    # When she recalls it, then it is announced as a call of its own
    wait_for(lambda: clerk.press("19", "recall").ok, what="the recall")
    wait_for(lambda: len(tv.seqs("light")) == 2, what="the recall on the TV")
    tv.wait("document.querySelector('main .note').textContent.indexOf('Dipanggil lagi') === 0")


def test_calls_of_five_counters_at_once_are_each_shown_once_in_order_and_one_is_taken_back(
    fresh_hall: RunningHall, tvs: OldTvs
) -> None:
    # Given an old TV whose browser blocks sound, and which says so
    clerks, tv = Clerks(fresh_hall), tvs.open(fresh_hall)
    tv.wait_state("quiet")
    tv.wait("document.querySelector('footer').textContent.indexOf('Suara layar ini belum menyala') >= 0")

    # When five clerks press at the same moment
    clerks.press()

    # Then each call is lit once, in the order of the log
    wait_for(lambda: len(tv.seqs("light")) >= 5, what="five calls")
    assert (
        tv.seqs("light") == tv.seqs("shown") == tv.seqs("silent") == [seq for seq, _, _ in called(fresh_hall)]
    )
    assert tv.seqs("speak") == []

    # When one calls another and undoes it, then it leaves the panel at once, and the footer says so
    fresh_hall.issue("ktp-el")
    clerk = clerks.clerks["1"]
    number = clerk.press("1", "next", finish=True).json()["ticket"]["number"]
    tv.wait(f"document.querySelector('main .number').textContent === '{number}'")
    assert clerk.press("1", "undo").ok
    wait_for(lambda: tv.seqs("leave") == tv.seqs("light")[5:], what="the undone call")
    assert number not in tv.says(LIST)
    quiet_since = time.monotonic()
    tv.wait(f"document.body.textContent.indexOf('Panggilan {number} ditarik') >= 0", 60)

    # And without calls it stays up to date
    wait_for(lambda: time.monotonic() > quiet_since + STALE_S + 2, STALE_S + 4, "a period without calls")
    assert tv.says("document.body.getAttribute('data-state')") == "cooled"

    # And one key press unlocks the sound
    tv.page.keyboard.press("Enter")
    tv.wait("document.body.getAttribute('data-sound') === 'on'")


def test_a_tv_that_heard_nothing_says_so_and_later_lists_all_and_speaks_nothing_old(
    fresh_hall: RunningHall, tvs: OldTvs
) -> None:
    hall, clerk = fresh_hall, fresh_hall.clerk()
    tv, english = tvs.open(hall), tvs.open(hall, "?lang=en")
    for one in (tv, english):
        one.wait_state("quiet")
    for _ in range(4):
        hall.issue("ktp-el")
    clerk.press("3", "open")

    # Given three calls while the display is down, for longer than a call is fresh
    os.kill(hall.children()["display"], signal.SIGSTOP)
    numbers = [clerk.press("3", "next", finish=True).json()["ticket"]["number"] for _ in range(3)]
    are_old = time.monotonic() + FRESH_S + 1

    # Then the TVs say in plain words that they are not up to date
    for one in (tv, english):
        one.wait_state("stale")
    assert "Layar ini belum diperbarui" in tv.text("main")
    assert "This screen has not been updated" in english.text("main")
    wait_for(lambda: time.monotonic() > are_old, FRESH_S + 2, "the calls to be no longer fresh")

    # When it is back, then the list is complete and none of those calls is announced
    os.kill(hall.children()["display"], signal.SIGCONT)
    tv.wait_state("cooled")
    wait_for(lambda: tv.says(LIST) == numbers[::-1], what="the list")
    assert tv.seqs("light") == []

    # And a new call is lit
    newest = clerk.press("3", "next", finish=True).json()["ticket"]["number"]
    tv.wait(f"document.querySelector('main .number').textContent === '{newest}'")
    tv.wait_state("calling")
    assert len(tv.seqs("light")) == 1


def test_the_board_sends_a_browser_that_is_too_old_to_the_page_for_old_tvs(
    hall: RunningHall, tvs: OldTvs
) -> None:
    tv = OldTv(tvs.browser, "about:blank", BOARD)
    tvs.opened.append(tv)
    for young in ("**/board.js", "**/device.js"):
        tv.context.route(young, lambda route: route.fulfill(body="", content_type="text/javascript"))

    tv.page.goto(f"{hall.ready['display']}/board/{hall.venue}?zone=ketupat&lang=en")

    tv.wait(
        "location.pathname.indexOf('/tv/') === 0 && document.body.getAttribute('data-state') !== 'starting'"
    )
    assert tv.says("location.search") == "?zone=ketupat&lang=en"
    tv.wait("document.querySelector('header .name').textContent.length > 5")
    assert tv.says("document.documentElement.lang") == "en"


def test_a_young_browser_keeps_the_board(hall: RunningHall, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(f"{hall.ready['display']}/board/{hall.venue}")
    wait_for(lambda: page.evaluate("document.body.dataset.state") != "starting", what="the board")
    assert "/board/" in page.url
    page.close()


def test_a_paired_old_tv_is_seen_and_its_receipts_reach_the_clerk(
    fresh_hall: RunningHall, tvs: OldTvs
) -> None:
    # Given an old TV that shows its code, which an admin enters
    hall, admin, tv = fresh_hall, fresh_hall.clerk(), tvs.open(fresh_hall)
    tv.wait_state("quiet")
    tv.page.keyboard.press("p")
    tv.wait("!!document.querySelector('[data-code]')")
    code = tv.says("document.querySelector('[data-code]').getAttribute('data-code')")
    made = post(hall, admin, "/devices", code=code, name="TV 9", kind="tv", venue=hall.venue)
    assert made.status_code == 200, made.text
    id = made.json()["device"]["id"]
    tv.wait("document.body.getAttribute('data-device') === 'paired'")

    # When a clerk calls
    admin.press("3", "open")
    hall.issue("ktp-el")
    assert admin.press("3", "next").ok
    panel = Screen(hall.ready["display"], "/counter", {"pass": admin.state("3")["pass"]})

    # Then she sees that it was displayed and spoken there (the key press for the code unlocked the sound)
    kind = "spoken" if has_voice(hall) else "silent"

    def has_receipts(state: dict[str, Any]) -> bool:
        reported = state["receipts"] or {}
        return bool(reported.get("shown") and reported[kind])

    receipts = panel.next("counter", where=has_receipts)["receipts"]
    assert (receipts["paired"], receipts["listening"]) == (1, 1)
    assert [r["device"] for r in receipts["shown"] + receipts[kind]] == ["TV 9", "TV 9"]
    panel.close()

    # And the admin sees it connected, without lag, its sound on
    def is_seen() -> bool:
        device = listed(hall, admin, id)
        return (device["online"], device["behind"], device["sound"]) == (True, 0, "on")

    wait_for(is_seen, what="the connected TV")

    # When it is revoked, then it says so
    post(hall, admin, f"/devices/{id}/revoke")
    tv.wait("document.body.getAttribute('data-device') === 'revoked'")
    assert "Layar ini tidak dipakai lagi" in tv.text("#device")


@pytest.mark.parametrize(("query", "size"), [
    ("", BOARD), ("&layout=small", BOARD), ("&lang=en", PORTRAIT), ("", {"width": 1280, "height": 720}),
])  # fmt: skip
def test_number_and_counter_are_legible_from_eight_metres_and_nothing_overflows(
    hall: RunningHall, tvs: OldTvs, query: str, size: dict[str, int]
) -> None:
    clerk = hall.clerk()
    hall.issue("ktp-el")
    clerk.press("3", "open")
    clerk.press("3", "next", finish=True)

    tv = tvs.open(hall, f"?inches=43&distance=8&agency=dukcapil{query}", size)

    tv.wait_state("calling")
    mm_per_px = 43 * 25.4 / (size["width"] ** 2 + size["height"] ** 2) ** 0.5
    for part in (".number", ".sign"):
        box = tv.says(
            f"(function (b) {{ return [b.left, b.top, b.right, b.bottom]; }})(document.querySelector('main {part}').getBoundingClientRect())"
        )
        assert (box[3] - box[1]) * mm_per_px >= 8 * MM_PER_METRE
        assert box[0] >= 28 * size["width"] / 1920
        assert box[2] <= size["width"] - 28 * size["width"] / 1920
    assert tv.says("AntreOldTv.board.capitals") * mm_per_px >= 8 * MM_PER_METRE
    text = tv.text("#board").lower()
    assert not [word for word in ("error", "gagal", "server", "koneksi", "undefined", "null") if word in text]
