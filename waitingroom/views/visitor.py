"""Views for visitors: the catalogue with opening states, and one ticket. Never priority reasons or staff names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from waitingroom.hall import Hall
from waitingroom.house.counter_name import counters_text
from waitingroom.house.model import Agency, Counter, House, Service, Venue
from waitingroom.house.opening import Opening, agency_opening
from waitingroom.state import CALLED, HELD, MISSED, SERVING, WAITING, Ticket
from waitingroom.views import closed_hall
from waitingroom.views.notices import concerns_service, notices
from waitingroom.views.ready import gets_ready
from waitingroom.views.shapes import (
    Json,
    break_text,
    local,
    named,
    notice,
    opening,
    opening_words,
    stamp,
    stops,
    text,
    zone,
    zone_of,
)
from waitingroom.views.waits import wait_note, wait_of_ticket, wait_range
from waitingroom.waits.estimate import Estimates

ELSEWHERE_MAX = 40
"""Maximum of other venues' agencies in a catalogue; more would make the local ones hard to find."""


def venue(
    hall: Hall, now_ms: int, waits: Estimates | None = None, *, with_priority: bool | None = None,
    whole: House | None = None,
) -> Json:  # fmt: skip
    """
    Return a venue's catalogue: all agencies, including planned ones and those elsewhere; waits: None for no wait times.

    with_priority: include the waits with priority, None for the venue's kiosk setting; whole: the house with all its
    venues, None for the hall's house. If more than ELSEWHERE_MAX agencies are elsewhere, none of them is listed.
    """
    house = hall.house
    assert house is not None
    here = house.venues[hall.venue_id]
    both = here.kiosk_priority if with_priority is None else with_priority
    whole = whole or house
    elsewhere = [agency for agency in whole.agencies.values() if agency.id not in house.agencies]
    listed = [*house.agencies.values(), *(elsewhere if len(elsewhere) <= ELSEWHERE_MAX else ())]
    ranked = sorted(listed, key=lambda a: (not a.featured, a.short.casefold()))
    return stamp(hall, house, now_ms) | {
        "id": here.id,
        "name": here.name,
        "motto": house.motto,
        "address": here.address,
        "time_zone": here.time_zone,
        "time_zone_label": here.time_zone_label,
        "house": hall.house_seq,
        "notice": None if hall.is_shut else notice(hall, house),
        "notices": notices(hall, now_ms),
        "closed_text": text(closed_hall.no_numbers(hall, now_ms)),
        "asks_priority": here.kiosk_priority,
        "zones": [zone(z) for z in here.zones.values()],
        "agencies": [_agency(hall, house, whole, agency, now_ms, waits, both) for agency in ranked],
    }


def ticket(
    hall: Hall, ticket: Ticket, token: str, now_ms: int, waits: Estimates | None = None,
    venues: Mapping[str, Venue] | None = None,
) -> Json:  # fmt: skip
    """Return a ticket for its visitor; waits: None for no wait time; venues: of the whole house, None for the hall's."""
    house = hall.house
    assert house is not None
    at_counter = ticket.counter_id if ticket.state in (CALLED, SERVING, MISSED, HELD) else None
    counter = house.counters[hall.venue_id].get(at_counter or "")
    here, name = house.venues[hall.venue_id], named(counter, at_counter, "counter_")
    is_waiting = ticket.state == WAITING
    return stamp(hall, house, now_ms) | {
        "id": ticket.ticket_id,
        "number": ticket.ticket_id,
        "venue_name": here.name,
        "time_zone_label": here.time_zone_label,
        **_service_names(hall, house, ticket.service_id),
        **_counters_of(hall, house, ticket.service_id),
        "token": token,
        "state": ticket.state,
        "ahead": hall.ahead(ticket) if is_waiting else 0,
        "ready": gets_ready(hall, ticket),
        "wait": wait_of_ticket(hall, waits, ticket) if waits and is_waiting else None,
        "wait_note": wait_note(hall, house, ticket.service_id, ticket.for_counter) if is_waiting else None,
        "notices": notices(
            hall, now_ms, lambda each: is_waiting and concerns_service(hall, house, each, ticket.service_id)
        ),
        "break_text": break_text(hall, house, ticket.service_id, now_ms) if is_waiting else None,
        "issued_at": local(hall, house, ticket.issued_ms),
        "called_at": local(hall, house, ticket.called_ms),
        "calls": ticket.calls,
        "basis": ticket.basis or None,
        "counter": name["counter_sign"],
        **name,
        "then": stops(house, ticket.stops),
        "dropped": ticket.is_dropped,
        "taken_back": ticket.is_taken_back,
        "moved_to": _moved_to(house.venues if venues is None else venues, ticket),
        "hall_closed": _hall_closed(hall, ticket, now_ms),
        "rating": ticket.rating and ticket.rating.value,
    }


def _service_names(hall: Hall, house: House, service_id: str) -> Json:
    """Return the service of a ticket, its agency and its zone, as far as the house still has them."""
    service = house.services.get(service_id)
    agency = house.agencies.get(service.agency) if service else None
    return {
        "service": service_id,
        "service_name": service.name if service else service_id,
        "service_name_en": service.name_en if service else service_id,
        "agency": agency.id if agency else None,
        "agency_name": agency.name if agency else "",
        "agency_short": agency.short if agency else "",
        "zone": zone(zone_of(house, agency.id, hall.venue_id)) if agency else None,
    }


def _hall_closed(hall: Hall, ticket: Ticket, now_ms: int) -> Json | None:
    closed = closed_hall.nobody_calls(hall, ticket, now_ms)
    return {"text": text(closed.text), "over": closed.is_over} if closed else None


def _moved_to(venues: Mapping[str, Venue], ticket: Ticket) -> Json | None:
    """Return the number with which the visitor continues at another venue."""
    if ticket.moved_to is None:
        return None
    venue_id, _, number = ticket.moved_to.partition("/")
    venue = venues.get(venue_id)
    return {"venue": venue_id, "venue_name": venue.name if venue else venue_id, "number": number}


def _counters_of(hall: Hall, house: House, service_id: str) -> Json:
    """Return the counters that serve a service today; cached, as there may be forty of them for each number issued."""
    cache, key = house.remembered(hall.venue_id, hall.service_day), ("counters", service_id)
    if key not in cache:
        cache[key] = _counters(house.counters_serving(hall.venue_id, service_id, hall.service_day))
    counters: Json = cache[key]
    return counters


def _counters(counters: Iterable[Counter]) -> Json:
    """Return the signs of counters, and a text that names them all."""
    names = [c.name for c in counters]
    return {"counters": [n.sign or n.full.id for n in names], "counters_text": text(counters_text(names))}


def _serving(hall: Hall, house: House, services: list[Service]) -> list[Counter]:
    """Return the counters that serve any of these services today, in the house's order."""
    serving = {c.id for s in services for c in house.counters_serving(hall.venue_id, s.id, hall.service_day)}
    return [c for c in house.counters[hall.venue_id].values() if c.id in serving]


def _agency(
    hall: Hall, house: House, whole: House, agency: Agency, now_ms: int, waits: Estimates | None, with_priority: bool
) -> Json:  # fmt: skip
    by_id = {
        s.id: (house.services.get(s.id, s), house if s.id in house.services else whole)
        for s in (*whole.services.values(), *house.services.values()) if s.agency == agency.id
    }  # fmt: skip
    services = [service for service, _ in by_id.values()]
    openings = [opening(hall, owner, id, now_ms) for id, (_, owner) in by_id.items()]
    agency_state = agency_opening(openings)
    place = zone_of(house, agency.id, hall.venue_id) if agency.id in house.agencies else None
    return {
        "id": agency.id, "name": agency.name, "short": agency.short, "about": text(agency.about),
        "prefix": agency.prefix, "width": agency.width, "zone": place.id if place else None,
        "featured": agency.featured,
        **_counters(_serving(hall, house, services)),
        "waiting": sum(_waiting(hall, s.id) for s in services),
        **opening_words(agency_state),
        "services": [_service(hall, house, *each, waits, with_priority) for each in zip(services, openings, strict=True)],
    }  # fmt: skip


def _service(
    hall: Hall, house: House, service: Service, now: Opening, waits: Estimates | None, with_priority: bool
) -> Json:  # fmt: skip
    """Return a service; ahead, wait: for a ticket issued now; priority: the same with priority."""

    def newcomer(*, priority: bool) -> Json:
        wait = waits.of_newcomer(service.id, priority=priority) if waits else None
        ahead = hall.ahead_of_newcomer(service.id, priority=priority)
        return {"ahead": ahead, "wait": wait_range(hall, waits, wait)}

    return {
        "id": service.id, "name": service.name, "name_en": service.name_en, "minutes": service.minutes,
        **opening_words(now),
        "waiting": _waiting(hall, service.id),
        "wait_note": wait_note(hall, house, service.id) if now.is_open else None,
        **newcomer(priority=False), **({"priority": newcomer(priority=True)} if with_priority else {}),
        "documents": [text(document) for document in service.documents],
        "errands": [text(errand) for errand in service.errands],
    }  # fmt: skip


def _waiting(hall: Hall, service_id: str) -> int:
    line = hall.lines.get(service_id)
    return len(line) if line else 0
