"""
The hall: the current state of a venue's service day, folded from its facts.

Only ``Hall.apply`` changes a hall. It decides nothing; the rules do. A fact that does not fit because an earlier one
was damaged is rejected by an explicit check before anything changes; any other error is a bug and is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, replace
from operator import attrgetter
from typing import Any

from waitingroom import facts as f
from waitingroom.house.model import House
from waitingroom.house.reader import read_house
from waitingroom.policy import CallingOrder, Claim, Line, Next, claim_at, claim_of, keeps_priority
from waitingroom.state import (
    CALLED,
    CANCELLED,
    EXPIRED,
    FINISHED,
    HELD,
    MISSED,
    MOVED,
    OPEN_STATES,
    SERVING,
    WAITING,
    Call,
    CannotApplyError,
    Damage,
    Help,
    LastPress,
    Message,
    Notice,
    OpenCounter,
    Pause,
    Rating,
    RecordedPress,
    Restored,
    TakenBack,
    Ticket,
    TicketBefore,
)
from waitingroom.turns import Duty, Turns

DRAFTABLE = frozenset({
    f.TicketIssued, f.TicketCancelled, f.CounterOpened, f.TicketCalled, f.TicketRecalled, f.ServingStarted,
    f.TicketFinished, f.TicketForwarded, f.NoShowRecorded,
})  # fmt: skip
"""Facts that a draft can roll back; a press with any other fact must be the last of its append."""

MISSING_MAX = 1_000_000
"""More than any day has. Redis numbers foreign entries by its clock, so removing one leaves a larger gap than this."""
PUBLIC = "public"
"""The actor of every press made without a paired device or a staff session."""

PRIORITY_POLICY, STOPS_FULL_POLICY = 3, 2
"""
The policy version in which priority passes, and the version before it, whose count of calls stopped at its maximum.
Days of older versions call by claim alone.
"""
WITHDRAWN_KEPT = 4
"""How many withdrawn calls are retained, so that boards can remove them."""


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
    """When the hall was last up to date with its log (ms UTC); None if it is not live."""
    tickets: dict[str, Ticket] = field(default_factory=dict)
    turns: Turns = field(default_factory=Turns)
    lines: dict[str, Line] = field(default_factory=dict)
    own_lines: dict[str, Line] = field(default_factory=dict)
    """Tickets that wait for one counter only, by counter."""
    missed: dict[str, Ticket] = field(default_factory=dict)
    held: dict[str, Ticket] = field(default_factory=dict)
    counters: dict[str, OpenCounter] = field(default_factory=dict)
    kiosk_help: dict[str, Help] = field(default_factory=dict)
    """Help requested by visitors at kiosks, by device."""
    notices: tuple[Notice, ...] = ()
    """Notices that were not ended early, latest last; they expire at their ``until_ms`` (see ``views.notices``)."""
    calls: dict[str, Call] = field(default_factory=dict)
    withdrawn: tuple[tuple[Call, int], ...] = ()
    """The latest withdrawn calls, and when each was withdrawn (ms UTC)."""
    last_ordinal: dict[str, int] = field(default_factory=dict)
    issued: dict[str, int] = field(default_factory=dict)
    quota_used: dict[str, int] = field(default_factory=dict)
    """How many numbers count against the quota of each service."""
    taken_back: TakenBack | None = None
    """The day's last taking back, unless it was undone."""
    presses: dict[str, RecordedPress] = field(default_factory=dict)
    damage: Damage = field(default_factory=Damage)
    left_out: int = 0
    """How many numbers every agency skips for missing entries; gap_for: how many it has skipped, by prefix."""
    gap_for: dict[str, int] = field(default_factory=dict)
    restored: Restored | None = None
    """When a backup was last restored into this day; the numbers it left out do not count as damage."""
    box: str | None = None
    """The outreach box that the day was handed over to; None if it belongs to the hall."""
    here: str | None = field(default=None, compare=False)
    """Where this hall runs: the name of an outreach box, or "" at home; None for a reader, which appends nothing."""

    @property
    def is_open(self) -> bool:
        """Return whether the day accepts facts here: opened, not closed, has a house, and is not handed over."""
        return bool(self.epoch) and self.next_day is None and self.house is not None and not self.is_away

    @property
    def is_away(self) -> bool:
        """Return whether the day was handed over to another place than the one where this hall runs."""
        return self.box is not None and self.here is not None and self.box != self.here

    @property
    def is_shut(self) -> bool:
        """Return whether service here is over for today: handed over, or closed by its box before the day ended."""
        return self.is_away or (self.here is not None and self.next_day is not None)

    def without_tickets(self) -> Hall:
        """Return the same day without any tickets, as screens at home show a day that is handed over."""
        return Hall(
            seq=self.seq, venue_id=self.venue_id, service_day=self.service_day, opened_ms=self.opened_ms,
            next_day=self.next_day, epoch=self.epoch, run_id=self.run_id, house=self.house, house_seq=self.house_seq,
            heard_ms=self.heard_ms, box=self.box, here=self.here,
        )  # fmt: skip

    def apply(self, seq: int, fact: f.Fact) -> None:
        """
        Apply one fact.

        Raises:
            CannotApplyError: it does not fit; only the sequence changed.
        """
        self.seq = seq
        kind = type(fact)
        if kind not in _APPLY:
            raise CannotApplyError(f"{kind.__name__} is not a fact of a hall")
        action = UNDOABLE.get(kind)
        if action is None:
            _APPLY[kind](self, fact)
        else:
            self._apply_at_counter(fact, action)
        self.last_ms = max(self.last_ms, fact.at_ms)
        press = fact.press
        if press is not None and press.key not in self.presses:
            self.presses[press.key] = RecordedPress(press.wish, getattr(fact, "ticket_id", None))

    def skip(self, seq: int, missing: int = 0) -> None:
        """
        Skip a foreign entry, which only uses up its sequence, or ``missing`` entries.

        Each missing entry may have issued a number of any agency, so every agency skips that many numbers.
        """
        self.seq = seq
        self.damage = Damage(self.damage.foreign + (not missing), self.damage.missing + missing, self.last_ms)
        if self.house is not None and 0 < missing <= MISSING_MAX:
            self.left_out += missing
            self._leave_numbers_out()

    @contextmanager
    def draft(self) -> Iterator[Callable[[Sequence[f.Fact]], bool]]:
        """
        Yield a function that applies facts of presses; all of them are rolled back when the block ends.

        This lets several presses be decided one after the other and appended together. The function returns False
        and applies nothing if the facts cannot be rolled back.
        """
        undo: list[Callable[[], None]] = []

        def take(facts: Sequence[f.Fact]) -> bool:
            if not DRAFTABLE.issuperset(map(type, facts)):
                return False
            for fact in facts:
                undo.append(self._rollback_of(fact))
                self.apply(self.seq + 1, fact)
            return True

        try:
            yield take
        finally:
            for step in reversed(undo):
                step()

    def _leave_numbers_out(self) -> None:
        """Make every agency skip one number per missing entry, including agencies that join the venue later."""
        for agency in self.house.agencies.values() if self.house is not None and self.left_out else ():
            owed = self.left_out - self.gap_for.get(agency.prefix, 0)
            last = self.last_ordinal.get(agency.prefix, agency.first_number - 1)
            self.last_ordinal[agency.prefix] = last + owed
            self.gap_for[agency.prefix] = self.left_out

    def line(self, service_id: str) -> Line:
        """Return the line of a service; empty if no ticket ever joined it."""
        return self.lines.setdefault(service_id, Line())

    def lines_of(self, counter_id: str) -> Iterator[Line]:
        """Return the lines that a counter serves today, including its own."""
        if self.house is not None:
            for service_id in self.services_of(counter_id):
                line = self.lines.get(service_id)
                if line:
                    yield line
        if own := self.own_lines.get(counter_id):
            yield own

    def services_of(self, counter_id: str) -> tuple[str, ...]:
        """Return the services that a counter serves today."""
        if self.house is None:
            return ()
        return self.house.services_of_counter(self.venue_id, counter_id, self.service_day)

    def line_of(self, ticket: Ticket) -> Line:
        """Return the line that a ticket waits in, or would wait in."""
        if ticket.for_counter is not None:
            return self.own_lines.setdefault(ticket.for_counter, Line())
        return self.line(ticket.service_id)

    def waiting_at(self, counter_id: str) -> int:
        """Count the tickets that wait for a counter."""
        return sum(len(line) for line in self.lines_of(counter_id))

    def callers(self, service_id: str) -> list[str]:
        """Return the counters that call for a service now; else the open ones, else all that may serve it."""
        if self.house is None:
            return []
        may = [c.id for c in self.house.counters_serving(self.venue_id, service_id, self.service_day)]
        is_open = [c for c in may if c in self.counters]
        return [c for c in is_open if self.counters[c].pause is None] or is_open or may

    def upcoming(self, counter_id: str) -> Iterator[Next]:
        """Yield the tickets that a counter would call, in order, if no ticket joined and no other counter called."""
        return self.turns.upcoming([self._duty(counter_id)], list(self.lines_of(counter_id)))

    def ahead(self, ticket: Ticket) -> int:
        """
        Count the waiting tickets that would be called before this one by the counters calling for its service.

        Exact if these counters share the same services; otherwise computed as if all calls were made by the counter
        whose next call lets priority pass.
        """
        if ticket.for_counter is not None:
            duties, lines = {self._duty(ticket.for_counter)}, list(self.lines_of(ticket.for_counter))
        else:
            duties, lines = self._beside(ticket.service_id)
        return self.turns.place(ticket.claim, duties, lines)

    def ahead_of_newcomer(self, service_id: str, *, priority: bool = False) -> int:
        """Count the tickets that would be called before one issued now for this service."""
        duties, lines = self._beside(service_id)
        return self.turns.place_of_newcomer(duties, lines) if priority else sum(map(len, lines))

    def _beside(self, service_id: str) -> tuple[set[Duty], list[Line]]:
        """Return the duties of the counters that call for a service, and all their lines."""
        callers = self.callers(service_id)
        served = self.house.served_on(self.venue_id, self.service_day) if self.house else {}
        duties = {served.get(c, ()) for c in callers}
        lines = [line for s in {service_id}.union(*duties) if (line := self.lines.get(s))]
        return duties, lines + [own for c in callers if (own := self.own_lines.get(c))]

    def _duty(self, counter_id: str) -> Duty:
        """Return a counter's duty today, as ``Turns`` counts it."""
        return self.services_of(counter_id)

    def _rollback_of(self, fact: f.Fact) -> Callable[[], None]:
        """Return a function that rolls this fact of a press back; call this right before applying the fact."""
        ticket = self._before(getattr(fact, "ticket_id", None))
        counter_id = getattr(fact, "counter_id", "")
        counter = self.counters.get(counter_id)
        if counter is not None:
            self.counters[counter_id] = replace(counter)
        counts = (
            tuple(map(dict, (self.last_ordinal, self.issued, self.quota_used)))
            if isinstance(fact, f.TicketIssued | f.TicketCancelled)
            else (self.last_ordinal, self.issued, self.quota_used)
        )
        key = fact.press.key if fact.press and fact.press.key not in self.presses else None
        seq, last_ms, since = self.seq, self.last_ms, dict(self.turns.since)

        def roll_back() -> None:
            if ticket is not None:
                self._put_back(ticket)
            if counter is not None:
                self.counters[counter_id] = counter
            else:
                self.counters.pop(counter_id, None)
            if key is not None:
                self.presses.pop(key, None)
            self.last_ordinal, self.issued, self.quota_used = counts
            self.seq, self.last_ms, self.turns.since = seq, last_ms, since

        return roll_back

    def _before(self, ticket_id: str | None) -> TicketBefore | None:
        """Return what a press may change of a ticket; None without a ticket."""
        if ticket_id is None:
            return None
        ticket = self.tickets.get(ticket_id)
        return TicketBefore(ticket_id, _values(ticket) if ticket else None, self.calls.get(ticket_id))

    def _put_back(self, before: TicketBefore) -> None:
        """Restore a ticket, its call and its position in its list."""
        ticket = self.tickets[before.ticket_id]
        self._take_out(ticket)
        self._put_call_back(before.ticket_id, before.call)
        if before.values is None:
            del self.tickets[before.ticket_id]
            return
        for name, value in zip(_TICKET_FIELDS, before.values, strict=True):
            setattr(ticket, name, value)
        self._take_in(ticket)

    def _put_call_back(self, ticket_id: str, before: Call | None) -> None:
        """Restore a ticket's earlier call, at its old position among the calls."""
        if before is None:
            self.calls.pop(ticket_id, None)
        elif self.calls.get(ticket_id) != before:
            self.calls[ticket_id] = before
            self.calls = dict(sorted(self.calls.items(), key=lambda item: item[1].seq))

    # Undo: what a press at a counter changes is stored until the next press, and can be restored.

    def _apply_at_counter(self, fact: Any, action: str) -> None:
        """Apply a fact of a press at a counter and store the state before; without a counter it comes from reception."""
        if fact.counter_id is None:
            _APPLY[type(fact)](self, fact)
            return
        counter, ticket_id = self._counter(fact), getattr(fact, "ticket_id", None)
        before = self._before(ticket_id)
        held, pause = counter.ticket_id, counter.pause
        _APPLY[type(fact)](self, fact)
        called = (self._duty(fact.counter_id), fact.basis) if action == "called" else None
        key, last = fact.press.key if fact.press else "", counter.last
        if last is None or last.key != key or not key:
            moved = (before,) if before else ()
            counter.last = LastPress(
                key, self.seq, fact.at_ms, held, pause, moved, ((action, ticket_id),), called
            )
            return
        tickets = last.tickets
        if before is not None and all(old.ticket_id != ticket_id for old in tickets):
            tickets = (*tickets, before)
        counter.last = last._replace(
            tickets=tickets, did=(*last.did, (action, ticket_id)), called=called or last.called
        )

    def _undone(self, fact: f.PressUndone) -> None:
        if fact.counter_id is None:
            self._undone_in_hall(fact)
            return
        counter = self._counter(fact)
        last = counter.last
        _check(fact, last is not None and last.seq == fact.undone_seq, "it was not the counter's last press")
        assert last is not None
        tickets = [self.tickets[before.ticket_id] for before in last.tickets]
        _check(fact, all(ticket.touched == last.key for ticket in tickets), "a ticket moved on")
        for ticket, before in zip(tickets, last.tickets, strict=True):
            priority, call = ticket.priority, self.calls.get(ticket.ticket_id)
            self._put_back(before)
            self._mark(ticket, priority)  # it may have been changed since
            if ("walk-in", ticket.ticket_id) in last.did:
                # Its number was issued by this press and cannot be withdrawn, so the ticket is cancelled.
                self._take_out(ticket)
                ticket.state = CANCELLED
                self._return_to_quota(ticket)
            if ("called", ticket.ticket_id) in last.did:
                assert call is not None
                self.withdrawn = (*self.withdrawn, (call, fact.at_ms))[-WITHDRAWN_KEPT:]
        if last.called is not None:
            self.turns.undone(*last.called)
        counter.ticket_id, counter.pause, counter.last = last.held, last.pause, None

    def _undone_in_hall(self, fact: f.PressUndone) -> None:
        last = self.taken_back
        _check(fact, last is not None and last.seq == fact.undone_seq, "it was not the last taking back")
        assert last is not None
        for before in last.tickets:
            ticket = self.tickets[before.ticket_id]
            priority = ticket.priority
            self._put_back(before)
            self._mark(ticket, priority)  # it may have been changed since
            self._count(ticket, 1)
        self.taken_back = None

    # What each kind of fact does: first the checks (the fact may not fit), then the changes.

    def _day_opened(self, fact: f.DayOpened) -> None:
        self.venue_id, self.service_day, self.opened_ms = fact.venue_id, fact.service_day, fact.at_ms
        self.previous_day = fact.previous_day

    def _epoch_began(self, fact: f.EpochBegan) -> None:
        self.epoch, self.run_id = fact.epoch, fact.run_id
        if fact.reason == f.RESTORED and fact.left_out is not None:
            self.restored = Restored(fact.at_ms, fact.left_out)
            self.damage = self.damage._replace(missing=max(0, self.damage.missing - fact.left_out))
        if self.box is not None and not self.tickets:
            self.opened_ms = fact.at_ms  # it was opened early, to be handed over

    def _house_adopted(self, fact: f.HouseAdopted) -> None:
        self.house, self.house_seq = read_house(fact.content), fact.house_seq
        self._leave_numbers_out()
        passes = fact.policy in (PRIORITY_POLICY, STOPS_FULL_POLICY)
        venue = self.house.venues.get(self.venue_id) if passes else None
        between = (venue and venue.rules.between_priority) or None
        self.turns.adopt(CallingOrder(between, stops_full=fact.policy == STOPS_FULL_POLICY))

    def _day_closed(self, fact: f.DayClosed) -> None:
        for ticket in self.tickets.values():
            if ticket.state in OPEN_STATES:
                ticket.state, ticket.counter_id = EXPIRED, None
        for part in (self.lines, self.own_lines, self.missed, self.held, self.counters, self.kiosk_help):
            part.clear()
        self.taken_back, self.notices, self.next_day = None, (), fact.next_day

    def _handed_over(self, fact: f.DayHandedOver) -> None:
        _check(fact, self.box is None, "the day is handed over already")
        self.box = fact.box

    def _brought_back(self, fact: f.DayTakenBack) -> None:
        _check(fact, self.box is not None, "the day is the hall's")
        self.box, self.opened_ms = None, fact.at_ms

    def _issued(self, fact: f.TicketIssued) -> None:
        _check(fact, fact.ticket_id not in self.tickets, "this number was issued before")
        claim = claim_of(seq=self.seq, ticket_id=fact.ticket_id)
        by = fact.press.by if fact.press else ""
        counted = tuple(dict.fromkeys((fact.service_id, *fact.stops))) if fact.stops else (fact.service_id,)
        ticket = Ticket(
            fact.ticket_id, fact.service_id, fact.stops, fact.priority, fact.at_ms, claim, claim,
            note=fact.note, moved_from=fact.moved_from, origin=fact.origin or by,
            is_public=by == PUBLIC, counted=counted, told=fact.told,
        )  # fmt: skip
        self.tickets[fact.ticket_id] = ticket
        self._now(ticket, WAITING, fact)
        ticket.passes = fact.priority is not None
        self.line(fact.service_id).join(claim, ticket.passes)
        self.last_ordinal[fact.prefix] = max(fact.ordinal, self.last_ordinal.get(fact.prefix, 0))
        self.issued[fact.service_id] = self.issued.get(fact.service_id, 0) + 1
        self._count(ticket, 1)

    def _cancelled(self, fact: f.TicketCancelled) -> None:
        ticket = self._ticket(fact)
        _check(fact, ticket.state in (WAITING, MISSED, HELD), ticket.state)
        self._take_out(ticket)
        self._now(ticket, CANCELLED, fact)
        self._return_to_quota(ticket)

    def _taken_back(self, fact: f.TicketsTakenBack) -> None:
        tickets = [self.tickets.get(ticket_id) for ticket_id in fact.ticket_ids]
        _check(fact, all(t is not None and t.state == WAITING for t in tickets), "one of them does not wait")
        before = tuple(old for ticket_id in fact.ticket_ids if (old := self._before(ticket_id)))
        for ticket in tickets:
            assert ticket is not None
            self._take_out(ticket)
            self._now(ticket, CANCELLED, fact)
            self._return_to_quota(ticket)
            ticket.is_taken_back = True
        by = fact.press.by if fact.press else ""
        self.taken_back = TakenBack(_key(fact), self.seq, fact.at_ms, by, before)

    def _counter_opened(self, fact: f.CounterOpened) -> None:
        before = self.counters.get(fact.counter_id)
        opened = OpenCounter(fact.counter_id, fact.session_id, fact.staff, fact.at_ms)
        if before:
            opened.lost_by = (before.lost_by | {before.session_id}) - {fact.session_id}
            opened.ticket_id, opened.pause = before.ticket_id, before.pause
            opened.help, opened.message = before.help, before.message
        self.counters[fact.counter_id] = opened

    def _counter_closed(self, fact: f.CounterClosed) -> None:
        _check(fact, self._counter(fact).ticket_id is None, "the counter holds a ticket")
        del self.counters[fact.counter_id]
        # Tickets that waited for this counter only wait for their service again, in the same place.
        for claim in self.own_lines.pop(fact.counter_id, Line()):
            ticket = self.tickets[claim[1]]
            ticket.for_counter = None
            self.line_of(ticket).join(claim, ticket.passes)

    def _called(self, fact: f.TicketCalled) -> None:
        ticket, counter = self._ticket(fact), self._free(fact)
        _check(fact, ticket.state in (WAITING, MISSED, HELD), ticket.state)
        self._take_out(ticket)
        self._now(ticket, CALLED, fact)
        self._use_quota(ticket)
        ticket.counter_id, ticket.called_ms, ticket.started_ms = fact.counter_id, fact.at_ms, None
        ticket.calls, ticket.basis = ticket.calls + 1, fact.basis
        if ticket.first_called_ms is None:
            ticket.first_called_ms = fact.at_ms
        self.turns.called(self._duty(fact.counter_id), fact.basis)
        counter.ticket_id = fact.ticket_id
        self._show(
            Call(
                fact.ticket_id, fact.counter_id, ticket.service_id, fact.at_ms, 0, self.seq, _request_id(fact)
            )
        )

    def _recalled(self, fact: f.TicketRecalled) -> None:
        ticket, call = self._in_hand(fact)[0], self.calls.get(fact.ticket_id)
        _check(fact, call is not None, "it was not called")
        assert call is not None
        ticket.calls += 1
        ticket.touched = _key(fact)
        self._show(
            call._replace(
                at_ms=fact.at_ms, recalls=call.recalls + 1, seq=self.seq, request_id=_request_id(fact)
            )
        )

    def _started(self, fact: f.ServingStarted) -> None:
        ticket, _ = self._in_hand(fact)
        self._now(ticket, SERVING, fact)
        ticket.started_ms = fact.at_ms

    def _finished(self, fact: f.TicketFinished) -> None:
        ticket, counter = self._in_hand(fact)
        self._now(ticket, FINISHED, fact)
        ticket.outcome, ticket.services, ticket.note = fact.outcome, fact.services, fact.note
        counter.ticket_id = None

    def _forwarded(self, fact: f.TicketForwarded) -> None:
        ticket = self._ticket(fact)
        _check(fact, ticket.state == FINISHED and bool(ticket.stops), "it has no stop left")
        ticket.service_id, ticket.stops = fact.service_id, ticket.stops[1:]
        ticket.outcome = ticket.services = ticket.for_counter = ticket.told = None
        ticket.arrival = claim_of(seq=self.seq, ticket_id=ticket.ticket_id)
        ticket.passes = ticket.priority is not None
        self._wait(ticket, fact, claim=ticket.arrival)

    def _no_show(self, fact: f.NoShowRecorded) -> None:
        ticket, counter = self._in_hand(fact)
        self._now(ticket, MISSED, fact)
        ticket.no_shows += 1
        counter.ticket_id = None
        self.missed[fact.ticket_id] = ticket

    def _dropped(self, fact: f.TicketDropped) -> None:
        _check(fact, fact.ticket_id in self.missed, "it is not missed")
        ticket = self.missed.pop(fact.ticket_id)
        self._now(ticket, EXPIRED, fact)
        ticket.is_dropped = True

    def _hold(self, fact: f.TicketHeld) -> None:
        ticket, counter = self._in_hand(fact)
        self._now(ticket, HELD, fact)
        ticket.note = fact.note or ticket.note
        counter.ticket_id = None
        self.held[fact.ticket_id] = ticket

    def _resumed(self, fact: f.TicketResumed) -> None:
        _check(fact, fact.ticket_id in self.held, "it is not held")
        ticket, counter = self.held[fact.ticket_id], self._free(fact)
        self._take_out(ticket)
        self._now(ticket, SERVING, fact)
        ticket.counter_id, counter.ticket_id = fact.counter_id, fact.ticket_id
        ticket.started_ms = fact.at_ms

    def _returned(self, fact: f.TicketReturned) -> None:
        ticket = self._ticket(fact)
        if ticket.state in (CALLED, SERVING):
            self._in_hand(fact)[1].ticket_id = None
        else:
            _check(fact, ticket.state in (HELD, MISSED), ticket.state)
        self._take_out(ticket)
        callers = [fact.counter_id] if fact.counter_id else self.callers(ticket.service_id)
        lines = {id(line): line for c in callers for line in self.lines_of(c)}.values()
        upcoming = self.turns.upcoming({self._duty(c) for c in callers}, lines)
        ticket.passes = ticket.passes and keeps_priority(fact.place)
        self._wait(ticket, fact, claim=claim_at(
            fact.place, seq=self.seq, ticket_id=fact.ticket_id, arrival=ticket.arrival,
            upcoming=upcoming,
        ), calls=ticket.calls)  # fmt: skip

    def _released(self, fact: f.TicketReleased) -> None:
        ticket, counter = self._in_hand(fact)
        counter.ticket_id = None
        self._wait(ticket, fact, claim=ticket.arrival, calls=ticket.calls)

    def _transferred(self, fact: f.TicketTransferred) -> None:
        ticket, counter = self._in_hand(fact)
        counter.ticket_id = None
        ticket.service_id, ticket.for_counter = fact.service_id, fact.to_counter
        if ticket.stops[:1] == (fact.service_id,):
            ticket.stops = ticket.stops[1:]
        ticket.note, ticket.no_shows, ticket.told = fact.note or ticket.note, 0, None
        ticket.passes = ticket.passes and keeps_priority(fact.place)
        self._wait(ticket, fact, claim=claim_at(
            fact.place, seq=self.seq, ticket_id=fact.ticket_id, arrival=ticket.arrival, upcoming=()
        ))  # fmt: skip

    def _moved(self, fact: f.TicketMoved) -> None:
        ticket, counter = self._in_hand(fact)
        self._now(ticket, MOVED, fact)
        ticket.moved_to = f"{fact.to_venue}/{fact.to_ticket}"
        counter.ticket_id = counter.last = None

    def _walk_in(self, fact: f.WalkInStarted) -> None:
        ticket, counter = self._ticket(fact), self._free(fact)
        _check(fact, ticket.state == WAITING, ticket.state)
        self._take_out(ticket)
        self._now(ticket, SERVING, fact)
        self._use_quota(ticket)
        ticket.counter_id, ticket.called_ms, ticket.started_ms = fact.counter_id, fact.at_ms, fact.at_ms
        ticket.is_walk_in, counter.ticket_id = True, fact.ticket_id

    def _result(self, fact: f.ResultNoted) -> None:
        ticket, _ = self._in_hand(fact)
        ticket.outcome, ticket.services, ticket.note = fact.outcome, fact.services, fact.note

    def _priority(self, fact: f.PriorityMarked) -> None:
        self._mark(self._ticket(fact), fact.priority)

    def _reprinted(self, fact: f.TicketReprinted) -> None:
        self._ticket(fact)

    def _paused(self, fact: f.CounterPaused) -> None:
        counter = self._counter(fact)
        since_ms = counter.pause.since_ms if counter.pause else fact.at_ms
        counter.pause = Pause(fact.reason, since_ms, fact.until_ms)

    def _pause_ended(self, fact: f.PauseEnded) -> None:
        self._counter(fact).pause = None

    def _help_asked(self, fact: f.HelpAsked) -> None:
        help = Help(fact.help, fact.at_ms, False, fact.device_name or "")
        if fact.device_id is not None:
            self.kiosk_help[fact.device_id] = help
        else:
            self._counter(fact).help = help

    def _help_answered(self, fact: f.HelpAnswered) -> None:
        if fact.device_id is not None:
            if help := self.kiosk_help.get(fact.device_id):
                self.kiosk_help[fact.device_id] = help._replace(is_coming=True)
            return
        counter = self._counter(fact)
        counter.help = counter.help and counter.help._replace(is_coming=True)

    def _help_ended(self, fact: f.HelpEnded) -> None:
        if fact.device_id is not None:
            self.kiosk_help.pop(fact.device_id, None)
        else:
            self._counter(fact).help = None

    def _message_sent(self, fact: f.MessageSent) -> None:
        by = fact.press.by if fact.press else ""
        self._counter(fact).message = Message(self.seq, fact.text, fact.at_ms, by, None)

    def _message_read(self, fact: f.MessageRead) -> None:
        counter = self._counter(fact)
        counter.message = counter.message and counter.message._replace(read_ms=fact.at_ms)

    def _notice_posted(self, fact: f.NoticePosted) -> None:
        by = fact.press.by if fact.press else ""
        posted = Notice(
            self.seq, fact.text, fact.text_en, fact.service_id, fact.zone, fact.at_ms, fact.until_ms, by
        )
        self.notices = (*(notice for notice in self.notices if notice.until_ms > fact.at_ms), posted)

    def _notice_ended(self, fact: f.NoticeEnded) -> None:
        self.notices = tuple(notice for notice in self.notices if notice.id != fact.notice)

    def _rated(self, fact: f.TicketRated) -> None:
        ticket = self._ticket(fact)
        _check(fact, ticket.state == FINISHED, ticket.state)
        ticket.rating = Rating(fact.rating, fact.channel, fact.at_ms)

    def _feedback(self, fact: f.SurveyAnswered | f.RemarkLeft) -> None:
        """Change nothing: feedback belongs to no ticket. The records store it."""

    def _in_hand(self, fact: Any) -> tuple[Ticket, OpenCounter]:
        """Return the ticket of a fact and the counter that holds it. Raises CannotApplyError."""
        ticket, counter = self._ticket(fact), self._counter(fact)
        _check(fact, counter.ticket_id == fact.ticket_id, "the counter does not hold it")
        return ticket, counter

    def _ticket(self, fact: Any) -> Ticket:
        """Return the ticket of a fact. Raises CannotApplyError."""
        ticket = self.tickets.get(fact.ticket_id)
        if ticket is None:
            raise CannotApplyError(f"{type(fact).__name__}: no ticket {fact.ticket_id}")
        return ticket

    def _counter(self, fact: Any) -> OpenCounter:
        """Return the open counter of a fact. Raises CannotApplyError."""
        counter = self.counters.get(fact.counter_id)
        if counter is None:
            raise CannotApplyError(f"{type(fact).__name__}: counter {fact.counter_id} is not open")
        return counter

    def _free(self, fact: Any) -> OpenCounter:
        """Return the open counter of a fact, which holds no ticket. Raises CannotApplyError."""
        counter = self._counter(fact)
        _check(fact, counter.ticket_id is None, "the counter holds a ticket")
        return counter

    def _now(self, ticket: Ticket, state: str, fact: f.Fact) -> None:
        """Put a ticket into a state, reached by this fact."""
        ticket.state, ticket.since_ms, ticket.since_seq = state, fact.at_ms, self.seq
        ticket.touched = _key(fact)

    def _wait(self, ticket: Ticket, fact: f.Fact, *, claim: Claim, calls: int = 0) -> None:
        """Let a ticket that is in no list wait in its line, with this claim."""
        self._now(ticket, WAITING, fact)
        ticket.claim, ticket.calls, ticket.counter_id = claim, calls, None
        ticket.called_ms = ticket.started_ms = None
        self._take_in(ticket)

    def _mark(self, ticket: Ticket, priority: str | None) -> None:
        """Set or remove a ticket's priority; if it changes, move the ticket to the matching part of its line."""
        if ticket.priority == priority:
            return
        if ticket.state == WAITING:
            self.line_of(ticket).leave(ticket.claim, ticket.passes)
            self.line_of(ticket).join(ticket.claim, priority is not None)
        ticket.priority, ticket.passes = priority, priority is not None

    def _count(self, ticket: Ticket, step: int) -> None:
        """Add ``step`` (1 or -1) to the used quota of the services that have not called the ticket yet."""
        for service_id in ticket.counted:
            self.quota_used[service_id] = self.quota_used.get(service_id, 0) + step

    def _return_to_quota(self, ticket: Ticket) -> None:
        """Return the quota of a cancelled ticket for the services that have not called it."""
        self._count(ticket, -1)
        ticket.counted = ()

    def _use_quota(self, ticket: Ticket) -> None:
        """Use up the quota of a called ticket's service, even if the ticket is cancelled later."""
        ticket.counted = tuple(s for s in ticket.counted if s != ticket.service_id)

    def _take_out(self, ticket: Ticket) -> None:
        """Remove a ticket from the list it is in, if any."""
        if ticket.state == WAITING:
            self.line_of(ticket).leave(ticket.claim, ticket.passes)
        self.missed.pop(ticket.ticket_id, None)
        self.held.pop(ticket.ticket_id, None)

    def _take_in(self, ticket: Ticket) -> None:
        """Add a ticket to the list for its state."""
        if ticket.for_counter not in self.counters:
            ticket.for_counter = None
        if ticket.state == WAITING:
            self.line_of(ticket).join(ticket.claim, ticket.passes)
        elif ticket.state == MISSED:
            self.missed = _by_age(self.missed | {ticket.ticket_id: ticket})
        elif ticket.state == HELD:
            self.held = _by_age(self.held | {ticket.ticket_id: ticket})

    def _show(self, call: Call) -> None:
        """Add a call as the newest one (a dict preserves insertion order)."""
        self.calls.pop(call.ticket_id, None)
        self.calls[call.ticket_id] = call


def _check(fact: f.Fact, fits: bool, why: str) -> None:
    """Raise CannotApplyError if the fact does not fit this hall."""
    if not fits:
        raise CannotApplyError(f"{type(fact).__name__} {getattr(fact, 'ticket_id', '')}: {why}")


def _by_age(tickets: dict[str, Ticket]) -> dict[str, Ticket]:
    return dict(sorted(tickets.items(), key=lambda item: item[1].since_seq))


def _request_id(fact: f.Fact) -> str:
    return fact.press.request_id if fact.press else ""


def _key(fact: f.Fact) -> str:
    return fact.press.key if fact.press else ""


_TICKET_FIELDS = tuple(each.name for each in fields(Ticket))
_values = attrgetter(*_TICKET_FIELDS)

UNDOABLE: dict[type[f.Fact], str] = {
    f.TicketCalled: "called", f.TicketRecalled: "recalled", f.ServingStarted: "started",
    f.TicketFinished: "finished", f.NoShowRecorded: "no-show", f.TicketHeld: "held",
    f.TicketResumed: "resumed", f.TicketReturned: "returned", f.TicketTransferred: "transferred",
    f.WalkInStarted: "walk-in", f.CounterPaused: "paused", f.PauseEnded: "reopened",
}  # fmt: skip
"""Facts of presses at a counter that can be undone, and the word for each action."""

_APPLY: dict[type[f.Fact], Callable[[Hall, Any], None]] = {
    f.DayOpened: Hall._day_opened,
    f.EpochBegan: Hall._epoch_began,
    f.HouseAdopted: Hall._house_adopted,
    f.DayClosed: Hall._day_closed,
    f.DayHandedOver: Hall._handed_over,
    f.DayTakenBack: Hall._brought_back,
    f.TicketIssued: Hall._issued,
    f.TicketCancelled: Hall._cancelled,
    f.TicketsTakenBack: Hall._taken_back,
    f.CounterOpened: Hall._counter_opened,
    f.CounterClosed: Hall._counter_closed,
    f.TicketCalled: Hall._called,
    f.TicketRecalled: Hall._recalled,
    f.ServingStarted: Hall._started,
    f.TicketFinished: Hall._finished,
    f.TicketForwarded: Hall._forwarded,
    f.NoShowRecorded: Hall._no_show,
    f.TicketDropped: Hall._dropped,
    f.TicketHeld: Hall._hold,
    f.TicketResumed: Hall._resumed,
    f.TicketReturned: Hall._returned,
    f.TicketReleased: Hall._released,
    f.TicketTransferred: Hall._transferred,
    f.TicketMoved: Hall._moved,
    f.WalkInStarted: Hall._walk_in,
    f.ResultNoted: Hall._result,
    f.PriorityMarked: Hall._priority,
    f.TicketReprinted: Hall._reprinted,
    f.PressUndone: Hall._undone,
    f.CounterPaused: Hall._paused,
    f.PauseEnded: Hall._pause_ended,
    f.HelpAsked: Hall._help_asked,
    f.HelpAnswered: Hall._help_answered,
    f.HelpEnded: Hall._help_ended,
    f.MessageSent: Hall._message_sent,
    f.MessageRead: Hall._message_read,
    f.NoticePosted: Hall._notice_posted,
    f.NoticeEnded: Hall._notice_ended,
    f.TicketRated: Hall._rated,
    f.SurveyAnswered: Hall._feedback,
    f.RemarkLeft: Hall._feedback,
}
