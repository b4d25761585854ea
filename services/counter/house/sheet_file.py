"""
Read spreadsheets: XLSX, or CSV with ";", "," or tabs, in UTF-8 or UTF-16; every mistake is reported with its row.

An XLSX of a few kilobytes can unpack to gigabytes, so ``list_process`` reads it in a process of its own.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from services.counter.house import file_kinds
from services.counter.house.house_file import UTF_16_BOMS, FileMistake, HouseFileWrong
from waitingroom.house.mistakes import Mistake
from waitingroom.house.text import shown
from waitingroom.house.values import FOUND_MAX

ROWS_MAX, CELLS_MAX, CELL_MAX = 3_000, 40, 2_000
"""Limits of a list; 40 agencies have about 150 services."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Row = tuple[int, list[str]]
"""A row's number in the sheet, from 1, and its cells."""


def read_rows(data: bytes) -> list[Row]:
    """
    Read the non-empty rows of a list.

    Raises:
        HouseFileWrong: another kind of file, neither UTF-8 nor UTF-16, damaged, or too long.
    """
    kind = file_kinds.kind_of(data[: file_kinds.HEAD_BYTES])
    if kind not in (None, "xlsx"):
        kind_id, kind_en = file_kinds.NAMES[kind]
        raise wrong(None, "list-kind", kind_id=kind_id, kind_en=kind_en)
    rows: list[Row] = []
    for number, cells in _sheet_rows(data) if kind == "xlsx" else _text_rows(read_text(data)):
        if number > ROWS_MAX:
            raise wrong(number, "rows", most=ROWS_MAX)
        cells = [cell.strip()[:CELL_MAX] for cell in cells[:CELLS_MAX]]
        if any(cells):
            while not cells[-1]:
                cells.pop()
            rows.append((number, cells))
    return rows


def read_text(data: bytes) -> str:
    """Decode a text strictly as UTF-8, or UTF-16 with a BOM. Raises HouseFileWrong."""
    encoding = "utf-16" if data.startswith(UTF_16_BOMS) else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        found = data.split(b"\n")[line - 1].decode("windows-1252", "replace")
        raise wrong(line, "utf-8", found) from error
    if "\0" in text:
        raise wrong(text.count("\n", 0, text.index("\0")) + 1, "utf-8", text.replace("\0", ""))
    return text


def wrong(row: int | None, slug: str, found: str = "", column: str = "", **values: Any) -> HouseFileWrong:
    """Return the error for a mistake in a row of a file."""
    mistake = Mistake((column,) if column else (), slug, values, shown(found.strip())[:FOUND_MAX])
    return HouseFileWrong([FileMistake(row, mistake)])


def _text_rows(text: str) -> Iterator[Row]:
    """Read CSV; the delimiter comes from Excel's "sep=;" line, or else from the first line."""
    lines = text.splitlines(keepends=True)
    first = lines[0] if lines else ""
    skipped = 1 if first.lower().startswith("sep=") else 0
    delimiter = first[4:5] if skipped else max(";,\t", key=first.count)
    reader = csv.reader(lines[skipped:], delimiter=delimiter or ";", strict=True)
    at = skipped
    try:
        for cells in reader:
            yield at + 1, cells
            at = skipped + reader.line_num
    except csv.Error as error:
        raise wrong(at + 1, "quotes", lines[min(at, len(lines) - 1)]) from error


def _sheet_rows(data: bytes) -> Iterator[Row]:
    """Read the first sheet of a workbook."""
    import openpyxl  # only the list process needs it

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        rows = sheet.iter_rows(values_only=True, max_col=CELLS_MAX)
        for number, cells in enumerate(rows, 1):
            yield number, [_cell_text(cell) for cell in cells]
    except (zipfile.BadZipFile, ParseError, KeyError, ValueError, IndexError, TypeError, OSError) as error:
        raise wrong(
            None, "list-kind", kind_id="berkas Excel yang rusak", kind_en="a damaged Excel file"
        ) from error


def _cell_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float):
        return f"{cell:g}" if abs(cell) < 1e6 else str(cell)
    return str(cell)
