"""
Three laptops drive out, each without any network but its own, and come home: nothing is lost, nothing counted twice.

A real hall hands a day of each of its venues over; real laptops serve visitors with staff of the hall; their files come
home in another order, twice, one of them torn on the way. Then history, stories and the archive have the days.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests

from rig.laptops import Hotspot, RunningLaptop, hotspot
from rig.running import Clerk, RunningHall
from rig.screens import Screen, calls
from rig.waiting import PATIENCE_S, wait_for
from services.reports.history import History
from services.reports.tables import days as day_table
from waitingroom import keys
from waitingroom.facts import TicketIssued
from waitingroom.log.base import all_entries
from waitingroom.log.fold import linked_facts
from waitingroom.log.redis_log import RedisStore

VENUES = ("cfd", "saboak", "mpp-kupang")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningHall]:
    running = RunningHall(tmp_path_factory.mktemp("home"))
    yield running
    running.stop()


def today(hall: RunningHall, venue: str) -> str:
    answer = requests.get(f"{hall.tickets}/venues/{venue}", timeout=PATIENCE_S)
    return str(answer.json()["service_day"])


def a_service(hall: RunningHall, venue: str) -> tuple[str, str]:
    """A service of a venue, and a counter that serves it today."""
    told = requests.get(f"{hall.tickets}/venues/{venue}", timeout=PATIENCE_S).json()
    agency = next(a for a in told["agencies"] if a["open"] and a["counters"])
    return next(s["id"] for s in agency["services"] if s["open"]), agency["counters"][0]


def handed_over(hall: RunningHall, venue: str, folder: Path) -> tuple[Path, str]:
    """The file of a handing over, and its code."""
    file = folder / f"{venue}.antre"
    day = today(hall, venue)
    said = hall.antre(
        "outreach", "hand-over", venue, "--days", day, "--box", f"laptop-{venue}", "--to", str(file)
    )
    assert said.returncode == 0, said.stderr
    return file, re.findall(r"[A-Z0-9]{4}(?:-[A-Z0-9]{4}){3}", said.stdout)[0]


def serve(
    laptop: RunningLaptop, venue: str, service: str, counter: str, siti: dict[str, str], count: int
) -> list[str]:
    """Visitors take numbers, the board calls the first, a clerk of the hall serves all but the last."""
    laptop.venue = venue
    screen = Screen(laptop.ready["display"], "/board", {"venue": venue})
    numbers = [laptop.issue(service).json()["number"] for _ in range(count)]
    clerk = Clerk(laptop, **siti)
    assert clerk.press(counter, "open").status_code == 200
    for number in numbers[:-1]:
        called = clerk.press(counter, "next").json()
        assert called["ticket"]["number"] == number
        screen.next("board", where=lambda told, number=number: calls(told, number))
        assert clerk.press(counter, "start", ticket=number).status_code == 200
        assert clerk.press(counter, "finish", ticket=number).status_code == 200
    screen.close()
    return numbers


def reaches(network: Hotspot | None, url: str) -> bool:
    """Whether something at the hall can be reached from a laptop's network."""
    code = f"import urllib.request; urllib.request.urlopen({url + '/healthz'!r}, timeout=2)"
    before = network.inside if network else ()
    return (
        subprocess.run([*before, sys.executable, "-c", code], capture_output=True, check=False).returncode
        == 0
    )


def test_three_laptops_drive_out_and_come_home(home: RunningHall, tmp_path: Path) -> None:
    siti = home.account("clerk", name="siti")
    days = {venue: today(home, venue) for venue in VENUES}
    served: dict[str, list[str]] = {}
    files: dict[str, Path] = {}
    for n, venue in enumerate(VENUES):
        service, counter = a_service(home, venue)
        file, code = handed_over(home, venue, tmp_path)
        home.venue = venue
        refused = home.issue(service)
        assert (refused.status_code, refused.json()["slug"]) == (409, "day-away")
        with ExitStack() as stack:
            network = stack.enter_context(hotspot())
            laptop = RunningLaptop(tmp_path / f"laptop {n}", file, code, venue, network)
            stack.callback(laptop.stop)
            assert network is None or not reaches(network, home.ready["ticketing"])
            served[venue] = serve(laptop, venue, service, counter, siti, 2 + n)
            files[venue] = tmp_path / f"{venue}-home.antre"
            waits = laptop.antre("outreach", "seal", venue, "--to", str(files[venue]))
            assert (waits.returncode, "1 wait" in waits.stderr) == (1, True), waits.stderr
            sealed = laptop.antre("outreach", "seal", venue, "--to", str(files[venue]), "--even-so")
            assert sealed.returncode == 0, sealed.stderr
            assert laptop.issue(service).json()["slug"] == "day-closed"

    torn = tmp_path / "torn.antre"
    torn.write_bytes(files["cfd"].read_bytes()[:-100])
    said = home.antre("outreach", "bring-home", str(torn))
    assert (said.returncode, "0 of 1 days are whole" in said.stderr) == (1, True)
    for venue in ("saboak", "mpp-kupang", "cfd", "saboak"):
        said = home.antre("outreach", "bring-home", str(files[venue]))
        assert said.returncode == 0, said.stderr
        assert f"{len(served[venue])} numbers" in said.stdout
    assert "was here already" in said.stdout

    history = History(f"sqlite:///{home.folder / '.run' / 'data' / 'history.db'}")
    store = RedisStore(home.ready["redis"])
    store.start()
    for venue, numbers in served.items():
        log = store.log(keys.DAY_LOG(venue, days[venue]))
        issued = [fact.ticket_id for _, fact in linked_facts(log) if isinstance(fact, TicketIssued)]
        assert issued == numbers
        assert len(list(all_entries(log))) > len(numbers)
        wait_for(lambda venue=venue: checked(home, venue), what=f"history has {venue}")
        (row,) = history.rows_of(day_table, venue, days[venue])
        assert (row["tickets"], row["served"], row["expired"]) == (len(numbers), len(numbers) - 1, 1)
        home.venue = venue
        story = home.admin.ask("GET", f"tickets/{numbers[0]}/story?day={days[venue]}")
        assert story.status_code == 200
        assert "called" in story.text
    store.stop()
    history.close()
    listed = home.antre("outreach", "days").stdout
    assert [line.split()[3] for line in listed.splitlines()] == ["home"] * 3
    assert "fact_passed_over" not in "".join(home.logs(name) for name in ("ticketing", "counter", "display"))


def checked(hall: RunningHall, venue: str) -> bool:
    return hall.antre("reports", "check", venue).returncode == 0
