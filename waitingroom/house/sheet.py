"""
A list of agencies, services and counters from a spreadsheet, with one service per row. Pure.

A list adds and changes items but never removes any. A row without an agency belongs to the agency above.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from waitingroom.house.mistakes import HouseInvalid, Mistake
from waitingroom.house.model import BAD_PREFIXES
from waitingroom.house.text import tidy
from waitingroom.house.values import FOUND_MAX, ID_MAX

AGENCY, SHORT, PREFIX, ZONE, COUNTERS, SERVICE, SERVICE_EN, MINUTES, DOCUMENTS, QUOTA = (
    "agency", "short", "prefix", "zone", "counters", "service", "service_en", "minutes", "documents", "quota",
)  # fmt: skip
COLUMNS: dict[str, tuple[str, str]] = {
    AGENCY: ("Instansi", "Agency"), SHORT: ("Nama pendek", "Short name"), PREFIX: ("Awalan", "Prefix"),
    ZONE: ("Zona", "Zone"), COUNTERS: ("Loket", "Counters"), SERVICE: ("Layanan", "Service"),
    SERVICE_EN: ("Layanan (Inggris)", "Service in English"), MINUTES: ("Menit", "Minutes"),
    DOCUMENTS: ("Dokumen", "Documents"), QUOTA: ("Kuota", "Numbers a day"),
}  # fmt: skip
"""The heading of each column in Indonesian and English. Only AGENCY is required."""
PREFIXES = tuple("AHKLRSUXZQBFMNCDEGJPTWY")
"""Letters for prefixes in the order proposed; those that do not rhyme come first."""
COUNTERS_MAX = 100
"""Maximum counters in one range of a cell."""

_COLUMN_OF = {
    ("agencies", "name"): AGENCY, ("agencies", "id"): AGENCY, ("agencies", "short"): SHORT,
    ("agencies", "prefix"): PREFIX, ("agencies", "places"): ZONE, ("services", "name"): SERVICE,
    ("services", "id"): SERVICE, ("services", "name_en"): SERVICE_EN, ("services", "minutes"): MINUTES,
    ("services", "documents"): DOCUMENTS, ("services", "quota"): QUOTA, ("counters", "id"): COUNTERS,
    ("counters", "sign"): COUNTERS, ("counters", "zone"): COUNTERS,
}  # fmt: skip
_RANGE = re.compile(r"(\d{1,4})\s*(?:-|–|s\.?d\.?|sampai|to)\s*(\d{1,4})")
_SIGN = re.compile(r"[A-Za-z]{0,2}-?\d{1,4}-?[A-Za-z]?|[A-Z]{1,2}")
_COMMAS = re.compile(r"[,;]")

Item = dict[str, Any]


class SheetMistake(NamedTuple):
    """A mistake in a list and its row (None: the whole list)."""

    row: int | None
    mistake: Mistake


class SheetInvalid(Exception):
    """The list cannot be imported; ``mistakes`` has everything wrong with it."""

    def __init__(self, mistakes: Sequence[SheetMistake]) -> None:
        super().__init__("\n".join(mistake.both(row) for row, mistake in mistakes))
        self.mistakes = mistakes


def parse_table(rows: Sequence[tuple[int, Sequence[str]]]) -> list[tuple[int, dict[str, str]]]:
    """
    Convert rows of cells to values by column; rows: (number, cells), the first one has the headings.

    Raises:
        SheetInvalid: a heading is unknown or a duplicate, or the one for agencies is missing.
    """
    if not rows:
        raise SheetInvalid([_wrong(1, "no-rows")])
    first, heads = rows[0]
    column_of = {_plain(name): column for column, names in COLUMNS.items() for name in names}
    columns = [column_of.get(_plain(head)) for head in heads]
    choices = ", ".join(name for name, _ in COLUMNS.values())
    mistakes = [
        _wrong(first, "head", head, head, choices=choices)
        for n, (head, column) in enumerate(zip(heads, columns, strict=True))
        if head and (column is None or column in columns[:n])
    ]
    if AGENCY not in columns:
        mistakes.append(_wrong(first, "no-head", COLUMNS[AGENCY][0], head=COLUMNS[AGENCY][0]))
    if mistakes:
        raise SheetInvalid(mistakes)
    return [
        (number, {c: tidy(cell) for c, cell in zip(columns, cells, strict=False) if c and tidy(cell)})
        for number, cells in rows[1:]
        if any(cells)
    ]


def merge_rows(
    content: dict[str, Any], venue_id: str, rows: Iterable[tuple[int, Mapping[str, str]]]
) -> tuple[dict[str, Any], dict[tuple[str, str], int]]:
    """
    Merge rows about agencies at a venue into the content; also return the row of each (section, item id).

    Raises:
        SheetInvalid: lists every row and column that cannot be read.
    """
    listed = list(rows)
    merge = _Merge(content, venue_id, {row[PREFIX].upper() for _, row in listed if PREFIX in row})
    for number, row in listed:
        merge.add(number, row)
    if merge.mistakes:
        raise SheetInvalid(merge.mistakes)
    return merge.content, merge.rows


def locate_in_rows(error: HouseInvalid, rows: Mapping[tuple[str, str], int]) -> SheetInvalid:
    """Return the mistakes of a house, located by the rows and columns they come from."""
    return SheetInvalid([_in_row(error.content, mistake, rows) for mistake in error.mistakes])


def rows_of(content: dict[str, Any], venue_id: str) -> list[dict[str, str]]:
    """Return the agencies of a venue and their services as rows; importing them again changes nothing."""
    venue = next(venue for venue in content["venues"] if venue["id"] == venue_id)
    zones = {zone["id"]: zone["name"] for zone in venue.get("zones", [])}
    rows: list[dict[str, str]] = []
    for agency in content.get("agencies", []):
        place = _place_at(agency, venue_id)
        if place is None:
            continue
        signs = [
            str(counter.get("sign", counter["id"]))
            for counter in content.get("counters", [])
            if counter["venue"] == venue_id and agency["id"] in counter.get("agencies", [])
        ]
        head = {
            AGENCY: agency["name"], SHORT: agency["short"], PREFIX: agency["prefix"],
            ZONE: zones.get(place.get("zone"), ""), COUNTERS: ", ".join(signs),
        }  # fmt: skip
        services = [s for s in content.get("services", []) if s["agency"] == agency["id"]] or [{}]
        rows += [head | _service_row(service) for service in services]
    return rows


def _service_row(service: Item) -> dict[str, str]:
    if not service:
        return {}
    return {
        SERVICE: service["name"], SERVICE_EN: service.get("name_en", ""),
        MINUTES: f"{service.get('minutes', 5):g}",
        DOCUMENTS: "; ".join(document["id"] for document in service.get("documents", [])),
        QUOTA: str(service.get("quota", "")),
    }  # fmt: skip


class _Merge:
    """Merges rows into a content, one after the other. reserved: prefixes that a row requests."""

    def __init__(self, content: dict[str, Any], venue_id: str, reserved: set[str]) -> None:
        self.content = copy.deepcopy(content)
        self.rows: dict[tuple[str, str], int] = {}
        self.mistakes: list[SheetMistake] = []
        self._agencies, self._services, self._counters = (
            self.content.setdefault(section, []) for section in ("agencies", "services", "counters")
        )
        venue = next(venue for venue in self.content["venues"] if venue["id"] == venue_id)
        self._venue, self._zones, self._reserved = venue_id, venue.get("zones", []), reserved
        self._agency: Item | None = None

    def add(self, number: int, row: Mapping[str, str]) -> None:
        """Merge one row."""
        if name := row.get(AGENCY):
            self._agency = self._find_agency(number, name, row.get(SHORT, ""))
        agency = self._agency
        if agency is None:
            self._wrong(number, "agency-above", AGENCY)
            return
        self._describe(number, agency, row)
        for sign in self._signs(number, row.get(COUNTERS, "")):
            self._put_counter(number, agency, sign)
        if name := row.get(SERVICE):
            self._put_service(number, agency, name, row)
        elif column := next((c for c in (SERVICE_EN, MINUTES, DOCUMENTS, QUOTA) if row.get(c)), None):
            self._wrong(number, "service-of", SERVICE, row[column], head=COLUMNS[column][0])

    def _find_agency(self, number: int, name: str, short: str) -> Item:
        names = {_plain(name), _plain(short)} - {""}
        agency = next((a for a in self._agencies if {_plain(a["name"]), _plain(a["short"])} & names), None)
        if agency is None:
            agency = {
                "id": _unused(_slug(short or name), self._agencies), "name": name, "short": short or name,
                "prefix": "", "places": [],
            }  # fmt: skip
            self._agencies.append(agency)
        self.rows.setdefault(("agencies", agency["id"]), number)
        return agency

    def _describe(self, number: int, agency: Item, row: Mapping[str, str]) -> None:
        for column, field in ((AGENCY, "name"), (SHORT, "short"), (PREFIX, "prefix")):
            if text := row.get(column):
                agency[field] = text.upper() if field == "prefix" else text
        if not agency["prefix"]:
            taken = {one["prefix"] for one in self._agencies} | self._reserved
            agency["prefix"] = next((one for one in prefixes() if one not in taken), "")
        place = _place_at(agency, self._venue)
        if place is None:
            place = {"venue": self._venue}
            agency.setdefault("places", []).append(place)
        zone = self._zone(number, row.get(ZONE, ""))
        if zone is not None:
            place["zone"] = zone
        elif "zone" not in place and len(self._zones) == 1:
            place["zone"] = self._zones[0]["id"]

    def _zone(self, number: int, name: str) -> str | None:
        if not name:
            return None
        zone = next((z for z in self._zones if _plain(name) in (_plain(z["name"]), z["id"])), None)
        if zone is None:
            choices = ", ".join(zone["name"] for zone in self._zones)
            self._wrong(number, "choice", ZONE, name, choices=choices)
            return None
        return str(zone["id"])

    def _signs(self, number: int, text: str) -> list[str]:
        signs: list[str] = []
        for part in filter(None, (part.strip() for part in _COMMAS.split(text))):
            span = _RANGE.fullmatch(part)
            if span and int(span[1]) <= int(span[2]) < int(span[1]) + COUNTERS_MAX:
                signs += [str(n) for n in range(int(span[1]), int(span[2]) + 1)]
            elif _SIGN.fullmatch(part):
                signs.append(part)
            else:
                self._wrong(number, "signs", COUNTERS, text)
                return []
        return signs

    def _put_counter(self, number: int, agency: Item, sign: str) -> None:
        counter = next((c for c in self._counters if self._is_here(c, sign)), None)
        if counter is None:
            zone = (_place_at(agency, self._venue) or {}).get("zone")
            if zone is None and self._zones:
                zone = self._zones[0]["id"]
            here = [c for c in self._counters if c["venue"] == self._venue]
            counter = {"id": _unused(_slug(sign), here), "venue": self._venue, "zone": zone, "agencies": []}
            if counter["id"] != sign:
                counter["sign"] = sign
            self._counters.append(counter)
        self.rows.setdefault(("counters", counter["id"]), number)
        if agency["id"] not in counter.setdefault("agencies", []):
            counter["agencies"].append(agency["id"])

    def _is_here(self, counter: Item, sign: str) -> bool:
        return counter["venue"] == self._venue and str(counter.get("sign", counter["id"])) == sign

    def _put_service(self, number: int, agency: Item, name: str, row: Mapping[str, str]) -> None:
        of_agency = (s for s in self._services if s["agency"] == agency["id"])
        service = next((s for s in of_agency if _plain(s["name"]) == _plain(name)), None)
        if service is None:
            service = {"id": _unused(_slug(name), self._services), "agency": agency["id"], "minutes": 5}
            self._services.append(service)
        self.rows[("services", service["id"])] = number
        service["name"] = name
        if english := row.get(SERVICE_EN):
            service["name_en"] = english
        if minutes := row.get(MINUTES):
            service["minutes"] = self._number(number, MINUTES, minutes)
        if quota := row.get(QUOTA):
            service["quota"] = self._number(number, QUOTA, quota)
        if documents := row.get(DOCUMENTS):
            existing = {document["id"]: document for document in service.get("documents", [])}
            names = filter(None, (part.strip() for part in documents.split(";")))
            service["documents"] = [existing.get(one, {"id": one}) for one in names]

    def _number(self, number: int, column: str, text: str) -> float | int:
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            value = 0.0
        if not 0 < value <= 100_000:
            self._wrong(number, "number", column, text, least=1, most=480 if column == MINUTES else 100_000)
            return 1
        return int(value) if value.is_integer() else value

    def _wrong(self, number: int, slug: str, column: str, text: str = "", **values: Any) -> None:
        self.mistakes.append(_wrong(number, slug, COLUMNS[column][0], text, **values))


def _in_row(content: Any, mistake: Mistake, rows: Mapping[tuple[str, str], int]) -> SheetMistake:
    section, n, field = (*mistake.path, None, None, None)[:3]
    items = content.get(section) if isinstance(section, str) else None
    if not isinstance(n, int) or not isinstance(items, list):
        return SheetMistake(None, mistake)
    row = rows.get((str(section), str(items[n].get("id"))))
    column = _COLUMN_OF.get((str(section), str(field)))
    if row is None or column is None:
        return SheetMistake(row, mistake)
    return SheetMistake(row, mistake._replace(path=(COLUMNS[column][0],)))


def _wrong(row: int, slug: str, column: str = "", text: str = "", **values: Any) -> SheetMistake:
    return SheetMistake(row, Mistake((column,) if column else (), slug, values, text[:FOUND_MAX]))


def _place_at(agency: Item, venue_id: str) -> Item | None:
    return next((place for place in agency.get("places", []) if place["venue"] == venue_id), None)


def prefixes() -> Iterable[str]:
    """Yield every prefix that an agency may have, the clearest first."""
    yield from PREFIXES
    pairs = (first + second for first in PREFIXES for second in PREFIXES if first != second)
    yield from (pair for pair in pairs if pair not in BAD_PREFIXES)


def _plain(text: str) -> str:
    return tidy(text).casefold()


def _slug(name: str) -> str:
    """Derive an id from a name: "Kartu Keluarga (baru)" → "kartu-keluarga-baru"."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    return re.sub("[^a-z0-9]+", "-", plain).strip("-")[: ID_MAX - 10].rstrip("-") or "x"


def _unused(id: str, items: Iterable[Item]) -> str:
    taken = {item["id"] for item in items}
    n = 2
    candidate = id
    while candidate in taken:
        candidate, n = f"{id}-{n}", n + 1
    return candidate
