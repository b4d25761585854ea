"""
The rules of the queue: hall and wish in, facts out, or a refusal.

Every rule is pure, takes the time as ``now_ms``, and returns the facts to record,
oldest first; an empty list means there is nothing to do and is no error. Whether the
facts still fit is decided by the log, not here (docs/adr/0002).

``shown`` is the ticket id the clerk's page showed (None for none). A page that shows
another ticket than the counter holds is told so and nothing is done.
"""

from __future__ import annotations

from collections.abc import Sequence

from waitingroom import refusals
from waitingroom.facts import (
    CounterClosed,
    CounterOpened,
    DayClosed,
    DayOpened,
    EpochBegan,
    Fact,
    HouseAdopted,
    NoShowRecorded,
    ServingStarted,
    TicketCalled,
    TicketCancelled,
    TicketFinished,
    TicketForwarded,
    TicketIssued,
    TicketRecalled,
)
from waitingroom.hall import CALLED, CANCELLED, SERVING, WAITING, Hall, OpenCounter, Ticket
from waitingroom.house import House
from waitingroom.local_time import service_day
from waitingroom.opening import opening_of
from waitingroom.policy import POLICY

ANY_TICKET = "*"
"""For ``shown``: the caller does not say what it showed, so nothing is checked."""

PRIORITIES = ("elderly", "disabled", "pregnant", "child", "disaster")
"""Reasons by law (product.md V17); recorded, never shown in public. They do not change the order yet."""


def open_day(
    hall: Hall, *, venue_id: str, day: str, previous: Hall | None, previous_link: str,
    house: House, house_seq: int, epoch: str, run_id: str, now_ms: int,
) -> list[Fact]:  # fmt: skip
    """Open a service day that has no facts yet; nothing if somebody opened it."""
    if hall.epoch:
        return []
    return [
        DayOpened(
            at_ms=now_ms, venue_id=venue_id, service_day=day, previous_link=previous_link,
            previous_day=previous.service_day if previous else None,
        ),
        EpochBegan(at_ms=now_ms, epoch=epoch, run_id=run_id, reason="day-opened"),
        HouseAdopted(at_ms=now_ms, house_seq=house_seq, content=house.content),
    ]  # fmt: skip


def close_day(hall: Hall, *, now_ms: int) -> list[Fact]:
    """Close the service day once the venue's own calendar has moved on; open tickets expire."""
    if not hall.is_open or hall.house is None:
        return []
    venue = hall.house.venues[hall.venue_id]
    today = service_day(now_ms, venue.time_zone, venue.day_starts_at)
    if today <= hall.service_day:
        return []
    return [DayClosed(at_ms=now_ms, next_day=today, reason="day-ended")]


def begin_epoch(hall: Hall, *, epoch: str, run_id: str, now_ms: int) -> list[Fact]:
    """Begin an epoch because Redis was started anew and may have lost a tail; nothing if begun."""
    if not hall.is_open or hall.run_id == run_id:
        return []
    return [EpochBegan(at_ms=now_ms, epoch=epoch, run_id=run_id, reason="redis-restarted")]


def adopt_house(hall: Hall, *, house: House, house_seq: int, now_ms: int) -> list[Fact]:
    """Take a newer house into the day; nothing if the day has it or a newer one."""
    if not hall.is_open or hall.house_seq >= house_seq or hall.venue_id not in house.venues:
        return []
    return [HouseAdopted(at_ms=now_ms, house_seq=house_seq, content=house.content)]


def issue(
    hall: Hall, *, service_id: str, now_ms: int, stops: Sequence[str] = (), priority: str | None = None
) -> list[Fact]:
    """
    Issue the next number of the service's agency.

    Raises:
        UnknownService, ServiceClosed: of the service or of any later stop.
    """
    house = _house(hall)
    for wanted in (service_id, *stops):
        if wanted not in house.services:
            raise refusals.UnknownService(service=wanted)
        opening = opening_of(
            house, venue_id=hall.venue_id, service_id=wanted, service_day=hall.service_day,
            now_ms=now_ms, issued=hall.issued.get(wanted, 0),
        )  # fmt: skip
        if not opening.is_open:
            assert opening.text is not None
            raise refusals.ServiceClosed(
                closed_reason=opening.reason, closed_text={"id": opening.text.id, "en": opening.text.en}
            )
    if priority is not None and priority not in PRIORITIES:
        raise refusals.Malformed(why=f"priority: {', '.join(PRIORITIES)}")
    agency = house.agencies[house.services[service_id].agency]
    ordinal = hall.last_ordinal.get(agency.prefix, agency.first_number - 1) + 1
    number = f"{agency.prefix}-{ordinal:0{agency.width}d}"
    return [
        TicketIssued(
            at_ms=now_ms, ticket_id=number, prefix=agency.prefix, ordinal=ordinal,
            service_id=service_id, stops=tuple(stops), priority=priority,
        )
    ]  # fmt: skip


def cancel(hall: Hall, *, ticket_id: str, now_ms: int) -> list[Fact]:
    """
    Let the visitor leave the queue; nothing if they left before.

    Raises:
        UnknownTicket. AlreadyCalled: it was called, or has ended otherwise.
    """
    _house(hall)
    ticket = hall.tickets.get(ticket_id)
    if ticket is None:
        raise refusals.UnknownTicket()
    if ticket.state == CANCELLED:
        return []
    if ticket.state != WAITING:
        raise refusals.AlreadyCalled(ticket=ticket_id)
    return [TicketCancelled(at_ms=now_ms, ticket_id=ticket_id)]


def open_counter(
    hall: Hall, *, counter_id: str, session_id: str, staff: str, now_ms: int, shown: str | None = ANY_TICKET
) -> list[Fact]:
    """Open a counter, or take it over from another session with the ticket it holds; nothing if it is ours."""
    house = _house(hall)
    if counter_id not in house.counters[hall.venue_id]:
        raise refusals.UnknownCounter(counter=counter_id)
    counter = hall.counters.get(counter_id)
    _check_shown(counter, shown)
    if counter is not None and counter.session_id == session_id:
        return []
    return [CounterOpened(at_ms=now_ms, counter_id=counter_id, session_id=session_id, staff=staff)]


def close_counter(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, shown: str | None = ANY_TICKET
) -> list[Fact]:
    """
    Close a counter that holds no ticket.

    Raises:
        CounterBusy, and what _own says.
    """
    counter = _own(hall, counter_id, session_id, shown)
    if counter.ticket_id is not None:
        raise refusals.CounterBusy(ticket=counter.ticket_id)
    return [CounterClosed(at_ms=now_ms, counter_id=counter_id)]


def call_next(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int,
    finish: bool = False, shown: str | None = ANY_TICKET,
) -> list[Fact]:  # fmt: skip
    """
    Call the ticket with the best claim to this counter; finish the one in hand first when told so.

    Returns nothing, or the finish alone, if nobody waits.
    Raises:
        CounterBusy: it holds a ticket and was not told to finish it. And what _own says.
    Source: order of claim, docs/adr/0003.
    """
    counter = _own(hall, counter_id, session_id, shown)
    facts: list[Fact] = []
    if counter.ticket_id is not None:
        if not finish:
            raise refusals.CounterBusy(ticket=counter.ticket_id)
        facts = _finished(hall.tickets[counter.ticket_id], counter_id, now_ms)
    claim = POLICY.next_claim(hall.lines_of(counter_id))
    if claim is not None:
        facts.append(
            TicketCalled(at_ms=now_ms, ticket_id=claim[1], counter_id=counter_id, basis=POLICY.BASIS)
        )
    return facts


def recall(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, shown: str | None = ANY_TICKET
) -> list[Fact]:
    """Call the ticket in hand again. Raises NotInThatState: it is being served; and what _in_hand says."""
    ticket = _in_hand(hall, counter_id, session_id, shown)
    if ticket.state != CALLED:
        raise refusals.NotInThatState(ticket=ticket.ticket_id)
    return [TicketRecalled(at_ms=now_ms, ticket_id=ticket.ticket_id, counter_id=counter_id)]


def start(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, shown: str | None = ANY_TICKET
) -> list[Fact]:
    """Start serving the called ticket; nothing if it is being served. Raises what _in_hand says."""
    ticket = _in_hand(hall, counter_id, session_id, shown)
    if ticket.state == SERVING:
        return []
    return [ServingStarted(at_ms=now_ms, ticket_id=ticket.ticket_id, counter_id=counter_id)]


def finish(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, shown: str | None = ANY_TICKET,
    outcome: str | None = None, note: str | None = None,
) -> list[Fact]:  # fmt: skip
    """Finish the ticket in hand; with stops left it joins the next line. Raises what _in_hand says."""
    ticket = _in_hand(hall, counter_id, session_id, shown)
    return _finished(ticket, counter_id, now_ms, outcome=outcome, note=note)


def no_show(
    hall: Hall, *, counter_id: str, session_id: str, now_ms: int, shown: str | None = ANY_TICKET
) -> list[Fact]:
    """Put the called ticket on the missed list. Raises NotInThatState: it is being served; and _in_hand's."""
    ticket = _in_hand(hall, counter_id, session_id, shown)
    if ticket.state != CALLED:
        raise refusals.NotInThatState(ticket=ticket.ticket_id)
    return [NoShowRecorded(at_ms=now_ms, ticket_id=ticket.ticket_id, counter_id=counter_id)]


def _finished(
    ticket: Ticket, counter_id: str, now_ms: int, outcome: str | None = None, note: str | None = None
) -> list[Fact]:
    facts: list[Fact] = [
        TicketFinished(
            at_ms=now_ms, ticket_id=ticket.ticket_id, counter_id=counter_id, outcome=outcome, note=note
        )
    ]
    if ticket.stops:
        facts.append(TicketForwarded(at_ms=now_ms, ticket_id=ticket.ticket_id, service_id=ticket.stops[0]))
    return facts


def _house(hall: Hall) -> House:
    """Give the house of an open day. Raises DayIsClosed."""
    if not hall.is_open or hall.house is None:
        raise refusals.DayIsClosed()
    return hall.house


def _own(hall: Hall, counter_id: str, session_id: str, shown: str | None) -> OpenCounter:
    """
    Give the open counter if this session has it and its page is not stale.

    Raises:
        DayIsClosed, UnknownCounter, CounterNotOpen, CounterNotYours, StalePage.
    """
    named = _house(hall).counters[hall.venue_id].get(counter_id)
    if named is None:
        raise refusals.UnknownCounter(counter=counter_id)
    counter = hall.counters.get(counter_id)
    if counter is None:
        raise refusals.CounterNotOpen(counter=named.name)
    if counter.session_id != session_id:
        raise refusals.CounterNotYours(counter=named.name)
    _check_shown(counter, shown)
    return counter


def _in_hand(hall: Hall, counter_id: str, session_id: str, shown: str | None) -> Ticket:
    """Give the ticket the counter holds. Raises CounterEmpty, and what _own says."""
    counter = _own(hall, counter_id, session_id, shown)
    if counter.ticket_id is None:
        raise refusals.CounterEmpty()
    return hall.tickets[counter.ticket_id]


def _check_shown(counter: OpenCounter | None, shown: str | None) -> None:
    """Raise StalePage if the page showed another ticket than the counter holds."""
    holds = counter.ticket_id if counter else None
    if shown not in (ANY_TICKET, holds):
        raise refusals.StalePage(holds=holds or "–")
