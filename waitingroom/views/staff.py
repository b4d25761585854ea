"""A counter for staff: its ticket, its waiting tickets, and what can be undone."""

from __future__ import annotations

from itertools import islice

from waitingroom.counter_rules import UNDO_MS, callable_ms, recalls_left
from waitingroom.hall import Hall
from waitingroom.house.model import Counter, House
from waitingroom.state import CALLED, MISSED, OpenCounter, Ticket
from waitingroom.views.shapes import Json, local, named, stamp, stops
from waitingroom.waits.estimate import Estimates

QUEUE_MAX = 6
LIST_MAX = 6
"""Maximum of missed and of held tickets in a counter's state, newest first; ``listed`` returns all of them."""


def counter(
    hall: Hall, now_ms: int, *, counter_id: str, session_id: str, waits: Estimates | None = None
) -> Json:  # fmt: skip
    """Return a counter's whole state, the response to every verb; waits: None for no wait times in the queue."""
    house = hall.house
    assert house is not None
    here = house.counters[hall.venue_id][counter_id]
    opened = hall.counters.get(counter_id)
    in_hand = hall.tickets[opened.ticket_id] if opened and opened.ticket_id else None
    services = hall.services_of(counter_id)
    upcoming = islice(hall.upcoming(counter_id), QUEUE_MAX)
    missed, held = _missed_at(hall, counter_id), _held_at(hall, counter_id)
    return stamp(hall, house, now_ms) | {
        "time_zone_label": house.venues[hall.venue_id].time_zone_label,
        "counter": counter_view(hall, house, here, session_id)
        | {"opened_by": opened.staff if opened else None},
        "ticket": _ticket(hall, house, in_hand) if in_hand else None,
        "waiting": hall.waiting_at(counter_id),
        "services": [line_view(hall, house, service_id) for service_id in services],
        "outcomes": [{"id": id, "name": name.id, "name_en": name.en} for id, name in house.outcomes.items()],
        "queue": [_queued(hall, house, hall.tickets[each.claim[1]], waits) for each in upcoming],
        "missed": [_missed(hall, house, t) for t in missed[:LIST_MAX]],
        "missed_total": len(missed),
        "held": [_held(hall, house, t) for t in held[:LIST_MAX]],
        "held_total": len(held),
        "undo": _undo(hall, house, opened, now_ms) if opened else None,
        "help": help_view(hall, house, opened),
        "message": message_view(hall, house, opened) if opened and not _is_read(opened) else None,
    }


def listed(hall: Hall, counter_id: str) -> Json:
    """Return all missed and held tickets of a counter, newest first, in the form used in its state."""
    house = hall.house
    assert house is not None
    return {
        "missed": [_missed(hall, house, t) for t in _missed_at(hall, counter_id)],
        "held": [_held(hall, house, t) for t in _held_at(hall, counter_id)],
    }


def _missed_at(hall: Hall, counter_id: str) -> list[Ticket]:
    services = hall.services_of(counter_id)
    return [t for t in hall.missed.values() if t.state == MISSED and t.service_id in services][::-1]


def _held_at(hall: Hall, counter_id: str) -> list[Ticket]:
    services = hall.services_of(counter_id)
    return [t for t in hall.held.values() if t.service_id in services or t.counter_id == counter_id][::-1]


def counter_view(hall: Hall, house: House, counter: Counter, session_id: str) -> Json:
    """Return a counter: its name, its duty today, whether it is open, by which session, and its pause."""
    opened = hall.counters.get(counter.id)
    zone = house.venues[hall.venue_id].zones.get(counter.zone)
    agencies = house.agencies_of_counter(hall.venue_id, counter.id, hall.service_day)
    pause = opened.pause if opened else None
    return {
        "id": counter.id, **named(counter, counter.id), "zone": counter.zone,
        "zone_name": zone.name if zone else "", "motif": zone.motif if zone else "", "agencies": list(agencies),
        "serves": ", ".join(house.agencies[a].name for a in agencies),
        "open": opened is not None, "yours": opened is not None and opened.session_id == session_id,
        "opened_at": local(hall, house, opened.opened_ms if opened else None),
        "pause": pause and {
            "reason": pause.reason, "since": local(hall, house, pause.since_ms),
            "until": local(hall, house, pause.until_ms),
        },
    }  # fmt: skip


def line_view(hall: Hall, house: House, service_id: str) -> Json:
    """Return a service's line: how many tickets wait, and since when the first one."""
    line, service = hall.lines.get(service_id), house.services[service_id]
    first = next(iter(line), None) if line else None
    return {
        "id": service_id, "name": service.name, "name_en": service.name_en, "agency": service.agency,
        "waiting": len(line) if line else 0,
        "longest_since": local(hall, house, hall.tickets[first[1]].issued_ms if first else None),
    }  # fmt: skip


def help_view(hall: Hall, house: House, opened: OpenCounter | None) -> Json | None:
    """Return a counter's request for help; None if there is none."""
    help = opened.help if opened else None
    return help and {
        "kind": help.kind, "asked_at": local(hall, house, help.asked_ms), "coming": help.is_coming,
    }  # fmt: skip


def message_view(hall: Hall, house: House, opened: OpenCounter | None) -> Json | None:
    """Return the supervisor's latest message to a counter; None if there is none."""
    message = opened.message if opened else None
    return message and {
        "id": message.id, "text": message.text, "at": local(hall, house, message.at_ms),
        "by": message.by.removeprefix("staff:"), "read_at": local(hall, house, message.read_ms),
    }  # fmt: skip


def names(house: House, service_id: str) -> Json:
    """Return a service's name in both languages; its id if it no longer exists."""
    service = house.services.get(service_id)
    return {
        "service": service_id,
        "service_name": service.name if service else service_id,
        "service_name_en": service.name_en if service else service_id,
    }


def _is_read(opened: OpenCounter) -> bool:
    return opened.message is not None and opened.message.read_ms is not None


def _ticket(hall: Hall, house: House, ticket: Ticket) -> Json:
    service = house.services.get(ticket.service_id)
    agency = house.agencies.get(service.agency) if service else None
    recalls, again_ms = recalls_left(hall, ticket) if ticket.state == CALLED else (0, None)
    return names(house, ticket.service_id) | {
        "id": ticket.ticket_id, "number": ticket.ticket_id,
        "agency": agency.id if agency else "", "agency_short": agency.short if agency else "",
        "state": ticket.state, "issued_at": local(hall, house, ticket.issued_ms),
        "called_at": local(hall, house, ticket.called_ms),
        "started_at": local(hall, house, ticket.started_ms),
        "calls": ticket.calls, "then": stops(house, ticket.stops), "priority": ticket.priority is not None,
        "basis": ticket.basis or None, "told": _told(ticket), "note": ticket.note, "outcome": ticket.outcome, "services_given": list(ticket.services or ()),
        "moved_from": ticket.moved_from, "walk_in": ticket.is_walk_in,
        "recall": {"left": recalls, "at": local(hall, house, again_ms)},
    }  # fmt: skip


def _told(ticket: Ticket) -> Json | None:
    """Return the wait displayed when the number was issued, and the actual wait, in minutes."""
    if ticket.told is None or ticket.first_called_ms is None:
        return None
    low, high = ticket.told
    waited = (ticket.first_called_ms - ticket.issued_ms) // 60_000
    return {"low_min": low, "high_min": high, "waited_min": waited}


def _queued(hall: Hall, house: House, ticket: Ticket, waits: Estimates | None) -> Json:
    """Return a ticket of the queue; wait: from the time of the estimates, None if unknown."""
    wait = waits.of(ticket.claim) if waits else None
    return names(house, ticket.service_id) | {
        "number": ticket.ticket_id, "issued_at": local(hall, house, ticket.issued_ms),
        "priority": ticket.priority is not None, "for_counter": ticket.for_counter is not None,
        "note": ticket.note is not None, "wait": wait and {"low_min": wait.low, "high_min": wait.high},
    }  # fmt: skip


def _missed(hall: Hall, house: House, ticket: Ticket) -> Json:
    return names(house, ticket.service_id) | {
        "number": ticket.ticket_id, "calls": ticket.calls,
        "last_called_at": local(hall, house, _last_called_ms(hall, ticket)),
        "callable_at": local(hall, house, callable_ms(hall, ticket)),
    }  # fmt: skip


def _last_called_ms(hall: Hall, ticket: Ticket) -> int | None:
    call = hall.calls.get(ticket.ticket_id)
    return call.at_ms if call else ticket.called_ms


def _held(hall: Hall, house: House, ticket: Ticket) -> Json:
    counter = house.counters[hall.venue_id].get(ticket.counter_id or "")
    return names(house, ticket.service_id) | {
        "number": ticket.ticket_id, "note": ticket.note, "held_at": local(hall, house, ticket.since_ms),
        **named(counter, ticket.counter_id, "counter_"),
    }  # fmt: skip


def _undo(hall: Hall, house: House, opened: OpenCounter, now_ms: int) -> Json | None:
    """Return what the counter's last press did and until when it can be undone; None if it no longer can."""
    last = opened.last
    if last is None or now_ms - last.at_ms > UNDO_MS:
        return None
    return {
        "seq": last.seq, "until": local(hall, house, last.at_ms + UNDO_MS),
        "did": [{"kind": kind, "number": number} for kind, number in last.did],
    }  # fmt: skip
