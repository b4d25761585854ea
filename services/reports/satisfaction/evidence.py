"""
The evidence sheet: facts that Antre has about the indicators of form F-02 of the ministry's evaluation.

The lines of each year's form are data (catalogue/evidence). A fact is a sentence in both languages with its source;
if Antre has no fact for a line, the sheet says so.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from services.reports.words import number, share
from services.web.forms import CATALOGUE, InvalidForms, explained, read_yaml
from waitingroom.house.model import House, Text, Venue
from waitingroom.house.values import ValueReader
from waitingroom.local_time import DAY_NAMES, clock
from waitingroom.satisfaction.follow_ups import FollowUp

Json = dict[str, Any]
EVIDENCE = CATALOGUE / "evidence" / "pekppp-f02-2023.yaml"
WEEKEND = (5, 6)
OFFICE_HOURS = (8 * 60, 16 * 60)
"""Usual office hours, in minutes since midnight."""
LINES_MAX = 60


class Fact(NamedTuple):
    """A fact: a sentence and its source."""

    text: Text
    source: Text


class Line(NamedTuple):
    """A line of the form: its aspect, its indicator, and the names of the facts that may support it."""

    aspect: Text
    indicator: Text
    facts: tuple[str, ...]


class Sheet(NamedTuple):
    """The form of one year."""

    year: int
    regulation: str
    lines: tuple[Line, ...]


class EvidenceInputs(NamedTuple):
    """
    The data that facts are derived from. venues: the venues of the sheet; figures: of the period (``compared``); skm,
    ipak: as returned by ``satisfaction.figures.survey``; remarks: their number; devices: paired devices by kind.
    """

    house: House
    venues: tuple[Venue, ...]
    figures: Json
    skm: Json
    ipak: Json
    remarks: int
    follow_ups: tuple[FollowUp, ...]
    devices: dict[str, int]
    today: str


def read_sheet(file: Path = EVIDENCE) -> Sheet:
    """Read the form of a year from a file. Raises InvalidForms, which names every wrong line and field."""
    content, node = read_yaml(file.read_text("utf-8"), file.name)
    reader = ValueReader()
    top = reader.table(content, (), {"year", "regulation", "lines"})
    sheet = Sheet(
        reader.number(top, "year", (), 0, 2000, 2999), reader.words(top, "regulation", ()),
        tuple(reader.listed(top, "lines", (), _line, most=LINES_MAX)),
    )  # fmt: skip
    if reader.mistakes:
        raise InvalidForms(explained(reader.mistakes, node, file.name))
    return sheet


def facts_of(line: Line, inputs: EvidenceInputs) -> list[Fact]:
    """Return the facts for a line; empty if Antre has none."""
    return [fact for name in line.facts if (fact := FACTS[name](inputs))]


def _line(r: ValueReader, value: Any, path: tuple[str | int, ...]) -> Line:
    t = r.table(value, path, {"aspect", "indicator", "facts"})
    names = t.get("facts", [])
    for n, name in enumerate(names if isinstance(names, list) else []):
        r.choice(name, (*path, "facts", n), tuple(FACTS))
    return Line(
        r.text(t.get("aspect"), (*path, "aspect")), r.text(t.get("indicator"), (*path, "indicator")),
        tuple(name for name in names if name in FACTS),
    )  # fmt: skip


def _documents_shown(k: EvidenceInputs) -> Fact | None:
    services = [one for one in k.house.services.values() if one.venues is None or _is_here(one.venues, k)]
    with_documents = sum(bool(one.documents) for one in services)
    if not services:
        return None
    return Fact(
        Text(
            f"Persyaratan {with_documents} dari {len(services)} layanan tampil di mesin antrean sebelum nomor diambil.",
            f"The documents for {with_documents} of {len(services)} services are shown at the ticket machine before a number is taken.",
        ),
        Text("Daftar layanan", "List of services"),
    )


def _survey_method(k: EvidenceInputs) -> Fact:
    skm = k.skm
    return Fact(
        Text(
            f"Pengisian mandiri tanpa nama setelah pelayanan selesai, satu kali untuk satu nomor; dasar {skm['regulation']}, "
            f"{len(skm['elements'])} unsur, penimbang {skm['weight']}.",
            f"Answered without a name after the service, once for a number; by {skm['regulation']}, "
            f"{len(skm['elements'])} elements, weight {skm['weight']}.",
        ),
        Text("Formulir survei", "Survey form"),
    )


def _survey_result(k: EvidenceInputs) -> Fact | None:
    return _index(k.skm, "SKM") if k.skm["n"] else None


def _anti_corruption(k: EvidenceInputs) -> Fact | None:
    return _index(k.ipak, "IPAK") if k.ipak["n"] else None


def _index(figures: Json, name: str) -> Fact:
    index, n, served = figures["index"], figures["n"], figures["served"]
    grade = [
        f" ({figures['grade']}, {figures['grade_name'][one]})" if figures["grade"] else ""
        for one in ("id", "en")
    ]
    small = ("; sampel kecil", "; a small sample") if figures["is_small"] else ("", "")
    return Fact(
        Text(
            f"{name} {number(index, 'id', 2)}{grade[0]}; n = {number(n, 'id')} dari {number(served, 'id')} pelayanan{small[0]}.",
            f"{name} {number(index, 'en', 2)}{grade[1]}; n = {number(n, 'en')} of {number(served, 'en')} services{small[1]}.",
        ),
        Text("Jawaban survei di catatan antrean", "Answers to the survey in the queue's log"),
    )


def _survey_media(k: EvidenceInputs) -> Fact:
    channels = k.skm["channels"]
    return Fact(
        Text(
            f"Halaman nomor antrean di HP pengunjung ({channels['phone']} jawaban); penilaian tiga wajah juga di mesin antrean "
            "dan tablet di loket.",
            f"The page of the number on visitors' phones ({channels['phone']} answers); the three faces also at ticket "
            "machines and tablets at counters.",
        ),
        Text("Jawaban survei di catatan antrean", "Answers to the survey in the queue's log"),
    )


def _follow_ups(k: EvidenceInputs) -> Fact | None:
    if not k.follow_ups:
        return None
    done = sum(one.is_done for one in k.follow_ups)
    late = sum(one.is_late(k.today) for one in k.follow_ups)
    return Fact(
        Text(
            f"Tertulis dengan penanggung jawab dan tenggat: {len(k.follow_ups)}; selesai: {done}; lewat waktu: {late}.",
            f"Written down with who and by when: {len(k.follow_ups)}; done: {done}; late: {late}.",
        ),
        Text("Daftar tindak lanjut", "List of follow-ups"),
    )


def _breaks(k: EvidenceInputs) -> Fact | None:
    with_breaks = [
        venue.name for venue in k.venues if any(hours.breaks for day, hours in venue.hours.items() if day not in WEEKEND)
    ]  # fmt: skip
    if not k.venues:
        return None
    if with_breaks:
        names = ", ".join(with_breaks)
        text = Text(
            f"Ada jeda pada hari kerja di: {names}. Nomor tetap diberikan selama jeda.",
            f"There are breaks on working days at: {names}. Numbers are given during breaks.",
        )
    else:
        text = Text("Tidak ada jeda istirahat pada hari kerja.", "There is no break on working days.")
    return Fact(text, Text("Jam buka", "Opening hours"))


def _opening_hours(k: EvidenceInputs) -> Fact | None:
    texts: list[tuple[str, str]] = []
    for venue in k.venues:
        outside = [
            (day, hours) for day, hours in sorted(venue.hours.items())
            if day in WEEKEND or hours.opens < OFFICE_HOURS[0] or hours.closes > OFFICE_HOURS[1]
        ]  # fmt: skip
        if outside:
            each = [
                ", ".join(
                    f"{DAY_NAMES[language][day]} {clock(h.opens)}–{clock(h.closes)}" for day, h in outside
                )
                for language in ("id", "en")
            ]
            texts.append((f"{venue.name}: {each[0]}", f"{venue.name}: {each[1]}"))
    if not texts:
        return Fact(
            Text("Tidak ada jam buka di luar hari dan jam kerja.", "No opening hours outside working days and hours."),
            Text("Jam buka", "Opening hours"),
        )  # fmt: skip
    return Fact(
        Text("; ".join(id for id, _ in texts) + ".", "; ".join(en for _, en in texts) + "."),
        Text("Jam buka", "Opening hours"),
    )


def _weekend_days(k: EvidenceInputs) -> Fact:
    days = k.figures["weekend_days"]
    return Fact(
        Text(
            f"Hari Sabtu dan Minggu dengan kunjungan: {days}.", f"Saturdays and Sundays with visits: {days}."
        ),
        Text("Nomor antrean di catatan antrean", "Numbers in the queue's log"),
    )


def _queue_devices(k: EvidenceInputs) -> Fact:
    counters = sum(len(k.house.counters[venue.id]) for venue in k.venues)
    kiosks, screens, tablets = (k.devices.get(kind, 0) for kind in ("kiosk", "tv", "tablet"))
    return Fact(
        Text(
            f"Antrean elektronik. Mesin antrean: {kiosks}; layar panggilan: {screens}; loket: {counters}; tablet penilaian: "
            f"{tablets}.",
            f"An electronic queue. Ticket machines: {kiosks}; call screens: {screens}; counters: {counters}; rating tablets: "
            f"{tablets}.",
        ),
        Text("Perangkat dan loket yang terdaftar", "Devices and counters registered"),
    )


def _queue_channels(k: EvidenceInputs) -> Fact:
    of, total = k.figures["channels"], k.figures["tickets"]
    return Fact(
        Text(
            f"{number(total, 'id')} nomor: {number(of['kiosk'], 'id')} di mesin antrean, {number(of['public'], 'id')} lewat HP atau "
            f"layar umum, {number(of['staff'], 'id')} dari petugas.",
            f"{number(total, 'en')} numbers: {number(of['kiosk'], 'en')} at ticket machines, {number(of['public'], 'en')} by phone or "
            f"public screen, {number(of['staff'], 'en')} from staff.",
        ),
        Text("Nomor antrean di catatan antrean", "Numbers in the queue's log"),
    )


def _waits(k: EvidenceInputs) -> Fact | None:
    wait = k.figures["wait"]
    if not wait["n"]:
        return None
    in_promise = k.figures["in_promise"]
    return Fact(
        Text(
            f"Median {number(wait['median_min'], 'id', 1)} menit, sembilan dari sepuluh paling lama {number(wait['p90_min'], 'id', 1)} "
            f"menit (n = {number(wait['n'], 'id')}); sesuai janji {share(in_promise, 'id')}.",
            f"Median {number(wait['median_min'], 'en', 1)} minutes, nine of ten no longer than {number(wait['p90_min'], 'en', 1)} "
            f"minutes (n = {number(wait['n'], 'en')}); within the promise {share(in_promise, 'en')}.",
        ),
        Text("Panggilan di catatan antrean", "Calls in the queue's log"),
    )


def _priority(k: EvidenceInputs) -> Fact:
    asking = [venue.name for venue in k.venues if venue.kiosk_priority]
    issued = k.figures["priority"]
    at_kiosk = (" Mesin antrean menanyakannya.", " The ticket machine asks for it.") if asking else ("", "")
    return Fact(
        Text(
            f"Lansia, penyandang disabilitas, ibu hamil atau menyusui, dan yang membawa anak kecil dipanggil lebih dahulu. Nomor prioritas: {issued}."
            + at_kiosk[0],
            "Older people, people with disabilities, and those who are pregnant, nursing or with a small child are called first. "
            f"Priority numbers: {issued}." + at_kiosk[1],
        ),
        Text("Nomor prioritas di catatan antrean", "Priority numbers in the queue's log"),
    )


def _electronic_information(k: EvidenceInputs) -> Fact:
    return Fact(
        Text(
            "Setiap nomor punya halaman di HP dengan urutan dan perkiraan tunggu; layar ruang tunggu menampilkan dan menyuarakan "
            "panggilan, dalam bahasa Indonesia dan Inggris.",
            "Every number has a page for phones with its place and expected wait; screens in the hall show and speak calls, in "
            "Indonesian and English.",
        ),
        Text("Cara kerja Antre", "How Antre works"),
    )


def _remarks(k: EvidenceInputs) -> Fact | None:
    if not k.remarks:
        return None
    return Fact(
        Text(
            f"Pesan pengunjung yang diterima: {k.remarks}.", f"Messages received from visitors: {k.remarks}."
        ),
        Text("Pesan di catatan antrean", "Messages in the queue's log"),
    )


def _is_here(venues: tuple[str, ...], k: EvidenceInputs) -> bool:
    return any(venue.id in venues for venue in k.venues)


FACTS: dict[str, Callable[[EvidenceInputs], Fact | None]] = {
    "documents-shown": _documents_shown, "survey-method": _survey_method, "survey-result": _survey_result,
    "survey-media": _survey_media, "follow-ups": _follow_ups, "breaks": _breaks, "opening-hours": _opening_hours,
    "weekend-days": _weekend_days, "anti-corruption": _anti_corruption, "queue-devices": _queue_devices,
    "queue-channels": _queue_channels, "waits": _waits, "priority": _priority,
    "electronic-information": _electronic_information, "remarks": _remarks,
}  # fmt: skip
"""The facts that Antre can provide, by the names that the form's lines use."""

__all__ = ["FACTS", "EvidenceInputs", "Fact", "Line", "Sheet", "facts_of", "read_sheet"]
