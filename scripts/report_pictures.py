"""
Take the screenshots of reports, of a year like the first house's: the month at a glance, its A4, the lobby's screen
and the public page. ``make pictures`` takes these last, of a separate hall whose history is written before it starts.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Browser

from rig.history.first_year import first_year
from rig.history.played import write_day
from rig.running import RunningHall
from rig.waiting import wait_for
from scripts.picture import LANGUAGES, open_page, save, sign_in
from services.reports.history.following import Following
from services.reports.history.history import History
from waitingroom.log.base import MemoryStore

DESK, PHONE, LOBBY, UPRIGHT, A4 = (1280, 2600), (390, 1700), (1920, 1080), (1080, 1920), (794, 1123)
"""Viewports: a reports page is captured in full, an A4 at 96 pixels per inch."""


VISITORS_TODAY = (
    ["ktp-el"] * 14 + ["jkn-daftar"] * 9 + ["paspor-baru"] * 7 + ["pajak-tahunan"] * 6 + ["nib"] * 5
)


def take(folder: Path, browser: Browser, out: Path) -> None:
    """Run a hall with a year of history, and take every screenshot of its reports."""
    last = datetime.now(UTC).replace(day=1) - timedelta(days=1)
    write_history(folder, year=last.year, months=last.month)
    hall = RunningHall(folder)
    try:
        for service in VISITORS_TODAY:
            hall.issue(service)
        _take(hall, browser, out, f"{last:%Y-%m}")
    finally:
        hall.stop()


def write_history(folder: Path, *, year: int, months: int) -> None:
    """Write the first months of a year into the history of the hall that will run in this folder."""
    data = folder / ".run" / "data"
    data.mkdir(parents=True, exist_ok=True)
    store, history = MemoryStore(), History(f"sqlite:///{data / 'history.db'}")
    history.migrate()
    days = list(first_year(months, year))
    for venue, day, facts in days:
        write_day(store, day, facts, venue=venue)
    following = Following(store, history, alarm=lambda event, **_: None)
    following.step(sorted({venue for venue, _, _ in days}))
    history.close()


def _take(hall: RunningHall, browser: Browser, out: Path, month: str) -> None:
    page = open_page(browser, DESK, f"{hall.ready['counter']}/supervisor")
    sign_in(page, hall.ready["staff"])
    page.wait_for_selector("[data-total]")
    wall = f"{hall.ready['reports']}/reports/wall/{hall.venue}"
    wait_for(lambda: str(len(VISITORS_TODAY)) in page.request.get(wall).text(), what="today's visitors")
    reports = f"{hall.ready['reports']}/reports"
    for language in LANGUAGES:
        for name, size, path in (
            ("report-month", DESK, f"/house?period={month}&"),
            ("report-public", PHONE, f"/public/{hall.venue}?period={month}&"),
            ("report-wall", LOBBY, f"/wall/{hall.venue}?"),
            ("report-wall-upright", UPRIGHT, "/wall/house?"),
        ):  # fmt: skip
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.goto(f"{reports}{path}lang={language}")
            save(page, out / f"{name}-{language}.png")
        page.set_viewport_size({"width": A4[0], "height": A4[1]})
        page.emulate_media(media="print")
        page.goto(f"{reports}/house?period={month}&lang={language}")
        page.evaluate("document.body.style.padding = '12mm'")
        save(page, out / f"report-a4-{language}.png")
        page.emulate_media(media="screen")
