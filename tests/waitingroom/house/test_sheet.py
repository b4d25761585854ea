"""Agencies and services from a spreadsheet: what its rows add and change, and where its mistakes are."""

from __future__ import annotations

from typing import Any

import pytest

from rig.cast import house_content
from waitingroom.house import sheet
from waitingroom.house.changes import differences
from waitingroom.house.entry import enter_house
from waitingroom.house.mistakes import HouseInvalid
from waitingroom.house.model import BAD_PREFIXES

HEADS = [name for name, _ in sheet.COLUMNS.values()]


def taken(*rows: dict[str, str], content: dict[str, Any] | None = None) -> dict[str, Any]:
    """Apply rows to the small house, the first of them as row 2, and validate the result."""
    made, row_of = sheet.merge_rows(content or house_content(), "hall", enumerate(rows, 2))
    try:
        return enter_house(made).content
    except HouseInvalid as error:
        raise sheet.locate_in_rows(error, row_of) from error


def refused(*rows: dict[str, str]) -> list[str]:
    with pytest.raises(sheet.SheetInvalid) as refusal:
        taken(*rows)
    return [mistake.text("id", row) for row, mistake in refusal.value.mistakes]


def item(content: dict[str, Any], section: str, id: str) -> dict[str, Any]:
    match: dict[str, Any] = next(one for one in content[section] if one["id"] == id)
    return match


def test_a_row_makes_an_agency_with_its_service_and_counters() -> None:
    content = taken(
        {
            "agency": "PT Pos Indonesia", "short": "Pos", "prefix": "r", "zone": "Ketupat", "counters": "5, 7-8",
            "service": "Kirim paket", "service_en": "Parcels", "minutes": "4,5", "documents": "KTP; Resi", "quota": "40",
        }
    )  # fmt: skip

    assert item(content, "agencies", "pos") == {
        "id": "pos", "name": "PT Pos Indonesia", "short": "Pos", "prefix": "R",
        "places": [{"venue": "hall", "zone": "east"}],
    }  # fmt: skip
    assert item(content, "services", "kirim-paket") == {
        "id": "kirim-paket", "agency": "pos", "name": "Kirim paket", "name_en": "Parcels", "minutes": 4.5,
        "documents": [{"id": "KTP"}, {"id": "Resi"}], "quota": 40,
    }  # fmt: skip
    assert [c["id"] for c in content["counters"] if "pos" in c["agencies"]] == ["5", "7", "8"]


def test_a_row_without_an_agency_belongs_to_the_one_above() -> None:
    content = taken({"agency": "Pos", "service": "Paket"}, {"service": "Surat"})

    assert [s["name"] for s in content["services"] if s["agency"] == "pos"] == ["Paket", "Surat"]


def test_what_is_there_is_found_by_its_name_and_changed_and_nothing_goes() -> None:
    before = house_content()
    content = taken({"agency": "DUKCAPIL", "service": "ktp", "minutes": "9", "counters": "3"})

    changes = differences(before, content)

    assert {(c.section, c.id, c.field) for c in changes} == {
        ("agencies", "dukcapil", "name"), ("services", "ktp", "minutes"), ("services", "ktp", "name"),
        ("counters", "hall/3", "agencies"),
    }  # fmt: skip
    assert item(content, "services", "ktp")["documents"] == before["services"][0]["documents"]


def test_what_a_venue_has_written_as_a_list_reads_again_as_no_change() -> None:
    before = house_content()

    assert taken(*sheet.rows_of(before, "hall"), content=before) == before


def test_a_prefix_that_is_not_given_is_proposed_and_never_one_that_another_row_asks_for() -> None:
    content = taken({"agency": "Pos"}, {"agency": "Pln", "prefix": "H"}, {"agency": "Taspen"})

    prefixes = [agency["prefix"] for agency in content["agencies"]]
    assert prefixes == ["A", "L", "K", "H", "R"]


def test_forty_agencies_get_forty_prefixes() -> None:
    content = taken(*({"agency": f"Instansi {n}"} for n in range(40)))

    prefixes = [agency["prefix"] for agency in content["agencies"]]
    assert len(set(prefixes)) == 42
    assert not set(prefixes) & set(BAD_PREFIXES)


def test_counters_may_be_signs_that_are_no_ids() -> None:
    content = taken({"agency": "Pos", "counters": "14B; P-2"})

    made = [c for c in content["counters"] if "pos" in c["agencies"]]
    assert [(c["id"], c["sign"]) for c in made] == [("14b", "14B"), ("p-2", "P-2")]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"service": "Paket"}, 'Baris 2, kolom "Instansi"'),
        ({"agency": "Pos", "zone": "Timur"}, 'Baris 2, kolom "Zona": diharapkan salah satu dari Ketupat, tertulis "Timur".'),
        ({"agency": "Pos", "counters": "2026-03-01"}, 'Baris 2, kolom "Loket"'),
        ({"agency": "Pos", "service": "Paket", "minutes": "lima"}, 'Baris 2, kolom "Menit"'),
        ({"agency": "Pos", "quota": "5"}, 'Baris 2, kolom "Layanan"'),
        ({"agency": "Pos", "prefix": "A"}, 'Baris 2, kolom "Awalan": diharapkan awalan lain daripada dukcapil'),
        ({"agency": "Pos", "prefix": "I"}, 'Baris 2, kolom "Awalan"'),
        ({"agency": "P" * 130}, 'Baris 2, kolom "Instansi"'),
        ({"agency": "Pos", "service": "Paket", "minutes": "900"}, 'Baris 2, kolom "Menit"'),
        ({"agency": "Pos", "service": "Pa\u202eket"}, 'Baris 2, kolom "Layanan"'),
    ],
)  # fmt: skip
def test_a_mistake_names_its_row_and_column(row: dict[str, str], expected: str) -> None:
    assert refused(row)[0].startswith(expected)


def test_all_mistakes_are_named_at_once() -> None:
    assert len(refused({"agency": "Pos", "zone": "x", "counters": "??"}, {"service": "A", "quota": "x"})) == 3


def test_heads_are_read_in_both_languages_in_any_order_and_an_unknown_one_is_named() -> None:
    rows = [(1, ["Service", " INSTANSI ", ""]), (3, ["Paket", "Pos", "note"])]

    assert sheet.parse_table(rows) == [(3, {"service": "Paket", "agency": "Pos"})]
    for heads, expected in (
        (["Instansi", "Lokett"], "Lokett"),
        (["Layanan"], "Instansi"),
        ([], "judul kolom"),
    ):
        with pytest.raises(sheet.SheetInvalid) as refusal:
            sheet.parse_table([(1, heads)] if heads else [])
        row, mistake = refusal.value.mistakes[0]
        assert expected in mistake.text("id", row)
