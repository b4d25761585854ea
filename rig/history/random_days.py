"""
Random days of a hall, simulated with the real rules: visitors who come, wait and sometimes do not appear, clerks who come
late, pause and go to lunch. They evaluate the order of calling and the estimate of waits (``make waits``).

The shape of a day is an assumption: a fifth of the visitors in a burst at opening, lognormal service times, 5 to 15 %
no-shows. Ratios between rules are the result; absolute minutes hold for this shape only.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, NamedTuple

from antre.house_file import read_house_file, sample_path
from waitingroom import counter_rules, refusals, rules
from waitingroom.counter_rules import CounterPress
from waitingroom.facts import Fact, TicketCalled
from waitingroom.hall import Hall
from waitingroom.house.model import House
from waitingroom.house.reader import read_house
from waitingroom.local_time import at
from waitingroom.state import WAITING

VENUE, DAY, ZONE = "mpp-kupang", "2026-06-08", "Asia/Makassar"
OPENS, CLOSES, LAST_COMES = 8 * 60, 15 * 60, 14 * 60 + 30
MINUTE_MS = 60_000
SHARES = (0.41, 0.25)
"""Shares of the day's two largest agencies, as counted in one MPP; the others share the rest."""
CLERK = "clerk"


class HallShape(NamedTuple):
    """
    A kind of hall: tickets (minimum, maximum), share of its counters in use, no-show rate (minimum, maximum).

    is_mixed: an agency's second counter serves only half of its services.
    """

    name: str
    tickets: tuple[int, int]
    counters: float = 1.0
    no_shows: tuple[float, float] = (0.05, 0.15)
    is_mixed: bool = False


SHAPES = (
    HallShape("kupang", (95, 240)),
    HallShape("tight", (95, 240), counters=0.5),
    HallShape("mixed", (95, 240), counters=0.5, is_mixed=True),
    HallShape("scarce", (95, 240), no_shows=(0.45, 0.55)),
    HallShape("heavy", (2_400, 2_400)),
)


@cache
def house_of(shape: HallShape, between: int) -> House:
    """Return the sample house with a shape's counters, and ``between`` as the rule between_priority."""
    content = deepcopy(read_house_file(sample_path(VENUE)))
    content["venues"][0].setdefault("rules", {})["between_priority"] = between
    by_agency: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for counter in content["counters"]:
        if counter["venue"] == VENUE:
            by_agency.setdefault(tuple(counter.get("agencies", ())), []).append(counter)
    retained = [c for of in by_agency.values() for c in of[: max(1, math.ceil(len(of) * shape.counters))]]
    if shape.is_mixed:
        _mix(content, by_agency)
        retained = [c for of in by_agency.values() for c in of]
    content["counters"] = [*retained, *(c for c in content["counters"] if c["venue"] != VENUE)]
    return read_house(content)


def _mix(content: dict[str, Any], by_agency: dict[tuple[str, ...], list[dict[str, Any]]]) -> None:
    """Let an agency's second counter serve only the first half of its services; remove any further counters."""
    for agencies, of in by_agency.items():
        services = [s["id"] for s in content["services"] if s["agency"] in agencies]
        for counter in of[1:2] if len(services) > 1 else []:
            counter |= {"agencies": [], "services": services[: len(services) // 2]}
            counter.pop("schedule", None)
    for of in by_agency.values():
        del of[2:]


class Visitor(NamedTuple):
    """
    A visitor's random values, drawn before the day begins, so that they are the same under every order of calling.

    priority, comes: between 0 and 1, compared with the day's shares; took: duration of the call as a multiple of the
    service's minutes; no_show: minutes until a no-show is recorded.
    """

    service: str
    priority: float
    comes: float
    took: float
    no_show: float


class Called(NamedTuple):
    """The first call of a ticket: whether it had priority, how long it waited (minutes), the basis of the call."""

    ticket_id: str
    has_priority: bool
    waited: float
    basis: str


@dataclass
class Day:
    """One day, from its seed. look(day, now_ms, ticket_id) is called after each issue, and every five minutes with None."""

    shape: HallShape
    seed: int
    priority: float = 0.0
    between: int = 2
    look: Callable[[Day, int, str | None], None] = lambda day, now_ms, ticket_id: None
    hall: Hall = field(default_factory=Hall)
    called: dict[str, Called] = field(default_factory=dict)
    passed: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(f"{self.shape.name} {self.seed}")
        self.house = house_of(self.shape, self.between)
        self._seq = self._n = 0
        self._events: list[tuple[int, int, Callable[[int], None]]] = []
        self._away: dict[str, list[tuple[int, int]]] = {}
        self._pause_chance: dict[str, random.Random] = {}
        self._visitors: dict[str, Visitor] = {}
        self._no_show = self.chance.uniform(*self.shape.no_shows)
        self._speed: dict[str, float] = {}

    def play(self) -> Day:
        """Simulate the day to its end."""
        self._record(rules.open_day(
            self.hall, venue_id=VENUE, day=DAY, previous_day=None, previous_link="", house=self.house,
            house_seq=1, epoch="days", run_id="days", now_ms=self._ms(OPENS - 60),
        ))  # fmt: skip
        for come in list(self._arrivals()):
            self._at(come, partial(self._come, self._visitor()))
        for counter in self.house.counters[VENUE].values():
            if self.hall.services_of(counter.id):
                self._plan_clerk(counter.id)
        for minute in range(OPENS, CLOSES, 5):
            self._at(minute, lambda now_ms: self.look(self, now_ms, None))
        while self._events:
            now_ms, _, act = heapq.heappop(self._events)
            act(now_ms)
        return self

    def _at(self, minute: float, act: Callable[[int], None]) -> None:
        self._n += 1
        heapq.heappush(self._events, (self._ms(minute), self._n, act))

    @staticmethod
    def _ms(minute: float) -> int:
        return at(DAY, 0, ZONE) + int(minute * MINUTE_MS)

    def _record(self, facts: list[Fact]) -> None:
        for fact in facts:
            self._seq += 1
            if isinstance(fact, TicketCalled):
                self._note_call(fact)
            self.hall.apply(self._seq, fact)

    def _note_call(self, fact: TicketCalled) -> None:
        ticket = self.hall.tickets[fact.ticket_id]
        if fact.ticket_id not in self.called:
            waited = (fact.at_ms - ticket.issued_ms) / MINUTE_MS
            self.called[fact.ticket_id] = Called(
                fact.ticket_id, ticket.priority is not None, waited, fact.basis
            )
        if fact.basis == "priority":
            for line in self.hall.lines_of(fact.counter_id):
                for claim in line.of(False)[: line.before(ticket.claim, priority=False)]:
                    self.passed[claim[1]] = self.passed.get(claim[1], 0) + 1

    def _arrivals(self) -> Iterator[float]:
        """Yield arrival minutes: a fifth from 15 minutes before to 10 minutes after opening, then fewer and fewer."""
        for _ in range(self.chance.randint(*self.shape.tickets)):
            if self.chance.random() < 0.2:
                yield self.chance.uniform(OPENS - 15, OPENS + 10)
            else:
                yield OPENS + (LAST_COMES - OPENS) * self.chance.betavariate(1.2, 1.9)

    @property
    def _services(self) -> tuple[list[str], list[float]]:
        """Today's services and their weights: two agencies get SHARES, an agency's services are equally likely."""
        if not hasattr(self, "_demand"):
            served = [
                s for s in self.house.services_at(VENUE) if self.house.counters_serving(VENUE, s.id, DAY)
            ]
            rank = {
                a: -self._capacity(a) * self.chance.lognormvariate(0, 0.5)
                for a in dict.fromkeys(s.agency for s in served)
            }
            others = len(rank) - len(SHARES)
            shares = (*SHARES, *[(1 - sum(SHARES)) / others] * others)
            share = dict(zip(sorted(rank, key=lambda a: rank[a]), shares, strict=True))
            count = {a: sum(s.agency == a for s in served) for a in share}
            self._demand = [s.id for s in served], [share[s.agency] / count[s.agency] for s in served]
        return self._demand

    def _capacity(self, agency: str) -> float:
        """Return how many visitors an hour an agency's counters can serve; demand mostly follows it."""
        of = [s for s in self.house.services_at(VENUE) if s.agency == agency]
        counters = {c.id for s in of for c in self.house.counters_serving(VENUE, s.id, DAY)}
        return len(counters) * 60 * len(of) / sum(s.minutes for s in of)

    def _visitor(self) -> Visitor:
        chance, service = self.chance, self.chance.choices(*self._services)[0]
        took = math.exp(chance.gauss(-0.18, 0.6))
        return Visitor(service, chance.random(), chance.random(), took, chance.uniform(1, 2))

    def _come(self, visitor: Visitor, now_ms: int) -> None:
        service = visitor.service
        priority = "elderly" if visitor.priority < self.priority else None
        try:
            facts = rules.issue(self.hall, service_id=service, priority=priority, now_ms=now_ms)
        except refusals.Refusal:
            return
        self._record(facts)
        number: str = facts[0].ticket_id  # type: ignore[attr-defined]
        self._visitors[number] = visitor
        self.look(self, now_ms, number)
        for counter_id in self.hall.counters:
            if service in self.hall.services_of(counter_id):
                self._next(counter_id, now_ms)

    def _plan_clerk(self, counter_id: str) -> None:
        """Plan a clerk's day: mostly punctual, some pauses and a lunch break."""
        self._speed[counter_id] = self.chance.lognormvariate(-0.02, 0.2)
        self._pause_chance[counter_id] = random.Random(f"{self.shape.name} {self.seed} {counter_id}")
        late = self.chance.choices([self.chance.uniform(-3, 6), self.chance.uniform(5, 25)], [0.75, 0.25])[0]
        self._at(OPENS + late, lambda now_ms: self._open(counter_id, now_ms))
        pauses = []
        begins = OPENS + late + self.chance.expovariate(1 / 150)
        while begins < CLOSES - 30:
            pauses.append((begins, begins + self.chance.uniform(5, 20)))
            begins += 30 + self.chance.expovariate(1 / 150)
        if self.chance.random() < 0.6:
            begins = self.chance.uniform(12 * 60 - 5, 12 * 60 + 35)
            pauses = [p for p in pauses if p[1] < begins or p[0] > begins + 30] + [(begins, begins + 30)]
        self._away[counter_id] = [(self._ms(a), self._ms(b)) for a, b in sorted(pauses)]
        for begins, _ in pauses:
            self._at(begins, lambda now_ms: self._next(counter_id, now_ms))

    def _press(self, counter_id: str, now_ms: int) -> CounterPress:
        return CounterPress(counter_id, CLERK, CLERK, now_ms)

    def _open(self, counter_id: str, now_ms: int) -> None:
        self._record(counter_rules.open_counter(self.hall, self._press(counter_id, now_ms)))
        self._next(counter_id, now_ms)

    def _next(self, counter_id: str, now_ms: int) -> None:
        """Call the next ticket, or begin a pause that is due."""
        opened, press = self.hall.counters.get(counter_id), self._press(counter_id, now_ms)
        if opened is None or opened.pause or opened.ticket_id or now_ms < self._ms(OPENS):
            if opened and now_ms < self._ms(OPENS) and not opened.pause:
                self._at(OPENS, lambda ms: self._next(counter_id, ms))
            return
        away = self._away[counter_id]
        if away and away[0][0] <= now_ms:
            begins, ends = away.pop(0)
            ends = max(ends - begins + now_ms, now_ms + MINUTE_MS)
            chance = self._pause_chance[counter_id]
            until_ms = ends + int(chance.gauss(0, 2) * MINUTE_MS) if chance.random() < 0.5 else None
            until_ms = max(until_ms, now_ms + MINUTE_MS) if until_ms else None
            self._record(counter_rules.pause(self.hall, press, reason="break", until_ms=until_ms))
            self._at((ends - self._ms(0)) / MINUTE_MS, lambda ms: self._open(counter_id, ms))
            return
        self._record(counter_rules.call_next(self.hall, press))
        called = self.hall.counters[counter_id].ticket_id
        if called:
            self._handle(counter_id, called, now_ms)

    def _handle(self, counter_id: str, number: str, now_ms: int) -> None:
        """Serve the called ticket, or record a no-show."""
        minutes = self.house.services[self.hall.tickets[number].service_id].minutes * self._speed[counter_id]
        visitor = self._visitors[number]
        comes = visitor.comes >= self._no_show
        took = 0.5 + visitor.took * minutes if comes else visitor.no_show
        end = counter_rules.finish if comes else counter_rules.no_show

        def over(ms: int) -> None:
            self._record(end(self.hall, self._press(counter_id, ms)))
            self._next(counter_id, ms)

        self._at((now_ms - self._ms(0)) / MINUTE_MS + took, over)


def waiting(day: Day) -> list[str]:
    """Return the waiting tickets that were never called."""
    return [
        t.ticket_id for t in day.hall.tickets.values() if t.state == WAITING and t.ticket_id not in day.called
    ]
