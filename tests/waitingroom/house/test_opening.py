"""When numbers can be taken, and the texts that explain why not."""

from __future__ import annotations

from typing import Any

import pytest

from rig.cast import DAY, MINUTE, NINE, ZONE, house_content
from waitingroom.house.model import Text
from waitingroom.house.opening import Opening, agency_opening, opening_of, venue_hours
from waitingroom.house.reader import read_house
from waitingroom.local_time import at, day_after, iso, service_day

HOUR = 60 * MINUTE


def opening(
    change: Any = None,
    *,
    now_ms: int = NINE,
    day: str = DAY,
    venue: str = "hall",
    service: str = "ktp",
    issued: int = 0,
) -> Opening:
    content = house_content()
    if change:
        change(content)
    house = read_house(content)
    return opening_of(house, venue_id=venue, service_id=service, service_day=day, now_ms=now_ms, taken=issued)


def reason_and_texts(opening: Opening) -> tuple[str | None, str, str]:
    assert opening.text is not None
    assert not opening.is_open
    return opening.reason, opening.text.id, opening.text.en


def test_open_from_a_quarter_hour_before_until_closing() -> None:
    eight, three = at(DAY, 8 * 60, ZONE), at(DAY, 15 * 60, ZONE)

    assert not opening(now_ms=eight - 15 * MINUTE - 1).is_open
    assert opening(now_ms=eight - 15 * MINUTE).is_open
    assert opening(now_ms=three - 1).is_open
    assert not opening(now_ms=three).is_open


def test_not_yet() -> None:
    assert reason_and_texts(opening(now_ms=NINE - 3 * HOUR)) == (
        "not-yet", "Buka pukul 08.00. Nomor dapat diambil mulai pukul 07.45.", "Opens at 08.00. Numbers from 07.45.",
    )  # fmt: skip


def test_today_ended() -> None:
    assert reason_and_texts(opening(now_ms=NINE + 7 * HOUR)) == (
        "today-ended", "Hari ini sudah tutup pukul 15.00. Buka lagi Selasa pukul 08.00.",
        "Closed at 15.00 today. Open again Tuesday 08.00.",
    )  # fmt: skip


def test_a_day_without_hours() -> None:
    saturday = day_after(DAY, 5)

    texts = reason_and_texts(opening(day=saturday, now_ms=NINE + 5 * 24 * HOUR))

    assert texts == (
        "no-counter", "Hari ini tidak dilayani. Buka lagi Senin pukul 08.00.", "Not served today. Open again Monday 08.00.",
    )  # fmt: skip


def test_a_holiday_is_named_and_the_next_day_told() -> None:
    def holiday(content: dict[str, Any]) -> None:
        content["venues"][0]["exceptions"] = [
            {"day": DAY, "closed": True, "note": {"id": "Tahun Baru Islam", "en": "Islamic New Year"}}
        ]

    assert reason_and_texts(opening(holiday)) == (
        "holiday", "Hari ini libur: Tahun Baru Islam. Buka lagi Selasa pukul 08.00.",
        "Public holiday today: Islamic New Year. Open again Tuesday 08.00.",
    )  # fmt: skip


def test_later_today_by_an_exception_of_the_agency() -> None:
    def late(content: dict[str, Any]) -> None:
        content["venues"][0]["exceptions"] = [{"day": DAY, "agency": "dukcapil", "hours": "10:00-15:00"}]

    assert reason_and_texts(opening(late)) == (
        "later-today",
        "Hari ini baru buka pukul 10.00.",
        "Opens at 10.00 today.",
    )
    assert opening(late, service="jkn").is_open


def test_quota_used() -> None:
    def quota(content: dict[str, Any]) -> None:
        content["services"][0]["quota"] = 30

    assert opening(quota, issued=29).is_open
    assert reason_and_texts(opening(quota, issued=30)) == (
        "quota", "Nomor hari ini sudah habis (30 nomor). Ambil nomor lagi Selasa mulai pukul 07.45.",
        "All 30 numbers for today are taken. Numbers again Tuesday from 07.45.",
    )  # fmt: skip


def test_planned_until_its_day() -> None:
    def planned(content: dict[str, Any]) -> None:
        content["agencies"][0]["places"][0] |= {"status": "planned", "opens_on": day_after(DAY)}

    assert reason_and_texts(opening(planned)) == (
        "planned", "Segera hadir: Dukcapil, mulai 9 Juni 2026.", "Coming soon: Dukcapil, from 9 June 2026.",
    )  # fmt: skip
    assert opening(planned, day=day_after(DAY), now_ms=NINE + 24 * HOUR).is_open


def test_elsewhere_and_only_in_the_hall() -> None:
    def market(content: dict[str, Any]) -> None:
        content["venues"].append(content["venues"][0] | {"id": "market", "name": "Market"})
        content["agencies"][1]["places"][0]["venue"] = "market"

    def three_markets(content: dict[str, Any]) -> None:
        for id in ("market", "fair", "port"):
            content["venues"].append(content["venues"][0] | {"id": id, "name": id.title()})
        content["agencies"][1]["places"] = [{"venue": "fair"}, {"venue": "port"}]

    assert reason_and_texts(opening(three_markets, service="jkn", venue="market")) == (
        "elsewhere", "Tidak dilayani di gedung ini. Layanan ini ada di Fair dan Port.",
        "Not served in this building. Find it at Fair and Port.",
    )  # fmt: skip
    assert reason_and_texts(opening(market, service="jkn"))[0] == "elsewhere"
    assert "Market" in reason_and_texts(opening(market, service="jkn"))[2]
    assert reason_and_texts(opening(market, venue="market"))[0] == "only-hall"


def test_no_counter_serves_it() -> None:
    def none(content: dict[str, Any]) -> None:
        content["counters"] = [c for c in content["counters"] if "dukcapil" not in c["agencies"]]

    assert reason_and_texts(opening(none))[0] == "no-counter"


def test_an_exception_that_opens_as_early_as_usual_opens_not_later() -> None:
    def shorter(content: dict[str, Any]) -> None:
        content["venues"][0]["exceptions"] = [{"day": DAY, "hours": "08:00-12:00"}]

    assert reason_and_texts(opening(shorter, now_ms=NINE - 3 * HOUR))[0] == "not-yet"


def test_of_two_exceptions_of_a_day_the_agencys_own_decides_and_then_the_latest() -> None:
    def exceptions(*of_day: dict[str, Any]) -> Any:
        return lambda content: content["venues"][0].update(exceptions=[{"day": DAY} | one for one in of_day])

    all_day = {"all_day": True}
    closed = {"closed": True, "note": {"id": "Rapat", "en": "Meeting"}}
    of_agency = {"agency": "dukcapil", "hours": "10:00-15:00"}

    assert opening(exceptions(closed, all_day)).is_open
    assert reason_and_texts(opening(exceptions(all_day, closed)))[0] == "holiday"
    assert reason_and_texts(opening(exceptions(of_agency, all_day)))[0] == "later-today"
    assert opening(exceptions(of_agency, all_day), service="jkn").is_open


def test_a_day_open_all_day_gives_numbers_from_its_start_to_its_end() -> None:
    def all_day(content: dict[str, Any]) -> None:
        content["venues"][0]["exceptions"] = [{"day": DAY, "all_day": True}]

    assert opening(all_day, now_ms=at(DAY, 4 * 60, ZONE)).is_open
    assert not opening(all_day, now_ms=at(DAY, 4 * 60, ZONE) - 1).is_open, "the day before goes on"
    assert opening(all_day, now_ms=at(DAY, 36 * 60, ZONE) - 1).is_open
    assert not opening(all_day, now_ms=at(DAY, 36 * 60, ZONE)).is_open


def test_a_used_up_quota_names_no_day_where_there_is_none() -> None:
    def today_only(content: dict[str, Any]) -> None:
        content["venues"][0] |= {"hours": {}, "exceptions": [{"day": DAY, "hours": "08:00-15:00"}]}
        content["services"][0]["quota"] = 1

    assert reason_and_texts(opening(today_only, issued=1)) == (
        "quota", "Nomor hari ini sudah habis (1 nomor).", "All 1 numbers for today are taken.",
    )  # fmt: skip


def test_numbers_are_given_in_the_services_window_alone() -> None:
    def window(content: dict[str, Any]) -> None:
        content["services"][0]["numbers"] = "08:30-11:00"

    half_past_eight, eleven = at(DAY, 8 * 60 + 30, ZONE), at(DAY, 11 * 60, ZONE)

    assert reason_and_texts(opening(window, now_ms=half_past_eight - 1)) == (
        "not-yet", "Buka pukul 08.00. Nomor dapat diambil mulai pukul 08.30.", "Opens at 08.00. Numbers from 08.30.",
    )  # fmt: skip
    assert opening(window, now_ms=half_past_eight).is_open
    assert opening(window, now_ms=eleven - 1).is_open
    assert reason_and_texts(opening(window, now_ms=eleven)) == (
        "numbers-ended", "Nomor hari ini diberikan sampai pukul 11.00. Ambil nomor lagi Selasa mulai pukul 08.30.",
        "Numbers were given until 11.00 today. Numbers again Tuesday from 08.30.",
    )  # fmt: skip


def test_a_window_that_ends_with_the_hours_ends_as_they_do() -> None:
    def window(content: dict[str, Any]) -> None:
        content["services"][0]["numbers"] = "08:00-15:00"

    assert reason_and_texts(opening(window, now_ms=at(DAY, 15 * 60, ZONE)))[0] == "today-ended"


def test_the_next_opening_is_looked_for_sixty_days_ahead() -> None:
    def on(day: str) -> Any:
        return lambda content: content["venues"][0].update(
            hours={}, exceptions=[{"day": day, "hours": "08:00-15:00"}]
        )

    last = day_after(DAY, 60)
    beyond = day_after(DAY, 61)

    assert opening(on(last)).opens_at_ms == at(last, 8 * 60, ZONE)
    assert reason_and_texts(opening(on(beyond))) == (
        "no-counter",
        "Hari ini tidak dilayani.",
        "Not served today.",
    )
    assert opening(on(beyond)).opens_at_ms is None


def test_an_agency_is_as_open_as_its_most_open_service_or_opens_with_the_first() -> None:
    late, early = Opening(False, "not-yet", None, 20), Opening(False, "today-ended", None, 10)
    at_rest, open_now = Opening(True, "break", None, 30), Opening(True)
    away, unknown = Opening(False, "elsewhere", None), Opening(False, "no-counter", None)

    assert agency_opening([at_rest, late, open_now]) == open_now
    assert agency_opening([late, at_rest]) == at_rest
    assert agency_opening([late, early, unknown]) == early
    assert agency_opening([away, unknown]) == unknown
    assert agency_opening([away]) == away
    assert agency_opening([]) == Opening(False, "planned", Text("Belum ada layanan.", "No services yet."))


def test_the_venues_day_is_before_open_after_or_closed() -> None:
    house = read_house(house_content())
    eight, three = at(DAY, 8 * 60, ZONE), at(DAY, 15 * 60, ZONE)
    tomorrow = at(day_after(DAY), 8 * 60, ZONE)
    saturday, monday = day_after(DAY, 5), day_after(DAY, 7)

    assert venue_hours(house, "hall", DAY, eight - 1) == ("before", eight)
    assert venue_hours(house, "hall", DAY, eight) == ("open", None)
    assert venue_hours(house, "hall", DAY, three - 1) == ("open", None)
    assert venue_hours(house, "hall", DAY, three) == ("after", tomorrow)
    assert venue_hours(house, "hall", saturday, eight) == ("closed", at(monday, 8 * 60, ZONE))


def test_a_venue_that_opens_no_more_names_no_day() -> None:
    content = house_content()
    content["venues"][0]["hours"] = {}

    assert venue_hours(read_house(content), "hall", DAY, NINE) == ("closed", None)


def test_a_night_market_past_midnight_is_one_service_day() -> None:
    def night(content: dict[str, Any]) -> None:
        content["venues"][0]["hours"] = {"sat": "18:00-26:00"}

    saturday = day_after(DAY, 5)
    one_in_the_night = at(saturday, 25 * 60, ZONE)

    assert service_day(one_in_the_night, ZONE, 4 * 60) == saturday
    assert opening(night, day=saturday, now_ms=one_in_the_night).is_open
    assert not opening(night, day=saturday, now_ms=at(saturday, 26 * 60, ZONE)).is_open


@pytest.mark.parametrize(
    ("zone", "offset"), [("Asia/Jakarta", "+07:00"), ("Asia/Makassar", "+08:00"), ("Asia/Jayapura", "+09:00")]
)
def test_the_days_turn_in_the_three_zones_of_the_country(zone: str, offset: str) -> None:
    turn = at(DAY, 4 * 60, zone)

    assert iso(turn, zone) == f"{DAY}T04:00:00.000{offset}"
    assert service_day(turn, zone, 4 * 60) == DAY
    assert service_day(turn - 1, zone, 4 * 60) == day_after(DAY, -1)
