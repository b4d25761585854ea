"""
The hall: what a venue's service day looks like now, as the fold of its facts.

Only ``Hall.apply`` changes a hall. It never decides (the rules do). A fact that does not fit, because an earlier
one was damaged, is refused by a named check before the first change; any other error is a defect of ours and is raised.
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
    CannotTakeError,
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
"""Facts that a draft can take back; a press with any other fact is the last of its append."""

MISSING_MAX = 1_000_000
"""More entries than a day has: Redis itself numbers rubbish by its clock, and its removal leaves such a gap."""
PUBLIC = "public"
"""The actor of every press without a paired device or a session of staff."""

PRIORITY_POLICY, STOPS_FULL_POLICY = 3, 2
"""
The version of the order of calling in which priority passes, and the one before, whose count of calls stops when it is
full; a day of before both calls by claim alone.
"""
WITHDRAWN_KEPT = 4
"""How many withdrawn calls are kept, for boards to say so."""


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
    """When the hall was last up to date with its log, ms UTC; None: it is not live."""
    tickets: dict[str, Ticket] = field(default_factory=dict)
    turns: Turns = field(default_factory=Turns)
    lines: dict[str, Line] = field(default_factory=dict)
    own_lines: dict[str, Line] = field(default_factory=dict)
    """Tickets that wait for one counter alone, by counter."""
    missed: dict[str, Ticket] = field(default_factory=dict)
    held: dict[str, Ticket] = field(default_factory=dict)
    counters: dict[str, OpenCounter] = field(default_factory=dict)
    kiosk_help: dict[str, Help] = field(default_factory=dict)
    """Help that visitors at kiosks asked for, by device."""
    notices: tuple[Notice, ...] = ()
    """Those that nobody ended, the latest last; each is over at its time (``views.notices``)."""
    calls: dict[str, Call] = field(default_factory=dict)
    withdrawn: tuple[tuple[Call, int], ...] = ()
    """The latest calls taken back, and when (ms UTC)."""
    last_ordinal: dict[str, int] = field(default_factory=dict)
    issued: dict[str, int] = field(default_factory=dict)
    quota_used: dict[str, int] = field(default_factory=dict)
    """How many numbers count against the quota of each service."""
    taken_back: TakenBack | None = None
    """The last taking back of the day, unless it was undone."""
    presses: dict[str, RecordedPress] = field(default_factory=dict)
    damage: Damage = field(default_factory=Damage)
    left_out: int = 0
    """Numbers that every agency leaves out for missing entries; left_out_of: those it has left out, by prefix."""
    left_out_of: dict[str, int] = field(default_factory=dict)
    restored: Restored | None = None
    """When a backup was last restored into this day; what it left out is no damage."""
    box: str | None = None
    """The outreach box that the day was handed over to; None: it is the hall's."""
    here: str | None = field(default=None, compare=False)
    """Who keeps this hall: an outreach box, "" the hall at home; None: a reader, who adds nothing."""

    @property
    def is_open(self) -> bool:
        """Return whether the day takes facts here: opened, not closed, a house adopted, and not handed over."""
        return bool(self.epoch) and self.next_day is None and self.house is not None and not self.is_away

    @property
    def is_away(self) -> bool:
        """Return whether the day was handed over to somebody else than who keeps this hall."""
        return self.box is not None and self.here is not None and self.box != self.here

    @property
    def is_shut(self) -> bool:
        """Return whether nobody is served here any more today: handed over, or closed by its box before the calendar did."""
        return self.is_away or (self.here is not None and self.next_day is not None)

    def without_tickets(self) -> Hall:
        """Return the same day as if nobody had come: what the screens at home show of one that is handed over."""
        return Hall(
            seq=self.seq, venue_id=self.venue_id, service_day=self.service_day, opened_ms=self.opened_ms,
            next_day=self.next_day, epoch=self.epoch, run_id=self.run_id, house=self.house, house_seq=self.house_seq,
            heard_ms=self.heard_ms, box=self.box, here=self.here,
        )  # fmt: skip

    def apply(self, seq: int, fact: f.Fact) -> None:
        """
        Take one fact.

        Raises:
            CannotTakeError: it does not fit; nothing changed but the sequence.
        """
        self.seq = seq
        kind = type(fact)
        if kind not in _APPLY:
            raise CannotTakeError(f"{kind.__name__} is no fact of a hall")
        did = UNDOABLE.get(kind)
        if did is None:
            _APPLY[kind](self, fact)
        else:
            self._apply_at_counter(fact, did)
        self.last_ms = max(self.last_ms, fact.at_ms)
        press = fact.press
        if press is not None and press.key not in self.presses:
            self.presses[press.key] = RecordedPress(press.wish, getattr(fact, "ticket_id", None))

    def skip(self, seq: int, missing: int = 0) -> None:
        """
        Pass over a foreign entry, which takes its sequence and nothing else, or over ``missing`` ones.

        Each missing entry may have told somebody a number, of whichever agency: so many are left out.
        """
        self.seq = seq
        self.damage = Damage(self.damage.foreign + (not missing), self.damage.missing + missing, self.last_ms)
        if self.house is not None and 0 < missing <= MISSING_MAX:
            self.left_out += missing
            self._leave_numbers_out()

    @contextmanager
    def draft(self) -> Iterator[Callable[[Sequence[f.Fact]], bool]]:
        """
        Return a function that takes facts of presses until the block ends; then the hall is as it was before.

        So several presses can be decided one after the other and appended together. The function gives False,
        and takes nothing, if these facts cannot be taken back.
        """
        undo: list[Callable[[], None]] = []

        def take(facts: Sequence[f.Fact]) -> bool:
            if not DRAFTABLE.issuperset(map(type, facts)):
                return False
            for fact in facts:
                undo.append(self._way_back(fact))
                self.apply(self.seq + 1, fact)
            return True

        try:
            yield take
        finally:
            for step in reversed(undo):
                step()

    def _leave_numbers_out(self) -> None:
        """Let every agency leave out as many numbers as entries are missing, also one that joins the venue afterwards."""
        for agency in self.house.agencies.values() if self.house is not None and self.left_out else ():
            owed = self.left_out - self.left_out_of.get(agency.prefix, 0)
            last = self.last_ordinal.get(agency.prefix, agency.first_number - 1)
            self.last_ordinal[agency.prefix] = last + owed
            self.left_out_of[agency.prefix] = self.left_out

    def line(self, service_id: str) -> Line:
        """Return the line of a service, empty if nobody ever joined it."""
        return self.lines.setdefault(service_id, Line())

    def lines_of(self, counter_id: str) -> Iterator[Line]:
        """Return the lines that a counter serves today, its own one too."""
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
        """Return the line a ticket waits in, or would."""
        if ticket.for_counter is not None:
            return self.own_lines.setdefault(ticket.for_counter, Line())
        return self.line(ticket.service_id)

    def waiting_at(self, counter_id: str) -> int:
        """Count the tickets waiting for a counter."""
        return sum(len(line) for line in self.lines_of(counter_id))

    def callers(self, service_id: str) -> list[str]:
        """Return the counters that call for a service now, else those open, else all that may serve it."""
        if self.house is None:
            return []
        may = [c.id for c in self.house.counters_serving(self.venue_id, service_id, self.service_day)]
        is_open = [c for c in may if c in self.counters]
        return [c for c in is_open if self.counters[c].pause is None] or is_open or may

    def upcoming(self, counter_id: str) -> Iterator[Next]:
        """Return whom a counter would call, one after the other, if nobody else came and no other counter called."""
        return self.turns.upcoming([self._duty(counter_id)], list(self.lines_of(counter_id)))

    def ahead(self, ticket: Ticket) -> int:
        """
        Count the waiting tickets that would be called before this one by the counters calling for its service.

        Exact where these have their services in common; else as if the one that lets priority pass next called all.
        """
        if ticket.for_counter is not None:
            duties, lines = {self._duty(ticket.for_counter)}, list(self.lines_of(ticket.for_counter))
        else:
            duties, lines = self._beside(ticket.service_id)
        return self.turns.place(ticket.claim, duties, lines)

    def ahead_of_newcomer(self, service_id: str, *, priority: bool = False) -> int:
        """Count those who would be called before somebody who came now for this service."""
        duties, lines = self._beside(service_id)
        return self.turns.place_of_newcomer(duties, lines) if priority else sum(map(len, lines))

    def _beside(self, service_id: str) -> tuple[set[Duty], list[Line]]:
        """Return the duties of the counters calling for a service, and all their lines."""
        callers = self.callers(service_id)
        served = self.house.served_on(self.venue_id, self.service_day) if self.house else {}
        duties = {served.get(c, ()) for c in callers}
        lines = [line for s in {service_id}.union(*duties) if (line := self.lines.get(s))]
        return duties, lines + [own for c in callers if (own := self.own_lines.get(c))]

    def _duty(self, counter_id: str) -> Duty:
        """Return what a counter serves today, as its turns are counted."""
        return self.services_of(counter_id)

    def _way_back(self, fact: f.Fact) -> Callable[[], None]:
        """Return a function that takes this fact of a press back; call this right before taking the fact."""
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

        def back() -> None:
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

        return back

    def _before(self, ticket_id: str | None) -> TicketBefore | None:
        """Return what a press may change of a ticket; None: it is about no ticket."""
        if ticket_id is None:
            return None
        ticket = self.tickets.get(ticket_id)
        return TicketBefore(ticket_id, _values(ticket) if ticket else None, self.calls.get(ticket_id))

    def _put_back(self, before: TicketBefore) -> None:
        """Put a ticket, its call and its place among the others back as they were."""
        ticket = self.tickets[before.ticket_id]
        self._take_out(ticket)
        self._put_call_back(before.ticket_id, before.call)
        if before.values is None:
            del self.tickets[before.ticket_id]
            return
        for name, value in zip(_OF_TICKET, before.values, strict=True):
            setattr(ticket, name, value)
        self._take_in(ticket)

    def _put_call_back(self, ticket_id: str, was: Call | None) -> None:
        """Let a ticket's call be what it was, at its old place among the calls."""
        if was is None:
            self.calls.pop(ticket_id, None)
        elif self.calls.get(ticket_id) != was:
            self.calls[ticket_id] = was
            self.calls = dict(sorted(self.calls.items(), key=lambda item: item[1].seq))

    # Undo: what a press at a counter changes is kept until the next press, and put back.

    def _apply_at_counter(self, fact: Any, did: str) -> None:
        """Take a fact of a press at a counter and keep what was before; one without a counter is reception's."""
        if fact.counter_id is None:
            _APPLY[type(fact)](self, fact)
            return
        counter, ticket_id = self._counter(fact), getattr(fact, "ticket_id", None)
        before = self._before(ticket_id)
        held, pause = counter.ticket_id, counter.pause
        _APPLY[type(fact)](self, fact)
        called = (self._duty(fact.counter_id), fact.basis) if did == "called" else None
        key, last = fact.press.key if fact.press else "", counter.last
        if last is None or last.key != key or not key:
            moved = (before,) if before else ()
            counter.last = LastPress(
                key, self.seq, fact.at_ms, held, pause, moved, ((did, ticket_id),), called
            )
            return
        tickets = last.tickets
        if before is not None and all(one.ticket_id != ticket_id for one in tickets):
            tickets = (*tickets, before)
        counter.last = last._replace(
            tickets=tickets, did=(*last.did, (did, ticket_id)), called=called or last.called
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
            self._mark(ticket, priority)  # it may have been marked meanwhile
            if ("walk-in", ticket.ticket_id) in last.did:
                # Its number was issued in this press and cannot be unissued, so it ends.
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
            self._mark(ticket, priority)  # it may have been marked meanwhile
            self._count(ticket, 1)
        self.taken_back = None

    # What each kind of fact does: checks first (the fact may not fit), changes after.

    def _day_opened(self, fact: f.DayOpened) -> None:
        self.venue_id, self.service_day, self.opened_ms = fact.venue_id, fact.service_day, fact.at_ms
        self.previous_day = fact.previous_day

    def _epoch_began(self, fact: f.EpochBegan) -> None:
        self.epoch, self.run_id = fact.epoch, fact.run_id
        if fact.reason == f.RESTORED and fact.left_out is not None:
            self.restored = Restored(fact.at_ms, fact.left_out)
            self.damage = self.damage._replace(missing=max(0, self.damage.missing - fact.left_out))
        if self.box is not None and not self.tickets:
            self.opened_ms = fact.at_ms  # it was opened ahead of its time, to be handed over

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
        for held in (self.lines, self.own_lines, self.missed, self.held, self.counters, self.kiosk_help):
            held.clear()
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
        before = tuple(one for ticket_id in fact.ticket_ids if (one := self._before(ticket_id)))
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
        # Who waited for this counter alone waits for its service again, in the same place.
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
        self.notices = (*(one for one in self.notices if one.until_ms > fact.at_ms), posted)

    def _notice_ended(self, fact: f.NoticeEnded) -> None:
        self.notices = tuple(one for one in self.notices if one.id != fact.notice)

    def _rated(self, fact: f.TicketRated) -> None:
        ticket = self._ticket(fact)
        _check(fact, ticket.state == FINISHED, ticket.state)
        ticket.rating = Rating(fact.rating, fact.channel, fact.at_ms)

    def _said(self, fact: f.SurveyAnswered | f.RemarkLeft) -> None:
        """It belongs to no ticket, so it changes nothing here; records keep it."""

    def _in_hand(self, fact: Any) -> tuple[Ticket, OpenCounter]:
        """Return the ticket, and the counter that holds it. Raises CannotTakeError."""
        ticket, counter = self._ticket(fact), self._counter(fact)
        _check(fact, counter.ticket_id == fact.ticket_id, "the counter does not hold it")
        return ticket, counter

    def _ticket(self, fact: Any) -> Ticket:
        """Return the ticket of a fact. Raises CannotTakeError."""
        ticket = self.tickets.get(fact.ticket_id)
        if ticket is None:
            raise CannotTakeError(f"{type(fact).__name__}: there is no ticket {fact.ticket_id}")
        return ticket

    def _counter(self, fact: Any) -> OpenCounter:
        """Return the open counter of a fact. Raises CannotTakeError."""
        counter = self.counters.get(fact.counter_id)
        if counter is None:
            raise CannotTakeError(f"{type(fact).__name__}: counter {fact.counter_id} is not open")
        return counter

    def _free(self, fact: Any) -> OpenCounter:
        """Return the open counter of a fact, which holds no ticket. Raises CannotTakeError."""
        counter = self._counter(fact)
        _check(fact, counter.ticket_id is None, "the counter holds a ticket")
        return counter

    def _now(self, ticket: Ticket, state: str, fact: f.Fact) -> None:
        """Note that a ticket comes into a state by this fact."""
        ticket.state, ticket.since_ms, ticket.since_seq = state, fact.at_ms, self.seq
        ticket.touched = _key(fact)

    def _wait(self, ticket: Ticket, fact: f.Fact, *, claim: Claim, calls: int = 0) -> None:
        """Let a ticket that is nowhere wait, at this place of its line."""
        self._now(ticket, WAITING, fact)
        ticket.claim, ticket.calls, ticket.counter_id = claim, calls, None
        ticket.called_ms = ticket.started_ms = None
        self._take_in(ticket)

    def _mark(self, ticket: Ticket, priority: str | None) -> None:
        """Let a ticket have this priority or none; if that is new, it stands among those with it, or without."""
        if ticket.priority == priority:
            return
        if ticket.state == WAITING:
            self.line_of(ticket).leave(ticket.claim, ticket.passes)
            self.line_of(ticket).join(ticket.claim, priority is not None)
        ticket.priority, ticket.passes = priority, priority is not None

    def _count(self, ticket: Ticket, step: int) -> None:
        """Let a ticket count, or no more, against the quotas of the services that did not call it yet."""
        for service_id in ticket.counted:
            self.quota_used[service_id] = self.quota_used.get(service_id, 0) + step

    def _return_to_quota(self, ticket: Ticket) -> None:
        """A cancelled ticket gives back what it did not use of its services' quotas."""
        self._count(ticket, -1)
        ticket.counted = ()

    def _use_quota(self, ticket: Ticket) -> None:
        """A called ticket has used its service's quota, also if it is cancelled later."""
        ticket.counted = tuple(s for s in ticket.counted if s != ticket.service_id)

    def _take_out(self, ticket: Ticket) -> None:
        """Take a ticket out of the list it is in, if any."""
        if ticket.state == WAITING:
            self.line_of(ticket).leave(ticket.claim, ticket.passes)
        self.missed.pop(ticket.ticket_id, None)
        self.held.pop(ticket.ticket_id, None)

    def _take_in(self, ticket: Ticket) -> None:
        """Put a ticket into the list of its state."""
        if ticket.for_counter not in self.counters:
            ticket.for_counter = None
        if ticket.state == WAITING:
            self.line_of(ticket).join(ticket.claim, ticket.passes)
        elif ticket.state == MISSED:
            self.missed = _by_age(self.missed | {ticket.ticket_id: ticket})
        elif ticket.state == HELD:
            self.held = _by_age(self.held | {ticket.ticket_id: ticket})

    def _show(self, call: Call) -> None:
        """Put a call at the newest end of the calls (a dict keeps the order of insertion)."""
        self.calls.pop(call.ticket_id, None)
        self.calls[call.ticket_id] = call


def _check(fact: f.Fact, fits: bool, why: str) -> None:
    """Raise CannotTakeError: the fact does not fit this hall."""
    if not fits:
        raise CannotTakeError(f"{type(fact).__name__} {getattr(fact, 'ticket_id', '')}: {why}")


def _by_age(tickets: dict[str, Ticket]) -> dict[str, Ticket]:
    return dict(sorted(tickets.items(), key=lambda item: item[1].since_seq))


def _request_id(fact: f.Fact) -> str:
    return fact.press.request_id if fact.press else ""


def _key(fact: f.Fact) -> str:
    return fact.press.key if fact.press else ""


_OF_TICKET = tuple(one.name for one in fields(Ticket))
_values = attrgetter(*_OF_TICKET)

UNDOABLE: dict[type[f.Fact], str] = {
    f.TicketCalled: "called", f.TicketRecalled: "recalled", f.ServingStarted: "started",
    f.TicketFinished: "finished", f.NoShowRecorded: "no-show", f.TicketHeld: "held",
    f.TicketResumed: "resumed", f.TicketReturned: "returned", f.TicketTransferred: "transferred",
    f.WalkInStarted: "walk-in", f.CounterPaused: "paused", f.PauseEnded: "reopened",
}  # fmt: skip
"""The facts of presses at a counter that can be undone, and what each did, in a word."""

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
    f.SurveyAnswered: Hall._said,
    f.RemarkLeft: Hall._said,
}
