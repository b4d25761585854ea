"""
Whether a number can be taken now; if not, the reason and the next time, in words.

Pure: the house, the service day and the time are passed in. Numbers can be taken from ``numbers_before_min`` minutes
before a service first opens until it closes for the day, including breaks (docs/adr/0019-breaks.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from waitingroom.house.day_hours import DayHours, Span
from waitingroom.house.model import DAY_END_MAX, Agency, DayException, House, Place, Service, Text, Venue
from waitingroom.local_time import at, clock, date_name, day_after, day_name, weekday

LOOK_AHEAD_DAYS = 60
"""Maximum days ahead to search for the next opening."""

ALL_DAY = DayHours((Span(0, DAY_END_MAX),))


class Opening(NamedTuple):
    """
    Whether a number can be taken now; if not, why, and from when on (ms UTC) if that is certain.

    In a break numbers can be taken; ``text`` and ``opens_at_ms`` then say when calling resumes.
    """

    is_open: bool
    reason: str | None = None
    text: Text | None = None
    opens_at_ms: int | None = None


OPEN = Opening(True)


PLACES_NAMED_MAX = 4
"""Maximum venues named to visitors who look for a service elsewhere; others are only counted."""


def opening_of(
    house: House, *, venue_id: str, service_id: str, service_day: str, now_ms: int, taken: int
) -> Opening:
    """Return whether a number of this service can be taken; taken: numbers already counted against its quota."""
    place = house.place_of(service_id, venue_id)
    if place is None:
        return _elsewhere(house, venue_id, service_id)
    service, venue = house.services[service_id], house.venues[venue_id]
    agency = house.agencies[service.agency]
    if place.is_planned(service_day):
        return _planned(agency, place)
    schedule = _Schedule.of(house, venue, place, service)
    hours = schedule.hours(service_day)
    if hours is None:
        return _not_today(schedule, service_day)
    numbers = schedule.numbers(service_day, hours)
    if now_ms < at(service_day, numbers.start, venue.time_zone):
        return _not_yet(schedule, service_day, hours.opens, numbers.start)
    if now_ms >= at(service_day, min(hours.closes, numbers.end), venue.time_zone):
        if numbers.end < hours.closes:
            return _numbers_again(
                "numbers-ended", schedule, service_day, f"Nomor hari ini diberikan sampai pukul {clock(numbers.end)}.",
                f"Numbers were given until {clock(numbers.end)} today.",
            )  # fmt: skip
        closes = clock(hours.closes)
        return _closed(
            "today-ended",
            schedule,
            service_day,
            f"Hari ini sudah tutup pukul {closes}.",
            f"Closed at {closes} today.",
        )
    if service.quota is not None and taken >= service.quota:
        return _numbers_again(
            "quota", schedule, service_day, f"Nomor hari ini sudah habis ({service.quota} nomor).",
            f"All {service.quota} numbers for today are taken.",
        )  # fmt: skip
    return _break(schedule, service_day, hours, now_ms) or OPEN


def agency_opening(openings: Sequence[Opening]) -> Opening:
    """Return the opening of an agency: that of an open service, if possible not in a break, else the earliest one."""
    is_open = [opening for opening in openings if opening.is_open]
    if is_open:
        return min(is_open, key=lambda o: o.opens_at_ms or 0)
    here = [o for o in openings if o.reason not in ("elsewhere", "only-hall")]
    soonest = min((o for o in here if o.opens_at_ms), key=lambda o: o.opens_at_ms or 0, default=None)
    none = Text("Belum ada layanan.", "No services yet.")
    return soonest or next(iter(here or openings), Opening(False, "planned", none))


def break_of(
    house: House, *, venue_id: str, service_id: str, service_day: str, now_ms: int
) -> Opening | None:
    """Return the current break of a service and when calling resumes; None outside breaks."""
    place = house.place_of(service_id, venue_id) if service_id in house.services else None
    if place is None or place.is_planned(service_day):
        return None
    schedule = _Schedule.of(house, house.venues[venue_id], place, house.services[service_id])
    hours = schedule.hours(service_day)
    return _break(schedule, service_day, hours, now_ms) if hours else None


def opens_ms(house: House, *, venue_id: str, service_id: str, service_day: str) -> int | None:
    """Return when calling for a service begins on a day, ms UTC; None if it is not served there that day."""
    day = _day_of(house, venue_id, service_id, service_day)
    return at(service_day, day[1].opens, day[0].time_zone) if day else None


def closes_ms(house: House, *, venue_id: str, service_id: str, service_day: str) -> int | None:
    """Return when a service ends on a day, ms UTC; None if it is not served there that day."""
    day = _day_of(house, venue_id, service_id, service_day)
    return at(service_day, day[1].closes, day[0].time_zone) if day else None


def _day_of(house: House, venue_id: str, service_id: str, day: str) -> tuple[Venue, DayHours] | None:
    """Return the venue and the hours of a service on a day; None if it is not served there that day."""
    if venue_id not in house.venues or service_id not in house.services:
        return None
    place, venue = house.place_of(service_id, venue_id), house.venues[venue_id]
    if place is None or place.is_planned(day):
        return None
    hours = _Schedule.of(house, venue, place, house.services[service_id]).hours(day)
    return (venue, hours) if hours else None


def calling_spans(
    house: House, *, venue_id: str, service_id: str, service_day: str
) -> tuple[tuple[int, int], ...]:
    """Return the spans of a day in which a service is called, ms UTC; none if it is not served there that day."""
    place, venue = house.place_of(service_id, venue_id), house.venues[venue_id]
    if place is None or place.is_planned(service_day):
        return ()
    hours = _Schedule.of(house, venue, place, house.services[service_id]).hours(service_day)
    spans = hours.spans if hours else ()
    return tuple(
        (at(service_day, start, venue.time_zone), at(service_day, end, venue.time_zone))
        for start, end in spans
    )


def venue_hours(house: House, venue_id: str, service_day: str, now_ms: int) -> tuple[str, int | None]:
    """
    Return the state of a venue's day, and when it opens next, ms UTC.

    The state is "before" (also in a break), "open", "after", or "closed" (all day).
    """
    venue = house.venues[venue_id]
    schedule = _Schedule(venue, None, None, lambda day: True)
    today = schedule.hours(service_day)
    for span in today.spans if today else ():
        starts_ms, ends_ms = (at(service_day, minutes, venue.time_zone) for minutes in span)
        if now_ms < starts_ms:
            return "before", starts_ms
        if now_ms < ends_ms:
            return "open", None
    following = next(schedule.following(service_day), None)
    if following is None:
        return "after" if today else "closed", None
    day, hours = following
    return "after" if today else "closed", at(day, schedule.in_day(hours.opens), venue.time_zone)


def exception_of(venue: Venue, day: str, agency_id: str | None = None) -> DayException | None:
    """Return the exception that applies on a day: the agency's before the venue's; among equals, the last one."""
    of_day = [e for e in venue.exceptions if e.day == day and e.agency in (None, agency_id)]
    return max(reversed(of_day), key=lambda e: e.agency is not None, default=None)


class _Schedule:
    """
    The hours of a service at a placement, by day, including exceptions.

    service: None for the venue itself; is_served(day): whether any counter serves it that day.
    """

    def __init__(
        self, venue: Venue, place: Place | None, service: Service | None, is_served: Callable[[str], bool]
    ) -> None:
        self.venue = venue
        own = service.hours if service else None
        self._week = own or (place.hours if place and place.hours else venue.hours)
        self._window = service.numbers if service else None
        self._agency_id = service.agency if service else None
        self._is_served = is_served

    @classmethod
    def of(cls, house: House, venue: Venue, place: Place, service: Service) -> _Schedule:
        """Return the schedule of a service; it is served on days on which any counter serves it."""
        return cls(venue, place, service, lambda day: bool(house.counters_serving(venue.id, service.id, day)))

    def exception(self, day: str) -> DayException | None:
        """Return the exception that applies on a day."""
        return exception_of(self.venue, day, self._agency_id)

    def usual(self, day: str) -> DayHours | None:
        """Return the weekday's hours."""
        return self._week.get(weekday(day))

    def hours(self, day: str) -> DayHours | None:
        """Return the hours of a day, None if closed."""
        if not self._is_served(day):
            return None
        exception = self.exception(day)
        if exception is None:
            return self.usual(day)
        return ALL_DAY if exception.all_day else exception.hours

    def numbers(self, day: str, hours: DayHours) -> Span:
        """Return the window in which numbers can be taken on a day with these hours."""
        exception = self.exception(day)
        if self._window is None or (exception is not None and exception.all_day):
            return Span(self.in_day(hours.opens - self.venue.numbers_before_min), hours.closes)
        return Span(self.in_day(self._window.start), self._window.end)

    def in_day(self, minutes: int) -> int:
        """Clamp a time to the start of the service day, before which the previous one still runs."""
        return max(minutes, self.venue.day_starts_at)

    def following(self, day: str) -> Iterator[tuple[str, DayHours]]:
        """Yield the next open days with their hours."""
        for ahead in range(1, LOOK_AHEAD_DAYS + 1):
            later = day_after(day, ahead)
            hours = self.hours(later)
            if hours is not None:
                yield later, hours


def _break(schedule: _Schedule, day: str, hours: DayHours, now_ms: int) -> Opening | None:
    for start, end in hours.breaks:
        starts_ms, ends_ms = (at(day, minutes, schedule.venue.time_zone) for minutes in (start, end))
        if starts_ms <= now_ms < ends_ms:
            text = Text(
                f"Istirahat. Pemanggilan mulai lagi pukul {clock(end)}.",
                f"Break. Calling starts again at {clock(end)}.",
            )
            return Opening(True, "break", text, ends_ms)
    return None


def _not_yet(schedule: _Schedule, day: str, opens: int, from_min: int) -> Opening:
    usual = schedule.usual(day)
    opens_ms = at(day, opens, schedule.venue.time_zone)
    if schedule.exception(day) is not None and usual is not None and opens > usual.opens:
        text = Text(f"Hari ini baru buka pukul {clock(opens)}.", f"Opens at {clock(opens)} today.")
        return Opening(False, "later-today", text, opens_ms)
    text = Text(
        f"Buka pukul {clock(opens)}. Nomor dapat diambil mulai pukul {clock(from_min)}.",
        f"Opens at {clock(opens)}. Numbers from {clock(from_min)}.",
    )
    return Opening(False, "not-yet", text, opens_ms)


def _not_today(schedule: _Schedule, day: str) -> Opening:
    exception = schedule.exception(day)
    if exception is not None and exception.closed and exception.note is not None:
        note = exception.note
        words = f"Hari ini libur: {note.id}.", f"Public holiday today: {note.en}."
        return _closed("holiday", schedule, day, *words)
    return _closed("no-counter", schedule, day, "Hari ini tidak dilayani.", "Not served today.")


def _closed(reason: str, schedule: _Schedule, day: str, words_id: str, words_en: str) -> Opening:
    """Return a closed opening with this reason, these words and the next opening."""
    following = next(schedule.following(day), None)
    if following is None:
        return Opening(False, reason, Text(words_id, words_en))
    later, hours = following
    opens_min = schedule.in_day(hours.opens)
    opens = clock(opens_min)
    text = Text(
        f"{words_id} Buka lagi {day_name(later, day, 'id')} pukul {opens}.",
        f"{words_en} Open again {day_name(later, day, 'en')} {opens}.",
    )
    return Opening(False, reason, text, at(later, opens_min, schedule.venue.time_zone))


def _numbers_again(reason: str, schedule: _Schedule, day: str, words_id: str, words_en: str) -> Opening:
    """Return a closed opening with this reason, these words and when numbers are issued again."""
    following = next(schedule.following(day), None)
    if following is None:
        return Opening(False, reason, Text(words_id, words_en))
    later, hours = following
    from_min = schedule.numbers(later, hours).start
    text = Text(
        f"{words_id} Ambil nomor lagi {day_name(later, day, 'id')} mulai pukul {clock(from_min)}.",
        f"{words_en} Numbers again {day_name(later, day, 'en')} from {clock(from_min)}.",
    )
    return Opening(False, reason, text, at(later, from_min, schedule.venue.time_zone))


def _planned(agency: Agency, place: Place) -> Opening:
    if place.opens_on is None:
        text = Text("Segera hadir. Tanggal buka belum ditetapkan.", "Coming soon. No date yet.")
    else:
        text = Text(
            f"Segera hadir: {agency.short}, mulai {date_name(place.opens_on, 'id')}.",
            f"Coming soon: {agency.short}, from {date_name(place.opens_on, 'en')}.",
        )
    return Opening(False, "planned", text)


def _elsewhere(house: House, venue_id: str, service_id: str) -> Opening:
    """Return the opening of a service offered only at other venues; if the main one is among them, only that is named."""
    service = house.services[service_id]
    at_venues = {place.venue for place in house.agencies[service.agency].places} & set(
        service.venues or house.venues
    )
    places = [venue for venue in house.venues.values() if venue.id in at_venues]
    main = next(iter(house.venues.values()))
    if main in places and venue_id != main.id:
        where = ", ".join(part for part in (main.name, main.address) if part)
        text = Text(f"Layanan ini hanya ada di {where}.", f"Only at {where}.")
        return Opening(False, "only-hall", text)
    names, others = [venue.name for venue in places[:PLACES_NAMED_MAX]], len(places) - PLACES_NAMED_MAX
    listed = [
        [*names, *([f"{others} {words}"] if others > 0 else [])] for words in ("tempat lain", "other places")
    ]
    text = Text(
        f"Tidak dilayani di gedung ini. Layanan ini ada di {' dan '.join(listed[0])}.",
        f"Not served in this building. Find it at {' and '.join(listed[1])}.",
    )
    return Opening(False, "elsewhere", text)
