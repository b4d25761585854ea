"""Days come home: in any order, twice, in parts, killed anywhere; a different log is refused."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from rig.cast import DAY, NINE, ZONE, press
from rig.outreach import VENUE, Box, another_log, copy_of, days_away, halls_on, homecoming, issue
from waitingroom import facts as f
from waitingroom import keys, refusals
from waitingroom.facts import decode
from waitingroom.live.halls import Halls
from waitingroom.local_time import at
from waitingroom.log.archive import ArchiveFolder
from waitingroom.log.base import (
    Answer,
    Entry,
    MemoryLog,
    MemoryStore,
    Store,
    Tip,
    UnavailableError,
    all_entries,
    link_all,
)
from waitingroom.log.fold import Clock
from waitingroom.log.redis_log import RedisStore
from waitingroom.outreach import homecoming as homecoming_module
from waitingroom.outreach.days_away import BEGUN, HOME
from waitingroom.outreach.homecoming import BoxDay, Homecoming
from waitingroom.outreach.refusals import AnotherLog, DayLogDamaged, NewerBox
from waitingroom.views import board as boards

SATURDAY = "2026-06-13"
BOX = "tenda-1"


@pytest.fixture
def memory() -> MemoryStore:
    return MemoryStore(now_ms=NINE)


@pytest.fixture(params=["memory", "redis"])
def store(request: pytest.FixtureRequest) -> Any:
    """A hall's store: in memory, and in a real Redis."""
    if request.param == "memory":
        return MemoryStore(now_ms=NINE)
    return request.getfixturevalue("redis_store")


def opened(store: Store) -> Halls:
    halls = halls_on(store)
    halls.get(VENUE).settle()
    return halls


def served(halls: Halls, *, seed: int = 1, days: tuple[str, ...] = (SATURDAY,), box: str = BOX) -> Box:
    """Return a box that served its days and sealed them; with a hall in Redis, the days are far ahead of its clock."""
    made = Box(halls, box, list(days))
    for n, day in enumerate(days):
        made.serve(day, seed=seed * 100 + n)
        made.seal(day)
    return made


def entries(store: Store, day: str = SATURDAY) -> list[Entry]:
    return list(all_entries(store.log(keys.DAY_LOG(VENUE, day))))


def came_home(store: Store) -> list[str]:
    """List the days that came home according to the venue's log of days, in its order."""
    facts = [decode(entry.data) for entry in all_entries(store.log(keys.DAYS_LOG(VENUE)))]
    return [fact.service_day for fact in facts if isinstance(fact, f.DayBroughtHome)]


def far(store: Any) -> str:
    """Return a day that is beyond any test's clock."""
    return SATURDAY if isinstance(store, MemoryStore) else "2099-06-13"


def test_a_day_comes_home_entry_by_entry_with_its_sequences_and_links_and_twice_is_once(store: Any) -> None:
    halls, day = opened(store), far(store)
    box = served(halls, days=(day,))

    first = homecoming(store).bring_home(BOX, box.brought())
    again = homecoming(store).bring_home(BOX, box.brought())

    assert entries(store, day) == entries(box.store, day)
    assert [(one.day, one.is_closed, one.numbers) for one in first] == [(day, True, 12)]
    assert [one.added for one in again] == [0]
    assert came_home(store) == [day]
    assert days_away(halls).state_of(BOX, day).state == HOME


class Killed(Exception):
    pass


class DyingStore:
    """A store whose process dies at an append: before or after it takes effect."""

    def __init__(self, store: Any, after: int, *, in_effect: bool) -> None:
        self._store, self.left, self._in_effect = store, after, in_effect

    def await_available(self, deadline: float) -> bool:
        return bool(self._store.await_available(deadline))

    def log(self, name: str) -> Any:
        log, store = self._store.log(name), self

        class Dying(type(log)):  # type: ignore[misc]
            def __init__(self) -> None:
                self.__dict__ = log.__dict__

            def append(self, *args: Any, **more: Any) -> Answer:
                store.left -= 1
                if store.left < 0 and not store._in_effect:
                    raise Killed
                answer: Answer = log.append(*args, **more)
                if store.left < 0:
                    raise Killed
                return answer

        return Dying()


def test_a_homecoming_killed_at_any_append_goes_on_where_it_was(
    store: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(homecoming_module, "BATCH", 7)
    halls = opened(store)
    days = [f"2099-06-{n:02}" for n in range(1, 19)]
    box = served(halls, days=tuple(days))

    deaths = 0
    for n, day in enumerate(days):
        for in_effect in (False, True):
            dying = DyingStore(store, n // 2, in_effect=in_effect)
            try:
                Homecoming(dying, VENUE, clock=Clock(), alarm=lambda *_, **__: None).bring_home(
                    BOX, box.brought(day)
                )
            except Killed:
                deaths += 1
        homecoming(store).bring_home(BOX, box.brought(day))
        assert entries(store, day) == entries(box.store, day)

    assert deaths >= 12
    assert came_home(store) == days


def test_two_who_bring_the_same_file_at_once_take_turns(memory: MemoryStore) -> None:
    """Another import runs to its end inside this one's first append; this one finds its entries there."""
    box = served(opened(memory))
    inner: list[Any] = []

    class Interrupted(MemoryLog):
        def append(self, *args: Any, **more: Any) -> Answer:
            if not inner:
                inner.append(True)
                inner.extend(homecoming(memory).bring_home(BOX, box.brought()))
            return super().append(*args, **more)

    log = memory.log(keys.DAY_LOG(VENUE, SATURDAY))
    log.__class__ = Interrupted

    (outer,) = homecoming(memory).bring_home(BOX, box.brought())

    assert entries(memory) == entries(box.store)
    assert (outer.added, inner[1].added) == (0, len(entries(box.store)) - 4)
    assert came_home(memory) == [SATURDAY]


def test_a_copy_of_a_day_that_goes_on_comes_home_and_later_the_rest(memory: MemoryStore) -> None:
    halls = opened(memory)
    box = served(halls)

    (some,) = homecoming(memory).bring_home(BOX, [copy_of(box, SATURDAY, 20)])
    begun = days_away(halls).state_of(BOX, SATURDAY)
    (rest,) = homecoming(memory).bring_home(BOX, box.brought())
    (shorter,) = homecoming(memory).bring_home(BOX, [copy_of(box, SATURDAY, 20)])

    assert (some.entries, some.is_closed, begun.state) == (20, False, BEGUN)
    assert rest.added == len(entries(box.store)) - 20
    assert shorter.added == 0
    assert entries(memory) == entries(box.store)
    assert came_home(memory) == [SATURDAY, SATURDAY]


def test_another_log_of_the_day_is_refused_and_nothing_of_the_file_is_kept(memory: MemoryStore) -> None:
    halls = opened(memory)
    box = served(halls, days=(SATURDAY, "2026-06-20"))
    homecoming(memory).bring_home(BOX, box.brought(SATURDAY))
    before = entries(memory)
    forged = another_log(
        box, SATURDAY, [f.TicketIssued(at_ms=1, ticket_id="A-001", prefix="A", ordinal=1, service_id="ktp")]
    )

    with pytest.raises(AnotherLog) as refused:
        homecoming(memory).bring_home(BOX, [*box.brought("2026-06-20"), forged])

    assert "13 Juni 2026" in refused.value.text("id")
    assert entries(memory) == before
    assert len(entries(memory, "2026-06-20")) == 4


def test_of_two_laptops_with_one_file_the_first_comes_home_and_the_other_is_refused_whole(
    memory: MemoryStore,
) -> None:
    halls = opened(memory)
    one = Box(halls, BOX, [SATURDAY])
    other = Box(halls, BOX, [SATURDAY])
    for seed, box in enumerate((one, other)):
        box.serve(SATURDAY, seed=seed)
        box.seal(SATURDAY)

    homecoming(memory).bring_home(BOX, one.brought())
    with pytest.raises(AnotherLog, match="another-log") as refused:
        homecoming(memory).bring_home(BOX, other.brought())

    assert "two laptops were used as tenda-1" in refused.value.text("en")
    assert entries(memory) == entries(one.store)


def test_a_box_whose_day_was_taken_back_does_not_bring_it_home(memory: MemoryStore) -> None:
    halls = opened(memory)
    box = Box(halls, BOX, [DAY])
    box.serve(DAY, seed=1)
    days_away(halls).take_back(DAY, press("take back"))
    issue(halls.get(VENUE), "k1")

    with pytest.raises(AnotherLog) as refused:
        homecoming(memory).bring_home(BOX, box.brought())

    assert "the day was taken back" in refused.value.text("en")


def test_a_day_that_was_never_handed_over_or_is_another_boxs_does_not_come_home(memory: MemoryStore) -> None:
    halls = opened(memory)
    box = served(halls)
    stranger = MemoryStore(now_ms=NINE)
    opened(stranger)

    with pytest.raises(AnotherLog):
        homecoming(stranger).bring_home(BOX, box.brought())
    with pytest.raises(DayLogDamaged):
        homecoming(memory).bring_home("tenda-2", box.brought())
    with pytest.raises(DayLogDamaged):
        homecoming(memory).bring_home(BOX, [BoxDay("2026-06-20", box.brought()[0].log)])


def test_a_log_of_a_newer_program_waits_for_the_halls_upgrade(memory: MemoryStore) -> None:
    box = served(opened(memory))
    newer = another_log(box, SATURDAY, [f.DayClosed(at_ms=1, next_day="", reason="sealed")])
    log = newer.log
    assert isinstance(log, MemoryLog)
    log.append(log.tip(), link_all(log.tip(), [b'{"kind":"Unheard","v":1}']), turn="newer")

    with pytest.raises(NewerBox):
        homecoming(memory).bring_home(BOX, [newer])

    assert len(entries(memory)) == 4


def test_an_entry_damaged_in_the_box_comes_home_as_it_is_and_one_taken_out_leaves_its_gap(
    memory: MemoryStore,
) -> None:
    box = served(opened(memory))
    log = box.store.log(keys.DAY_LOG(VENUE, SATURDAY))
    log.entries[12] = log.entries[12]._replace(data=log.entries[12].data.replace(b"A", b"B"))
    log.remove(log.entries[-2].id)

    homecoming(memory).bring_home(BOX, box.brought())

    assert entries(memory) == entries(box.store)


def test_an_entry_without_a_link_is_refused(memory: MemoryStore) -> None:
    box = served(opened(memory))
    log = box.store.log(keys.DAY_LOG(VENUE, SATURDAY))
    log.entries[12] = log.entries[12]._replace(link="")

    with pytest.raises(DayLogDamaged):
        homecoming(memory).bring_home(BOX, box.brought())

    assert len(entries(memory)) == 4


def test_a_day_that_left_redis_is_still_known_when_its_file_comes_again(
    redis_store: RedisStore, tmp_path: Any
) -> None:
    halls, day = opened(redis_store), "2099-06-13"
    box, archive = served(halls, days=(day,)), ArchiveFolder(tmp_path)

    def bring() -> int:
        way = Homecoming(redis_store, VENUE, clock=Clock(), alarm=lambda *_, **__: None, archive=archive)
        return way.bring_home(BOX, box.brought())[0].added

    assert bring() > 0
    tip = archive.write(VENUE, day, redis_store.log(keys.DAY_LOG(VENUE, day))).tip
    assert redis_store.drop_archived(VENUE, day, tip)

    assert bring() == 0
    assert redis_store.log(keys.DAY_LOG(VENUE, day)).tip() == Tip()


def test_a_lost_redis_is_said_and_the_next_try_goes_on(memory: MemoryStore) -> None:
    box = served(opened(memory))

    class Away(DyingStore):
        def log(self, name: str) -> Any:
            raise UnavailableError("away")

    with pytest.raises(UnavailableError):
        Homecoming(
            Away(memory, 0, in_effect=False), VENUE, clock=Clock(), alarm=lambda *_, **__: None
        ).bring_home(BOX, box.brought())
    homecoming(memory).bring_home(BOX, box.brought())

    assert entries(memory) == entries(box.store)


def test_screens_at_home_call_no_number_of_a_day_that_comes_home_on_the_same_evening(
    memory: MemoryStore,
) -> None:
    halls = opened(memory)
    live, facts = halls.get(VENUE), list[f.Fact]()
    box = Box(halls, BOX, [DAY])
    live.settle()
    live.listeners.append(facts.extend)
    box.serve(DAY, seed=1)
    box.seal(DAY)
    homecoming(memory).bring_home(BOX, box.brought())
    memory.fixed_now_ms = at(DAY, 17 * 60, ZONE)
    live._clock.set_redis_time(memory.fixed_now_ms)
    live.settle()

    board = live.read(boards.board)
    assert (facts, board["calls"], board["missed"], board["waiting"]) == ([], [], [], {})
    assert live.read(lambda hall, _: len(hall.tickets)) == 12
    with pytest.raises(refusals.DayIsAway):
        issue(live, "late")
    memory.fixed_now_ms = at("2026-06-09", 9 * 60, ZONE)
    live._clock.set_redis_time(memory.fixed_now_ms)
    assert issue(live, "k1").service_day == "2026-06-09"


def test_every_order_of_three_boxes_gives_the_same_logs() -> None:
    logs = []
    for order in permutations(range(3)):
        memory = MemoryStore(now_ms=NINE)
        halls = opened(memory)
        boxes = [Box(halls, f"tenda-{n}", [f"2026-06-{13 + n}"]) for n in range(3)]
        for n, box in enumerate(boxes):
            box.serve(box.days[0], seed=n)
            box.seal(box.days[0])
        for n in order:
            homecoming(memory).bring_home(boxes[n].name, boxes[n].brought())
        assert [entries(memory, box.days[0]) for box in boxes] == [
            entries(box.store, box.days[0]) for box in boxes
        ]
        logs.append(came_home(memory))
    assert len({tuple(sorted(one)) for one in logs}) == 1
