"""The first hour of a house: what its hall lacks before it can open."""

from __future__ import annotations

from typing import Any

from rig.cast import house_content
from waitingroom.house.entry import enter_house
from waitingroom.house.first_hour import STEPS, Lack, begun, empty_house, lacks
from waitingroom.house.reader import read_house


def lacks_of(content: dict[str, Any], *, has_clerk: bool = True, has_tv: bool = True) -> list[Lack]:
    return lacks(read_house(content), has_clerk=has_clerk, has_tv=has_tv)


def test_an_empty_house_is_a_house_that_lacks_everything_once() -> None:
    content = enter_house(empty_house("soe", "MPP Kabupaten TTS")).content

    lacks = lacks_of(content, has_clerk=False, has_tv=False)

    assert [lack.step for lack in lacks] == list(STEPS)
    assert all(not lack.id for lack in lacks)


def test_a_whole_house_lacks_nothing() -> None:
    assert lacks_of(house_content()) == []


def test_a_venue_lacks_hours_and_zones() -> None:
    content = house_content()
    content["venues"].append({"id": "tent", "name": "Tent", "time_zone": "Asia/Jakarta", "hours": {}})

    assert lacks_of(content) == [
        Lack("place", "no-hours", "venues", "tent"),
        Lack("place", "no-zone", "venues", "tent"),
    ]


def test_each_agency_needs_a_place_and_a_service_and_each_service_a_counter() -> None:
    content = house_content()
    content["agencies"] += [
        {"id": "pln", "name": "PLN", "short": "PLN", "prefix": "S", "places": []},
        {"id": "pos", "name": "Pos", "short": "Pos", "prefix": "R", "places": [{"venue": "hall"}]},
    ]
    content["services"].append({"id": "paket", "agency": "pos", "name": "Paket"})

    assert lacks_of(content) == [
        Lack("agencies", "no-place", "agencies", "pln"),
        Lack("services", "no-service-of", "agencies", "pln"),
        Lack("counters", "unserved", "services", "paket"),
    ]


def test_what_is_only_planned_needs_no_counter_and_a_turn_of_a_schedule_serves() -> None:
    content = house_content()
    content["agencies"] += [
        {"id": "pos", "name": "Pos", "short": "Pos", "prefix": "R",
         "places": [{"venue": "hall", "status": "planned"}]},
        {"id": "pln", "name": "PLN", "short": "PLN", "prefix": "S", "places": [{"venue": "hall"}]},
    ]  # fmt: skip
    content["services"] += [
        {"id": "paket", "agency": "pos", "name": "Paket"},
        {"id": "token", "agency": "pln", "name": "Token"},
    ]
    content["counters"][0]["schedule"] = [{"days": ["tue"], "agencies": ["pln"]}]

    assert lacks_of(content) == []


def test_the_way_to_a_zone_and_what_is_said_about_an_agency_may_be_absent() -> None:
    content = house_content()
    del content["venues"][0]["zones"][0]["way"]
    del content["agencies"][0]["about"]

    house = read_house(content)

    assert house.venues["hall"].zones["east"].way.id == house.agencies["dukcapil"].about.id == ""


def test_the_first_hour_ends_and_leaves_the_house_as_it_is() -> None:
    assert begun(house_content() | {"first_hour": "guided"}) == house_content()
