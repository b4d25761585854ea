"""
The race: 20 clerks and 5 kiosks, each a separate process, released by one barrier on one log.

No ticket is called twice, no number is skipped, every call follows the order of claims, the log keeps the
order of completion, and no press fails for contention, even with 5 ms of delay.
"""

from __future__ import annotations

import pytest

from rig import checker
from rig.cast import all_day_content, at_counter, press
from rig.engines.engine import Engine
from rig.rushes.racing import CLERKS, ISSUES, KIOSKS, on_the_log, race
from waitingroom import counter_rules
from waitingroom.live.halls import Halls
from waitingroom.log.redis_log import RedisStore

STALE_MIN = 100
SLOWED_S = 0.005


def content() -> dict[str, object]:
    """The small house with a counter for every clerk."""
    house = all_day_content()
    house["counters"] = [
        {"id": f"c{n}", "venue": "hall", "zone": "east", "agencies": ["dukcapil"]} for n in range(CLERKS)
    ]
    return house


@pytest.mark.timeout(240)
def test_twenty_clerks_and_five_kiosks_at_once(engine: Engine) -> None:
    store = RedisStore(engine.url)
    store.start()
    halls = Halls(store, alarm=lambda event, **fields: None)
    halls.house.load()
    halls.save_house(lambda now: content(), press=press("house"))
    live = halls.get("hall")
    for n in range(CLERKS):
        live.press(
            lambda hall, now_ms, n=n: counter_rules.open_counter(hall, at_counter(f"c{n}", f"c{n}", now_ms)),
            stamp=press(f"open {n}"),
            show=lambda hall, now_ms, outcome: None,
        )

    clerks = [(engine.url, f"c{n}", SLOWED_S if n == 0 else 0.0) for n in range(CLERKS)]
    kiosks = [(engine.url, None, SLOWED_S if n == 0 else 0.0) for n in range(KIOSKS)]
    ran = race(on_the_log, clerks + kiosks)

    stale = sum(result.stale for result in ran)
    assert stale >= STALE_MIN, f"void: only {stale} appends were late"
    assert [failure for result in ran for failure in result.failed] == []
    entries = checker.read_log(engine.url, "hall", live.read(lambda hall, now_ms: hall.service_day))
    assert checker.wrongs(entries) == []
    assert len(checker.numbers(entries)) == KIOSKS * ISSUES
    issued = [ticket for kiosk in ran[CLERKS:] for ticket in kiosk.tickets]
    called = [ticket for clerk in ran[:CLERKS] for ticket in clerk.tickets]
    assert sorted(issued) == sorted(checker.numbers(entries))
    assert len(set(called)) == len(called)
    assert checker.out_of_order([span for result in ran for span in result.spans]) == []
    store.stop()
