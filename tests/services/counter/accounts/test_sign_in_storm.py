"""Many sign-ins from the hall's own address: few are hashed, presses go on, and known PCs can sign in."""

from __future__ import annotations

import itertools
import time
import uuid

import pytest
import requests

from rig.attackers.addresses import come_from
from rig.attackers.sign_ins import sign_in_storm
from rig.running import Clerk, RunningHall, sign_in
from rig.waiting import PATIENCE_S, wait_for
from services.counter.accounts.tries import wait_s

PRESSES = 8
TOLD = {"sign-in-wrong", "sign-in-wait", "sign-ins-busy", "closed"}


@pytest.fixture
def url(hall: RunningHall) -> str:
    return f"{hall.counters}/session"


def known_pc(url: str, staff: dict[str, str]) -> requests.Session:
    """Return a browser in which this account signed in and out again."""
    http = requests.Session()
    token = sign_in(http, url, staff)
    http.delete(url, headers={"X-CSRF-Token": token}, timeout=PATIENCE_S).raise_for_status()
    return http


def press_on(clerk: Clerk) -> None:
    for verb in itertools.islice(itertools.cycle(("pause", "open")), PRESSES):
        pressed = clerk.press("21", verb, **({"reason": "prayer"} if verb == "pause" else {}))
        assert pressed.status_code == 200, pressed.text


def slug_for_stranger(url: str, name: str) -> str:
    """Return the slug of the response to a wrong password from another PC."""
    wrong = {"username": name, "password": "not this one"}
    return str(requests.post(url, json=wrong, timeout=PATIENCE_S).json()["slug"])


def let_max(seconds: float) -> int:
    """Return how many attempts per name and source can be admitted within this time."""
    times = itertools.accumulate(wait_s(number) for number in itertools.count(1))
    return 1 + sum(1 for _ in itertools.takewhile(lambda at_s: at_s <= seconds, times))


@pytest.mark.timeout(300)
def test_no_more_tries_of_an_account_are_hashed_than_it_has_and_its_own_pc_signs_in(
    hall: RunningHall, url: str
) -> None:
    staff, clerk = hall.account("clerk"), hall.staff("clerk")
    clerk.press("21", "open")
    pc = known_pc(url, staff)
    began = time.monotonic()

    with sign_in_storm(url, threads=40, names=[staff["username"]], made_up=False) as tally:
        press_on(clerk)
        sign_in(pc, url, staff)
        wait_for(lambda: slug_for_stranger(url, staff["username"]) == "sign-in-wait")
    took_s = time.monotonic() - began

    assert 0 < tally["sign-in-wrong"] <= let_max(took_s)
    assert tally["sign-in-wait"] > 0
    assert set(tally) <= TOLD


@pytest.mark.timeout(300)
def test_while_made_up_names_take_every_place_a_known_pc_and_one_elsewhere_sign_in(
    hall: RunningHall, url: str
) -> None:
    staff, colleague, clerk = hall.account("clerk"), hall.account("clerk"), hall.staff("clerk")
    clerk.press("21", "open")
    pc, elsewhere = known_pc(url, staff), requests.Session()
    come_from(elsewhere, "127.0.0.99")

    with sign_in_storm(url, threads=40, niceness=10) as tally:
        wait_for(
            lambda: slug_for_stranger(url, f"nobody-{uuid.uuid4()}") == "sign-ins-busy", what="the storm"
        )
        press_on(clerk)
        sign_in(pc, url, staff)
        sign_in(pc, url, colleague)
        sign_in(elsewhere, url, staff)

    assert set(tally) <= TOLD
