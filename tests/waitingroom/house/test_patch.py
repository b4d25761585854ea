"""A patch turns one house into the next exactly, with the same digest, and reads only the changed items."""

from __future__ import annotations

import random
from copy import deepcopy
from typing import Any

import pytest

from antre.first_house import sample_house
from rig.cast import counter, house_content
from waitingroom.house.changes import SECTIONS, differences, without
from waitingroom.house.entry import enter_change, enter_house
from waitingroom.house.mistakes import HouseInvalid
from waitingroom.house.model import House
from waitingroom.house.patch import (
    Patch,
    apply_patch,
    digest_after,
    digest_of,
    make_patch,
    patch_differences,
    places_of,
    touched_venues,
)
from waitingroom.house.patch_reader import read_patched
from waitingroom.house.reader import read_house
from waitingroom.house.venue_slice import slice_of, slice_of_house

Content = dict[str, Any]


def edited(content: Content, rng: random.Random) -> Content:
    """Apply a random edit, valid or not, to a copy of a house."""
    made = deepcopy(content)
    section = rng.choice([*SECTIONS, "house"])
    items = made.setdefault(section, []) if section != "house" else []
    match rng.randrange(6):
        case 0 if items:
            items.remove(rng.choice(items))
        case 1 if items:
            items.append(deepcopy(rng.choice(items)) | {"id": f"new-{rng.randrange(1000)}"})
        case 2 if items:
            rng.shuffle(items)
        case 3 if items and section != "house":
            item = rng.choice(items)
            made = without(
                made, section, f"{item['venue']}/{item['id']}" if section == "counters" else item["id"]
            )
        case 4 if items:
            rng.choice(items)["name"] = rng.choice(["Baru", "", " dua  kata "])
        case _:
            made["motto"] = rng.choice(["Satu", "Dua"])
    return made


def same(one: House, other: House) -> bool:
    """Return whether two houses are equal, including the order of their items."""
    ordered = [
        [list(house.venues), list(house.agencies), list(house.services), list(house.media),
         {venue: list(positions) for venue, positions in house.counters.items()}]
        for house in (one, other)
    ]  # fmt: skip
    return one == other and one.content == other.content and ordered[0] == ordered[1]


@pytest.mark.parametrize("seed", range(40))
def test_a_patch_gives_what_reading_the_whole_house_gives(seed: int) -> None:
    rng = random.Random(seed)
    before, refusals = enter_house(sample_house()), []
    for _ in range(12):
        expected = edited(before.content, rng)
        try:
            whole = enter_house(expected, before.content)
        except HouseInvalid as error:
            with pytest.raises(HouseInvalid) as refused:
                enter_change(expected, before)
            refusals.append((refused.value.mistakes, error.mistakes))
            continue
        house = enter_change(expected, before).house
        assert same(house, whole)
        assert house.places == places_of(whole.content)
        assert all(slice_of_house(house, venue) == slice_of(whole.content, venue) for venue in house.venues)
        patch = make_patch(before.content, whole.content)
        if patch is not None:
            after = apply_patch(before.content, patch)
            assert after.content == whole.content
            assert apply_patch(before.content, patch, places_of(before.content)) == after
            assert same(read_patched(before, patch, after.content), whole)
            assert digest_after(digest_of(before.content), before.content, patch, after.changed) == digest_of(
                whole.content
            )
            lines = patch_differences(before.content, patch, after.changed)
            assert sorted(map(repr, lines)) == sorted(map(repr, differences(before.content, whole.content)))
        before = house
    assert all(by_change == by_house for by_change, by_house in refusals)


@pytest.mark.parametrize("seed", range(40))
def test_every_venue_whose_slice_changes_is_named(seed: int) -> None:
    rng = random.Random(seed)
    before = enter_house(sample_house()).content
    for _ in range(12):
        try:
            after = enter_house(edited(before, rng), before).content
        except HouseInvalid:
            continue
        patch = make_patch(before, after)
        if patch is not None:
            touched = touched_venues(before, patch, apply_patch(before, patch))
            venues = {venue["id"] for house in (before, after) for venue in house["venues"]}
            changed = {venue for venue in venues if slice_of(before, venue) != slice_of(after, venue)}
            assert touched is None or changed <= touched
        before = after


def test_an_edit_at_a_counter_is_as_small_as_the_counter() -> None:
    before = house_content()
    after = deepcopy(before)
    after["counters"][2] = counter("3", "dukcapil")

    assert make_patch(before, after) == Patch({}, {"counters": {"hall/3": counter("3", "dukcapil")}}, {})


def test_another_house_is_no_patch_of_this_one() -> None:
    other = sample_house()

    assert make_patch(house_content(), other) is None


@pytest.mark.parametrize("wrong", [None, [], {"venues": {}}, {"venues": [1]}, {"counters": [{"id": "1"}]}])
def test_what_is_no_house_has_no_patch(wrong: Any) -> None:
    assert make_patch(house_content(), wrong) is None


def test_two_items_of_one_id_are_refused_by_a_change_too() -> None:
    before = read_house(house_content())
    twice = deepcopy(before.content)
    twice["counters"].append(counter("3", "bpjs"))

    with pytest.raises(HouseInvalid):
        enter_change(twice, before)


def test_a_zone_that_counters_name_cannot_be_taken_away() -> None:
    before = read_house(house_content())
    without_zone = deepcopy(before.content)
    without_zone["venues"][0]["zones"] = []

    with pytest.raises(HouseInvalid):
        enter_change(without_zone, before)


def test_the_word_for_counters_changes_the_names_of_counters_that_were_not_edited() -> None:
    before = read_house(house_content())
    rooms = deepcopy(before.content)
    rooms["venues"][0]["counter_word"] = "ruang"

    assert enter_change(rooms, before).house.counters["hall"]["1"].name.full.id == "Ruang 1"
