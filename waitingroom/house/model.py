"""
The house: venues, zones, agencies, services and counters, with their hours.

``reader`` builds it from plain JSON content, the form stored in logs and files. Minutes count from local midnight of
the service day; values above 1440 belong to the following night.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, cast

from waitingroom.house.day_hours import DayHours, Span
from waitingroom.house.patch import Item, Patch, Places, places_after, places_of
from waitingroom.local_time import weekday

MOTIFS = ("ketupat", "gunung", "ombak", "bintang", "perahu", "lontar")
DIRECTIONS = ("right", "left", "up", "down", "ahead")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MEDIA_FILES = {"picture": ("jpg", "png", "webp"), "video": ("mp4", "webm")}
"""Kinds of media that are files, and their file extensions."""
VIDEO_SECONDS_MAX = 3_600
"""Maximum length of a video that plays to its end, so that other items get their turn."""
MEDIA_KINDS = (*MEDIA_FILES, "text")
MEDIA_SECONDS = 12
"""Default display time of an item: long enough to read two languages twice."""
BAD_LETTERS = "IOV"
"""Letters that look like a digit or sound like another letter."""
BAD_PREFIXES = ("WC", "HP", "KK", "TK", "KB", "KO", "AD", "AS", "PK", "PM", "TV", "RI", "NK")
"""Letter pairs with another meaning in Indonesian."""
CHOOSE, GUIDED = "choose", "guided"
FIRST_HOURS = ("", CHOOSE, GUIDED)
"""States of a house's first hour: over (""), the admin must choose how to begin, or the admin is being guided."""
NAME_MAX = 120
ERRANDS_MAX = 12
"""Maximum errands of one service; visitors read only the first few."""
PUBLIC_WAITING_MAX = 500
"""Default limit of waiting public numbers per service: above any real demand, but few enough to cancel at once."""
DAYS_CACHED = 100
"""Maximum days whose duties are cached: the days searched for the next opening, and some spare."""
DAY_END_MAX = 36 * 60

Week = Mapping[int, DayHours]
"""Hours by weekday, 0 for Monday; a day without hours is closed."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words in Indonesian and English."""

    id: str
    en: str


COUNTER_WORDS = {
    "loket": Text("Loket", "Counter"), "ruang": Text("Ruang", "Room"), "meja": Text("Meja", "Desk"),
}  # fmt: skip
"""Words for counters that a venue can choose from; each precedes the number, in lower case inside a sentence."""


class Outcome(NamedTuple):
    """A possible outcome of a visit."""

    id: str
    name: Text


USUAL_OUTCOMES = {
    "done": Text("Selesai", "Done"),
    "documents-missing": Text("Dokumen belum lengkap", "Documents missing"),
    "come-again": Text("Perlu datang lagi", "Must come again"),
    "not-here": Text("Bukan layanan di sini", "Not served here"),
    "not-needed": Text("Tidak jadi", "Not needed"),
}
"""Default outcomes, for a house that defines none."""
OUTCOMES_MAX = 8
"""Clerks choose an outcome by digit key; at least the digit 9 stays free for the services delivered."""


class CounterName(NamedTuple):
    """
    A counter's public name, made by ``counter_name``.

    full: "Loket 3"; inside: the form inside a sentence, "loket 3"; word: the part before the sign, None if the name has
    no word; sign: empty if it has none.
    """

    full: Text
    inside: Text
    word: Text | None
    sign: str


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of a hall, with a woven motif as its sign."""

    id: str
    name: str
    motif: str
    direction: str
    way: Text


@dataclass(frozen=True, slots=True)
class DayException:
    """A day that differs from its weekday, for a venue or one of its agencies."""

    day: str
    agency: str | None = None
    closed: bool = False
    hours: DayHours | None = None
    all_day: bool = False
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """
    A venue's rules for its counters.

    recall_max: maximum recalls per call; recall_cooldown_s: minimum time between two recalls; missed_cooldown_s: time
    after a no-show before the number can be called again; no_show_max: number of no-shows after which a ticket is
    dropped; between_priority: regular calls after each call by priority, 0: no call by priority.
    """

    recall_max: int = 3
    recall_cooldown_s: int = 10
    missed_cooldown_s: int = 120
    no_show_max: int = 3
    between_priority: int = 2


@dataclass(frozen=True, slots=True)
class SpokenStyle:
    """
    How a venue's calls are spoken.

    languages: in the order spoken; as_number: "twelve" instead of "zero one two"; agency: speak its name after the
    number; chime_only: play only the chime.
    """

    languages: tuple[str, ...] = ("id",)
    as_number: bool = False
    agency: bool = False
    chime_only: bool = False


@dataclass(frozen=True, slots=True)
class Venue:
    """
    A place with a hall.

    counter_word: the word for its counters, a key of COUNTER_WORDS; open_boards: unpaired screens may show its boards;
    only_paired_kiosks: except for staff, only paired kiosks issue numbers, None: if at least one is paired;
    public_waiting_max: limit of waiting public numbers per service, above which only paired kiosks and reception issue
    numbers for it; kiosk_priority: paired kiosks ask whether the visitor has priority by law; public_figures: visitor
    figures are public, without small counts.
    """

    id: str
    name: str
    address: str
    time_zone: str
    time_zone_label: str
    day_starts_at: int
    hours: Week
    numbers_before_min: int
    zones: Mapping[str, Zone]
    info: tuple[Text, ...]
    exceptions: tuple[DayException, ...]
    rules: Rules
    voice: SpokenStyle = SpokenStyle()
    open_boards: bool = True
    only_paired_kiosks: bool | None = None
    public_waiting_max: int = PUBLIC_WAITING_MAX
    kiosk_priority: bool = False
    public_figures: bool = False
    counter_word: str = "loket"


@dataclass(frozen=True, slots=True)
class Place:
    """An agency's placement: the venue, its zone, its own hours there, and whether it is only planned."""

    venue: str
    zone: str | None
    planned: bool
    opens_on: str | None
    hours: Week | None

    def is_planned(self, day: str) -> bool:
        """Return whether the placement is planned and not yet open on a day."""
        return self.planned and not (self.opens_on and self.opens_on <= day)


@dataclass(frozen=True, slots=True)
class Agency:
    """
    An agency and the format of its numbers: prefix, first number, width.

    promise_min: the maximum wait that it promises, minutes; spoken: its name for the voice, empty: the short name.
    """

    id: str
    name: str
    short: str
    about: Text
    prefix: str
    first_number: int
    width: int
    featured: bool
    promise_min: int
    places: tuple[Place, ...]
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """
    A service of an agency. name_en: the Indonesian name if there is no English one.

    quota: numbers per day; hours: None: the agency's; numbers: the only window in which numbers are issued; errands: what
    visitors say they come for, such as "Hilang KTP".
    """

    id: str
    agency: str
    name: str
    name_en: str
    minutes: float
    documents: tuple[Text, ...]
    quota: int | None
    hours: Week | None
    numbers: Span | None
    venues: tuple[str, ...] | None
    errands: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Duty:
    """What a counter serves: whole agencies and single services."""

    agencies: tuple[str, ...]
    services: tuple[str, ...] = ()

    def covers(self, service: Service) -> bool:
        """Return whether the duty includes a service."""
        return service.agency in self.agencies or service.id in self.services


@dataclass(frozen=True, slots=True)
class ScheduledDuty:
    """A duty that replaces the counter's usual one on some weekdays (0: Monday) or on one date."""

    days: frozenset[int]
    date: str | None
    duty: Duty


@dataclass(frozen=True, slots=True)
class Counter:
    """A counter of a venue. name: its public name; schedule: other duties by weekday and date."""

    id: str
    name: CounterName
    venue: str
    zone: str
    usual: Duty
    schedule: tuple[ScheduledDuty, ...]

    def duty(self, day: str) -> Duty:
        """Return the duty of a day: the last one for its date, else the last one for its weekday, else the usual one."""
        dated = [entry.duty for entry in self.schedule if entry.date == day]
        weekly = [entry.duty for entry in self.schedule if weekday(day) in entry.days]
        return next(iter(dated[::-1] or weekly[::-1]), self.usual)


@dataclass(frozen=True, slots=True)
class Media:
    """
    A picture, video or text that boards show beside the calls, in the order of the house.

    name: for the admin; file: its name in the media folder, empty for a text; venue: None for all; zones: empty for all;
    seconds: display time, or the length of a video played to_end, if known; first_day, last_day: the first and last
    service day on which to show it.
    """

    id: str
    kind: str
    name: str
    file: str
    text: Text | None
    venue: str | None
    zones: tuple[str, ...]
    seconds: int
    first_day: str | None
    last_day: str | None
    to_end: bool = False

    def is_due(self, venue_id: str, day: str) -> bool:
        """Return whether boards of a venue show it on a service day."""
        return (
            self.venue in (None, venue_id)
            and (self.first_day is None or self.first_day <= day)
            and (self.last_day is None or day <= self.last_day)
        )


@dataclass(frozen=True)
class House:
    """
    The whole house.

    content: the JSON it was read from; pronunciations: spelling to spoken words; first_hour: one of FIRST_HOURS;
    outcomes: by id, in the order of the clerk's page.
    """

    id: str
    name: str
    motto: str
    venues: Mapping[str, Venue]
    agencies: Mapping[str, Agency]
    services: Mapping[str, Service]
    counters: Mapping[str, Mapping[str, Counter]]
    content: dict[str, Any] = field(repr=False, compare=False)
    pronunciations: Mapping[str, str] = field(default_factory=dict)
    media: Mapping[str, Media] = field(default_factory=dict)
    first_hour: str = ""
    outcomes: Mapping[str, Text] = field(default_factory=lambda: USUAL_OUTCOMES)

    @cached_property
    def places(self) -> Places:
        """The index of each item in its section of the content, to avoid searching the items of all venues."""
        return places_of(self.content)

    @cached_property
    def _agencies_at(self) -> dict[str, list[tuple[int, list[Item]]]]:
        """By venue, the index of each agency that is placed there, and its places there in the form of the content."""
        venues: dict[str, dict[int, list[Item]]] = {}
        for n, agency in enumerate(self.content.get("agencies", [])):
            for place in agency.get("places", []):
                venues.setdefault(place["venue"], {}).setdefault(n, []).append(place)
        return {venue_id: list(agencies.items()) for venue_id, agencies in venues.items()}

    def reuse_indexes(self, before: House, patch: Patch) -> None:
        """Take over the indexes of the house before a patch, as far as they still hold; the others are made on first use."""
        if places := places_after(before.places, patch):
            self.__dict__["places"] = places
            if "agencies" not in patch.items:
                self.__dict__["_agencies_at"] = before._agencies_at

    def venue_item(self, venue_id: str) -> Item:
        """Return a venue in the form of the content."""
        return cast("Item", self.content["venues"][self.places["venues"][venue_id]])

    def counter_items(self, venue_id: str) -> list[Item]:
        """Return a venue's counters in the form and order of the content."""
        places = self.places["counters"]
        return [self.content["counters"][places[f"{venue_id}/{id}"]] for id in self.counters[venue_id]]

    def agency_items(self, venue_id: str) -> list[Item]:
        """Return the agencies placed at a venue in the form of the content, with their places there only."""
        agencies = self.content["agencies"]
        return [agencies[n] | {"places": places} for n, places in self._agencies_at.get(venue_id, ())]

    def services_at(self, venue_id: str) -> tuple[Service, ...]:
        """Return the services offered at a venue, including planned ones."""
        if venue_id not in self._offers:
            self._offers[venue_id] = tuple(s for s in self.services.values() if self.place_of(s.id, venue_id))
        return self._offers[venue_id]

    def place_of(self, service_id: str, venue_id: str) -> Place | None:
        """Return the place of a service at a venue; None if it is not offered there."""
        service = self.services[service_id]
        if service.venues is not None and venue_id not in service.venues:
            return None
        return next((p for p in self.agencies[service.agency].places if p.venue == venue_id), None)

    def counters_serving(self, venue_id: str, service_id: str, day: str) -> tuple[Counter, ...]:
        """Return the counters of a venue that serve a service on a day."""
        return self._duties_on(venue_id, day).serving.get(service_id, ())

    def served_on(self, venue_id: str, day: str) -> Mapping[str, tuple[str, ...]]:
        """Return the ids of the services that each counter of a venue serves on a day."""
        return self._duties_on(venue_id, day).served

    def remembered(self, venue_id: str, day: str) -> dict[tuple[object, ...], Any]:
        """Return the cache in which callers store results about a venue's day, under keys of their own."""
        return self._duties_on(venue_id, day).remembered

    def services_of_counter(self, venue_id: str, counter_id: str, day: str) -> tuple[str, ...]:
        """Return the ids of the services a counter serves on a day; empty if the counter no longer exists."""
        return self._duties_on(venue_id, day).served.get(counter_id, ())

    def agencies_of_counter(self, venue_id: str, counter_id: str, day: str) -> tuple[str, ...]:
        """Return the ids of the agencies whose services a counter serves on a day, in the order of its duty."""
        counter = self.counters[venue_id].get(counter_id)
        if counter is None:
            return ()
        duty = counter.duty(day)
        of_services = (self.services[s].agency for s in duty.services)
        return tuple(dict.fromkeys((*duty.agencies, *of_services)))

    def _duties_on(self, venue_id: str, day: str) -> _DayDuties:
        if (venue_id, day) not in self._duties_by_day:
            if len(self._duties_by_day) >= DAYS_CACHED:
                self._duties_by_day.clear()
            self._duties_by_day[venue_id, day] = self._compute_duties(venue_id, day)
        return self._duties_by_day[venue_id, day]

    def _compute_duties(self, venue_id: str, day: str) -> _DayDuties:
        served: dict[str, tuple[str, ...]] = {}
        serving: dict[str, list[Counter]] = {}
        for counter in self.counters.get(venue_id, {}).values():
            duty = counter.duty(day)
            service_ids = [s.id for s in self.services_at(venue_id) if duty.covers(s)]
            served[counter.id] = tuple(service_ids)
            for service_id in service_ids:
                serving.setdefault(service_id, []).append(counter)
        return _DayDuties(served, {key: tuple(counters) for key, counters in serving.items()}, {})

    @cached_property
    def _duties_by_day(self) -> dict[tuple[str, str], _DayDuties]:
        return {}

    @cached_property
    def _offers(self) -> dict[str, tuple[Service, ...]]:
        return {}


class _DayDuties(NamedTuple):
    """Duties of a venue on one day: services by counter, counters by service, and the callers' cached results."""

    served: dict[str, tuple[str, ...]]
    serving: dict[str, tuple[Counter, ...]]
    remembered: dict[tuple[object, ...], Any]


ALL_DAY_MARK = {
    "all_day": True,
    "note": {"id": "Hari ini dibuka di luar jam biasa.", "en": "Open outside the usual hours today."},
}
"""Fields, besides the day, of an exception added by ``with_all_day``; any other exception was made by an admin."""


def with_all_day(content: dict[str, Any], days: Mapping[str, str]) -> dict[str, Any]:
    """
    Return the content with these venues (id to service day) open all day, and no other venue or day.

    An exception that an admin made for the venue and day takes precedence.
    """
    venues = [
        _with_exceptions(venue, _all_day_exceptions(venue.get("exceptions", []), days.get(venue.get("id"))))
        for venue in content.get("venues", [])
    ]
    return content | {"venues": venues}


def _all_day_exceptions(exceptions: list[dict[str, Any]], day: str | None) -> list[dict[str, Any]]:
    generated = [e for e in exceptions if e == {"day": e.get("day"), **ALL_DAY_MARK}]
    others = [e for e in exceptions if e not in generated]
    if day is None or any(e.get("day") == day and "agency" not in e for e in others):
        return others
    rest = [e for e in exceptions if e not in generated or e["day"] == day]
    return rest if len(rest) > len(others) else [*rest, {"day": day, **copy.deepcopy(ALL_DAY_MARK)}]


def _with_exceptions(venue: dict[str, Any], exceptions: list[dict[str, Any]]) -> dict[str, Any]:
    if exceptions == venue.get("exceptions", []):
        return venue
    rest = {key: value for key, value in venue.items() if key != "exceptions"}
    return venue | {"exceptions": exceptions} if exceptions else rest
