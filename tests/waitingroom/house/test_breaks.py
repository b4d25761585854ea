"""Breaks: several spans a day, how they are written, and what happens during a break (ADR 0019)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rig.cast import DAY, MINUTE, ZONE, OpenHall, house_content
from waitingroom.counter_access import CounterAccess
from waitingroom.house.day_hours import DayHours, Span, misplaced
from waitingroom.house.mistakes import HouseInvalid, Mistake
from waitingroom.house.opening import Opening, break_of, closes_ms, opening_of, venue_hours
from waitingroom.house.reader import read_house
from waitingroom.local_time import at, day_after
from waitingroom.views import hall as hall_views
from waitingroom.views import visitor
from waitingroom.views.board import board

Content = dict[str, Any]

WEEK = {"mon": "08:00-12:00, 13:00-15:00", "tue": "08:00-12:00", "fri": "08:00-11:30, 13:30-15:00"}
TWO = DayHours((Span(8 * 60, 12 * 60), Span(13 * 60, 15 * 60)))
NOON, ONE, THREE = (at(DAY, hour * 60, ZONE) for hour in (12, 13, 15))
CALLED_AGAIN = {
    "id": "Istirahat. Pemanggilan mulai lagi pukul 13.00.",
    "en": "Break. Calling starts again at 13.00.",
}


def with_breaks(**more: Any) -> Content:
    content = house_content()
    content["venues"][0] |= {"hours": WEEK} | more
    return content


def opening(now_ms: int, content: Content | None = None, *, service: str = "ktp", taken: int = 0) -> Opening:
    return opening_of(
        read_house(content or with_breaks()), venue_id="hall", service_id=service, service_day=DAY,
        now_ms=now_ms, taken=taken,
    )  # fmt: skip


def mistakes(content: Content) -> list[Mistake]:
    with pytest.raises(HouseInvalid) as refused:
        read_house(content)
    return refused.value.mistakes


@pytest.mark.parametrize(
    "written", ["08:00-12:00, 13:00-15:00", "08:00-12:00,13:00-15:00", ["08:00-12:00", "13:00-15:00"]]
)
def test_several_spans_are_written_with_commas_or_as_a_list(written: Any) -> None:
    assert read_house(with_breaks(hours={"mon": written})).venues["hall"].hours == {0: TWO}


def test_one_span_is_read_as_before() -> None:
    hours = read_house(house_content()).venues["hall"].hours

    assert hours[0] == DayHours((Span(8 * 60, 15 * 60),))
    assert hours[0].breaks == ()


@pytest.mark.parametrize(
    "change",
    [
        lambda c: c["venues"][0].update(hours=WEEK),
        lambda c: c["agencies"][0]["places"][0].update(hours=WEEK),
        lambda c: c["services"][0].update(hours=WEEK),
        lambda c: c["venues"][0].update(exceptions=[{"day": DAY, "hours": WEEK["mon"]}]),
    ],
    ids=["venue", "place", "service", "exception"],
)
def test_a_venue_a_place_a_service_and_a_day_have_breaks(change: Callable[[Content], Any]) -> None:
    content = house_content()
    change(content)

    assert opening(NOON, content).reason == "break"


@pytest.mark.parametrize(
    ("written", "n", "expected"),
    [
        ("13:00-15:00, 08:00-12:00", 1, "08:00-12:00"),
        ("08:00-12:00, 11:59-15:00", 1, "11:59-15:00"),
        ("08:00-12:00, 12:00-15:00", 1, "12:00-15:00"),
        ("08:00-12:00, 13:00-15:00, 14:00-16:00", 2, "14:00-16:00"),
        (["08:00-12:00", "09:00-10:00"], 1, "09:00-10:00"),
    ],
    ids=["earlier", "overlapping", "touching", "the third", "in a list"],
)
def test_spans_out_of_order_overlapping_or_touching_are_refused_at_their_place(
    written: Any, n: int, expected: str
) -> None:
    [mistake] = mistakes(with_breaks(hours={"mon": written}))

    assert (mistake.path, mistake.found) == (("venues", 0, "hours", "mon", n), expected)
    assert mistake.expected("id").startswith("jam yang mulai sesudah pukul ")
    assert mistake.field == "mon"


def test_it_is_said_after_when_a_span_may_begin() -> None:
    [mistake] = mistakes(with_breaks(hours={"mon": "08:00-12:00, 11:00-15:00"}))

    assert mistake.expected("id") == "jam yang mulai sesudah pukul 12.00"
    assert mistake.expected("en") == "times that begin after 12.00"


@pytest.mark.parametrize(
    ("written", "paths"),
    [
        ("08:00-12:00, ", [("mon", 1)]),
        ("pagi, 13:00-15:00", [("mon", 0)]),
        ("08:00-12:60, 13:00-siang", [("mon", 0), ("mon", 1)]),
        ("15:00-08:00", [("mon",)]),
        ("08:00-08:00", [("mon",)]),
        ("08:00-36:01", [("mon",)]),
        ("", [("mon",)]),
        ([], [("mon",)]),
        (["08:00-12:00"] * 7, [("mon",)]),
        (7, [("mon",)]),
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused_at_its_span(written: Any, paths: list[tuple[str | int, ...]]) -> None:
    assert [mistake.path[3:] for mistake in mistakes(with_breaks(hours={"mon": written}))] == paths


def test_the_longest_and_the_shortest_hours_are_hours() -> None:
    hours = read_house(with_breaks(hours={"mon": "00:00-36:00", "tue": "08:00-08:01"})).venues["hall"].hours

    assert (hours[0], hours[1]) == (DayHours((Span(0, 2160),)), DayHours((Span(480, 481),)))


def test_the_type_itself_holds_no_other_spans() -> None:
    assert misplaced([Span(1, 2), Span(3, 4), Span(4, 5)]) == 2
    assert misplaced(TWO.spans) is None
    assert TWO.breaks == (Span(12 * 60, 13 * 60),)
    for spans in ((), (Span(1, 2), Span(2, 3))):
        with pytest.raises(AssertionError):
            DayHours(spans)


def test_numbers_are_given_in_a_break_and_it_is_said_when_calling_goes_on() -> None:
    assert opening(NOON - 1) == Opening(True)
    result = opening(NOON)
    assert (result.is_open, result.reason, result.opens_at_ms) == (True, "break", ONE)
    assert result.text is not None
    assert {"id": result.text.id, "en": result.text.en} == CALLED_AGAIN
    assert opening(ONE - 1) == result
    assert opening(ONE) == Opening(True)


def test_the_day_ends_with_its_last_span() -> None:
    assert opening(THREE - 1).is_open
    ended = opening(THREE)
    assert ended.text is not None
    assert (ended.reason, ended.text.id) == (
        "today-ended", "Hari ini sudah tutup pukul 15.00. Buka lagi Selasa pukul 08.00.",
    )  # fmt: skip


def test_numbers_come_early_before_the_first_span_alone() -> None:
    assert not opening(at(DAY, 7 * 60 + 45, ZONE) - 1).is_open
    assert opening(at(DAY, 7 * 60 + 45, ZONE)) == Opening(True)


def test_a_used_up_quota_and_an_ended_window_are_said_in_a_break_too() -> None:
    content = with_breaks()
    content["services"][0] |= {"quota": 5}
    content["services"][1] |= {"numbers": "08:00-12:30"}

    assert opening(NOON, content, taken=5).reason == "quota"
    assert opening(NOON, content, service="kk").reason == "break"
    assert opening(at(DAY, 12 * 60 + 30, ZONE), content, service="kk").reason == "numbers-ended"


def test_an_agency_with_hours_of_its_own_has_its_own_breaks() -> None:
    content = with_breaks()
    content["agencies"][1]["places"][0]["hours"] = {"mon": "08:00-15:00"}

    assert opening(NOON, content).reason == "break"
    assert opening(NOON, content, service="jkn") == Opening(True)


def test_on_friday_the_break_is_longer() -> None:
    friday = day_after(DAY, 4)
    house = read_house(with_breaks())

    def reason(minutes: int) -> str | None:
        return opening_of(
            house, venue_id="hall", service_id="ktp", service_day=friday,
            now_ms=at(friday, minutes, ZONE), taken=0,
        ).reason  # fmt: skip

    assert [reason(minutes) for minutes in (11 * 60 + 29, 11 * 60 + 30, 13 * 60 + 29, 13 * 60 + 30)] == [
        None, "break", "break", None,
    ]  # fmt: skip


def test_the_venue_opens_again_after_its_break() -> None:
    house = read_house(with_breaks())

    assert venue_hours(house, "hall", DAY, NOON - 1) == ("open", None)
    assert venue_hours(house, "hall", DAY, NOON) == ("before", ONE)
    assert venue_hours(house, "hall", DAY, ONE) == ("open", None)
    assert venue_hours(house, "hall", DAY, THREE) == ("after", at(day_after(DAY), 8 * 60, ZONE))


def test_a_service_ends_with_its_last_span() -> None:
    house = read_house(with_breaks())

    assert closes_ms(house, venue_id="hall", service_id="ktp", service_day=DAY) == THREE
    assert closes_ms(house, venue_id="hall", service_id="ktp", service_day=day_after(DAY, 2)) is None


def test_what_is_not_served_here_has_neither_a_break_nor_an_end() -> None:
    content = with_breaks()
    content["services"][0]["venues"] = []
    content["agencies"][1]["places"][0] |= {"status": "planned", "opens_on": day_after(DAY)}
    house = read_house(content)

    for venue, service in (("hall", "ktp"), ("hall", "jkn"), ("hall", "none"), ("nowhere", "kk")):
        query = {"venue_id": venue, "service_id": service, "service_day": DAY}
        assert closes_ms(house, **query) is None
        assert break_of(house, **query, now_ms=NOON) is None
    assert break_of(house, venue_id="hall", service_id="kk", service_day=DAY, now_ms=NOON) is not None


# What visitors and staff see during a break.


def in_break() -> OpenHall:
    """During the break: A-001 has waited since eleven, and A-002 was issued in the break."""
    opened = OpenHall(with_breaks(), NOON - 60 * MINUTE)
    opened.issue("ktp")
    opened.now_ms = NOON + 10 * MINUTE
    opened.issue("ktp")
    return opened


def test_the_kiosk_gives_numbers_and_says_when_calling_goes_on() -> None:
    opened = in_break()

    agency = visitor.venue(opened.hall, opened.now_ms)["agencies"][1]
    for view in (agency, agency["services"][0]):
        assert view["open"]
        assert (view["closed_reason"], view["closed_text"]) == (None, None)
        assert view["break_text"] == CALLED_AGAIN


def test_a_waiting_ticket_says_it_and_one_at_a_counter_does_not() -> None:
    opened = in_break()
    opened.open("1", "siti")
    opened.press("next", "1", "siti")

    def break_text(number: str, now_ms: int) -> Any:
        return visitor.ticket(opened.hall, opened.hall.tickets[number], "token", now_ms)["break_text"]

    assert break_text("A-001", opened.now_ms) is None
    assert break_text("A-002", opened.now_ms) == CALLED_AGAIN
    assert break_text("A-002", ONE) is None


def test_a_board_says_when_it_opens_again() -> None:
    opened = in_break()

    assert board(opened.hall, opened.now_ms)["hours"] == {
        "state": "before",
        "opens_at": f"{DAY}T13:00:00.000+08:00",
    }


def test_staff_see_a_break_and_no_closed_agency_and_nobody_is_alarmed() -> None:
    opened = in_break()

    def live(now_ms: int) -> Content:
        return hall_views.hall(opened.hall, now_ms, session_id="siti", access=CounterAccess(acts=True))

    now = live(opened.now_ms)
    bpjs, dukcapil = sorted(now["agencies"], key=lambda a: str(a["id"]))
    assert [a["level"] for a in (bpjs, dukcapil)] == ["flowing", "held-up"]
    assert dukcapil["closed_text"] == bpjs["closed_text"] == CALLED_AGAIN
    assert now["attention"] == []
    assert [a["kind"] for a in live(ONE)["attention"]] == ["no-counter", "unserved"]
