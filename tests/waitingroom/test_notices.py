"""Notices: for a service, a zone or the venue; over at their time, or ended before."""

from __future__ import annotations

from typing import Any

import pytest

from rig.cast import DAY, MINUTE, NINE, ZONE, OpenHall, house_content
from waitingroom import refusals, rules
from waitingroom.facts import Fact, NoticePosted, decode, encode
from waitingroom.hall import Hall
from waitingroom.local_time import at
from waitingroom.views import visitor
from waitingroom.views.board import Selection, board

TEN = at(DAY, 10 * 60, ZONE)


def post(hall: OpenHall, text: str = "Sistem mati.", **more: Any) -> list[Fact]:
    wish = {"until_ms": TEN} | more
    return hall.record(rules.post_notice(hall.hall, text=text, now_ms=hall.now_ms, **wish))


def end(hall: OpenHall, notice: int) -> list[Fact]:
    return hall.record(rules.end_notice(hall.hall, notice=notice, now_ms=hall.now_ms))


def on_board(hall: OpenHall, **of: str) -> list[str]:
    return [one["text"]["id"] for one in board(hall.hall, hall.now_ms, Selection(**of))["notices"]]


def on_phone(hall: OpenHall, number: str) -> list[str]:
    view = visitor.ticket(hall.hall, hall.hall.tickets[number], "t", hall.now_ms)
    return [one["text"]["id"] for one in view["notices"]]


def two_zones() -> OpenHall:
    """Dukcapil (ktp, kk) is in the east, BPJS (jkn) in the west."""
    content = house_content()
    east = content["venues"][0]["zones"][0]
    content["venues"][0]["zones"].append(east | {"id": "west", "name": "Ombak", "motif": "ombak"})
    content["agencies"][1]["places"][0]["zone"] = "west"
    content["counters"][2]["zone"] = "west"
    return OpenHall(content)


def test_a_notice_has_its_text_in_both_languages_and_its_end() -> None:
    hall = OpenHall()

    post(hall, "Sistem mati.", text_en="The system is down.")
    post(hall, "Lift rusak.")

    assert board(hall.hall, hall.now_ms)["notices"] == [
        {
            "id": 5, "text": {"id": "Lift rusak.", "en": "Lift rusak."},
            "until": "2026-06-08T10:00:00.000+08:00", "service": None, "zone": None,
        },
        {
            "id": 4, "text": {"id": "Sistem mati.", "en": "The system is down."},
            "until": "2026-06-08T10:00:00.000+08:00", "service": None, "zone": None,
        },
    ]  # fmt: skip


def test_who_waits_for_the_service_or_in_the_zone_is_told_and_nobody_else() -> None:
    hall = two_zones()
    ktp, kk, jkn = (hall.issue(service) for service in ("ktp", "kk", "jkn"))
    post(hall, "untuk ktp", service_id="ktp")
    post(hall, "untuk barat", zone="west")
    post(hall, "untuk semua")

    assert on_phone(hall, ktp) == ["untuk semua", "untuk ktp"]
    assert on_phone(hall, kk) == ["untuk semua"]
    assert on_phone(hall, jkn) == ["untuk semua", "untuk barat"]


def test_a_board_tells_what_is_for_somebody_it_calls() -> None:
    hall = two_zones()
    post(hall, "untuk ktp", service_id="ktp")
    post(hall, "untuk barat", zone="west")

    assert on_board(hall) == ["untuk barat", "untuk ktp"]
    assert on_board(hall, zone="east") == on_board(hall, agency="dukcapil") == ["untuk ktp"]
    assert on_board(hall, zone="west") == on_board(hall, counter="3") == ["untuk barat"]
    assert on_board(hall, counter="4") == ["untuk barat", "untuk ktp"]


def test_who_is_called_is_told_nothing_more() -> None:
    hall = OpenHall()
    number = hall.issue()
    post(hall)
    hall.open()

    hall.press("next")

    assert on_phone(hall, number) == []


def test_a_notice_is_over_at_its_time_without_a_new_fact() -> None:
    hall = OpenHall()
    number = hall.issue()
    post(hall)

    hall.now_ms = TEN - 1
    before = on_board(hall), on_phone(hall, number)
    hall.now_ms = TEN

    assert before == (["Sistem mati."], ["Sistem mati."])
    assert (on_board(hall), on_phone(hall, number)) == ([], [])
    assert visitor.venue(hall.hall, hall.now_ms)["notices"] == []


def test_a_notice_is_ended_before_its_time_once() -> None:
    hall = OpenHall()
    post(hall)

    assert len(end(hall, 4)) == 1
    assert on_board(hall) == []
    assert end(hall, 4) == end(hall, 99) == []


def test_a_notice_that_is_over_is_not_ended() -> None:
    hall = OpenHall()
    post(hall)
    hall.now_ms = TEN

    assert end(hall, 4) == []


def test_only_those_that_are_on_count_as_too_many() -> None:
    hall = OpenHall()
    for _ in range(rules.NOTICES_MAX):
        post(hall)

    with pytest.raises(refusals.TooManyNotices):
        post(hall)
    hall.now_ms = TEN
    post(hall, until_ms=TEN + MINUTE)

    assert len(hall.hall.notices) == 1


def test_a_text_is_taken_as_meant() -> None:
    hall = OpenHall()

    (posted,) = post(hall, "  Sistem\tmati.\nKembali pukul 10.00. ", text_en=" ")

    assert isinstance(posted, NoticePosted)
    assert (posted.text, posted.text_en) == ("Sistem mati. Kembali pukul 10.00.", None)


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        ({"text": " "}, refusals.UnreadableNotice),
        ({"text": "mati\u202e"}, refusals.UnreadableNotice),
        ({"text_en": "down\x07"}, refusals.UnreadableNotice),
        ({"text": "a" * 121}, refusals.Malformed),
        ({"until_ms": NINE}, refusals.NoticeOver),
        ({"until_ms": at(DAY, 28 * 60, ZONE)}, refusals.NoticeOver),
        ({"service_id": "paspor"}, refusals.UnknownService),
        ({"zone": "north"}, refusals.UnknownZone),
        ({"zone": "east", "service_id": "ktp"}, refusals.Malformed),
    ],
)
def test_what_nobody_could_read_or_nobody_waits_for_is_refused(
    wish: dict[str, Any], refusal: type[refusals.Refusal]
) -> None:
    hall = OpenHall()

    with pytest.raises(refusal):
        post(hall, **({"text": "Sistem mati."} | wish))


def test_no_notice_outlives_its_day() -> None:
    hall = OpenHall()
    post(hall)

    hall.close_day()

    assert hall.hall.notices == ()


def test_the_log_alone_gives_the_same_notices() -> None:
    hall, again = OpenHall(), Hall()
    post(hall, service_id="ktp")
    post(hall)
    end(hall, 4)

    for seq, fact in enumerate(hall.facts, 1):
        again.apply(seq, decode(encode(fact)))

    assert again.notices == hall.hall.notices
    assert len(again.notices) == 1
