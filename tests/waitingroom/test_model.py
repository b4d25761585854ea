"""
The rules against a model that knows nothing of them: any presses, in any order, by two processes.

Both processes share one log, so each is behind whenever the other acted. Every answer must be the
model's (S2 to S7), a retried press must change nothing (S7), and the days must roll (S10). Presses
that wait together are appended together, and what was only drafted leaves no trace.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.cast import NINE, all_day_content, press
from tests.model import SERVES, Model
from tests.together import together
from waitingroom import rules
from waitingroom.hall import Hall
from waitingroom.halls import Halls
from waitingroom.live_hall import Outcome
from waitingroom.log import MemoryStore
from waitingroom.refusals import Refusal

DAY_MS = 24 * 3_600_000
VERBS = {
    "next": rules.call_next, "recall": rules.recall, "start": rules.start, "finish": rules.finish,
    "no-show": rules.no_show, "close": rules.close_counter,
}  # fmt: skip

processes = st.integers(0, 1)
services = st.sampled_from(["ktp", "kk", "jkn"])
counters = st.sampled_from(sorted(SERVES))
sessions = st.sampled_from(["siti", "rudi"])


class Queue(RuleBasedStateMachine):
    """Presses on two processes, and the same on the model."""

    @initialize()
    def open_hall(self) -> None:
        self.store, self.model = MemoryStore(now_ms=NINE), Model()
        self.halls = [Halls(self.store, alarm=self.alarmed) for _ in range(2)]
        self.halls[0].house.load()
        self.halls[0].save_house(lambda _: all_day_content(), press=press("house"))
        self.halls[1].house.load()
        self.alarms: list[str] = []
        self.keys = 0
        self.last: tuple[Any, Any, object, bool] | None = None
        self.days = 0

    def alarmed(self, event: str, **fields: Any) -> None:
        self.alarms.append(event)

    def press(
        self, process: int, wish: Any, expected: object, *, key: str | None = None, replay: bool = False
    ) -> None:
        """Press at a process; the answer must be what the model says."""
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

    @rule(process=processes, service=services, stops=st.lists(services, max_size=2))
    def issue(self, process: int, service: str, stops: list[str]) -> None:
        expected = self.model.issue(service, stops)
        self.press(
            process,
            lambda hall, now_ms: rules.issue(hall, service_id=service, stops=stops, now_ms=now_ms),
            expected,
        )

    @rule(process=processes, prefix=st.sampled_from("AL"), ordinal=st.integers(1, 8))
    def cancel(self, process: int, prefix: str, ordinal: int) -> None:
        ticket = f"{prefix}-{ordinal:03d}"
        expected = self.model.cancel(ticket)
        self.press(
            process, lambda hall, now_ms: rules.cancel(hall, ticket_id=ticket, now_ms=now_ms), expected
        )

    @rule(process=processes, counter=counters, session=sessions)
    def open(self, process: int, counter: str, session: str) -> None:
        self.model.open(counter, session)
        self.press(
            process,
            lambda hall, now_ms: rules.open_counter(
                hall, counter_id=counter, session_id=session, staff=session, now_ms=now_ms
            ),
            None,
        )

    @rule(
        process=processes, verb=st.sampled_from(["next", "next", "next", *VERBS]), counter=counters,
        mine=st.booleans(), session=sessions, finish=st.booleans(), shown=st.sampled_from(["*", "*", "truth", "A-777", None]),
    )  # fmt: skip
    def act(
        self, process: int, verb: str, counter: str, mine: bool, session: str, finish: bool, shown: str | None
    ) -> None:
        session = self.model.owner.get(counter, session) if mine else session
        shown = self.model.hand.get(counter) if shown == "truth" else shown
        expected = self.model.act(verb, counter, session, shown, finish)
        more = {"finish": finish} if verb == "next" else {}
        self.press(
            process,
            lambda hall, now_ms: VERBS[verb](
                hall, counter_id=counter, session_id=session, now_ms=now_ms, shown=shown, **more
            ),
            expected,
        )

    @rule(
        process=processes, wanted=st.lists(services, min_size=1, max_size=4), callers=st.lists(counters, max_size=3)
    )  # fmt: skip
    def rush(self, process: int, wanted: list[str], callers: list[str]) -> None:
        """Visitors and clerks press at the same moment."""
        expected: list[object] = [self.model.issue(service, []) for service in wanted]
        wishes: list[Any] = [
            lambda hall, now_ms, service=service: rules.issue(hall, service_id=service, now_ms=now_ms)
            for service in wanted
        ]
        for counter in callers:
            session = self.model.owner.get(counter, "siti")
            expected.append(self.model.act("next", counter, session, "*", False))
            wishes.append(
                lambda hall, now_ms, counter=counter, session=session: rules.call_next(
                    hall, counter_id=counter, session_id=session, now_ms=now_ms
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
            halls.clock.saw_redis(self.store.fixed_now_ms)
        self.model.new_day()
        self.last = None

    @invariant()
    def hall_is_the_model(self) -> None:
        if not hasattr(self, "model"):
            return
        for halls in self.halls:
            live = halls.get("hall")
            live.settle()
            shown = live.read(lambda hall, _: hall)
            assert {t.ticket_id: t.state for t in shown.tickets.values()} == self.model.state
            assert {c: h.ticket_id for c, h in shown.counters.items() if h.ticket_id} == self.model.hand
            assert {c: h.session_id for c, h in shown.counters.items()} == self.model.owner
        assert self.alarms == []


def leaves_no_trace(hall: Hall, wish: Any, now_ms: int) -> None:
    """Draft what a wish would record; afterwards the hall must be as it was, to the order of its lists."""
    before = picture(hall)
    try:
        facts = [replace(fact, press=press("drafted")) for fact in wish(hall, now_ms)]
    except Refusal:
        return
    with hall.draft() as take:
        take(facts)
        assert not facts or picture(hall) != before
    assert picture(hall) == before


def picture(hall: Hall) -> list[object]:
    return deepcopy([
        hall.seq, hall.last_ms, list(hall.tickets.items()), list(hall.missed.items()), list(hall.counters.items()),
        list(hall.calls.items()), list(hall.presses.items()), list(hall.last_ordinal.items()),
        list(hall.issued.items()), {s: line.head(len(line)) for s, line in hall.lines.items() if line},
    ])  # fmt: skip


TestQueue = Queue.TestCase
TestQueue.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
