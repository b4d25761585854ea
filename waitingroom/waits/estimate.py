"""
The estimate: the hall is rolled forward in its own order of calling with mean times, and then made wider.

A heap of counters takes the tickets one after the other (docs/adr/0026-waits.md). What visitors are told is a range,
rounded to five minutes, whose upper end is meant to hold for four in five; it is not told where nobody knows who calls.
Figures on simulated days: ``make waits``.
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
"""Minutes to which a range is rounded, down and up."""
MORE_THAN = 90
"""Beyond so many minutes nobody is told more than that it is more."""
PRIORITY_MOST = 0.2
"""Above this share of priority the others' waits are stretched no more: from here on it waits too."""
WIDER, WIDER_BY_FEW, FEW, OF_A_CALL, ABSENT = 1.3, 0.2, 5, 0.3, 1.5
"""The upper end: of the expected wait, more of it with few calls, a share of one call, and minutes if somebody is away."""


class Wait(NamedTuple):
    """
    An estimate of when a ticket is called, in minutes from the scene's moment.

    expected: the middle; upper: the end that holds for four in five.
    """

    expected: float
    upper: float

    @property
    def low(self) -> int:
        """The shown lower end."""
        return min(int(self.expected // STEP) * STEP, MORE_THAN)

    @property
    def high(self) -> int | None:
        """The shown upper end; None: more than MORE_THAN."""
        return None if self.low >= MORE_THAN else max(-int(-self.upper // STEP) * STEP, STEP)


class _Widening(NamedTuple):
    """What makes an upper end of an expected wait: so many times it, and minutes more."""

    times: float
    more: float


class _Counter:
    """A counter that calls on, in the order of its queues."""

    def __init__(self, caller: Caller, scene: Scene, order: Iterator[Claim]) -> None:
        self.caller, self.order = caller, order
        self._scene, self._rate = scene, scene.paces.get(caller.duty, Pace()).rate
        self._lunch = scene.lunch if len(caller.spans) == 1 else Span(0, 0)
        self._breaks = [(before.end, after.start) for before, after in pairwise(caller.spans)]

    def takes(self, service_id: str, begins: float) -> float:
        """Return how long a call takes that begins at a moment; at lunch, where no break is planned, fewer are there."""
        minutes = self._scene.takes(service_id) * self._rate
        return minutes / LUNCH[2] if self._lunch.start <= begins < self._lunch.end else minutes

    def in_hours(self, moment: float) -> float:
        """Return the moment, or the end of the break that it lies in."""
        return next((end for start, end in self._breaks if start <= moment < end), moment)


class _Calling(NamedTuple):
    """The counters that call for a service: how many are there, when the first calls a newcomer, all that they serve."""

    here: int
    first_end: float
    services: frozenset[str]


class Estimates:
    """The estimates of a scene: of every ticket that waits, and of somebody who came now."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._serving: dict[str, list[Caller]] = {}
        for caller in scene.callers:
            for service_id in caller.duty:
                self._serving.setdefault(service_id, []).append(caller)
        self._known: dict[tuple[str, str | None], _Widening | None] = {}
        self._of: dict[Claim, str] = {claim: service_id for claim, (service_id, _) in scene.own.items()}
        self._priority: set[Claim] = set()
        for queue in (*scene.queues.values(), *scene.own_queues.values()):
            self._priority.update(queue.first)
            if queue.service_id is not None:
                self._of.update(dict.fromkeys((*queue.others, *queue.first), queue.service_id))
        self._expected, self._ends = _roll(scene, self._of)
        self._first: dict[str, float] = {}
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
        Return in how many minutes a waiting ticket is expected to be called; infinite: nobody serves it today.

        One that joined its line since the scene was taken is expected to be its last.
        """
        expected = self._expected.get(ticket.claim)
        if expected is not None:
            return expected
        ends = [self._ends[caller.counter_id] for caller in self._serving.get(ticket.service_id, ())]
        return min(ends, default=math.inf)

    def of(self, claim: Claim) -> Wait | None:
        """Estimate when a waiting ticket is called; None: nobody knows."""
        expected = self._expected.get(claim)
        if expected is None:
            return None
        counter_id = self.scene.own[claim][1] if claim in self.scene.own else None
        return self._wait(self._of[claim], expected, claim in self._priority, counter_id)

    def of_newcomer(
        self, service_id: str, hall: Hall | None = None, *, priority: bool = False
    ) -> Wait | None:  # fmt: skip
        """
        Estimate when somebody who came now for this service is called; None: nobody knows.

        hall: as it is by now, so that those who came since the scene was taken count too.
        """
        if service_id not in self._serving:
            return None
        passes = priority and self.scene.order.between is not None
        calling = self._calling_for(service_id)
        joined = self._joined_since(hall, calling, passes) if hall is not None else 0
        later = joined * self.scene.takes(service_id) / calling.here
        if not passes:
            return self._wait(service_id, calling.first_end + later)
        if service_id not in self._first:
            self._first[service_id] = _called_first(self.scene, self._of, service_id)
        between = self.scene.order.between or 0
        return self._wait(service_id, self._first[service_id] + later * (1 + between), True)

    def work_out_priority(self) -> None:
        """Estimate for newcomers with priority to every service now, so that nobody waits for it under a hall's lock."""
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
        Count who joined these counters' lines since the scene was taken, and waits; passes: only those with priority.

        With bisection: in a rush hundreds take a number while a scene is a second old.
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
        if key not in self._known:
            self._known[key] = self._widening(*key)
        if (widening := self._known[key]) is None:
            return None
        if not has_priority and self.scene.order.between:
            expected *= 1 + min(self.scene.share, PRIORITY_MOST) / 2
        return Wait(expected, widening.times * expected + widening.more)

    def _widening(self, service_id: str, counter_id: str | None) -> _Widening | None:
        """Return what widens a wait for a service, or for one counter alone; None: nobody knows who will call for it."""
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
    scene: Scene, of: Mapping[Claim, str], until: Claim | None = None
) -> tuple[dict[Claim, float], dict[str, float]]:
    """
    Let the counters call until nobody waits: when each ticket is called, and when each counter is free then.

    of: the service of each claim; until: nobody cares what comes after its call.
    """
    heap = [(one.caller.free, n, one) for n, one in enumerate(_counters(scene))]
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
        heapq.heapreplace(heap, (free + counter.takes(of[claim], free), n, counter))
    return expected, ends


def _called_first(scene: Scene, of: dict[Claim, str], service_id: str) -> float:
    """Return when somebody with priority who came now for a service is called, by the counters that share its lines."""
    queue = scene.queues.get(service_id, Queue(service_id, (), ()))
    queues = {**scene.queues, service_id: queue._replace(first=(*queue.first, NEWCOMER))}
    services, callers = {service_id}, list[Caller]()
    while more := [c for c in scene.callers if c not in callers and services.intersection(c.duty)]:
        callers += more
        services.update(*(caller.duty for caller in more))
    beside = scene._replace(callers=tuple(callers), queues=queues)
    return _roll(beside, ChainMap({NEWCOMER: service_id}, of), NEWCOMER)[0][NEWCOMER]


def _counters(scene: Scene) -> Iterator[_Counter]:
    """Return the counters; those with one duty and no queue of their own go through one order together."""
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
    return (one.claim for one in order.calls([*queues, *own], since))
