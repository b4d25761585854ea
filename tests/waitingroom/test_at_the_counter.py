"""More verbs of a counter: limits of recall, results, walk-ins, pauses, help, messages, release."""

from __future__ import annotations

from typing import Any

import pytest

from rig.cast import MINUTE, OpenHall, house_content
from waitingroom import refusals
from waitingroom.facts import ServingStarted, TicketFinished, TicketIssued, TicketReleased, WalkInStarted
from waitingroom.house.reader import read_house
from waitingroom.state import Help
from waitingroom.views.board import board


def calling(more: dict[str, Any] | None = None) -> OpenHall:
    hall = OpenHall(house_content() | (more or {}))
    hall.issue("ktp")
    hall.issue("kk")
    hall.open()
    hall.press("next")
    return hall


def test_a_recall_waits_for_its_cool_down() -> None:
    hall = calling()
    hall.press("recall")
    hall.now_ms += 9_000

    with pytest.raises(refusals.TooSoon) as refused:
        hall.press("recall")
    hall.now_ms += 1_000
    hall.press("recall")

    assert refused.value.values["seconds"] == 1


def test_a_call_is_recalled_three_times_at_most() -> None:
    hall = calling()
    for _ in range(3):
        hall.press("recall")
        hall.now_ms += MINUTE

    with pytest.raises(refusals.RecallLimit):
        hall.press("recall")


def test_a_new_call_may_be_recalled_anew() -> None:
    hall = calling()
    for _ in range(3):
        hall.press("recall")
        hall.now_ms += MINUTE
    hall.press("no-show")
    hall.now_ms += 2 * MINUTE
    hall.press("call", number="A-001")

    hall.press("recall")

    assert hall.hall.calls["A-001"].recalls == 1


@pytest.mark.parametrize("verb", ["finish", "note", "next"])
def test_an_outcome_is_one_of_the_houses(verb: str) -> None:
    usual = calling()
    own = calling({"outcomes": [{"id": "copied", "name": {"id": "Sudah difotokopi", "en": "Copied"}}]})
    more = {"finish": True} if verb == "next" else {}

    for hall, wrong in ((usual, "copied"), (own, "done")):
        with pytest.raises(refusals.UnknownOutcome):
            hall.press(verb, outcome=wrong, **more)
        assert hall.hall.tickets["A-001"].outcome is None
    usual.press(verb, outcome="done", **more)
    own.press(verb, outcome="copied", **more)

    assert [hall.hall.tickets["A-001"].outcome for hall in (usual, own)] == ["done", "copied"]


def test_an_outcome_noted_before_the_house_dropped_it_is_finished_with() -> None:
    hall = calling()
    hall.press("note", outcome="come-again")
    assert hall.hall.house
    hall.hall.house = read_house(
        hall.hall.house.content | {"outcomes": [{"id": "done", "name": {"id": "Beres"}}]}
    )

    (finished,) = hall.press("finish")

    assert isinstance(finished, TicketFinished)
    assert finished.outcome == "come-again"


def test_finish_records_outcome_services_and_note() -> None:
    hall = calling()

    (finished,) = hall.press("finish", outcome="documents-missing", services=["ktp", "kk"], note="tanpa KK")

    assert isinstance(finished, TicketFinished)
    assert (finished.outcome, finished.services, finished.note) == (
        "documents-missing",
        ("ktp", "kk"),
        "tanpa KK",
    )


def test_a_result_noted_before_goes_into_the_finish_of_next() -> None:
    hall = calling()
    hall.press("note", outcome="come-again", services=["kk"], note="besok")

    finished = hall.press("next", finish=True)[0]

    assert isinstance(finished, TicketFinished)
    assert (finished.outcome, finished.services, finished.note) == ("come-again", ("kk",), "besok")


def test_a_service_that_is_none_cannot_be_given() -> None:
    with pytest.raises(refusals.UnknownService):
        calling().press("finish", services=["haircut"])


def test_a_walk_in_gets_the_next_number_and_is_on_no_board() -> None:
    hall = OpenHall()
    hall.issue("ktp")
    hall.open()

    facts = hall.press("walk-in", service_id="kk")

    assert [type(f) for f in facts] == [TicketIssued, WalkInStarted]
    assert (hall.holds(), hall.state("A-002"), hall.queue()) == ("A-002", "serving", ["A-001"])
    assert board(hall.hall, hall.now_ms)["calls"] == []


def test_a_walk_in_for_what_the_counter_does_not_serve_is_refused() -> None:
    hall = OpenHall()
    hall.open()

    with pytest.raises(refusals.NotServedHere):
        hall.press("walk-in", service_id="jkn")


@pytest.mark.parametrize(
    ("verb", "wish"),
    [("next", {}), ("call", {"number": "A-001", "reason": "x"}), ("walk-in", {"service_id": "ktp"})],
)
def test_a_paused_counter_calls_nobody_until_it_is_opened_again(verb: str, wish: dict[str, str]) -> None:
    hall = OpenHall()
    hall.issue("ktp")
    hall.open()
    hall.press("pause", reason="prayer", until_ms=hall.now_ms + 10 * MINUTE)

    with pytest.raises(refusals.CounterOnPause):
        hall.press(verb, **wish)
    hall.open()
    hall.press(verb, **wish)

    assert hall.holds() is not None


def test_a_pause_is_told_to_the_board_with_its_return_time_and_never_with_its_reason() -> None:
    hall = OpenHall()
    hall.open()

    hall.press("pause", reason="prayer", until_ms=hall.now_ms + 10 * MINUTE)

    view = board(hall.hall, hall.now_ms)
    assert view["paused"] == [{"counter": "1", "until": "2026-06-08T09:10:00.000+08:00"}]
    assert "prayer" not in str(view)


def test_a_pause_can_be_made_longer() -> None:
    hall = OpenHall()
    hall.open()
    hall.press("pause", reason="prayer", until_ms=hall.now_ms + MINUTE)
    began = hall.now_ms
    hall.now_ms += MINUTE // 2

    hall.press("pause", reason="errand", until_ms=hall.now_ms + MINUTE)

    pause = hall.hall.counters["1"].pause
    assert pause is not None
    assert (pause.reason, pause.since_ms, pause.until_ms) == ("errand", began, hall.now_ms + MINUTE)


def test_a_pause_needs_a_reason_we_know_and_a_return_that_is_to_come() -> None:
    hall = OpenHall()
    hall.open()

    with pytest.raises(refusals.Malformed):
        hall.press("pause", reason="fishing")
    with pytest.raises(refusals.Malformed):
        hall.press("pause", reason="break", until_ms=hall.now_ms)


def test_a_counter_that_holds_a_ticket_cannot_pause() -> None:
    with pytest.raises(refusals.CounterBusy):
        calling().press("pause", reason="break")


def test_ahead_counts_for_the_counters_that_really_call() -> None:
    hall = OpenHall()
    hall.issue("kk")
    hall.issue("jkn")
    last = hall.hall.tickets[hall.issue("ktp")]
    hall.open("1")
    hall.open("4", "budi")
    assert hall.hall.ahead(last) == 2

    hall.press("pause", "4", "budi", reason="break")

    assert hall.hall.ahead(last) == 1


def test_a_stuck_ticket_is_released_to_its_own_place() -> None:
    hall = calling()
    hall.press("start")
    hall.issue("ktp")

    (released,) = hall.press("release")

    assert isinstance(released, TicketReleased)
    assert (hall.holds(), hall.queue()) == (None, ["A-001", "A-002", "A-003"])


def test_help_is_asked_for_answered_and_ended() -> None:
    hall = calling()

    hall.press("help", kind="sign-language")
    assert hall.press("help", kind="sign-language") == []
    hall.press("attend")
    assert hall.hall.counters["1"].help == Help("sign-language", hall.now_ms, True)
    hall.press("help-cancel")

    assert hall.hall.counters["1"].help is None
    with pytest.raises(refusals.Malformed):
        hall.press("help", kind="coffee")


def test_a_message_is_read_once_and_a_newer_one_is_not_taken_for_it() -> None:
    hall = calling()
    hall.press("message", text="Rapat pukul 12.00")
    first = hall.hall.counters["1"].message
    assert first is not None
    hall.press("message", text="Rapat pukul 13.00")

    assert hall.press("read", message=first.id) == []
    second = hall.hall.counters["1"].message
    assert second is not None
    hall.press("read", message=second.id)

    read = hall.hall.counters["1"].message
    assert read is not None
    assert (read.text, read.read_ms) == ("Rapat pukul 13.00", hall.now_ms)


def test_help_message_and_pause_go_over_to_whoever_takes_the_counter() -> None:
    hall = OpenHall()
    hall.open("1", "siti")
    hall.press("help", kind="security")
    hall.press("message", text="Segera")

    hall.open("1", "budi")

    taken = hall.hall.counters["1"]
    assert taken.help is not None
    assert taken.message is not None


@pytest.mark.parametrize("verb", sorted(VERBS_WITH_TICKET := {
    "hold": {}, "return": {"place": "last"}, "transfer": {"service_id": "kk"}, "undo": {}, "release": {}, "note": {},
    "help": {"kind": "security"}, "pause": {"reason": "break"}, "message": {"text": "x"},
}))  # fmt: skip
def test_no_verb_acts_from_a_stale_page(verb: str) -> None:
    hall = calling()
    before = len(hall.facts)

    with pytest.raises(refusals.StalePage):
        hall.press(verb, page_ticket="A-077", **VERBS_WITH_TICKET[verb])

    assert len(hall.facts) == before


def test_a_counter_serves_other_agencies_by_weekday_and_by_date() -> None:
    content = house_content()
    content["counters"][0]["schedule"] = [
        {"days": ["mon"], "agencies": ["bpjs"]}, {"date": "2026-06-15", "services": ["kk"]},
    ]  # fmt: skip
    house = OpenHall(content).hall.house
    assert house is not None

    served = [
        house.services_of_counter("hall", "1", day) for day in ("2026-06-08", "2026-06-09", "2026-06-15")
    ]

    assert served == [("jkn",), ("ktp", "kk"), ("kk",)]


def test_a_counter_calls_what_it_serves_today() -> None:
    content = house_content()
    content["counters"][0]["schedule"] = [{"days": ["mon"], "agencies": ["bpjs"]}]
    hall = OpenHall(content)
    hall.issue("ktp")
    hall.issue("jkn")
    hall.open("1")

    hall.press("next")

    assert hall.holds("1") == "L-001"


def test_starting_is_a_fact_once() -> None:
    hall = calling()

    assert [type(f) for f in hall.press("start")] == [ServingStarted]
    assert hall.press("start") == []
