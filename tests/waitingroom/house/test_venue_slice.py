"""A box's slice of a house is a valid house with one venue."""

from __future__ import annotations

import pytest

from antre.first_house import sample_house
from waitingroom.house.reader import read_house
from waitingroom.house.venue_slice import slice_for_box


@pytest.mark.parametrize("venue", ["mpp-kupang", "cfd", "saboak"])
def test_the_sample_house_is_sliced_into_each_of_its_venues(venue: str) -> None:
    content = sample_house()
    whole, part = read_house(content), read_house(slice_for_box(content, venue))

    assert list(part.venues) == [venue]
    assert {s.id for s in part.services_at(venue)} == {s.id for s in whole.services_at(venue)}
    assert part.counters[venue] == whole.counters[venue]
    assert part.venues[venue] == whole.venues[venue]


def test_what_belongs_elsewhere_stays_behind() -> None:
    content = sample_house()
    cfd = next(venue for venue in content["venues"] if venue["id"] == "cfd")
    cfd["exceptions"] = [
        {"day": "2026-12-05", "closed": True, "note": {"id": "Libur", "en": "Closed"}},
        {"day": "2026-12-05", "agency": "atr-bpn", "closed": True, "note": {"id": "Libur", "en": "Closed"}},
    ]
    content["counters"][-4]["schedule"] = [{"days": ["sat"], "agencies": ["dukcapil", "atr-bpn"]}]
    assert content["counters"][-4]["venue"] == "cfd"
    content["media"] = [
        {"id": "a", "kind": "text", "text": {"id": "A", "en": "A"}},
        {"id": "b", "kind": "text", "text": {"id": "B", "en": "B"}, "venue": "mpp-kupang"},
        {"id": "c", "kind": "picture", "file": f"{'0' * 64}.png"},
    ]

    part = slice_for_box(content, "cfd")

    assert {agency["id"] for agency in part["agencies"]} == {"dukcapil", "bpjs-kesehatan", "kemenag", "arsip"}
    assert [e.get("agency") for e in part["venues"][0]["exceptions"]] == [None]
    assert [item["id"] for item in part["media"]] == ["a"]
    assert part["counters"][1]["schedule"] == [{"days": ["sat"], "agencies": ["dukcapil"]}]
    read_house(part | {"media": []})
