"""A counter has one public name, in both languages, and every view has it."""

from __future__ import annotations

import pytest

from rig.cast import OpenHall, house_content
from waitingroom.counter_access import CounterAccess
from waitingroom.house.counter_name import counter_name, counters_text
from waitingroom.house.mistakes import HouseInvalid
from waitingroom.house.model import Text
from waitingroom.house.reader import read_house
from waitingroom.refusals import CounterNotOpen
from waitingroom.views import hall as hall_views
from waitingroom.views import staff, visitor
from waitingroom.views.board import board, house_event

NAMES = [
    ("loket", {}, "Loket 20", "Counter 20", "loket 20", "20"),
    ("ruang", {}, "Ruang 20", "Room 20", "ruang 20", "20"),
    ("meja", {"sign": "4A"}, "Meja 4A", "Desk 4A", "meja 4A", "4A"),
    ("loket", {"name": "Ruang 1"}, "Ruang 1", "Room 1", "ruang 1", "1"),
    ("loket", {"name": "Ruang 1", "sign": "20"}, "Ruang 1", "Room 1", "ruang 1", "1"),
    ("loket", {"name": "Ruang 1", "name_en": "Surgery 1"}, "Ruang 1", "Surgery 1", "ruang 1", "1"),
    ("loket", {"name": "Poli Gigi 2"}, "Poli Gigi 2", "Poli Gigi 2", "Poli Gigi 2", "2"),
    ("loket", {"name": "Ruang Foto"}, "Ruang Foto", "Ruang Foto", "Ruang Foto", ""),
    ("loket", {"name": "Ruang Foto", "name_en": "Photo room"}, "Ruang Foto", "Photo room", "Ruang Foto", ""),
    ("loket", {"name": "Kasir"}, "Kasir", "Kasir", "Kasir", ""),
    (
        "loket",
        {"name": "Loket Prioritas", "sign": "P1"},
        "Loket Prioritas",
        "Loket Prioritas",
        "Loket Prioritas",
        "P1",
    ),
]


@pytest.mark.parametrize(("kind", "own", "id", "en", "inside", "sign"), NAMES)
def test_a_counter_is_called_as_the_house_calls_it_in_both_languages(
    kind: str, own: dict[str, str], id: str, en: str, inside: str, sign: str
) -> None:
    name = counter_name("20", kind=kind, **own)

    assert (name.full, name.inside.id, name.sign) == (Text(id, en), inside, sign)


@pytest.mark.parametrize(
    ("names", "text"),
    [
        (["Loket 1", "Loket 2", "Loket 3", "Loket 4"], Text("loket 1–4", "counters 1–4")),
        (["Loket 5", "Loket 7"], Text("loket 5, 7", "counters 5, 7")),
        (["Loket 1", "Loket 3", "Loket 4"], Text("loket 1, 3, 4", "counters 1, 3, 4")),
        (["Ruang 1", "Ruang 2", "Ruang 3"], Text("ruang 1–3", "rooms 1–3")),
        (["Meja 2"], Text("meja 2", "desk 2")),
        (["Loket 5", "Ruang 1", "Kasir"], Text("loket 5, ruang 1, Kasir", "counter 5, room 1, Kasir")),
        ([], Text("", "")),
    ],
)  # fmt: skip
def test_several_counters_are_named_together(names: list[str], text: Text) -> None:
    assert counters_text(counter_name("x", kind="loket", name=name) for name in names) == text


def rooms() -> OpenHall:
    """A hall whose counters are rooms, and whose counter 4 is "Meja 1"; one ticket at each, one waits."""
    content = house_content()
    content["venues"][0]["counter_word"] = "ruang"
    content["counters"][3]["name"] = "Meja 1"
    hall = OpenHall(content)
    for service in ("ktp", "jkn", "ktp"):
        hall.issue(service)
    hall.open("1", "siti")
    hall.open("4", "rudi")
    hall.press("next", "1", "siti")
    hall.press("next", "4", "rudi")
    return hall


def test_every_view_has_the_name_that_the_house_gives() -> None:
    opened = rooms()
    hall, now_ms = opened.hall, opened.now_ms
    house = house_event(hall)
    called = visitor.ticket(hall, hall.tickets["L-001"], "token", now_ms)
    waiting = visitor.ticket(hall, hall.tickets["A-002"], "token", now_ms)
    panel = staff.counter(hall, now_ms, counter_id="1", session_id="siti")["counter"]
    whole = hall_views.hall(hall, now_ms, session_id="siti", access=CounterAccess(acts=True))["counters"]

    assert house["venue"]["counter_word"] == {"id": "Ruang", "en": "Room"}
    assert house["counters"]["4"] == {
        "name": "Meja 1", "name_en": "Desk 1", "sign": "1", "zone": "east",
        "word": {"id": "Meja", "en": "Desk"}, "inside": {"id": "meja 1", "en": "desk 1"},
    }  # fmt: skip
    assert [call["counter_name"] for call in board(hall, now_ms)["calls"]] == ["Meja 1", "Ruang 1"]
    assert (called["counter_name"], called["counter_name_en"], called["counter"]) == ("Meja 1", "Desk 1", "1")
    assert called["counter_word"] == {"id": "Meja", "en": "Desk"}
    assert waiting["counters_text"] == {"id": "ruang 1, 2, meja 1", "en": "rooms 1, 2, desk 1"}
    assert (panel["name"], panel["name_en"], panel["sign"]) == ("Ruang 1", "Room 1", "1")
    assert [counter["name_en"] for counter in whole] == ["Room 1", "Room 2", "Room 3", "Desk 1"]


def test_a_refusal_says_the_name_in_the_readers_language() -> None:
    with pytest.raises(CounterNotOpen) as refused:
        rooms().press("next", "2", "budi")

    assert refused.value.text("id").startswith("Ruang 2 tutup.")
    assert refused.value.text("en").startswith("Room 2 is closed.")


def test_a_house_of_before_is_read_as_before_and_an_unknown_word_is_refused() -> None:
    assert read_house(house_content()).counters["hall"]["1"].name.full == Text("Loket 1", "Counter 1")

    content = house_content()
    content["venues"][0]["counter_word"] = "window"
    with pytest.raises(HouseInvalid) as wrong:
        read_house(content)
    assert [mistake.path for mistake in wrong.value.mistakes] == [("venues", 0, "counter_word")]
