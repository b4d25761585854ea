"""Stranding: which visitors a house change leaves unserved or shut out. Dukcapil: counters 1, 2, 4; BPJS: 3, 4."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rig.cast import DAY, MINUTE, NINE, ZONE, OpenHall, house_content
from waitingroom.house.changes import Difference, device_differences, differences, staff_differences
from waitingroom.house.reader import read_house
from waitingroom.house.stranding import Stranded, stranded
from waitingroom.local_time import at

Content = dict[str, Any]


def left(hall: OpenHall, change: Callable[[Content], Any], now_ms: int = NINE) -> list[Stranded]:
    """Return who would be stranded by a change of the small house."""
    content = house_content()
    change(content)
    return stranded(hall.hall, read_house(content), now_ms)


def without_counters(*ids: str) -> Callable[[Content], Any]:
    return lambda c: c.update(counters=[counter for counter in c["counters"] if counter["id"] not in ids])


def test_a_service_that_is_taken_away_strands_those_who_wait_for_it() -> None:
    hall = OpenHall()
    for _ in range(2):
        hall.issue("kk")
    hall.issue("ktp")

    result = left(hall, lambda c: c.update(services=[s for s in c["services"] if s["id"] != "kk"]))

    assert result == [Stranded("kk", 2)]


def test_taking_the_last_counter_of_a_service_strands_and_another_does_not() -> None:
    hall = OpenHall()
    hall.issue("jkn")

    assert left(hall, without_counters("3")) == []
    assert left(hall, without_counters("3", "4")) == [Stranded("jkn", 1)]


def test_nobody_waiting_is_nobody_stranded() -> None:
    assert left(OpenHall(), without_counters("1", "2", "3")) == []


def test_a_counter_that_serves_something_else_today_only_strands_today() -> None:
    hall = OpenHall()
    hall.issue("jkn")

    def turns(date: str) -> Callable[[Content], Any]:
        turn = {"date": date, "agencies": ["dukcapil"]}
        return lambda c: [counter.update(schedule=[turn]) for counter in c["counters"]]

    assert left(hall, turns(DAY)) == [Stranded("jkn", 1)]
    assert left(hall, turns("2026-06-09")) == []


def test_an_agency_that_is_only_planned_again_strands() -> None:
    hall = OpenHall()
    hall.issue("jkn")

    assert left(hall, lambda c: c["agencies"][1]["places"][0].update(status="planned")) == [
        Stranded("jkn", 1)
    ]


def test_who_still_has_a_stop_there_is_stranded_too() -> None:
    hall = OpenHall()
    hall.issue("ktp", stops=("jkn",))

    assert left(hall, without_counters("3", "4")) == [Stranded("jkn", 1)]


@pytest.mark.parametrize("verb", ["no-show", "hold"])
def test_the_missed_and_the_held_are_not_forgotten(verb: str) -> None:
    hall = OpenHall()
    hall.issue("jkn")
    hall.open("3")
    hall.press("next", "3")
    if verb == "hold":
        hall.press("start", "3")
    hall.press(verb, "3")

    assert left(hall, without_counters("3", "4")) == [Stranded("jkn", 1)]


def test_who_was_transferred_to_one_counter_alone_is_stranded_without_it() -> None:
    hall = OpenHall()
    hall.issue("ktp")
    hall.open("1")
    hall.open("2", "rudi")
    hall.press("next", "1")
    hall.press("start", "1")
    hall.press("transfer", "1", to_counter="2")

    assert left(hall, without_counters("2")) == [Stranded("ktp", 1)]
    assert left(hall, without_counters("4")) == []


def test_who_is_at_a_counter_or_done_is_not_stranded() -> None:
    hall = OpenHall()
    hall.issue("jkn")
    hall.open("3")
    hall.press("next", "3")

    assert left(hall, without_counters("3", "4")) == []


def test_what_nobody_serves_already_strands_nobody_anew() -> None:
    content = house_content()
    content["counters"] = [counter for counter in content["counters"] if counter["id"] in ("1", "2")]
    hall = OpenHall(content)
    hall.issue("ktp")
    content["services"] = [s for s in content["services"] if s["id"] != "jkn"]

    assert stranded(hall.hall, read_house(content), NINE) == []


def test_a_venue_that_is_taken_away_strands_all_who_wait_there() -> None:
    hall = OpenHall()
    hall.issue("ktp")
    hall.issue("jkn")
    content = house_content()
    content.update(venues=[], counters=[])
    for agency in content["agencies"]:
        agency["places"] = []

    assert stranded(hall.hall, read_house(content), NINE) == [Stranded("ktp", 1), Stranded("jkn", 1)]


def test_names_and_documents_strand_nobody() -> None:
    hall = OpenHall()
    hall.issue("ktp")

    assert left(hall, lambda c: c["venues"][0].update(name="Other")) == []
    assert left(hall, lambda c: c["services"][0].update(documents=[], quota=1)) == []


def exception(**more: Any) -> Callable[[Content], Any]:
    return lambda c: c["venues"][0].update(exceptions=[{"day": DAY} | more])


NOTE = {"id": "Rapat", "en": "Meeting"}


@pytest.mark.parametrize(
    "close",
    [
        exception(closed=True, note=NOTE),
        exception(hours="08:00-09:00"),
        exception(hours="07:00-07:30, 08:00-09:00"),
        lambda c: c["venues"][0].update(hours={}),
        lambda c: c["venues"][0].update(hours={"mon": "08:00-09:00"}),
    ],
    ids=["closed today", "ends now", "the last span ends now", "no hours", "the weekday ends now"],
)
def test_closing_a_venue_strands_all_who_wait_there(close: Callable[[Content], Any]) -> None:
    hall = OpenHall()
    hall.issue("ktp")
    hall.issue("jkn")

    assert left(hall, close) == [Stranded("ktp", 1), Stranded("jkn", 1)]


@pytest.mark.parametrize(
    ("close", "whom"),
    [
        (exception(agency="bpjs", closed=True, note=NOTE), ["jkn"]),
        (lambda c: c["agencies"][1]["places"][0].update(hours={"tue": "08:00-15:00"}), ["jkn"]),
        (lambda c: c["services"][0].update(hours={"mon": "08:00-09:00"}), ["ktp"]),
    ],
    ids=["an agency's day", "an agency's place", "a service's hours"],
)
def test_closing_an_agency_or_a_service_strands_those_who_wait_for_it(
    close: Callable[[Content], Any], whom: list[str]
) -> None:
    hall = OpenHall()
    hall.issue("ktp")
    hall.issue("jkn")

    assert left(hall, close) == [Stranded(service, 1) for service in whom]


@pytest.mark.parametrize(
    "change",
    [
        exception(hours="08:00-09:01"),
        exception(hours="10:00-15:00"),
        exception(hours="07:00-08:30, 13:00-15:00"),
        lambda c: c["venues"][0].update(exceptions=[{"day": "2026-06-09", "closed": True, "note": NOTE}]),
    ],
    ids=["ends later", "opens later today", "a break", "another day"],
)
def test_what_still_goes_on_today_strands_nobody(change: Callable[[Content], Any]) -> None:
    hall = OpenHall()
    hall.issue("ktp")

    assert left(hall, change) == []


def test_what_ended_before_strands_nobody_anew() -> None:
    hall = OpenHall()
    hall.issue("ktp")
    three = at(DAY, 15 * 60, ZONE)

    assert left(hall, exception(closed=True, note=NOTE), three) == []
    assert left(hall, exception(closed=True, note=NOTE), three - MINUTE) == [Stranded("ktp", 1)]


def test_an_agency_that_opened_today_as_planned_is_served() -> None:
    content = house_content()
    content["agencies"][1]["places"][0].update(status="planned", opens_on=DAY)
    hall = OpenHall(content)
    hall.issue("jkn")

    assert left(hall, without_counters("3", "4")) == [Stranded("jkn", 1)]


def test_an_edit_is_told_field_by_field_with_what_was_before() -> None:
    before, after = house_content(), house_content()
    after["services"][0]["name"] = "KTP-el"
    after["services"][0]["quota"] = 50
    after["counters"].pop()
    after["motto"] = "Cepat"

    assert differences(before, after) == [
        Difference("house", "small", "motto", "Beres", "Cepat"),
        Difference("services", "ktp", "name", "KTP", "KTP-el"),
        Difference("services", "ktp", "quota", None, 50),
        Difference("counters", "hall/4", None, before["counters"][3], None),
    ]


def test_the_first_edition_is_one_line_and_the_same_again_is_none() -> None:
    assert differences(None, house_content()) == [Difference("house", "small", None, None, "Small house")]
    assert differences(house_content(), house_content()) == []


def test_another_order_is_told_as_such() -> None:
    before, after = house_content(), house_content()
    after["services"].reverse()

    assert differences(before, after) == [
        Difference("services", "", "order", ["ktp", "kk", "jkn"], ["jkn", "kk", "ktp"])
    ]


def test_a_password_is_told_as_an_act_alone() -> None:
    account = {"roles": ["clerk"], "agencies": []}

    assert staff_differences("siti", "password", account, account) == [
        Difference("staff", "siti", "password", None, None)
    ]


def test_of_a_device_the_audit_tells_the_fields_that_changed_its_coming_and_its_going() -> None:
    tv = {"name": "TV 1", "zone": None}

    assert device_differences("5c1e0a", "paired", None, tv) == [
        Difference("devices", "5c1e0a", None, None, tv)
    ]
    assert device_differences("5c1e0a", "revoked", tv, None) == [
        Difference("devices", "5c1e0a", None, tv, None)
    ]
    assert device_differences("5c1e0a", "changed", tv, tv | {"name": "TV 3"}) == [
        Difference("devices", "5c1e0a", "name", "TV 1", "TV 3")
    ]
    assert device_differences("5c1e0a", "heard", tv, tv) == [
        Difference("devices", "5c1e0a", "heard", None, None)
    ]
