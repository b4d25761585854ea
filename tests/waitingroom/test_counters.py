"""Working at a counter: open, call, recall, start, finish, no-show, close."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rig.cast import MINUTE, OpenHall
from waitingroom import refusals
from waitingroom.facts import TicketCalled, TicketFinished, TicketForwarded
from waitingroom.views import visitor


def at_work(*services: str) -> OpenHall:
    hall = OpenHall()
    for service in services:
        hall.issue(service)
    hall.open()
    return hall


def test_first_come_is_first_called_over_all_services_of_the_counter() -> None:
    hall = at_work("kk", "ktp", "jkn")

    hall.press("next")

    assert hall.holds() == "A-001"


def test_a_line_is_called_in_the_order_it_came() -> None:
    hall = at_work("ktp", "ktp", "ktp")
    called = []

    for _ in range(3):
        hall.press("next", finish=True)
        called.append(hall.holds())

    assert called == ["A-001", "A-002", "A-003"]


def test_a_counter_calls_only_what_it_serves() -> None:
    hall = at_work("jkn")

    assert hall.press("next") == []
    assert hall.holds() is None


def test_a_counter_of_two_agencies_takes_whoever_came_first() -> None:
    hall = OpenHall()
    hall.issue("jkn")
    hall.issue("ktp")
    hall.open("4")

    hall.press("next", "4")

    assert hall.holds("4") == "L-001"


def test_a_call_records_why_it_was_next() -> None:
    hall = at_work("ktp")

    (called,) = hall.press("next")

    assert isinstance(called, TicketCalled)
    assert called.basis == "arrival"


def test_next_while_holding_one_is_refused_unless_told_to_finish() -> None:
    hall = at_work("ktp", "kk")
    hall.press("next")

    with pytest.raises(refusals.CounterBusy):
        hall.press("next")
    facts = hall.press("next", finish=True)

    assert [type(f) for f in facts] == [TicketFinished, TicketCalled]
    assert hall.holds() == "A-002"


def test_next_with_finish_and_nobody_waiting_finishes_alone() -> None:
    hall = at_work("ktp")
    hall.press("next")

    facts = hall.press("next", finish=True)

    assert [type(f) for f in facts] == [TicketFinished]
    assert hall.holds() is None


def test_called_and_serving_are_two_states() -> None:
    hall = at_work("ktp")
    hall.press("next")
    assert hall.state("A-001") == "called"

    hall.press("start")

    assert hall.state("A-001") == "serving"
    assert hall.press("start") == []


def test_a_recall_is_an_event_of_its_own_and_goes_to_the_top_of_the_calls() -> None:
    hall = at_work("ktp", "kk")
    hall.press("next")
    hall.open("2", "budi")
    hall.press("next", "2", "budi")

    hall.now_ms += MINUTE
    hall.press("recall")

    newest = list(hall.hall.calls.values())[-1]
    assert (newest.ticket_id, newest.recalls, newest.seq) == ("A-001", 1, len(hall.facts))


@pytest.mark.parametrize("verb", ["recall", "no-show"])
def test_a_ticket_being_served_can_neither_be_recalled_nor_missed(verb: str) -> None:
    hall = at_work("ktp")
    hall.press("next")
    hall.press("start")

    with pytest.raises(refusals.NotInThatState):
        hall.press(verb)


def test_a_no_show_goes_to_the_missed_and_frees_the_counter() -> None:
    hall = at_work("ktp", "kk")
    hall.press("next")

    hall.press("no-show")

    assert hall.state("A-001") == "missed"
    assert list(hall.hall.missed) == ["A-001"]
    hall.press("next")
    assert hall.holds() == "A-002"


@pytest.mark.parametrize("verb", ["recall", "start", "finish", "no-show"])
def test_a_verb_without_a_ticket_in_hand_is_refused(verb: str) -> None:
    with pytest.raises(refusals.CounterEmpty):
        at_work().press(verb)


@pytest.mark.parametrize("verb", ["next", "recall", "start", "finish", "no-show", "close"])
def test_any_verb_but_open_is_refused_at_a_closed_counter(verb: str) -> None:
    with pytest.raises(refusals.CounterNotOpen) as refused:
        OpenHall().press(verb)
    assert refused.value.text("id") == "Loket 1 tutup. Buka loket dahulu."
    assert refused.value.text("en") == "Counter 1 is closed. Open it first."


@pytest.mark.parametrize("verb", ["next", "recall", "start", "finish", "no-show", "close"])
def test_any_verb_is_refused_from_a_session_that_has_not_opened_the_counter(verb: str) -> None:
    hall = at_work("ktp")

    with pytest.raises(refusals.CounterNotYours) as refused:
        hall.press(verb, session_id="budi")
    assert refused.value.text("id").startswith("Loket 1 tidak Anda buka")
    assert refused.value.text("en").startswith("You have not opened counter 1, or")


@pytest.mark.parametrize("verb", ["next", "recall", "start", "finish", "no-show", "close"])
def test_a_stale_page_never_acts(verb: str) -> None:
    hall = at_work("ktp", "kk")
    hall.press("next")
    before = len(hall.facts)

    with pytest.raises(refusals.StalePage):
        hall.press(verb, page_ticket="A-077")

    assert len(hall.facts) == before


def test_opening_a_counter_of_another_session_takes_it_over_with_its_ticket() -> None:
    hall = at_work("ktp")
    hall.press("next")

    hall.open(session_id="budi")

    assert hall.holds() == "A-001"
    with pytest.raises(refusals.CounterNotYours):
        hall.press("start")
    assert hall.hall.counters["1"].lost_by == {"siti"}


def test_opening_ones_own_counter_again_changes_nothing() -> None:
    hall = at_work()

    assert hall.open() == []


def test_an_unknown_counter_is_refused() -> None:
    with pytest.raises(refusals.UnknownCounter):
        OpenHall().open("99")


def test_a_counter_that_holds_a_ticket_cannot_close() -> None:
    hall = at_work("ktp")
    hall.press("next")

    with pytest.raises(refusals.CounterBusy):
        hall.press("close")
    hall.press("finish")
    hall.press("close")

    assert hall.hall.counters == {}


def test_a_ticket_with_stops_walks_on_with_the_same_number() -> None:
    hall = OpenHall()
    ticket = hall.issue("ktp", stops=["jkn"])
    hall.open()
    hall.press("next")

    facts = hall.press("finish")

    assert [type(f) for f in facts] == [TicketFinished, TicketForwarded]
    assert hall.state(ticket) == "waiting"
    hall.open("3", "budi")
    hall.press("next", "3", "budi")
    assert hall.holds("3") == "A-001"
    hall.press("finish", "3", "budi")
    assert hall.state(ticket) == "finished"


def test_ahead_counts_who_would_be_called_before_by_the_counters_that_serve_it() -> None:
    hall = OpenHall()
    hall.issue("kk")
    hall.issue("jkn")
    last = hall.hall.tickets[hall.issue("ktp")]
    hall.open("1")

    assert hall.hall.ahead(last) == 1

    hall.open("4", "budi")
    assert hall.hall.ahead(last) == 2


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from(["ktp", "kk", "jkn"]), st.sampled_from([None, "elderly"])), max_size=12),
    st.sets(st.sampled_from("1234")), st.sampled_from(["ktp", "kk", "jkn"]),
)  # fmt: skip
def test_a_number_has_as_many_ahead_as_the_list_said_before_it_was_taken(
    waiting: list[tuple[str, str | None]], counters: set[str], service: str
) -> None:
    hall = OpenHall()
    for taken, priority in waiting:
        hall.issue(taken, priority=priority)
    for counter in sorted(counters):
        hall.open(counter, f"clerk {counter}")

    venue = visitor.venue(hall.hall, hall.now_ms)
    (said,) = (s["ahead"] for agency in venue["agencies"] for s in agency["services"] if s["id"] == service)
    number = hall.issue(service)

    assert visitor.ticket(hall.hall, hall.hall.tickets[number], "token", hall.now_ms)["ahead"] == said
