"""
The data of a board: calls, next tickets, and number and duration of waits; at most 4 KB for 21 agencies.

A board of one agency or counter also has the number of waiting tickets per service; a board of one counter its state.
Wait times are given per service, and per zone only if one range holds for all of its lines.
"""

from __future__ import annotations

from itertools import islice
from typing import NamedTuple

from waitingroom import refusals
from waitingroom.hall import Hall
from waitingroom.house.model import COUNTER_WORDS, House, Media
from waitingroom.house.opening import venue_hours
from waitingroom.state import CALLED, SERVING, Call, Notice
from waitingroom.views import closed_hall
from waitingroom.views.notices import concerns_service, notices
from waitingroom.views.ready import ready
from waitingroom.views.shapes import AWAY, Json, local, named, notice, stamp, text, zone, zone_of
from waitingroom.waits.estimate import MORE_THAN, STEP, Estimates

CALLS_MAX = 12
READY_MAX = 4
READY_PER_ZONE = 2
"""Maximum of ready numbers per zone, so that a busy zone leaves room for the others."""
MISSED_MAX = 6
PAUSED_MAX = 4
SERVICES_MAX = 8
RANGE_MAX = 4 * STEP
"""Maximum width of a zone's range in minutes: a wider one is of no use to visitors."""
OVER = ("after", "closed")
"""States of a venue's day in which it does not open again that day."""
WITHDRAWN_MS = 60_000
"""How long a board shows that a call was withdrawn."""


class Selection(NamedTuple):
    """The part of a venue that a board covers; None for no restriction."""

    zone: str | None = None
    agency: str | None = None
    counter: str | None = None

    def shows(self, *, counter_id: str, zone: str | None, agency: str | None) -> bool:
        """Return whether the board shows calls at this counter, of this zone and agency."""
        if self.counter is not None:
            return self.counter == counter_id
        return self.zone in (None, zone) and self.agency in (None, agency)


WHOLE = Selection()


def check(hall: Hall, selection: Selection) -> None:
    """Check that the venue has the selected parts. Raises UnknownZone, UnknownAgency, UnknownCounter."""
    house = hall.house
    assert house is not None
    if selection.zone is not None and selection.zone not in house.venues[hall.venue_id].zones:
        raise refusals.UnknownZone(zone=selection.zone)
    if selection.agency is not None and all(
        service.agency != selection.agency for service in house.services_at(hall.venue_id)
    ):
        raise refusals.UnknownAgency(agency=selection.agency)
    if selection.counter is not None and selection.counter not in house.counters[hall.venue_id]:
        raise refusals.UnknownCounter(counter=selection.counter)


def board(hall: Hall, now_ms: int, selection: Selection = WHOLE, waits: Estimates | None = None) -> Json:
    """Return the whole board of a hall; without ``waits`` it has no wait times."""
    house = hall.house
    assert house is not None
    state, opens_ms = venue_hours(house, hall.venue_id, hall.service_day, now_ms)
    if hall.is_shut:
        hall, state = hall.without_tickets(), AWAY if hall.next_day is None else "closed"
    closed = None if hall.is_shut or state not in OVER else closed_hall.no_numbers(hall, now_ms)
    part = _Part(hall, house, selection)
    paused = [c for c in hall.counters.values() if c.pause and part.has_counter(c.counter_id)]
    missed = [t for t in hall.missed.values() if t.counter_id and part.has_counter(t.counter_id)]
    return stamp(hall, house, now_ms) | {
        "house": hall.house_seq,
        "calls": [
            _call(hall, house, call) for call in islice(filter(part.has_call, reversed(hall.calls.values())), CALLS_MAX)
        ],
        "ready": _ready(hall, part),
        "waiting": _waiting(hall, part),
        **({"waits": _waits(hall, part, waits)} if waits else {}),
        "notices": notices(hall, now_ms, part.has_notice),
        "missed": [{"number": t.ticket_id, "counter": t.counter_id} for t in missed[: -MISSED_MAX - 1 : -1]],
        "hours": {"state": state, "opens_at": local(hall, house, opens_ms)},
        **({"closed_text": text(closed)} if closed else {}),
        "withdrawn": [
            {"number": call.ticket_id, "at": local(hall, house, at_ms)}
            for call, at_ms in hall.withdrawn
            if now_ms - at_ms < WITHDRAWN_MS and part.has_call(call)
        ],
        "paused": [
            {"counter": c.counter_id, "until": local(hall, house, c.pause.until_ms if c.pause else None)}
            for c in paused[:PAUSED_MAX]
        ],
        **({"services": _waiting_services(hall, part, waits)} if selection.agency or selection.counter else {}),
        **({"desk": _desk(hall, house, selection.counter)} if selection.counter else {}),
    }  # fmt: skip


def _call(hall: Hall, house: House, call: Call) -> Json:
    counter, service = house.counters[hall.venue_id].get(call.counter_id), house.services.get(call.service_id)
    return {
        "number": call.ticket_id, "counter": call.counter_id,
        "counter_name": named(counter, call.counter_id)["name"],
        "agency": service.agency if service else "", "service": call.service_id,
        "called_at": local(hall, house, call.at_ms), "recalls": call.recalls, "seq": call.seq,
        "request_id": call.request_id,
    } | ({"over": True} if _is_over(hall, call) else {})  # fmt: skip


def house_event(hall: Hall) -> Json:
    """Return the names that a board needs; sent separately, so that the board itself stays small."""
    house = hall.house
    assert house is not None
    venue = house.venues[hall.venue_id]
    services = house.services_at(venue.id)
    agencies = {s.agency: house.agencies[s.agency] for s in services}
    return {
        "version": hall.house_seq,
        "venue": {
            "id": venue.id, "name": venue.name, "motto": house.motto,
            "time_zone": venue.time_zone, "time_zone_label": venue.time_zone_label,
            "counter_word": text(COUNTER_WORDS[venue.counter_word]),
        },
        "notice": notice(hall, house),
        "info": [text(info) for info in venue.info],
        "media": [
            _media(item) for item in house.media.values() if item.is_due(venue.id, hall.service_day)
        ],
        "zones": {z.id: zone(z) for z in venue.zones.values()},
        "agencies": {
            a.id: {"name": a.name, "short": a.short, "zone": z.id if (z := zone_of(house, a.id, venue.id)) else None}
            for a in agencies.values()
        },
        "services": {s.id: {"name": s.name, "name_en": s.name_en, "agency": s.agency} for s in services},
        "counters": {
            c.id: named(c, c.id) | {"inside": text(c.name.inside), "zone": c.zone}
            for c in house.counters[venue.id].values()
        },
    }  # fmt: skip


def _media(item: Media) -> Json:
    """
    Return an item shown beside the calls: a text or a file, with its zones unless it is for all.

    to_end: the video plays to its end; ``seconds`` is then its length, if known.
    """
    view: Json = {"id": item.id, "kind": item.kind, "seconds": item.seconds}
    view |= {"to_end": True} if item.to_end else {}
    view |= {"text": text(item.text)} if item.text else {"file": item.file}
    return view | ({"zones": list(item.zones)} if item.zones else {})


class _Part:
    """The part of a venue that a board covers: its counters, services and zones."""

    def __init__(self, hall: Hall, house: House, selection: Selection) -> None:
        self._hall, self._house, self._selection = hall, house, selection
        self._own = set(hall.services_of(selection.counter)) if selection.counter else None

    def has_call(self, call: Call) -> bool:
        return self.has_counter(call.counter_id) and self.has_service(call.service_id)

    def has_counter(self, counter_id: str) -> bool:
        selection, counter = self._selection, self._house.counters[self._hall.venue_id].get(counter_id)
        if selection.counter:
            return counter_id == selection.counter
        return selection.zone is None or (counter is not None and counter.zone == selection.zone)

    def has_service(self, service_id: str) -> bool:
        selection, service = self._selection, self._house.services.get(service_id)
        if service is None:
            return selection == WHOLE
        if self._own is not None:
            return service_id in self._own
        return selection.agency is None or service.agency == selection.agency

    def has_notice(self, notice: Notice) -> bool:
        """Return whether a notice concerns tickets that the board calls."""
        if notice.zone is None and notice.service_id is None:
            return True
        if notice.zone is not None and self._selection == Selection(zone=self._selection.zone):
            return self._selection.zone in (None, notice.zone)
        return any(
            self.zone_of(service.id) is not None
            and concerns_service(self._hall, self._house, notice, service.id)
            for service in self._house.services_at(self._hall.venue_id)
        )

    def zone_of(self, service_id: str) -> str | None:
        """Return the zone where a service's visitors wait, if the board covers it."""
        service = self._house.services.get(service_id)
        if service is None or not self.has_service(service_id):
            return None
        place = zone_of(self._house, service.agency, self._hall.venue_id)
        if place is None or self._selection.zone not in (None, place.id):
            return None
        return place.id


def _is_over(hall: Hall, call: Call) -> bool:
    """Return whether a call is over: its visitor came, was missed, or is called elsewhere."""
    ticket = hall.tickets.get(call.ticket_id)
    return ticket is None or ticket.state != CALLED or ticket.counter_id != call.counter_id


def _desk(hall: Hall, house: House, counter_id: str) -> Json:
    """Return a counter's state for the tablet at the counter; never the reason for a pause."""
    opened = hall.counters.get(counter_id)
    if opened is None:
        return {"state": "closed", "number": None, "until": None}
    ticket = hall.tickets.get(opened.ticket_id) if opened.ticket_id else None
    if ticket is not None:
        doing = {CALLED: "calling", SERVING: "serving"}.get(ticket.state, "free")
        return {"state": doing, "number": ticket.ticket_id, "until": None}
    until_ms = opened.pause.until_ms if opened.pause else None
    return {
        "state": "paused" if opened.pause else "free",
        "number": None,
        "until": local(hall, house, until_ms),
    }


def _ready(hall: Hall, part: _Part) -> list[Json]:
    """Return the tickets that should get ready, in the order of calling, at most READY_PER_ZONE per zone."""
    visible: list[Json] = []
    for _, ticket_id in ready(hall):
        place = part.zone_of(hall.tickets[ticket_id].service_id)
        if place is not None and sum(each["zone"] == place for each in visible) < READY_PER_ZONE:
            visible.append({"number": ticket_id, "zone": place})
    return visible[:READY_MAX]


def _waiting(hall: Hall, part: _Part) -> dict[str, int]:
    """Count the waiting tickets per zone."""
    counts: dict[str, int] = {}
    for service_id, line in hall.lines.items():
        place = part.zone_of(service_id)
        if place is not None and len(line):
            counts[place] = counts.get(place, 0) + len(line)
    for line in hall.own_lines.values():
        for _, ticket_id in line:
            place = part.zone_of(hall.tickets[ticket_id].service_id)
            if place is not None:
                counts[place] = counts.get(place, 0) + 1
    return counts


def _waits(hall: Hall, part: _Part, waits: Estimates) -> dict[str, Json]:
    """
    Return the wait of each zone with waiting tickets: from the shortest to the longest of its lines.

    Omits zones where a line's wait is unknown, or where the lines differ too much for one range.
    """
    lines: dict[str, list[Json | None]] = {}
    for service_id, line in hall.lines.items():
        place = part.zone_of(service_id)
        if place is not None and len(line):
            lines.setdefault(place, []).append(_range(waits, service_id))
    joined = {place: join_ranges(ranges) for place, ranges in lines.items()}
    return {place: joined_range for place, joined_range in joined.items() if joined_range is not None}


def join_ranges(ranges: list[Json | None]) -> Json | None:
    """Join ranges into one that holds for all; None if one is unknown, or if it would be too wide."""
    known_ranges = [each for each in ranges if each is not None]
    low = min((each["low_min"] for each in known_ranges), default=0)
    highs = [each["high_min"] for each in known_ranges]
    if len(known_ranges) < len(ranges) or not known_ranges:
        return None
    if None in highs:
        return {"low_min": low, "high_min": None} if low == MORE_THAN else None
    widest = max(RANGE_MAX, *(each["high_min"] - each["low_min"] for each in known_ranges))
    return {"low_min": low, "high_min": max(highs)} if max(highs) - low <= widest else None


def _range(waits: Estimates, service_id: str) -> Json | None:
    """Return the wait of a ticket issued now for a service; None if unknown."""
    wait = waits.of_newcomer(service_id)
    return wait and {"low_min": wait.low, "high_min": wait.high}


def _waiting_services(hall: Hall, part: _Part, waits: Estimates | None) -> list[Json]:
    """Count the waiting tickets per service, longest line first: [{"service", "waiting", "wait"?}]."""
    counts = {
        service_id: len(line)
        for service_id, line in hall.lines.items()
        if len(line) and part.zone_of(service_id) is not None
    }
    for line in hall.own_lines.values():
        for _, ticket_id in line:
            service_id = hall.tickets[ticket_id].service_id
            if part.zone_of(service_id) is not None:
                counts[service_id] = counts.get(service_id, 0) + 1
    longest_first = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [
        {"service": service_id, "waiting": count}
        | ({"wait": wait} if waits and (wait := _range(waits, service_id)) else {})
        for service_id, count in longest_first[:SERVICES_MAX]
    ]
