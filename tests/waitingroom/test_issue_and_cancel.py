"""Taking a number, and leaving the queue."""

import pytest

from rig.cast import DAY, MINUTE, NINE, OpenHall, house_content
from waitingroom import refusals
from waitingroom.facts import TicketIssued


def test_numbers_of_a_prefix_have_no_gap_and_no_repeat() -> None:
    hall = OpenHall()

    assert [hall.issue("ktp"), hall.issue("kk"), hall.issue("ktp")] == ["A-001", "A-002", "A-003"]


def test_each_agency_counts_for_itself() -> None:
    hall = OpenHall()

    assert [hall.issue("ktp"), hall.issue("jkn")] == ["A-001", "L-001"]


def test_first_number_and_width_are_the_agencys() -> None:
    content = house_content()
    content["agencies"][0] |= {"first_number": 100, "width": 4}

    assert OpenHall(content).issue("ktp") == "A-0100"


def test_an_unknown_service_is_refused() -> None:
    with pytest.raises(refusals.UnknownService):
        OpenHall().issue("passport")


def test_a_service_is_closed_outside_its_hours_with_words_in_both_languages() -> None:
    with pytest.raises(refusals.ServiceClosed) as refused:
        OpenHall(now_ms=NINE - 3 * 60 * MINUTE).issue("ktp")

    assert refused.value.values["closed_reason"] == "not-yet"
    assert refused.value.text("id") == "Buka pukul 08.00. Nomor dapat diambil mulai pukul 07.45."
    assert refused.value.text("en") == "Opens at 08.00. Numbers from 07.45."


def test_numbers_can_be_taken_a_quarter_of_an_hour_before_opening() -> None:
    assert OpenHall(now_ms=NINE - 75 * MINUTE).issue("ktp") == "A-001"


def test_a_used_up_quota_refuses_the_next_one() -> None:
    content = house_content()
    content["services"][0]["quota"] = 2
    hall = OpenHall(content)
    hall.issue("ktp")
    hall.issue("ktp")

    with pytest.raises(refusals.ServiceClosed) as refused:
        hall.issue("ktp")

    assert refused.value.values["closed_reason"] == "quota"
    assert hall.issue("kk") == "A-003"


def test_a_planned_service_cannot_be_taken() -> None:
    content = house_content()
    content["agencies"][1]["places"][0] |= {"status": "planned", "opens_on": "2026-07-01"}

    with pytest.raises(refusals.ServiceClosed) as refused:
        OpenHall(content).issue("jkn")

    assert refused.value.text("id") == "Segera hadir: Bpjs, mulai 1 Juli 2026."


def test_a_wish_is_granted_until_its_time_and_not_after() -> None:
    hall = OpenHall()

    assert hall.issue(until_ms=hall.now_ms) == "A-001"
    with pytest.raises(refusals.WishExpired):
        hall.issue(until_ms=hall.now_ms - 1)
    assert hall.issue() == "A-002"


def test_a_wish_that_is_too_late_says_so_whatever_else_would_refuse_it() -> None:
    """A kiosk that retries after a night thus learns the outcome of its press, not that the day is over."""
    hall = OpenHall()
    hall.close_day()

    with pytest.raises(refusals.WishExpired):
        hall.issue(until_ms=hall.now_ms - 1)


def test_a_priority_is_recorded_if_the_law_knows_it() -> None:
    hall = OpenHall()
    hall.issue(priority="elderly")

    issued = hall.facts[-1]

    assert isinstance(issued, TicketIssued)
    assert issued.priority == "elderly"
    with pytest.raises(refusals.Malformed):
        hall.issue(priority="my uncle works here")


def test_a_waiting_visitor_may_leave_and_leaving_twice_is_once() -> None:
    hall = OpenHall()
    ticket = hall.issue()

    assert len(hall.cancel(ticket)) == 1
    assert hall.cancel(ticket) == []
    assert hall.state(ticket) == "cancelled"


def test_a_called_ticket_cannot_be_cancelled() -> None:
    hall = OpenHall()
    ticket = hall.issue()
    hall.open()
    hall.press("next")

    with pytest.raises(refusals.AlreadyCalled):
        hall.cancel(ticket)


def test_an_unknown_ticket_cannot_be_cancelled() -> None:
    with pytest.raises(refusals.UnknownTicket):
        OpenHall().cancel("A-099")


def test_the_day_is_named_in_the_hall() -> None:
    assert OpenHall().hall.service_day == DAY
