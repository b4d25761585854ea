"""The hall for staff: counters, agencies with their light (light.py), and what needs attention."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from operator import add

from waitingroom.counter_access import CounterAccess
from waitingroom.hall import Hall
from waitingroom.house.model import COUNTER_WORDS, Agency, Counter, House, Venue
from waitingroom.house.opening import agency_opening, opens_ms
from waitingroom.state import CALLED, SERVING, Ticket
from waitingroom.views.floods import floods, taken_back
from waitingroom.views.light import CLOSED, HELD_UP, NO_COUNTER, level
from waitingroom.views.notices import notices
from waitingroom.views.restored import restored_need
from waitingroom.views.shapes import Json, local, opening, place_at, stamp, text
from waitingroom.views.staff import counter_view, help_view, line_view, message_view
from waitingroom.waits.estimate import Estimates
from waitingroom.waits.scene import PAUSE, scene

MINUTE_MS = 60_000

STUCK_TIMES = 3
STUCK_LEAST_MS = 15 * 60_000
"""A ticket is stuck if it takes STUCK_TIMES its service's usual time, and at least STUCK_LEAST_MS."""
CALLED_LONG_MS = 5 * 60_000
"""How long a called ticket may wait for its visitor before it needs attention."""
PAUSE_LONG_MS = round(PAUSE * MINUTE_MS)
"""How long a pause without an end may last before it needs attention; estimates assume that it then ends."""

NEED = (
    "log",
    "help",
    "kiosk-help",
    "restored",
    "flood",
    "held-up",
    "no-counter",
    "pause-over",
    "stuck",
    "unserved",
    "taken-back",
)
"""Kinds of needs, most urgent first."""


def hall(
    hall: Hall, now_ms: int, *, session_id: str, access: CounterAccess, waits: Estimates | None = None,
    venues: Mapping[str, Venue] | None = None,
) -> Json:  # fmt: skip
    """
    Return the hall for staff. access: the counters where this session may act; waits: None to compute them now;
    venues: of the whole house, None for the hall's own only.
    """
    house = hall.house
    assert house is not None
    here = house.venues[hall.venue_id]
    counters = [
        _counter(hall, house, c, session_id, access.allows_at(hall, c.id))
        for c in house.counters[hall.venue_id].values()
    ]
    waits = waits or Estimates(scene(hall, now_ms))
    agencies = [
        _agency(hall, house, agency, now_ms, waits)
        for agency in house.agencies.values()
        if any(s.agency == agency.id for s in house.services_at(hall.venue_id))
    ]
    totals = _totals(hall, agencies, counters)
    return stamp(hall, house, now_ms) | {
        "venue_name": here.name,
        "address": here.address,
        "time_zone_label": here.time_zone_label,
        "counter_word": text(COUNTER_WORDS[here.counter_word]),
        "house": hall.house_seq,
        "venues": [
            {"id": v.id, "name": v.name} for v in (house.venues if venues is None else venues).values()
        ],
        "zones": [{"id": z.id, "name": z.name, "motif": z.motif} for z in here.zones.values()],
        "counters": counters,
        "agencies": agencies,
        "services": [line_view(hall, house, s.id) for s in house.services_at(hall.venue_id)],
        "notices": notices(hall, now_ms),
        "waiting": totals["waiting"],
        "totals": totals,
        "attention": sorted(
            _attention(hall, house, agencies, now_ms), key=lambda a: (NEED.index(a["kind"]), a["since"])
        ),
    }


def _totals(hall: Hall, agencies: list[Json], counters: list[Json]) -> Json:
    return {
        "waiting": sum(len(line) for line in (*hall.lines.values(), *hall.own_lines.values())),
        "longest_since": min((a["longest_since"] for a in agencies if a["longest_since"]), default=None),
        "serving": sum(c["state"] == SERVING for c in counters),
        "counters_open": len(hall.counters),
        "counters_total": len(counters),
        "issued": sum(hall.issued.values()),
        "priority": sum(ticket.priority is not None for ticket in hall.tickets.values()),
    }


def _counter(hall: Hall, house: House, configured: Counter, session_id: str, allowed: bool) -> Json:
    opened = hall.counters.get(configured.id)
    ticket = hall.tickets[opened.ticket_id] if opened and opened.ticket_id else None
    return counter_view(hall, house, configured, session_id) | {
        "allowed": allowed, "services": list(hall.services_of(configured.id)),
        "opened_by": opened.staff if opened else None, "waiting": hall.waiting_at(configured.id),
        "ticket": ticket.ticket_id if ticket else None, "state": ticket.state if ticket else None,
        "since": local(hall, house, ticket.since_ms if ticket else None),
        "help": help_view(hall, house, opened), "message": message_view(hall, house, opened),
    }  # fmt: skip


def _agency(hall: Hall, house: House, agency: Agency, now_ms: int, waits: Estimates) -> Json:
    services = {s.id for s in house.services_at(hall.venue_id) if s.agency == agency.id}
    waiting = _waiting(hall, services)
    whole = agency_opening(
        [opening(hall, house, s.id, now_ms) for s in house.services.values() if s.agency == agency.id]
    )
    counters = {c.id for s in services for c in house.counters_serving(hall.venue_id, s, hall.service_day)}
    calling = {c for c in counters if c in hall.counters}
    paused = {c for c in calling if hall.counters[c].pause is not None}
    in_break = whole.is_open and whole.text is not None
    called_in = [waits.called_in(ticket) for ticket in waiting]
    waited = [(now_ms - ticket.issued_ms) / MINUTE_MS for ticket in waiting]
    place = place_at(house, agency.id, hall.venue_id)
    if not (whole.is_open or waiting or calling):
        light = CLOSED
    elif in_break or not _has_begun(hall, house, services, now_ms):  # no counter is expected to call
        light = level(waited, agency.promise_min)
    elif not calling - paused:
        light = NO_COUNTER
    else:
        light = level(map(add, waited, called_in), agency.promise_min)
    last = max(called_in, default=math.inf)
    return {
        "id": agency.id, "name": agency.name, "short": agency.short, "prefix": agency.prefix,
        "width": agency.width, "zone": place.zone if place else None, "waiting": len(waiting),
        "longest_since": local(hall, house, min((t.issued_ms for t in waiting), default=None)),
        "last_call_min": round(last) if last < math.inf and calling else None,
        "counters_open": len(calling - paused), "counters_paused": len(paused), "counters_total": len(counters),
        "level": light, "closed_text": text(whole.text), "in_break": in_break,
        "promise_min": agency.promise_min,
    }  # fmt: skip


def _has_begun(hall: Hall, house: House, services: set[str], now_ms: int) -> bool:
    """Return whether calling should have begun for any of these services; visitors may wait even before."""
    day = {"venue_id": hall.venue_id, "service_day": hall.service_day}
    opening = [at_ms for s in services if (at_ms := opens_ms(house, service_id=s, **day)) is not None]
    return not opening or min(opening) <= now_ms


def _waiting(hall: Hall, services: set[str]) -> list[Ticket]:
    """Return the tickets that wait for these services, including those that wait for one counter only."""
    lines = [line for s in services if (line := hall.lines.get(s))]
    waiting = [hall.tickets[claim[1]] for line in (*lines, *hall.own_lines.values()) for claim in line]
    return [ticket for ticket in waiting if ticket.service_id in services]


def _attention(hall: Hall, house: House, agencies: list[Json], now_ms: int) -> Iterator[Json]:
    """Yield everything that needs attention."""
    if entries := hall.damage.foreign + hall.damage.missing:
        yield {"kind": "log", "since": local(hall, house, hall.damage.after_ms), "entries": entries}
    if hall.restored is not None:
        yield restored_need(hall.restored, local(hall, house, hall.restored.at_ms))
    yield from floods(hall, house)
    yield from taken_back(hall, house, now_ms)
    yield from _unserved(hall, house, agencies)
    for device_id, help in hall.kiosk_help.items():
        yield {
            "kind": "kiosk-help", "device": device_id, "name": help.device_name,
            "since": local(hall, house, help.asked_ms), "coming": help.is_coming,
        }  # fmt: skip
    for counter_id, opened in hall.counters.items():
        if counter_id not in house.counters[hall.venue_id]:
            continue
        if opened.help is not None:
            yield {
                "kind": "help", "counter": counter_id, "since": local(hall, house, opened.help.asked_ms),
                "help": opened.help.kind, "coming": opened.help.is_coming,
            }  # fmt: skip
        pause = opened.pause
        if pause is not None and (pause.until_ms or pause.since_ms + PAUSE_LONG_MS) < now_ms:
            until = local(hall, house, pause.until_ms)
            since = until or local(hall, house, pause.since_ms)
            yield {"kind": "pause-over", "counter": counter_id, "since": since, "until": until}
        ticket = hall.tickets[opened.ticket_id] if opened.ticket_id else None
        if ticket and _is_stuck(house, ticket, now_ms):
            service = house.services.get(ticket.service_id)
            yield {
                "kind": "stuck", "counter": counter_id, "number": ticket.ticket_id,
                "service": ticket.service_id, "since": local(hall, house, ticket.since_ms),
                "usual_min": service.minutes if service else None,
            }  # fmt: skip


def _unserved(hall: Hall, house: House, agencies: list[Json]) -> Iterator[Json]:
    """Yield one need per agency whose visitors wait too long or without a counter, and one for all idle agencies."""
    idle = []
    for agency in agencies:
        if agency["in_break"] or agency["level"] not in (HELD_UP, NO_COUNTER):
            continue
        if agency["waiting"]:
            kind = "held-up" if agency["counters_open"] else "no-counter"
            yield {"kind": kind, "agency": agency["id"], "since": agency["longest_since"]}
        elif not agency["counters_paused"]:
            idle.append(agency["id"])
    if idle:
        yield {"kind": "unserved", "agencies": idle, "since": local(hall, house, hall.opened_ms)}


def _is_stuck(house: House, ticket: Ticket, now_ms: int) -> bool:
    if ticket.state == CALLED:
        return now_ms - ticket.since_ms > CALLED_LONG_MS
    service = house.services.get(ticket.service_id)
    usual_ms = (service.minutes if service else 0) * MINUTE_MS
    return now_ms - ticket.since_ms > max(STUCK_LEAST_MS, STUCK_TIMES * usual_ms)
