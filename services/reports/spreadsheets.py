"""Export tables as CSV and XLSX. Pure, except for the library that writes XLSX."""

from __future__ import annotations

import csv as _csv
import io
from collections.abc import Sequence

import xlsxwriter

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA_SIGNS = "=+-@\t\r"
"""A spreadsheet evaluates a cell that begins with one of these as a formula."""
TITLE_MAX = 31
"""Maximum length of a sheet title in XLSX, in characters."""
NAMES_WIDE, NUMBERS_WIDE = 36, 14
"""Widths of the first two columns and of the others, in characters."""

Cell = str | int | float | None
Table = tuple[list[str], Sequence[Sequence[Cell]]]
"""The header row and the data rows."""


def csv(table: Table, language: str) -> bytes:
    """Return a table as CSV in the locale's format: "3,5" separated by ";", or "3.5" separated by ","."""
    is_english = language == "en"
    text = io.StringIO()
    writer = _csv.writer(text, delimiter="," if is_english else ";")
    head, rows = table
    writer.writerow(head)
    for row in rows:
        writer.writerow([_plain(cell, comma=not is_english) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def xlsx(sheets: dict[str, Table]) -> bytes:
    """Return an XLSX workbook with these sheets, by title."""
    data = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(data, options) as book:
        for title, (head, rows) in sheets.items():
            sheet = book.add_worksheet(title[:TITLE_MAX])
            sheet.write_row(0, 0, head, book.add_format({"bold": True, "text_wrap": True, "valign": "top"}))
            for n, row in enumerate(rows, 1):
                sheet.write_row(n, 0, row)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 1, NAMES_WIDE)
            sheet.set_column(2, 30, NUMBERS_WIDE)
    return data.getvalue()


def _plain(cell: Cell, *, comma: bool) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return str(cell).replace(".", ",") if comma else str(cell)
    text = str(cell)
    return f"'{text}" if text[:1] and text[0] in FORMULA_SIGNS else text
