"""
The counter rules: everything a clerk or supervisor can do at a counter.

Pure, as in ``rules``: each takes a hall, a press and options, and returns facts or raises a refusal. A press from a
page that shows another ticket than the one the counter holds is refused.
Every rule may raise DayIsClosed, UnknownCounter, CounterNotOpen, CounterNotYours, StalePage.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from waitingroom import facts as f
from waitingroom import refusals
from waitingroom.facts import Fact
from waitingroom.hall import Hall
from waitingroom.house.model import Counter, House
from waitingroom.policy import ARRIVAL, FIRST, LAST
from waitingroom.rules import (
    RETURN_PLACES,
    check_place,
    closed,
    find_ticket,
    mark_priority,
    next_number,
    open_house,
    opening_now,
)
from waitingroom.state import CALLED, HELD, MISSED, SERVING, WAITING, OpenCounter, Ticket

ANY_TICKET = "*"
"""Value of ``CounterPress.page_ticket`` that skips the check of what the page shows."""

UNDO_MS = 10_000
"""How long a counter's last press can be undone."""

TRANSFER_PLACES = (FIRST, ARRIVAL, LAST)
PAUSE_REASONS = ("break", "prayer", "errand", "files", "meeting", "equipment", "helping", "other")
HELP_KINDS = (
    "coordinator", "sign-language", "interpreter", "security", "wheelchair", "first-aid", "technician",
)  # fmt: skip
WAITS_TO_OPEN = ("not-yet", "later-today", "numbers-ended", "quota")
"""Reasons why a service gives no numbers but still accepts transfers: it calls later today, or its line is full."""

BY_NUMBER, BY_MISSED, BY_HELD = "number", "missed", "held"
"""Why a ticket was called out of turn (``policy``): staff chose it from the line, the missed or the held list."""


class CounterPress(NamedTuple):
    """
    A press at a counter: by whom, where and when (ms UTC).

    session_id: the session that presses, or the one a supervisor acts for; staff: the account's name;
    page_ticket: id of the ticket that the page shows, None if it shows none.
    """

    counter_id: str
    session_id: str
    staff: str
    now_ms: int
    page_ticket: str | None = ANY_TICKET

    @property
    def at(self) -> dict[str, Any]:
        """Time and counter, as keyword arguments for the facts of this press."""
        return {"at_ms": self.now_ms, "counter_id": self.counter_id}


def open_counter(hall: Hall, press: CounterPress) -> list[Fact]:
    """
    Open a counter, take it over from another session together with its ticket, or end its pause.

    Records nothing if this session has it open and it is not paused.
    """
    house = open_house(hall)
    if press.counter_id not in house.counters[hall.venue_id]:
        raise refusals.UnknownCounter(counter=press.counter_id)
    counter = hall.counters.get(press.counter_id)
    facts: list[Fact] = []
    _check_page(counter, press)
    if counter is None or counter.session_id != press.session_id:
        facts.append(f.CounterOpened(**press.at, session_id=press.session_id, staff=press.staff))
    if counter is not None and counter.pause is not None:
        facts.append(f.PauseEnded(**press.at))
    return facts


def close_counter(hall: Hall, press: CounterPress) -> list[Fact]:
    """Close a counter; tickets that wait only for it wait for their service again. Raises CounterBusy."""
    _free(_own(hall, press))
    return [f.CounterClosed(**press.at)]


def pause(hall: Hall, press: CounterPress, *, reason: str, until_ms: int | None = None) -> list[Fact]:
    """
    Pause a counter, or change the reason and return time of its pause.

    Raises:
        CounterBusy. Malformed: unknown reason, or a return time in the past.
    """
    _free(_own(hall, press))
    if reason not in PAUSE_REASONS:
        raise refusals.Malformed(why=f"reason: {', '.join(PAUSE_REASONS)}")
    if until_ms is not None and until_ms <= press.now_ms:
        raise refusals.Malformed(why="until: later than now")
    return [f.CounterPaused(**press.at, reason=reason, until_ms=until_ms)]


def call_next(
    hall: Hall, press: CounterPress, *, finish: bool = False, outcome: str | None = None,
    services: Sequence[str] | None = None, note: str | None = None,
) -> list[Fact]:  # fmt: skip
    """
    Call the next ticket to this counter; with ``finish``, finish the one in hand first.

    Returns an empty list, or only the finish, if no ticket waits. The order of calling: docs/adr/0025.
    Raises:
        CounterBusy: it holds a ticket and ``finish`` is not set. CounterOnPause. UnknownOutcome: not in the house.
    """
    counter = _calling(_own(hall, press))
    facts: list[Fact] = []
    if counter.ticket_id is not None:
        if not finish:
            raise refusals.CounterBusy(ticket=counter.ticket_id)
        facts = _finished(hall, press, hall.tickets[counter.ticket_id], outcome, services, note)
    if (first := next(hall.upcoming(press.counter_id), None)) is not None:
        facts.append(f.TicketCalled(**press.at, ticket_id=first.claim[1], basis=first.basis))
    return facts


def call_number(hall: Hall, press: CounterPress, *, number: str, reason: str | None = None) -> list[Fact]:
    """
    Call a specific number: a waiting one out of turn, with a reason, or a missed or held one.

    Raises:
        CounterBusy, CounterOnPause, UnknownNumber, NotServedHere, NotWaiting. Malformed: no reason.
        TooSoon: it was missed only recently.
    """
    _free(_calling(_own(hall, press)))
    ticket = find_ticket(hall, number)
    basis = {WAITING: BY_NUMBER, MISSED: BY_MISSED, HELD: BY_HELD}.get(ticket.state)
    if basis is None:
        raise refusals.NotWaiting(ticket=number)
    _served_here(hall, press.counter_id, ticket)
    reason = (reason or "").strip() or None
    if basis == BY_NUMBER and reason is None:
        raise refusals.Malformed(why="reason: why it is called before its turn")
    if basis == BY_MISSED and press.now_ms < (again_ms := callable_ms(hall, ticket)):
        raise _too_soon(number, again_ms, press)
    return [f.TicketCalled(**press.at, ticket_id=number, basis=basis, reason=reason)]


def mark(hall: Hall, press: CounterPress, *, priority: str | None, number: str | None = None) -> list[Fact]:
    """
    Set or remove (None) the priority by law of the ticket in hand, or of one that may be called here.

    Raises:
        CounterEmpty, UnknownNumber, NotServedHere, Malformed.
    """
    counter = _own(hall, press)
    if number is None or number == counter.ticket_id:
        number = _in_hand(hall, press).ticket_id
    else:
        _served_here(hall, press.counter_id, find_ticket(hall, number))
    return mark_priority(hall, ticket_id=number, priority=priority, now_ms=press.now_ms)


def recall(hall: Hall, press: CounterPress) -> list[Fact]:
    """
    Call the ticket in hand again; recalls after the first must wait for the cool-down.

    Raises:
        CounterEmpty. NotInThatState: it is being served. RecallLimit. TooSoon: within the cool-down of the last recall.
    """
    ticket = _in_hand(hall, press, CALLED)
    recalls, at_ms = recalls_left(hall, ticket)
    if not recalls:
        raise refusals.RecallLimit(ticket=ticket.ticket_id)
    if press.now_ms < at_ms:
        raise _too_soon(ticket.ticket_id, at_ms, press)
    return [f.TicketRecalled(**press.at, ticket_id=ticket.ticket_id)]


def start(hall: Hall, press: CounterPress) -> list[Fact]:
    """Start serving the called ticket; records nothing if it is being served. Raises CounterEmpty."""
    ticket = _in_hand(hall, press)
    if ticket.state == SERVING:
        return []
    return [f.ServingStarted(**press.at, ticket_id=ticket.ticket_id)]


def finish(
    hall: Hall, press: CounterPress, *, outcome: str | None = None,
    services: Sequence[str] | None = None, note: str | None = None,
) -> list[Fact]:  # fmt: skip
    """
    Finish the ticket in hand; if it has stops left, it joins the next line.

    Raises:
        CounterEmpty, UnknownService. UnknownOutcome: not in the house.
    """
    ticket = _in_hand(hall, press)
    return _finished(hall, press, ticket, outcome, services, note)


def note_result(
    hall: Hall, press: CounterPress, *, outcome: str | None = None,
    services: Sequence[str] | None = None, note: str | None = None,
) -> list[Fact]:  # fmt: skip
    """
    Record the result of the ticket in hand so far; replaces the previous one.

    Raises:
        CounterEmpty, UnknownService. UnknownOutcome: not in the house.
    """
    ticket = _in_hand(hall, press)
    _check_outcome(hall, outcome)
    delivered = _delivered(hall, services)
    if (ticket.outcome, ticket.services, ticket.note) == (outcome, delivered, note):
        return []
    return [
        f.ResultNoted(
            **press.at, ticket_id=ticket.ticket_id, outcome=outcome, services=delivered, note=note
        )
    ]  # fmt: skip


def no_show(hall: Hall, press: CounterPress) -> list[Fact]:
    """
    Put the called ticket on the missed list; if it was missed too often, it leaves the queue.

    Raises:
        CounterEmpty. NotInThatState: it is being served.
    """
    ticket = _in_hand(hall, press, CALLED)
    facts: list[Fact] = [f.NoShowRecorded(**press.at, ticket_id=ticket.ticket_id)]
    if ticket.no_shows + 1 >= open_house(hall).venues[hall.venue_id].rules.no_show_max:
        facts.append(f.TicketDropped(at_ms=press.now_ms, ticket_id=ticket.ticket_id))
    return facts


def hold(hall: Hall, press: CounterPress, *, note: str | None = None) -> list[Fact]:
    """Put the ticket in hand on the hold list. Raises CounterEmpty."""
    ticket = _in_hand(hall, press)
    return [f.TicketHeld(**press.at, ticket_id=ticket.ticket_id, note=note)]


def resume(hall: Hall, press: CounterPress, *, number: str) -> list[Fact]:
    """
    Continue serving a held ticket.

    Raises:
        CounterBusy, CounterOnPause, UnknownNumber, NotServedHere. NotWaiting: it is not on hold.
    """
    _free(_calling(_own(hall, press)))
    ticket = find_ticket(hall, number)
    if ticket.state != HELD:
        raise refusals.NotWaiting(ticket=number)
    _served_here(hall, press.counter_id, ticket)
    return [f.TicketResumed(**press.at, ticket_id=number)]


def return_ticket(hall: Hall, press: CounterPress, *, place: str, number: str | None = None) -> list[Fact]:
    """
    Let the ticket in hand, or a missed or held one, wait again: "first", "last" or "after-two".

    Raises:
        CounterEmpty, UnknownNumber, NotServedHere, Malformed. NotWaiting: it is neither missed nor held.
    """
    check_place(place, RETURN_PLACES)
    counter = _own(hall, press)
    if number is None or number == counter.ticket_id:
        ticket = _in_hand(hall, press)
    else:
        ticket = find_ticket(hall, number)
        if ticket.state not in (MISSED, HELD):
            raise refusals.NotWaiting(ticket=number)
        _served_here(hall, press.counter_id, ticket)
    return [f.TicketReturned(**press.at, ticket_id=ticket.ticket_id, place=place)]


def transfer(
    hall: Hall, press: CounterPress, *, service_id: str | None = None, to_counter: str | None = None,
    place: str = ARRIVAL, note: str | None = None,
) -> list[Fact]:  # fmt: skip
    """
    Let the ticket in hand wait for another service, or only for one open counter.

    The ticket keeps its number, arrival time and note. If the target counter does not serve the ticket's
    service, the ticket waits for that counter's first service, unless ``service_id`` is given.
    Raises:
        CounterEmpty, UnknownService, UnknownCounter, NotServedThere, Malformed. ServiceClosed: it is not
        called any more today. CounterNotOpen: the target counter is closed.
    """
    ticket, house = _in_hand(hall, press), open_house(hall)
    check_place(place, TRANSFER_PLACES)
    if to_counter is not None:
        service_id = _service_at(hall, house, to_counter, service_id, ticket)
    if service_id is None:
        raise refusals.Malformed(why="service or counter")
    opening = opening_now(hall, service_id, press.now_ms)
    if not opening.is_open and opening.reason not in WAITS_TO_OPEN:
        raise closed(opening)
    return [
        f.TicketTransferred(
            **press.at, ticket_id=ticket.ticket_id, service_id=service_id, to_counter=to_counter,
            place=place, note=note,
        )
    ]  # fmt: skip


def move(hall: Hall, press: CounterPress, *, to_venue: str, to_ticket: str) -> list[Fact]:
    """
    End the ticket in hand: its visitor continues at another venue, where ``to_ticket`` has already been issued.

    Raises:
        CounterEmpty.
    """
    ticket = _in_hand(hall, press)
    return [f.TicketMoved(**press.at, ticket_id=ticket.ticket_id, to_venue=to_venue, to_ticket=to_ticket)]


def walk_in(hall: Hall, press: CounterPress, *, service_id: str) -> list[Fact]:
    """
    Serve a visitor who has no number: issue the next one and start serving it, without a call on the screens.

    Raises:
        CounterBusy, CounterOnPause, UnknownService, NotServedHere.
    """
    _free(_calling(_own(hall, press)))
    house = open_house(hall)
    if service_id not in house.services:
        raise refusals.UnknownService(service=service_id[:60])
    if service_id not in hall.services_of(press.counter_id):
        raise refusals.NotServedHere()
    issued = next_number(hall, house, service_id, press.now_ms)
    return [issued, f.WalkInStarted(**press.at, ticket_id=issued.ticket_id)]


def undo(hall: Hall, press: CounterPress, *, seq: int | None = None) -> list[Fact]:
    """
    Undo the counter's last press as a whole; seq: of its first fact, as shown on the page.

    Raises:
        UndoGone: there is none, or a later one exists. UndoLate. UndoMoved: one of its tickets has moved on.
    """
    counter = _own(hall, press)
    last = counter.last
    if last is None or seq not in (None, last.seq):
        raise refusals.UndoGone()
    if press.now_ms - last.at_ms > UNDO_MS:
        raise refusals.UndoLate()
    for before in last.tickets:
        if hall.tickets[before.ticket_id].touched != last.key:
            raise refusals.UndoMoved(ticket=before.ticket_id)
    return [f.PressUndone(**press.at, undone_seq=last.seq)]


def release(hall: Hall, press: CounterPress) -> list[Fact]:
    """Free a stuck ticket from a counter; it waits again in its old place. Raises CounterEmpty."""
    ticket = _in_hand(hall, press)
    return [f.TicketReleased(**press.at, ticket_id=ticket.ticket_id)]


def ask_help(hall: Hall, press: CounterPress, *, kind: str) -> list[Fact]:
    """Request help; records nothing if the same help is already requested. Raises Malformed for an unknown kind."""
    counter = _own(hall, press)
    if kind not in HELP_KINDS:
        raise refusals.Malformed(why=f"kind: {', '.join(HELP_KINDS)}")
    if counter.help and counter.help.kind == kind:
        return []
    return [f.HelpAsked(**press.at, help=kind)]


def end_help(hall: Hall, press: CounterPress) -> list[Fact]:
    """Record that help is no longer needed; records nothing if none was requested."""
    if _own(hall, press).help is None:
        return []
    return [f.HelpEnded(**press.at)]


def answer_help(hall: Hall, press: CounterPress) -> list[Fact]:
    """Record that help is coming; records nothing if already recorded, or if none was requested."""
    counter = _own(hall, press)
    if counter.help is None or counter.help.is_coming:
        return []
    return [f.HelpAnswered(**press.at)]


def send_message(hall: Hall, press: CounterPress, *, text: str) -> list[Fact]:
    """Send the counter's clerk a message; it replaces the previous one."""
    _own(hall, press)
    return [f.MessageSent(**press.at, text=text)]


def read_message(hall: Hall, press: CounterPress, *, message: int) -> list[Fact]:
    """Mark the message as read; records nothing if it already is, or if a newer one was sent."""
    newest = _own(hall, press).message
    if newest is None or newest.id != message or newest.read_ms is not None:
        return []
    return [f.MessageRead(**press.at)]


def recalls_left(hall: Hall, ticket: Ticket) -> tuple[int, int]:
    """Return how often a called ticket may still be recalled, and the earliest time for it (ms UTC)."""
    rules, call = open_house(hall).venues[hall.venue_id].rules, hall.calls[ticket.ticket_id]
    pause_ms = rules.recall_cooldown_s * 1000 if call.recalls else 0
    return max(0, rules.recall_max - call.recalls), call.at_ms + pause_ms


def callable_ms(hall: Hall, ticket: Ticket) -> int:
    """Return the earliest time at which a missed ticket may be called again (ms UTC)."""
    return ticket.since_ms + open_house(hall).venues[hall.venue_id].rules.missed_cooldown_s * 1000


def _finished(
    hall: Hall, press: CounterPress, ticket: Ticket, outcome: str | None, services: Sequence[str] | None, note: str | None
) -> list[Fact]:  # fmt: skip
    """Finish with the result of this press, or else the one recorded earlier."""
    _check_outcome(hall, outcome)
    delivered = _delivered(hall, services)
    facts: list[Fact] = [
        f.TicketFinished(
            **press.at, ticket_id=ticket.ticket_id, outcome=outcome or ticket.outcome,
            services=ticket.services if delivered is None else delivered, note=note or ticket.note,
        )
    ]  # fmt: skip
    if ticket.stops:
        facts.append(
            f.TicketForwarded(at_ms=press.now_ms, ticket_id=ticket.ticket_id, service_id=ticket.stops[0])
        )
    return facts


def _check_outcome(hall: Hall, outcome: str | None) -> None:
    """Raise UnknownOutcome if the house does not have it: free text would be lost in the figures."""
    outcomes = open_house(hall).outcomes
    if outcome is not None and outcome not in outcomes:
        names = outcomes.values()
        raise refusals.UnknownOutcome(
            outcome=outcome[:60], outcomes=", ".join(name.id for name in names),
            outcomes_en=", ".join(name.en for name in names),
        )  # fmt: skip


def _delivered(hall: Hall, services: Sequence[str] | None) -> tuple[str, ...] | None:
    """Return the delivered services as a fact stores them. Raises UnknownService."""
    for service_id in services or ():
        if service_id not in open_house(hall).services:
            raise refusals.UnknownService(service=service_id[:60])
    return None if services is None else tuple(services)


def _service_at(
    hall: Hall, house: House, to_counter: str, service_id: str | None, ticket: Ticket
) -> str:  # fmt: skip
    """Return the service that a ticket waits for at a counter. Raises UnknownCounter, CounterNotOpen, NotServedThere."""
    target = house.counters[hall.venue_id].get(to_counter)
    if target is None:
        raise refusals.UnknownCounter(counter=to_counter[:40])
    if to_counter not in hall.counters:
        raise refusals.CounterNotOpen(**_named(target))
    serves = hall.services_of(to_counter)
    requested = service_id or (ticket.service_id if ticket.service_id in serves else next(iter(serves), ""))
    if requested not in serves:
        raise refusals.NotServedThere(**_named(target))
    return requested


def _named(counter: Counter) -> dict[str, str]:
    """Return a counter's name for a refusal, full and as used inside a sentence, in both languages."""
    full, inside, *_ = counter.name
    return {"counter": full.id, "counter_en": full.en, "inside": inside.id, "inside_en": inside.en}


def _own(hall: Hall, press: CounterPress) -> OpenCounter:
    """
    Return the open counter if it belongs to this session and the page is not stale.

    Raises:
        DayIsClosed, UnknownCounter, CounterNotOpen, CounterNotYours, StalePage.
    """
    configured = open_house(hall).counters[hall.venue_id].get(press.counter_id)
    if configured is None:
        raise refusals.UnknownCounter(counter=press.counter_id)
    counter = hall.counters.get(press.counter_id)
    if counter is None:
        raise refusals.CounterNotOpen(**_named(configured))
    if counter.session_id != press.session_id:
        raise refusals.CounterNotYours(**_named(configured))
    _check_page(counter, press)
    return counter


def _in_hand(hall: Hall, press: CounterPress, state: str | None = None) -> Ticket:
    """Return the ticket that the counter holds. Raises CounterEmpty, or NotInThatState if not in ``state``."""
    counter = _own(hall, press)
    if counter.ticket_id is None:
        raise refusals.CounterEmpty()
    ticket = hall.tickets[counter.ticket_id]
    if state is not None and ticket.state != state:
        raise refusals.NotInThatState(ticket=ticket.ticket_id)
    return ticket


def _free(counter: OpenCounter) -> OpenCounter:
    """Return the counter. Raises CounterBusy if it holds a ticket."""
    if counter.ticket_id is not None:
        raise refusals.CounterBusy(ticket=counter.ticket_id)
    return counter


def _calling(counter: OpenCounter) -> OpenCounter:
    """Return the counter. Raises CounterOnPause if it is paused."""
    if counter.pause is not None:
        raise refusals.CounterOnPause()
    return counter


def _served_here(hall: Hall, counter_id: str, ticket: Ticket) -> None:
    """Raise NotServedHere if the counter does not serve what the ticket waits for."""
    if ticket.for_counter != counter_id and ticket.service_id not in hall.services_of(counter_id):
        raise refusals.NotServedHere()


def _too_soon(ticket_id: str, again_ms: int, press: CounterPress) -> refusals.TooSoon:
    return refusals.TooSoon(
        ticket=ticket_id, again_ms=again_ms, seconds=-(-(again_ms - press.now_ms) // 1000)
    )


def _check_page(counter: OpenCounter | None, press: CounterPress) -> None:
    """Raise StalePage if the page shows another ticket than the one the counter holds."""
    ticket_id = counter.ticket_id if counter else None
    if press.page_ticket not in (ANY_TICKET, ticket_id):
        raise refusals.StalePage(holds=ticket_id or "–")
