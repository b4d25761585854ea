"""Faults that boards must survive, judged on real boards in Chromium with sound, by what they showed and announced."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, NamedTuple

from faults.network import NEAR, Cable, NotPossible
from rig.browsers.browser import LOUD, executable, launch
from rig.browsers.pages import BOARD, wait_until
from rig.browsers.waiting_room import (
    STATE_TRACE,
    called,
    has_voice,
    listed,
    press_one,
    shown,
    stale_after_s,
)
from rig.waiting import wait_for
from rig.wire import Wire

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from faults.arena import Arena

BOARDS = 2
FRESH_S, MARGIN_S = 30.0, 2.0
STALE_WITHIN_S = 15.0
FRESH_WITHIN_S = 5.0
DRAWN_LATE = 0.1
"""Tolerance for slow rendering on a busy machine, as a share of the hall's start time."""
ANNOUNCED_WITHIN_S = 60.0
"""At most four calls of six seconds wait, on a busy machine."""
LIST_MAX = 12
FRESH_WAIT_S = 40.0
SERVICE = "ktp-el"


class Outcome(NamedTuple):
    """The result of a fault on boards: violations and figures."""

    wrongs: list[str]
    note: str


class Screens:
    """Boards of one hall in a real Chromium."""

    def __init__(self, arena: Arena, browser: Browser, display: str) -> None:
        self.arena, self.hall, self._browser = arena, arena.hall, browser
        self._address = f"{display}/board/{self.hall.venue}"
        self._clerk = self.hall.clerk()
        self.pressed: list[tuple[float, str]] = []
        for counter in arena.counters:
            self._clerk.press(counter, "open")
        self.pages = [self._open() for _ in range(BOARDS)]
        self.announcement = "spoken" if has_voice(self.hall) else "silent"
        self._outcomes = {self.announcement}
        self.broken: list[str] = []

    def call(self) -> None:
        """Issue and call a number at the next counter."""
        counter = self.arena.counters[len(self.pressed) % len(self.arena.counters)]
        press_one(self._clerk, self.hall, counter, SERVICE)
        self.pressed.append((time.monotonic(), counter))

    def call_during(self, seconds: float, calls: int) -> None:
        """Make ``calls`` calls, all but the last early, so that the others are old at the end; wait until the end."""
        began = time.monotonic()
        for n in range(calls - 1):
            _wait_until(began + seconds / 3 * n / calls)
            self.call()
        _wait_until(began + seconds * 5 / 6)
        self.call()
        _wait_until(began + seconds)

    def await_announced(self, count: int) -> None:
        """Wait until every board has announced ``count`` calls."""
        for page in self.pages:
            wait_for(
                lambda page=page: len(shown(page, self.announcement)) >= count,
                ANNOUNCED_WITHIN_S,
                "the voice",
            )  # type: ignore[misc]

    def switch_off(self) -> None:
        """Turn the TVs off, which also discards their session storage."""
        self.broken += [f"stale after {s:.1f} s" for page in self.pages for s in self._too_late(page)]
        for page in self.pages:
            page.context.close()
        self.pages = []

    def switch_on(self) -> None:
        """Turn the TVs on again."""
        self.pages = [self._open() for _ in range(BOARDS)]

    def judge(
        self,
        healed_at: float,
        announced_before: int,
        *,
        must_be_stale: bool = False,
        voice_died: bool = False,
    ) -> Outcome:
        """
        Wait until the boards have recovered from a fault, and return violations and figures.

        announced_before: number of calls announced before the fault. voice_died: the fault stopped the voice too, so that a call
        may be announced without it.
        """
        self._outcomes = {self.announcement, "silent"} if voice_died else {self.announcement}
        wrongs = list(self.broken)
        recovered = [self._fresh_after(page, healed_at) for page in self.pages]
        wrongs += [
            f"D3 fresh {s:.1f} s after healing" for s in recovered if s > self.hall.scaled(FRESH_WITHIN_S)
        ]
        stale = [s for page in self.pages for s in stale_after_s(page)]
        wrongs += [f"D3 stale after {s:.2f} s" for s in stale if s > self._stale_within_s]
        if must_be_stale and len(stale) < len(self.pages):
            wrongs.append(f"D3 only {len(stale)} boards said that they are stale")
        calls = called(self.hall)
        last = {counter: at for at, counter in self.pressed}
        fresh = healed_at + max(recovered)
        times = list(zip(calls, self.pressed, strict=True))
        may = [call[0] for call, (at, _) in times[announced_before:] if fresh - at < FRESH_S + MARGIN_S]
        must = [
            call[0]
            for call, (at, counter) in times[announced_before:]
            if fresh - at < FRESH_S - MARGIN_S and at == last[counter]
        ]
        for page in self.pages:
            wrongs += self._judge_one(page, [c[0] for c in calls], announced_before, may, must)
            if listed(page) != [number for _, number, _ in calls][::-1][:LIST_MAX]:
                wrongs.append(f"D1 a list is not whole: {listed(page)}")
        wrongs += self._one_more()
        figures = [
            f"stale after {max(stale):.1f} s" if stale else "",
            f"fresh after {max(recovered):.1f} s",
            f"{len(must)} of {len(calls) - announced_before} calls were still news",
        ]
        return Outcome(wrongs, ", ".join(filter(None, figures)))

    def _judge_one(
        self, page: Page, order: list[int], announced_before: int, may: list[int], must: list[int]
    ) -> list[str]:
        with suppress(AssertionError):
            wait_for(
                lambda: set(must) <= set(self._announced(page)), ANNOUNCED_WITHIN_S, "what is still news"
            )
        lit, announced = shown(page), self._announced(page)
        before = order[:announced_before]
        problems = [f"D1 {seq} was news and not {self.announcement}" for seq in must if seq not in announced]
        problems += [f"D1 {seq} was old and lit" for seq in lit if seq not in may and seq not in before]
        problems += [f"D1 {seq} was said and not lit" for seq in shown(page, "speak") if seq not in lit]
        problems += [f"D1 {seq} was lit twice" for seq in set(lit) if lit.count(seq) > 1]
        problems += [f"D1 {seq} was said twice" for seq in set(announced) if announced.count(seq) > 1]
        return problems + (["D1 not in the order of the log"] if lit != sorted(lit) else [])

    def _announced(self, page: Page) -> list[int]:
        return [seq for outcome in self._outcomes for seq in shown(page, outcome)]

    def _one_more(self) -> list[str]:
        """Call once more, which every board must announce; return the violations."""
        before = {page: len(shown(page, self.announcement)) for page in self.pages}
        self.call()
        seq = called(self.hall)[-1][0]
        for page in self.pages:
            with suppress(AssertionError):
                wait_for(
                    lambda page=page: len(shown(page, self.announcement)) > before[page],  # type: ignore[misc]
                    ANNOUNCED_WITHIN_S,
                    "one more",
                )
        return [
            f"D1 the next call, {seq}, was not {self.announcement}"
            for page in self.pages
            if shown(page, self.announcement)[-1:] != [seq]
        ]

    def _fresh_after(self, page: Page, healed_at: float) -> float:
        state = "document.body.dataset.state"
        newest = called(self.hall)[-1][0]
        with suppress(AssertionError):
            wait_until(
                page,
                f"!['stale', 'starting'].includes({state}) && Number(document.body.dataset.seq) >= {newest}",
                FRESH_WAIT_S,
            )
        return max(0.0, time.monotonic() - healed_at)

    def _too_late(self, page: Page) -> list[float]:
        return [s for s in stale_after_s(page) if s > self._stale_within_s]

    @property
    def _stale_within_s(self) -> float:
        return STALE_WITHIN_S + DRAWN_LATE * self.hall.started_s

    def _open(self) -> Page:
        page = self._browser.new_context(viewport=BOARD).new_page()  # type: ignore[arg-type]
        page.context.add_init_script(STATE_TRACE)
        page.goto(self._address)
        wait_until(
            page,
            "!['stale', 'starting'].includes(document.body.dataset.state) && document.body.dataset.sound === 'on'",
        )
        return page


def _wait_until(at: float) -> None:
    wait_for(lambda: time.monotonic() >= at, max(0.0, at - time.monotonic()) + 5, "its time")


@contextmanager
def screens(arena: Arena, cable: Cable | None = None) -> Iterator[Screens]:
    """Open boards on a hall, in the cable's network if given. Raises NotPossible without Playwright or Chromium."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise NotPossible("needs playwright") from error
    with sync_playwright() as started:
        browser_path = executable(started.chromium)
        if browser_path is None:
            raise NotPossible("needs Chromium")
        wire = Wire(arena.hall.ready["display"], NEAR) if cable else None
        if cable:
            browser_path = cable.browser(browser_path, arena.folder)
        browser = launch(started.chromium, LOUD, executable_path=browser_path)
        try:
            yield Screens(arena, browser, wire.url if wire else arena.hall.ready["display"])
        finally:
            browser.close()
            if wire:
                wire.close()


def around(
    arena: Arena,
    inject: Callable[[Screens], float],
    *,
    must_be_stale: bool = False,
    voice_died: bool = False,
    cable: Cable | None = None,
) -> tuple[float, Outcome]:
    """Let boards announce a call, disturb and judge them; return when the disturbance ended, and the outcome."""
    with screens(arena, cable) as seen:
        seen.call()
        seen.await_announced(1)
        healed_at = inject(seen)
        return healed_at, seen.judge(healed_at, 1, must_be_stale=must_be_stale, voice_died=voice_died)
