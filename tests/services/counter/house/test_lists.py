"""List files: CSV and XLSX of services, ICS and CSV of holidays, parsed strictly; proposed Indonesian holidays."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import openpyxl
import pytest

from services.counter.house.bounded_process import OutOfBoundsError
from services.counter.house.holiday_file import national_holidays, read_holidays
from services.counter.house.house_file import HouseFileWrong
from services.counter.house.list_process import read_rows_apart
from services.counter.house.sheet_file import read_rows
from services.counter.house.sheet_writer import write_sheet

TABLE = [(1, ["Instansi", "Layanan"]), (2, ["Pos; dan lain", "Paket, surat"]), (4, ["PLN", "Token"])]
ICS = """BEGIN:VCALENDAR
BEGIN:VEVENT
DTSTART;VALUE=DATE:20270817
SUMMARY:Hari Kemerdekaan
 \\, Republik Indonesia
END:VEVENT
BEGIN:VEVENT
DTSTART;VALUE=DATE:20270310
DTEND;VALUE=DATE:20270312
SUMMARY:Idulfitri
END:VEVENT
END:VCALENDAR
"""


def refusal(data: bytes, read: object = read_rows) -> str:
    with pytest.raises(HouseFileWrong) as error:
        read(data)  # type: ignore[operator]
    line, mistake = error.value.mistakes[0]
    return mistake.text("id", line)


@pytest.mark.parametrize("divider", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_with_semicolons_or_commas_is_read_with_its_row_numbers(divider: str, encoding: str) -> None:
    lines = [["Instansi", "Layanan"], ['"Pos; dan lain"', '"Paket, surat"'], ["", ""], ["PLN", "Token"]]
    text = "\r\n".join(divider.join(line) for line in lines)

    assert read_rows(text.encode(encoding)) == TABLE


def test_excels_own_line_about_what_divides_is_read() -> None:
    assert read_rows(b"sep=;\r\nInstansi;Layanan\r\nPos;Paket\r\n") == [
        (2, ["Instansi", "Layanan"]), (3, ["Pos", "Paket"]),
    ]  # fmt: skip


def test_a_workbook_is_written_as_text_and_read_again_as_the_same() -> None:
    rows = [["Loket", "Menit"], ["1-3", "5"], ["=1+1", "0012"]]

    read = read_rows(write_sheet(rows, "Layanan"))

    assert read == list(enumerate(rows, 1))


def test_cells_that_excel_made_numbers_and_dates_are_read_as_people_see_them() -> None:
    book = openpyxl.Workbook()
    for cells in (["Menit", "Loket"], [5.0, datetime(2026, 3, 1)], [4.5, 12]):
        book.active.append(cells)
    out = io.BytesIO()
    book.save(out)

    assert read_rows(out.getvalue()) == [
        (1, ["Menit", "Loket"]),
        (2, ["5", "2026-03-01"]),
        (3, ["4.5", "12"]),
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"%PDF-1.7", "berkas PDF, bukan daftar"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "berkas Office lama (XLS, DOC, PPT), bukan daftar"),
        ("Instansi;Layanan\nCaf\xe9;Kopi".encode("cp1252"), "Baris 2 bukan teks UTF-8"),
        (b'Instansi;Layanan\nPos;"Paket', "Baris 2"),
        (b"PK\x03\x04xl/ broken", "berkas Excel yang rusak"),
        (b"Instansi\n" + b"Pos\n" * 3_001, "paling banyak 3000 baris"),
    ],
)
def test_what_is_no_list_is_refused_with_what_to_do(data: bytes, expected: str) -> None:
    assert expected in refusal(data)


def test_a_workbook_that_unpacks_to_gigabytes_is_out_of_bounds() -> None:
    out = io.BytesIO(write_sheet([["Instansi"]], "x"))
    with zipfile.ZipFile(out) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    cell = b'<row><c t="inlineStr"><is><t>' + b"A" * 2**20
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            if not name.endswith("sheet1.xml"):
                book.writestr(name, content)
        with book.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(
                b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            )
            for _ in range(700):
                part.write(cell)
    assert len(bomb.getvalue()) < 2_000_000

    with pytest.raises((OutOfBoundsError, HouseFileWrong)):
        read_rows_apart(bomb.getvalue())


def test_a_list_is_read_in_a_process_of_its_own() -> None:
    data = write_sheet([["Instansi", "Layanan"], ["Pos", "Paket"]], "Layanan")

    assert read_rows_apart(data) == [(1, ["Instansi", "Layanan"]), (2, ["Pos", "Paket"])]
    with pytest.raises(HouseFileWrong):
        read_rows_apart(b"%PDF-1.7")


def test_the_holidays_of_a_calendar_are_whole_days_with_their_names() -> None:
    holidays = read_holidays(ICS.replace("\n", "\r\n").encode())

    assert [(one["day"], one["name"]["id"]) for one in holidays] == [
        ("2027-03-10", "Idulfitri"), ("2027-03-11", "Idulfitri"), ("2027-08-17", "Hari Kemerdekaan, Republik Indonesia"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "day", ["2027-08-17", "17-08-2027", "17/8/2027", "17 Agustus 2027", "17 August 2027"]
)
def test_a_list_of_holidays_is_read_with_dates_as_people_write_them(day: str) -> None:
    holidays = read_holidays(f"Tanggal;Nama\n{day};Cuti bersama kota\n".encode())

    assert holidays == [
        {"day": "2027-08-17", "name": {"id": "Cuti bersama kota"}, "is_joint": True, "is_estimated": False}
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (ICS.replace("SUMMARY:Idul", "RRULE:FREQ=YEARLY\nSUMMARY:Idul").encode(), 'Baris 10, kolom "RRULE"'),
        (ICS.replace("20270817", "17 August").encode(), 'Baris 3, kolom "DTSTART"'),
        (b"Tanggal;Nama\n31-02-2027;Libur", 'Baris 2, kolom "Tanggal"'),
        (b"Tanggal;Nama\n17-08-2027;", 'Baris 2, kolom "Nama"'),
        (b"Kapan;Apa\n17-08-2027;x", 'Baris 1, kolom "Tanggal"'),
        (b"\xff\xd8\xff", "gambar JPEG, bukan daftar"),
    ],
)
def test_what_is_wrong_with_a_file_of_holidays_is_named_by_its_line(data: bytes, expected: str) -> None:
    assert expected in refusal(data, read_holidays)


def test_indonesias_holidays_of_a_year_are_proposed_with_joint_leave_marked() -> None:
    holidays = national_holidays(2026)

    by_day = {(one["day"], one["is_joint"]): one["name"] for one in holidays}
    assert by_day["2026-08-17", False]["id"] == "Hari Kemerdekaan Republik Indonesia"
    assert by_day["2026-03-20", True]["id"] == "Cuti Bersama Hari Raya Idulfitri"
    assert by_day["2026-12-25", False] == {"id": "Kelahiran Yesus Kristus", "en": "Christmas Day"}
    assert [one["day"] for one in holidays] == sorted(one["day"] for one in holidays)


def test_a_day_that_is_not_announced_yet_is_marked_and_named_without_it() -> None:
    holiday = next(one for one in national_holidays(2032) if "Idulfitri" in one["name"]["id"])

    assert holiday["is_estimated"]
    assert "(" not in holiday["name"]["id"] + holiday["name"]["en"]
