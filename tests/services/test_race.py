"""The race over HTTP: 20 signed-in clerks and 5 kiosks against the real services."""

from __future__ import annotations

import re

import pytest
import requests

from rig import checker
from rig.devices import paired_kiosks
from rig.running import RunningHall
from rig.rushes.racing import CLERKS, ISSUES, KIOSKS, over_http, race
from rig.waiting import PATIENCE_S

STALE_MIN = 100


def stale_appends(hall: RunningHall) -> int:
    """Return how many appends of both writers were stale."""
    pages = [
        requests.get(f"{hall.ready[name]}/metrics", timeout=PATIENCE_S).text
        for name in ("ticketing", "counter")
    ]
    pattern = rf'antre_append_retries_total\{{venue="{hall.venue}"\}} ([\d.e+]+)'
    return sum(int(float(re.findall(pattern, page)[0])) for page in pages)


@pytest.mark.timeout(300)
def test_twenty_clerks_and_five_kiosks_at_once_over_http(fresh_hall: RunningHall) -> None:
    hall = fresh_hall
    day = hall.issue("kk").json()["service_day"]
    clerk = hall.clerk()
    counters = clerk.http.get(f"{hall.counters}/venues/{hall.venue}", timeout=PATIENCE_S).json()["counters"]
    names = [counters[n * len(counters) // CLERKS]["id"] for n in range(CLERKS)]
    venue = requests.get(f"{hall.tickets}/venues/{hall.venue}", timeout=PATIENCE_S).json()
    is_open = {s["id"] for agency in venue["agencies"] for s in agency["services"] if s["open"]}
    services = sorted(is_open & {s["id"] for name in names for s in clerk.state(name)["services"]})

    ready = hall.ready | {"kiosk": paired_kiosks(hall, 1)[0].token}
    ran = race(over_http, [(ready, name, services) for name in [*names, *[None] * KIOSKS]])

    stale = stale_appends(hall)
    assert stale >= STALE_MIN, f"void: only {stale} appends were late"
    assert [failure for result in ran for failure in result.failed] == []
    entries = checker.read_log(hall.ready["redis"], hall.venue, day)
    assert checker.wrongs(entries) == []
    issued = [ticket for kiosk in ran[CLERKS:] for ticket in kiosk.tickets]
    called = [ticket for clerk in ran[:CLERKS] for ticket in clerk.tickets]
    assert len(issued) == KIOSKS * ISSUES
    assert len(set(issued)) == len(issued)
    assert set(issued) <= set(checker.numbers(entries))
    assert len(set(called)) == len(called)
    assert checker.out_of_order([span for result in ran for span in result.spans]) == []
