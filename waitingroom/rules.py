"""
The rules for days and visitors: each takes a hall and a request, and returns facts or raises a refusal.

Every rule is pure, takes the time as ``now_ms`` and returns the facts to record, oldest first. An empty list means
that there is nothing to do; it is not an error. Whether the facts still apply is decided by the log, not here
(docs/adr/0002). The rules for clerks are in ``counter_rules``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from waitingroom import facts as f
from waitingroom import refusals
from waitingroom.facts import Fact
from waitingroom.hall import PRIORITY_POLICY, Hall
from waitingroom.house.model import NAME_MAX, House
from waitingroom.house.opening import Opening, opening_of
from waitingroom.house.text import find_unintended, tidy
from waitingroom.house.venue_slice import slice_of_house
from waitingroom.local_time import clock_of, service_day
from waitingroom.policy import AFTER_TWO, FIRST, LAST
from waitingroom.state import CANCELLED, HELD, MISSED, WAITING, Ticket
from waitingroom.waits.estimate import Wait

PRIORITIES = ("elderly", "disabled", "pregnant", "infant", "child", "disaster")
"""Reasons for priority by law; never shown in public."""

RETURN_PLACES = (FIRST, LAST, AFTER_TWO)

TAKEN_BACK_UNDO_MS = 10 * 60_000
"""How long the last taking back can be undone: long enough for visitors in the hall to come and ask."""

NOTICE_MAX = NAME_MAX
"""Maximum length of a notice in one language, in characters; the same as for any other line on a board."""
NOTICES_MAX = 6
"""Maximum number of active notices: a board's info line shows each for 12 s, so that visitors can read them all."""

KIOSK_HELP = "visitor"
"""The kind of help that visitors at kiosks request."""
KIOSK_HELP_AGAIN_MS = 2 * 60_000
"""This long after an answered call, a press at the kiosk counts as a new visitor's call."""


class PublicTaking(NamedTuple):
    """
    A number that is taken by the public, not at a paired kiosk.

    origin: mark of the client's address; kiosks_paired: whether the venue has a paired kiosk.
    """

    origin: str
    kiosks_paired: bool


def open_day(
    hall: Hall, *, venue_id: str, day: str, previous_day: str | None, previous_link: str,
    house: House, house_seq: int, epoch: str, run_id: str, now_ms: int,
) -> list[Fact]:  # fmt: skip
    """Open a service day; records nothing if it is already open."""
    if hall.epoch:
        return []
    return [
        f.DayOpened(
            at_ms=now_ms, venue_id=venue_id, service_day=day, previous_link=previous_link,
            previous_day=previous_day,
        ),
        f.EpochBegan(at_ms=now_ms, epoch=epoch, run_id=run_id, reason="day-opened"),
        f.HouseAdopted(
            at_ms=now_ms, house_seq=house_seq, content=slice_of_house(house, venue_id), policy=PRIORITY_POLICY
        ),
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
    """Begin an epoch after a Redis restart, which may have lost the end of the log; once per restart."""
    if not hall.is_open or hall.run_id == run_id:
        return []
    return [f.EpochBegan(at_ms=now_ms, epoch=epoch, run_id=run_id, reason="redis-restarted")]


def begin_restored(hall: Hall, *, epoch: str, run_id: str, now_ms: int, left_out: int) -> list[Fact]:
    """
    Begin an epoch because a backup was restored; it is appended after ``left_out`` unused sequences.

    Like a missing entry, each of these makes every agency skip a number, so that no number is issued twice.
    """
    if not hall.is_open:
        return []
    return [f.EpochBegan(at_ms=now_ms, epoch=epoch, run_id=run_id, reason=f.RESTORED, left_out=left_out)]


def adopt_house(hall: Hall, *, house: House, house_seq: int, now_ms: int) -> list[Fact]:
    """Adopt the venue's slice of a newer house; records nothing if the day has this edition or a newer one."""
    if not hall.is_open or hall.house_seq >= house_seq or hall.venue_id not in house.venues:
        return []
    content = slice_of_house(house, hall.venue_id)
    if hall.house is not None and hall.house.content == content:
        return []
    return [f.HouseAdopted(at_ms=now_ms, house_seq=house_seq, content=content, policy=PRIORITY_POLICY)]


def has_slice(hall: Hall, house: House) -> bool:
    """Return whether the day has adopted its venue's slice of this house, or the house no longer has the venue."""
    if hall.venue_id not in house.venues:
        return True
    return hall.house is not None and hall.house.content == slice_of_house(house, hall.venue_id)


def issue(
    hall: Hall, *, service_id: str, now_ms: int, stops: Sequence[str] = (), priority: str | None = None,
    public: PublicTaking | None = None, until_ms: int | None = None, told: Wait | None = None,
    whole: House | None = None,
) -> list[Fact]:  # fmt: skip
    """
    Issue the next number of the service's agency; public: None at a paired kiosk and at reception.

    until_ms: last moment at which the client waits for the number (ms UTC), None for no limit; told: the estimated wait
    shown to the visitor; whole: the house with all its venues, to say where else a service is offered.
    Raises:
        WishExpired. UnknownService, ServiceClosed: of the service or of any later stop. RepeatedStop.
        KiosksOnly, PublicFull: only for the public.
    """
    if until_ms is not None and now_ms > until_ms:
        raise refusals.WishExpired()
    house = open_house(hall)
    requested = (service_id, *stops)
    for stop in requested:
        opening = opening_now(hall, stop, now_ms, whole)
        if not opening.is_open:
            raise closed(opening)
        if requested.count(stop) > 1:
            raise refusals.RepeatedStop(
                service=house.services[stop].name, service_en=house.services[stop].name_en
            )
    _check_priority(priority)
    if public is not None:
        _check_public(hall, house, requested, public)
    return [
        next_number(
            hall, house, service_id, now_ms, stops=stops, priority=priority, origin=public.origin if public else None,
            told=told,
        )
    ]  # fmt: skip


def issue_moved(
    hall: Hall, *, service_id: str, moved_from: str, now_ms: int, note: str | None = None,
    priority: str | None = None, whole: House | None = None,
) -> list[Fact]:  # fmt: skip
    """
    Issue a number for a visitor who was moved here from another venue; idempotent.

    moved_from: the original ticket, "venue/day/ticket"; whole: see ``issue``.
    Raises:
        UnknownService. ServiceClosed: unless only the quota is used up, because the visitor has already queued.
    """
    house = open_house(hall)
    if any(ticket.moved_from == moved_from for ticket in hall.tickets.values()):
        return []
    opening = opening_now(hall, service_id, now_ms, whole)
    if not opening.is_open and opening.reason != "quota":
        raise closed(opening)
    return [
        next_number(
            hall, house, service_id, now_ms, priority=priority, moved_from=moved_from, note=note
        )
    ]  # fmt: skip


def cancel(hall: Hall, *, ticket_id: str, now_ms: int, by_staff: bool = False) -> list[Fact]:
    """
    Cancel a ticket; idempotent. Visitors may cancel waiting tickets, staff also missed or held ones.

    Raises:
        UnknownTicket. AlreadyCalled: it was called, or has ended in another way.
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


def take_back(hall: Hall, *, origin: str, from_ms: int, until_ms: int, now_ms: int) -> list[Fact]:
    """
    Cancel the waiting tickets that one origin took between two times; records nothing if there are none.

    origin: as in ``Ticket.origin``, of the public or a paired kiosk.
    Raises:
        Malformed: the origin is staff; their numbers are cancelled one by one.
    """
    open_house(hall)
    if origin.startswith("staff:"):
        raise refusals.Malformed(why="origin: of the public or of a kiosk")
    ids = tuple(
        ticket.ticket_id for ticket in hall.tickets.values()
        if ticket.state == WAITING and ticket.origin == origin and from_ms <= ticket.issued_ms <= until_ms
    )  # fmt: skip
    if not ids:
        return []
    return [
        f.TicketsTakenBack(at_ms=now_ms, origin=origin, from_ms=from_ms, until_ms=until_ms, ticket_ids=ids)
    ]


def undo_taking_back(hall: Hall, *, seq: int, now_ms: int) -> list[Fact]:
    """
    Undo the last taking back: its tickets wait again, each in its old place; seq: of its fact, as shown on the page.

    Raises:
        UndoGone: there is none, or a later one exists. TakenBackUndoLate.
    """
    open_house(hall)
    last = hall.taken_back
    if last is None or last.seq != seq:
        raise refusals.UndoGone()
    if now_ms - last.at_ms > TAKEN_BACK_UNDO_MS:
        raise refusals.TakenBackUndoLate(minutes=TAKEN_BACK_UNDO_MS // 60_000)
    return [f.PressUndone(at_ms=now_ms, undone_seq=seq)]


def mark_priority(hall: Hall, *, ticket_id: str, priority: str | None, now_ms: int) -> list[Fact]:
    """Set a ticket's priority by law, or remove it (None). Raises UnknownNumber, Malformed."""
    ticket = find_ticket(hall, ticket_id)
    _check_priority(priority)
    if ticket.priority == priority:
        return []
    return [f.PriorityMarked(at_ms=now_ms, ticket_id=ticket_id, priority=priority)]


def kiosk_asks_priority(hall: Hall) -> bool:
    """Return whether this venue's paired kiosks ask about priority by law. Raises DayIsClosed."""
    return open_house(hall).venues[hall.venue_id].kiosk_priority


def reprint(hall: Hall, *, ticket_id: str, now_ms: int) -> list[Fact]:
    """Record that a ticket was printed again. Raises UnknownNumber."""
    find_ticket(hall, ticket_id)
    return [f.TicketReprinted(at_ms=now_ms, ticket_id=ticket_id)]


def return_missed(hall: Hall, *, ticket_id: str, place: str, now_ms: int) -> list[Fact]:
    """
    Let a missed or held ticket wait again; place: "first", "last" or "after-two".

    Raises:
        UnknownNumber, Malformed. NotWaiting: it is neither missed nor held.
    """
    ticket = find_ticket(hall, ticket_id)
    check_place(place, RETURN_PLACES)
    if ticket.state not in (MISSED, HELD):
        raise refusals.NotWaiting(ticket=ticket_id)
    return [f.TicketReturned(at_ms=now_ms, ticket_id=ticket_id, place=place)]


def post_notice(
    hall: Hall, *, text: str, text_en: str = "", service_id: str | None = None, zone: str | None = None,
    until_ms: int, now_ms: int,
) -> list[Fact]:  # fmt: skip
    """
    Post a notice to all who wait for a service, in a zone, or at the venue, until a time today (ms UTC).

    Raises:
        UnreadableNotice, NoticeOver, TooManyNotices, UnknownService, UnknownZone. Malformed: both set, or too long.
    """
    venue = open_house(hall).venues[hall.venue_id]
    if service_id is not None and zone is not None:
        raise refusals.Malformed(why="service, zone: one of them")
    if service_id is not None:
        opening_now(hall, service_id, now_ms)
    if zone is not None and zone not in venue.zones:
        raise refusals.UnknownZone(zone=zone[:60])
    text, text_en = tidy(text), tidy(text_en)
    if not text or find_unintended(text) or find_unintended(text_en):
        raise refusals.UnreadableNotice()
    if max(len(text), len(text_en)) > NOTICE_MAX:
        raise refusals.Malformed(why=f"text: {NOTICE_MAX}")
    if until_ms <= now_ms or service_day(until_ms, venue.time_zone, venue.day_starts_at) != hall.service_day:
        raise refusals.NoticeOver(time=clock_of(until_ms, venue.time_zone).replace(":", "."))
    if len([notice for notice in hall.notices if notice.until_ms > now_ms]) >= NOTICES_MAX:
        raise refusals.TooManyNotices(most=NOTICES_MAX)
    return [
        f.NoticePosted(
            at_ms=now_ms,
            text=text,
            text_en=text_en or None,
            service_id=service_id,
            zone=zone,
            until_ms=until_ms,
        )
    ]


def end_notice(hall: Hall, *, notice: int, now_ms: int) -> list[Fact]:
    """End a notice early; records nothing if it is over."""
    open_house(hall)
    is_on = any(each.id == notice and each.until_ms > now_ms for each in hall.notices)
    return [f.NoticeEnded(at_ms=now_ms, notice=notice)] if is_on else []


# Shared with the counter rules.


def open_house(hall: Hall) -> House:
    """Return the house of an open day. Raises DayIsClosed, DayIsAway."""
    if hall.is_away:
        raise refusals.DayIsAway(box=hall.box)
    if not hall.is_open or hall.house is None:
        raise refusals.DayIsClosed()
    return hall.house


def find_ticket(hall: Hall, ticket_id: str) -> Ticket:
    """Return today's ticket of this number. Raises DayIsClosed, UnknownNumber."""
    open_house(hall)
    ticket = hall.tickets.get(ticket_id)
    if ticket is None:
        raise refusals.UnknownNumber(ticket=ticket_id[:20])
    return ticket


def call_to_kiosk(hall: Hall, *, device_id: str, device_name: str, now_ms: int) -> list[Fact]:
    """
    Call staff to a kiosk; device_name: its display name.

    Records nothing while its call is open. An answered call can be renewed after KIOSK_HELP_AGAIN_MS.
    """
    open_house(hall)
    help = hall.kiosk_help.get(device_id)
    if help and not (help.is_coming and now_ms - help.asked_ms >= KIOSK_HELP_AGAIN_MS):
        return []
    return [f.HelpAsked(at_ms=now_ms, help=KIOSK_HELP, device_id=device_id, device_name=device_name)]


def answer_kiosk(hall: Hall, *, device_id: str, now_ms: int) -> list[Fact]:
    """Record that staff are coming to a kiosk; records nothing if already recorded, or if its call is over."""
    open_house(hall)
    help = hall.kiosk_help.get(device_id)
    return [f.HelpAnswered(at_ms=now_ms, device_id=device_id)] if help and not help.is_coming else []


def end_kiosk_help(hall: Hall, *, device_id: str, now_ms: int) -> list[Fact]:
    """Record that a kiosk no longer needs help; records nothing if its call is over."""
    open_house(hall)
    return [f.HelpEnded(at_ms=now_ms, device_id=device_id)] if device_id in hall.kiosk_help else []


def opening_now(hall: Hall, service_id: str, now_ms: int, whole: House | None = None) -> Opening:
    """Return whether a service gives numbers now; whole: see ``issue``. Raises DayIsClosed, UnknownService."""
    house = open_house(hall)
    if service_id not in house.services:
        is_elsewhere = (
            whole and service_id in whole.services and not whole.place_of(service_id, hall.venue_id)
        )
        if whole is None or not is_elsewhere:
            raise refusals.UnknownService(service=service_id[:60])
        house = whole
    return opening_of(
        house, venue_id=hall.venue_id, service_id=service_id, service_day=hall.service_day,
        now_ms=now_ms, taken=hall.quota_used.get(service_id, 0),
    )  # fmt: skip


def closed(opening: Opening) -> refusals.ServiceClosed:
    """Create the refusal for a closed service."""
    assert opening.text is not None
    return refusals.ServiceClosed(
        closed_reason=opening.reason, closed_text={"id": opening.text.id, "en": opening.text.en}
    )


def next_number(
    hall: Hall, house: House, service_id: str, now_ms: int, *, stops: Sequence[str] = (),
    priority: str | None = None, moved_from: str | None = None, note: str | None = None,
    origin: str | None = None, told: Wait | None = None,
) -> f.TicketIssued:  # fmt: skip
    """Create the fact that issues the next number of a service's agency."""
    agency = house.agencies[house.services[service_id].agency]
    ordinal = hall.last_ordinal.get(agency.prefix, agency.first_number - 1) + 1
    return f.TicketIssued(
        at_ms=now_ms, ticket_id=f"{agency.prefix}-{ordinal:0{agency.width}d}", prefix=agency.prefix,
        ordinal=ordinal, service_id=service_id, stops=tuple(stops), priority=priority,
        moved_from=moved_from, note=note, origin=origin,
        told=(told.low, told.high) if told else None,
    )  # fmt: skip


def check_place(place: str, places: Sequence[str]) -> None:
    """Raise Malformed if the place is none of these."""
    if place not in places:
        raise refusals.Malformed(why=f"place: {', '.join(places)}")


def only_paired_kiosks(hall: Hall, *, kiosks_paired: bool) -> bool:
    """Return whether the public takes numbers only at paired kiosks: as configured, else while a kiosk is paired."""
    configured = open_house(hall).venues[hall.venue_id].only_paired_kiosks
    return kiosks_paired if configured is None else configured


def _check_public(hall: Hall, house: House, services: Sequence[str], public: PublicTaking) -> None:
    """Raise KiosksOnly; or PublicFull if one of these services has the maximum of waiting public numbers."""
    if only_paired_kiosks(hall, kiosks_paired=public.kiosks_paired):
        raise refusals.KiosksOnly()
    waiting_max = house.venues[hall.venue_id].public_waiting_max
    for service_id in services:
        line = hall.line(service_id)
        if len(line) < waiting_max:
            continue
        if sum(hall.tickets[ticket_id].is_public for _, ticket_id in line) >= waiting_max:
            raise refusals.PublicFull()


def _check_priority(priority: str | None) -> None:
    if priority is not None and priority not in PRIORITIES:
        raise refusals.Malformed(why=f"priority: {', '.join(PRIORITIES)}")
