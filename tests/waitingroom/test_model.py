"""
The rules compared with an independent model: any presses, in any order, by two processes.

Every verb, by two sessions at four counters, with retries, undo and stale pages. Both processes share one
log, so each is stale whenever the other pressed. Every response must be the model's, a retry must change
nothing, an undo leaves no trace but its facts, and days must roll. Concurrent presses are appended together,
and a draft leaves no trace.
"""

from __future__ import annotations

import json
import os
from copy import deepcopy
from dataclasses import replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rig import checker
from rig.cast import NINE, VERBS, all_day_content, at_counter, press
from rig.history.records import check_like_hall, records_of
from rig.rushes.pressing_together import together
from tests.model import BETWEEN, NO_SHOW_MAX, RECALL_MAX, SERVES, Model
from waitingroom import counter_rules, rules
from waitingroom.facts import TicketCalled, decode
from waitingroom.hall import Hall
from waitingroom.live.halls import Halls
from waitingroom.live.live_hall import Outcome
from waitingroom.log.base import MemoryLog, MemoryStore
from waitingroom.refusals import Refusal
from waitingroom.satisfaction import rules as satisfaction

DAY_MS = 24 * 3_600_000
UNDO_LATE_MS = 61_000
"""Far beyond the ten seconds of undo, because a slow machine adds seconds; ten of them are beyond ten minutes."""
SHOWN = st.sampled_from(["*", "*", "*", "truth", "truth", "A-777", None])
MOSTLY = st.sampled_from([True, True, True, True, False])
OFTEN = ["next"] * 8 + ["undo"] * 6 + ["no-show", "return", "hold", "resume", "call", "transfer"] * 3 + [
    "recall", "start", "finish", "pause", "release", "close", "walk-in", "wait",
]  # fmt: skip
UNDOABLE = [
    "next",
    "pause",
    "hold",
    "no-show",
    "start",
    "finish",
    "recall",
    "transfer",
    "return",
    "call",
    "resume",
]

processes = st.integers(0, 1)
priorities = st.sampled_from([None, None, "elderly"])
origins = st.sampled_from(["public", "phone", "phone"])
services = st.sampled_from(["ktp", "kk", "jkn"])
counters = st.sampled_from(sorted(SERVES))
sessions = st.sampled_from(["siti", "rudi"])
numbers = st.builds("{}-{:03d}".format, st.sampled_from("AL"), st.integers(1, 6))


class Queue(RuleBasedStateMachine):
    """Presses on two processes, and the same on the model."""

    @initialize()
    def open_hall(self) -> None:
        self.store, self.model = MemoryStore(now_ms=NINE), Model()
        self.halls = [Halls(self.store, alarm=self.alarmed) for _ in range(2)]
        self.halls[0].house.load()
        self.halls[0].save_house(lambda _: a_house(), press=press("house"))
        self.halls[1].house.load()
        self.alarms: list[str] = []
        self.keys = 0
        self.last: tuple[Any, Any, object, bool] | None = None
        self.days = 0
        self.begin()

    def begin(self) -> None:
        """Begin a day with open counters and waiting visitors."""
        for counter in SERVES:
            self.open(0, counter, "siti")
        for service in ("ktp", "jkn", "kk", "ktp", "jkn", "kk"):
            self.issue(0, service, [])

    def alarmed(self, event: str, **fields: Any) -> None:
        self.alarms.append(event)

    def press(
        self, process: int, wish: Any, expected: object, *, key: str | None = None, replay: bool = False
    ) -> None:
        """Press at a process; the response must be the model's."""
        if key is None:
            self.keys += 1
            key = f"key {self.keys}"
        live = self.halls[process].get("hall")
        live.read(lambda hall, now_ms: leaves_no_trace(hall, wish, now_ms))
        try:
            outcome = live.press(wish, stamp=press(key), show=lambda hall, now_ms, outcome: outcome)
            answer: object = outcome.ticket_id
            recorded = bool(outcome.facts) or outcome.replayed
        except Refusal as refusal:
            outcome, answer, recorded = Outcome([], None, ""), refusal.slug, False
        assert answer == expected
        if replay:
            assert outcome.replayed
        self.last = (wish, key, expected, recorded)

    @rule(
        process=processes, service=services, stops=st.lists(services, max_size=2), origin=origins, priority=priorities
    )  # fmt: skip
    def issue(
        self,
        process: int,
        service: str,
        stops: list[str],
        origin: str = "public",
        priority: str | None = None,
    ) -> None:
        expected = self.model.issue(service, stops, origin, priority is not None)
        public = None if origin == "public" else rules.PublicTaking(origin, kiosks_paired=False)
        self.press(
            process,
            lambda hall, now_ms: rules.issue(
                hall, service_id=service, stops=stops, now_ms=now_ms, public=public, priority=priority
            ),
            expected,
        )

    @rule(process=processes, ticket=numbers, priority=priorities)
    def mark(self, process: int, ticket: str, priority: str | None) -> None:
        self.press(
            process,
            lambda hall, now_ms: rules.mark_priority(
                hall, ticket_id=ticket, priority=priority, now_ms=now_ms
            ),
            self.model.mark(ticket, priority is not None),
        )

    @rule(process=processes, origin=origins, late=st.booleans())
    def take_back(self, process: int, origin: str, late: bool) -> None:
        """Take back the numbers of one origin, and undo it unless it is late."""
        self.model.take_back(origin)
        self.press(
            process,
            lambda hall, now_ms: rules.take_back(
                hall, origin=origin, from_ms=0, until_ms=now_ms, now_ms=now_ms
            ),
            None,
        )
        if not late:
            self.put_back(process)

    @rule(process=processes)
    def put_back(self, process: int) -> None:
        last = self.halls[process].get("hall")
        last.settle()
        taken = last.read(lambda hall, _: hall.taken_back)
        self.press(
            process,
            lambda hall, now_ms: rules.undo_taking_back(hall, seq=taken.seq if taken else 0, now_ms=now_ms),
            self.model.put_back(),
        )

    @rule(process=processes, ticket=numbers)
    def cancel(self, process: int, ticket: str) -> None:
        expected = self.model.cancel(ticket)
        self.press(
            process, lambda hall, now_ms: rules.cancel(hall, ticket_id=ticket, now_ms=now_ms), expected
        )

    @rule(
        process=processes,
        face=st.integers(1, 3),
        channel=st.sampled_from(["phone", "phone", "tablet"]),
        data=st.data(),
    )
    def rate(self, process: int, face: int, channel: str, data: Any) -> None:
        """Rate a ticket, mostly a finished one."""
        served = [name for name, number in self.model.numbers.items() if number.state == "finished"]
        ticket = data.draw(st.sampled_from(served) if served else numbers)
        expected = self.model.rate(ticket, face, channel)
        self.press(
            process,
            lambda hall, now_ms: satisfaction.rate(
                hall, ticket_id=ticket, rating=face, channel=channel, now_ms=now_ms
            ),
            expected,
        )

    @rule(process=processes, counter=counters, session=sessions)
    def open(self, process: int, counter: str, session: str) -> None:
        self.model.open(counter, session)
        self.press(
            process,
            lambda hall, now_ms: counter_rules.open_counter(hall, at_counter(counter, session, now_ms)),
            None,
        )

    @rule(verbs=st.lists(st.sampled_from(OFTEN), min_size=3, max_size=12), data=st.data())
    def work(self, verbs: list[str], data: Any) -> None:
        """Press several verbs, as clerks do."""
        for verb in verbs:
            if verb == "wait":
                self.ten_seconds_pass()
                continue
            self.act(
                data.draw(processes),
                data.draw(counters),
                data.draw(MOSTLY),
                data.draw(sessions),
                data.draw(SHOWN),
                verb,
                data,
            )

    def act(
        self,
        process: int,
        counter: str,
        mine: bool,
        session: str,
        displayed: str | None,
        verb: str,
        data: Any,
    ) -> None:
        """Press a verb: ``model_args`` are the model's arguments, ``more`` the rule's."""
        session = self.model.owner.get(counter, session) if mine else session
        displayed = self.model.hand.get(counter) if displayed == "truth" else displayed
        model_args, more = self.wish(verb, data)
        expected = self.model.act(
            "call-number" if verb == "call" else verb, counter, session, displayed, **model_args
        )
        self.press(
            process,
            lambda hall, now_ms: VERBS[verb](hall, at_counter(counter, session, now_ms, displayed), **more),
            expected,
        )

    def wish(self, verb: str, data: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Draw the arguments of a verb, by the model's names and by the rule's."""
        number = st.sampled_from(sorted(self.model.numbers) or ["A-001"]) | st.just("A-777")
        model_args: dict[str, Any] = {}
        if verb == "next":
            model_args = {"finish": data.draw(st.booleans())}
        elif verb in ("resume", "call"):
            model_args = {"number_of": data.draw(number)}
        elif verb == "return":
            place = data.draw(st.sampled_from(["first", "last", "after-two", "after-two"]))
            model_args = {"number_of": data.draw(st.none() | number), "place": place}
        elif verb == "transfer":
            place, to = (
                data.draw(st.sampled_from(["first", "arrival", "last"])),
                data.draw(st.none() | counters),
            )
            model_args = {"service": data.draw(services), "to": to, "place": place}
        elif verb == "walk-in":
            model_args = {"service": data.draw(services)}
        words = {"number_of": "number", "service": "service_id", "to": "to_counter"}
        more = {words.get(name, name): value for name, value in model_args.items()}
        return model_args, more | {"call": {"reason": "asked"}, "pause": {"reason": "prayer"}}.get(verb, {})

    @rule(process=processes, data=st.data())
    def press_and_undo(self, process: int, data: Any) -> None:
        """Press and undo: the hall is as before, except for the facts."""
        live = self.halls[process].get("hall")
        live.settle()
        counter = data.draw(st.sampled_from(sorted(self.model.owner) or ["1"]))
        before = live.read(lambda hall, _: traces(hall))
        verb = data.draw(st.sampled_from(UNDOABLE))
        _, wish = self.wish(verb, data)
        session = self.model.owner.get(counter, "siti")
        self.keys += 2
        try:
            outcome = live.press(
                lambda hall, now_ms: VERBS[verb](
                    hall, at_counter(counter, session, now_ms), **wish
                ),
                stamp=press(f"key {self.keys - 1}"), show=lambda hall, now_ms, outcome: outcome,
            )  # fmt: skip
        except Refusal:
            return
        if not outcome.facts:
            return
        live.press(
            lambda hall, now_ms: counter_rules.undo(hall, at_counter(counter, session, now_ms)),
            stamp=press(f"key {self.keys}"), show=lambda *_: None,
        )  # fmt: skip

        assert live.read(lambda hall, _: traces(hall)) == before
        for fact in outcome.facts:
            if isinstance(fact, TicketCalled) and fact.basis in ("arrival", "priority"):
                self.model.uncall(counter, fact.basis)
        self.model.last.pop(counter, None)
        self.last = None

    def ten_seconds_pass(self) -> None:
        self.store.fixed_now_ms += UNDO_LATE_MS
        for halls in self.halls:
            halls.clock.set_redis_time(self.store.fixed_now_ms)
        self.model.wait_long()

    @rule(
        process=processes, requested=st.lists(services, min_size=1, max_size=4), callers=st.lists(counters, max_size=3)
    )  # fmt: skip
    def rush(self, process: int, requested: list[str], callers: list[str]) -> None:
        """Visitors and clerks press at the same moment."""
        expected: list[object] = [self.model.issue(service, []) for service in requested]
        wishes: list[Any] = [
            lambda hall, now_ms, service=service: rules.issue(hall, service_id=service, now_ms=now_ms)
            for service in requested
        ]
        for counter in callers:
            session = self.model.owner.get(counter, "siti")
            expected.append(self.model.act("next", counter, session, "*", finish=False))
            wishes.append(
                lambda hall, now_ms, counter=counter, session=session: counter_rules.call_next(
                    hall, at_counter(counter, session, now_ms)
                )
            )
        keys = [f"key {self.keys + one}" for one in range(1, len(wishes) + 1)]
        self.keys += len(keys)
        presses = [(wish, press(key)) for wish, key in zip(wishes, keys, strict=True)]
        answers = together(self.halls[process].get("hall"), presses)
        assert [
            answer.slug if isinstance(answer, Refusal) else answer.ticket_id for answer in answers
        ] == expected
        self.last = None

    @precondition(lambda self: self.last is not None and self.last[3])
    @rule(process=processes)
    def retry(self, process: int) -> None:
        assert self.last is not None
        wish, key, expected, _ = self.last
        self.press(process, wish, expected, key=key, replay=True)

    @rule()
    def day_turns(self) -> None:
        self.days += 1
        self.store.fixed_now_ms = NINE + self.days * DAY_MS
        for halls in self.halls:
            halls.clock.set_redis_time(self.store.fixed_now_ms)
        self.model.new_day()
        self.last = None
        self.begin()

    @invariant()
    def hall_is_the_model(self) -> None:
        if not hasattr(self, "model"):
            return
        for halls in self.halls:
            live = halls.get("hall")
            live.settle()
            state = live.read(lambda hall, _: hall)
            assert {t.ticket_id: t.state for t in state.tickets.values()} == self.model.state
            rated = {t.ticket_id: t.rating.value for t in state.tickets.values() if t.rating}
            assert rated == {name: n.rating[0] for name, n in self.model.numbers.items() if n.rating}
            assert {c: h.ticket_id for c, h in state.counters.items() if h.ticket_id} == self.model.hand
            assert {c: h.session_id for c, h in state.counters.items()} == self.model.owner
            assert {c for c, h in state.counters.items() if h.pause} == self.model.paused
            for counter in SERVES:
                assert [one.claim[1] for one in state.upcoming(counter)] == self.model.line(counter)
        assert self.alarms == []

    def teardown(self) -> None:
        """Let the checker judge the day's log alone, and compare its boards with the hall's calls."""
        if not hasattr(self, "model"):
            return
        hall = self.halls[0].get("hall").read(lambda hall, _: hall)
        log = self.store.log(f"{{hall}}:{hall.service_day}:log")
        assert isinstance(log, MemoryLog)
        entries = [(entry.id, entry.data, entry.link) for entry in log.entries]
        assert checker.wrongs(entries) == []
        facts = [(int(id.partition("-")[0]), json.loads(fact)) for id, fact, _ in entries]
        displayed = [[call.ticket_id, call.counter_id] for call in hall.calls.values()]
        assert checker.displayed_calls(facts) == displayed[::-1]
        check_like_hall(records_of(decode(data) for _, data, _ in entries), hall)


def leaves_no_trace(hall: Hall, wish: Any, now_ms: int) -> None:
    """Draft the facts of a press; afterwards the hall must be unchanged, including the order of its lists."""
    before = picture(hall)
    try:
        facts = [replace(fact, press=press("drafted")) for fact in wish(hall, now_ms)]
    except Refusal:
        return
    with hall.draft() as take:
        took = take(facts)
        assert not (took and facts) or picture(hall) != before
    assert picture(hall) == before


def picture(hall: Hall) -> list[object]:
    return deepcopy([
        hall.seq, hall.last_ms, list(hall.tickets.items()), list(hall.missed.items()), list(hall.counters.items()),
        list(hall.calls.items()), list(hall.presses.items()), list(hall.last_ordinal.items()),
        list(hall.issued.items()), list(hall.quota_used.items()), hall.taken_back, list(hall.held.items()), {s: (line.of(False), line.of(True)) for s, line in hall.lines.items() if line},
        {c: (line.of(False), line.of(True)) for c, line in hall.own_lines.items() if line}, hall.turns.since,
    ])  # fmt: skip


def traces(hall: Hall) -> object:
    """Return all that an undone press must leave unchanged: the state without the log's own counts and last presses."""
    counters = [(c, replace(opened, last=None)) for c, opened in sorted(hall.counters.items())]
    return [
        counters,
        sorted(hall.tickets.items()),
        *picture(hall)[3:4],
        *picture(hall)[5:6],
        *picture(hall)[7:-1],
        {duty: since for duty, since in hall.turns.since.items() if since < BETWEEN},
    ]


def a_house() -> dict[str, Any]:
    """Open all day, without cool-downs, dropping a number missed twice."""
    content = all_day_content()
    content["venues"][0]["rules"] = {
        "recall_max": RECALL_MAX, "recall_cooldown_s": 0, "missed_cooldown_s": 0, "no_show_max": NO_SHOW_MAX,
    }  # fmt: skip
    return content


TestQueue = Queue.TestCase
TestQueue.settings = settings(
    max_examples=int(os.environ.get("EXAMPLES", "40")), stateful_step_count=25, deadline=None
)
