"""Messages for a hall that gives no numbers, or in which no ticket can be called."""

from __future__ import annotations

from typing import NamedTuple

from waitingroom.hall import Hall
from waitingroom.house.model import COUNTER_WORDS, House, Text
from waitingroom.house.opening import opening_of, venue_hours
from waitingroom.local_time import clock_of, day_name, service_day
from waitingroom.state import WAITING, Ticket
from waitingroom.views.shapes import away_text, opening

MINUTE_MS = 60_000
EARLIER_MIN_MAX = 12 * 60
"""Maximum time before its opening at which a service may give numbers, in minutes."""


def no_numbers(hall: Hall, now_ms: int) -> Text | None:
    """Say that no service gives numbers now, and when the first one will; None if one does."""
    house = _house(hall)
    if hall.is_shut:
        return away_text(hall, house)
    if any(opening(hall, house, service.id, now_ms).is_open for service in house.services_at(hall.venue_id)):
        return None
    from_ms = numbers_from(hall, now_ms)
    if from_ms is not None and _day(hall, house, from_ms) == hall.service_day:
        time = _clock(hall, house, from_ms)
        return Text(f"Nomor dapat diambil mulai pukul {time}.", f"Numbers can be taken from {time}.")
    state, _ = venue_hours(house, hall.venue_id, hall.service_day, now_ms)
    words = {
        "after": ("Pelayanan hari ini sudah selesai.", "Closed for today."),
        "closed": ("Hari ini tutup.", "Closed today."),
    }.get(state, ("Nomor hari ini tidak diberikan lagi.", "No more numbers today."))
    return _with_next_day(hall, house, words, from_ms)


class ClosedHall(NamedTuple):
    """The message for a ticket that waits in a closed hall; is_over: it will not be called any more today."""

    text: Text
    is_over: bool


def nobody_calls(hall: Hall, ticket: Ticket, now_ms: int) -> ClosedHall | None:
    """Return the message for a waiting ticket if no counter is open and it is outside opening hours; else None."""
    house = _house(hall)
    state, opens_ms = venue_hours(house, hall.venue_id, hall.service_day, now_ms)
    if ticket.state != WAITING or hall.counters or state == "open":
        return None
    if state == "before" and opens_ms is not None:
        time = _clock(hall, house, opens_ms)
        word = COUNTER_WORDS[house.venues[hall.venue_id].counter_word].id
        return ClosedHall(Text(f"{word} mulai memanggil pukul {time}.", f"Calling starts at {time}."), False)
    words = (
        f"Pelayanan hari ini sudah selesai dan {ticket.ticket_id} belum sempat dipanggil. Mohon maaf. "
        "Silakan ke meja informasi.",
        f"We closed before {ticket.ticket_id} could be called. We are sorry. Please ask at the information desk.",
    )
    return ClosedHall(_with_next_day(hall, house, words, numbers_from(hall, now_ms)), True)


def numbers_from(hall: Hall, now_ms: int) -> int | None:
    """Return when a hall without open services next gives numbers (ms UTC); None if uncertain."""
    house, first = _house(hall), None
    for service in house.services_at(hall.venue_id):
        opens_ms = opening(hall, house, service.id, now_ms).opens_at_ms
        if opens_ms is None or (first is not None and opens_ms - EARLIER_MIN_MAX * MINUTE_MS >= first):
            continue
        first = _first_minute(hall, house, service.id, opens_ms, first)
    return first


def _first_minute(hall: Hall, house: House, service_id: str, opens_ms: int, bound_ms: int | None) -> int:
    """Return when a service begins to give numbers on the day it opens, or ``bound_ms`` if that is earlier."""
    day = _day(hall, house, opens_ms)

    def is_open(minute: int) -> bool:
        return opening_of(
            house, venue_id=hall.venue_id, service_id=service_id, service_day=day,
            now_ms=opens_ms - minute * MINUTE_MS, taken=0,
        ).is_open  # fmt: skip

    if bound_ms is not None and bound_ms < opens_ms and not is_open((opens_ms - bound_ms) // MINUTE_MS + 1):
        return bound_ms
    earlier, never = 0, EARLIER_MIN_MAX
    while never - earlier > 1:
        middle = (earlier + never) // 2
        earlier, never = (middle, never) if is_open(middle) else (earlier, middle)
    return opens_ms - earlier * MINUTE_MS


def _with_next_day(hall: Hall, house: House, words: tuple[str, str], from_ms: int | None) -> Text:
    if from_ms is None:
        return Text(*words)
    day, time = _day(hall, house, from_ms), _clock(hall, house, from_ms)
    return Text(
        f"{words[0]} Ambil nomor lagi {day_name(day, hall.service_day, 'id')} mulai pukul {time}.",
        f"{words[1]} Numbers again {day_name(day, hall.service_day, 'en')} from {time}.",
    )


def _day(hall: Hall, house: House, at_ms: int) -> str:
    venue = house.venues[hall.venue_id]
    return service_day(at_ms, venue.time_zone, venue.day_starts_at)


def _clock(hall: Hall, house: House, at_ms: int) -> str:
    return clock_of(at_ms, house.venues[hall.venue_id].time_zone).replace(":", ".")


def _house(hall: Hall) -> House:
    assert hall.house is not None
    return hall.house
