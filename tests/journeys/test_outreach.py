"""
Three laptops serve elsewhere, each with only its own network, and come home: nothing is lost or counted
twice.

A real hall hands over days of each of its venues; real laptops serve visitors with staff of the hall; their
files come home in any order, twice, one of them torn and one forged on the way. Then history and stories have
the days.

CI plays today, and the laptops come home in one order. ``SATURDAYS=4`` (make endure) plays the next four:
each laptop is started on each of them with its clock ahead, and each file includes the Saturdays before it.
Then the hall opens on the Monday after, once for every order of the laptops, and archives what comes home; it
keeps two weeks in Redis.
"""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest
import requests

from rig.laptops import Hotspot, LaterHall, RunningLaptop, hotspot
from rig.running import Clerk, RunningHall
from rig.screens import Screen, calls
from rig.waiting import PATIENCE_S, wait_for
from services.reports.context import ARCHIVE_EVERY_S
from services.reports.history.history import History
from services.reports.history.tables import days as day_table
from waitingroom import keys
from waitingroom.facts import TicketIssued
from waitingroom.local_time import day_after, weekday
from waitingroom.log.archive import ArchiveFolder, PastDayLog
from waitingroom.log.base import Tip, all_entries
from waitingroom.log.fold import linked_facts
from waitingroom.log.redis_log import RedisStore

VENUES = ("cfd", "saboak", "mpp-kupang")
SATURDAYS = int(os.environ.get("SATURDAYS", "0"))
SATURDAY = 5
ARCHIVED_WITHIN_S = 2 * PATIENCE_S + ARCHIVE_EVERY_S
SEED = os.environ.get("SEED", str(os.getpid()))
"""Decides the order in which files come home."""

Served = dict[tuple[str, str], list[str]]
"""The numbers of each venue and day."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    running = RunningHall(tmp_path_factory.mktemp("home"))
    yield running
    running.stop()


def today(hall: RunningHall, venue: str) -> str:
    response = requests.get(f"{hall.tickets}/venues/{venue}", timeout=PATIENCE_S)
    return str(response.json()["service_day"])


def a_service(hall: RunningHall, venue: str) -> tuple[str, str]:
    """Return a service of a venue, and a counter that serves it today."""
    catalogue = requests.get(f"{hall.tickets}/venues/{venue}", timeout=PATIENCE_S).json()
    agency = next(a for a in catalogue["agencies"] if a["open"] and a["counters"])
    return next(s["id"] for s in agency["services"] if s["open"]), agency["counters"][0]


def days_from(first: str) -> list[str]:
    """Return the days that a laptop serves: today, or the next Saturdays."""
    if not SATURDAYS:
        return [first]
    return [day for n in range(7 * SATURDAYS) if weekday(day := day_after(first, n)) == SATURDAY]


def between(first: str, day: str) -> int:
    """Return the number of days between two days."""
    return (date.fromisoformat(day) - date.fromisoformat(first)).days


def handed_over(hall: RunningHall, venue: str, days: list[str], folder: Path) -> tuple[Path, str]:
    """Hand days over; return the file and its code."""
    file, listed = folder / f"{venue}.antre", ",".join(days)
    completed = hall.antre(
        "outreach", "hand-over", venue, "--days", listed, "--box", f"laptop-{venue}", "--to", str(file)
    )
    assert completed.returncode == 0, completed.stderr
    return file, re.findall(r"[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3}", completed.stdout)[0]


def serve(
    laptop: RunningLaptop, venue: str, service: str, counter: str, siti: dict[str, str], count: int
) -> list[str]:
    """Issue numbers, check the first call on a board, and serve all but the last; return the numbers."""
    laptop.venue = venue
    screen = Screen(laptop.ready["display"], "/board", {"venue": venue})
    numbers = [laptop.issue(service).json()["number"] for _ in range(count)]
    clerk = Clerk(laptop, **siti)
    assert clerk.press(counter, "open").status_code == 200
    for number in numbers[:-1]:
        called = clerk.press(counter, "next").json()
        assert called["ticket"]["number"] == number
        screen.next("board", where=lambda state, number=number: calls(state, number))
        assert clerk.press(counter, "start", ticket=number).status_code == 200
        assert clerk.press(counter, "finish", ticket=number).status_code == 200
    screen.close()
    return numbers


def reaches(network: Hotspot | None, url: str) -> bool:
    """Return whether an address of the hall is reachable from a laptop's network."""
    code = f"import urllib.request; urllib.request.urlopen({url + '/healthz'!r}, timeout=2)"
    before = network.inside if network else ()
    return (
        subprocess.run([*before, sys.executable, "-c", code], capture_output=True, check=False).returncode
        == 0
    )


def drive_out(
    home: RunningHall, venue: str, siti: dict[str, str], folder: Path, served: Served
) -> list[Path]:
    """Hand over days of a venue and let its laptop serve them off the hall's network; return the sealed files."""
    first, (service, counter) = today(home, venue), a_service(home, venue)
    days = days_from(first)
    handed, code = handed_over(home, venue, days, folder)
    home.venue, files = venue, list[Path]()
    if not SATURDAYS:
        refused = home.issue(service)
        assert (refused.status_code, refused.json()["slug"]) == (409, "day-away")
    for day in days:
        file = folder / f"{venue}-{day}-home.antre"
        with ExitStack() as stack:
            network = stack.enter_context(hotspot())
            laptop = RunningLaptop(
                folder / f"laptop {venue}", handed, code, venue, network, days=between(first, day)
            )
            stack.callback(laptop.stop)
            assert network is None or not reaches(network, home.ready["ticketing"])
            count = 2 + VENUES.index(venue) + days.index(day)
            served[venue, day] = serve(laptop, venue, service, counter, siti, count)
            waits = laptop.antre("outreach", "seal", venue, "--to", str(file))
            assert (waits.returncode, "1 wait" in waits.stderr) == (1, True), waits.stderr
            sealed = laptop.antre("outreach", "seal", venue, "--to", str(file), "--even-so")
            assert sealed.returncode == 0, sealed.stderr
            assert laptop.issue(service).json()["slug"] == "day-closed"
        files.append(file)
    return files


Files = dict[str, list[Path]]
"""The files that each venue's laptop brings home."""


def homes(
    home: RunningHall, files: Files, folder: Path, monday: int
) -> Iterator[tuple[RunningHall, list[Path]]]:
    """
    Return the hall, and the files in the order in which they come home: each laptop's together, then all
    again.

    monday: days until the Monday after the last Saturday.
    """
    dice, orders = random.Random(SEED), list(permutations(VENUES))
    for n, order in enumerate(orders if SATURDAYS else [dice.choice(orders)]):
        coming = [file for venue in order for file in dice.sample(files[venue], len(files[venue]))]
        coming += dice.sample(coming, len(coming))
        if not SATURDAYS:
            yield home, coming
            continue
        later = LaterHall(home, folder / f"home-{n}", monday)
        try:
            print(f"home in the order {', '.join(order)}")
            yield later, coming
        finally:
            later.stop()


def come_home(home: RunningHall, coming: list[Path], folder: Path) -> None:
    """Bring every file home, preceded by a torn and a forged one."""
    torn, forged = folder / "torn.antre", folder / "forged.antre"
    torn.write_bytes(coming[0].read_bytes()[:-100])
    completed = home.antre("outreach", "bring-home", str(torn))
    assert completed.returncode == 1
    assert re.search(r"\d of \d days are whole", completed.stderr)
    forged.write_bytes(coming[-1].read_bytes().replace(b'"sealed_ms": ', b'"sealed_ms": 9', 1))
    completed = home.antre("outreach", "bring-home", str(forged))
    assert (completed.returncode, "not that of the box" in completed.stderr) == (1, True), completed.stderr
    for n, file in enumerate(coming):
        completed = home.antre("outreach", "bring-home", str(file))
        assert completed.returncode == 0, completed.stderr
        assert ("new entries" in completed.stdout) <= (file not in coming[:n]), completed.stdout


def check(home: RunningHall, served: Served) -> None:
    """Assert that logs, history and stories in the hall equal what the laptops issued, and that every day is home."""
    data = home.folder / ".run" / "data"
    history, archive = History(f"sqlite:///{data / 'history.db'}"), ArchiveFolder(data / "archive")
    store = RedisStore(home.ready["redis"])
    store.start()
    for venue in VENUES:
        wait_for(lambda venue=venue: checked(home, venue), what=f"history has {venue}")
    for (venue, day), numbers in served.items():
        if SATURDAYS:
            wait_for(
                lambda venue=venue, day=day: day in archive.days(venue), ARCHIVED_WITHIN_S, f"{day} archived"
            )
        log = PastDayLog(store.log(keys.DAY_LOG(venue, day)), archive.log(venue, day))
        issued = [fact.ticket_id for _, fact in linked_facts(log) if isinstance(fact, TicketIssued)]
        assert issued == numbers
        assert len(list(all_entries(log))) > len(numbers)
        (row,) = history.rows_of(day_table, venue, day)
        assert (row["tickets"], row["served"], row["expired"]) == (len(numbers), len(numbers) - 1, 1)
        home.venue = venue
        story = home.admin.ask("GET", f"tickets/{numbers[0]}/story?day={day}")
        assert story.status_code == 200
        assert "called" in story.text
    left = sum(store.log(keys.DAY_LOG(*of)).tip() == Tip() for of in served)
    print(f"{len(served)} days at home, {left} of them in the archive alone")
    store.stop()
    history.close()
    listed = home.antre("outreach", "days").stdout
    assert [line.split()[3] for line in listed.splitlines()] == ["home"] * len(served)
    assert "fact_passed_over" not in "".join(home.logs(name) for name in ("ticketing", "counter", "display"))


def checked(hall: RunningHall, venue: str) -> bool:
    return hall.antre("reports", "check", venue).returncode == 0


def test_three_laptops_drive_out_and_come_home(home: RunningHall, tmp_path: Path) -> None:
    print(f"SEED={SEED}")
    siti, served = home.account("clerk", name="siti"), Served()
    files = {venue: drive_out(home, venue, siti, tmp_path, served) for venue in VENUES}
    first = today(home, VENUES[0])
    monday = between(first, day_after(days_from(first)[-1], 2))
    if SATURDAYS:
        home.stop()
    for hall, coming in homes(home, files, tmp_path, monday):
        come_home(hall, coming, tmp_path)
        check(hall, served)
