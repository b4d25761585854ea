"""An edit of the house in the midst of a day changes at once what was computed for the day before it."""

from __future__ import annotations

import copy
from typing import Any

from rig.cast import DAY, NINE, at_counter, house_content, press
from waitingroom import counter_rules, rules
from waitingroom.counter_access import CounterAccess
from waitingroom.live.halls import Halls
from waitingroom.live.live_hall import LiveHall
from waitingroom.log.base import MemoryStore
from waitingroom.views import hall as hall_views
from waitingroom.views import visitor

Content = dict[str, Any]


def opened() -> tuple[Halls, LiveHall]:
    """Return a hall at nine with counter 1 open and four tickets for ktp."""
    halls = Halls(MemoryStore(now_ms=NINE), alarm=lambda *_, **__: None)
    halls.house.load()
    halls.save_house(lambda now: house_content(), press=press("house"))
    live = halls.get("hall")
    for n in range(4):
        live.press(
            lambda hall, now_ms: rules.issue(hall, service_id="ktp", now_ms=now_ms), stamp=press(f"issue {n}"),
            show=lambda *_: None,
        )  # fmt: skip
    live.press(
        lambda hall, now_ms: counter_rules.open_counter(hall, at_counter("1", "siti", now_ms)),
        stamp=press("open"), show=lambda *_: None,
    )  # fmt: skip
    return halls, live


def visitors_view(live: LiveHall) -> dict[str, Any]:
    """Return what a visitor who waits for ktp and one who chooses it read."""

    def view(hall: Any, now_ms: int) -> dict[str, Any]:
        last = visitor.ticket(hall, hall.tickets["A-004"], "token", now_ms)
        [ktp] = [
            one for agency in visitor.venue(hall, now_ms)["agencies"] for one in agency["services"]
            if one["id"] == "ktp"
        ]  # fmt: skip
        return {
            "counters": last["counters"],
            "ahead": last["ahead"],
            "break": ktp["break_text"],
        }

    return live.read(view)


def supervisors_view(live: LiveHall) -> dict[str, Any]:
    view = live.read(
        lambda hall, now_ms: hall_views.hall(hall, now_ms, session_id="siti", access=CounterAccess(acts=True))
    )
    return next(one for one in view["agencies"] if one["id"] == "dukcapil")


def edit(halls: Halls, key: str, change: Any) -> None:
    def changed(content: Content | None) -> Content:
        edited = copy.deepcopy(content or {})
        change(edited)
        return edited

    halls.save_house(changed, press=press(key), even_so=True)


def test_counters_that_serve_something_else_from_now_on_are_neither_named_nor_counted() -> None:
    halls, live = opened()
    assert visitors_view(live)["counters"] == ["1", "2", "4"]
    assert supervisors_view(live)["counters_total"] == 3

    edit(halls, "to bpjs", lambda house: house["counters"][3].update(agencies=["bpjs"]))

    assert visitors_view(live)["counters"] == ["1", "2"]
    assert supervisors_view(live)["counters_total"] == 2

    edit(halls, "renamed", lambda house: house["counters"][1].update(sign="12"))

    assert visitors_view(live)["counters"] == ["1", "12"]


def test_a_service_that_takes_longer_and_a_break_that_begins_now_lengthen_the_wait() -> None:
    halls, live = opened()
    alone = supervisors_view(live)["last_call_min"]
    before = visitors_view(live)
    assert before["break"] is None

    edit(halls, "slower", lambda house: house["services"][0].update(minutes=20))
    slower = supervisors_view(live)["last_call_min"]
    hours = "08:00-09:00, 10:00-15:00"
    edit(halls, "break", lambda house: house["venues"][0]["hours"].update(mon=hours))
    resting = supervisors_view(live)

    assert slower > alone
    assert resting["in_break"]
    assert resting["last_call_min"] > slower + 50  # the clock runs on
    after = visitors_view(live)
    assert after["break"]["id"] == "Istirahat. Pemanggilan mulai lagi pukul 10.00."
    assert after["ahead"] == before["ahead"] == 3


def test_a_house_that_closes_in_the_midst_of_the_day_gives_no_number_and_one_that_opens_again_does() -> None:
    halls, live = opened()
    closed = {"day": DAY, "closed": True, "note": {"id": "Listrik padam", "en": "No electricity"}}

    def is_open() -> bool:
        return bool(live.read(lambda hall, now_ms: visitor.venue(hall, now_ms))["agencies"][1]["open"])

    assert is_open()
    edit(halls, "closed", lambda house: house["venues"][0].update(exceptions=[closed]))
    assert not is_open()
    edit(halls, "open", lambda house: house["venues"][0].pop("exceptions"))
    assert is_open()
