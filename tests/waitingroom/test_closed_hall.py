"""What the hall displays while it issues no numbers, or while no ticket can be called."""

from __future__ import annotations

from typing import Any

import pytest

from rig.cast import MINUTE, NINE, OpenHall, house_content
from waitingroom.house.opening import opening_of
from waitingroom.views import visitor
from waitingroom.views.board import board

HOUR = 60 * MINUTE


def no_numbers(hours: float, content: dict[str, Any] | None = None) -> dict[str, str] | None:
    """Return the displayed sentence this many hours after nine."""
    opened = OpenHall(content)
    text: dict[str, str] | None = visitor.venue(opened.hall, round(NINE + hours * HOUR))["closed_text"]
    return text


def on_phone(opened: OpenHall, number: str, hours: float) -> dict[str, Any] | None:
    ticket = opened.hall.tickets[number]
    view = visitor.ticket(opened.hall, ticket, "token", round(NINE + hours * HOUR))
    closed: dict[str, Any] | None = view["hall_closed"]
    return closed


def test_an_open_hall_says_nothing() -> None:
    assert no_numbers(0) is None
    assert no_numbers(-1.25) is None, "numbers are issued from 15 minutes before opening"


def test_before_its_hours_it_says_from_when_numbers_can_be_taken() -> None:
    assert no_numbers(-2) == {
        "id": "Nomor dapat diambil mulai pukul 07.45.",
        "en": "Numbers can be taken from 07.45.",
    }


def test_after_its_hours_it_says_on_which_day_and_when_numbers_start() -> None:
    assert no_numbers(6) == {
        "id": "Pelayanan hari ini sudah selesai. Ambil nomor lagi Selasa mulai pukul 07.45.",
        "en": "Closed for today. Numbers again Tuesday from 07.45.",
    }


def test_closed_all_day_it_says_on_which_day_and_when_numbers_start() -> None:
    content = house_content()
    del content["venues"][0]["hours"]["mon"], content["venues"][0]["hours"]["tue"]

    assert no_numbers(0, content) == {
        "id": "Hari ini tutup. Ambil nomor lagi Rabu mulai pukul 07.45.",
        "en": "Closed today. Numbers again Wednesday from 07.45.",
    }


@pytest.mark.parametrize("hours", [-2.0, 0.0, 6.0])
def test_a_board_says_the_same_sentence_once_no_counter_opens_any_more(hours: float) -> None:
    content = house_content()
    if hours == 0.0:
        del content["venues"][0]["hours"]["mon"]
    opened = OpenHall(content)

    said = board(opened.hall, round(NINE + hours * HOUR)).get("closed_text")

    assert said == (None if hours < 0 else no_numbers(hours, content))


def test_the_first_service_that_gives_numbers_decides_whatever_its_own_hours() -> None:
    content = house_content()
    content["services"][1]["hours"] = {"tue": "10:00-12:00"}
    content["services"][1]["numbers"] = "06:30-12:00"

    closed = no_numbers(6, content)

    assert closed
    assert closed["en"] == "Closed for today. Numbers again Tuesday from 06.30."


def test_one_open_service_is_an_open_hall() -> None:
    content = house_content()
    content["services"][0]["hours"] = {"mon": "08:00-20:00"}

    assert no_numbers(7, content) is None


def test_who_waits_before_the_hours_is_told_when_calling_starts() -> None:
    opened = OpenHall()
    number = opened.issue()

    assert on_phone(opened, number, -1.1) == {
        "text": {"id": "Loket mulai memanggil pukul 08.00.", "en": "Calling starts at 08.00."},
        "over": False,
    }
    assert on_phone(opened, number, 0) is None


def test_who_waits_before_the_hours_in_a_house_of_rooms_reads_of_rooms() -> None:
    content = house_content()
    content["venues"][0]["counter_word"] = "ruang"
    opened = OpenHall(content)

    told = on_phone(opened, opened.issue(), -1.1)

    assert told
    assert told["text"]["id"] == "Ruang mulai memanggil pukul 08.00."


def test_who_still_waits_in_a_closed_hall_is_told_so_and_when_numbers_start() -> None:
    opened = OpenHall()
    number = opened.issue()

    closed = on_phone(opened, number, 7)

    assert closed
    assert closed["over"] is True
    assert closed["text"] == {
        "id": "Pelayanan hari ini sudah selesai dan A-001 belum sempat dipanggil. Mohon maaf. Silakan ke meja "
        "informasi. Ambil nomor lagi Selasa mulai pukul 07.45.",
        "en": "We closed before A-001 could be called. We are sorry. Please ask at the information desk. Numbers again "
        "Tuesday from 07.45.",
    }


def test_while_a_counter_is_open_who_waits_may_still_be_called() -> None:
    opened = OpenHall()
    number = opened.issue()
    opened.open()

    assert on_phone(opened, number, 7) is None


def test_who_is_called_is_told_nothing_of_the_hall() -> None:
    opened = OpenHall()
    number = opened.issue()
    opened.open()
    opened.press("next")
    opened.press("no-show")
    opened.hall.counters.clear()

    assert on_phone(opened, number, 7) is None


@pytest.mark.parametrize(
    ("hours", "before_min"), [("00:00-15:00", 15), ("04:00-15:00", 15), ("05:00-15:00", 120)]
)
def test_numbers_never_start_before_the_day_does(hours: str, before_min: int) -> None:
    content = house_content()
    content["venues"][0] |= {"numbers_before_min": before_min}
    content["venues"][0]["hours"]["tue"] = hours
    opened = OpenHall(content)
    assert opened.hall.house
    (service, *_) = opened.hall.house.services

    assert no_numbers(6, content) == {
        "id": "Pelayanan hari ini sudah selesai. Ambil nomor lagi Selasa mulai pukul 04.00.",
        "en": "Closed for today. Numbers again Tuesday from 04.00.",
    }
    own = opening_of(
        opened.hall.house, venue_id=opened.hall.venue_id, service_id=service,
        service_day=opened.hall.service_day, now_ms=NINE + 6 * HOUR, taken=0,
    )  # fmt: skip
    assert own.text
    assert own.text.en.endswith(f"Open again Tuesday {max(hours[:5], '04:00').replace(':', '.')}.")
