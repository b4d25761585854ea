"""
The rules of the counters: everything a clerk or a supervisor may press there.

As in ``rules``: pure, hall and wish in, facts out, or a refusal. ``session_id`` is the
session that presses; ``shown`` is the ticket id that its page showed (None for none). A
page that shows another ticket than the counter holds is told so and nothing is done.
Every rule may raise DayIsClosed, UnknownCounter, CounterNotOpen, CounterNotYours, StalePage.
"""

from __future__ import annotations

from collections.abc import Sequence

from waitingroom import refusals
from waitingroom.facts import (
    CounterClosed,
    CounterOpened,
    CounterPaused,
    Fact,
    HelpAnswered,
    HelpAsked,
    HelpEnded,
    MessageRead,
    MessageSent,
    NoShowRecorded,
    PauseEnded,
    PressUndone,
    ResultNoted,
    ServingStarted,
    TicketCalled,
    TicketDropped,
    TicketFinished,
    TicketForwarded,
    TicketHeld,
    TicketMoved,
    TicketRecalled,
    TicketReleased,
    TicketResumed,
    TicketReturned,
    TicketTransferred,
    WalkInStarted,
)
from waitingroom.hall import Hall
from waitingroom.house.model import House
from waitingroom.policy import ARRIVAL, FIRST, LAST, POLICY
from waitingroom.rules import (
    RETURN_PLACES,
    check_place,
    closed,
    known_ticket,
    next_number,
    open_house,
    opening_now,
)
from waitingroom.state import CALLED, HELD, MISSED, SERVING, WAITING, OpenCounter, Ticket

ANY_TICKET = "*"
"""For ``shown``: the caller does not say what it showed, so nothing is checked."""

UNDO_MS = 10_000
"""So long a counter's last press can be taken back (product.md C9)."""

TRANSFER_PLACES = (FIRST, ARRIVAL, LAST)
PAUSE_REASONS = ("break", "prayer", "errand", "files", "meeting", "equipment", "helping", "other")
HELP_KINDS = (
    "coordinator", "sign-language", "interpreter", "security", "wheelchair", "first-aid", "technician",
)  # fmt: skip
WAITS_TO_OPEN = ("not-yet", "later-today", "numbers-ended", "quota")
"""Why a service gives no numbers now and yet can be transferred to: it calls today, or its line is full."""

BY_ARRIVAL, BY_NUMBER, BY_MISSED, BY_HELD = POLICY.BASIS, "number", "missed", "held"
"""Why a ticket was called: it was next, or somebody named it, from the line or from a list."""


def open_counter(
    hall: Hall, *, counter_id: str, session_id: str, staff: str, now_ms: int, shown: str | None = ANY_TICKET
) -> list[Fact]:
    """
    Open a counter, take it over from another session with the ticket it holds, or end its pause.

    Nothing if it is ours and open.
    """
    house = open_house(hall)
    if counter_id not in house.counters[hall.venue_id]:
        raise refusals.UnknownCounter(counter=counter_id)
    counter = hall.counters.get(counter_id)
    facts: list[Fact] = []
    _check_shown(counter, shown)
    if counter is None or counter.session_id != session_id:
        facts.append(CounterOpened(at_ms=now_ms, counter_id=counter_id, session_id=session_id, staff=staff))
    if counter is not None and counter.pause is not None:
        facts.append(PauseEnded(at_ms=now_ms, counter_id=counter_id))
    return facts


def close_counter(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, shown: str | None = ANY_TICKET
) -> list[Fact]:
    """Close a counter; who waits for it alone waits for its service again. Raises CounterBusy."""
    _free(_own(hall, counter_id, session_id, shown))
    return [CounterClosed(at_ms=now_ms, counter_id=counter_id)]


def pause(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, reason: str, until_ms: int | None = None,
    shown: str | None = ANY_TICKET,
) -> list[Fact]:  # fmt: skip
    """
    Pause a counter, or change the reason and the return time of its pause.

    Raises:
        CounterBusy. Malformed: no such reason, or back before now.
    """
    _free(_own(hall, counter_id, session_id, shown))
    if reason not in PAUSE_REASONS:
        raise refusals.Malformed(why=f"reason: {', '.join(PAUSE_REASONS)}")
    if until_ms is not None and until_ms <= now_ms:
        raise refusals.Malformed(why="until: later than now")
    return [CounterPaused(at_ms=now_ms, counter_id=counter_id, reason=reason, until_ms=until_ms)]


def call_next(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, finish: bool = False,
    outcome: str | None = None, services: Sequence[str] | None = None, note: str | None = None,
    shown: str | None = ANY_TICKET,
) -> list[Fact]:  # fmt: skip
    """
    Call the ticket with the best claim to this counter; finish the one in hand first when told so.

    Returns nothing, or the finish alone, if nobody waits.
    Raises:
        CounterBusy: it holds a ticket and was not told to finish it. CounterOnPause.
    Source: order of claim, docs/adr/0003.
    """
    counter = _calling(_own(hall, counter_id, session_id, shown))
    facts: list[Fact] = []
    if counter.ticket_id is not None:
        if not finish:
            raise refusals.CounterBusy(ticket=counter.ticket_id)
        facts = _finished(hall, hall.tickets[counter.ticket_id], counter_id, now_ms, outcome, services, note)
    claim = POLICY.next_claim(hall.lines_of(counter_id))
    if claim is not None:
        facts.append(TicketCalled(at_ms=now_ms, ticket_id=claim[1], counter_id=counter_id, basis=BY_ARRIVAL))
    return facts


def call_number(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, number: str, reason: str | None = None,
    shown: str | None = ANY_TICKET,
) -> list[Fact]:  # fmt: skip
    """
    Call a certain number: one that waits, out of its turn and with a reason; or a missed or held one.

    Raises:
        CounterBusy, CounterOnPause, UnknownNumber, NotServedHere, NotWaiting. Malformed: no reason.
        TooSoon: it was missed just now.
    """
    _free(_calling(_own(hall, counter_id, session_id, shown)))
    ticket = known_ticket(hall, number)
    basis = {WAITING: BY_NUMBER, MISSED: BY_MISSED, HELD: BY_HELD}.get(ticket.state)
    if basis is None:
        raise refusals.NotWaiting(ticket=number)
    _served_here(hall, counter_id, ticket)
    reason = (reason or "").strip() or None
    if basis == BY_NUMBER and reason is None:
        raise refusals.Malformed(why="reason: why it is called before its turn")
    if basis == BY_MISSED and now_ms < (again_ms := callable_ms(hall, ticket)):
        raise refusals.TooSoon(ticket=number, again_ms=again_ms, seconds=-(-(again_ms - now_ms) // 1000))
    return [
        TicketCalled(at_ms=now_ms, ticket_id=number, counter_id=counter_id, basis=basis, reason=reason)
    ]  # fmt: skip


def recall(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, shown: str | None = ANY_TICKET
) -> list[Fact]:
    """
    Call the ticket in hand again; the first time at once if wished, then not before its cool-down.

    Raises:
        CounterEmpty. NotInThatState: it is being served. RecallLimit. TooSoon: after the last recall.
    """
    ticket = _in_hand(hall, counter_id, session_id, shown, CALLED)
    left, at_ms = recalls_left(hall, ticket)
    if not left:
        raise refusals.RecallLimit(ticket=ticket.ticket_id)
    if now_ms < at_ms:
        raise refusals.TooSoon(ticket=ticket.ticket_id, again_ms=at_ms, seconds=-(-(at_ms - now_ms) // 1000))
    return [TicketRecalled(at_ms=now_ms, ticket_id=ticket.ticket_id, counter_id=counter_id)]


def start(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, shown: str | None = ANY_TICKET
) -> list[Fact]:
    """Start serving the called ticket; nothing if it is being served. Raises CounterEmpty."""
    ticket = _in_hand(hall, counter_id, session_id, shown)
    if ticket.state == SERVING:
        return []
    return [ServingStarted(at_ms=now_ms, ticket_id=ticket.ticket_id, counter_id=counter_id)]


def finish(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, shown: str | None = ANY_TICKET,
    outcome: str | None = None, services: Sequence[str] | None = None, note: str | None = None,
) -> list[Fact]:  # fmt: skip
    """Finish the ticket in hand; with stops left it joins the next line. Raises CounterEmpty, UnknownService."""
    ticket = _in_hand(hall, counter_id, session_id, shown)
    return _finished(hall, ticket, counter_id, now_ms, outcome, services, note)


def note_result(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, shown: str | None = ANY_TICKET,
    outcome: str | None = None, services: Sequence[str] | None = None, note: str | None = None,
) -> list[Fact]:  # fmt: skip
    """Note what came of the ticket in hand so far, in place of what was noted. Raises CounterEmpty, UnknownService."""
    ticket = _in_hand(hall, counter_id, session_id, shown)
    given = _given(hall, services)
    if (ticket.outcome, ticket.services, ticket.note) == (outcome, given, note):
        return []
    return [
        ResultNoted(
            at_ms=now_ms, ticket_id=ticket.ticket_id, counter_id=counter_id, outcome=outcome,
            services=given, note=note,
        )
    ]  # fmt: skip


def no_show(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, shown: str | None = ANY_TICKET
) -> list[Fact]:
    """
    Put the called ticket on the missed list; missed too often, it leaves the queue.

    Raises:
        CounterEmpty. NotInThatState: it is being served.
    """
    ticket = _in_hand(hall, counter_id, session_id, shown, CALLED)
    facts: list[Fact] = [NoShowRecorded(at_ms=now_ms, ticket_id=ticket.ticket_id, counter_id=counter_id)]
    if ticket.no_shows + 1 >= open_house(hall).venues[hall.venue_id].rules.no_show_max:
        facts.append(TicketDropped(at_ms=now_ms, ticket_id=ticket.ticket_id))
    return facts


def hold(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, note: str | None = None,
    shown: str | None = ANY_TICKET,
) -> list[Fact]:  # fmt: skip
    """Put the ticket in hand on the hold list. Raises CounterEmpty."""
    ticket = _in_hand(hall, counter_id, session_id, shown)
    return [TicketHeld(at_ms=now_ms, ticket_id=ticket.ticket_id, counter_id=counter_id, note=note)]


def resume(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, number: str, shown: str | None = ANY_TICKET
) -> list[Fact]:
    """
    Serve a held ticket on.

    Raises:
        CounterBusy, CounterOnPause, UnknownNumber, NotServedHere. NotWaiting: it is not held.
    """
    _free(_calling(_own(hall, counter_id, session_id, shown)))
    ticket = known_ticket(hall, number)
    if ticket.state != HELD:
        raise refusals.NotWaiting(ticket=number)
    _served_here(hall, counter_id, ticket)
    return [TicketResumed(at_ms=now_ms, ticket_id=number, counter_id=counter_id)]


def return_ticket(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, place: str, number: str | None = None,
    shown: str | None = ANY_TICKET,
) -> list[Fact]:  # fmt: skip
    """
    Let the ticket in hand, or a missed or held one, wait again: "first", "last" or "after-two".

    Raises:
        CounterEmpty, UnknownNumber, NotServedHere, Malformed. NotWaiting: it is not missed or held.
    """
    check_place(place, RETURN_PLACES)
    counter = _own(hall, counter_id, session_id, shown)
    if number is None or number == counter.ticket_id:
        ticket = _in_hand(hall, counter_id, session_id, shown)
    else:
        ticket = known_ticket(hall, number)
        if ticket.state not in (MISSED, HELD):
            raise refusals.NotWaiting(ticket=number)
        _served_here(hall, counter_id, ticket)
    return [TicketReturned(at_ms=now_ms, ticket_id=ticket.ticket_id, counter_id=counter_id, place=place)]


def transfer(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, service_id: str | None = None,
    to_counter: str | None = None, place: str = ARRIVAL, note: str | None = None,
    shown: str | None = ANY_TICKET,
) -> list[Fact]:  # fmt: skip
    """
    Let the ticket in hand wait for another service, or for one open counter alone.

    Number and time of arrival are kept, the note travels. A counter that does not serve the ticket's
    service gets it for its first one, unless a service is named.
    Raises:
        CounterEmpty, UnknownService, NotServedHere, Malformed. ServiceClosed: nobody calls for it today
        any more. CounterNotOpen: the other counter, so nobody waits for a clerk who is not there.
    """
    ticket, house = _in_hand(hall, counter_id, session_id, shown), open_house(hall)
    check_place(place, TRANSFER_PLACES)
    if to_counter is not None:
        service_id = _service_at(hall, house, to_counter, service_id, ticket)
    if service_id is None:
        raise refusals.Malformed(why="service or counter")
    opening = opening_now(hall, service_id, now_ms)
    if not opening.is_open and opening.reason not in WAITS_TO_OPEN:
        raise closed(opening)
    return [
        TicketTransferred(
            at_ms=now_ms, ticket_id=ticket.ticket_id, counter_id=counter_id, service_id=service_id,
            to_counter=to_counter, place=place, note=note,
        )
    ]  # fmt: skip


def move(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, to_venue: str, to_ticket: str,
    shown: str | None = ANY_TICKET,
) -> list[Fact]:  # fmt: skip
    """
    End the ticket in hand: its visitor goes on at another venue, where ``to_ticket`` is recorded already.

    Raises:
        CounterEmpty.
    """
    ticket = _in_hand(hall, counter_id, session_id, shown)
    return [
        TicketMoved(
            at_ms=now_ms, ticket_id=ticket.ticket_id, counter_id=counter_id, to_venue=to_venue,
            to_ticket=to_ticket,
        )
    ]  # fmt: skip


def walk_in(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, service_id: str,
    shown: str | None = ANY_TICKET,
) -> list[Fact]:  # fmt: skip
    """
    Serve a visitor who came without a number: the next one is issued and served, on no screen.

    Raises:
        CounterBusy, CounterOnPause, UnknownService, NotServedHere.
    """
    _free(_calling(_own(hall, counter_id, session_id, shown)))
    house = open_house(hall)
    if service_id not in house.services:
        raise refusals.UnknownService(service=service_id[:60])
    if service_id not in hall.services_of(counter_id):
        raise refusals.NotServedHere()
    issued = next_number(hall, house, service_id, now_ms)
    return [issued, WalkInStarted(at_ms=now_ms, ticket_id=issued.ticket_id, counter_id=counter_id)]


def undo(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, seq: int | None = None,
    shown: str | None = ANY_TICKET,
) -> list[Fact]:  # fmt: skip
    """
    Take back the counter's last press, whole; seq: of its first fact, as the page showed it.

    Raises:
        UndoGone: there is none, or another came after. UndoLate. UndoMoved: a ticket of it went on.
    """
    counter = _own(hall, counter_id, session_id, shown)
    last = counter.last
    if last is None or seq not in (None, last.seq):
        raise refusals.UndoGone()
    if now_ms - last.at_ms > UNDO_MS:
        raise refusals.UndoLate()
    for was in last.tickets:
        if hall.tickets[was.ticket_id].touched != last.key:
            raise refusals.UndoMoved(ticket=was.ticket_id)
    return [PressUndone(at_ms=now_ms, counter_id=counter_id, undone_seq=last.seq)]


def release(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, shown: str | None = ANY_TICKET
) -> list[Fact]:
    """Free a stuck ticket from a counter; it waits in its own place again. Raises CounterEmpty."""
    ticket = _in_hand(hall, counter_id, session_id, shown)
    return [TicketReleased(at_ms=now_ms, ticket_id=ticket.ticket_id, counter_id=counter_id)]


def ask_help(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, kind: str, shown: str | None = ANY_TICKET
) -> list[Fact]:
    """Ask for somebody's help; nothing if it is asked for. Raises Malformed: no such kind."""
    counter = _own(hall, counter_id, session_id, shown)
    if kind not in HELP_KINDS:
        raise refusals.Malformed(why=f"kind: {', '.join(HELP_KINDS)}")
    if counter.help and counter.help.kind == kind:
        return []
    return [HelpAsked(at_ms=now_ms, counter_id=counter_id, help=kind)]


def end_help(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, shown: str | None = ANY_TICKET
) -> list[Fact]:
    """Say that no help is needed any more; nothing if none was asked for."""
    if _own(hall, counter_id, session_id, shown).help is None:
        return []
    return [HelpEnded(at_ms=now_ms, counter_id=counter_id)]


def answer_help(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, shown: str | None = ANY_TICKET
) -> list[Fact]:
    """Say that somebody is coming; nothing if that was said, or no help is asked for."""
    counter = _own(hall, counter_id, session_id, shown)
    if counter.help is None or counter.help.is_coming:
        return []
    return [HelpAnswered(at_ms=now_ms, counter_id=counter_id)]


def send_message(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, text: str, shown: str | None = ANY_TICKET
) -> list[Fact]:
    """Write to the counter's clerk, in place of the message before."""
    _own(hall, counter_id, session_id, shown)
    return [MessageSent(at_ms=now_ms, counter_id=counter_id, text=text)]


def read_message(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, message: int, shown: str | None = ANY_TICKET
) -> list[Fact]:
    """Say that the message was read; nothing if it was, or another came meanwhile."""
    found = _own(hall, counter_id, session_id, shown).message
    if found is None or found.id != message or found.read_ms is not None:
        return []
    return [MessageRead(at_ms=now_ms, counter_id=counter_id)]


def recalls_left(hall: Hall, ticket: Ticket) -> tuple[int, int]:
    """Give how often a called ticket may still be recalled, and from when (ms UTC)."""
    rules, call = open_house(hall).venues[hall.venue_id].rules, hall.calls[ticket.ticket_id]
    pause_ms = rules.recall_cooldown_s * 1000 if call.recalls else 0
    return max(0, rules.recall_max - call.recalls), call.at_ms + pause_ms


def callable_ms(hall: Hall, ticket: Ticket) -> int:
    """Give when a missed ticket may be called again (ms UTC)."""
    return ticket.since_ms + open_house(hall).venues[hall.venue_id].rules.missed_cooldown_s * 1000


def _finished(
    hall: Hall, ticket: Ticket, counter_id: str, now_ms: int, outcome: str | None,
    services: Sequence[str] | None, note: str | None,
) -> list[Fact]:  # fmt: skip
    """Finish with what is told now, or else was noted before."""
    given = _given(hall, services)
    facts: list[Fact] = [
        TicketFinished(
            at_ms=now_ms, ticket_id=ticket.ticket_id, counter_id=counter_id, outcome=outcome or ticket.outcome,
            services=ticket.services if given is None else given, note=note or ticket.note,
        )
    ]  # fmt: skip
    if ticket.stops:
        facts.append(TicketForwarded(at_ms=now_ms, ticket_id=ticket.ticket_id, service_id=ticket.stops[0]))
    return facts


def _given(hall: Hall, services: Sequence[str] | None) -> tuple[str, ...] | None:
    """Give the services delivered. Raises UnknownService."""
    for service_id in services or ():
        if service_id not in open_house(hall).services:
            raise refusals.UnknownService(service=service_id[:60])
    return None if services is None else tuple(services)


def _service_at(
    hall: Hall, house: House, to_counter: str, service_id: str | None, ticket: Ticket
) -> str:  # fmt: skip
    """Give the service that a ticket waits for at a counter alone."""
    named = house.counters[hall.venue_id].get(to_counter)
    if named is None:
        raise refusals.UnknownCounter(counter=to_counter[:40])
    if to_counter not in hall.counters:
        raise refusals.CounterNotOpen(counter=named.name)
    serves = hall.services_of(to_counter)
    wanted = service_id or (ticket.service_id if ticket.service_id in serves else next(iter(serves), ""))
    if wanted not in serves:
        raise refusals.NotServedThere(counter=named.name)
    return wanted


def _own(hall: Hall, counter_id: str, session_id: str, shown: str | None) -> OpenCounter:
    """
    Give the open counter if this session has it and its page is not stale.

    Raises:
        DayIsClosed, UnknownCounter, CounterNotOpen, CounterNotYours, StalePage.
    """
    named = open_house(hall).counters[hall.venue_id].get(counter_id)
    if named is None:
        raise refusals.UnknownCounter(counter=counter_id)
    counter = hall.counters.get(counter_id)
    if counter is None:
        raise refusals.CounterNotOpen(counter=named.name)
    if counter.session_id != session_id:
        raise refusals.CounterNotYours(counter=named.name)
    _check_shown(counter, shown)
    return counter


def _in_hand(
    hall: Hall, counter_id: str, session_id: str, shown: str | None, state: str | None = None
) -> Ticket:
    """Give the ticket the counter holds. Raises CounterEmpty. NotInThatState: it is not in ``state``."""
    counter = _own(hall, counter_id, session_id, shown)
    if counter.ticket_id is None:
        raise refusals.CounterEmpty()
    ticket = hall.tickets[counter.ticket_id]
    if state is not None and ticket.state != state:
        raise refusals.NotInThatState(ticket=ticket.ticket_id)
    return ticket


def _free(counter: OpenCounter) -> OpenCounter:
    """Raise CounterBusy: the counter holds a ticket."""
    if counter.ticket_id is not None:
        raise refusals.CounterBusy(ticket=counter.ticket_id)
    return counter


def _calling(counter: OpenCounter) -> OpenCounter:
    """Raise CounterOnPause: the counter is paused."""
    if counter.pause is not None:
        raise refusals.CounterOnPause()
    return counter


def _served_here(hall: Hall, counter_id: str, ticket: Ticket) -> None:
    """Raise NotServedHere: the counter does not serve what the ticket waits for."""
    if ticket.for_counter != counter_id and ticket.service_id not in hall.services_of(counter_id):
        raise refusals.NotServedHere()


def _check_shown(counter: OpenCounter | None, shown: str | None) -> None:
    """Raise StalePage if the page showed another ticket than the counter holds."""
    holds = counter.ticket_id if counter else None
    if shown not in (ANY_TICKET, holds):
        raise refusals.StalePage(holds=holds or "–")
