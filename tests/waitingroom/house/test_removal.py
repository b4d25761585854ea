"""Removing an item also removes what depends on it, and nothing else; the result is a valid house."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from rig.cast import house_content
from waitingroom.house.changes import SECTIONS, by_id, differences, without
from waitingroom.house.reader import read_house

Content = dict[str, Any]


def content() -> Content:
    """The small house with a tent that has its own service and poster, and a counter with a schedule."""
    made = copy.deepcopy(house_content())
    first, second = made["agencies"][0]["id"], made["agencies"][1]["id"]
    hall = made["venues"][0]
    zone = hall["zones"][0]["id"]
    hall["exceptions"] = [
        {"day": "2026-06-09", "agency": first, "all_day": True},
        {"day": "2026-06-10", "all_day": True},
    ]
    made["venues"].append(copy.deepcopy(hall) | {"id": "tent", "name": "Tent", "exceptions": []})
    for agency in made["agencies"][:2]:
        agency["places"].append({"venue": "tent"})
    base = {"name": "Tenda", "name_en": "Tent", "minutes": 5}
    made["services"].append(base | {"id": "tent-only", "agency": second, "venues": ["tent"]})
    made["services"].append(base | {"id": "both", "agency": second, "venues": ["tent", "hall"]})
    made["counters"].append(
        {"id": "t1", "venue": "tent", "zone": zone, "agencies": [first], "services": ["tent-only"]}
    )
    made["counters"].append({
        "id": "mixed", "venue": "hall", "zone": zone, "agencies": [first, second],
        "schedule": [{"days": ["tue"], "agencies": [first]}, {"days": ["wed"], "agencies": [first, second]}],
    })  # fmt: skip
    made["media"] = [{"id": "poster", "kind": "text", "venue": "tent", "text": {"id": "a", "en": "b"}}]
    return made


def ids(made: Content, section: str) -> set[str]:
    return set(by_id(made, section))


def test_with_an_agency_go_its_services_and_special_days_and_counters_no_longer_name_it() -> None:
    before = content()
    first = before["agencies"][0]["id"]

    after = without(before, "agencies", first)

    read_house(after)
    assert first not in ids(after, "agencies")
    assert not [s for s in after["services"] if s["agency"] == first]
    assert ids(after, "counters") == ids(before, "counters")
    assert after["venues"][0]["exceptions"] == [{"day": "2026-06-10", "all_day": True}]
    second = before["agencies"][1]["id"]
    mixed = by_id(after, "counters")["hall/mixed"]
    assert (mixed["agencies"], mixed["schedule"]) == ([second], [{"days": ["wed"], "agencies": [second]}])


def test_with_a_venue_go_its_counters_and_what_is_only_there() -> None:
    before = content()

    after = without(before, "venues", "tent")

    read_house(after)
    gone = {(d.section, d.id) for d in differences(before, after) if d.field is None}
    assert gone == {
        ("venues", "tent"), ("counters", "tent/t1"), ("services", "tent-only"), ("media", "poster"),
    }  # fmt: skip
    assert by_id(after, "services")["both"]["venues"] == ["hall"]
    assert all(place["venue"] == "hall" for agency in after["agencies"] for place in agency["places"])


def test_with_a_service_go_its_mentions_at_counters() -> None:
    after = without(content(), "services", "tent-only")

    read_house(after)
    assert by_id(after, "counters")["tent/t1"]["services"] == []


@pytest.mark.parametrize("section", SECTIONS)
def test_whatever_is_removed_leaves_a_house_and_the_content_as_it_was(section: str) -> None:
    before = content()
    for id in ids(before, section) - {"hall"}:
        original = copy.deepcopy(before)
        after = without(before, section, id)
        assert before == original
        assert id not in ids(after, section)
        read_house(after)
    assert without(before, section, "nothing") == before


@pytest.mark.parametrize("section", ["counters", "media"])
def test_what_nothing_names_goes_alone_and_nothing_else_is_copied(section: str) -> None:
    before = content()
    remaining, gone = by_id(before, section), next(iter(by_id(before, section)))
    del remaining[gone]

    after = without(before, section, gone)

    assert list(map(id, after[section])) == list(map(id, remaining.values()))
    assert all(after[one] is before[one] for one in SECTIONS if one != section)
