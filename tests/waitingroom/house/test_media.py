"""Media beside the calls: the house's pictures, videos and texts, where and when they are displayed."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from rig.cast import DAY, OpenHall, house_content
from waitingroom.house.changes import differences
from waitingroom.house.mistakes import HouseInvalid
from waitingroom.house.reader import MEDIA_MAX, read_house
from waitingroom.views.board import house_event

PICTURE = {"id": "poster", "kind": "picture", "name": "Poster", "file": "a" * 64 + ".jpg"}
VIDEO = {"id": "film", "kind": "video", "file": "b" * 64 + ".webm", "seconds": 30}
TEXT = {"id": "ktp", "kind": "text", "text": {"id": "KTP-el gratis.", "en": "ID cards are free."}}


def house(*media: Any) -> dict[str, Any]:
    return copy.deepcopy(house_content() | {"media": list(media)})


def displayed(*media: Any) -> list[Any]:
    return list(house_event(OpenHall(house(*media)).hall)["media"])


def test_boards_are_told_of_media_in_the_order_of_the_house_and_nothing_more() -> None:
    assert displayed(TEXT, PICTURE, VIDEO) == [
        {"id": "ktp", "kind": "text", "seconds": 12, "text": TEXT["text"]},
        {"id": "poster", "kind": "picture", "seconds": 12, "file": PICTURE["file"]},
        {"id": "film", "kind": "video", "seconds": 30, "file": VIDEO["file"]},
    ]


def test_a_video_without_a_time_of_its_own_is_shown_to_its_end() -> None:
    film = {key: value for key, value in VIDEO.items() if key != "seconds"}

    assert [
        (m["seconds"], m.get("to_end")) for m in displayed(film | {"length": 19.9}, film | {"id": "old"})
    ] == [
        (20, True),
        (12, True),
    ]
    assert "to_end" not in displayed(VIDEO | {"length": 19.9})[0]


@pytest.mark.parametrize(
    ("when", "is_visible"),
    [
        ({}, True), ({"from": DAY}, True), ({"until": DAY}, True), ({"from": DAY, "until": DAY}, True),
        ({"from": "2026-06-09"}, False), ({"until": "2026-06-07"}, False), ({"venue": "hall"}, True),
        ({"venue": "hall", "zones": ["east"]}, True), ({"venue": "tent"}, False),
    ],
)  # fmt: skip
def test_an_item_is_shown_at_its_venue_on_its_days(when: dict[str, Any], is_visible: bool) -> None:
    content = house(PICTURE | when)
    content["venues"].append(content["venues"][0] | {"id": "tent"})

    assert bool(house_event(OpenHall(content).hall)["media"]) is is_visible


def test_zones_travel_with_an_item_so_that_each_board_knows_its_own() -> None:
    assert displayed(TEXT | {"venue": "hall", "zones": ["east"]})[0]["zones"] == ["east"]


@pytest.mark.parametrize(
    ("item", "where"),
    [
        (PICTURE | {"file": "../../etc/passwd"}, "file"), (PICTURE | {"file": "A" * 64 + ".jpg"}, "file"),
        (PICTURE | {"file": "a" * 64 + ".webm"}, "file"), (VIDEO | {"file": "a" * 64 + ".jpg"}, "file"),
        (PICTURE | {"file": "a" * 64 + ".svg"}, "file"), ({"id": "x", "kind": "picture"}, "file"),
        (PICTURE | {"kind": "film"}, "kind"), (PICTURE | {"text": TEXT["text"]}, "text"),
        (TEXT | {"file": PICTURE["file"]}, "file"), ({"id": "x", "kind": "text"}, "text"),
        (TEXT | {"text": {"en": "English alone"}}, "text"), (TEXT | {"seconds": 2}, "seconds"),
        (TEXT | {"seconds": 601}, "seconds"), (TEXT | {"from": "kemarin"}, "from"),
        (TEXT | {"from": "2026-06-09", "until": "2026-06-08"}, "until"), (TEXT | {"venue": "moon"}, "venue"),
        (TEXT | {"venue": "hall", "zones": ["west"]}, "zones"), (TEXT | {"zones": ["east"]}, "zones"),
        (VIDEO | {"length": 0}, "length"), (VIDEO | {"length": 3601}, "length"), (TEXT | {"length": 9}, "length"),
        (TEXT | {"colour": "red"}, "colour"), (TEXT | {"id": "../x"}, "id"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_an_item_is_said_with_its_place(item: Any, where: str) -> None:
    with pytest.raises(HouseInvalid) as refused:
        read_house(house(PICTURE, item) if item["id"] != "poster" else house(item))

    assert any(where in problem.path and problem.path[0] == "media" for problem in refused.value.mistakes)


def test_two_items_of_one_id_and_too_many_are_refused() -> None:
    for media in ([PICTURE, PICTURE], [TEXT | {"id": f"t{n}"} for n in range(MEDIA_MAX + 1)]):
        with pytest.raises(HouseInvalid):
            read_house(house(*media))


def test_the_audit_says_what_an_item_was_before_and_that_the_order_changed() -> None:
    before, after = house(PICTURE, TEXT), house(PICTURE | {"seconds": 20}, TEXT)

    assert [line[:4] for line in differences(before, after)] == [("media", "poster", "seconds", None)]
    assert differences(before, house(TEXT, PICTURE)) == [
        ("media", "", "order", ["poster", "ktp"], ["ktp", "poster"])
    ]
    assert differences(before, house(TEXT)) == [("media", "poster", None, PICTURE, None)]
