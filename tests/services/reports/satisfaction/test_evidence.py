"""The evidence sheet for PEKPPP F-02: facts with their source, the form's year, and no fact that Antre lacks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rig.cast import house_content
from services.reports.satisfaction.evidence import EVIDENCE, FACTS, EvidenceInputs, facts_of, read_sheet
from services.web.forms import InvalidForms
from waitingroom.house.reader import read_house
from waitingroom.satisfaction.follow_ups import FollowUp

SURVEY: dict[str, Any] = {
    "n": 0, "index": None, "grade": None, "grade_name": None, "served": 0, "is_small": True, "regulation": "PermenPANRB",
    "elements": [{}] * 9, "weight": "1/9", "channels": {"phone": 0, "kiosk": 0, "tablet": 0},
}  # fmt: skip
FIGURES: dict[str, Any] = {
    "weekend_days": 3, "tickets": 120, "channels": {"kiosk": 100, "public": 15, "staff": 5}, "priority": 7,
    "wait": {"n": 110, "median_min": 12.5, "p90_min": 31.0}, "in_promise": 0.91,
}  # fmt: skip


def known_facts(content: dict[str, Any] | None = None, **more: Any) -> EvidenceInputs:
    house = read_house(content or house_content())
    usual = EvidenceInputs(
        house, tuple(house.venues.values()), FIGURES, SURVEY, SURVEY, 0, (), {"kiosk": 2, "tv": 4}, "2026-07-01"
    )  # fmt: skip
    return usual._replace(**more)


def text_of(name: str, one: EvidenceInputs) -> str:
    fact = FACTS[name](one)
    assert fact is not None, name
    assert fact.source.id
    assert fact.text.id != fact.text.en
    return fact.text.id


def test_the_form_has_a_year_and_every_line_is_answered_or_said_to_be_unknown() -> None:
    sheet = read_sheet()

    assert sheet.year == 2023
    assert {name for line in sheet.lines for name in line.facts} == set(FACTS)
    assert [line.indicator.id for line in sheet.lines if not line.facts] == [
        "Publikasi hasil survei", "Parkir, toilet, ruang laktasi, jalur landai", "Penanganan pengaduan sampai tuntas",
    ]  # fmt: skip


def test_facts_are_counted_from_what_antre_has() -> None:
    one = known_facts()

    assert "Mesin antrean: 2; layar panggilan: 4; loket: 4" in text_of("queue-devices", one)
    assert "120 nomor: 100 di mesin antrean" in text_of("queue-channels", one)
    assert "Median 12,5 menit" in text_of("waits", one)
    assert "3 dari 3 layanan" in text_of("documents-shown", one)
    assert "Nomor prioritas: 7" in text_of("priority", one)
    assert "9 unsur, penimbang 1/9" in text_of("survey-method", one)


def test_what_was_not_measured_is_no_fact() -> None:
    one = known_facts(figures=FIGURES | {"wait": {"n": 0, "median_min": None, "p90_min": None}})

    for name in ("survey-result", "anti-corruption", "follow-ups", "remarks", "waits"):
        assert FACTS[name](one) is None, name


def test_a_small_sample_is_said_beside_the_index() -> None:
    skm = SURVEY | {
        "n": 14,
        "served": 400,
        "index": 81.94,
        "grade": "B",
        "grade_name": {"id": "Baik", "en": "Good"},
    }

    assert (
        text_of("survey-result", known_facts(skm=skm))
        == "SKM 81,94 (B, Baik); n = 14 dari 400 pelayanan; sampel kecil."
    )


def test_hours_outside_working_days_and_hours_and_breaks_are_told_by_place() -> None:
    content = house_content()
    content["venues"][0]["hours"] = {
        "mon": "08:00-12:00, 13:00-15:00",
        "fri": "07:00-11:00",
        "sat": "09:00-12:00",
    }

    usual, other = known_facts(), known_facts(content)

    assert text_of("opening-hours", usual) == "Tidak ada jam buka di luar hari dan jam kerja."
    assert text_of("opening-hours", other) == "Hall: Jumat 07.00–11.00, Sabtu 09.00–12.00."
    assert text_of("breaks", usual) == "Tidak ada jeda istirahat pada hari kerja."
    assert "jeda pada hari kerja di: Hall" in text_of("breaks", other)


def test_follow_ups_are_counted_with_those_that_are_late() -> None:
    follow_ups = tuple(
        FollowUp("hall", "Kursi", "Umum", due, done=done)
        for due, done in (("2026-06-30", ""), ("2026-08-01", ""), ("2026-06-01", "2026-05-30"))
    )

    assert "tenggat: 3; selesai: 1; lewat waktu: 1" in text_of(
        "follow-ups", known_facts(follow_ups=follow_ups)
    )
    (line,) = [line for line in read_sheet().lines if line.facts == ("follow-ups",)]
    assert len(facts_of(line, known_facts(follow_ups=follow_ups))) == 1


@pytest.mark.parametrize(
    ("before", "after", "line"), [("[waits]", "[guesses]", "kolom"), ("year: 2023", "year: soon", 'Baris 8, kolom "year"')]
)  # fmt: skip
def test_a_sheet_that_is_wrong_says_its_line_and_field(
    tmp_path: Path, before: str, after: str, line: str
) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(EVIDENCE.read_text("utf-8").replace(before, after), "utf-8")

    with pytest.raises(InvalidForms, match=line):
        read_sheet(file)
