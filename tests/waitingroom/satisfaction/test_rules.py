"""Ratings, surveys and remarks: whose they are, once only, and without a number where none belongs."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from rig import checker
from rig.cast import MINUTE, OpenHall, press
from rig.history.records import check_like_hall, records_of
from waitingroom.facts import Fact, Press, encode
from waitingroom.log.base import MemoryStore, link_all
from waitingroom.refusals import DayIsClosed, Malformed, Refusal, UnknownTicket
from waitingroom.satisfaction import rules
from waitingroom.satisfaction.forms import Form, read_form
from waitingroom.satisfaction.refusals import (
    AlreadyRated,
    AnswersMissing,
    FormReplaced,
    NotFinished,
    RatingOver,
    UnreadableRemark,
)
from waitingroom.views import story

SKM = Path(__file__).parents[3] / "catalogue" / "forms" / "skm-1.yaml"
NOBODY = Press("key of nobody", "wish", "public", "")


@pytest.fixture
def hall() -> OpenHall:
    hall = OpenHall()
    hall.open("1")
    return hall


@pytest.fixture
def form() -> Form:
    return read_form(yaml.safe_load(SKM.read_text("utf-8")))


def served(hall: OpenHall) -> str:
    """Issue a number and serve it to the end; return it."""
    number = hall.issue("ktp")
    hall.press("next")
    hall.press("start")
    hall.press("finish")
    return number


def rate(hall: OpenHall, number: str, face: int = 3, channel: str = rules.PHONE) -> list[Fact]:
    return hall.record(
        rules.rate(hall.hall, ticket_id=number, rating=face, channel=channel, now_ms=hall.now_ms)
    )


def record_anonymously(hall: OpenHall, facts: list[Fact]) -> None:
    """Record facts with an anonymous press, as a service does."""
    for fact in facts:
        hall.facts.append(replace(fact, press=NOBODY._replace(key=f"nobody {len(hall.facts)}")))
        hall.hall.apply(len(hall.facts), hall.facts[-1])


def survey(hall: OpenHall, number: str, form: Form, answers: list[int], **more: Any) -> list[Fact]:
    return rules.answer_survey(
        hall.hall, ticket_id=number, form=form, version=more.get("version", 1), answers=answers,
        channel=rules.PHONE, now_ms=hall.now_ms,
    )  # fmt: skip


def wrongs(hall: OpenHall) -> list[str]:
    """Return what the independent checker finds wrong with the day so far."""
    tip = MemoryStore().log("day").tip()
    linked = link_all(tip, [encode(fact) for fact in hall.facts])
    return checker.wrongs([(f"{n}-0", data, link) for n, (data, link) in enumerate(linked, 1)])


def test_a_finished_ticket_is_rated_once_and_the_same_face_again_records_nothing(hall: OpenHall) -> None:
    number = served(hall)

    (fact,) = rate(hall, number)

    assert json.loads(encode(fact)) | {"press": None} == {
        "kind": "TicketRated", "v": 1, "at_ms": hall.now_ms, "press": None, "ticket_id": number, "rating": 3,
        "service_id": "ktp", "channel": "phone",
    }  # fmt: skip
    assert rate(hall, number) == []
    assert records_of(hall.facts).journeys[number].rating == hall.hall.tickets[number].rating


def test_a_slip_of_the_finger_is_changed_where_it_was_made_for_five_minutes(hall: OpenHall) -> None:
    number = served(hall)
    rate(hall, number, 1)
    hall.now_ms += 4 * MINUTE
    rate(hall, number, 3)

    rating = hall.hall.tickets[number].rating
    assert rating is not None
    assert rating.value == 3
    with pytest.raises(AlreadyRated):
        rate(hall, number, 1, rules.KIOSK)
    hall.now_ms += 6 * MINUTE
    with pytest.raises(AlreadyRated):
        rate(hall, number, 1)
    assert wrongs(hall) == []


@pytest.mark.parametrize("until", ["waiting", "called", "serving"])
def test_who_was_not_served_to_the_end_rates_nothing(hall: OpenHall, until: str) -> None:
    number = hall.issue("ktp")
    for verb in {"waiting": (), "called": ("next",), "serving": ("next", "start")}[until]:
        hall.press(verb)

    with pytest.raises(NotFinished):
        rate(hall, number)


def test_a_ticket_with_stops_left_is_rated_after_its_last_one_and_for_it(hall: OpenHall) -> None:
    hall.open("3", "budi")
    number = hall.issue("ktp", stops=["jkn"])
    hall.press("next")
    hall.press("finish")
    with pytest.raises(NotFinished):
        rate(hall, number)
    hall.press("next", "3", "budi")
    hall.press("finish", "3", "budi")

    (fact,) = rate(hall, number)

    assert json.loads(encode(fact))["service_id"] == "jkn"


def test_nobody_rates_an_unknown_number_another_face_or_a_day_that_is_closed(hall: OpenHall) -> None:
    number = served(hall)
    with pytest.raises(UnknownTicket):
        rate(hall, "A-999")
    with pytest.raises(Malformed):
        rate(hall, number, 4)
    hall.close_day()
    with pytest.raises(DayIsClosed):
        rate(hall, number)


def test_a_kiosk_and_a_tablet_are_offered_the_last_half_hour_and_a_phone_has_the_day(hall: OpenHall) -> None:
    first = served(hall)
    hall.now_ms += 20 * MINUTE
    second = served(hall)
    assert [t.ticket_id for t in rules.ratable(hall.hall, hall.now_ms)] == [second, first]
    assert rules.ratable(hall.hall, hall.now_ms, "2") == []
    hall.now_ms += 11 * MINUTE
    assert [t.ticket_id for t in rules.ratable(hall.hall, hall.now_ms, "1")] == [second]
    rate(hall, second, channel=rules.TABLET)
    assert rules.ratable(hall.hall, hall.now_ms) == []

    with pytest.raises(RatingOver):
        rate(hall, first, channel=rules.KIOSK)
    assert rate(hall, first)


def test_an_undone_finish_takes_its_rating_along_and_the_visitor_is_asked_again(hall: OpenHall) -> None:
    number = served(hall)
    rate(hall, number, 1)
    hall.press("undo")

    assert hall.hall.tickets[number].rating is None
    records = records_of(hall.facts)
    check_like_hall(records, hall.hall)
    with pytest.raises(NotFinished):
        rate(hall, number)
    hall.press("finish")
    assert rate(hall, number, 3)
    assert wrongs(hall) == []


def test_answers_to_a_survey_name_service_and_form_and_nothing_of_a_number(
    hall: OpenHall, form: Form
) -> None:
    number = served(hall)
    record_anonymously(hall, survey(hall, number, form, [3, 4, 3, 4, 3, 3, 4, 3, 2]))

    (one,) = records_of(hall.facts).surveys
    wire = encode(one.fact).decode()
    assert number not in wire
    assert json.loads(wire)["answers"] == [3, 4, 3, 4, 3, 3, 4, 3, 2]
    assert (json.loads(wire)["form_id"], json.loads(wire)["service_id"]) == ("skm", "ktp")
    assert wrongs(hall) == []


@pytest.mark.parametrize(
    ("answers", "version", "refusal"),
    [
        ([3] * 8, 1, AnswersMissing), ([3] * 8 + [5], 1, AnswersMissing), ([0] + [3] * 8, 1, AnswersMissing),
        ([3] * 10, 1, FormReplaced), ([3] * 9, 2, FormReplaced),
    ],
)  # fmt: skip
def test_answers_that_are_not_of_the_form_are_refused_in_words(
    hall: OpenHall, form: Form, answers: list[int], version: int, refusal: type[Refusal]
) -> None:
    number = served(hall)

    with pytest.raises(refusal) as refused:
        survey(hall, number, form, answers, version=version)
    assert refused.value.text("id") != refused.value.text("en")


def test_free_words_are_tidied_bounded_and_told_in_no_story(hall: OpenHall, form: Form) -> None:
    number = served(hall)

    def leave(text: str) -> list[Fact]:
        return rules.leave_remark(
            hall.hall, ticket_id=number, text=text, channel=rules.PHONE, now_ms=hall.now_ms
        )

    for text in ("", " \u00a0 ", "x" * 501, "salah \u202e arah"):
        with pytest.raises(UnreadableRemark):
            leave(text)
    record_anonymously(hall, leave("  Kursi\n kurang. "))
    rate(hall, number)
    record_anonymously(hall, survey(hall, number, form, [4] * 9))

    (one,) = records_of(hall.facts).remarks
    assert json.loads(encode(one.fact))["text"] == "Kursi kurang."
    numbered = list(enumerate(hall.facts, 1))
    entries = story.of_minute(numbered, "09:00", "Asia/Makassar") + story.of_ticket(
        numbered, number, "Asia/Makassar"
    )
    assert {entry["kind"] for entry in entries} & {"TicketRated", "SurveyAnswered", "RemarkLeft"} == set()


def test_the_checker_sees_a_rating_where_none_may_be_and_a_named_survey(hall: OpenHall, form: Form) -> None:
    number = served(hall)
    record_anonymously(hall, survey(hall, number, form, [4] * 9))
    (fact,) = rules.rate(hall.hall, ticket_id=number, rating=3, channel="phone", now_ms=hall.now_ms)
    hall.facts[-1] = replace(hall.facts[-1], press=press("somebody"))
    waiting = hall.issue("ktp")
    hall.facts.append(replace(fact, ticket_id=waiting, press=press("early")))

    problems = wrongs(hall)

    assert len([one for one in problems if one.startswith("S12")]) == 2, problems
