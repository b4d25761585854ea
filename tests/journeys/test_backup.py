"""
A destroyed hall is restored on another machine: whole halls, by the commands, with a TV that stays on.

Its parts, and all kinds of torn and killed backups: ``tests/antre/backup/test_backup.py``.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
import requests

from antre.backup.restore import LEFT_OUT_MIN
from rig.browsers.pages import CLERK, Pages, give_credentials, wait_until
from rig.browsers.waiting_room import paired_tv
from rig.running import ROOT, Clerk, RunningHall
from rig.waiting import PATIENCE_S, wait_for

if TYPE_CHECKING:
    from playwright.sync_api import Page

SECRET = {"ANTRE_BACKUP_PASSPHRASE": "five words nobody will guess"}

RUSH = 100
"""Numbers; one public address may take six hundred in a burst."""

pytestmark = pytest.mark.timeout(600)


def antre(folder: Path, *command: str) -> str:
    """Run a command in the folder of a hall; it must succeed."""
    done = subprocess.run(
        [sys.executable, "-m", "antre.cli", *command], cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)} | SECRET,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def burn_down(hall: RunningHall) -> None:
    """Kill all processes of a hall at once."""
    pids = [hall.process.pid, *hall.children().values()]
    for pid in pids:
        os.kill(pid, signal.SIGKILL)
    hall.process.wait()
    wait_for(
        lambda: not any(Path(f"/proc/{pid}/cmdline").exists() for pid in pids[1:]),
        PATIENCE_S,
        "the end of all processes",
    )


@contextmanager
def rush(hall: RunningHall) -> Iterator[list[str]]:
    """Let visitors take numbers one after the other in the background; return them."""
    stopped, numbers = threading.Event(), list[str]()

    def take() -> None:
        for _ in range(RUSH):
            if not stopped.is_set():
                numbers.append(hall.issue("ktp-el").json()["number"])

    visitors = threading.Thread(target=take)
    visitors.start()
    yield numbers
    stopped.set()
    visitors.join()


class Before(NamedTuple):
    """What a hall had when it was destroyed. numbers: all issued ones; session: a clerk's cookies."""

    tv: Page
    device: str
    phone: dict[str, Any]
    siti: dict[str, str]
    session: dict[str, str]
    numbers: list[str]


def lived(hall: RunningHall, stick: Path, pages: Pages) -> Before:
    """Connect a TV, serve a visitor with a phone, back up under load, and continue a little."""
    siti = hall.account("clerk", name="siti")
    tv, device = paired_tv(pages, hall, hall.admin, "TV 1")
    phone, clerk = hall.issue("ktp-el").json(), hall.clerk(**siti)
    assert clerk.press("1", "open").ok
    assert clerk.press("1", "next").json()["ticket"]["number"] == phone["number"]
    with rush(hall) as numbers:
        assert antre(hall.folder, "backup", str(stick)).startswith("Backup 2")
    numbers += [hall.issue("ktp-el").json()["number"] for _ in range(5)]
    wait_until(tv, f"document.querySelector('[data-call]')?.dataset.number === '{phone['number']}'")
    return Before(tv, device, phone, siti, dict(clerk.http.cookies), numbers)


def check_people(hall: RunningHall, before: Before) -> Clerk:
    """Assert that the phone's link works, the account can sign in, and its old session has ended."""
    link = f"{hall.tickets}/tickets/{before.phone['url'].rpartition('/')[2]}"
    response = requests.get(link, timeout=PATIENCE_S)
    assert (response.status_code, response.json()["number"]) == (200, before.phone["number"])
    clerk = hall.clerk(**before.siti)
    assert clerk.press("1", "open").ok
    gone = requests.get(f"{hall.counters}/session", cookies=before.session, timeout=PATIENCE_S)
    assert gone.status_code == 401
    return clerk


def check_screens(hall: RunningHall, before: Before, clerk: Clerk, pages: Pages) -> None:
    """Assert that the TV is still paired and displays a new call, and that the supervisor reads the earlier facts."""
    called = clerk.press("1", "next", finish=True).json()["ticket"]["number"]
    wait_until(before.tv, f"document.querySelector('[data-call]')?.dataset.number === '{called}'", 60)
    devices = hall.admin.http.get(f"{hall.counters}/devices", timeout=PATIENCE_S).json()["devices"]
    assert before.device in [one["id"] for one in devices]
    assert before.tv.evaluate("document.body.dataset.device") == "paired"
    page = pages.open(f"{hall.ready['counter']}/supervisor", CLERK)
    give_credentials(page, hall.ready["staff"])
    page.wait_for_selector("[data-need=restored]")
    assert "Nomor berlanjut setelah jeda" in page.inner_text("[data-need=restored]")
    assert page.query_selector("[data-need=log]") is None


def test_a_hall_that_burned_down_goes_on_elsewhere_with_its_tv_its_phones_and_new_numbers(
    tmp_path: Path, pages: Pages
) -> None:
    stick, elsewhere = tmp_path / "stick", tmp_path / "elsewhere"
    here = RunningHall(tmp_path / "here")
    try:
        before = lived(here, stick, pages)
    finally:
        burn_down(here)

    elsewhere.mkdir()
    antre(elsewhere, "fsck", str(stick))
    assert "the next is" in antre(elsewhere, "restore", str(stick))
    there = RunningHall(elsewhere, port=here.port)

    try:
        clerk = check_people(there, before)
        new = there.issue("ktp-el").json()
        assert new["service_day"] == before.phone["service_day"]
        assert new["number"] not in before.numbers
        assert int(new["number"].rpartition("-")[2]) > LEFT_OUT_MIN
        check_screens(there, before, clerk, pages)
        assert "All is well" in antre(elsewhere, "fsck")
        antre(elsewhere, "reports", "check", there.venue)
    finally:
        there.stop()
