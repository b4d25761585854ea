"""
The estimate of waits: simulate the hall in its order of calling with mean service times, then widen the result.

A heap of counters takes the tickets one after the other (docs/adr/0026-waits.md). Visitors see a range, rounded to five
minutes, whose upper end should hold for four in five; none is shown if no counter is certain to call. Scores on
simulated days: ``make waits``.
"""

from __future__ import annotations

import heapq
import math
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from waitingroom.hall import Hall
from waitingroom.policy import NEWCOMER, NOBODY, Claim
from waitingroom.state import Ticket
from waitingroom.turns import Duty
from waitingroom.waits.scene import LUNCH, Caller, Pace, Queue, Scene, Span

STEP = 5
"""Minutes to which the ends of a range are rounded, down and up."""
MORE_THAN = 90
"""Longer waits, in minutes, are shown only as more than this."""
PRIORITY_MOST = 0.2
"""Share of priority tickets above which other waits are not stretched further, since priority then waits too."""
WIDER, WIDER_BY_FEW, FEW, OF_A_CALL, ABSENT = 1.3, 0.2, 5, 0.3, 1.5
"""
The upper end of a range: a factor on the expected wait, a further factor while few calls are known, how many are few, a
share of one call's duration, and minutes added if a counter is away.
"""


PRIORITY_WIDER = 0.75
"""The upper end without priority is wider by this times the share of priority: some who pass have not come yet."""
LATER, PRESENT_LATER = 45, 0.93
"""Minutes after which a counter may pause, unknown yet, and the share of its time that it calls from then on."""


class Wait(NamedTuple):
    """
    An estimate of when a ticket is called, in minutes from the scene's time.

    expected: the mean; upper: the upper end, which should hold for four in five.
    """

    expected: float
    upper: float

    @property
    def low(self) -> int:
        """The displayed lower end."""
        return min(int(self.expected // STEP) * STEP, MORE_THAN)

    @property
    def high(self) -> int | None:
        """The displayed upper end; None for more than MORE_THAN."""
        return None if self.low >= MORE_THAN else max(-int(-self.upper // STEP) * STEP, STEP)


class _Widening(NamedTuple):
    """How the upper end follows from an expected wait: a factor, and minutes to add."""

    times: float
    more: float


class _Counter:
    """A simulated counter that calls tickets in the order of its queues."""

    def __init__(self, caller: Caller, scene: Scene, order: Iterator[Claim]) -> None:
        self.caller, self.order = caller, order
        self._scene, self._rate = scene, scene.paces.get(caller.duty, Pace()).rate
        self._lunch = scene.lunch if len(caller.spans) == 1 else Span(0, 0)
        self._breaks = [(before.end, after.start) for before, after in pairwise(caller.spans)]

    def takes(self, service_id: str, begins: float) -> float:
        """Return the duration of a call that begins at this time; longer at lunch without a planned break, and later on."""
        minutes = self._scene.takes(service_id) * self._rate
        if self._lunch.start <= begins < self._lunch.end:
            return minutes / LUNCH[2]
        return minutes / PRESENT_LATER if begins > LATER else minutes

    def in_hours(self, moment: float) -> float:
        """Return the time, or the end of the break that contains it."""
        return next((end for start, end in self._breaks if start <= moment < end), moment)


class _Calling(NamedTuple):
    """The counters that call for a service: how many are open, when the first is free, and all services they serve."""

    here: int
    first_end: float
    services: frozenset[str]


class Estimates:
    """The estimates for a scene: for every waiting ticket, and for newcomers."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._serving: dict[str, list[Caller]] = {}
        for caller in scene.callers:
            for service_id in caller.duty:
                self._serving.setdefault(service_id, []).append(caller)
        self._widenings: dict[tuple[str, str | None], _Widening | None] = {}
        self._service_of: dict[Claim, str] = {claim: service for claim, (service, _) in scene.own.items()}
        self._priority: set[Claim] = set()
        for queue in (*scene.queues.values(), *scene.own_queues.values()):
            self._priority.update(queue.first)
            if queue.service_id is not None:
                self._service_of.update(dict.fromkeys((*queue.others, *queue.first), queue.service_id))
        self._expected, self._ends = _roll(scene, self._service_of)
        self._priority_newcomers: dict[str, float] = {}
        self._calling: dict[str, _Calling] = {}
        self._last = max(
            (
                claims[-1]
                for queue in scene.queues.values()
                for claims in (queue.others, queue.first)
                if claims
            ),
            default=NOBODY,
        )

    def called_in(self, ticket: Ticket) -> float:
        """
        Return in how many minutes a waiting ticket is expected to be called; infinite if no counter serves it today.

        A ticket that joined its line after the scene was taken is assumed to be the last.
        """
        expected = self._expected.get(ticket.claim)
        if expected is not None:
            return expected
        ends = [self._ends[caller.counter_id] for caller in self._serving.get(ticket.service_id, ())]
        return min(ends, default=math.inf)

    def of(self, claim: Claim) -> Wait | None:
        """Estimate when a waiting ticket is called; None if unknown."""
        expected = self._expected.get(claim)
        if expected is None:
            return None
        counter_id = self.scene.own[claim][1] if claim in self.scene.own else None
        return self._wait(self._service_of[claim], expected, claim in self._priority, counter_id)

    def of_newcomer(
        self, service_id: str, hall: Hall | None = None, *, priority: bool = False
    ) -> Wait | None:  # fmt: skip
        """
        Estimate when a ticket issued now for this service is called; None if unknown.

        hall: its current state, so that tickets issued since the scene was taken are counted too.
        """
        if service_id not in self._serving:
            return None
        passes = priority and self.scene.order.between is not None
        calling = self._calling_for(service_id)
        joined = self._joined_since(hall, calling, passes) if hall is not None else 0
        later = joined * self.scene.takes(service_id) / calling.here
        if not passes:
            return self._wait(service_id, calling.first_end + later)
        if service_id not in self._priority_newcomers:
            self._priority_newcomers[service_id] = _called_first(self.scene, self._service_of, service_id)
        between = self.scene.order.between or 0
        return self._wait(service_id, self._priority_newcomers[service_id] + later * (1 + between), True)

    def work_out_priority(self) -> None:
        """Precompute the estimates for newcomers with priority, so that this is not done under a hall's lock."""
        for service_id in self._serving:
            self.of_newcomer(service_id, priority=True)

    def _calling_for(self, service_id: str) -> _Calling:
        if service_id not in self._calling:
            callers = self._serving[service_id]
            self._calling[service_id] = _Calling(
                sum(caller.is_here for caller in callers) or 1,
                min(self._ends[caller.counter_id] for caller in callers),
                frozenset().union(*(caller.duty for caller in callers)),
            )
        return self._calling[service_id]

    def _joined_since(self, hall: Hall, calling: _Calling, passes: bool) -> int:
        """
        Count the waiting tickets that joined these counters' lines since the scene; passes: only those with priority.

        Uses bisection: in a rush, hundreds of numbers are issued while a scene is one second old.
        """
        lines = [line for service_id in calling.services if (line := hall.lines.get(service_id))]
        return sum(
            line.behind(self._last, priority=p)
            for line in lines
            for p in ((True,) if passes else (True, False))
        )

    def _wait(
        self, service_id: str, expected: float, has_priority: bool = False, counter_id: str | None = None
    ) -> Wait | None:
        key = service_id, counter_id
        if key not in self._widenings:
            self._widenings[key] = self._widening(*key)
        if (widening := self._widenings[key]) is None:
            return None
        times = widening.times
        if not has_priority and self.scene.order.between:
            share = min(self.scene.share, PRIORITY_MOST)
            expected *= 1 + share / 2
            times += PRIORITY_WIDER * share
        return Wait(expected, times * expected + widening.more)

    def _widening(self, service_id: str, counter_id: str | None) -> _Widening | None:
        """Return how to widen a wait for a service, or for one counter only; None if no counter is certain to call."""
        callers: Sequence[Caller] = self._serving.get(service_id, ())
        if counter_id is not None:
            callers = [caller for caller in self.scene.callers if caller.counter_id == counter_id]
        if not any(caller.is_certain for caller in callers):
            return None
        pace = max((self.scene.paces.get(c.duty, Pace()) for c in callers), key=lambda pace: pace.calls)
        here = sum(caller.is_here for caller in callers)
        more = OF_A_CALL * self.scene.takes(service_id) * pace.rate / (here or 1)
        return _Widening(
            WIDER + WIDER_BY_FEW * FEW / (FEW + pace.calls), more + ABSENT * (here < len(callers))
        )


def _roll(
    scene: Scene, service_of: Mapping[Claim, str], until: Claim | None = None
) -> tuple[dict[Claim, float], dict[str, float]]:
    """
    Simulate calls until no ticket waits; return when each ticket is called, and when each counter is free at the end.

    service_of: the service of each claim; until: stop after this claim is called.
    """
    heap = [(counter.caller.free, n, counter) for n, counter in enumerate(_counters(scene))]
    heapq.heapify(heap)
    expected, ends = dict[Claim, float](), dict[str, float]()
    while heap and until not in expected:
        free, n, counter = heap[0]
        free = counter.in_hours(free)
        claim = next((claim for claim in counter.order if claim not in expected), None)
        if claim is None:
            ends[counter.caller.counter_id] = free
            heapq.heappop(heap)
            continue
        expected[claim] = free
        heapq.heapreplace(heap, (free + counter.takes(service_of[claim], free), n, counter))
    return expected, ends


def _called_first(scene: Scene, service_of: dict[Claim, str], service_id: str) -> float:
    """Return when a priority ticket issued now for a service is called, by the counters that share its lines."""
    queue = scene.queues.get(service_id, Queue(service_id, (), ()))
    queues = {**scene.queues, service_id: queue._replace(first=(*queue.first, NEWCOMER))}
    services, callers = {service_id}, list[Caller]()
    while connected := [c for c in scene.callers if c not in callers and services.intersection(c.duty)]:
        callers += connected
        services.update(*(caller.duty for caller in connected))
    sharing = scene._replace(callers=tuple(callers), queues=queues)
    return _roll(sharing, ChainMap({NEWCOMER: service_id}, service_of), NEWCOMER)[0][NEWCOMER]


def _counters(scene: Scene) -> Iterator[_Counter]:
    """Yield the counters; those with the same duty and without their own queue share one order of calling."""
    shared: dict[Duty, Iterator[Claim]] = {}
    for caller in scene.callers:
        own = scene.own_queues.get(caller.counter_id)
        if own is not None:
            yield _Counter(caller, scene, _order(scene, caller.duty, own))
        else:
            if caller.duty not in shared:
                shared[caller.duty] = _order(scene, caller.duty)
            yield _Counter(caller, scene, shared[caller.duty])


def _order(scene: Scene, duty: Duty, *own: Queue) -> Iterator[Claim]:
    queues = [queue for service_id in duty if (queue := scene.queues.get(service_id))]
    order = scene.order
    since = scene.since.get(duty, order.between or 0)
    return (upcoming.claim for upcoming in order.calls([*queues, *own], since))
