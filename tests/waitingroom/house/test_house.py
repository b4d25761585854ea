"""Validation of a house: every mistake is reported with its place, and an invalid house changes nothing."""

from __future__ import annotations

import contextlib
import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from antre.house_file import HouseFileWrong, read_house_file, sample_path
from rig.cast import house_content
from waitingroom.house.mistakes import HouseInvalid
from waitingroom.house.model import OUTCOMES_MAX, USUAL_OUTCOMES, Text
from waitingroom.house.reader import read_house

WRONG: dict[str, tuple[list[Any], Any]] = {
    "no prefix": (["agencies", 0, "prefix"], None),
    "small prefix": (["agencies", 0, "prefix"], "a"),
    "confusing prefix": (["agencies", 0, "prefix"], "I"),
    "prefix of another": (["agencies", 1, "prefix"], "A"),
    "unknown agency": (["services", 0, "agency"], "nobody"),
    "unknown zone": (["counters", 0, "zone"], "west"),
    "unknown venue": (["counters", 0, "venue"], "moon"),
    "time zone": (["venues", 0, "time_zone"], "WITA"),
    "hours backwards": (["venues", 0, "hours", "mon"], "15:00-08:00"),
    "hours in words": (["venues", 0, "hours", "mon"], "all day"),
    "minutes negative": (["services", 0, "minutes"], -5),
    "minutes true": (["services", 0, "minutes"], True),
    "quota none": (["services", 0, "quota"], 0),
    "no words": (["services", 0, "name"], ""),
    "long words": (["services", 0, "name"], "a" * 5_000),
    "NUL": (["services", 0, "name"], "KTP\x00"),
    "id": (["services", 0, "id"], "KTP el"),
    "id twice": (["services", 1, "id"], "ktp"),
    "a list for a table": (["venues", 0, "hours"], []),
    "unknown field": (["agencies", 0, "colour"], "red"),
    "outcome without a name": (["outcomes"], [{"id": "done"}]),
    "outcome twice": (["outcomes"], [{"id": "done", "name": {"id": "Beres"}}] * 2),
    "more outcomes than a page has digits for": (
        ["outcomes"],
        [{"id": f"x{n}", "name": {"id": "Beres"}} for n in range(OUTCOMES_MAX + 1)],
    ),
}


def test_the_small_house_is_a_house() -> None:
    assert read_house(house_content()).services_of_counter("hall", "4", "2026-06-08") == ("ktp", "kk", "jkn")


def test_a_saved_house_with_the_longest_numbers_there_were_is_still_read() -> None:
    """Editions stay in the log forever, so a limit is never tightened for saved ones."""
    content = house_content()
    content["agencies"][0] |= {"width": 6, "first_number": 9999}

    agency = read_house(content).agencies[content["agencies"][0]["id"]]

    assert (agency.width, agency.first_number) == (6, 9999)


@pytest.mark.parametrize("without", ["", None], ids=["empty", "absent"])
def test_without_english_the_indonesian_words_stand_for_both(without: str | None) -> None:
    content = house_content()
    service, zone = content["services"][0], content["venues"][0]["zones"][0]
    service["documents"] = [{"id": "KTP asli"} if without is None else {"id": "KTP asli", "en": ""}]
    for item, key in ((service, "name_en"), (zone["way"], "en")):
        item.pop(key)
        if without is not None:
            item[key] = without

    house = read_house(content)

    assert (house.services["ktp"].name, house.services["ktp"].name_en) == ("KTP", "KTP")
    assert house.services["ktp"].documents == (Text("KTP asli", "KTP asli"),)
    assert house.venues["hall"].zones["east"].way == Text("ke kanan", "ke kanan")
    assert house.content == content


def test_a_house_has_its_own_outcomes_in_their_order_or_the_usual_ones() -> None:
    usual = house_content()
    own = usual | {
        "outcomes": [
            {"id": "taken", "name": {"id": "Dibawa pulang", "en": "Taken home"}},
            {"id": "by-post", "name": {"id": "Dikirim pos"}},
        ]
    }

    assert read_house(usual).outcomes == read_house(usual | {"outcomes": []}).outcomes == USUAL_OUTCOMES
    assert list(read_house(own).outcomes.items()) == [
        ("taken", Text("Dibawa pulang", "Taken home")),
        ("by-post", Text("Dikirim pos", "Dikirim pos")),
    ]


@pytest.mark.parametrize(("path", "value"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_is_said_with_its_place(path: list[Any], value: Any) -> None:
    content = copy.deepcopy(house_content())
    place: Any = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value

    with pytest.raises(HouseInvalid) as refused:
        read_house(content)

    assert any(list(problem.path)[: len(path)] == path for problem in refused.value.mistakes)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(key=st.sampled_from(["venues", "agencies", "services", "counters", "name", "id"]), value=anything)
def test_rubbish_is_refused_never_a_fault(key: str, value: Any) -> None:
    with contextlib.suppress(HouseInvalid):
        read_house(house_content() | {key: value})


def test_the_sample_is_the_first_house() -> None:
    house = read_house(read_house_file(sample_path("mpp-kupang")))

    hall = [
        a for a in house.agencies.values() if any(p.venue == "mpp-kupang" and not p.planned for p in a.places)
    ]
    assert len(hall) == 21
    assert {"mpp-kupang"} < set(house.venues)
    assert all(service.documents is not None and service.name_en for service in house.services.values())
    assert all(
        house.counters_serving("mpp-kupang", s.id, "2026-06-08")
        for s in house.services_at("mpp-kupang")
        if not house.place_of(s.id, "mpp-kupang").planned
    )  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("prefix: A\n", "prefix: I\n"), 'Line, field "prefix"'),
        (("08:00-15:00", "8-15"), 'Line, field "mon"'),
    ],
)
def test_a_wrong_line_of_a_file_is_named(tmp_path: Any, change: tuple[str, str], expected: str) -> None:
    import yaml

    text = yaml.safe_dump(house_content(), sort_keys=False, allow_unicode=True)
    file = tmp_path / "house.yaml"
    file.write_text(text.replace(*change, 1))

    with pytest.raises(HouseFileWrong) as refused:
        read_house_file(file)

    line = next(n for n, row in enumerate(file.read_text().splitlines(), 1) if change[1].strip() in row)
    assert expected.partition(", ")[2] in str(refused.value)
    assert f"Line {line}, " in str(refused.value)


@pytest.mark.parametrize(
    "text", ["{", "- 1\n", "venues: [\n", "a: 1\na: 2\n", "\x00", "!!python/object:os.system x"]
)
def test_a_file_that_is_no_house_is_refused(tmp_path: Any, text: str) -> None:
    file = tmp_path / "house.yaml"
    file.write_text(text)

    with pytest.raises(HouseFileWrong):
        read_house_file(file)
