"""
The rules of the day and of visitors: a hall and a wish go in, facts or a refusal come out.

Every rule is pure, takes the time as ``now_ms``, and returns the facts to record, oldest first; an empty list means
that there is nothing to do, and is no error. Whether the facts still fit is decided by the log, not here
(docs/adr/0002). The rules of clerks stand in ``counter_rules``.
"""

from __future__ import annotations

from collections.abc import Sequence

from waitingroom import facts as f
from waitingroom import refusals
from waitingroom.facts import Fact
from waitingroom.hall import Hall
from waitingroom.house.model import House
from waitingroom.house.opening import Opening, opening_of
from waitingroom.local_time import service_day
from waitingroom.policy import AFTER_TWO, FIRST, LAST
from waitingroom.state import CANCELLED, HELD, MISSED, WAITING, Ticket

PRIORITIES = ("elderly", "disabled", "pregnant", "infant", "child", "disaster")
"""Reasons by law; recorded, never public. They do not change the order of calling yet."""

RETURN_PLACES = (FIRST, LAST, AFTER_TWO)


def open_day(
    hall: Hall, *, venue_id: str, day: str, previous_day: str | None, previous_link: str,
    house: House, house_seq: int, epoch: str, run_id: str, now_ms: int,
) -> list[Fact]:  # fmt: skip
    """Open a service day; records nothing if it is open already."""
    if hall.epoch:
        return []
    return [
        f.DayOpened(
            at_ms=now_ms, venue_id=venue_id, service_day=day, previous_link=previous_link,
            previous_day=previous_day,
        ),
        f.EpochBegan(at_ms=now_ms, epoch=epoch, run_id=run_id, reason="day-opened"),
        f.HouseAdopted(at_ms=now_ms, house_seq=house_seq, content=house.content),
    ]  # fmt: skip


def close_day(hall: Hall, *, now_ms: int) -> list[Fact]:
    """Close the service day once the venue's own calendar has moved on; open tickets expire."""
    if not hall.is_open or hall.house is None:
        return []
    venue = hall.house.venues[hall.venue_id]
    today = service_day(now_ms, venue.time_zone, venue.day_starts_at)
    if today <= hall.service_day:
        return []
    return [f.DayClosed(at_ms=now_ms, next_day=today, reason="day-ended")]


def begin_epoch(hall: Hall, *, epoch: str, run_id: str, now_ms: int) -> list[Fact]:
    """Begin an epoch because Redis was restarted and may have lost the end of the log; once per restart."""
    if not hall.is_open or hall.run_id == run_id:
        return []
    return [f.EpochBegan(at_ms=now_ms, epoch=epoch, run_id=run_id, reason="redis-restarted")]


def adopt_house(hall: Hall, *, house: House, house_seq: int, now_ms: int) -> list[Fact]:
    """Adopt a newer house for the day; records nothing if the day has it or a newer one."""
    if not hall.is_open or hall.house_seq >= house_seq or hall.venue_id not in house.venues:
        return []
    return [f.HouseAdopted(at_ms=now_ms, house_seq=house_seq, content=house.content)]


def issue(
    hall: Hall, *, service_id: str, now_ms: int, stops: Sequence[str] = (), priority: str | None = None
) -> list[Fact]:
    """
    Issue the next number of the service's agency.

    Raises:
        UnknownService, ServiceClosed: of the service or of any later stop.
    """
    house = open_house(hall)
    for stop in (service_id, *stops):
        opening = opening_now(hall, stop, now_ms)
        if not opening.is_open:
            raise closed(opening)
    _check_priority(priority)
    return [next_number(hall, house, service_id, now_ms, stops=stops, priority=priority)]


def issue_moved(
    hall: Hall, *, service_id: str, moved_from: str, now_ms: int, note: str | None = None,
    priority: str | None = None,
) -> list[Fact]:  # fmt: skip
    """
    Issue the number with which a visitor of another venue goes on here, once.

    moved_from: the ticket there, "venue/day/ticket".
    Raises:
        UnknownService. ServiceClosed: except for a quota, because the visitor has queued already.
    """
    house = open_house(hall)
    if any(ticket.moved_from == moved_from for ticket in hall.tickets.values()):
        return []
    opening = opening_now(hall, service_id, now_ms)
    if not opening.is_open and opening.reason != "quota":
        raise closed(opening)
    return [
        next_number(
            hall, house, service_id, now_ms, priority=priority, moved_from=moved_from, note=note
        )
    ]  # fmt: skip


def cancel(hall: Hall, *, ticket_id: str, now_ms: int, by_staff: bool = False) -> list[Fact]:
    """
    Cancel a ticket, once. Visitors may cancel while they wait, staff a missed or held ticket too.

    Raises:
        UnknownTicket. AlreadyCalled: it was called, or has ended otherwise.
    """
    open_house(hall)
    ticket = hall.tickets.get(ticket_id)
    if ticket is None:
        raise refusals.UnknownTicket()
    if ticket.state == CANCELLED:
        return []
    if ticket.state not in ((WAITING, MISSED, HELD) if by_staff else (WAITING,)):
        raise refusals.AlreadyCalled(ticket=ticket_id)
    return [f.TicketCancelled(at_ms=now_ms, ticket_id=ticket_id)]


def mark_priority(hall: Hall, *, ticket_id: str, priority: str | None, now_ms: int) -> list[Fact]:
    """Mark a ticket with a priority by law, or remove the mark (None). Raises UnknownNumber, Malformed."""
    ticket = find_ticket(hall, ticket_id)
    _check_priority(priority)
    if ticket.priority == priority:
        return []
    return [f.PriorityMarked(at_ms=now_ms, ticket_id=ticket_id, priority=priority)]


def reprint(hall: Hall, *, ticket_id: str, now_ms: int) -> list[Fact]:
    """Record that a ticket is printed again. Raises UnknownNumber."""
    find_ticket(hall, ticket_id)
    return [f.TicketReprinted(at_ms=now_ms, ticket_id=ticket_id)]


def return_missed(hall: Hall, *, ticket_id: str, place: str, now_ms: int) -> list[Fact]:
    """
    Let a missed or held ticket wait again; place: "first", "last" or "after-two".

    Raises:
        UnknownNumber, Malformed. NotWaiting: it is not missed or held.
    """
    ticket = find_ticket(hall, ticket_id)
    check_place(place, RETURN_PLACES)
    if ticket.state not in (MISSED, HELD):
        raise refusals.NotWaiting(ticket=ticket_id)
    return [f.TicketReturned(at_ms=now_ms, ticket_id=ticket_id, place=place)]


# Shared with the rules of the counters.


def open_house(hall: Hall) -> House:
    """Give the house of an open day. Raises DayIsClosed."""
    if not hall.is_open or hall.house is None:
        raise refusals.DayIsClosed()
    return hall.house


def find_ticket(hall: Hall, ticket_id: str) -> Ticket:
    """Give today's ticket of this number. Raises DayIsClosed, UnknownNumber."""
    open_house(hall)
    ticket = hall.tickets.get(ticket_id)
    if ticket is None:
        raise refusals.UnknownNumber(ticket=ticket_id[:20])
    return ticket


def opening_now(hall: Hall, service_id: str, now_ms: int) -> Opening:
    """Say whether a number for a service can be taken now. Raises DayIsClosed, UnknownService."""
    house = open_house(hall)
    if service_id not in house.services:
        raise refusals.UnknownService(service=service_id[:60])
    return opening_of(
        house, venue_id=hall.venue_id, service_id=service_id, service_day=hall.service_day,
        now_ms=now_ms, issued=hall.issued.get(service_id, 0),
    )  # fmt: skip


def closed(opening: Opening) -> refusals.ServiceClosed:
    """Make the refusal for a service that is closed."""
    assert opening.text is not None
    return refusals.ServiceClosed(
        closed_reason=opening.reason, closed_text={"id": opening.text.id, "en": opening.text.en}
    )


def next_number(
    hall: Hall, house: House, service_id: str, now_ms: int, *, stops: Sequence[str] = (),
    priority: str | None = None, moved_from: str | None = None, note: str | None = None,
) -> f.TicketIssued:  # fmt: skip
    """Make the fact that issues the next number of a service's agency."""
    agency = house.agencies[house.services[service_id].agency]
    ordinal = hall.last_ordinal.get(agency.prefix, agency.first_number - 1) + 1
    return f.TicketIssued(
        at_ms=now_ms, ticket_id=f"{agency.prefix}-{ordinal:0{agency.width}d}", prefix=agency.prefix,
        ordinal=ordinal, service_id=service_id, stops=tuple(stops), priority=priority,
        moved_from=moved_from, note=note,
    )  # fmt: skip


def check_place(place: str, places: Sequence[str]) -> None:
    """Raise Malformed: the place is none of these."""
    if place not in places:
        raise refusals.Malformed(why=f"place: {', '.join(places)}")


def _check_priority(priority: str | None) -> None:
    if priority is not None and priority not in PRIORITIES:
        raise refusals.Malformed(why=f"priority: {', '.join(PRIORITIES)}")
