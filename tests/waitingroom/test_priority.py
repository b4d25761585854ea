"""Who is next when tickets have priority by law, and that nobody waits forever because of it."""

from __future__ import annotations

import os
import random
from typing import Any

import pytest

from rig import checker
from rig.cast import OpenHall, house_content
from waitingroom.facts import Fact, HouseAdopted, TicketCalled, encode
from waitingroom.hall import Hall
from waitingroom.house.reader import read_house
from waitingroom.log.base import Chain, link_all

DAYS = range(*map(int, os.environ.get("DAYS", "0-20").split("-")))
"""Seeds of random days: from the first up to, but not including, the second."""


def open_hall(between: int = 2, counters: tuple[str, ...] = ("1",)) -> OpenHall:
    content = house_content()
    content["venues"][0]["rules"] = {"between_priority": between, "missed_cooldown_s": 0}
    hall = OpenHall(content)
    for counter in counters:
        hall.open(counter, f"clerk {counter}")
    return hall


def waiting(hall: OpenHall, signs: str) -> list[str]:
    """Issue a KTP number per letter: "p" with priority, "n" without."""
    return [hall.issue("ktp", priority="pregnant" if sign == "p" else None) for sign in signs]


def next_calls(hall: OpenHall, count: int, counter: str = "1") -> list[tuple[str, str]]:
    """Press *next* this many times; return which tickets were called and why."""
    calls = []
    for _ in range(count):
        facts = hall.press("next", counter, f"clerk {counter}", finish=True)
        calls += [(fact.ticket_id, fact.basis) for fact in facts if isinstance(fact, TicketCalled)]
    return calls


def test_priority_is_called_first_and_two_by_arrival_after_each_that_passed() -> None:
    hall = open_hall()
    waiting(hall, "nnnnppp")

    assert next_calls(hall, 7) == [
        ("A-005", "priority"), ("A-001", "arrival"), ("A-002", "arrival"),
        ("A-006", "priority"), ("A-003", "arrival"), ("A-004", "arrival"), ("A-007", "arrival"),
    ]  # fmt: skip


def test_who_is_called_in_turn_spends_nothing_of_what_priority_may() -> None:
    hall = open_hall()
    waiting(hall, "pnnp")

    assert next_calls(hall, 3) == [("A-001", "arrival"), ("A-004", "priority"), ("A-002", "arrival")]


def test_a_venue_may_call_by_arrival_alone() -> None:
    hall = open_hall(between=0)
    waiting(hall, "nnp")

    assert [number for number, _ in next_calls(hall, 3)] == ["A-001", "A-002", "A-003"]


def test_counters_with_the_same_services_share_one_count() -> None:
    hall = open_hall(counters=("1", "2"))
    waiting(hall, "nnnnpp")

    assert next_calls(hall, 1, "1") == [("A-005", "priority")]
    assert next_calls(hall, 2, "2") == [("A-001", "arrival"), ("A-002", "arrival")]
    assert next_calls(hall, 1, "1") == [("A-006", "priority")]


def test_nobody_passes_who_was_put_back_first() -> None:
    hall = open_hall()
    waiting(hall, "nn")
    next_calls(hall, 1)
    hall.press("return", session_id="clerk 1", place="first")
    waiting(hall, "p")

    assert hall.queue() == ["A-001", "A-003", "A-002"]


@pytest.mark.parametrize(
    ("place", "then"), [("last", ["A-002", "A-003", "A-001"]), ("first", ["A-001", "A-002", "A-003"])]
)
def test_who_is_put_back_last_waits_among_all_others(place: str, then: list[str]) -> None:
    hall = open_hall()
    waiting(hall, "pnn")
    next_calls(hall, 1)

    hall.press("return", session_id="clerk 1", place=place)

    assert hall.queue() == then


def test_after_two_is_behind_the_second_call_that_is_in_turn_and_not_at_the_end() -> None:
    hall = open_hall()
    waiting(hall, "nnnnp")
    next_calls(hall, 1)
    assert hall.holds() == "A-005"
    hall.press("return", session_id="clerk 1", place="after-two")
    assert hall.queue() == ["A-001", "A-002", "A-005", "A-003", "A-004"]
    next_calls(hall, 2)
    waiting(hall, "p")

    hall.press("return", session_id="clerk 1", place="after-two")

    assert hall.queue() == ["A-006", "A-005", "A-002", "A-003", "A-004"]


def test_a_mark_moves_a_waiting_ticket_and_taking_it_away_moves_it_back() -> None:
    hall = open_hall()
    waiting(hall, "nnn")

    hall.press("priority", session_id="clerk 1", number="A-003", priority="elderly")
    assert hall.queue() == ["A-003", "A-001", "A-002"]
    hall.press("priority", session_id="clerk 1", number="A-003", priority=None)
    assert hall.queue() == ["A-001", "A-002", "A-003"]


def test_the_clerk_marks_the_ticket_in_hand_for_its_next_stop() -> None:
    hall = open_hall(counters=("1", "3"))
    hall.issue("jkn")
    hall.issue("ktp", stops=["jkn"])
    next_calls(hall, 1)
    hall.press("priority", session_id="clerk 1", priority="disabled")
    hall.press("finish", session_id="clerk 1")

    assert hall.queue("3") == ["A-001", "L-001"]


def test_an_undone_pass_may_be_made_at_once_and_an_undone_turn_puts_the_next_off() -> None:
    hall = open_hall()
    waiting(hall, "nnnp")
    next_calls(hall, 1)
    hall.press("undo", session_id="clerk 1")
    assert hall.queue() == ["A-004", "A-001", "A-002", "A-003"]

    next_calls(hall, 3)
    waiting(hall, "p")
    assert hall.queue() == ["A-005", "A-003"]
    hall.press("undo", session_id="clerk 1")
    assert (hall.holds(), hall.queue()) == ("A-001", ["A-002", "A-005", "A-003"])


def test_an_undone_turn_leaves_priority_what_it_had_saved_up() -> None:
    hall = open_hall()
    waiting(hall, "nnnn")
    next_calls(hall, 2)
    hall.press("undo", session_id="clerk 1")
    waiting(hall, "p")

    assert hall.hall.turns.since == {("ktp", "kk"): 3}
    assert hall.queue() == ["A-005", "A-002", "A-003", "A-004"]


def test_a_day_whose_count_stopped_when_it_was_full_is_counted_as_it_was() -> None:
    hall = open_hall()
    hall.record(
        [
            HouseAdopted(at_ms=hall.now_ms, house_seq=2, content=fact.content, policy=2)
            for fact in hall.facts
            if isinstance(fact, HouseAdopted)
        ]
    )
    waiting(hall, "nnnn")
    next_calls(hall, 2)
    hall.press("undo", session_id="clerk 1")
    waiting(hall, "p")

    assert hall.queue() == ["A-002", "A-005", "A-003", "A-004"]


def test_an_undo_keeps_the_priority_that_was_marked_meanwhile() -> None:
    hall = open_hall(counters=("1", "2"))
    waiting(hall, "nn")
    next_calls(hall, 1)
    hall.press("priority", session_id="clerk 1", priority="elderly")
    hall.press("undo", session_id="clerk 1")

    waiting(hall, "n")
    assert hall.hall.tickets["A-001"].passes
    assert hall.queue() == ["A-001", "A-002", "A-003"]


def test_a_day_that_began_before_this_order_calls_by_arrival_until_a_house_is_adopted_anew() -> None:
    hall = open_hall()
    waiting(hall, "nnp")
    old = [fact for fact in hall.facts if not isinstance(fact, HouseAdopted)]
    adopted = next(fact for fact in hall.facts if isinstance(fact, HouseAdopted))

    def replayed(policy: int | None) -> list[str]:
        again = Hall()
        again.apply(1, old[0])
        again.apply(2, old[1])
        again.apply(3, HouseAdopted(at_ms=1, house_seq=1, content=adopted.content, policy=policy))
        for seq, fact in enumerate(old[2:], 4):
            again.apply(seq, fact)
        return [one.claim[1] for one in again.upcoming("1")]

    assert replayed(None) == ["A-001", "A-002", "A-003"]
    assert replayed(2) == replayed(3) == ["A-003", "A-001", "A-002"]


class RandomDay:
    """A day of random presses at four counters of three duties, from one seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.between = self.chance.choice([1, 2, 2, 3, 5])
        self.hall = open_hall(self.between, ("1", "2", "3", "4"))
        self.share = self.chance.choice([0.05, 0.1, 0.3, 0.6])

    def play(self, presses: int) -> list[Fact]:
        for _ in range(presses):
            act = self.chance.choice(
                [self.come, self.come, self.call, self.call, self.call, self.put_back, self.mark]
            )
            act()
        return self.hall.facts

    def come(self) -> None:
        priority = "elderly" if self.chance.random() < self.share else None
        self.hall.issue(self.chance.choice(["ktp", "ktp", "kk", "jkn"]), priority=priority)

    def at(self) -> tuple[str, str, str | None]:
        counter = self.chance.choice("1234")
        return counter, f"clerk {counter}", self.hall.hall.counters[counter].ticket_id

    def call(self) -> None:
        counter, clerk, _ = self.at()
        self.hall.press("next", counter, clerk, finish=True)
        if self.chance.random() < 0.1:
            self.try_(counter, clerk, "undo")

    def put_back(self) -> None:
        counter, clerk, held = self.at()
        if held is None:
            return
        verb = self.chance.choice(["return", "hold", "no-show", "transfer", "release"])
        wish: dict[str, Any] = {}
        if verb == "return":
            wish = {"place": self.chance.choice(["first", "last", "after-two"])}
        elif verb == "transfer":
            wish = {
                "service_id": self.chance.choice(["ktp", "jkn"]),
                "place": self.chance.choice(["arrival", "last"]),
            }
        self.try_(counter, clerk, verb, **wish)

    def mark(self) -> None:
        number = self.chance.choice(sorted(self.hall.hall.tickets) or ["A-001"])
        self.try_("4", "clerk 4", "priority", number=number, priority=self.chance.choice([None, "child"]))

    def try_(self, counter: str, clerk: str, verb: str, **wish: Any) -> None:
        try:
            self.hall.press(verb, counter, clerk, **wish)
        except Exception as refusal:
            if not hasattr(refusal, "slug"):
                raise


@pytest.mark.parametrize("seed", DAYS)
def test_nobody_is_passed_too_often_on_a_random_day_and_a_replay_gives_the_same_hall(seed: int) -> None:
    """The checker, which imports nothing of Antre, verifies the order (S5) and the bound (S11)."""
    day = RandomDay(seed)
    facts = day.play(250)

    linked = link_all(Chain().tip, [encode(fact) for fact in facts])
    log = [(f"{seq}-0", data, link) for seq, (data, link) in enumerate(linked, 1)]
    again = Hall()
    for seq, fact in enumerate(facts, 1):
        again.apply(seq, fact)

    assert checker.wrongs(log) == []
    for counter in "1234":
        assert list(again.upcoming(counter)) == list(day.hall.hall.upcoming(counter))
    assert again.tickets == day.hall.hall.tickets


@pytest.mark.parametrize("seed", range(10))
def test_ahead_is_who_is_called_before_where_counters_have_their_services_in_common(seed: int) -> None:
    rng = random.Random(seed)
    hall = open_hall(rng.choice([1, 2, 3]), ("1", "2"))
    waiting(hall, "".join(rng.choice("nnp") for _ in range(20)))
    next_calls(hall, rng.randrange(5), rng.choice("12"))
    ahead = {t.ticket_id: hall.hall.ahead(t) for t in hall.hall.tickets.values() if t.state == "waiting"}

    called = [next_calls(hall, 1, rng.choice("12"))[0][0] for _ in range(len(ahead))]

    assert {number: place for place, number in enumerate(called)} == ahead


def test_the_house_says_how_many_are_between_or_that_nobody_passes() -> None:
    assert read_house(house_content()).venues["hall"].rules.between_priority == 2
