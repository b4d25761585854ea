"""A day that is handed over: the hall adds nothing to it, never rolls into it, and no race gives it to both."""

from __future__ import annotations

import threading

import pytest

from rig.cast import DAY, NINE, ZONE, press
from rig.outreach import VENUE, Box, days_away, halls_on, issue
from waitingroom import keys, refusals
from waitingroom.facts import DayHandedOver, TicketIssued, decode
from waitingroom.live.halls import Halls
from waitingroom.live.live_hall import LiveHall
from waitingroom.local_time import at
from waitingroom.log.base import MemoryStore
from waitingroom.log.redis_log import RedisStore
from waitingroom.outreach.days_away import OUT, OVER
from waitingroom.outreach.refusals import DayHasNumbers
from waitingroom.views import board as boards
from waitingroom.views import visitor

TOMORROW, AFTER = "2026-06-09", "2026-06-10"
BOX = "tenda-1"


@pytest.fixture
def memory() -> MemoryStore:
    return MemoryStore(now_ms=NINE)


def later(memory: MemoryStore, live: LiveHall, day: str, minute: int = 9 * 60) -> None:
    memory.fixed_now_ms = at(day, minute, ZONE)
    live._clock.set_redis_time(memory.fixed_now_ms)


def opened(memory: MemoryStore) -> tuple[Halls, LiveHall]:
    halls = halls_on(memory)
    live = halls.get(VENUE)
    live.settle()
    return halls, live


def test_the_hall_refuses_a_day_that_was_handed_over_in_words_and_says_where_numbers_are(
    memory: MemoryStore,
) -> None:
    halls, live = opened(memory)
    days_away(halls).hand_over(BOX, [DAY], press("hand over"))

    with pytest.raises(refusals.DayIsAway) as refused:
        issue(live, "k1")
    catalogue = live.read(visitor.venue)
    board = live.read(boards.board)
    names = live.read(lambda hall, _: boards.house_event(hall))

    assert BOX in refused.value.text("id")
    assert catalogue["closed_text"]["id"] == "Hari ini nomor diberikan di lokasi: Hall, Jalan 1."
    assert not any(one["open"] for agency in catalogue["agencies"] for one in agency["services"])
    assert (board["calls"], board["hours"]["state"]) == ([], "away")
    assert names["notice"] == catalogue["closed_text"]


def test_a_press_that_was_recorded_before_the_handing_over_is_answered_again(memory: MemoryStore) -> None:
    halls, live = opened(memory)
    first = issue(live, "k1")
    with pytest.raises(DayHasNumbers):
        days_away(halls).hand_over(BOX, [DAY], press("hand over"))

    assert issue(live, "k1").ticket_id == first.ticket_id
    assert issue(live, "k2").ticket_id == "A-002"


def test_the_hall_goes_from_today_over_a_day_that_is_away_to_the_next(memory: MemoryStore) -> None:
    halls, live = opened(memory)
    issue(live, "k1")
    days_away(halls).hand_over(BOX, [TOMORROW], press("hand over"))
    assert issue(live, "k2").service_day == DAY

    later(memory, live, TOMORROW)
    with pytest.raises(refusals.DayIsAway):
        issue(live, "k3")
    later(memory, live, AFTER)
    ticket = issue(live, "k4")

    assert (ticket.ticket_id, ticket.service_day) == ("A-001", AFTER)
    assert len(memory.log(keys.DAY_LOG(VENUE, TOMORROW)).entries) == 4
    named = [decode(entry.data) for entry in memory.log(keys.DAYS_LOG(VENUE)).entries]
    assert [getattr(fact, "service_day", None) for fact in named] == [DAY, TOMORROW, AFTER]


def test_a_box_opens_the_days_it_has_a_right_to_and_no_other(memory: MemoryStore) -> None:
    halls, _ = opened(memory)
    box = Box(halls, BOX, [TOMORROW])

    with pytest.raises(refusals.DayNotHere):
        box.live(DAY)
    live = box.live(TOMORROW)
    assert live.read(lambda hall, now_ms: now_ms - hall.opened_ms) < 60_000
    assert issue(live, "k1").ticket_id == "A-001"
    later(box.store, live, AFTER)
    with pytest.raises(refusals.DayIsClosed):
        issue(live, "k2")

    assert box.store.log(keys.DAY_LOG(VENUE, AFTER)).entries == []
    beginning = memory.log(keys.DAY_LOG(VENUE, TOMORROW)).entries
    assert box.store.log(keys.DAY_LOG(VENUE, TOMORROW)).entries[: len(beginning)] == beginning


def test_a_sealed_day_takes_nothing_more_and_the_evening_opens_no_other(memory: MemoryStore) -> None:
    halls, _ = opened(memory)
    box = Box(halls, BOX, [TOMORROW, AFTER])
    live = box.live(TOMORROW)
    issue(live, "k1")

    box.seal(TOMORROW)

    with pytest.raises(refusals.DayIsClosed):
        issue(live, "k2")
    assert len(box.store.log(keys.DAY_LOG(VENUE, AFTER)).entries) == 4
    later(box.store, live, AFTER)
    assert issue(live, "k3").service_day == AFTER


def test_a_house_that_is_edited_in_the_box_is_in_its_day(memory: MemoryStore) -> None:
    halls, _ = opened(memory)
    box = Box(halls, BOX, [TOMORROW])
    box.live(TOMORROW)
    there = halls_on(box.store, BOX)

    there.save_house(lambda now: (now or {}) | {"motto": "Di lapangan"}, press=press("edit"))

    house = there.get(VENUE).read(lambda hall, _: hall.house)
    assert house is not None
    assert house.motto == "Di lapangan"


def test_a_day_taken_back_is_served_at_home_again(memory: MemoryStore) -> None:
    halls, live = opened(memory)
    away = days_away(halls)
    away.hand_over(BOX, [DAY, TOMORROW], press("hand over"))
    assert [away.state_of(BOX, day).state for day in (DAY, TOMORROW)] == [OUT, OUT]

    away.take_back(DAY, press("take back"))

    assert issue(live, "k1").ticket_id == "A-001"
    assert [away.state_of(BOX, day).state for day in (DAY, TOMORROW)] == [OVER, OUT]


def test_of_several_days_all_are_handed_over_or_none(memory: MemoryStore) -> None:
    halls, live = opened(memory)
    issue(live, "k1")

    with pytest.raises(DayHasNumbers):
        days_away(halls).hand_over(BOX, [TOMORROW, DAY], press("hand over"))

    assert memory.log(keys.DAY_LOG(VENUE, TOMORROW)).entries == []


def test_a_day_that_was_never_served_is_closed_when_it_is_taken_back_later(memory: MemoryStore) -> None:
    halls, live = opened(memory)
    away = days_away(halls)
    away.hand_over(BOX, [DAY], press("hand over"))
    later(memory, live, TOMORROW)
    live.settle()

    away.take_back(DAY, press("take back"))

    assert away.state_of(BOX, DAY).state == OVER
    assert live.past(DAY).next_day == TOMORROW
    assert issue(live, "k1").service_day == TOMORROW


@pytest.mark.parametrize("is_open", [True, False])
def test_of_a_handing_over_and_numbers_at_the_same_instant_one_wins(
    redis_store: RedisStore, is_open: bool
) -> None:
    """Five processes issue a number or hand the day over concurrently, and again before the day is opened."""
    first = halls_on(redis_store)
    if is_open:
        first.get(VENUE).settle()
    day = days_away(first).today()
    processes = [halls_on(redis_store) for _ in range(6)]
    gate = threading.Barrier(len(processes))
    numbers: list[str | None] = []
    refused: list[refusals.Refusal] = []

    def race(n: int, halls: Halls) -> None:
        away = days_away(halls)
        gate.wait()
        try:
            if n % 2:
                away.hand_over(BOX, [day], press(f"hand over {n}"))
            else:
                numbers.append(issue(halls.get(VENUE), f"k{n}").ticket_id)
        except refusals.Refusal as refusal:
            refused.append(refusal)

    threads = [threading.Thread(target=race, args=one) for one in enumerate(processes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    facts = [decode(entry.data) for entry in redis_store.log(keys.DAY_LOG(VENUE, day)).read("0-0")[1]]
    handed_over = [fact for fact in facts if isinstance(fact, DayHandedOver)]
    issued = [fact.ticket_id for fact in facts if isinstance(fact, TicketIssued)]
    assert (len(handed_over), len(issued)) in ((1, 0), (0, 3))
    assert sorted(issued) == sorted(str(number) for number in numbers)
    assert {type(one) for one in refused} == ({refusals.DayIsAway} if handed_over else {DayHasNumbers})


def test_the_roll_of_the_day_and_a_handing_over_at_the_same_instant_have_one_winner(
    memory: MemoryStore,
) -> None:
    """The first append to the day's log wins: opened and then handed over, or handed over and never opened."""
    for first in ("roll", "hand over"):
        store = MemoryStore(now_ms=NINE)
        halls, live = opened(store)
        later(store, live, TOMORROW, 4 * 60 + 1)
        acts = [live.settle, lambda: days_away(halls).hand_over(BOX, [TOMORROW], press("hand over"))]  # noqa: B023
        for act in acts if first == "roll" else acts[::-1]:
            act()

        with pytest.raises(refusals.DayIsAway):
            issue(live, "k1")
        kinds = [type(decode(e.data)).__name__ for e in store.log(keys.DAY_LOG(VENUE, TOMORROW)).entries]
        assert kinds == ["DayOpened", "EpochBegan", "HouseAdopted", "DayHandedOver"], first


def test_a_sealed_box_says_that_the_day_is_over_and_offers_no_number(memory: MemoryStore) -> None:
    halls, _ = opened(memory)
    box = Box(halls, BOX, [TOMORROW])
    live = box.live(TOMORROW)
    issue(live, "k1")

    box.seal(TOMORROW)
    live.settle()

    assert live.read(visitor.venue)["closed_text"]["en"] == "Closed for today."
    assert live.read(boards.board)["hours"]["state"] == "closed"


def test_a_boxs_house_begins_at_its_sequence_at_home_and_nothing_is_missing(memory: MemoryStore) -> None:
    halls, _ = opened(memory)
    halls.save_house(lambda now: (now or {}) | {"motto": "Dua"}, press=press("edit"))
    alarms: list[str] = []

    box = Box(halls, BOX, [TOMORROW])
    there = Halls(box.store, alarm=lambda event, **_: alarms.append(event), box=BOX)
    there.house.load()

    assert (there.house.edition.seq, halls.house.edition.seq, alarms) == (2, 2, [])
