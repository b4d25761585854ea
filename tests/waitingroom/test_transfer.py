"""Transfer to another service, agency or counter of the venue: number and arrival stay, the note goes along."""

from __future__ import annotations

import pytest

from rig.cast import DAY, MINUTE, OpenHall, house_content
from waitingroom import refusals, rules
from waitingroom.facts import TicketIssued, TicketMoved
from waitingroom.local_time import at
from waitingroom.views import staff


def in_hand(service: str = "ktp") -> OpenHall:
    """A-001 called at counter 1 (siti); counter 3 (rudi, BPJS) open."""
    hall = OpenHall()
    hall.issue(service)
    hall.open("1", "siti")
    hall.open("3", "rudi")
    hall.press("next")
    return hall


def test_a_transfer_to_another_agency_keeps_number_and_arrival() -> None:
    hall = in_hand()
    hall.now_ms += MINUTE
    later = hall.issue("jkn")

    hall.press("transfer", service_id="jkn", note="perlu aktivasi")

    assert hall.holds() is None
    assert hall.queue("3") == ["A-001", later]
    hall.press("next", "3", "rudi")
    assert (
        staff.counter(hall.hall, hall.now_ms, counter_id="3", session_id="rudi")["ticket"]["note"]
        == "perlu aktivasi"
    )


@pytest.mark.parametrize(
    ("place", "queue"),
    [("first", ["A-001", "L-001"]), ("last", ["L-001", "A-001"]), ("arrival", ["A-001", "L-001"])],
)
def test_a_transfer_says_where_in_the_line(place: str, queue: list[str]) -> None:
    hall = in_hand()
    hall.issue("jkn")

    hall.press("transfer", service_id="jkn", place=place)

    assert hall.queue("3") == queue


def test_a_transfer_to_a_counter_waits_for_that_counter_alone() -> None:
    hall = in_hand()
    hall.open("2", "budi")
    hall.open("4", "ani")

    hall.press("transfer", to_counter="4")

    assert (hall.queue("2"), hall.queue("4")) == ([], ["A-001"])


def test_a_counter_that_does_not_serve_it_takes_it_for_its_own_service() -> None:
    hall = in_hand()

    hall.press("transfer", to_counter="3")

    assert hall.hall.tickets["A-001"].service_id == "jkn"
    assert hall.queue("3") == ["A-001"]


def test_who_waits_for_one_counter_waits_for_its_service_when_that_counter_closes() -> None:
    hall = in_hand()
    hall.open("2", "budi")
    hall.press("transfer", to_counter="2")

    hall.press("close", "2", "budi")

    assert hall.queue("1") == ["A-001"]


def test_a_transfer_to_a_counter_that_is_not_open_is_refused() -> None:
    with pytest.raises(refusals.CounterNotOpen):
        in_hand().press("transfer", to_counter="2")


def test_a_transfer_may_go_to_a_paused_counter_which_calls_later() -> None:
    hall = in_hand()
    hall.press("pause", "3", "rudi", reason="break")

    hall.press("transfer", to_counter="3")

    assert hall.queue("3") == ["A-001"]


def test_a_transfer_to_what_is_closed_today_is_refused_with_the_reason() -> None:
    hall = in_hand()
    hall.now_ms = at(DAY, 15 * 60 + 1, "Asia/Makassar")

    with pytest.raises(refusals.ServiceClosed) as refused:
        hall.press("transfer", service_id="jkn")

    assert refused.value.values["closed_reason"] == "today-ended"


def test_a_transfer_to_nowhere_or_to_what_is_not_there_is_refused() -> None:
    hall = in_hand()

    with pytest.raises(refusals.Malformed):
        hall.press("transfer")
    with pytest.raises(refusals.UnknownService):
        hall.press("transfer", service_id="passport")
    with pytest.raises(refusals.UnknownCounter):
        hall.press("transfer", to_counter="99")
    with pytest.raises(refusals.NotServedThere):
        hall.press("transfer", to_counter="3", service_id="ktp")


def test_a_transfer_to_its_next_stop_does_not_send_it_there_twice() -> None:
    hall = OpenHall()
    hall.issue("ktp", stops=["jkn"])
    hall.open("1", "siti")
    hall.press("next")

    hall.press("transfer", service_id="jkn")

    assert hall.hall.tickets["A-001"].stops == ()


def test_to_another_venue_goes_a_new_number_that_names_the_old_one_and_only_then_does_that_end() -> None:
    here, there = in_hand(), OpenHall()
    moved_from = f"hall/{DAY}/A-001"

    (new,) = there.record(
        rules.issue_moved(
            there.hall, service_id="kk", moved_from=moved_from, now_ms=there.now_ms, note="dari aula"
        )
    )
    again = rules.issue_moved(there.hall, service_id="kk", moved_from=moved_from, now_ms=there.now_ms)
    (moved,) = here.press("move", to_venue="cfd", to_ticket="A-001")

    assert isinstance(new, TicketIssued)
    assert (new.moved_from, new.note, again) == (moved_from, "dari aula", [])
    assert isinstance(moved, TicketMoved)
    assert (here.state("A-001"), here.hall.tickets["A-001"].moved_to, here.holds()) == (
        "moved",
        "cfd/A-001",
        None,
    )
    with pytest.raises(refusals.UndoGone):
        here.press("undo")


def test_a_moved_visitor_gets_a_number_though_the_quota_is_used_but_not_when_closed() -> None:
    content = house_content()
    content["services"][0]["quota"] = 1
    hall = OpenHall(content)
    hall.issue("ktp")

    hall.record(rules.issue_moved(hall.hall, service_id="ktp", moved_from="cfd/x/A-001", now_ms=hall.now_ms))
    hall.now_ms = at(DAY, 16 * 60, "Asia/Makassar")

    assert "A-002" in hall.hall.tickets
    with pytest.raises(refusals.ServiceClosed):
        rules.issue_moved(hall.hall, service_id="ktp", moved_from="cfd/x/A-002", now_ms=hall.now_ms)
