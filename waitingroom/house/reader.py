"""Reads a house from plain JSON content, and says everything that is wrong with it at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from waitingroom.house.model import (
    BAD_LETTERS,
    BAD_PREFIXES,
    DAY_END_MAX,
    DIRECTIONS,
    MEDIA_FILES,
    MEDIA_KINDS,
    MEDIA_SECONDS,
    MOTIFS,
    NAME_MAX,
    WEEKDAYS,
    Agency,
    Counter,
    DayException,
    Duty,
    Hours,
    House,
    HouseInvalid,
    Media,
    Path,
    Place,
    Problem,
    Rules,
    Service,
    SpokenStyle,
    Text,
    Turn,
    Venue,
    Week,
    Zone,
)

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_SPAN = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_CLOCK = re.compile(r"(\d\d):(\d\d)")
_PREFIX = re.compile(r"[A-Z]{1,2}")
_FILE = re.compile(r"[0-9a-f]{64}\.([a-z0-9]{3,4})")
_SAID = re.compile(r"(?:[^\W_]|[ ,.'/&()-]|\[\[[ -Z^-~]{1,60}\]\])*")
LIST_MAX = 500
MEDIA_MAX = 60
"""Every board gets the list with the names of the house."""
MEDIA_SECONDS_BOUNDS = (3, 600)
"""Long enough to see what it is; short enough that the next one has its turn."""
PROMISE_MIN = 30
"""The wait, minutes, that an agency promises unless its house says otherwise."""

T = TypeVar("T")


def read_house(content: Any) -> House:
    """Make a house. Raises HouseInvalid."""
    reader = _Reader()
    top = reader.table(content, (), {
        "id", "name", "motto", "venues", "agencies", "services", "counters", "pronunciations", "media",
    })  # fmt: skip
    venues = reader.listed(top, "venues", (), lambda v, p: _venue(reader, v, p))
    agencies = reader.listed(top, "agencies", (), lambda v, p: _agency(reader, v, p))
    services = reader.listed(top, "services", (), lambda v, p: _service(reader, v, p))
    counters = reader.listed(top, "counters", (), lambda v, p: _counter(reader, v, p))
    media = reader.listed(top, "media", (), lambda v, p: _media(reader, v, p))
    if len(media) > MEDIA_MAX:
        reader.wrong(("media",), f"daftar, paling banyak {MEDIA_MAX}", len(media))
    house = House(
        id=reader.id(top, "id", ()), name=reader.words(top, "name", ()), motto=reader.words(top, "motto", (), ""),
        venues=reader.keyed(venues, "venues"), agencies=reader.keyed(agencies, "agencies"),
        services=reader.keyed(services, "services"),
        counters={
            v.id: reader.keyed([c for c in counters if c.venue == v.id], "counters") for v in venues
        },
        content=content, pronunciations=_pronunciations(reader, top.get("pronunciations", {})),
        media=reader.keyed(media, "media"),
    )  # fmt: skip
    if not reader.problems:
        _references(reader, house, agencies, services, counters)
        _media_references(reader, house, media)
    if reader.problems:
        raise HouseInvalid(content, reader.problems)
    return house


def _venue(r: _Reader, value: Any, path: Path) -> Venue:
    t = r.table(value, path, {
        "id", "name", "address", "time_zone", "time_zone_label", "day_starts_at", "hours",
        "numbers_before_min", "zones", "info", "exceptions", "rules", "voice", "open_boards",
    })  # fmt: skip
    time_zone = r.words(t, "time_zone", path)
    try:
        ZoneInfo(time_zone)
    except (ValueError, OSError, KeyError):
        r.wrong((*path, "time_zone"), "zona waktu seperti Asia/Makassar", time_zone)
    return Venue(
        id=r.id(t, "id", path), name=r.words(t, "name", path), address=r.words(t, "address", path, ""),
        time_zone=time_zone, time_zone_label=r.words(t, "time_zone_label", path, ""),
        day_starts_at=r.clock(t, "day_starts_at", path, "04:00"), hours=r.week(t, "hours", path) or {},
        numbers_before_min=r.number(t, "numbers_before_min", path, 15, 0, 600),
        zones=r.keyed(r.listed(t, "zones", path, lambda v, p: _zone(r, v, p)), "zones"),
        info=tuple(r.listed(t, "info", path, lambda v, p: r.text(v, p))),
        exceptions=tuple(r.listed(t, "exceptions", path, lambda v, p: _exception(r, v, p))),
        rules=_rules(r, t.get("rules", {}), (*path, "rules")), voice=_voice(r, t.get("voice", {}), (*path, "voice")),
        open_boards=r.flag(t, "open_boards", path, True),
    )  # fmt: skip


def _rules(r: _Reader, value: Any, path: Path) -> Rules:
    usual, limits = (
        Rules(),
        {"recall_max": 20, "recall_cooldown_s": 600, "missed_cooldown_s": 7200, "no_show_max": 20},
    )
    t = r.table(value, path, set(limits))
    return Rules(**{
        name: r.number(t, name, path, getattr(usual, name), 1 if name == "no_show_max" else 0, most)
        for name, most in limits.items()
    })  # fmt: skip


def _voice(r: _Reader, value: Any, path: Path) -> SpokenStyle:
    t = r.table(value, path, {"languages", "numbers", "agency"})
    languages = r.listed(t, "languages", path, lambda v, p: r.one_of({"": v}, "", p[:-1], ("id", "en")))
    return SpokenStyle(
        languages=tuple(dict.fromkeys(languages)) or SpokenStyle().languages,
        as_number=r.one_of(t, "numbers", path, ("figures", "number"), "figures") == "number",
        agency=r.flag(t, "agency", path),
    )


def _pronunciations(r: _Reader, value: Any) -> dict[str, str]:
    path: Path = ("pronunciations",)
    t = r.table(value, path, set(value) if isinstance(value, dict) else set())
    if len(t) > LIST_MAX or not all(t):
        r.wrong(path, f"tulisan dan ucapannya, paling banyak {LIST_MAX}", len(t))
        return {}
    return {written: _said(r, t, written, path) for written in t}


def _said(r: _Reader, t: dict[str, Any], key: str, path: Path, default: str | None = None) -> str:
    """Read words for the voice: letters, figures, spaces, commas, hyphens, and phonemes in [[ ]]."""
    said = r.words(t, key, path, default)
    if _SAID.fullmatch(said) is None:
        r.wrong((*path, key), "ucapan: huruf, angka, koma, atau [[fonem]]", said)
        return default or ""
    return said


def _zone(r: _Reader, value: Any, path: Path) -> Zone:
    t = r.table(value, path, {"id", "name", "motif", "direction", "way"})
    return Zone(
        r.id(t, "id", path), r.words(t, "name", path), r.one_of(t, "motif", path, MOTIFS),
        r.one_of(t, "direction", path, DIRECTIONS), r.text(t.get("way"), (*path, "way")),
    )  # fmt: skip


def _exception(r: _Reader, value: Any, path: Path) -> DayException:
    t = r.table(value, path, {"day", "agency", "closed", "hours", "all_day", "note"})
    note = r.text(t["note"], (*path, "note")) if "note" in t else None
    hours = r.span(t["hours"], (*path, "hours")) if "hours" in t else None
    closed, all_day = r.flag(t, "closed", path), r.flag(t, "all_day", path)
    if sum((closed, all_day, hours is not None)) != 1:
        r.wrong(path, "closed, hours, atau all_day: salah satu", str(sorted(t))[:80])
    if closed and note is None:
        r.wrong((*path, "note"), "nama hari libur", "")
    agency = r.id(t, "agency", path) if "agency" in t else None
    return DayException(r.day(t, "day", path), agency, closed, hours, all_day, note)


def _agency(r: _Reader, value: Any, path: Path) -> Agency:
    t = r.table(value, path, {
        "id", "name", "short", "about", "spoken", "prefix", "first_number", "width", "featured", "promise_min", "places",
    })  # fmt: skip
    prefix = r.words(t, "prefix", path)
    if not _PREFIX.fullmatch(prefix):
        r.wrong((*path, "prefix"), "1 atau 2 huruf besar", prefix)
    elif (
        set(prefix) & set(BAD_LETTERS)
        or prefix in BAD_PREFIXES
        or (len(prefix) == 2 and prefix[0] == prefix[1])
    ):
        r.wrong((*path, "prefix"), "huruf yang tidak mudah tertukar (bukan I, O, V, WC, …)", prefix)
    return Agency(
        id=r.id(t, "id", path), name=r.words(t, "name", path), short=r.words(t, "short", path),
        about=r.text(t.get("about"), (*path, "about")), prefix=prefix,
        first_number=r.number(t, "first_number", path, 1, 0, 9999), width=r.number(t, "width", path, 3, 1, 6),
        featured=r.flag(t, "featured", path), promise_min=r.number(t, "promise_min", path, PROMISE_MIN, 1, 480),
        places=tuple(r.listed(t, "places", path, lambda v, p: _place(r, v, p))),
        spoken=_said(r, t, "spoken", path, ""),
    )  # fmt: skip


def _place(r: _Reader, value: Any, path: Path) -> Place:
    t = r.table(value, path, {"venue", "zone", "status", "opens_on", "hours"})
    status = r.one_of(t, "status", path, ("open", "planned"), "open")
    return Place(
        venue=r.id(t, "venue", path), zone=r.id(t, "zone", path) if "zone" in t else None,
        planned=status == "planned", opens_on=r.day(t, "opens_on", path) if t.get("opens_on") else None,
        hours=r.week(t, "hours", path),
    )  # fmt: skip


def _service(r: _Reader, value: Any, path: Path) -> Service:
    t = r.table(value, path, {
        "id", "agency", "name", "name_en", "minutes", "documents", "quota", "hours", "numbers", "venues",
    })  # fmt: skip
    minutes = t.get("minutes", 5)
    if isinstance(minutes, bool) or not isinstance(minutes, int | float) or not 0 < minutes <= 480:
        r.wrong((*path, "minutes"), "menit, lebih dari 0", str(minutes))
        minutes = 5
    return Service(
        id=r.id(t, "id", path), agency=r.id(t, "agency", path), name=r.words(t, "name", path),
        name_en=r.words(t, "name_en", path), minutes=float(minutes),
        documents=tuple(r.listed(t, "documents", path, lambda v, p: r.text(v, p))),
        quota=r.number(t, "quota", path, 0, 1, 100_000) if "quota" in t else None, hours=r.week(t, "hours", path),
        numbers=r.span(t["numbers"], (*path, "numbers")) if "numbers" in t else None,
        venues=tuple(r.listed(t, "venues", path, lambda v, p: r.id({"": v}, "", p[:-1]))) if "venues" in t else None,
    )  # fmt: skip


def _counter(r: _Reader, value: Any, path: Path) -> Counter:
    t = r.table(value, path, {"id", "name", "sign", "venue", "zone", "agencies", "services", "schedule"})
    id = r.id(t, "id", path)
    return Counter(
        id=id, name=r.words(t, "name", path, f"Loket {id}"), sign=r.words(t, "sign", path, id),
        venue=r.id(t, "venue", path), zone=r.id(t, "zone", path), usual=_duty(r, t, path),
        schedule=tuple(r.listed(t, "schedule", path, lambda v, p: _turn(r, v, p))),
    )  # fmt: skip


def _duty(r: _Reader, t: dict[str, Any], path: Path) -> Duty:
    def ids(key: str) -> tuple[str, ...]:
        return tuple(r.listed(t, key, path, lambda v, p: r.id({"": v}, "", p[:-1])))

    return Duty(ids("agencies"), ids("services"))


def _turn(r: _Reader, value: Any, path: Path) -> Turn:
    t = r.table(value, path, {"days", "date", "agencies", "services"})
    days = r.listed(t, "days", path, lambda v, p: r.one_of({"": v}, "", p[:-1], WEEKDAYS))
    if bool(days) == ("date" in t):
        r.wrong(path, "days atau date: salah satu", str(sorted(t))[:80])
    return Turn(
        frozenset(WEEKDAYS.index(day) for day in days), r.day(t, "date", path) if "date" in t else None,
        _duty(r, t, path),
    )  # fmt: skip


def _media(r: _Reader, value: Any, path: Path) -> Media:
    t = r.table(value, path, {
        "id", "kind", "name", "file", "text", "venue", "zones", "seconds", "from", "until",
    })  # fmt: skip
    kind = r.one_of(t, "kind", path, MEDIA_KINDS)
    first, last = (r.day(t, key, path) if key in t else None for key in ("from", "until"))
    if first and last and last < first:
        r.wrong((*path, "until"), f"tanggal tidak sebelum {first}", last)
    return Media(
        id=r.id(t, "id", path), kind=kind, name=r.words(t, "name", path, ""),
        file=_file(r, t, kind, path), text=r.text(t.get("text"), (*path, "text")) if kind == "text" else None,
        venue=r.id(t, "venue", path) if "venue" in t else None,
        zones=tuple(r.listed(t, "zones", path, lambda v, p: r.id({"": v}, "", p[:-1]))),
        seconds=r.number(t, "seconds", path, MEDIA_SECONDS, *MEDIA_SECONDS_BOUNDS), first_day=first, last_day=last,
    )  # fmt: skip


def _file(r: _Reader, t: dict[str, Any], kind: str, path: Path) -> str:
    """Read the name of a picture's or a video's file; a text has none, and they no text."""
    wanted, unwanted = ("file", "text") if kind in MEDIA_FILES else ("text", "file")
    if unwanted in t:
        r.wrong((*path, unwanted), f"{wanted}, bukan {unwanted}", t[unwanted])
    if wanted == "text":
        return ""
    found = _FILE.fullmatch(str(t.get("file")))
    if found is None or found[1] not in MEDIA_FILES[kind]:
        r.wrong((*path, "file"), f"berkas yang diunggah ({', '.join(MEDIA_FILES[kind])})", t.get("file", ""))
        return ""
    return found[0]


def _media_references(r: _Reader, house: House, media: list[Media]) -> None:
    """Check that the venues and zones that media are for exist."""
    for n, item in enumerate(media):
        if item.venue is None:
            if item.zones:
                r.wrong(("media", n, "zones"), "venue untuk zona ini", ", ".join(item.zones))
        elif r.known(item.venue, house.venues, ("media", n, "venue"), "venue"):
            for m, zone_id in enumerate(item.zones):
                r.known(zone_id, house.venues[item.venue].zones, ("media", n, "zones", m), "zona")


def _references(
    r: _Reader, house: House, agencies: list[Agency], services: list[Service], counters: list[Counter]
) -> None:
    """Check that everything named exists; prefixes are one agency's alone."""
    prefixes: dict[str, str] = {}
    for n, agency in enumerate(agencies):
        if prefixes.setdefault(agency.prefix, agency.id) != agency.id:
            r.wrong(
                ("agencies", n, "prefix"), f"awalan lain daripada {prefixes[agency.prefix]}", agency.prefix
            )
        for m, place in enumerate(agency.places):
            path: Path = ("agencies", n, "places", m)
            if r.known(place.venue, house.venues, (*path, "venue"), "venue") and place.zone:
                r.known(place.zone, house.venues[place.venue].zones, (*path, "zone"), "zona")
    for n, service in enumerate(services):
        r.known(service.agency, house.agencies, ("services", n, "agency"), "instansi")
        for m, venue in enumerate(service.venues or ()):
            r.known(venue, house.venues, ("services", n, "venues", m), "venue")
    for n, counter in enumerate(counters):
        if r.known(counter.venue, house.venues, ("counters", n, "venue"), "venue"):
            r.known(counter.zone, house.venues[counter.venue].zones, ("counters", n, "zone"), "zona")
        duties: list[tuple[Path, Duty]] = [((), counter.usual)]
        duties += [(("schedule", m), turn.duty) for m, turn in enumerate(counter.schedule)]
        for under, duty in duties:
            for m, agency_id in enumerate(duty.agencies):
                r.known(agency_id, house.agencies, ("counters", n, *under, "agencies", m), "instansi")
            for m, service_id in enumerate(duty.services):
                r.known(service_id, house.services, ("counters", n, *under, "services", m), "layanan")
    for n, venue_ in enumerate(house.venues.values()):
        for m, exception in enumerate(venue_.exceptions):
            if exception.agency:
                r.known(
                    exception.agency, house.agencies, ("venues", n, "exceptions", m, "agency"), "instansi"
                )


class _Reader:
    """Reads values of the wanted kind; notes a problem and gives a stand-in otherwise."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def wrong(self, path: Path, expected: str, found: object) -> None:
        self.problems.append(Problem(path, expected, str(found)[:80]))

    def table(self, value: Any, path: Path, known: set[str]) -> dict[str, Any]:
        if not isinstance(value, dict):
            self.wrong(path, "daftar kolom (mapping)", value)
            return {}
        for key in value:
            if key not in known:
                self.wrong((*path, str(key)), f"salah satu dari {', '.join(sorted(known))}", key)
        return {str(key): item for key, item in value.items()}

    def listed(self, t: dict[str, Any], key: str, path: Path, read: Callable[[Any, Path], T]) -> list[T]:
        value = t.get(key, [])
        if not isinstance(value, list) or len(value) > LIST_MAX:
            self.wrong((*path, key), f"daftar, paling banyak {LIST_MAX}", type(value).__name__)
            return []
        return [read(item, (*path, key, n)) for n, item in enumerate(value)]

    def keyed(self, items: list[Any], key: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for n, item in enumerate(items):
            if item.id in found:
                self.wrong((key, n, "id"), "id yang belum dipakai", item.id)
            found[item.id] = item
        return found

    def words(self, t: dict[str, Any], key: str, path: Path, default: str | None = None) -> str:
        value = t.get(key, default)
        if (
            not isinstance(value, str)
            or len(value) > NAME_MAX
            or (not value and default is None)
            or not _plain(value)
        ):
            self.wrong((*path, key), f"teks, 1 sampai {NAME_MAX} huruf", value)
            return default or ""
        return value

    def id(self, t: dict[str, Any], key: str, path: Path) -> str:
        value = t.get(key)
        if not isinstance(value, str) or not _ID.fullmatch(value):
            self.wrong((*path, key), "id dari a-z, 0-9, -", value)
            return ""
        return value

    def text(self, value: Any, path: Path) -> Text:
        t = self.table(value, path, {"id", "en"})
        return Text(self.words(t, "id", path), self.words(t, "en", path)) if t else Text("", "")

    def one_of(
        self, t: dict[str, Any], key: str, path: Path, known: tuple[str, ...], default: str = ""
    ) -> str:
        value = t.get(key, default)
        if value not in known:
            self.wrong((*path, key), f"salah satu dari {', '.join(known)}", value)
            return known[0]
        return str(value)

    def number(self, t: dict[str, Any], key: str, path: Path, default: int, least: int, most: int) -> int:
        value = t.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.wrong((*path, key), f"bilangan {least} sampai {most}", value)
            return default
        return value

    def flag(self, t: dict[str, Any], key: str, path: Path, default: bool = False) -> bool:
        value = t.get(key, default)
        if not isinstance(value, bool):
            self.wrong((*path, key), "true atau false", value)
        return value is True

    def day(self, t: dict[str, Any], key: str, path: Path) -> str:
        value = t.get(key)
        try:
            return date.fromisoformat(str(value)).isoformat()
        except ValueError:
            self.wrong((*path, key), "tanggal seperti 2026-11-23", value)
            return "1970-01-01"

    def clock(self, t: dict[str, Any], key: str, path: Path, default: str) -> int:
        found = _CLOCK.fullmatch(str(t.get(key, default)))
        if not found or int(found[2]) > 59 or int(found[1]) > 23:
            self.wrong((*path, key), "jam seperti 04:00", t.get(key))
            return 0
        return int(found[1]) * 60 + int(found[2])

    def span(self, value: Any, path: Path) -> Hours:
        found = _SPAN.fullmatch(str(value))
        if found:
            opens, closes = (int(found[n]) * 60 + int(found[n + 1]) for n in (1, 3))
            if opens < closes <= DAY_END_MAX and int(found[2]) < 60 and int(found[4]) < 60:
                return opens, closes
        self.wrong(path, "jam seperti 08:00-15:00", value)
        return 0, 1

    def week(self, t: dict[str, Any], key: str, path: Path) -> Week | None:
        if key not in t:
            return None
        days = self.table(t[key], (*path, key), set(WEEKDAYS))
        return {
            WEEKDAYS.index(name): self.span(value, (*path, key, name))
            for name, value in days.items()
            if name in WEEKDAYS
        }

    def known(self, id: str, among: Any, path: Path, what: str) -> bool:
        if id not in among:
            self.wrong(path, f"{what} yang ada", id)
            return False
        return True


def _plain(text: str) -> bool:
    return all(character.isprintable() for character in text)
