"""Reads a house from plain JSON content and collects all mistakes, each with its path."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from waitingroom.house import model as m
from waitingroom.house.counter_name import counter_name
from waitingroom.house.mistakes import HouseInvalid, Path
from waitingroom.house.values import LIST_MAX, ValueReader

_PREFIX = re.compile(r"[A-Z]{1,2}")
_FILE = re.compile(r"[0-9a-f]{64}\.([a-z0-9]{3,4})")
_SPOKEN = re.compile(r"(?:[^\W_]|[ ,.'/&()-]|\[\[[ -Z^-~]{1,60}\]\])*")
VENUES_MAX, AGENCIES_MAX, SERVICES_MAX = 300, 500, 2_000
COUNTERS_MAX = 12_000
"""Maximum counters of a house: 300 venues with 40 each; docs/scale.md has the measured costs."""
MEDIA_MAX = 60
"""Limited because every board loads the whole list."""
MEDIA_SECONDS_BOUNDS = (3, 600)
"""Minimum and maximum display time: long enough to recognise the item, short enough for the next one."""
PROMISE_MIN = 30
"""Default promised wait of an agency, minutes."""


def read_house(content: Any) -> m.House:
    """Read a house from its content. Raises HouseInvalid."""
    reader = ValueReader()
    top = reader.table(content, (), TOP)
    venues = reader.listed(top, "venues", (), _venue, VENUES_MAX)
    agencies = reader.listed(top, "agencies", (), _agency, AGENCIES_MAX)
    services = reader.listed(top, "services", (), _service, SERVICES_MAX)
    kinds = {venue.id: venue.counter_word for venue in venues}
    counters = reader.listed(top, "counters", (), partial(read_counter, kinds=kinds), COUNTERS_MAX)
    media = reader.listed(top, "media", (), _media)
    if len(media) > MEDIA_MAX:
        reader.wrong(("media",), "list", len(media), most=MEDIA_MAX)
    of_venue: dict[str, list[m.Counter]] = {venue.id: [] for venue in venues}
    for counter in counters:
        of_venue.get(counter.venue, []).append(counter)
    house = m.House(
        venues=reader.keyed(venues, "venues"), agencies=reader.keyed(agencies, "agencies"),
        services=reader.keyed(services, "services"),
        counters={venue_id: reader.keyed(items, "counters") for venue_id, items in of_venue.items()},
        media=reader.keyed(media, "media"), content=content, **read_own_fields(reader, top),
    )  # fmt: skip
    if not reader.mistakes:
        check_references(reader, house, venues, agencies, services, counters)
        check_media_references(reader, house, media)
    if reader.mistakes:
        raise HouseInvalid(content, reader.mistakes)
    return house


def read_own_fields(r: ValueReader, top: dict[str, Any]) -> dict[str, Any]:
    """Read the house's own fields, outside its sections."""
    return {
        "id": r.id(top, "id", ()), "name": r.words(top, "name", ()), "motto": r.words(top, "motto", (), ""),
        "pronunciations": _pronunciations(r, top.get("pronunciations", {})),
        "first_hour": r.choice(top.get("first_hour", ""), ("first_hour",), m.FIRST_HOURS),
        "outcomes": _outcomes(r, top),
    }  # fmt: skip


def _venue(r: ValueReader, value: Any, path: Path) -> m.Venue:
    t = r.table(value, path, {
        "id", "name", "address", "time_zone", "time_zone_label", "day_starts_at", "hours",
        "numbers_before_min", "zones", "info", "exceptions", "rules", "voice", "open_boards",
        "only_paired_kiosks", "public_waiting_max", "kiosk_priority", "public_figures",
        "counter_word",
    })  # fmt: skip
    time_zone = r.words(t, "time_zone", path)
    try:
        ZoneInfo(time_zone)
    except (ValueError, OSError, KeyError):
        r.wrong((*path, "time_zone"), "time-zone", time_zone)
    return m.Venue(
        id=r.id(t, "id", path), name=r.words(t, "name", path), address=r.words(t, "address", path, ""),
        time_zone=time_zone, time_zone_label=r.words(t, "time_zone_label", path, ""),
        day_starts_at=r.clock(t, "day_starts_at", path, "04:00"), hours=r.week(t, "hours", path) or {},
        numbers_before_min=r.number(t, "numbers_before_min", path, 15, 0, 600),
        zones=r.keyed(r.listed(t, "zones", path, _zone), "zones"),
        info=tuple(r.listed(t, "info", path, ValueReader.text)),
        exceptions=tuple(r.listed(t, "exceptions", path, _exception)),
        rules=_rules(r, t.get("rules", {}), (*path, "rules")), voice=_voice(r, t.get("voice", {}), (*path, "voice")),
        open_boards=r.flag(t, "open_boards", path, True),
        only_paired_kiosks=r.flag(t, "only_paired_kiosks", path) if "only_paired_kiosks" in t else None,
        public_waiting_max=r.number(t, "public_waiting_max", path, m.PUBLIC_WAITING_MAX, 1, 100_000),
        kiosk_priority=r.flag(t, "kiosk_priority", path), public_figures=r.flag(t, "public_figures", path),
        counter_word=r.choice(t.get("counter_word", "loket"), (*path, "counter_word"), tuple(m.COUNTER_WORDS)),
    )  # fmt: skip


def _rules(r: ValueReader, value: Any, path: Path) -> m.Rules:
    usual = m.Rules()
    limits = {
        "recall_max": 20, "recall_cooldown_s": 600, "missed_cooldown_s": 7200, "no_show_max": 20, "between_priority": 5,
    }  # fmt: skip
    t = r.table(value, path, set(limits))
    return m.Rules(**{
        name: r.number(t, name, path, getattr(usual, name), 1 if name == "no_show_max" else 0, most)
        for name, most in limits.items()
    })  # fmt: skip


def _voice(r: ValueReader, value: Any, path: Path) -> m.SpokenStyle:
    t = r.table(value, path, {"languages", "numbers", "agency", "chime_only"})
    languages = r.listed(t, "languages", path, lambda r, v, p: r.choice(v, p, ("id", "en")))
    return m.SpokenStyle(
        languages=tuple(dict.fromkeys(languages)) or m.SpokenStyle().languages,
        as_number=r.choice(t.get("numbers", "figures"), (*path, "numbers"), ("figures", "number"))
        == "number",
        agency=r.flag(t, "agency", path),
        chime_only=r.flag(t, "chime_only", path),
    )


def _pronunciations(r: ValueReader, value: Any) -> dict[str, str]:
    path: Path = ("pronunciations",)
    t = r.table(value, path, set(value) if isinstance(value, dict) else set())
    if len(t) > LIST_MAX or not all(t):
        r.wrong(path, "pronunciations", len(t), most=LIST_MAX)
        return {}
    return {written: _spoken(r, t, written, path) for written in t}


def _outcomes(r: ValueReader, top: dict[str, Any]) -> dict[str, m.Text]:
    """Read the outcomes; if there are none, return the default ones."""
    outcomes = r.keyed(r.listed(top, "outcomes", (), _outcome, m.OUTCOMES_MAX), "outcomes")
    return {id: outcome.name for id, outcome in outcomes.items()} or m.USUAL_OUTCOMES


def _outcome(r: ValueReader, value: Any, path: Path) -> m.Outcome:
    t = r.table(value, path, {"id", "name"})
    if not t.get("name"):
        r.wrong((*path, "name"), "text", "", most=m.NAME_MAX)
    return m.Outcome(r.id(t, "id", path), r.text(t.get("name", {}), (*path, "name")))


def _spoken(r: ValueReader, t: dict[str, Any], key: str, path: Path, default: str | None = None) -> str:
    """Read spoken text: letters, digits, spaces, some punctuation, and phonemes in [[ ]]."""
    words = r.words(t, key, path, default)
    if _SPOKEN.fullmatch(words) is None:
        r.wrong((*path, key), "spoken", words)
        return default or ""
    return words


def _zone(r: ValueReader, value: Any, path: Path) -> m.Zone:
    t = r.table(value, path, {"id", "name", "motif", "direction", "way"})
    return m.Zone(
        r.id(t, "id", path), r.words(t, "name", path), r.choice(t.get("motif", ""), (*path, "motif"), m.MOTIFS),
        r.choice(t.get("direction", ""), (*path, "direction"), m.DIRECTIONS), r.text(t.get("way", {}), (*path, "way")),
    )  # fmt: skip


def _exception(r: ValueReader, value: Any, path: Path) -> m.DayException:
    t = r.table(value, path, {"day", "agency", "closed", "hours", "all_day", "note"})
    note = r.text(t["note"], (*path, "note")) if "note" in t else None
    hours = r.day_hours(t["hours"], (*path, "hours")) if "hours" in t else None
    closed, all_day = r.flag(t, "closed", path), r.flag(t, "all_day", path)
    if sum((closed, all_day, hours is not None)) != 1:
        r.wrong(path, "one-kind-of-day", str(sorted(t))[:80])
    if closed and note is None:
        r.wrong((*path, "note"), "holiday-name", "")
    agency = r.id(t, "agency", path) if "agency" in t else None
    return m.DayException(r.day(t, "day", path), agency, closed, hours, all_day, note)


def _agency(r: ValueReader, value: Any, path: Path) -> m.Agency:
    t = r.table(value, path, {
        "id", "name", "short", "about", "spoken", "prefix", "first_number", "width", "featured", "promise_min", "places",
    })  # fmt: skip
    prefix = r.words(t, "prefix", path)
    if not _PREFIX.fullmatch(prefix):
        r.wrong((*path, "prefix"), "prefix", prefix)
    elif (
        set(prefix) & set(m.BAD_LETTERS)
        or prefix in m.BAD_PREFIXES
        or (len(prefix) == 2 and prefix[0] == prefix[1])
    ):
        r.wrong((*path, "prefix"), "clear-prefix", prefix)
    return m.Agency(
        id=r.id(t, "id", path), name=r.words(t, "name", path), short=r.words(t, "short", path),
        about=r.text(t.get("about", {}), (*path, "about")), prefix=prefix,
        first_number=r.number(t, "first_number", path, 1, 0, 9999), width=r.number(t, "width", path, 3, 1, 6),
        featured=r.flag(t, "featured", path), promise_min=r.number(t, "promise_min", path, PROMISE_MIN, 1, 480),
        places=tuple(r.listed(t, "places", path, _place)),
        spoken=_spoken(r, t, "spoken", path, ""),
    )  # fmt: skip


def _place(r: ValueReader, value: Any, path: Path) -> m.Place:
    t = r.table(value, path, {"venue", "zone", "status", "opens_on", "hours"})
    status = r.choice(t.get("status", "open"), (*path, "status"), ("open", "planned"))
    return m.Place(
        venue=r.id(t, "venue", path), zone=r.id(t, "zone", path) if "zone" in t else None,
        planned=status == "planned", opens_on=r.day(t, "opens_on", path) if t.get("opens_on") else None,
        hours=r.week(t, "hours", path),
    )  # fmt: skip


def _service(r: ValueReader, value: Any, path: Path) -> m.Service:
    t = r.table(value, path, {
        "id", "agency", "name", "name_en", "minutes", "documents", "quota", "hours", "numbers", "venues",
        "errands",
    })  # fmt: skip
    minutes = t.get("minutes", 5)
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not 0 < minutes <= 480:
        r.wrong((*path, "minutes"), "minutes", str(minutes))
        minutes = 5
    name = r.words(t, "name", path)
    return m.Service(
        id=r.id(t, "id", path), agency=r.id(t, "agency", path), name=name,
        name_en=r.words(t, "name_en", path, "") or name, minutes=float(minutes),
        documents=tuple(r.listed(t, "documents", path, ValueReader.text)),
        quota=r.number(t, "quota", path, 0, 1, 100_000) if "quota" in t else None, hours=r.week(t, "hours", path),
        numbers=r.span(t["numbers"], (*path, "numbers")) if "numbers" in t else None,
        venues=r.ids(t, "venues", path) if "venues" in t else None,
        errands=tuple(r.listed(t, "errands", path, ValueReader.text, m.ERRANDS_MAX)),
    )  # fmt: skip


def read_counter(r: ValueReader, value: Any, path: Path, kinds: dict[str, str]) -> m.Counter:
    """Read a counter; kinds: each venue's word for counters."""
    t = r.table(
        value, path, {"id", "name", "name_en", "sign", "venue", "zone", "agencies", "services", "schedule"}
    )
    id, venue = r.id(t, "id", path), r.id(t, "venue", path)
    own = {key: r.words(t, key, path, "") for key in ("name", "name_en", "sign")}
    return m.Counter(
        id=id, name=counter_name(id, kind=kinds.get(venue, "loket"), **own),
        venue=venue, zone=r.id(t, "zone", path), usual=_duty(r, t, path),
        schedule=tuple(r.listed(t, "schedule", path, _scheduled_duty)),
    )  # fmt: skip


def _duty(r: ValueReader, t: dict[str, Any], path: Path) -> m.Duty:
    return m.Duty(r.ids(t, "agencies", path), r.ids(t, "services", path))


def _scheduled_duty(r: ValueReader, value: Any, path: Path) -> m.ScheduledDuty:
    t = r.table(value, path, {"days", "date", "agencies", "services"})
    days = r.listed(t, "days", path, lambda r, v, p: r.choice(v, p, m.WEEKDAYS))
    if bool(days) == ("date" in t):
        r.wrong(path, "one-kind-of-turn", str(sorted(t))[:80])
    return m.ScheduledDuty(
        frozenset(m.WEEKDAYS.index(day) for day in days), r.day(t, "date", path) if "date" in t else None,
        _duty(r, t, path),
    )  # fmt: skip


def _media(r: ValueReader, value: Any, path: Path) -> m.Media:
    t = r.table(value, path, {
        "id", "kind", "name", "file", "text", "venue", "zones", "seconds", "length", "from", "until",
    })  # fmt: skip
    kind = r.choice(t.get("kind", ""), (*path, "kind"), m.MEDIA_KINDS)
    first, last = (r.day(t, key, path) if key in t else None for key in ("from", "until"))
    if first and last and last < first:
        r.wrong((*path, "until"), "date-not-before", last, first=first)
    return m.Media(
        id=r.id(t, "id", path), kind=kind, name=r.words(t, "name", path, ""),
        file=_file(r, t, kind, path), text=r.text(t.get("text"), (*path, "text")) if kind == "text" else None,
        venue=r.id(t, "venue", path) if "venue" in t else None,
        zones=r.ids(t, "zones", path),
        seconds=_media_seconds(r, t, kind, path), first_day=first, last_day=last,
        to_end=kind == "video" and "seconds" not in t,
    )  # fmt: skip


def _media_seconds(r: ValueReader, t: dict[str, Any], kind: str, path: Path) -> int:
    """Read an item's display time: its own, else the length of its video, else the default."""
    if "length" in t and kind != "video":
        r.wrong((*path, "length"), "other-field", t["length"], needed="seconds", needless="length")
        return m.MEDIA_SECONDS
    length = t.get("length", m.MEDIA_SECONDS)
    if (
        isinstance(length, bool)
        or not isinstance(length, int | float)
        or not 0 < length <= m.VIDEO_SECONDS_MAX
    ):
        r.wrong((*path, "length"), "number", length, least=1, most=m.VIDEO_SECONDS_MAX)
        length = m.MEDIA_SECONDS
    if "seconds" not in t:
        return math.ceil(float(length))
    return r.number(t, "seconds", path, m.MEDIA_SECONDS, *MEDIA_SECONDS_BOUNDS)


def _file(r: ValueReader, t: dict[str, Any], kind: str, path: Path) -> str:
    """Read the file name of a picture or video, which must have no text; a text must have no file."""
    needed, needless = ("file", "text") if kind in m.MEDIA_FILES else ("text", "file")
    if needless in t:
        r.wrong((*path, needless), "other-field", t[needless], needed=needed, needless=needless)
    if needed == "text":
        return ""
    name = _FILE.fullmatch(str(t.get("file")))
    if name is None or name[1] not in m.MEDIA_FILES[kind]:
        r.wrong((*path, "file"), "uploaded-file", t.get("file", ""), endings=", ".join(m.MEDIA_FILES[kind]))
        return ""
    return name[0]


def check_media_references(r: ValueReader, house: m.House, media: list[m.Media]) -> None:
    """Check that the venues and zones of media exist."""
    for n, item in enumerate(media):
        if item.venue is None:
            if item.zones:
                r.wrong(("media", n, "zones"), "venue-of-zones", ", ".join(item.zones))
        elif r.exists(item.venue, house.venues, ("media", n, "venue"), "existing-venue"):
            for k, zone_id in enumerate(item.zones):
                r.exists(zone_id, house.venues[item.venue].zones, ("media", n, "zones", k), "existing-zone")


def check_references(
    r: ValueReader,
    house: m.House,
    venues: list[m.Venue],
    agencies: list[m.Agency],
    services: list[m.Service],
    counters: list[m.Counter],
) -> None:
    """Check that every id these items refer to exists and that no two agencies share a prefix."""
    prefixes: dict[str, str] = {}
    for n, agency in enumerate(agencies):
        if prefixes.setdefault(agency.prefix, agency.id) != agency.id:
            r.wrong(("agencies", n, "prefix"), "other-prefix", agency.prefix, agency=prefixes[agency.prefix])
        for k, place in enumerate(agency.places):
            _place_reference(r, house, place.venue, place.zone, ("agencies", n, "places", k))
    for n, service in enumerate(services):
        r.exists(service.agency, house.agencies, ("services", n, "agency"), "existing-agency")
        for k, venue_id in enumerate(service.venues or ()):
            r.exists(venue_id, house.venues, ("services", n, "venues", k), "existing-venue")
    for n, counter in enumerate(counters):
        path: Path = ("counters", n)
        _place_reference(r, house, counter.venue, counter.zone, path)
        _duty_references(r, house, counter.usual, path)
        for k, turn in enumerate(counter.schedule):
            _duty_references(r, house, turn.duty, (*path, "schedule", k))
    for n, venue in enumerate(venues):
        for k, exception in enumerate(venue.exceptions):
            if exception.agency:
                path = ("venues", n, "exceptions", k, "agency")
                r.exists(exception.agency, house.agencies, path, "existing-agency")


def _place_reference(r: ValueReader, house: m.House, venue_id: str, zone_id: str | None, path: Path) -> None:
    if r.exists(venue_id, house.venues, (*path, "venue"), "existing-venue") and zone_id is not None:
        r.exists(zone_id, house.venues[venue_id].zones, (*path, "zone"), "existing-zone")


def _duty_references(r: ValueReader, house: m.House, duty: m.Duty, path: Path) -> None:
    for n, agency_id in enumerate(duty.agencies):
        r.exists(agency_id, house.agencies, (*path, "agencies", n), "existing-agency")
    for n, service_id in enumerate(duty.services):
        r.exists(service_id, house.services, (*path, "services", n), "existing-service")


TOP = {
    "id",
    "name",
    "motto",
    "venues",
    "agencies",
    "services",
    "counters",
    "pronunciations",
    "media",
    "first_hour",
    "outcomes",
}
"""The fields of a house's content."""
BOUNDS = {
    "venues": VENUES_MAX, "agencies": AGENCIES_MAX, "services": SERVICES_MAX, "counters": COUNTERS_MAX, "media": MEDIA_MAX,
}  # fmt: skip
READERS: dict[str, Callable[[ValueReader, Any, Path], Any]] = {
    "venues": _venue, "agencies": _agency, "services": _service, "media": _media,
}  # fmt: skip
