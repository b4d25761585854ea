"""Small JSON shapes shared by several views."""

from __future__ import annotations

from typing import Any

from waitingroom.hall import Hall
from waitingroom.house.model import Counter, House, Place, Text, Zone
from waitingroom.house.opening import Opening, break_of, exception_of, opening_of
from waitingroom.local_time import iso

Json = dict[str, Any]
AWAY = "away"
"""Reason why a service gives no numbers here: the venue's day was handed over to an outreach box."""


def text(value: Text | None) -> Json | None:
    """Return a text in both languages."""
    return {"id": value.id, "en": value.en} if value else None


def zone(value: Zone | None) -> Json | None:
    """Return a zone with its motif and directions."""
    if value is None:
        return None
    return {
        "id": value.id, "name": value.name, "motif": value.motif,
        "direction": value.direction, "way": text(value.way),
    }  # fmt: skip


def named(counter: Counter | None, counter_id: str | None, prefix: str = "") -> Json:
    """Return a counter's public name, with its word and sign for large type; its id if it no longer exists."""
    full, word, sign = Text(counter_id, counter_id) if counter_id else None, None, counter_id
    if counter is not None:
        full, _, word, sign = counter.name
    return {
        f"{prefix}name": full and full.id, f"{prefix}name_en": full and full.en,
        f"{prefix}sign": sign or (full and full.id), f"{prefix}word": text(word),
    }  # fmt: skip


def stamp(hall: Hall, house: House, now_ms: int) -> Json:
    """Return the position in the log, when the hall was last up to date with it, and the current time."""
    time_zone = house.venues[hall.venue_id].time_zone
    return {
        "venue": hall.venue_id,
        "service_day": hall.service_day,
        "seq": hall.seq,
        "epoch": hall.epoch,
        "heard": iso(now_ms if hall.heard_ms is None else hall.heard_ms, time_zone),
        "now": iso(now_ms, time_zone),
    }


def local(hall: Hall, house: House, at_ms: int | None) -> str | None:
    """Format a time with the venue's offset; None for None."""
    return None if at_ms is None else iso(at_ms, house.venues[hall.venue_id].time_zone)


def opening(hall: Hall, house: House, service_id: str, now_ms: int) -> Opening:
    """Return whether a service gives numbers now."""
    if hall.is_shut:
        return Opening(False, AWAY, away_text(hall, house))
    return opening_of(
        house, venue_id=hall.venue_id, service_id=service_id, service_day=hall.service_day,
        now_ms=now_ms, taken=hall.quota_used.get(service_id, 0),
    )  # fmt: skip


def away_text(hall: Hall, house: House) -> Text:
    """Say where numbers are given while the day is handed over; after it is closed, that it is over."""
    if hall.next_day is not None:
        return Text("Pelayanan hari ini sudah selesai.", "Closed for today.")
    venue = house.venues[hall.venue_id]
    where = ", ".join(filter(None, (venue.name, venue.address)))
    return Text(f"Hari ini nomor diberikan di lokasi: {where}.", f"Today numbers are given on site: {where}.")


def opening_words(now: Opening) -> Json:
    """Return an opening for pages: why it is closed, or when calling resumes after a break."""
    why = text(now.text)
    return {
        "open": now.is_open,
        "closed_reason": None if now.is_open else now.reason,
        "closed_text": None if now.is_open else why,
        "break_text": why if now.is_open else None,
    }


def break_text(hall: Hall, house: House, service_id: str, now_ms: int) -> Json | None:
    """Say that a service has a break now, and when calling resumes; None outside breaks."""
    current_break = break_of(
        house, venue_id=hall.venue_id, service_id=service_id, service_day=hall.service_day, now_ms=now_ms
    )
    return text(current_break.text) if current_break else None


def place_at(house: House, agency_id: str, venue_id: str) -> Place | None:
    """Return an agency's placement at a venue; None if it is not there."""
    return next((p for p in house.agencies[agency_id].places if p.venue == venue_id), None)


def zone_of(house: House, agency_id: str, venue_id: str) -> Zone | None:
    """Return the zone of an agency at a venue."""
    place = place_at(house, agency_id, venue_id)
    return house.venues[venue_id].zones.get(place.zone) if place and place.zone else None


def stops(house: House, service_ids: tuple[str, ...]) -> list[Json]:
    """Return the stops still to come."""
    return [
        {"service": s, "agency_short": house.agencies[house.services[s].agency].short}
        for s in service_ids
        if s in house.services
    ]


def notice(hall: Hall, house: House) -> Json | None:
    """Return the notice of a handed-over day, else the note of today's exception for the whole venue, if any."""
    if hall.is_shut:
        return text(away_text(hall, house))
    exception = exception_of(house.venues[hall.venue_id], hall.service_day)
    return text(exception.note) if exception else None
