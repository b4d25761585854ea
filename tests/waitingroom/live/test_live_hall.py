"""
A live hall: presses with keys, stale appends, lost replies, changes of day, a frozen Redis.

On the in-memory twin where Redis does not matter, otherwise on a real one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from rig.cast import DAY, MINUTE, NINE, all_day_content, press
from rig.engines.engine import Engine
from rig.rushes.pressing_together import together
from rig.waiting import wait_for
from waitingroom import refusals, rules
from waitingroom.facts import Fact
from waitingroom.hall import Hall
from waitingroom.live.halls import Halls
from waitingroom.live.live_hall import LiveHall, Outcome, Position
from waitingroom.log.base import MemoryStore, UnavailableError
from waitingroom.log.redis_log import RedisStore

Rule = Callable[[Hall, int], list[Fact]]


def silent(event: str, **fields: Any) -> None:
    """An alarm callback that does nothing."""


def premises(store: Any, alarm: Any = silent) -> Halls:
    halls = Halls(store, alarm=alarm)
    halls.house.load()
    if halls.house.edition.house is None:
        halls.save_house(lambda now: all_day_content(), press=press("house"))
    return halls


def issue(live: LiveHall, key: str, wish: str = "ktp", **more: Any) -> Outcome:
    rule: Rule = lambda hall, now_ms: rules.issue(hall, service_id=wish, now_ms=now_ms)  # noqa: E731
    return live.press(rule, stamp=press(key, wish), show=lambda hall, now_ms, outcome: outcome, **more)


@pytest.fixture
def memory() -> MemoryStore:
    return MemoryStore(now_ms=NINE)


def test_the_first_start_names_and_opens_the_day(memory: MemoryStore) -> None:
    live = premises(memory).get("hall")

    assert live.read(lambda hall, now_ms: (hall.service_day, hall.is_open, now_ms)) == (
        DAY,
        True,
        pytest.approx(NINE, abs=2000),
    )


def test_the_same_key_gives_the_same_ticket_and_says_so(memory: MemoryStore) -> None:
    live = premises(memory).get("hall")

    first, again = issue(live, "k1"), issue(live, "k1")

    assert (first.ticket_id, first.replayed) == ("A-001", False)
    assert (again.ticket_id, again.replayed) == ("A-001", True)
    assert issue(live, "k2").ticket_id == "A-002"


def test_the_same_key_with_another_wish_is_refused(memory: MemoryStore) -> None:
    live = premises(memory).get("hall")
    issue(live, "k1", "ktp")

    with pytest.raises(refusals.KeyReused):
        issue(live, "k1", "kk")


def test_the_same_key_is_known_to_every_process(memory: MemoryStore) -> None:
    one, two = premises(memory).get("hall"), premises(memory).get("hall")
    issue(one, "k1")

    assert issue(two, "k1") == Outcome([], "A-001", DAY, True)


def test_a_late_process_takes_what_it_missed_and_gets_the_next_number(memory: MemoryStore) -> None:
    one, two = premises(memory).get("hall"), premises(memory).get("hall")
    two.settle()
    for n in range(3):
        issue(one, f"one {n}")

    assert issue(two, "two").ticket_id == "A-004"
    assert two.stale_appends == 1


def test_a_refusal_is_decided_on_the_log_of_now(memory: MemoryStore) -> None:
    """A process that has not read a ticket yet must not refuse it as unknown."""
    one, two = premises(memory).get("hall"), premises(memory).get("hall")
    two.settle()
    issue(one, "k1")

    cancelled = two.press(
        lambda hall, now_ms: rules.cancel(hall, ticket_id="A-001", now_ms=now_ms),
        stamp=press("c1"), show=lambda hall, now_ms, outcome: hall.tickets["A-001"].state,
    )  # fmt: skip

    assert cancelled == "cancelled"


def wishes(*services: str) -> list[tuple[Rule, Any]]:
    """Return presses of issue, each with its own key."""
    return [
        (lambda hall, now_ms, s=s: rules.issue(hall, service_id=s, now_ms=now_ms), press(f"wish {n}"))
        for n, s in enumerate(services)
    ]


def numbers(answers: list[Any]) -> list[Any]:
    return [a.slug if isinstance(a, refusals.Refusal) else getattr(a, "ticket_id", a) for a in answers]


def spied(live: LiveHall, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return a list that records the number of facts of each append of this hall."""
    live.settle()
    log, sizes = live._fold.log, []
    really = log.append

    def append(tip: Any, payloads: Any, **more: Any) -> Any:
        sizes.append(len(payloads))
        return really(tip, payloads, **more)

    monkeypatch.setattr(log, "append", append)
    return sizes


def test_what_another_process_recorded_is_found_before_it_is_heard(memory: MemoryStore) -> None:
    first, second = premises(memory).get("hall"), premises(memory).get("hall")
    second.settle()
    ticket = issue(first, "a").ticket_id or ""

    def view(hall: Hall, _: int) -> str:
        if ticket not in hall.tickets:
            raise refusals.UnknownTicket()
        return hall.tickets[ticket].ticket_id

    with pytest.raises(refusals.UnknownTicket):
        second.read(view)
    assert second.find(view) == first.read(view)


def test_a_caller_is_answered_from_where_it_has_seen_the_hall_or_later(memory: MemoryStore) -> None:
    first, second = premises(memory).get("hall"), premises(memory).get("hall")
    second.settle()
    issue(first, "a")
    seen = Position.parse(str(first.position))
    assert seen is not None
    assert second.position.is_before(seen)

    second.reach(seen)
    second.reach(Position("an epoch that is over", 10**9))

    assert second.position == first.position
    with pytest.raises(refusals.Unavailable):
        second.reach(seen._replace(seq=seen.seq + 1))


@pytest.mark.parametrize("text", ["", "e", ":1", "e:", "e:-1", "e:x", "e:²", "e:" + "9" * 16])
def test_what_is_no_position_is_none(text: str) -> None:
    assert Position.parse(text) is None


def unreachable(*args: Any) -> Any:
    raise UnavailableError("away")


def test_what_cannot_be_looked_up_is_not_denied(memory: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    live = premises(memory).get("hall")
    live.settle()

    def nothing(hall: Hall, _: int) -> None:
        raise refusals.UnknownTicket()

    with pytest.raises(refusals.UnknownTicket):
        live.find(nothing)
    monkeypatch.setattr(live._fold.log, "read", unreachable)
    with pytest.raises(refusals.Unavailable):
        live.find(nothing)


def test_presses_that_wait_together_are_appended_together(
    memory: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = premises(memory).get("hall")
    sizes = spied(live, monkeypatch)

    answers = together(live, wishes("ktp", "jkn", "ktp", "kk"))

    assert numbers(answers) == ["A-001", "L-001", "A-002", "A-003"]
    assert sizes == [4]


def test_presses_together_that_came_late_are_all_decided_again(memory: MemoryStore) -> None:
    one, two = premises(memory).get("hall"), premises(memory).get("hall")
    two.settle()
    issue(one, "first")

    assert numbers(together(two, wishes("ktp", "ktp"))) == ["A-002", "A-003"]
    assert two.stale_appends == 1


def test_the_same_key_twice_together_has_one_effect(memory: MemoryStore) -> None:
    live = premises(memory).get("hall")
    twice = wishes("ktp") * 2

    first, second = together(live, twice)

    assert isinstance(first, Outcome)
    assert isinstance(second, Outcome)
    assert (first.ticket_id, first.replayed) == ("A-001", False)
    assert (second.ticket_id, second.replayed) == ("A-001", True)


def test_a_refused_and_a_broken_press_do_not_hurt_those_beside_them(memory: MemoryStore) -> None:
    live = premises(memory).get("hall")

    def broken(hall: Hall, now_ms: int) -> list[Fact]:
        raise RuntimeError("a defect")

    first, refused, last = wishes("ktp", "nothing", "ktp")
    answers = together(live, [first, refused, (broken, press("broken")), last])

    assert isinstance(answers.pop(2), RuntimeError)
    assert numbers(answers) == ["A-001", "unknown-service", "A-002"]


def test_a_refusal_beside_a_press_that_changes_its_ground_is_decided_after_it(memory: MemoryStore) -> None:
    """Cancelling the number that is being issued in the same append is not "unknown"."""
    live = premises(memory).get("hall")

    def cancel(hall: Hall, now_ms: int) -> list[Fact]:
        return rules.cancel(hall, ticket_id="A-002", now_ms=now_ms)

    answers = together(live, [(cancel, press("cancel")), *wishes("ktp", "ktp")])

    assert numbers(answers) == ["A-002", "A-001", "A-002"]
    assert live.read(lambda hall, _: hall.tickets["A-002"].state) == "cancelled"


def test_a_press_whose_time_is_over_is_not_done_later(memory: MemoryStore) -> None:
    live = premises(memory).get("hall")
    live.settle()

    with live._lock, pytest.raises(refusals.Unavailable):
        issue(live, "late", deadline=time.monotonic() + 0.05)

    assert issue(live, "next").ticket_id == "A-001"
    assert live.read(lambda hall, _: list(hall.tickets)) == ["A-001"]


def test_the_day_rolls_by_itself_as_two_linked_logs(memory: MemoryStore) -> None:
    live = premises(memory).get("hall")
    issue(live, "k1")
    old = memory.log(f"{{hall}}:{DAY}:log")

    memory.fixed_now_ms = NINE + 24 * 60 * MINUTE
    live._clock.set_redis_time(memory.fixed_now_ms)
    ticket = issue(live, "k2")

    assert (ticket.ticket_id, ticket.service_day) == ("A-001", "2026-06-09")
    assert b'"kind":"DayClosed"' in old.entries[-1].data
    first = memory.log("{hall}:2026-06-09:log").entries[0]
    assert old.tip().link.encode() in first.data
    assert live.past(DAY).tickets["A-001"].state == "expired"
    kinds = [type(fact).__name__ for _, fact in live.facts(DAY)]
    assert (kinds[0], kinds[-1], len(kinds)) == ("DayOpened", "DayClosed", len(old.entries))
    assert list(live.facts("2026-06-07")) == []


def test_a_press_retried_over_the_days_turn_has_no_second_effect(memory: MemoryStore) -> None:
    live = premises(memory).get("hall")
    memory.fixed_now_ms = NINE + 19 * 60 * MINUTE - 30_000
    live._clock.set_redis_time(memory.fixed_now_ms)
    issue(live, "late")
    memory.fixed_now_ms += 60_000
    live._clock.set_redis_time(memory.fixed_now_ms)

    again = issue(live, "late")

    assert again == Outcome([], "A-001", DAY, True)
    fresh = premises(memory).get("hall")
    assert issue(fresh, "late") == Outcome([], "A-001", DAY, True)


def test_a_clock_a_day_behind_or_two_hours_back_moves_no_day(memory: MemoryStore) -> None:
    live = premises(memory).get("hall")
    issue(live, "k1")

    memory.fixed_now_ms = NINE - 26 * 60 * MINUTE
    live._clock.set_redis_time(memory.fixed_now_ms)

    assert issue(live, "k2").ticket_id == "A-002"
    assert live.read(lambda hall, now_ms: hall.service_day) == DAY


def test_an_edit_of_the_house_is_in_the_day_before_it_is_answered(memory: MemoryStore) -> None:
    halls = premises(memory)
    live = halls.get("hall")
    live.settle()

    def without_kk(content: dict[str, Any] | None) -> dict[str, Any]:
        assert content is not None
        return content | {"services": [s for s in content["services"] if s["id"] != "kk"]}

    halls.save_house(without_kk, press=press("edit"))

    with pytest.raises(refusals.UnknownService):
        issue(live, "k1", "kk")
    assert live.read(lambda hall, now_ms: hall.house_seq) == 2


def test_two_processes_open_one_day_at_once_and_it_is_opened_once(redis_store: RedisStore) -> None:
    premises(redis_store)
    halls = [premises(redis_store) for _ in range(6)]
    gate = threading.Barrier(6)

    def settle(hall: Halls) -> None:
        gate.wait()
        hall.get("hall").settle()

    threads = [threading.Thread(target=settle, args=(h,)) for h in halls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    day = halls[0].get("hall").read(lambda hall, now_ms: hall.service_day)
    entries = redis_store.log(f"{{hall}}:{day}:log").read("0-0")[1]
    assert [e.data for e in entries if b'"DayOpened"' in e.data] == [entries[0].data]


def test_a_forgotten_script_is_loaded_again(redis_store: RedisStore, engine: Engine) -> None:
    live = premises(redis_store).get("hall")
    issue(live, "k1")

    with engine.client() as client:
        client.script_flush()

    assert issue(live, "k2").ticket_id == "A-002"


def test_a_lost_reply_is_harmless(redis_store: RedisStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The append was executed but its reply was lost: the press finds its own facts, once."""
    live = premises(redis_store).get("hall")
    live.settle()
    log = live._fold.log
    really, lost = log.append, []

    def loses_one_reply(*args: Any, **kwargs: Any) -> Any:
        answer = really(*args, **kwargs)
        if not lost:
            lost.append(answer)
            raise UnavailableError("the connection broke")
        return answer

    monkeypatch.setattr(log, "append", loses_one_reply)

    outcome = issue(live, "k1")

    assert (outcome.ticket_id, outcome.replayed) == ("A-001", False)
    assert issue(live, "k2").ticket_id == "A-002"


def test_redis_killed_and_back_loses_nothing_and_begins_an_epoch(engine: Engine) -> None:
    store = RedisStore(engine.url)
    store.start()
    halls = premises(store)
    halls.start()
    live = halls.get("hall")
    issue(live, "k1")
    epoch = live.read(lambda hall, now_ms: hall.epoch)

    engine.kill()
    with pytest.raises(refusals.Unavailable):
        issue(live, "k2", deadline=time.monotonic() + 0.5)
    engine.start()
    wait_for(lambda: live.read(lambda hall, now_ms: hall.epoch) != epoch, what="a new epoch")

    assert issue(live, "k2").ticket_id == "A-002"
    assert live.read(lambda hall, now_ms: list(hall.tickets)) == ["A-001", "A-002"]
    halls.stop()
    store.stop()


def test_everybody_is_refused_in_time_while_redis_is_frozen(engine: Engine) -> None:
    store = RedisStore(engine.url)
    store.start()
    live = premises(store).get("hall")
    issue(live, "before")
    refused: list[int] = []

    def one(n: int) -> None:
        with pytest.raises(refusals.Unavailable):
            issue(live, f"frozen {n}")
        refused.append(n)

    assert engine.process is not None
    engine.process.send_signal(19)
    threads = [threading.Thread(target=one, args=(n,)) for n in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    engine.process.send_signal(18)

    assert sorted(refused) == list(range(24))
    wait_for(lambda: store.await_available(time.monotonic() + 0.1), what="Redis's answer")
    retried = issue(live, "frozen 0")
    assert retried.ticket_id is not None
    store.stop()


def test_a_frozen_redis_does_not_keep_readers_waiting_and_they_are_told_how_old_the_state_is(
    engine: Engine,
) -> None:
    store = RedisStore(engine.url)
    store.start()
    live = premises(store).get("hall")
    issue(live, "before")
    issued_ms = live.read(lambda hall, now_ms: now_ms)
    assert engine.process is not None
    engine.process.send_signal(19)
    wait_for(lambda: live.read(lambda hall, now_ms: now_ms) > issued_ms + 50, what="a later time")

    tickets, heard_ms = live.read(lambda hall, now_ms: (list(hall.tickets), hall.heard_ms))

    engine.process.send_signal(18)
    assert tickets == ["A-001"]
    assert heard_ms is not None
    assert heard_ms <= issued_ms
    store.stop()


def test_while_redis_is_frozen_nobody_who_looks_something_up_holds_the_others_up(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests to a frozen Redis hold the hall's lock, so reads must never send one."""
    store = RedisStore(engine.url)
    store.start()
    live = premises(store).get("hall")
    issue(live, "before")
    reads: list[Any] = []
    assert engine.process is not None
    engine.process.send_signal(19)
    wait_for(lambda: not store.await_available(0), what="the frozen Redis to be noticed")
    monkeypatch.setattr(live._fold.log, "read", lambda *what: reads.append(what))

    def nothing(hall: Hall, _: int) -> None:
        raise refusals.UnknownTicket()

    deadline = time.monotonic()
    for look in (
        lambda: live.find(nothing, deadline),
        lambda: live.reach(Position("elsewhere", 1), deadline),
    ):
        with pytest.raises(refusals.Unavailable):
            look()

    assert reads == []
    assert live.read(lambda hall, _: list(hall.tickets)) == ["A-001"]
    engine.process.send_signal(18)
    store.stop()
