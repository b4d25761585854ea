"""
The hall: what a venue's service day looks like now, as the fold of its facts.

``Hall.apply`` is the only thing that changes a hall. It never decides (the rules do)
and never fails half-way: every look-up comes before the first change, so that a fact
that cannot be taken (an earlier one was damaged) leaves the hall as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from typing import Any, NamedTuple

from waitingroom import facts as f
from waitingroom.house import House
from waitingroom.house_reader import read_house
from waitingroom.policy import POLICY, Claim, Line

WAITING, CALLED, SERVING, MISSED = "waiting", "called", "serving", "missed"
FINISHED, CANCELLED, EXPIRED = "finished", "cancelled", "expired"
OPEN_STATES = frozenset({WAITING, CALLED, SERVING, MISSED})


class CannotTakeError(Exception):
    """A linked fact that this hall cannot take, because an earlier one was foreign."""


class KnownPress(NamedTuple):
    """A press that had its effect: the digest of its wish, and the ticket it was about, if any."""

    wish: str
    ticket_id: str | None


@dataclass(slots=True)
class Ticket:
    """A visitor's number and where it stands. ``claim`` is its place in line while it waits."""

    ticket_id: str
    service_id: str
    stops: tuple[str, ...]
    priority: str | None
    issued_ms: int
    claim: Claim
    state: str = WAITING
    counter_id: str | None = None
    called_ms: int | None = None
    started_ms: int | None = None
    ended_ms: int | None = None
    calls: int = 0


@dataclass(slots=True)
class OpenCounter:
    """A counter that calls: whose session it is, which sessions lost it, and the ticket it holds."""

    counter_id: str
    session_id: str
    staff: str
    opened_ms: int
    ticket_id: str | None = None
    lost_by: frozenset[str] = frozenset()


class Call(NamedTuple):
    """A call as screens show it; seq, at_ms and request_id are those of the call or its latest recall."""

    ticket_id: str
    counter_id: str
    service_id: str
    at_ms: int
    recalls: int
    seq: int
    request_id: str


@dataclass(slots=True)
class Hall:
    """One venue on one service day."""

    seq: int = 0
    venue_id: str = ""
    service_day: str = ""
    previous_day: str | None = None
    opened_ms: int = 0
    next_day: str | None = None
    epoch: str = ""
    run_id: str = ""
    house: House | None = None
    house_seq: int = 0
    last_ms: int = 0
    heard_ms: int | None = field(default=None, compare=False)
    """When the log was last heard, told by whoever follows it; None: this hall is nobody's live hall."""
    tickets: dict[str, Ticket] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    missed: dict[str, Ticket] = field(default_factory=dict)
    counters: dict[str, OpenCounter] = field(default_factory=dict)
    calls: dict[str, Call] = field(default_factory=dict)
    last_ordinal: dict[str, int] = field(default_factory=dict)
    issued: dict[str, int] = field(default_factory=dict)
    presses: dict[str, KnownPress] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Say whether the day takes facts: opened, not closed, and a house adopted."""
        return bool(self.epoch) and self.next_day is None and self.house is not None

    def apply(self, seq: int, fact: f.Fact) -> None:
        """
        Take one fact.

        Raises:
            CannotTakeError: nothing changed but the sequence.
        """
        self.seq = seq
        try:
            _APPLY[type(fact)](self, fact)
        except KeyError as error:
            raise CannotTakeError(f"{type(fact).__name__} at {seq}: {error}") from error
        self.last_ms = max(self.last_ms, fact.at_ms)
        press = fact.press
        if press is not None and press.key not in self.presses:
            self.presses[press.key] = KnownPress(press.wish, getattr(fact, "ticket_id", None))

    def skip(self, seq: int) -> None:
        """Pass over a foreign entry: it takes its sequence and nothing else."""
        self.seq = seq

    @contextmanager
    def draft(self) -> Iterator[Callable[[Sequence[f.Fact]], None]]:
        """
        Give a function that takes facts of presses for a while: at the end the hall is as it was.

        So that several presses can be decided one after the other and appended together.
        """
        undo: list[Callable[[], None]] = []

        def take(facts: Sequence[f.Fact]) -> None:
            for fact in facts:
                undo.append(self._way_back(fact))
                self.apply(self.seq + 1, fact)

        try:
            yield take
        finally:
            for step in reversed(undo):
                step()

    def line(self, service_id: str) -> Line:
        """Give the line of a service, empty if nobody ever joined it."""
        return self.lines.setdefault(service_id, Line())

    def lines_of(self, counter_id: str) -> Iterator[Line]:
        """Give the lines that a counter serves today."""
        if self.house is not None:
            for service_id in self.house.services_of_counter(self.venue_id, counter_id):
                line = self.lines.get(service_id)
                if line:
                    yield line

    def waiting_at(self, counter_id: str) -> int:
        """Count the tickets waiting for the services of a counter."""
        return sum(len(line) for line in self.lines_of(counter_id))

    def ahead_of(self, service_id: str, claim: Claim) -> int:
        """
        Count the tickets that would be called before this claim by the counters serving its service.

        Open counters if there are any, else every counter that may serve it.
        """
        if self.house is None:
            return 0
        serving = [c.id for c in self.house.counters_serving(self.venue_id, service_id)]
        serving = [c for c in serving if c in self.counters] or serving
        services = {s for c in serving for s in self.house.services_of_counter(self.venue_id, c)} | {
            service_id
        }
        return POLICY.ahead(claim, (line for s in services if (line := self.lines.get(s))))

    def _way_back(self, fact: f.Fact) -> Callable[[], None]:
        """Give what undoes this fact of a press, to be called right after it at the latest."""
        ticket_id, counter_id = getattr(fact, "ticket_id", ""), getattr(fact, "counter_id", "")
        ticket, counter = self.tickets.get(ticket_id), self.counters.get(counter_id)
        ticket_was, counter_was = ticket and replace(ticket), counter and replace(counter)
        # A copy where taking something out and putting it back would change the order.
        calls = dict(self.calls) if ticket_id in self.calls else None
        missed = dict(self.missed) if ticket_id in self.missed else None
        counters = dict(self.counters) if isinstance(fact, f.CounterClosed) else None
        seq, last_ms = self.seq, self.last_ms
        key = fact.press.key if fact.press and fact.press.key not in self.presses else None
        counts = [
            (held, name, held.get(name))
            for held, name in (
                (self.last_ordinal, getattr(fact, "prefix", "")),
                (self.issued, getattr(fact, "service_id", "")),
            )
        ]

        def back() -> None:
            now = self.tickets.get(ticket_id)
            if now is not None and now.state == WAITING:
                self.lines[now.service_id].leave(now.claim)
            if ticket is None or ticket_was is None:
                self.tickets.pop(ticket_id, None)
            else:
                _put_back(ticket, ticket_was)
                if ticket.state == WAITING:
                    self.line(ticket.service_id).join(ticket.claim)
            if counters is not None:
                self.counters = counters
            elif counter is None:
                self.counters.pop(counter_id, None)
            else:
                self.counters[counter_id] = counter
            if counter is not None and counter_was is not None:
                _put_back(counter, counter_was)
            self.calls.pop(ticket_id, None)
            self.missed.pop(ticket_id, None)
            self.calls, self.missed = calls or self.calls, missed or self.missed
            self.seq, self.last_ms = seq, last_ms
            if key is not None:
                self.presses.pop(key, None)
            for held, name, count in counts:
                if count is None:
                    held.pop(name, None)
                else:
                    held[name] = count

        return back

    # What each kind of fact does. Look-ups first (KeyError: the fact cannot be taken), changes after.

    def _day_opened(self, fact: f.DayOpened) -> None:
        self.venue_id, self.service_day, self.opened_ms = fact.venue_id, fact.service_day, fact.at_ms
        self.previous_day = fact.previous_day

    def _epoch_began(self, fact: f.EpochBegan) -> None:
        self.epoch, self.run_id = fact.epoch, fact.run_id

    def _house_adopted(self, fact: f.HouseAdopted) -> None:
        self.house, self.house_seq = read_house(fact.content), fact.house_seq

    def _day_closed(self, fact: f.DayClosed) -> None:
        for ticket in self.tickets.values():
            if ticket.state in OPEN_STATES:
                ticket.state, ticket.ended_ms, ticket.counter_id = EXPIRED, fact.at_ms, None
        for held in (self.lines, self.missed, self.counters):
            held.clear()
        self.next_day = fact.next_day

    def _issued(self, fact: f.TicketIssued) -> None:
        if fact.ticket_id in self.tickets:
            raise KeyError(fact.ticket_id)
        claim = POLICY.claim(seq=self.seq, ticket_id=fact.ticket_id)
        self.tickets[fact.ticket_id] = Ticket(
            fact.ticket_id, fact.service_id, fact.stops, fact.priority, fact.at_ms, claim
        )
        self.line(fact.service_id).join(claim)
        self.last_ordinal[fact.prefix] = max(fact.ordinal, self.last_ordinal.get(fact.prefix, 0))
        self.issued[fact.service_id] = self.issued.get(fact.service_id, 0) + 1

    def _cancelled(self, fact: f.TicketCancelled) -> None:
        ticket = self.tickets[fact.ticket_id]
        self.lines[ticket.service_id].leave(ticket.claim)
        ticket.state, ticket.ended_ms = CANCELLED, fact.at_ms

    def _counter_opened(self, fact: f.CounterOpened) -> None:
        before = self.counters.get(fact.counter_id)
        self.counters[fact.counter_id] = OpenCounter(
            fact.counter_id, fact.session_id, fact.staff, fact.at_ms,
            ticket_id=before.ticket_id if before else None,
            lost_by=(before.lost_by | {before.session_id}) - {fact.session_id} if before else frozenset(),
        )  # fmt: skip

    def _counter_closed(self, fact: f.CounterClosed) -> None:
        if self.counters[fact.counter_id].ticket_id is not None:
            raise KeyError(fact.counter_id)
        del self.counters[fact.counter_id]

    def _called(self, fact: f.TicketCalled) -> None:
        ticket, counter = self.tickets[fact.ticket_id], self.counters[fact.counter_id]
        if counter.ticket_id is not None:
            raise KeyError(fact.counter_id)
        self.lines[ticket.service_id].leave(ticket.claim)
        ticket.state, ticket.counter_id, ticket.called_ms = CALLED, fact.counter_id, fact.at_ms
        ticket.started_ms = None
        ticket.calls += 1
        counter.ticket_id = fact.ticket_id
        self._show(
            Call(
                fact.ticket_id, fact.counter_id, ticket.service_id, fact.at_ms, 0, self.seq, _request_id(fact)
            )
        )

    def _recalled(self, fact: f.TicketRecalled) -> None:
        ticket, call = self._held(fact.ticket_id, fact.counter_id)[0], self.calls[fact.ticket_id]
        ticket.calls += 1
        self._show(
            call._replace(
                at_ms=fact.at_ms, recalls=call.recalls + 1, seq=self.seq, request_id=_request_id(fact)
            )
        )

    def _started(self, fact: f.ServingStarted) -> None:
        ticket, _ = self._held(fact.ticket_id, fact.counter_id)
        ticket.state, ticket.started_ms = SERVING, fact.at_ms

    def _finished(self, fact: f.TicketFinished) -> None:
        ticket, counter = self._held(fact.ticket_id, fact.counter_id)
        ticket.state, ticket.ended_ms = FINISHED, fact.at_ms
        counter.ticket_id = None

    def _forwarded(self, fact: f.TicketForwarded) -> None:
        ticket = self.tickets[fact.ticket_id]
        if ticket.state != FINISHED or not ticket.stops:
            raise KeyError(fact.ticket_id)
        ticket.service_id, ticket.stops = fact.service_id, ticket.stops[1:]
        ticket.state, ticket.counter_id, ticket.calls = WAITING, None, 0
        ticket.called_ms = ticket.started_ms = ticket.ended_ms = None
        ticket.claim = POLICY.claim(seq=self.seq, ticket_id=ticket.ticket_id)
        self.line(ticket.service_id).join(ticket.claim)

    def _no_show(self, fact: f.NoShowRecorded) -> None:
        ticket, counter = self._held(fact.ticket_id, fact.counter_id)
        ticket.state = MISSED
        counter.ticket_id = None
        self.missed[fact.ticket_id] = ticket

    def _held(self, ticket_id: str, counter_id: str) -> tuple[Ticket, OpenCounter]:
        ticket, counter = self.tickets[ticket_id], self.counters[counter_id]
        if counter.ticket_id != ticket_id:
            raise KeyError(counter_id)
        return ticket, counter

    def _show(self, call: Call) -> None:
        """Put a call at the newest end of the calls (a dict keeps the order of insertion)."""
        self.calls.pop(call.ticket_id, None)
        self.calls[call.ticket_id] = call


def _put_back(now: Ticket | OpenCounter, was: Ticket | OpenCounter) -> None:
    for one in fields(was):
        setattr(now, one.name, getattr(was, one.name))


def _request_id(fact: f.Fact) -> str:
    return fact.press.request_id if fact.press else ""


_APPLY: dict[type[f.Fact], Callable[[Hall, Any], None]] = {
    f.DayOpened: Hall._day_opened,
    f.EpochBegan: Hall._epoch_began,
    f.HouseAdopted: Hall._house_adopted,
    f.DayClosed: Hall._day_closed,
    f.TicketIssued: Hall._issued,
    f.TicketCancelled: Hall._cancelled,
    f.CounterOpened: Hall._counter_opened,
    f.CounterClosed: Hall._counter_closed,
    f.TicketCalled: Hall._called,
    f.TicketRecalled: Hall._recalled,
    f.ServingStarted: Hall._started,
    f.TicketFinished: Hall._finished,
    f.TicketForwarded: Hall._forwarded,
    f.NoShowRecorded: Hall._no_show,
}
