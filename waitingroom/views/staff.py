"""What staff are told: the hall with its counters, and one counter with what it holds."""

from __future__ import annotations

from collections.abc import Callable

from waitingroom.hall import MISSED, Hall, Ticket
from waitingroom.house import Counter, House
from waitingroom.policy import POLICY
from waitingroom.views.shapes import Json, local, stamp, stops

QUEUE_MAX = 6
MISSED_MAX = 6


def hall(hall: Hall, now_ms: int, *, session_id: str, allowed: Callable[[Counter], bool]) -> Json:
    """Give the hall as staff see it; ``allowed`` says at which counters this session may act."""
    house = hall.house
    assert house is not None
    here = house.venues[hall.venue_id]
    return stamp(hall, house, now_ms) | {
        "venue_name": here.name,
        "time_zone_label": here.time_zone_label,
        "house": hall.house_seq,
        "counters": [
            _counter(hall, house, counter, session_id)
            | {"allowed": allowed(counter)}
            | _held(hall, counter.id)
            for counter in house.counters[hall.venue_id].values()
        ],
        "services": [
            _line(hall, house, s.id) | {"agency": s.agency} for s in house.services_at(hall.venue_id)
        ],
        "waiting": sum(len(line) for line in hall.lines.values()),
    }


def counter(hall: Hall, now_ms: int, *, counter_id: str, session_id: str) -> Json:
    """Give one counter's whole state, the answer of every verb."""
    house = hall.house
    assert house is not None
    counter = house.counters[hall.venue_id][counter_id]
    opened = hall.counters.get(counter_id)
    held = hall.tickets[opened.ticket_id] if opened and opened.ticket_id else None
    services = house.services_of_counter(hall.venue_id, counter_id)
    upcoming = POLICY.upcoming(hall.lines_of(counter_id), QUEUE_MAX)
    missed = [t for t in hall.missed.values() if t.state == MISSED and t.service_id in services]
    return stamp(hall, house, now_ms) | {
        "time_zone_label": house.venues[hall.venue_id].time_zone_label,
        "counter": _counter(hall, house, counter, session_id)
        | {"opened_by": opened.staff if opened else None},
        "ticket": _ticket(hall, house, held) if held else None,
        "waiting": hall.waiting_at(counter_id),
        "services": [_line(hall, house, service_id) for service_id in services],
        "queue": [_queued(hall, house, hall.tickets[claim[1]]) for claim in upcoming],
        "missed": [
            {"number": t.ticket_id, "calls": t.calls, "last_called_at": local(hall, house, t.called_ms)}
            for t in missed[::-1][:MISSED_MAX]
        ],
    }


def _counter(hall: Hall, house: House, counter: Counter, session_id: str) -> Json:
    opened = hall.counters.get(counter.id)
    zone = house.venues[hall.venue_id].zones.get(counter.zone)
    return {
        "id": counter.id, "name": counter.name, "sign": counter.sign, "zone": counter.zone,
        "zone_name": zone.name if zone else "", "agencies": list(counter.agencies),
        "serves": ", ".join(house.agencies[a].name for a in counter.agencies),
        "open": opened is not None, "yours": opened is not None and opened.session_id == session_id,
        "opened_at": local(hall, house, opened.opened_ms if opened else None),
    }  # fmt: skip


def _held(hall: Hall, counter_id: str) -> Json:
    opened = hall.counters.get(counter_id)
    ticket = hall.tickets[opened.ticket_id] if opened and opened.ticket_id else None
    return {"ticket": ticket.ticket_id if ticket else None, "state": ticket.state if ticket else None}


def _ticket(hall: Hall, house: House, ticket: Ticket) -> Json:
    service = house.services.get(ticket.service_id)
    return {
        "id": ticket.ticket_id, "number": ticket.ticket_id, "service": ticket.service_id,
        "service_name": service.name if service else ticket.service_id,
        "service_name_en": service.name_en if service else ticket.service_id,
        "state": ticket.state, "issued_at": local(hall, house, ticket.issued_ms),
        "called_at": local(hall, house, ticket.called_ms),
        "started_at": local(hall, house, ticket.started_ms),
        "calls": ticket.calls, "then": stops(house, ticket.stops),
    }  # fmt: skip


def _queued(hall: Hall, house: House, ticket: Ticket) -> Json:
    service = house.services.get(ticket.service_id)
    return {
        "number": ticket.ticket_id,
        "service_name": service.name if service else ticket.service_id,
        "issued_at": local(hall, house, ticket.issued_ms),
    }


def _line(hall: Hall, house: House, service_id: str) -> Json:
    line = hall.lines.get(service_id)
    first = line.first() if line else None
    longest_ms = hall.tickets[first[1]].issued_ms if first else None
    return {
        "id": service_id,
        "name": house.services[service_id].name,
        "waiting": len(line) if line else 0,
        "longest_since": local(hall, house, longest_ms),
    }
