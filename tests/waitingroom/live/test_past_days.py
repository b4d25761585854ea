"""Past days: the same responses as from the fold, read one at a time, cached in small number, with bounded waits."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from rig.cast import OpenHall, house_content
from rig.waiting import wait_for
from tests.waitingroom.log.test_damage import FACTS
from waitingroom import refusals
from waitingroom.facts import Fact, encode
from waitingroom.hall import Hall
from waitingroom.live import past_days
from waitingroom.live.past_days import DAYS_KEPT, WAITING_MAX, PastDays
from waitingroom.log.base import MemoryStore, link_all
from waitingroom.log.fold import Clock, Fold, linked_facts
from waitingroom.views import visitor

NOON = 1_781_000_000_000


def silent(event: str, **fields: object) -> None:
    """An alarm callback that does nothing."""


def whole_day() -> list[Fact]:
    """Two hundred tickets: some finished, missed, at a second stop, or still waiting at the end of the day."""
    hall = OpenHall(house_content())
    for counter in "12":
        hall.open(counter)
    for n in range(200):
        hall.issue(("ktp", "kk")[n % 2], stops=["jkn"] if n % 5 == 0 else [])
        if n % 2:
            counter = "12"[n // 2 % 2]
            hall.press("next", counter)
            for verb in (("recall", "start", "finish"), ("no-show",), ("start", "hold"), ("finish",))[
                n // 2 % 4
            ]:
                hall.press(verb, counter)
    hall.close_day()
    return hall.facts


@pytest.mark.parametrize("facts", [whole_day(), FACTS], ids=["whole day", "every verb"])
def test_a_past_ticket_is_the_same_as_from_the_fold_of_its_day(facts: list[Fact]) -> None:
    log = MemoryStore().log("{hall}:2026-06-08:log")
    log.append(log.tip(), link_all(log.tip(), [encode(fact) for fact in facts]), turn="me")
    fold = Fold(log, Hall, clock=Clock(), alarm=silent)
    fold.load()

    past = PastDays(silent).get("hall", "2026-06-08", lambda: linked_facts(log))

    assert list(past.tickets) == list(fold.state.tickets)
    for id in fold.state.tickets:
        assert visitor.ticket(past, past.tickets[id], "t", NOON) == visitor.ticket(
            fold.state, fold.state.tickets[id], "t", NOON
        )
    assert len({ticket.state for ticket in past.tickets.values()}) >= 2
    assert not past.presses


class SlowLog:
    """A day whose reading blocks until it is released; counts its readers."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.begun = self.at_once = self.most = 0

    def facts(self) -> Iterator[tuple[int, Fact]]:
        self.begun += 1
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        yield from enumerate(FACTS, 1)
        self.may_end.wait(60)
        self.at_once -= 1


def test_sixteen_who_ask_at_once_cost_one_reading_and_most_are_told_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(past_days, "WAIT_S", 60.0)
    past, log = PastDays(silent), SlowLog()
    halls: list[Hall] = []
    refused: list[refusals.Refusal] = []

    def ask(day: str) -> None:
        try:
            halls.append(past.get("hall", day, log.facts))
        except refusals.DayIsBeingRead as refusal:
            refused.append(refusal)

    threads = [threading.Thread(target=ask, args=(("2026-06-08", "2026-06-07")[n % 2],)) for n in range(16)]
    for thread in threads:
        thread.start()
    wait_for(lambda: len(refused) >= 16 - 2 * WAITING_MAX, what="the other requests to be refused")
    log.may_end.set()
    for thread in threads:
        thread.join()

    assert log.most == 1
    assert 1 <= len(halls) <= WAITING_MAX
    assert {refusal.values["retry_after_s"] for refusal in refused} == {2}
    assert past.get("hall", "2026-06-08", log.facts).service_day


def test_few_days_are_kept_and_a_kept_one_is_not_read_again() -> None:
    past, log = PastDays(silent), SlowLog()
    log.may_end.set()

    for day in range(1, DAYS_KEPT + 3):
        past.get("hall", f"2026-06-{day:02}", log.facts)
    past.get("hall", f"2026-06-{DAYS_KEPT + 2:02}", log.facts)

    assert log.begun == DAYS_KEPT + 2
    assert len(past._kept) == DAYS_KEPT


def test_a_day_without_a_log_is_empty() -> None:
    assert PastDays(silent).get("hall", "2019-01-01", lambda: iter(())).house is None


def test_stories_take_turns_too() -> None:
    past = PastDays(silent)
    with past.reading(), past.reading(), pytest.raises(refusals.DayIsBeingRead), past.reading():
        pass
    with past.reading():
        pass
