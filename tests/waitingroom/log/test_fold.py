"""
A fold of a damaged log: damage is detected, raises an alarm, and affects no other entry.

On the in-memory twin and on a real Redis, where entries are put back by hand.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from rig import checker
from rig.cast import OpenHall
from rig.engines.engine import Engine
from waitingroom import rules
from waitingroom.counter_access import CounterAccess
from waitingroom.facts import Fact, TicketIssued, encode
from waitingroom.hall import Hall
from waitingroom.log.base import (
    Appended,
    Behind,
    Entry,
    Log,
    MemoryLog,
    MemoryStore,
    Missing,
    PastDiffers,
    UnavailableError,
    link_all,
)
from waitingroom.log.fold import Clock, Fold, UpgradeNeededError
from waitingroom.log.redis_log import RedisStore
from waitingroom.views.hall import hall as hall_view


class Bench:
    """A log with a morning in it, and the means to damage it."""

    def __init__(self, log: Log, client: object | None) -> None:
        self.log = log
        self.client = client
        self.alarms: list[str] = []
        hall = OpenHall()
        for _ in range(5):
            hall.issue()
        self.facts = hall.facts
        log.append(log.tip(), link_all(log.tip(), [encode(f) for f in hall.facts]), turn="me")

    def fold(self) -> Fold[Hall]:
        fold = Fold(self.log, Hall, clock=Clock(), alarm=lambda event, **_: self.alarms.append(event))
        fold.load()
        return fold

    def entries(self) -> list[Entry]:
        return self.log.read("0-0")[1]

    def put(self, entries: list[Entry]) -> None:
        """Replace the log's entries by these."""
        if isinstance(self.log, MemoryLog):
            self.log.entries[:] = entries
            return
        key = f"antre:{self.log.name}"
        self.client.delete(key)  # type: ignore[union-attr]
        for entry in entries:
            fields = {"f": entry.data} | ({"h": entry.link} if entry.link else {})
            self.client.xadd(key, fields, id=entry.id)  # type: ignore[union-attr]

    def remove(self, id: str) -> None:
        """Remove an entry from the log: XDEL."""
        if isinstance(self.log, MemoryLog):
            self.log.remove(id)
        else:
            self.client.xdel(f"antre:{self.log.name}", id)  # type: ignore[union-attr]


@pytest.fixture(params=["memory", "redis_engine"])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    name = f"{{fold}}:{secrets.token_hex(4)}:log"
    if request.param == "memory":
        yield Bench(MemoryStore().log(name), None)
        return
    engine: Engine = request.getfixturevalue(request.param)
    store = RedisStore(engine.url)
    store.start()
    with engine.client() as client:
        yield Bench(store.log(name), client)
    store.stop()


def issued(number: int, at_ms: int) -> Fact:
    return TicketIssued(at_ms=at_ms, ticket_id=f"A-{number:03}", prefix="A", ordinal=number, service_id="ktp")


def test_a_fold_is_what_its_facts_add_up_to(bench: Bench) -> None:
    hall = bench.fold().state

    assert list(hall.tickets) == ["A-001", "A-002", "A-003", "A-004", "A-005"]
    assert hall.seq == len(bench.facts)
    assert bench.alarms == []


@pytest.mark.parametrize("part", ["fact", "link"])
def test_a_flipped_bit_costs_exactly_one_entry(bench: Bench, part: str) -> None:
    entries = bench.entries()
    hurt = entries[5]
    if part == "fact":
        entries[5] = hurt._replace(data=hurt.data.replace(b"A-003", b"A-00\x33"[:4] + b"7"))
    else:
        entries[5] = hurt._replace(link=hurt.link[:-1] + ("0" if hurt.link[-1] != "0" else "1"))
    bench.put(entries)

    hall = bench.fold().state

    assert list(hall.tickets) == ["A-001", "A-002", "A-004", "A-005"]
    assert hall.seq == len(bench.facts)
    assert bench.alarms == ["foreign_entry"]


def test_a_hole_is_found_at_read(bench: Bench) -> None:
    entries = bench.entries()
    del entries[5]
    bench.put(entries)

    hall = bench.fold().state

    assert list(hall.tickets) == ["A-001", "A-002", "A-005"]
    assert bench.alarms == ["foreign_entry"]


@pytest.mark.parametrize("rubbish", ["copy", "forged", "no link"])
def test_rubbish_added_by_hand_takes_its_sequence_and_nothing_else(bench: Bench, rubbish: str) -> None:
    entries = bench.entries()
    last = entries[-1]
    added = {
        "copy": last._replace(id="9-5"),
        "forged": Entry("9-0", encode(issued(6, 1)), "f" * 40),
        "no link": Entry("77-3", b"\xff\x00rubbish", ""),
    }[rubbish]
    bench.put([*entries, added])
    fold = bench.fold()

    answer = fold.append([issued(6, 2)], turn="me")

    assert isinstance(answer, Appended)
    assert fold.state.seq == int(added.id.partition("-")[0]) + 1
    assert list(fold.state.tickets)[-1] == "A-006"
    assert bench.alarms == ["foreign_entry"]
    assert bench.fold().state.tickets.keys() == fold.state.tickets.keys()


@pytest.mark.parametrize(
    "fields",
    [
        ["f", "forged", "h", ""],
        ["by", "hand", "f", "forged"],
        ["f", "forged", "f", "again"],
        ["f", "forged", "h", "1" * 40, "h", "2" * 40],
        ["h", "1" * 40, "f", "forged"],
        ["f", "forged", "h", "1" * 40, "h", ""],
        ["", ""],
    ],
    ids=" ".join,
)
def test_behind_rubbish_of_whatever_fields_the_queue_goes_on(redis_engine: Engine, fields: list[str]) -> None:
    store = RedisStore(redis_engine.url)
    store.start()
    with redis_engine.client() as client:
        bench = Bench(store.log(f"{{fold}}:{secrets.token_hex(4)}:log"), client)
        client.execute_command("XADD", f"antre:{bench.log.name}", "9-5", *fields)
        fold = bench.fold()

        answers = [fold.append([issued(6, 1)], turn="me"), bench.fold().append([issued(7, 2)], turn="you")]

    store.stop()
    assert [type(answer) for answer in answers] == [Appended, Appended]
    assert bench.alarms == ["foreign_entry"] * 2
    assert list(bench.fold().state.tickets)[-2:] == ["A-006", "A-007"]


def test_the_checker_accepts_the_foreign_entries_it_is_told_of_and_no_others(bench: Bench) -> None:
    entries = bench.entries()
    copy, forged = entries[-1]._replace(id="9-5"), Entry("77-0", encode(issued(6, 1)), "f" * 40)
    bench.put([*entries, copy, forged])
    bench.fold().append([issued(6, 2)], turn="me")
    log = [tuple(entry) for entry in bench.entries()]

    assert checker.wrongs(log, foreign=["9-5", "77-0"]) == []
    assert "S8 link: 77-0" in checker.wrongs(log, foreign=["9-5"])
    assert "S8 link: 9-5" in checker.wrongs(log, foreign=["77-0"])
    assert checker.wrongs(log, foreign=["9-5", "77-0", "78-0"]) == ["S8 foreign, but linked: 78-0"]


def test_after_the_last_entries_were_taken_out_the_log_goes_on_behind_them(bench: Bench) -> None:
    """Redis refuses every id up to the last one that the stream ever had."""
    fold, last = bench.fold(), len(bench.facts)
    for entry in bench.entries()[-2:]:
        bench.remove(entry.id)

    answers = [fold.append([issued(9, n)], turn="me") for n in range(3)]

    assert [type(answer) for answer in answers] == [PastDiffers, Missing, Appended]
    assert bench.alarms == ["past_differs", "entries_missing"]
    assert bench.entries()[-1].id == f"{last + 1}-0"
    assert fold.state.seq == last + 1


def test_numbers_that_missing_entries_may_have_told_are_not_given_again(bench: Bench) -> None:
    bench.remove(bench.entries()[-1].id)
    fold, now_ms = bench.fold(), bench.facts[-1].at_ms

    def append() -> object:
        return fold.append(rules.issue(fold.state, service_id="ktp", now_ms=now_ms), turn="me")

    answers = [append(), append(), append()]

    assert [type(answer) for answer in answers] == [Missing, Appended, Appended]
    assert list(fold.state.tickets) == ["A-001", "A-002", "A-003", "A-004", "A-006", "A-007"]
    again = bench.fold()
    assert (again.state.tickets, again.state.last_ordinal) == (fold.state.tickets, fold.state.last_ordinal)
    assert bench.alarms == ["entries_missing"] * 2
    assert again.state.damage.missing == 1
    view = hall_view(again.state, now_ms, session_id="s", access=CounterAccess(acts=False))
    assert [(need["kind"], need["entries"]) for need in view["attention"] if need["kind"] == "log"] == [
        ("log", 1)
    ]


def test_rubbish_numbered_by_the_clock_and_taken_out_again_leaves_no_number_out(bench: Bench) -> None:
    rubbish = bench.entries()[-1]._replace(id="1764400000000-0", data=b"rubbish", link="")
    bench.put([*bench.entries(), rubbish])
    bench.remove(rubbish.id)
    fold = bench.fold()

    for _ in range(2):
        fold.append(rules.issue(fold.state, service_id="ktp", now_ms=bench.facts[-1].at_ms), turn="me")

    assert list(fold.state.tickets)[-2:] == ["A-005", "A-006"]
    assert fold.state.seq == 1764400000001


def test_a_fact_that_stands_on_a_damaged_one_is_passed_over_with_an_alarm(bench: Bench) -> None:
    """The counter's opening was damaged, so the later call cannot be applied."""
    hall = OpenHall()
    hall.issue()
    hall.open()
    hall.press("next")
    hall.issue()
    bench.put([])
    bench.log.append(bench.log.tip(), link_all(bench.log.tip(), [encode(f) for f in hall.facts]), turn="me")
    entries = bench.entries()
    opened = next(n for n, e in enumerate(entries) if b"CounterOpened" in e.data)
    entries[opened] = entries[opened]._replace(data=entries[opened].data.replace(b"siti", b"xiti"))
    bench.put(entries)

    fold = bench.fold()

    assert bench.alarms == ["foreign_entry", "fact_passed_over"]
    assert {t.state for t in fold.state.tickets.values()} == {"waiting"}


def test_a_linked_fact_of_a_newer_program_stops_this_one(bench: Bench) -> None:
    tip = bench.log.tip()
    newer = b'{"kind":"TicketPainted","v":1,"at_ms":1}'
    bench.log.append(tip, link_all(tip, [newer]), turn="me")

    with pytest.raises(UpgradeNeededError):
        bench.fold()


def test_who_slept_through_a_refilled_log_is_refused_at_append_and_folds_again(bench: Bench) -> None:
    sleeper = bench.fold()
    entries = bench.entries()
    bench.put(entries[:-2])
    other = bench.fold()
    other.append([issued(40, 1)], turn="other")
    other.append([issued(41, 2)], turn="other")

    answer = sleeper.append([issued(6, 3)], turn="me")

    assert isinstance(answer, PastDiffers)
    assert bench.alarms == ["past_differs"]
    assert list(sleeper.state.tickets) == ["A-001", "A-002", "A-003", "A-040", "A-041"]
    assert isinstance(sleeper.append([issued(42, 4)], turn="me"), Appended)


def test_who_slept_through_a_refilled_log_is_refused_at_read_and_folds_again(bench: Bench) -> None:
    """The refilled log went beyond the sleeper's sequence, but its links do not follow those the sleeper has."""
    sleeper = bench.fold()
    bench.put(bench.entries()[:-2])
    other = bench.fold()
    for n in range(40, 44):
        other.append([issued(n, n)], turn="other")

    sleeper.absorb(bench.log.read(sleeper.tip.id)[1])

    assert bench.alarms == ["past_differs"]
    assert sleeper.state.tickets.keys() == other.state.tickets.keys()


def test_a_log_that_became_shorter_is_noticed_at_the_heartbeat(bench: Bench) -> None:
    fold = bench.fold()
    bench.put(bench.entries()[:-1])

    fold.check_tip()

    assert bench.alarms == ["past_differs"]
    assert list(fold.state.tickets)[-1] == "A-004"


def test_a_fold_made_anew_after_a_restart_says_if_its_past_is_gone(bench: Bench) -> None:
    fold = bench.fold()
    fold.load_again()
    assert bench.alarms == []

    bench.put(bench.entries()[:-1])
    fold.load_again()

    assert bench.alarms == ["past_differs"]
    assert list(fold.state.tickets)[-1] == "A-004"


def test_a_log_that_cannot_be_read_anew_leaves_what_was_known_of_it(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after a failover without a replica yet: the hall must not appear empty meanwhile."""
    fold = bench.fold()
    tip, count = fold.tip, fold.count

    def away(after: str, count: int = 0) -> tuple[int, list[Entry]]:
        raise UnavailableError("no replica has it in time")

    monkeypatch.setattr(bench.log, "read", away)
    with pytest.raises(UnavailableError):
        fold.load_again()

    assert (fold.tip, fold.count, fold.is_read) == (tip, count, True)
    assert list(fold.state.tickets)[-1] == "A-005"


def test_an_append_that_was_late_takes_what_it_missed(bench: Bench) -> None:
    late, other = bench.fold(), bench.fold()
    other.append([issued(6, 1)], turn="other")

    answer = late.append([issued(6, 2)], turn="me")

    assert isinstance(answer, Behind)
    assert "A-006" in late.state.tickets


def test_time_runs_on_after_a_step_back() -> None:
    clock = Clock()
    clock.set_redis_time(2_000_000)
    clock.advance_to_fact(2_000_000)

    clock.set_redis_time(1_000_000)

    assert 2_000_000 <= clock.now_ms() < 2_010_000
